"""Security contexts in threads of their own: bounded, abandonable, and silent about secrets."""

import logging
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
import spnego
from spnego import ContextReq
from spnego.exceptions import InvalidTokenError, NativeError, SpnegoError

from app.domain.attempts import Search
from app.domain.authentication import Mechanism
from app.domain.binds import BindOutcome
from app.domain.failures import FailureKind
from app.domain.questions import LdapQuestion
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.net import contexts
from app.net.channel_binding import end_point
from app.net.contexts import Negotiated, Wanted, begin, make_context
from app.net.failures import AttemptFailedError
from tests.net.acceptors import Acceptor
from tests.net.makings import ANN, PASSWORD, Report, network, rule, terms
from tests.net.peers import peer
from tests.support.own_time import own_time

pytestmark = pytest.mark.anyio

QUESTION = LdapQuestion(url="ldap://dc01.contoso.example", filter="(cn=*)", attributes=("cn",))
BOUND_S = 0.2


class Hanging:
    """A context whose nth step never returns, as where a KDC is waited for."""

    complete = False
    lacks_seal = False
    negotiated_protocol = None

    def __init__(self, *, in_step: int) -> None:
        self.hangs = threading.Event()
        self.release = threading.Event()
        self._steps_left = in_step

    def step(self, in_token: bytes | None = None) -> bytes | None:
        self._steps_left -= 1
        if not self._steps_left:
            self.hangs.set()
            self.release.wait(30)
        return b"token"

    def wrap(self, data: bytes) -> spnego.WrapResult:
        raise AssertionError

    def unwrap(self, data: bytes) -> spnego.UnwrapResult:
        raise AssertionError


@pytest.fixture(params=[1, 2])
def hanging(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hanging]:
    context = Hanging(in_step=request.param)
    monkeypatch.setattr(contexts, "make_context", lambda _: context)
    yield context
    context.release.set()


async def searched(directory: Acceptor, **changes: Any) -> Search:
    async with peer(directory.serve) as serving:
        asked = network(connect=(rule(serving.port, "dc01.contoso.example", 389),))
        conditions = terms(**({"credentials": ANN} | changes))
        return await asked.search(QUESTION, conditions, Report().attempt)


def challenging() -> Acceptor:
    """A directory that answers any token with another one, for ever."""

    class Talk:
        complete = False
        client_principal = None

        def step(self, token: bytes) -> bytes:
            return b"more"

    directory = Acceptor()
    directory.context = Talk  # type: ignore[assignment]
    return directory


async def test_a_step_that_never_returns_is_abandoned_at_the_limit(hanging: Hanging) -> None:
    started = time.monotonic()

    found = await searched(challenging(), directory_s=0.2, domain="contoso.example")

    assert time.monotonic() - started < 2
    assert hanging.hangs.is_set()
    kerberos = found.tries[0]
    assert kerberos.failure is not None
    assert kerberos.failure.kind is FailureKind.TIMED_OUT
    assert "within 0.2 s" in kerberos.failure.detail
    # Before anything is sent there is another way; in the middle of it there is none.
    in_first_step = kerberos.legs == 0
    assert kerberos.outcome is (
        BindOutcome.NOT_POSSIBLE if in_first_step else BindOutcome.BROKEN_OFF
    )


async def test_cancelling_does_not_wait_for_a_step(hanging: Hanging) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(searched, challenging())
        with anyio.fail_after(5):
            while not hanging.hangs.is_set():  # noqa: ASYNC110 - a thread sets it.
                await anyio.sleep(0.001)
        started = own_time()
        tasks.cancel_scope.cancel()

    assert own_time() - started < BOUND_S


@pytest.mark.usefixtures("ntlm_users")
async def test_cancelling_does_not_wait_for_the_answer_to_a_token() -> None:
    directory = Acceptor(silent_in_leg=2)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(searched, directory)
        with anyio.fail_after(5):
            while directory.legs < 2:  # noqa: ASYNC110 - the acceptor counts.
                await anyio.sleep(0.001)
        started = own_time()
        tasks.cancel_scope.cancel()

    assert own_time() - started < BOUND_S


class Ticket(Hanging):
    """A context of Kerberos that finds in the directory's token what is wrong."""

    def __init__(self, error: Exception) -> None:
        super().__init__(in_step=0)
        self._error = error

    def step(self, in_token: bytes | None = None) -> bytes | None:
        if in_token:
            raise self._error
        return b"ticket"


def clock_skew() -> SpnegoError:
    native = NativeError("Clock skew too great", maj_code=851968)
    native.min_code = 2529638949  # type: ignore[attr-defined]
    return SpnegoError(base_error=native)


@pytest.mark.parametrize(
    ("token", "error", "outcome", "part"),
    [
        (b"KRB-ERROR", clock_skew(), BindOutcome.DECLINED, "clocks"),
        # A token without anything that has a sentence: what LDAP says holds.
        (b"?", InvalidTokenError(), BindOutcome.REFUSED, "did not accept the Kerberos ticket of"),
        (None, clock_skew(), BindOutcome.REFUSED, "did not accept the Kerberos ticket of"),
    ],
)
async def test_a_refused_ticket_is_explained_by_what_comes_with_the_refusal(
    monkeypatch: pytest.MonkeyPatch,
    token: bytes | None,
    error: Exception,
    outcome: BindOutcome,
    part: str,
) -> None:
    class Refusing:
        complete = False

        def step(self, token: bytes) -> bytes:
            raise InvalidTokenError

    directory = Acceptor(refusal_token=token)
    directory.context = Refusing  # type: ignore[assignment]
    monkeypatch.setattr(contexts, "make_context", lambda _: Ticket(error))

    found = await searched(directory, sign_in=SignIn(None, current_user=True))

    (tried,) = found.tries
    assert tried.outcome is outcome
    assert tried.failure is not None
    assert part in tried.failure.detail


# --- what a context is made of ------------------------------------------------------------------


def wanted(mechanism: Mechanism, username: str | None = "ann", *, tls: bool = False) -> Wanted:
    return Wanted(
        mechanism=mechanism,
        host="dc01.contoso.example",
        credentials=Credentials(username, Secret(PASSWORD)) if username else None,
        binding=end_point(b"leaf") if tls else None,
    )


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """What pyspnego is asked for."""
    calls: list[tuple[Any, dict[str, Any]]] = []

    def client(who: Any, **options: Any) -> object:
        calls.append((who, options))
        return object()

    monkeypatch.setattr("spnego.client", client)
    return calls


@pytest.mark.parametrize("mechanism", [Mechanism.KERBEROS, Mechanism.NTLM, Mechanism.NEGOTIATE])
def test_without_tls_a_context_has_to_sign_and_seal(
    made: list[tuple[Any, dict[str, Any]]], mechanism: Mechanism
) -> None:
    make_context(wanted(mechanism))

    protection = ContextReq.integrity | ContextReq.confidentiality
    for _, options in made:
        assert options["context_req"] & protection == protection
        assert options["context_req"] & ContextReq.no_integrity == 0
        assert options["channel_bindings"] is None
        assert (options["service"], options["hostname"]) == ("ldap", "dc01.contoso.example")


@pytest.mark.parametrize("mechanism", [Mechanism.KERBEROS, Mechanism.NTLM, Mechanism.NEGOTIATE])
def test_inside_tls_a_context_is_tied_to_it_and_adds_no_layer(
    made: list[tuple[Any, dict[str, Any]]], mechanism: Mechanism
) -> None:
    make_context(wanted(mechanism, tls=True))

    protection = ContextReq.integrity | ContextReq.confidentiality
    for _, options in made:
        assert options["context_req"] & protection == 0
        assert options["context_req"] & ContextReq.no_integrity
        assert options["channel_bindings"] == end_point(b"leaf")


@pytest.mark.parametrize(("outer", "inner"), [(True, False), (False, True), (True, True)])
def test_spnego_and_what_is_inside_have_to_be_complete_both(outer: bool, inner: bool) -> None:
    context = Negotiated(
        SimpleNamespace(complete=outer),  # type: ignore[arg-type]
        SimpleNamespace(complete=inner, context_attr=ContextReq.none),  # type: ignore[arg-type]
    )

    assert context.complete is (outer and inner)
    assert context.lacks_seal is inner


@pytest.mark.parametrize(
    ("username", "principal"),
    [
        ("ann@contoso.example", "ann@CONTOSO.EXAMPLE"),
        ("ann@CONTOSO.EXAMPLE", "ann@CONTOSO.EXAMPLE"),
        ("ann", "ann"),
        ("a@b@contoso.example", "a@b@CONTOSO.EXAMPLE"),
    ],
)
def test_a_realm_of_kerberos_is_in_capitals(
    made: list[tuple[Any, dict[str, Any]]], username: str, principal: str
) -> None:
    make_context(wanted(Mechanism.KERBEROS, username))

    assert made[0][0] == spnego.Password(principal, PASSWORD)


def test_the_signed_in_user_is_whoever_has_a_ticket(
    made: list[tuple[Any, dict[str, Any]]],
) -> None:
    make_context(wanted(Mechanism.KERBEROS, None))

    assert made[0][0] == spnego.CredentialCache()


async def test_a_name_of_windows_older_form_has_no_realm() -> None:
    with pytest.raises(AttemptFailedError) as caught:
        await begin(wanted(Mechanism.KERBEROS, "CONTOSO\\ann"), 5)

    assert "tells no Kerberos realm" in caught.value.failure.detail


async def test_pyspnego_logs_no_tokens(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    await begin(wanted(Mechanism.NTLM), 5)

    assert caplog.text == ""


async def test_a_token_holds_no_password() -> None:
    _, token = await begin(wanted(Mechanism.NTLM), 5)

    assert b"NTLMSSP" in token
    assert PASSWORD.encode() not in token
    assert PASSWORD.encode("utf-16-le") not in token
