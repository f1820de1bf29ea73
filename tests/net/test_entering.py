"""Entering a directory: which way is tried when, and what is told of it."""

from typing import Any

import pytest
from sansldap import LDAPResultCode

from app.domain.authentication import Authentication, Mechanism, Scheme
from app.domain.binds import Bind, BindOutcome, BindTry
from app.domain.events import BindTried, Bound
from app.domain.failures import FailureKind
from app.domain.questions import LdapQuestion
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.net import contexts
from tests.net.makings import ANN, Report, server_tls, terms
from tests.net.peers import peer
from tests.net.searches import NTLM, NTLM_OR_BASIC, PLAIN, TLS, acceptor, search, told

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("ntlm_users")]


async def test_each_way_that_is_tried_is_an_event() -> None:
    directory, report = acceptor(), Report()

    async with peer(directory.serve) as serving:
        found = await search(serving, report=report)

    tried = [one.tried for one in report.events if isinstance(one, BindTried)]
    kerberos, ntlm = tried
    assert tuple(tried) == found.tries
    assert (kerberos.mechanism, kerberos.outcome) == (
        Mechanism.KERBEROS,
        BindOutcome.NOT_POSSIBLE,
    )
    assert kerberos.failure is not None
    assert kerberos.legs == 0
    assert ntlm == BindTry(
        mechanism=Mechanism.NTLM,
        outcome=BindOutcome.SIGNED_IN,
        username="ann@contoso.example",
        legs=2,
    )
    assert [one.bind for one in report.events if isinstance(one, Bound)] == ["ntlm-sealed"]


@pytest.mark.parametrize(
    ("schemes", "expected", "bind"),
    [
        ((Scheme.NTLM,), "ntlm signed-in", Bind.NTLM_SEALED),
        ((Scheme.BASIC,), "simple signed-in", Bind.SIMPLE),
        (
            (Scheme.NEGOTIATE,),
            "kerberos not-possible, ntlm signed-in",
            Bind.NTLM_SEALED,
        ),
    ],
)
async def test_only_what_is_allowed_is_tried(
    schemes: tuple[Scheme, ...], expected: str, bind: Bind
) -> None:
    directory = acceptor(start_tls=server_tls())
    allowed = Authentication(schemes=schemes, named=True)

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=terms(credentials=ANN, authentication=allowed))

    assert told(found.tries) == expected
    assert found.bind == bind


async def test_a_directory_without_spnego_gets_the_password_inside_tls() -> None:
    directory = acceptor(start_tls=server_tls(), mechanisms=("GSSAPI", "DIGEST-MD5"))

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert told(found.tries) == "kerberos not-possible, ntlm not-possible, simple signed-in"
    assert directory.attempts == 0
    assert len(serving.guests) == 1


async def test_a_directory_that_offers_nothing_is_searched_anonymously() -> None:
    directory = acceptor(mechanisms=())

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert told(found.tries) == "kerberos not-possible, ntlm not-possible, simple not-possible"
    assert found.bind == Bind.ANONYMOUS
    assert found.failure is not None
    assert found.failure.detail.endswith(
        " needs a sign-in (the directory does not offer GSS-SPNEGO; the password is never sent"
        " without TLS, which the directory does not offer)."
    )


@pytest.mark.parametrize(
    ("code", "part"),
    [
        (LDAPResultCode.STRONG_AUTH_REQUIRED, "signed or goes over TLS"),
        (LDAPResultCode.AUTH_METHOD_NOT_SUPPORTED, "does not know this way"),
        (LDAPResultCode.UNWILLING_TO_PERFORM, "not willing"),
        (LDAPResultCode.BUSY, "too busy"),
        (LDAPResultCode(4711), "only a number"),
    ],
)
async def test_a_way_that_is_declined_says_why_and_leads_to_the_next(
    code: LDAPResultCode, part: str
) -> None:
    directory = acceptor(start_tls=server_tls(), refusal=(code, ""), result=lambda *_: code)
    conditions = terms(credentials=ANN, authentication=NTLM_OR_BASIC)

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=conditions)

    assert told(found.tries) == "ntlm declined, simple signed-in"
    assert found.tries[0].failure is not None
    assert part in found.tries[0].failure.detail
    assert found.failure is None


async def test_where_no_other_way_is_left_what_the_directory_said_is_the_failure() -> None:
    directory = acceptor(result=lambda *_: LDAPResultCode.STRONG_AUTH_REQUIRED)

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert told(found.tries) == "kerberos not-possible, ntlm declined, simple not-possible"
    assert found.failure is not None
    assert found.failure.kind is FailureKind.DIRECTORY
    assert "signed or goes over TLS" in found.failure.detail
    assert found.bind == ""


# --- the signed-in user -------------------------------------------------------------------------


@pytest.mark.parametrize("question", [PLAIN, TLS])
async def test_without_a_ticket_the_signed_in_user_stays_outside(question: LdapQuestion) -> None:
    pytest.importorskip("gssapi")
    directory = acceptor()
    conditions = terms(sign_in=SignIn(None, current_user=True))

    async with peer(directory.serve, server_tls() if question is TLS else None) as serving:
        found = await search(serving, question, conditions)

    (tried,) = found.tries
    assert (tried.mechanism, tried.username) == (Mechanism.KERBEROS, "")
    assert tried.outcome is BindOutcome.NOT_POSSIBLE
    assert found.bind == Bind.ANONYMOUS
    assert found.failure is not None
    assert "no Kerberos ticket of the signed-in user" in found.failure.detail


async def test_without_a_ticket_the_given_password_is_the_next_way() -> None:
    directory = acceptor()
    conditions = terms(sign_in=SignIn(ANN, current_user=True))

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=conditions)

    assert told(found.tries) == ("kerberos not-possible, kerberos not-possible, ntlm signed-in")
    assert [one.username for one in found.tries] == ["", ANN.username, ANN.username]


async def test_after_the_signed_in_user_was_refused_the_given_password_has_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    really = contexts.make_context

    class Ticket:
        complete = lacks_seal = False

        def step(self, in_token: bytes | None = None) -> bytes:
            return b"ticket"

    def make(wanted: Any) -> Any:
        return Ticket() if wanted.credentials is None else really(wanted)

    monkeypatch.setattr(contexts, "make_context", make)
    directory, sign_in = acceptor(), SignIn(ANN, current_user=True)

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=terms(sign_in=sign_in))

    assert told(found.tries) == "kerberos refused, kerberos not-possible, ntlm signed-in"
    assert found.failure is None
    assert sign_in.bad == 1


async def test_the_signed_in_user_needs_negotiate() -> None:
    directory = acceptor()
    conditions = terms(sign_in=SignIn(None, current_user=True), authentication=NTLM)

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=conditions)

    assert found.tries == ()
    assert found.failure is not None
    assert "no way of signing in that is allowed" in found.failure.detail


# --- refusals -----------------------------------------------------------------------------------


async def test_a_directory_that_breaks_off_after_the_proof_counts_as_one_that_refused() -> None:
    asking, proving = acceptor(gone_in_leg=1), acceptor(gone_in_leg=2)
    conditions = [terms(sign_in=SignIn(ANN), authentication=NTLM) for _ in range(2)]

    async with peer(asking.serve) as serving:
        await search(serving, conditions=conditions[0])
    async with peer(proving.serve) as serving:
        await search(serving, conditions=conditions[1])

    assert [one.sign_in.bad for one in conditions if one.sign_in] == [0, 1]


@pytest.mark.parametrize("question", [PLAIN, TLS])
async def test_a_wrong_password_is_sent_once_in_a_run(question: LdapQuestion) -> None:
    directory = acceptor(in_tls=question is TLS, start_tls=server_tls())
    sign_in = SignIn(Credentials(ANN.username, Secret("Sommer!2007")))

    async with peer(directory.serve, server_tls() if question is TLS else None) as serving:
        first = await search(serving, question, terms(sign_in=sign_in))
        second = await search(serving, question, terms(sign_in=sign_in))

    assert told(first.tries) == "kerberos not-possible, ntlm refused"
    assert first.failure is not None
    assert first.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert first.failure == first.tries[-1].failure
    assert "refused the user name or the password of ann@contoso.example" in first.failure.detail
    assert first.failure.detail.endswith("try the name in the other form: DOMAIN\\ann.")
    assert (directory.attempts, directory.binds) == (1, [])
    assert second.tries == ()
    assert second.failure is not None
    assert "refused before" in second.failure.detail
