"""Signing in to web servers by Negotiate and NTLM: each leg, each refusal, and what is not sent."""

import base64
from pathlib import Path
from typing import Any

import pytest
from msgspec import json
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import NativeError, SpnegoError

from app.domain.acceptance import CertificatePolicy
from app.domain.attempts import Exchange
from app.domain.authentication import Authentication, Mechanism, Scheme
from app.domain.binds import BindOutcome
from app.domain.events import RequestSent
from app.domain.failures import FailureKind
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.domain.tokens import NtlmAuthenticate, NtlmChallenge, NtlmNegotiate, inner_of
from app.net import contexts, signing_in
from app.net.channel_binding import end_point
from tests.net.acceptors import user_file
from tests.net.makings import ANN, PASSWORD, FakeJudge, Report, network, rule, server_tls, terms
from tests.net.peers import Guest, Peer, peer
from tests.net.test_http import POST
from tests.net.web_acceptors import WebAcceptor

pytestmark = pytest.mark.anyio

ANN_OF_CONTOSO = Credentials("CONTOSO\\ann", Secret(PASSWORD))
WRONG = Credentials("CONTOSO\\ann", Secret("Sommer!2007 und mehr"))
NTLM = Authentication(schemes=(Scheme.NTLM,), named=True)
NEGOTIATE = Authentication(schemes=(Scheme.NEGOTIATE,), named=True)


@pytest.fixture(autouse=True)
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTLM_USER_FILE", str(user_file(tmp_path)))


async def ask(
    server: WebAcceptor,
    sign_in: SignIn | None = None,
    authentication: Authentication | None = None,
    *,
    report: Report | None = None,
    judge: FakeJudge | None = None,
    **changes: Any,
) -> Exchange:
    async with peer(server.serve, server_tls()) as serving:
        return await ask_at(serving, sign_in, authentication, report=report, judge=judge, **changes)


async def ask_at(
    serving: Peer,
    sign_in: SignIn | None = None,
    authentication: Authentication | None = None,
    *,
    report: Report | None = None,
    judge: FakeJudge | None = None,
    **changes: Any,
) -> Exchange:
    conditions = terms(
        sign_in=sign_in or SignIn(ANN_OF_CONTOSO), authentication=authentication, **changes
    )
    asked = network(judge, connect=(rule(serving.port),))
    return await asked.exchange(POST, conditions, (report or Report()).attempt)


def told(exchange: Exchange) -> str:
    return ", ".join(f"{one.scheme}/{one.mechanism} {one.outcome}" for one in exchange.tries)


def statuses(exchange: Exchange) -> list[int]:
    return [leg.response.status if leg.response else 0 for leg in exchange.legs]


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


# --- refusals -----------------------------------------------------------------------------------


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
    monkeypatch.setattr(signing_in, "end_point", lambda _: None)
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
    assert len(exchange.legs) == 1 + signing_in.MOST_LEGS


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


class Ticket:
    """A context of Kerberos that has a ticket, and finds in the server's token what is wrong."""

    complete = False
    lacks_seal = False
    negotiated_protocol = "kerberos"

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def step(self, in_token: bytes | None = None) -> bytes | None:
        if in_token is None:
            return b"ticket"
        if self._error:
            raise self._error
        return None


def clock_skew() -> SpnegoError:
    native = NativeError("Clock skew too great", maj_code=851968)
    native.min_code = 2529638949  # type: ignore[attr-defined]
    return SpnegoError(base_error=native)


@pytest.fixture
def kerberos(monkeypatch: pytest.MonkeyPatch) -> Any:
    real = contexts.make_context

    def give(error: Exception | None) -> None:
        def make(wanted: Any) -> Any:
            is_kerberos = wanted.mechanism is Mechanism.KERBEROS
            return Ticket(error) if is_kerberos else real(wanted)

        monkeypatch.setattr("app.net.contexts.make_context", make)

    return give


def refusing(header: str) -> Any:
    async def script(guest: Guest) -> None:
        acceptor = WebAcceptor()
        while request := await guest.request():
            if b"Negotiate dGlja2V0" in request:
                await guest.answer("401 No", b"", header)
            elif b"Authorization" in request:
                await guest.answer("401 No", b"", "WWW-Authenticate: Negotiate")
            else:
                await guest.answer("401 No", b"", *acceptor._offers())

    return script


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


async def test_a_password_is_not_proven_to_a_domain_that_only_dns_names(kerberos: Any) -> None:
    kerberos(None)

    async with peer(refusing("WWW-Authenticate: Negotiate"), server_tls()) as serving:
        exchange = await ask_at(serving, SignIn(ANN), NEGOTIATE, domain="contoso.local")

    first = exchange.tries[0]
    assert (first.mechanism, first.outcome) == (Mechanism.KERBEROS, BindOutcome.NOT_POSSIBLE)
    assert first.legs == 0
    assert first.failure is not None
    assert "knows no domain that ann@contoso.example belongs to" in first.failure.detail
