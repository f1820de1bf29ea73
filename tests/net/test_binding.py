"""Binding to a directory, against pyspnego's own acceptor: NTLM needs nobody else."""

import time

import pytest
import spnego
from sansldap import LDAPResultCode

from app.domain.acceptance import CertificatePolicy
from app.domain.binds import Bind, BindOutcome
from app.domain.failures import FailureKind
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.net.channel_binding import end_point
from tests.net.acceptors import Acceptor
from tests.net.makings import ANN, PASSWORD, FakeJudge, Report, server_tls, terms
from tests.net.peers import peer
from tests.net.searches import NTLM, NTLM_OR_BASIC, PLAIN, SCP, TLS, acceptor, search, told

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("ntlm_users")]


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


async def test_a_directory_that_is_no_active_directory_is_not_asked_by_ntlm() -> None:
    directory = acceptor(start_tls=server_tls(), capabilities=())

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert told(found.tries) == "kerberos not-possible, ntlm not-possible, simple signed-in"
    assert found.tries[1].failure is not None
    assert "no Active Directory" in found.tries[1].failure.detail
    assert directory.attempts == 0


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


# --- what this PC can do -------------------------------------------------------------------------


async def test_a_password_is_proven_to_no_domain_that_only_dns_names() -> None:
    directory = acceptor()
    conditions = terms(credentials=ANN, domain="contoso.local")

    async with peer(directory.serve) as serving:
        found = await search(serving, conditions=conditions)

    assert told(found.tries) == "kerberos not-possible, ntlm signed-in"
    assert found.tries[0].failure is not None
    assert "knows no domain that ann@contoso.example belongs to" in found.tries[0].failure.detail


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
