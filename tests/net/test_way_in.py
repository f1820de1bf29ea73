"""One way into a web server: each leg, each refusal, and what is not sent."""

import base64
from typing import Any

import pytest
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import NativeError, SpnegoError

from app.domain.authentication import Authentication, Mechanism
from app.domain.binds import BindOutcome
from app.domain.events import RequestSent
from app.domain.failures import FailureKind
from app.domain.sign_in import SignIn
from app.net import way_in
from app.net.channel_binding import end_point
from tests.net.makings import ANN, FakeJudge, Report, server_tls
from tests.net.peers import Guest, peer
from tests.net.web_acceptors import WebAcceptor
from tests.net.web_sign_ins import (
    ANN_OF_CONTOSO,
    NEGOTIATE,
    NTLM,
    WRONG,
    Ticket,
    ask,
    ask_at,
    refusing,
    statuses,
    told,
)

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("ntlm_users")]

# --- refusals -----------------------------------------------------------------------------------


async def test_status_456_refuses_a_proof_and_no_wish_for_a_challenge() -> None:
    proven = WebAcceptor(refusal="456 Blocked", schemes=("NTLM",))
    wished = WebAcceptor(status=lambda _, __: "456 Blocked", schemes=("NTLM",))
    locked, free = SignIn(WRONG), SignIn(ANN_OF_CONTOSO)

    refused = await ask(proven, locked)
    odd = await ask(wished, free)

    assert refused.failure is not None
    assert refused.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert "locked" in refused.failure.detail
    assert locked.bad == 1
    assert odd.failure is None
    assert odd.response
    assert odd.response.status == 456
    assert free.bad == 0


@pytest.mark.parametrize("tail", [b"cut off", b"the rest never comes"])
async def test_a_refusal_counts_even_if_the_rest_never_comes(tail: bytes) -> None:
    async def breaks(guest: Guest) -> None:
        while request := await guest.request():
            if b"Authorization" not in request:
                await guest.answer("401 Unauthorized", b"", 'WWW-Authenticate: Basic realm="x"')
                continue
            await guest.say(b"HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\n" + tail)
            if tail == b"cut off":
                return

    sign_in = SignIn(ANN)
    async with peer(breaks, server_tls()) as serving:
        exchange = await ask_at(serving, sign_in, response_s=0.5)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert sign_in.bad == 1


async def test_a_proof_without_an_answer_is_sent_twice_in_a_run_at_the_most() -> None:
    server = WebAcceptor(schemes=("NTLM",), gone_in=2, gone_once=False)
    sign_in = SignIn(ANN_OF_CONTOSO)

    async with peer(server.serve, server_tls()) as serving:
        first = await ask_at(serving, sign_in)
        second = await ask_at(serving, sign_in)

    assert first.failure is not None
    assert first.failure.kind is FailureKind.RESET
    assert first.tries[-1].outcome is BindOutcome.BROKEN_OFF
    assert second.failure is not None
    assert "refused before" in second.failure.detail
    assert (server.proofs, sign_in.bad) == (2, 2)


# --- connections that go away -------------------------------------------------------------------


async def test_a_connection_that_closes_after_the_challenge_is_begun_anew() -> None:
    server, judge, report = WebAcceptor(closes_after=1, schemes=("NTLM",)), FakeJudge(), Report()

    exchange = await ask(server, judge=judge, report=report)

    assert exchange.failure is None
    assert statuses(exchange) == [401, 401, 401, 200]
    sent = [one.connection for one in report.recorded if isinstance(one.event, RequestSent)]
    assert sent == [1, 1, 2, 2]
    # The new connection was judged like the first, and the proof is of its own challenge.
    assert len(judge.seen) == 2
    assert server.proofs == 1
    assert told(exchange) == "ntlm/ntlm signed-in"


async def test_a_server_that_always_closes_is_said_to_do_so() -> None:
    server = WebAcceptor(closes_after=1, gone_once=False)
    sign_in = SignIn(ANN_OF_CONTOSO)

    exchange = await ask(server, sign_in, NTLM)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.RESET
    assert "closes the connection in the middle of the sign-in" in exchange.failure.detail
    assert (server.proofs, sign_in.bad) == (0, 0)


async def test_a_worse_certificate_on_the_new_connection_gets_no_token() -> None:
    server, judge, sign_in = WebAcceptor(closes_after=1), FakeJudge(), SignIn(ANN_OF_CONTOSO)

    def worsen() -> None:
        judge.trusted = not judge.seen

    judge.first = worsen

    exchange = await ask(server, sign_in, NTLM, judge=judge)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.CERTIFICATE_REJECTED
    assert (len(server.tokens), server.proofs, sign_in.bad) == (1, 0, 0)


# --- Extended Protection ------------------------------------------------------------------------


@pytest.mark.parametrize("authentication", [NTLM, NEGOTIATE])
async def test_a_sign_in_is_tied_to_the_certificate_of_its_connection(
    authentication: Authentication, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = FakeJudge()
    await ask(WebAcceptor(), judge=judge)
    leaf = judge.seen[0][0][0]
    right = WebAcceptor(binding=end_point(leaf))
    other = WebAcceptor(binding=GssChannelBindings(application_data=b"tls-server-end-point:?"))

    bound = await ask(right, authentication=authentication)
    elsewhere = await ask(other, authentication=authentication)
    monkeypatch.setattr(way_in, "end_point", lambda _: None)
    unbound = await ask(right, authentication=authentication)

    assert bound.failure is None
    for exchange in (elsewhere, unbound):
        assert exchange.failure is not None
        assert exchange.failure.kind is FailureKind.SIGN_IN_REFUSED


# --- answers that make no sense -----------------------------------------------------------------


GARBAGE = base64.b64encode(b"NTLMSSP\0" + b"\2\0\0\0" + b"\xff" * 40).decode()


@pytest.mark.parametrize("token", [GARBAGE, "AAAA", "!!!!", "YA==", "oYG2"])
@pytest.mark.parametrize("authentication", [NTLM, NEGOTIATE])
async def test_a_challenge_that_is_garbage_ends_the_way_and_proves_nothing(
    authentication: Authentication, token: str
) -> None:
    server = WebAcceptor(answer=lambda _, __: token)
    sign_in = SignIn(ANN_OF_CONTOSO)

    exchange = await ask(server, sign_in, authentication)

    assert exchange.failure is not None
    assert exchange.failure.kind in {FailureKind.PROTOCOL, FailureKind.SIGN_IN_REFUSED}
    assert "challenge" in exchange.failure.detail or "gone on with" in exchange.failure.detail
    assert exchange.tries[-1].outcome is BindOutcome.DECLINED
    assert (server.proofs, sign_in.bad) == (0, 0)


async def test_401_for_ever_comes_to_an_end() -> None:
    class Endless(Ticket):
        def step(self, in_token: bytes | None = None) -> bytes:
            return b"more"

    server = WebAcceptor(schemes=("Negotiate",))
    server.serve = _always_more  # type: ignore[method-assign]
    sign_in = SignIn(None, current_user=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.net.contexts.make_context", lambda _: Endless())
        exchange = await ask(server, sign_in)

    assert exchange.failure is not None
    assert "comes to no end" in exchange.failure.detail
    assert len(exchange.legs) == 1 + way_in.MOST_LEGS


async def _always_more(guest: Guest) -> None:
    while await guest.request():
        await guest.answer("401 Unauthorized", b"", "WWW-Authenticate: Negotiate bW9yZQ==")


async def test_a_server_that_does_not_prove_itself_is_remarked() -> None:
    server = WebAcceptor(answer=lambda leg, token: token if leg == 1 else "oQcwBaADCgEC")

    exchange = await ask(server, authentication=NEGOTIATE)

    (_, tried) = exchange.tries
    assert exchange.failure is None
    assert tried.outcome is BindOutcome.SIGNED_IN
    assert tried.failure is not None
    assert "did not prove itself" in tried.failure.detail


# --- Kerberos -----------------------------------------------------------------------------------


def clock_skew() -> SpnegoError:
    native = NativeError("Clock skew too great", maj_code=851968)
    native.min_code = 2529638949  # type: ignore[attr-defined]
    return SpnegoError(base_error=native)


@pytest.mark.parametrize("current_user", [True, False])
async def test_a_ticket_that_is_refused_without_a_reason_withdraws_whose_it_was(
    kerberos: Any, current_user: bool
) -> None:
    kerberos(None)
    sign_in = SignIn(None, current_user=True) if current_user else SignIn(ANN)

    async with peer(refusing("WWW-Authenticate: Negotiate"), server_tls()) as serving:
        exchange = await ask_at(serving, sign_in, domain="contoso.example")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert "did not accept the Kerberos ticket" in exchange.failure.detail
    assert "HTTP/mail.contoso.example" in exchange.failure.detail
    assert told(exchange) == "negotiate/kerberos refused"
    assert sign_in.bad == 1


async def test_a_reason_of_kerberos_declines_the_way_and_not_the_user(kerberos: Any) -> None:
    kerberos(clock_skew())
    sign_in = SignIn(ANN)

    async with peer(refusing("WWW-Authenticate: Negotiate YQ=="), server_tls()) as serving:
        exchange = await ask_at(serving, sign_in, NEGOTIATE, domain="contoso.example")

    assert told(exchange) == "negotiate/kerberos declined, negotiate/ntlm declined"
    kerberos_failure = exchange.tries[0].failure
    assert kerberos_failure is not None
    assert "clocks" in kerberos_failure.detail
    assert sign_in.bad == 0


async def test_a_password_is_not_proven_to_a_domain_that_only_dns_names(kerberos: Any) -> None:
    kerberos(None)

    async with peer(refusing("WWW-Authenticate: Negotiate"), server_tls()) as serving:
        exchange = await ask_at(serving, SignIn(ANN), NEGOTIATE, domain="contoso.local")

    first = exchange.tries[0]
    assert (first.mechanism, first.outcome) == (Mechanism.KERBEROS, BindOutcome.NOT_POSSIBLE)
    assert first.legs == 0
    assert first.failure is not None
    assert "knows no domain that ann@contoso.example belongs to" in first.failure.detail
