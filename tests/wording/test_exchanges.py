"""Exchanges and their legs."""

import msgspec
import pytest

from app.domain.acceptance import Ground
from app.domain.attempts import Attempt, Exchange, Leg, Reading, Request, Response
from app.domain.authentication import Scheme
from app.domain.connections import Connection
from app.domain.failures import Failure, FailureKind
from app.domain.settings import AddressRedirect, HttpRedirect, ServerError, UrlRedirect
from app.domain.verdict import Problem
from app.wording import Mark, describe
from tests.support.played_runs import ROOT_URL, dialled, judged, request, resolved, response
from tests.support.played_runs import settings as some_settings
from tests.wording.described import EXCHANGE, LOOKUP, SEARCH, failed, row_of, verdict_of

REJECTED = judged("contoso.example", Ground.REJECTED, Problem.NAME_MISMATCH)


def answered(shown: Response, **more: object) -> Exchange:
    legs = (Leg(request=request(ROOT_URL), response=shown),)
    return msgspec.structs.replace(EXCHANGE, legs=legs, finished=True, **more)


def test_attempts_are_named_by_what_they_ask() -> None:
    names = [describe(row_of(one)).what for one in (EXCHANGE, LOOKUP, SEARCH)]

    assert names == [
        f"POST {ROOT_URL}",
        "SRV _autodiscover._tcp.contoso.example",
        "Search ldap://dc1",
    ]


@pytest.mark.parametrize(
    ("failure", "verdict", "mark"),
    [
        (failed(FailureKind.TIMED_OUT), "no answer in 20.0 s", Mark.BAD),
        (failed(FailureKind.NAME_NOT_FOUND, "x"), "no address for this name", Mark.BAD),
        (failed(FailureKind.SIGN_IN_NEEDED), "reachable, asks for a sign-in", Mark.INFORMATION),
        (failed(FailureKind.CERTIFICATE_REJECTED), "certificate not accepted", Mark.BAD),
        (failed(FailureKind.HTTP_STATUS), "the answer is of no use", Mark.BAD),
    ],
)
def test_a_failed_exchange_says_what_was_seen(failure: Failure, verdict: str, mark: Mark) -> None:
    assert verdict_of(msgspec.structs.replace(EXCHANGE, failure=failure)) == (verdict, mark)


def test_a_host_that_is_there_and_too_slow_is_told_by_what_it_did_not_do() -> None:
    there = Connection(number=1, dial=dialled("a.example"))
    failure = failed(FailureKind.TIMED_OUT, "It did not finish the TLS handshake within 20 s.")
    exchange = msgspec.structs.replace(EXCHANGE, connections=(there,), failure=failure)

    said = "no answer in time: It did not finish the TLS handshake within 20 s"
    assert verdict_of(exchange) == (said, Mark.BAD)


def test_a_rejected_certificate_is_the_verdict_of_its_exchange() -> None:
    shown = Connection(number=1, judged=REJECTED)
    exchange = msgspec.structs.replace(
        EXCHANGE, connections=(shown,), failure=failed(FailureKind.CERTIFICATE_REJECTED)
    )

    assert verdict_of(exchange) == (
        "certificate not accepted: the name does not match",
        Mark.BAD,
    )


@pytest.mark.parametrize(
    ("shown", "verdict", "mark"),
    [
        (
            response(401, "Negotiate", "NTLM", 'Basic realm="x"'),
            "reachable, asks for a sign-in (Negotiate, NTLM, Basic)",
            Mark.INFORMATION,
        ),
        (response(401), "reachable, asks for a sign-in", Mark.INFORMATION),
        (
            response(403),
            "blocked (HTTP 403): SSL required, a publishing rule, or an IP restriction",
            Mark.BAD,
        ),
        (response(404), "HTTP 404 Not Found", Mark.BAD),
        (response(404, reason="Gone fishing"), "HTTP 404 Gone fishing", Mark.BAD),
        (response(799), "HTTP 799", Mark.BAD),
        (response(200), "HTTP 200 OK", Mark.INFORMATION),
    ],
)
def test_an_answer_without_reading_is_told_by_its_status(
    shown: Response, verdict: str, mark: Mark
) -> None:
    assert verdict_of(answered(shown)) == (verdict, mark)


def test_a_sign_in_that_is_needed_names_what_is_offered() -> None:
    exchange = answered(response(401, "NTLM"), failure=failed(FailureKind.SIGN_IN_NEEDED))

    assert verdict_of(exchange)[0] == "reachable, asks for a sign-in (NTLM)"


def test_a_useless_status_is_the_verdict_and_bad() -> None:
    exchange = answered(response(302), failure=failed(FailureKind.HTTP_STATUS, "x"))

    assert verdict_of(exchange) == ("HTTP 302 Found", Mark.BAD)


@pytest.mark.parametrize(
    ("reading", "verdict", "mark"),
    [
        (some_settings(), "settings found", Mark.GOOD),
        (
            AddressRedirect(address="a@b.example"),
            "the server names another address: a@b.example",
            Mark.INFORMATION,
        ),
        (UrlRedirect(url="https://b/"), "the server names another URL: https://b/", "information"),
        (
            HttpRedirect(status=302, location="https://b/"),
            "redirects to https://b/ (HTTP 302)",
            Mark.INFORMATION,
        ),
        (
            ServerError(code="603", message="AD is away"),
            'the server answers with error 603 (internal server error): "AD is away"',
            Mark.BAD,
        ),
        (
            ServerError(code="600", message="Invalid Request."),
            'the server answers with error 600: "Invalid Request."',
            Mark.BAD,
        ),
        (ServerError(code="7", message=""), "the server answers with error 7", Mark.BAD),
        (
            failed(FailureKind.NOT_AUTODISCOVER, "It is HTML."),
            "something answered that is not Autodiscover: It is HTML",
            Mark.BAD,
        ),
    ],
)
def test_a_reading_is_the_verdict(reading: Reading, verdict: str, mark: Mark) -> None:
    assert verdict_of(answered(response(200), reading=reading)) == (verdict, mark)


def test_what_an_open_exchange_waits_for_is_told() -> None:
    waiting = []
    for exchange in (
        EXCHANGE,
        with_connection(),
        with_connection(dial=dialled("contoso.example")),
        with_connection(dial=dialled("contoso.example"), judged=REJECTED),
        msgspec.structs.replace(EXCHANGE, legs=(Leg(request=request(ROOT_URL)),)),
    ):
        line = describe(row_of(exchange, ended=False))
        waiting.append(line.verdict)
        assert line.mark is Mark.BUSY

    assert waiting == [
        "looking the name up ...",
        "connecting ...",
        "securing the connection ...",
        "sending the request ...",
        "waiting for the response ...",
    ]


def with_connection(**parts: object) -> Exchange:
    connection = msgspec.structs.replace(
        Connection(number=1, resolutions=(resolved("contoso.example"),)), **parts
    )
    return msgspec.structs.replace(EXCHANGE, connections=(connection,))


@pytest.mark.parametrize("attempt", [EXCHANGE, LOOKUP, SEARCH])
def test_what_is_open_when_all_is_over_was_interrupted(attempt: Attempt) -> None:
    line = describe(row_of(attempt, ended=False), over=True)

    assert (line.verdict, line.mark) == ("interrupted", Mark.WARNING)


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (request(ROOT_URL), "POST, anonymous"),
        (request(ROOT_URL, Scheme.NTLM), "POST, signed in with NTLM as CONTOSO\\ann"),
        (
            Request(method="GET", url=ROOT_URL, headers=(), scheme=Scheme.BASIC),
            "GET, signed in with Basic",
        ),
    ],
)
def test_a_request_says_who_asks(asked: Request, what: str) -> None:
    assert describe(row_of(Leg(request=asked))).what == what


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        (200, Mark.GOOD),
        (302, Mark.INFORMATION),
        (401, Mark.INFORMATION),
        (404, Mark.WARNING),
        (500, Mark.WARNING),
    ],
)
def test_a_response_is_marked_by_its_status(status: int, mark: Mark) -> None:
    assert verdict_of(Leg(request=request(ROOT_URL), response=response(status)))[1] is mark


def test_a_response_is_waited_for_or_lost() -> None:
    leg = Leg(request=request(ROOT_URL))

    assert describe(row_of(leg, ended=False)).verdict == "waiting for the response ..."
    assert describe(row_of(leg)).verdict == "interrupted"
