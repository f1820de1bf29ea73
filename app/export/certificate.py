"""A look at a certificate as text, as JSON, and its chain as PEM."""

from collections.abc import Iterator

import msgspec

from app import __version__
from app.domain.acceptors import opinions, security_alert
from app.domain.connections import Judged
from app.domain.inspection import Inspection
from app.domain.verdict import Certificate
from app.export.indented import indented
from app.export.json import FORMAT
from app.export.json_certificates import judged_json
from app.export.json_values import Json
from app.export.pem import pem
from app.export.text_form import line_text
from app.wording import (
    accepted_because,
    alert_lines,
    alert_source,
    alert_title,
    name_rules,
    one_line,
    opinion_lines,
    problem_title,
    retrieval_line,
    revocation_text,
    sni_text,
    three_answers,
)
from app.wording.inspection import certificate_facts, certificate_role, inspection_line
from app.wording.language import _, said

_CAPTION_WIDTH = 21


def inspection_text(inspection: Inspection) -> str:
    """Give the verdict and the chain in plain characters."""
    return "\n".join(_lines(inspection)) + "\n"


def inspection_json(inspection: Inspection) -> str:
    """Give the entry that a run's JSON has for a certificate, with every field of the chain."""
    judged = inspection.judged
    retrievals = (one for each in inspection.connections for one in each.retrievals)
    document: dict[str, Json] = {
        "format": FORMAT,
        "program": {"name": "autodiscope", "version": __version__},
        "target": inspection.target,
        "failure": inspection.failure.kind if inspection.failure else None,
        "detail": inspection.failure.detail if inspection.failure else None,
        "certificate": {
            "event": None,
            "url": None if inspection.is_file else f"https://{inspection.target}/",
            "used_by": None,
            **judged_json(judged, retrievals, None),
            "port": judged.port or None,
            "judged_for": judged.verdict.host,
            "without_sni": {
                "same": inspection.without_name.is_same,
                "shown": sni_text(inspection.without_name),
            }
            if inspection.without_name
            else None,
            "chain": [_link(inspection, one) for one in inspection.chain],
        }
        if judged
        else None,
    }
    return indented(document)


def chain_pem(inspection: Inspection) -> str:
    """Give what was presented, and what completes the path, as a PEM file. RFC 7468 5"""
    return "".join(pem(one) for one in inspection.chain if one.der)


def _lines(inspection: Inspection) -> Iterator[str]:
    yield line_text(inspection_line(inspection))
    judged = inspection.judged
    if judged is None:
        return
    verdict = judged.verdict
    yield f"  {accepted_because(judged)}"
    for name, good in three_answers(verdict):
        yield f"  {name}: {_('yes') if good else _('no')}"
    told = (*verdict.reasons, *verdict.notes)
    yield from (f"    {one_line(said(text))}" for text in told)
    if verdict.matched_by:
        matching = _("Matching name: {name} ({kind})").format(
            name=one_line(verdict.matched_name), kind=verdict.matched_by
        )
        yield f"  {matching}"
    for caption, answer in name_rules(verdict):
        yield f"  {caption}: {one_line(answer)}"
    for problem in verdict.problems:
        title = problem_title(problem, of_file=inspection.is_file)
        yield "  " + _("Problem: {problem}").format(problem=title)
    if judged.tls_version:
        yield "  " + _("Connection: {version}, {cipher}").format(
            version=judged.tls_version, cipher=one_line(judged.cipher)
        )
    yield from (f"  {told}" for told in _further(inspection, judged))
    yield ""
    for place, certificate in enumerate(inspection.chain):
        indent = "  " * place
        role = certificate_role(verdict, certificate)
        yield f"{indent}+ {one_line(certificate.subject) or _('no subject')} - {role}"
        for caption, value in certificate_facts(certificate, inspection.details_of(certificate)):
            yield f"{indent}    {caption + ':':<{_CAPTION_WIDTH}} {one_line(value)}"


def _further(inspection: Inspection, judged: Judged) -> Iterator[str]:
    """Tell what was found out beyond the handshake, and who accepts the certificate."""
    if inspection.without_name:
        yield _("Without its name (no SNI): {sni}").format(
            sni=one_line(sni_text(inspection.without_name))
        )
    for connection in inspection.connections:
        yield from (line_text(retrieval_line(one)) for one in connection.retrievals)
    for answer in judged.revocation:
        yield one_line(f"{answer.subject}: {revocation_text(answer)}")
    yield from opinion_lines(opinions(judged, None))
    alert = security_alert(judged, None)
    if alert is not None:
        yield f"{alert_title(alert)}:"
        yield from (f"  [{'ok' if good else '!'}] {text}" for good, text in alert_lines(alert))
        yield f"  ({alert_source()})"


def _link(inspection: Inspection, certificate: Certificate) -> Json:
    details = inspection.details_of(certificate)
    sent = inspection.judged is not None and certificate in inspection.judged.verdict.presented
    return {
        "sent": sent,
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "names": certificate.names,
        "not_before": certificate.not_before,
        "not_after": certificate.not_after,
        "serial": certificate.serial,
        "key": certificate.key,
        "signature": certificate.signature,
        "sha256": certificate.sha256,
        **(msgspec.to_builtins(details) if details else {}),
    }
