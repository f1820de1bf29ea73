"""Signing in to a directory, against pyspnego's own acceptor: NTLM needs nobody else."""

import time
from pathlib import Path
from typing import Any

import pytest
import spnego
from sansldap import LDAPResultCode

from app.domain.acceptance import CertificatePolicy
from app.domain.attempts import Search
from app.domain.authentication import Authentication, Mechanism, Scheme
from app.domain.binds import Bind, BindOutcome, BindTry
from app.domain.events import BindTried, Bound
from app.domain.failures import FailureKind
from app.domain.network import Terms
from app.domain.questions import LdapQuestion
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.net import contexts
from app.net.channel_binding import end_point
from tests.net.acceptors import Acceptor, user_file
from tests.net.makings import ANN, PASSWORD, FakeJudge, Report, network, rule, server_tls, terms
from tests.net.peers import Peer, peer

pytestmark = pytest.mark.anyio

PLAIN = LdapQuestion(
    url="ldap://dc01.contoso.example", filter="(keywords=secret-filter)", attributes=("keywords",)
)
TLS = LdapQuestion(
    url="ldaps://dc01.contoso.example", filter="(keywords=secret-filter)", attributes=("keywords",)
)
SCP = {"CN=EXCH01,CN=Autodiscover": {"keywords": [b"Site=Paris"]}}
NTLM = Authentication(schemes=(Scheme.NTLM,), named=True)
NTLM_OR_BASIC = Authentication(schemes=(Scheme.NTLM, Scheme.BASIC), named=True)


@pytest.fixture(autouse=True)
def known_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTLM_USER_FILE", str(user_file(tmp_path)))


def acceptor(**changes: Any) -> Acceptor:
    """A directory that tells those who have signed in what it has."""
    return Acceptor(**({"entries": SCP, "password": PASSWORD} | changes))


async def search(
    serving: Peer,
    question: LdapQuestion = PLAIN,
    conditions: Terms | None = None,
    *,
    judge: FakeJudge | None = None,
    report: Report | None = None,
    **options: Any,
) -> Search:
    rules = tuple(rule(serving.port, "dc01.contoso.example", at) for at in (389, 636))
    asked = network(judge, connect=rules, **options)
    conditions = conditions or terms(credentials=ANN)
    return await asked.search(question, conditions, (report or Report()).attempt)


def told(tries: tuple[BindTry, ...]) -> str:
    return ", ".join(f"{one.mechanism} {one.outcome}" for one in tries)


# --- what works ---------------------------------------------------------------------------------


async def test_ntlm_seals_all_that_follows_on_a_plain_connection() -> None:
    directory, report = acceptor(), Report()

    async with peer(directory.serve) as serving:
        found = await search(serving, report=report)

    assert found.failure is None
    assert found.bind == Bind.NTLM_SEALED
    assert [entry.values("keywords") for entry in found.entries] == [("Site=Paris",)]
    assert directory.users == ["ann@contoso.example"]
    # rootDSE, the search, the goodbye: each of them sealed, and none of it in the clear.
    assert len(directory.opened) == 3
    assert b"secret-filter" in b"".join(directory.opened)
    assert b"secret-filter" not in serving.heard
    assert directory.unbound
    assert PASSWORD not in repr(report.recorded)
    assert b"NTLMSSP" not in repr(report.recorded).encode()


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


@pytest.mark.parametrize("username", ["ann@contoso.example", "CONTOSO\\ann", "contoso\\ANN"])
async def test_both_forms_of_a_user_name_sign_in(username: str) -> None:
    directory = acceptor()
    credentials = Credentials(username, Secret(PASSWORD))

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=terms(credentials=credentials))

    assert found.failure is None
    assert found.tries[-1].username == username


async def test_many_pages_come_through_the_seal() -> None:
    directory = acceptor(entries={f"CN={one}": {"keywords": [b"x" * 90]} for one in range(1201)})

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert found.failure is None
    assert len(found.entries) == 1201


class Tied(Acceptor):
    """Wants a client to be tied to the certificate that its judge has seen."""

    def __init__(self, judge: FakeJudge) -> None:
        super().__init__(entries=SCP, password=PASSWORD, in_tls=True)
        self._judge = judge

    def context(self) -> spnego.ContextProxy:
        ((leaf, *_), _), *_ = self._judge.seen
        self.binding = end_point(leaf)
        return super().context()


async def test_ntlm_inside_tls_is_tied_to_the_certificate() -> None:
    judge = FakeJudge()
    directory = Tied(judge)

    async with peer(directory.serve, server_tls()) as serving:
        found = await search(serving, TLS, terms(credentials=ANN, authentication=NTLM), judge=judge)

    assert found.failure is None
    assert found.bind == Bind.NTLM_IN_TLS
    assert directory.binding is not None
    # TLS protects what follows: nothing else does.
    assert directory.opened == []


async def test_a_sign_in_that_belongs_to_another_connection_is_declined() -> None:
    directory = acceptor(
        in_tls=True,
        binding=end_point(b"the certificate of somebody else"),
        refusal=(LDAPResultCode.INVALID_CREDENTIALS, "80090346: ..., data 80090346, v4563"),
    )
    conditions = terms(credentials=ANN, authentication=NTLM_OR_BASIC)

    async with peer(directory.serve, server_tls()) as serving:
        found = await search(serving, TLS, conditions)

    declined, simple = found.tries
    assert declined.outcome is BindOutcome.DECLINED
    assert declined.failure is not None
    assert "channel binding" in declined.failure.detail
    # A new connection, since the first one was in the middle of a sign-in.
    assert simple.outcome is BindOutcome.SIGNED_IN
    assert found.bind == Bind.SIMPLE
    assert len(serving.guests) == len(found.connections) == 2


# --- which way when -----------------------------------------------------------------------------


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


async def test_a_directory_that_is_no_active_directory_is_not_asked_by_ntlm() -> None:
    directory = acceptor(start_tls=server_tls(), capabilities=())

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert told(found.tries) == "kerberos not-possible, ntlm not-possible, simple signed-in"
    assert found.tries[1].failure is not None
    assert "no Active Directory" in found.tries[1].failure.detail
    assert directory.attempts == 0


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


async def test_an_account_that_nobody_can_look_up_is_no_refusal() -> None:
    message = "8009030C: LdapErr: DSID-0C0904DC, comment: AcceptSecurityContext error, data 51f"
    directory = acceptor(
        start_tls=server_tls(), refusal=(LDAPResultCode.INVALID_CREDENTIALS, message)
    )

    async with peer(directory.serve) as serving:
        found = await search(
            serving,
            conditions=terms(
                credentials=Credentials(ANN.username, Secret("Sommer!2007")),
                authentication=NTLM,
            ),
        )

    assert told(found.tries) == "ntlm declined"
    assert found.failure is not None
    assert "nobody who knows the account" in found.failure.detail


async def test_old_tls_carries_no_sign_in_where_it_is_only_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("OpenSSL.SSL.Connection.get_protocol_version_name", lambda _: "TLSv1.1")
    directory = acceptor(in_tls=True)

    async with peer(directory.serve, server_tls()) as serving:
        found = await search(serving, TLS, old_tls=False)

    assert {one.outcome for one in found.tries} == {BindOutcome.NOT_POSSIBLE}
    assert directory.attempts == 0
    assert found.failure is not None
    assert "not to go over TLSv1.1" in found.failure.detail


async def test_a_tolerated_certificate_is_good_enough_for_ntlm() -> None:
    directory = acceptor(in_tls=True)
    conditions = terms(credentials=ANN, policy=CertificatePolicy(tolerates_untrusted=True))

    async with peer(directory.serve, server_tls()) as serving:
        found = await search(serving, TLS, conditions, judge=FakeJudge(trusted=False))

    assert found.bind == Bind.NTLM_IN_TLS


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


async def test_a_directory_that_breaks_off_after_the_proof_counts_as_one_that_refused() -> None:
    asking, proving = acceptor(gone_in_leg=1), acceptor(gone_in_leg=2)
    conditions = [terms(sign_in=SignIn(ANN), authentication=NTLM) for _ in range(2)]

    async with peer(asking.serve) as serving:
        await search(serving, conditions=conditions[0])
    async with peer(proving.serve) as serving:
        await search(serving, conditions=conditions[1])

    assert [one.sign_in.bad for one in conditions if one.sign_in] == [0, 1]


async def test_a_password_is_proven_to_no_domain_that_only_dns_names() -> None:
    directory = acceptor()
    conditions = terms(credentials=ANN, domain="contoso.local")

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=conditions)

    assert told(found.tries) == "kerberos not-possible, ntlm signed-in"
    assert found.tries[0].failure is not None
    assert "knows no domain that ann@contoso.example belongs to" in found.tries[0].failure.detail


async def test_the_signed_in_user_needs_negotiate() -> None:
    directory = acceptor()
    conditions = terms(sign_in=SignIn(None, current_user=True), authentication=NTLM)

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=conditions)

    assert found.tries == ()
    assert found.failure is not None
    assert "no way of signing in that is allowed" in found.failure.detail


async def test_an_installation_without_kerberos_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spnego._gss.HAS_GSSAPI", False)
    monkeypatch.setattr("spnego._gss.GSSAPI_IMP_ERR", "No module named 'gssapi'")
    directory = acceptor()

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=terms(credentials=ANN, domain="contoso.example"))

    kerberos, ntlm = found.tries
    assert kerberos.outcome is BindOutcome.NOT_POSSIBLE
    assert kerberos.failure is not None
    assert "no Kerberos in this installation" in kerberos.failure.detail
    assert ntlm.outcome is BindOutcome.SIGNED_IN


# --- refusals -----------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ("525", "knows no user ann@contoso.example"),
        ("52e", "refused the user name or the password"),
        ("530", "at this time"),
        ("531", "from this computer"),
        ("532", "the password of ann@contoso.example has expired"),
        ("533", "is disabled"),
        ("701", "the account of ann@contoso.example has expired"),
        ("773", "must change the password first"),
        ("775", "is locked out"),
        ("775F", "does not let ann@contoso.example sign in, and gave only a number"),
    ],
)
async def test_the_state_of_an_account_has_a_sentence_of_its_own(data: str, part: str) -> None:
    message = f"80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data {data}"
    directory = acceptor(refusal=(LDAPResultCode.INVALID_CREDENTIALS, f"{message}, v4563\0"))
    sign_in = SignIn(Credentials(ANN.username, Secret("Sommer!2007")))

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=terms(sign_in=sign_in))

    assert found.failure is not None
    assert found.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert part in found.failure.detail
    assert data in found.failure.origin
    async with sign_in.turn() as turn:
        assert turn.is_empty


# --- directories that lie -----------------------------------------------------------------------


def without_sealing(leg: int, token: bytes) -> bytes:
    """Take signing and sealing out of NTLM's challenge. [MS-NLMP] 2.2.1.2, 2.2.2.5"""
    if leg > 1:
        return token
    at = token.index(b"NTLMSSP\0\x02\0\0\0") + 20
    flags = int.from_bytes(token[at : at + 4], "little") & ~0x30
    return token[:at] + flags.to_bytes(4, "little") + token[at + 4 :]


async def test_a_sign_in_that_does_not_seal_is_broken_off_before_the_proof_goes_out() -> None:
    directory = acceptor(answer=without_sealing)
    conditions = terms(credentials=ANN, authentication=NTLM)

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=conditions)

    assert told(found.tries) == "ntlm declined"
    assert found.failure is not None
    assert "did not agree to encrypt" in found.failure.detail
    # The first token only: NTLM's proof of the password is in the second one.
    assert directory.legs == 1
    assert b"NTLMSSP\0\x03" not in serving.heard


@pytest.mark.parametrize("in_tls", [False, True])
async def test_a_success_without_its_proof_is_none(in_tls: bool) -> None:
    directory = acceptor(
        in_tls=in_tls, result=lambda *_: LDAPResultCode.SUCCESS, answer=lambda *_: b""
    )
    conditions = terms(credentials=ANN, authentication=NTLM)

    async with peer(directory.serve, server_tls() if in_tls else None) as serving:
        found = await search(serving, TLS if in_tls else PLAIN, conditions)

    assert told(found.tries) == "ntlm broken-off"
    assert found.failure is not None
    assert found.failure.kind is FailureKind.PROTOCOL
    assert "claims" in found.failure.detail


ACCEPT_COMPLETED = bytes.fromhex("a1073005a0030a0100")
"""SPNEGO's negTokenResp with accept-completed and nothing else. RFC 4178 4.2.2"""


@pytest.mark.parametrize("leg", [1, 2])
async def test_a_success_that_spnego_alone_claims_is_none(leg: int) -> None:
    directory = acceptor(
        in_tls=True,
        result=lambda *_: LDAPResultCode.SUCCESS,
        answer=lambda at, token: ACCEPT_COMPLETED if at == leg else token,
    )
    conditions = terms(credentials=ANN, authentication=NTLM)

    async with peer(directory.serve, server_tls()) as serving:
        found = await search(serving, TLS, conditions)

    assert found.bind == ""
    assert found.failure is not None


async def test_a_sign_in_without_end_is_given_up() -> None:
    directory = acceptor(
        result=lambda *_: LDAPResultCode.SASL_BIND_IN_PROGRESS,
        answer=lambda at, token: token if at == 1 else b"",
    )
    conditions = terms(credentials=ANN, authentication=NTLM)

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=conditions)

    assert found.failure is not None
    assert found.failure.kind is FailureKind.PROTOCOL
    assert "no end" in found.failure.detail


async def test_a_damaged_token_is_a_way_that_is_declined() -> None:
    directory = acceptor(answer=lambda _, token: token[: len(token) // 2])
    conditions = terms(credentials=ANN, authentication=NTLM)

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=conditions)

    assert told(found.tries) == "ntlm declined"
    assert found.failure is not None
    assert "could not be carried on" in found.failure.detail


# --- connections that go away -------------------------------------------------------------------


@pytest.mark.parametrize("leg", [1, 2])
async def test_a_connection_that_goes_away_in_the_sign_in_ends_the_attempt(leg: int) -> None:
    directory = acceptor(gone_in_leg=leg, start_tls=server_tls())

    async with peer(directory.serve) as serving:
        found = await search(serving)

    # No other way: nobody knows whether this one has counted as a bad password.
    assert told(found.tries) == "kerberos not-possible, ntlm broken-off"
    assert found.failure is not None
    assert found.failure.kind is FailureKind.RESET
    assert "in the middle of the sign-in" in found.failure.detail


async def test_a_connection_that_goes_away_after_the_sign_in_says_so() -> None:
    directory = acceptor(gone_after_sign_in=True)

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert found.failure is not None
    assert found.failure.kind is FailureKind.RESET
    assert "accepted the sign-in and broke the connection off" in found.failure.detail


async def test_a_directory_that_falls_silent_in_the_sign_in_has_until_the_limit() -> None:
    directory = acceptor(silent_in_leg=2)
    started = time.monotonic()

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=terms(credentials=ANN, directory_s=0.2))

    assert time.monotonic() - started < 2
    assert found.failure is not None
    assert found.failure.kind is FailureKind.TIMED_OUT
    assert told(found.tries).endswith("ntlm broken-off")
