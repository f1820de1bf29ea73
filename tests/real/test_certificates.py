"""Every certificate that nginx can show: what the client thinks of it, and what it then sends."""

import socket
import ssl
from datetime import timedelta
from typing import Any, Final

import pytest

from app.domain.acceptance import Ground
from app.domain.events import Outcome
from app.domain.steps import StepName
from app.domain.verdict import MatchedBy, Problem
from tests.support import addresses
from tests.support.access_log import AccessLog, Seen
from tests.support.certificates import NOW
from tests.support.contoso import (
    ANN,
    AUTODISCOVER_PATH,
    autodiscover_host,
    autodiscover_url,
    mail_domain,
)
from tests.support.real_runs import Client
from tests.support.sites import ISSUER_PATH, ISSUER_URL

pytestmark = [pytest.mark.real, pytest.mark.anyio]

SIGN_IN: Final[dict[str, Any]] = {"username": ANN.address, "password": ANN.password}


def asked_for_settings(log: AccessLog) -> list[Seen]:
    return [seen for seen in log.seen() if AUTODISCOVER_PATH in seen.request]


ACCEPTED: Final[list[tuple[str, MatchedBy, tuple[Problem, ...], str]]] = [
    ("good", MatchedBy.SAN, (), "TLSv1.3"),
    ("rsa", MatchedBy.SAN, (), "TLSv1.3"),
    ("long-chain", MatchedBy.SAN, (), "TLSv1.3"),
    ("wildcard", MatchedBy.WILDCARD, (), "TLSv1.3"),
    ("common-name-only", MatchedBy.COMMON_NAME, (Problem.COMMON_NAME_ONLY,), "TLSv1.3"),
    ("weak-key", MatchedBy.SAN, (Problem.WEAK_KEY,), "TLSv1.3"),
    ("old-tls", MatchedBy.SAN, (), "TLSv1"),
    ("only-ipv6", MatchedBy.SAN, (), "TLSv1.3"),
]


@pytest.mark.parametrize(("case", "matched_by", "problems", "version"), ACCEPTED)
async def test_a_certificate_that_outlook_takes(
    client: Client,
    access_log: AccessLog,
    case: str,
    matched_by: MatchedBy,
    problems: tuple[Problem, ...],
    version: str,
) -> None:
    ran = await client.run(f"ann@{mail_domain(case)}", **SIGN_IN)

    host = autodiscover_host(case)
    judged = ran.judged(host)[0]
    assert ran.lines_of(StepName.HTTPS_AUTODISCOVER) == [
        f"POST {autodiscover_url(host)}",
        f"  certificate of {host} yyy good",
        "  answers settings",
        f"found by {autodiscover_url(host)}",
    ]
    assert ran.outcome is Outcome.FOUND
    assert judged.verdict.matched_by is matched_by
    assert judged.verdict.problems == problems
    assert judged.tls_version == version
    assert [(seen.sni, seen.status, seen.signs_in) for seen in asked_for_settings(access_log)] == [
        (host, 200, False)
    ]


async def test_an_intermediate_that_the_server_does_not_send_is_fetched(
    client: Client, access_log: AccessLog
) -> None:
    ran = await client.run(f"ann@{mail_domain('missing-intermediate')}", **SIGN_IN)

    host = autodiscover_host("missing-intermediate")
    assert ran.lines_of(StepName.HTTPS_AUTODISCOVER)[1:3] == [
        f"  fetches issuer {ISSUER_URL}: came",
        f"  certificate of {host} yyy good",
    ]
    assert ran.judged(host)[0].verdict.problems == (Problem.MISSING_INTERMEDIATE,)
    assert ran.outcome is Outcome.FOUND
    fetches = [seen for seen in access_log.seen() if ISSUER_PATH in seen.request]
    assert [(seen.port, seen.status, seen.signs_in) for seen in fetches] == [(80, 200, False)]


# The three answers: trusted, in date, name matches.
REJECTED: Final = [
    ("self-signed", "nyy", Problem.SELF_SIGNED, "issued this certificate to itself"),
    ("unknown-issuer", "nyy", Problem.UNKNOWN_ISSUER, "issued by Nobody Knows Root"),
    ("expired", "yny", Problem.EXPIRED, "expired on"),
    ("not-yet-valid", "yny", Problem.NOT_YET_VALID, "not valid before"),
    ("wrong-name", "yyn", Problem.NAME_MISMATCH, "is for ex01, ex01.fabrikam.example, not for"),
]


@pytest.mark.parametrize(("case", "answers", "problem", "reason"), REJECTED)
async def test_a_certificate_that_outlook_refuses_gets_no_byte_of_http(
    client: Client,
    access_log: AccessLog,
    case: str,
    answers: str,
    problem: Problem,
    reason: str,
) -> None:
    ran = await client.run(f"ann@{mail_domain(case)}", **SIGN_IN)

    host = autodiscover_host(case)
    (judged,) = ran.judged(host)
    (failure,) = ran.failures(StepName.HTTPS_AUTODISCOVER)
    assert ran.lines == [
        f"round 1 for ann@{mail_domain(case)}",
        f"https-root: POST {autodiscover_url(mail_domain(case))}",
        "https-root:   fails: name-not-found",
        "https-root: nothing: no-url-worked",
        f"https-autodiscover: POST {autodiscover_url(host)}",
        f"https-autodiscover:   certificate of {host} {answers} rejected",
        "https-autodiscover:   fails: certificate-rejected",
        f"https-autodiscover: security-alert for {host}: assumed-no",
        "https-autodiscover: nothing: no-url-worked",
        "local-xml: nothing: no-local-file",
        f"http-redirect: GET http://{host}{AUTODISCOVER_PATH}",
        "http-redirect:   is of no use: http-status",
        "http-redirect: nothing: not-a-redirect",
        f"dns-srv: SRV _autodiscover._tcp.{mail_domain(case)}",
        "dns-srv:   fails: name-not-found",
        "dns-srv: nothing: no-srv-record",
        "outcome not-found",
    ]
    assert judged.verdict.problems == (problem,)
    assert failure
    assert reason in failure.origin
    # All that nginx heard of was the GET of the redirect step, which says nothing of the user.
    assert [(seen.port, seen.signs_in) for seen in access_log.seen()] == [(80, False)]


async def test_without_a_trusted_root_the_same_certificate_is_refused(
    client: Client, access_log: AccessLog
) -> None:
    ran = await client.run(f"ann@{mail_domain('good')}", trust_files=(), **SIGN_IN)

    host = autodiscover_host("good")
    assert f"  certificate of {host} nyy rejected" in ran.lines_of(StepName.HTTPS_AUTODISCOVER)
    assert ran.outcome is Outcome.NOT_FOUND
    assert {seen.port for seen in access_log.seen()} == {80}


@pytest.mark.parametrize(
    ("case", "days", "answers", "outcome"),
    [
        ("not-yet-valid", 10, "yyy good", Outcome.FOUND),
        ("good", 400, "yny rejected", Outcome.NOT_FOUND),
    ],
)
async def test_certificates_are_judged_as_of_the_day_that_was_given(
    client: Client, web_server: object, case: str, days: int, answers: str, outcome: Outcome
) -> None:
    day = (NOW + timedelta(days=days)).date().isoformat()

    ran = await client.run(f"ann@{mail_domain(case)}", at=day)

    host = autodiscover_host(case)
    assert f"  certificate of {host} {answers}" in ran.lines_of(StepName.HTTPS_AUTODISCOVER)
    assert ran.outcome is outcome


@pytest.mark.parametrize("case", ["self-signed", "expired", "wrong-name"])
async def test_a_certificate_that_the_user_accepts_is_asked_once_more(
    client: Client, access_log: AccessLog, case: str
) -> None:
    ran = await client.run(
        f"ann@{mail_domain(case)}", security_alert="accept", probes=False, **SIGN_IN
    )

    host = autodiscover_host(case)
    first, second = ran.judged(host)
    assert (first.acceptance.ground, second.acceptance.ground) == (Ground.REJECTED, Ground.GRANTED)
    assert ran.outcome is Outcome.FOUND
    assert [(seen.sni, seen.status, seen.signs_in) for seen in access_log.seen()] == [
        (host, 200, False)
    ]


async def test_a_certificate_for_an_address(client: Client, access_log: AccessLog) -> None:
    ran = await client.run(f"ann@{mail_domain('redirect-to-address')}", consent="allow", **SIGN_IN)

    url = autodiscover_url(addresses.WEB_BY_ADDRESS)
    (judged, *_) = ran.judged(addresses.WEB_BY_ADDRESS)
    assert ran.lines_of(StepName.HTTP_REDIRECT)[-4:] == [
        f"POST {url}",
        f"  certificate of {addresses.WEB_BY_ADDRESS} yyy good",
        "  answers settings",
        f"found by {url}",
    ]
    assert judged.verdict.matched_by is MatchedBy.SAN
    assert [(seen.port, seen.sni, seen.signs_in) for seen in asked_for_settings(access_log)] == [
        (80, "", False),
        (443, "", False),
    ]


async def test_a_redirect_to_a_faulty_certificate_leads_no_further(
    client: Client, access_log: AccessLog
) -> None:
    ran = await client.run(f"ann@{mail_domain('redirect-to-fault')}", consent="allow", **SIGN_IN)

    host = autodiscover_host("expired")
    assert ran.lines_of(StepName.HTTP_REDIRECT)[3:] == [
        f"goes on to {autodiscover_url(host)}",
        f"POST {autodiscover_url(host)}",
        f"  certificate of {host} yny rejected",
        "  fails: certificate-rejected",
        f"security-alert for {host}: assumed-no",
        "nothing: no-url-worked",
    ]
    assert [(seen.port, seen.signs_in) for seen in access_log.seen()] == [(80, False)]


async def test_a_web_server_that_does_not_know_the_name_says_so(
    client: Client, access_log: AccessLog
) -> None:
    ran = await client.run(f"ann@{mail_domain('unknown-sni')}", **SIGN_IN)

    (failure,) = ran.failures(StepName.HTTPS_AUTODISCOVER)
    assert ran.lines_of(StepName.HTTPS_AUTODISCOVER)[1:] == [
        "  fails: tls",
        "nothing: no-url-worked",
    ]
    assert failure
    assert "has no web site for this host name" in failure.detail
    assert {seen.port for seen in access_log.seen()} == {80}


def test_a_single_byte_of_http_would_be_seen(access_log: AccessLog) -> None:
    """What the tests above rest on."""
    host = autodiscover_host("expired")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    with (
        socket.create_connection((addresses.WEB, 443), timeout=5) as connection,
        context.wrap_socket(connection, server_hostname=host) as secured,
    ):
        secured.sendall(b"P")

    assert [(seen.port, seen.sni) for seen in access_log.seen()] == [(443, host)]
