"""Signing in to web servers: which way is tried when, and what is told of it."""

import base64
from typing import Any

import pytest
from msgspec import json

from app.domain.acceptance import CertificatePolicy
from app.domain.authentication import Authentication
from app.domain.binds import BindOutcome
from app.domain.failures import FailureKind
from app.domain.sign_in import SignIn
from app.domain.tokens import NtlmAuthenticate, NtlmChallenge, NtlmNegotiate, inner_of
from tests.net.makings import ANN, PASSWORD, FakeJudge, Report, server_tls
from tests.net.peers import Guest, peer
from tests.net.web_acceptors import WebAcceptor
from tests.net.web_sign_ins import (
    ANN_OF_CONTOSO,
    NEGOTIATE,
    NTLM,
    WRONG,
    ask,
    ask_at,
    refusing,
    statuses,
    told,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("ntlm_users")]


@pytest.mark.parametrize(
    ("offered", "authentication", "ways"),
    [
        (
            ("NTLM", "Negotiate"),
            None,
            "negotiate/kerberos not-possible, negotiate/ntlm signed-in",
        ),
        (("NTLM", 'Basic realm="x"'), None, "ntlm/ntlm signed-in"),
        (("Negotiate, NTLM",), NTLM, "ntlm/ntlm signed-in"),
    ],
)
async def test_the_strongest_way_that_is_possible_is_taken_on_one_connection(
    offered: tuple[str, ...], authentication: Authentication | None, ways: str
) -> None:
    server, report = WebAcceptor(schemes=offered), Report()

    exchange = await ask(server, authentication=authentication, report=report)

    assert exchange.failure is None
    assert told(exchange) == ways
    assert statuses(exchange) == [401, 401, 200]
    assert server.connections == 1
    assert exchange.tries[-1].legs == 2
    assert exchange.tries[-1].username == "CONTOSO\\ann"
    first, second = exchange.legs[1:]
    assert isinstance(inner_of(first.request.token), NtlmNegotiate)
    assert first.response
    assert isinstance(inner_of(first.response.token), NtlmChallenge)
    answer = inner_of(second.request.token)
    assert isinstance(answer, NtlmAuthenticate)
    assert (answer.domain, answer.user) == ("CONTOSO", "ann")


async def test_no_token_and_no_password_comes_into_an_event() -> None:
    server, report = WebAcceptor(), Report()

    await ask(server, report=report)

    log = json.encode(report.recorded)
    shown = repr(report.recorded).encode() + log
    assert len(server.tokens) == 2
    assert PASSWORD.encode() not in shown
    for token in server.tokens:
        assert base64.b64encode(token)[:16] not in shown
    assert b"NTLMSSP" not in shown
    assert b"TlRMTVNTU" not in shown
    assert b"Negotiate (token not shown)" in shown


async def test_an_echo_of_a_token_comes_into_no_event() -> None:
    report = Report()

    async def echoes(guest: Guest) -> None:
        while request := await guest.request():
            if b"Authorization" not in request:
                await guest.answer("401 Unauthorized", b"", "WWW-Authenticate: NTLM")
                continue
            token = request.partition(b"NTLM ")[2].partition(b"\r\n")[0]
            await guest.answer(
                "200 OK", request + base64.b64decode(token), f"X-Echo: {token.decode()}"
            )

    async with peer(echoes, server_tls()) as serving:
        exchange = await ask_at(serving, report=report)

    assert exchange.response
    assert exchange.response.body.startswith(b"POST /auto")
    assert exchange.response.header("x-echo") in {("(hidden)",), ("(hidden)==",), ("(hidden)=",)}
    shown = repr(report.recorded)
    assert "TlRMTVNTU" not in shown
    assert "NTLMSSP" not in shown


@pytest.mark.parametrize("authentication", [NTLM, NEGOTIATE, None])
async def test_a_wrong_password_is_proven_once(authentication: Authentication | None) -> None:
    server, sign_in = WebAcceptor(), SignIn(WRONG)

    async with peer(server.serve, server_tls()) as serving:
        first = await ask_at(serving, sign_in, authentication)
        second = await ask_at(serving, sign_in, authentication)

    assert first.failure is not None
    assert first.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert "refused the user name or the password of CONTOSO\\ann" in first.failure.detail
    assert "try the name in the other form: ann@DOMAIN" in first.failure.detail
    assert first.tries[-1].outcome is BindOutcome.REFUSED
    assert second.failure is not None
    assert second.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert (statuses(second), second.tries) == ([401], ())
    assert (server.proofs, sign_in.bad) == (1, 1)


async def test_where_ntlm_gets_no_challenge_the_next_way_is_tried() -> None:
    server = WebAcceptor(
        schemes=("Negotiate", "NTLM"), answer=lambda leg, token: "" if leg == 1 else token
    )

    exchange = await ask(server, SignIn(ANN_OF_CONTOSO))

    assert told(exchange) == (
        "negotiate/kerberos not-possible, negotiate/ntlm declined, ntlm/ntlm declined"
    )
    assert exchange.failure is not None
    assert "gives no challenge" in exchange.failure.detail


async def test_after_the_signed_in_user_was_refused_the_given_credentials_have_their_turn(
    kerberos: Any,
) -> None:
    kerberos(None)
    sign_in = SignIn(ANN, current_user=True)

    async with peer(refusing("WWW-Authenticate: Negotiate"), server_tls()) as serving:
        exchange = await ask_at(serving, sign_in, domain="contoso.example")

    assert [(one.username, str(one.outcome)) for one in exchange.tries] == [
        ("", "refused"),
        ("ann@contoso.example", "refused"),
    ]
    assert sign_in.bad == 2


async def test_a_tolerated_certificate_gets_ntlm_and_not_the_password() -> None:
    policy = CertificatePolicy(tolerates_untrusted=True)
    by_ntlm, by_basic = WebAcceptor(), WebAcceptor(schemes=('Basic realm="x"',))

    async with peer(by_ntlm.serve, server_tls()) as serving:
        ntlm = await ask_at(serving, policy=policy, judge=FakeJudge(trusted=False))
    async with peer(by_basic.serve, server_tls()) as serving:
        basic = await ask_at(serving, policy=policy, judge=FakeJudge(trusted=False))

    assert ntlm.failure is None
    assert told(basic) == "basic/simple not-possible"
    assert basic.failure is not None
    assert "the password itself is not sent" in basic.failure.detail
    assert by_basic.tokens == []
