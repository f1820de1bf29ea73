from typing import Any

import pytest
from sansldap import LDAPResultCode

from app.domain.acceptance import CertificatePolicy
from app.domain.attempts import Search
from app.domain.authentication import Authentication, Scheme
from app.domain.failures import FailureKind
from app.domain.network import Terms
from app.domain.questions import LdapQuestion
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.net.directory import MOST_PAGES
from tests.net import searches
from tests.net.directories import CONFIGURATION, Directory
from tests.net.makings import ANN, PASSWORD, FakeJudge, Report, network, rule, server_tls, terms
from tests.net.peers import Peer, closed_port, peer

pytestmark = pytest.mark.anyio

FILTER = "(&(objectClass=serviceConnectionPoint)(keywords=77378F46-2C66-4aa9-A6A6-3E7A48B19596))"
PLAIN = LdapQuestion(
    url="ldap://dc01.contoso.example",
    filter=FILTER,
    attributes=("keywords", "serviceBindingInformation"),
)
TLS = LdapQuestion(url="ldaps://dc01.contoso.example", filter=FILTER, attributes=("keywords",))
SCP = {
    "CN=EXCH01,CN=Autodiscover": {
        "serviceBindingInformation": [b"https://exch01/"],
        "Keywords": [b"Site=M\xc3\xbcnchen", b"\xff"],
    }
}


async def search(
    serving: Peer,
    question: LdapQuestion = PLAIN,
    conditions: Terms | None = None,
    **options: Any,
) -> Search:
    """Search without credentials, where the conditions give none."""
    return await searches.search(serving, question, conditions or terms(), **options)


async def test_an_anonymous_search_gives_the_entries() -> None:
    directory, report = Directory(entries=SCP), Report()

    async with peer(directory.serve) as serving:
        found = await search(serving, report=report)

    assert found.failure is None
    assert found.finished
    assert found.bind == "anonymous"
    assert found.base == CONFIGURATION
    (entry,) = found.entries
    assert entry.name == "CN=EXCH01,CN=Autodiscover"
    assert entry.values("serviceBindingInformation") == ("https://exch01/",)
    assert entry.attributes[1] == ("keywords", ("Site=M\xfcnchen", "\ufffd"))
    assert directory.binds == []
    assert directory.unbound
    assert report.kinds == [
        "AttemptStarted",
        "NameResolved",
        "Connected",
        "Bound",
        "EntriesReceived",
        "AttemptFinished",
    ]


async def test_the_search_is_the_one_that_was_asked_for() -> None:
    directory = Directory(entries=SCP)

    async with peer(directory.serve) as serving:
        await search(serving)

    root, asked = directory.searches
    assert (root.base_object, root.scope, root.attributes) == (
        "",
        0,
        ["configurationNamingContext"],
    )
    assert asked.base_object == CONFIGURATION
    assert asked.scope == 2
    assert str(asked.filter) == FILTER
    assert asked.attributes == ["keywords", "serviceBindingInformation"]


@pytest.mark.parametrize("question", [PLAIN, TLS])
async def test_a_password_goes_out_inside_tls_only(question: LdapQuestion) -> None:
    directory = Directory(entries=SCP, password=PASSWORD, start_tls=server_tls())
    judge, report = FakeJudge(), Report()

    async with peer(directory.serve, server_tls() if question is TLS else None) as serving:
        found = await search(serving, question, terms(credentials=ANN), judge=judge, report=report)

    assert found.failure is None
    assert found.bind == "simple"
    assert len(found.entries) == 1
    assert directory.binds == [("ann@contoso.example", PASSWORD)]
    assert [host for _, host in judge.seen] == ["dc01.contoso.example"]
    assert found.connections[0].judged is not None
    assert PASSWORD not in repr(report.recorded)


async def test_a_directory_without_tls_is_searched_anonymously() -> None:
    directory = Directory(entries=SCP, password=PASSWORD)

    async with peer(directory.serve) as serving:
        found = await search(serving, PLAIN, terms(credentials=ANN))

    assert directory.binds == []
    assert PASSWORD.encode() not in serving.heard
    assert found.bind == "anonymous"
    assert found.failure is not None
    assert found.failure.kind is FailureKind.DIRECTORY
    assert "needs a sign-in" in found.failure.detail
    assert "without TLS" in found.failure.detail


@pytest.mark.parametrize("question", [PLAIN, TLS])
async def test_a_rejected_certificate_gets_neither_password_nor_search(
    question: LdapQuestion,
) -> None:
    directory = Directory(entries=SCP, start_tls=server_tls())

    async with peer(directory.serve, server_tls() if question is TLS else None) as serving:
        found = await search(
            serving, question, terms(credentials=ANN), judge=FakeJudge(name_matches=False)
        )

    assert found.failure is not None
    assert found.failure.kind is FailureKind.CERTIFICATE_REJECTED
    assert directory.binds == []
    # What it offers may be asked before the handshake; nothing else is.
    assert all(one.attributes[0] == "supportedSASLMechanisms" for one in directory.searches)


async def test_a_tolerated_certificate_gets_no_password_unless_basic_was_named() -> None:
    policy = CertificatePolicy(tolerates_untrusted=True)
    named = Authentication(schemes=(Scheme.BASIC,), named=True)
    directory = Directory(entries=SCP, password=PASSWORD)
    judge = FakeJudge(trusted=False)

    async with peer(directory.serve, server_tls()) as serving:
        unnamed = await search(serving, TLS, terms(credentials=ANN, policy=policy), judge=judge)
        assert directory.binds == []
        willing = await search(
            serving,
            TLS,
            terms(credentials=ANN, policy=policy, authentication=named),
            judge=judge,
        )

    assert unnamed.failure is not None
    assert "not trusted" in unnamed.failure.detail
    assert willing.failure is None


async def test_a_wrong_password_is_not_sent_again_in_this_run() -> None:
    directory = Directory(entries=SCP, password="another")
    sign_in = SignIn(ANN)

    async with peer(directory.serve, server_tls()) as serving:
        first = await search(serving, TLS, terms(sign_in=sign_in))
        second = await search(serving, TLS, terms(sign_in=sign_in))

    assert first.failure is not None
    assert first.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert first.failure.origin == "data 52e, v4563"
    assert len(directory.binds) == 1
    assert second.bind == "anonymous"
    assert second.failure is not None
    assert "refused before" in second.failure.detail


@pytest.mark.parametrize("code", [LDAPResultCode.INVALID_CREDENTIALS, LDAPResultCode.OTHER])
async def test_a_directory_that_quotes_the_password_gets_it_into_no_event(
    code: LDAPResultCode,
) -> None:
    directory, report = Directory(bind_code=code, bind_says=f"no: {PASSWORD}."), Report()

    async with peer(directory.serve, server_tls()) as serving:
        found = await search(serving, TLS, terms(credentials=ANN), report=report)

    assert found.failure is not None
    assert found.failure.origin.endswith("no: (hidden).")
    assert PASSWORD not in repr(report.recorded)


async def test_an_empty_password_is_no_sign_in() -> None:
    directory = Directory(entries=SCP)
    empty = Credentials("ann", Secret(""))

    async with peer(directory.serve, server_tls()) as serving:
        found = await search(serving, TLS, terms(credentials=empty))

    assert directory.binds == []
    assert found.bind == "anonymous"


async def test_another_refusal_of_the_bind_keeps_the_credentials() -> None:
    directory = Directory(bind_code=LDAPResultCode.INVALID_DN_SYNTAX)
    sign_in = SignIn(ANN)

    async with peer(directory.serve, server_tls()) as serving:
        found = await search(serving, TLS, terms(sign_in=sign_in))

    assert found.failure is not None
    assert found.failure.kind is FailureKind.DIRECTORY
    assert "form of user name" in found.failure.detail
    async with sign_in.turn() as turn:
        assert turn.credentials is ANN


@pytest.mark.parametrize(
    ("code", "part"),
    [
        (LDAPResultCode.OPERATIONS_ERROR, "needs a sign-in (no credentials were given)"),
        (LDAPResultCode.INSUFFICIENT_ACCESS_RIGHTS, "needs a sign-in"),
        (LDAPResultCode.STRONG_AUTH_REQUIRED, "signed or goes over TLS"),
        (LDAPResultCode.BUSY, "too busy"),
        (LDAPResultCode.UNAVAILABLE, "shutting down"),
        (LDAPResultCode.REFERRAL, "another directory"),
        (LDAPResultCode.OTHER, "only a number"),
        (LDAPResultCode(4711), "only a number"),
    ],
)
async def test_a_refused_search_says_why(code: LDAPResultCode, part: str) -> None:
    directory = Directory(password=PASSWORD, anonymous_code=code)

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert found.failure is not None
    assert found.failure.kind is FailureKind.DIRECTORY
    assert part in found.failure.detail
    assert str(code.value) in found.failure.origin


async def test_a_code_that_sansldap_does_not_know_is_no_success() -> None:
    directory = Directory(entries=SCP, password=PASSWORD, bind_code=LDAPResultCode(4711))

    async with peer(directory.serve, server_tls()) as serving:
        found = await search(serving, TLS, terms(credentials=ANN))

    assert found.bind == ""
    assert found.failure is not None
    assert found.failure.kind is FailureKind.DIRECTORY


async def test_a_signed_in_user_without_the_right_is_told_so() -> None:
    directory = Directory(password=PASSWORD, search_code=LDAPResultCode.INSUFFICIENT_ACCESS_RIGHTS)

    async with peer(directory.serve, server_tls()) as serving:
        found = await search(serving, TLS, terms(credentials=ANN))

    assert found.failure is not None
    assert "does not allow this user" in found.failure.detail


async def test_many_entries_come_by_pages_of_five_hundred() -> None:
    directory = Directory(entries={f"CN={number}": {} for number in range(1201)})

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert found.failure is None
    assert [entry.name for entry in found.entries] == [f"CN={number}" for number in range(1201)]
    assert len(directory.searches) == 1 + 3


async def test_a_directory_without_paging_answers_in_one_piece() -> None:
    directory = Directory(entries={f"CN={one}": {} for one in range(700)}, has_paging=False)

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert len(found.entries) == 700


@pytest.mark.parametrize(
    "directory",
    [
        Directory(entries={f"CN={one}": {} for one in range(10_001)}, has_paging=False),
        Directory(entries={f"CN={one}": {} for one in range(10_001)}),
        Directory(references=10_001),
    ],
)
async def test_more_than_ten_thousand_objects_are_too_many(directory: Directory) -> None:
    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert found.failure is not None
    assert found.failure.kind is FailureKind.TOO_LARGE
    assert found.entries == ()


async def test_pages_without_end_come_to_an_end() -> None:
    directory = Directory(pages_without_end=True)

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert found.failure is not None
    assert found.failure.kind is FailureKind.TOO_LARGE
    assert len(directory.searches) == 1 + MOST_PAGES


async def test_references_are_counted_and_not_followed() -> None:
    directory = Directory(entries=SCP, references=3)

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert found.failure is None
    assert found.references == 3
    assert len(serving.guests) == 1


async def test_what_came_before_a_limit_of_the_directory_is_kept() -> None:
    directory = Directory(entries=SCP, search_code=LDAPResultCode.SIZE_LIMIT_EXCEEDED)

    async with peer(directory.serve) as serving:
        found = await search(serving)

    assert len(found.entries) == 1
    assert found.failure is not None
    assert "only a part" in found.failure.detail


async def test_a_directory_without_a_configuration_is_no_active_directory() -> None:
    async with peer(Directory(base="").serve) as serving:
        found = await search(serving)

    assert found.failure is not None
    assert found.failure.kind is FailureKind.DIRECTORY
    assert "configuration naming context" in found.failure.detail


async def test_bytes_behind_the_yes_to_tls_are_refused() -> None:
    directory = Directory(
        start_tls=server_tls(), after_yes=b"0\x0c\x02\x01\x02a\x07\n\x01\0\x04\0\x04\0"
    )

    async with peer(directory.serve) as serving:
        found = await search(serving, PLAIN, terms(credentials=ANN))

    assert found.failure is not None
    assert found.failure.kind is FailureKind.PROTOCOL
    assert directory.binds == []


async def test_old_tls_may_carry_the_search_but_not_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("OpenSSL.SSL.Connection.get_protocol_version_name", lambda _: "TLSv1.1")
    directory = Directory(entries=SCP)

    async with peer(directory.serve, server_tls()) as serving:
        found = await search(serving, TLS, terms(credentials=ANN), old_tls=False)

    assert directory.binds == []
    assert found.bind == "anonymous"
    assert len(found.entries) == 1


@pytest.mark.parametrize("url", ["http://dc01.contoso.example", "ldap://", "ldap://dc01:0"])
async def test_a_url_that_is_none_of_ldap_is_a_failure(url: str) -> None:
    question = LdapQuestion(url=url, filter="(cn=*)", attributes=())

    found = await network().search(question, terms(), Report().attempt)

    assert found.failure is not None
    assert found.failure.kind is FailureKind.PROTOCOL


async def test_a_directory_that_is_not_there() -> None:
    asked = network(connect=(rule(closed_port(), "dc01.contoso.example", 389),))

    found = await asked.search(PLAIN, terms(), Report().attempt)

    assert found.failure is not None
    assert found.failure.kind is FailureKind.REFUSED


async def test_a_pointer_in_capitals_is_read() -> None:
    question = LdapQuestion(
        url="LDAP://DC01.contoso.example/CN=Configuration", filter="(cn=*)", attributes=()
    )

    async with peer(Directory().serve) as serving:
        found = await search(serving, question)

    assert found.failure is None
