"""Reports of the Remote Connectivity Analyzer as sessions."""

from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

import pytest

from app.domain.attempts import Exchange
from app.domain.connections import Judged
from app.domain.events import CertificateJudged, Outcome, Recorded, Source
from app.domain.session import Session
from app.domain.settings import Service
from app.domain.verdict import MatchedBy, Problem
from app.sessionlog.foreign import read_foreign
from tests.sessionlog.foreign import samples
from tests.sessionlog.foreign.samples import certificate, port, post, potential_url, resolved
from tests.support.answers_xml import settings_xml
from tests.support.transcript import transcript

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AUTODISCOVER = "autodiscover.contoso.com"


def records(body: bytes) -> tuple[Recorded, ...]:
    return read_foreign(body, "It", NOW)


def session(body: bytes) -> Session:
    made = Session()
    for recorded in records(body):
        made.apply(recorded)
    return made


def judged(body: bytes) -> Judged:
    events = [one.event for one in records(body)]
    return next(event.judged for event in events if isinstance(event, CertificateJudged))


def escaped(xml: str) -> str:
    return quoteattr(xml)[1:-1].replace('"', "&quot;")


def test_a_report_becomes_steps_and_attempts() -> None:
    body = samples.report(
        potential_url("contoso.com", resolved("contoso.com")),
        potential_url(
            AUTODISCOVER, resolved(AUTODISCOVER, "203.0.113.5"), port(AUTODISCOVER, is_open=False)
        ),
        samples.result_of(
            "Attempting to contact the Autodiscover service using the HTTP redirect method.",
            "It failed.",
            resolved(AUTODISCOVER, "203.0.113.5"),
            status="Error",
        ),
        samples.result_of(
            "Attempting to contact the Autodiscover service using the DNS SRV redirect method.",
            "The record was not found.",
            samples.result_of(
                "Attempting to locate SRV record _autodiscover._tcp.contoso.com in DNS.",
                "The record was not found.",
                status="Error",
            ),
            status="Error",
        ),
    )

    assert [line for line in transcript(records(body)) if "foreign-line" not in line] == [
        "round 1 for ann@contoso.com",
        "https-root: POST https://contoso.com/Autodiscover/Autodiscover.xml",
        "https-root:   fails: name-not-found",
        "https-root: nothing: no-url-worked",
        f"https-autodiscover: POST https://{AUTODISCOVER}/Autodiscover/Autodiscover.xml",
        "https-autodiscover:   fails: unreachable",
        "https-autodiscover: nothing: no-url-worked",
        f"http-redirect: GET http://{AUTODISCOVER}/autodiscover/autodiscover.xml",
        "http-redirect: nothing: no-url-worked",
        "dns-srv: SRV _autodiscover._tcp.contoso.com",
        "dns-srv:   fails: name-not-found",
        "dns-srv: nothing: no-srv-record",
        "outcome not-found",
    ]
    assert session(body).last_ms > 200


@pytest.mark.parametrize(
    ("name", "trust", "problems"),
    [
        (True, True, [Problem.MISSING_INTERMEDIATE]),
        (False, None, [Problem.NAME_MISMATCH]),
        (True, False, [Problem.UNKNOWN_ISSUER, Problem.MISSING_INTERMEDIATE]),
    ],
)
def test_the_tests_of_a_certificate_become_a_verdict(
    name: bool, trust: bool | None, problems: list[Problem]
) -> None:
    body = samples.report(
        potential_url(
            AUTODISCOVER,
            resolved(AUTODISCOVER, "203.0.113.5"),
            port(AUTODISCOVER),
            certificate(AUTODISCOVER, name=name, trust=trust),
        )
    )

    verdict = judged(body).verdict

    assert (verdict.host, list(verdict.problems)) == (AUTODISCOVER, problems)
    assert verdict.presented[0].subject == f"CN={AUTODISCOVER}, O=Contoso"
    assert verdict.presented[0].issuer == "CN=Contoso CA"
    assert verdict.matched_by is (MatchedBy.COMMON_NAME if name else None)
    assert ("The analyzer did not come to test the trust." in verdict.reasons) is (trust is None)


@pytest.mark.parametrize(("status", "kind"), [(404, "http-status"), (401, "sign-in-refused")])
def test_a_post_that_failed_tells_its_status(status: int, kind: str) -> None:
    body = samples.report(
        potential_url(
            AUTODISCOVER,
            port(AUTODISCOVER),
            certificate(AUTODISCOVER),
            post(AUTODISCOVER, status=status),
        )
    )

    (attempt,) = [one for _, one in session(body).attempts if isinstance(one, Exchange)]

    assert attempt.response is not None
    assert attempt.response.status == status
    assert attempt.failure is not None
    assert attempt.failure.kind == kind


def test_settings_in_the_report_become_service_urls() -> None:
    xml = escaped(settings_xml().decode())
    body = samples.report(
        potential_url(
            AUTODISCOVER,
            port(AUTODISCOVER),
            certificate(AUTODISCOVER),
            post(AUTODISCOVER, status=200, xml=xml),
            status="Success",
        ),
        status="Success",
    )

    read = session(body)

    assert read.outcome is Outcome.FOUND
    assert read.chosen is not None
    assert Service.OAB in {one.service for one in read.chosen.settings.services}


def test_a_report_in_html_is_told_by_its_words() -> None:
    read = session(samples.HTML.encode())

    assert read.started is not None
    assert read.started.source is Source.CONNECTIVITY_ANALYZER
    assert [
        line for line in transcript(records(samples.HTML.encode())) if "foreign-line" not in line
    ] == [
        "round 1 for ann@contoso.com",
        "https-root: POST https://contoso.com/Autodiscover/Autodiscover.xml",
        "https-root:   fails: name-not-found",
        "https-root: nothing: no-url-worked",
        f"https-autodiscover: POST https://{AUTODISCOVER}/Autodiscover/Autodiscover.xml",
        "https-autodiscover:   fails: unreachable",
        "https-autodiscover: nothing: no-url-worked",
        "outcome not-found",
    ]
