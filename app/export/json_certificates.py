"""The certificates of a run as JSON: verdicts, chains, who accepts them, what was fetched."""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from app.domain.acceptors import opinions, security_alert
from app.domain.attempts import Exchange, Search
from app.domain.connections import Judged
from app.domain.interception import intercepting_product
from app.domain.questions import target
from app.domain.retrieval import Retrieval
from app.domain.revocation import RevocationAnswer
from app.domain.rows import Row
from app.domain.session import Session
from app.domain.sni import SniComparison
from app.domain.steps import StepName
from app.domain.verdict import Certificate
from app.export.json_values import Json, round_and_step
from app.wording import accepted_because, alert_lines, alert_source


def sni_entries(session: Session) -> Iterator[Json]:
    """Give what servers show to a client that does not name them."""
    for row in session.rows:
        if isinstance(one := row.subject, SniComparison):
            yield {
                "event": row.event,
                "host": one.host,
                "port": one.port,
                "same": one.is_same,
                "certificate": _certificate(one.without_name) if one.without_name else None,
                "failure": one.failure.kind if one.failure else None,
            }


def certificate_entries(session: Session) -> Iterator[Json]:
    """Give each certificate that was judged, in the order of the run."""
    for row in session.rows:
        judged = row.subject
        if not isinstance(judged, Judged):
            continue
        above = session.row(row.parent).subject
        url = target(above.question) if isinstance(above, Exchange | Search) else None
        yield {
            "event": row.event,
            "url": url,
            "used_by": "autodiscover" if session.step_of(row) else "service",
            **judged_json(judged, _retrievals(session, row), round_and_step(session, row)[1]),
        }


def judged_json(
    judged: Judged, retrievals: Iterable[Retrieval], step: StepName | None
) -> dict[str, Json]:
    """Give all that is said of one connection's certificate."""
    verdict = judged.verdict
    return {
        "host": judged.host,
        "port": judged.port,
        "trusted": verdict.trusted,
        "in_date": verdict.in_date,
        "name_matches": verdict.name_matches,
        "matched_by": verdict.matched_by,
        "name_by_rules": {
            one.rules: {"matched_by": one.matched_by, "matched_name": one.matched_name}
            for one in verdict.by_rules
        },
        "accepted": judged.acceptance.accepted,
        "because": accepted_because(judged),
        "problems": list(verdict.problems),
        "notes": list(verdict.notes),
        "presented": [_certificate(one) for one in verdict.presented],
        "anchor": {"sha256": verdict.anchor.sha256, "stores": verdict.anchor.stores}
        if verdict.anchor
        else None,
        "looks_inspected_by": intercepting_product(verdict.presented) or None,
        "tls_version": judged.tls_version,
        "cipher": judged.cipher,
        "retrievals": [_retrieval(one) for one in retrievals],
        "revocation": [_revocation(one) for one in judged.revocation],
        **_clients(judged, step),
    }


def _retrievals(session: Session, row: Row) -> Iterator[Retrieval]:
    """Give what was fetched for a certificate: the rows just before it."""
    beside = session.children(row.parent)
    before = (session.row(each).subject for each in reversed(beside[: beside.index(row.number)]))
    newest = takewhile(lambda subject: isinstance(subject, Retrieval), before)
    yield from reversed([each for each in newest if isinstance(each, Retrieval)])


def _retrieval(retrieval: Retrieval) -> Json:
    return {
        "purpose": retrieval.purpose,
        "url": retrieval.url,
        "about": retrieval.about,
        "size": retrieval.size,
        "duration_ms": retrieval.duration_ms,
        "before": retrieval.before,
        "subjects": retrieval.subjects,
        "failure": retrieval.failure.detail if retrieval.failure else None,
    }


def _revocation(answer: RevocationAnswer) -> Json:
    return {
        "subject": answer.subject,
        "sha256": answer.sha256,
        "source": answer.source,
        "status": answer.status,
        "url": answer.url or None,
        "as_of": answer.as_of,
        "until": answer.until,
        "revoked_at": answer.revoked_at,
        "detail": answer.detail,
    }


def _clients(judged: Judged, step: StepName | None) -> dict[str, Json]:
    """Give who accepts the certificate, and Outlook 2007's alert about it."""
    alert = security_alert(judged, step)
    return {
        "accepted_by": [
            {"client": one.client, "answer": one.welcome, "reasons": list(one.doubts)}
            for one in opinions(judged, step)
        ],
        "security_alert": {
            "shown": alert.shown,
            "lines": [{"good": good, "text": text} for good, text in alert_lines(alert)],
            "source": alert_source(),
        }
        if alert
        else None,
    }


def _certificate(certificate: Certificate) -> Json:
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "names": certificate.names,
        "not_before": certificate.not_before,
        "not_after": certificate.not_after,
        "sha256": certificate.sha256,
    }
