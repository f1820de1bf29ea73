from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from sansldap import (
    BindResponse,
    ExtendedResponse,
    LDAPControl,
    LDAPFilter,
    LDAPMessage,
    LDAPResultCode,
    LDAPServer,
    PagedResultControl,
    SearchResultDone,
    SearchResultEntry,
    SearchScope,
)

from app.practice import domain_controller
from app.practice.organisation import Organisation, open_organisation
from tests.practice.builders import ADDRESS, DIRECTORY, PASSWORD, POINT, scenario
from tests.practice.clients import DirectoryClient, connected, encrypted, everything, trust

pytestmark = pytest.mark.anyio
HOST = "dc01.contoso.local"
START_TLS = "1.3.6.1.4.1.1466.20037"
BASE = "CN=Configuration,DC=contoso,DC=local"
SCP = "(objectClass=serviceConnectionPoint)"


@asynccontextmanager
async def plain(organisation: Organisation) -> AsyncIterator[DirectoryClient]:
    async with connected(organisation, HOST, 389) as stream:
        yield DirectoryClient(stream)


@asynccontextmanager
async def over_tls(organisation: Organisation) -> AsyncIterator[DirectoryClient]:
    async with (
        connected(organisation, HOST, 636) as stream,
        encrypted(stream, HOST, trust(organisation)) as tls,
    ):
        yield DirectoryClient(tls)


@pytest.fixture
async def organisation() -> AsyncIterator[Organisation]:
    points = tuple(
        msgspec.structs.replace(POINT, server=f"EXCH0{number}") for number in range(1, 6)
    )
    many = msgspec.structs.replace(DIRECTORY, connection_points=points)
    async with open_organisation(msgspec.structs.replace(scenario(), directory=many)) as one:
        yield one


async def bind(client: DirectoryClient, name: str = "", password: str = "") -> BindResponse:
    (answer,) = await client.ask(client.session.bind_simple(name, password))
    assert isinstance(answer, BindResponse)
    return answer


async def search(
    client: DirectoryClient,
    base: str = BASE,
    scope: SearchScope = SearchScope.SUBTREE,
    expected: int = 1,
    controls: list[LDAPControl] | None = None,
    **more: object,
) -> tuple[list[SearchResultEntry], SearchResultDone]:
    number = client.session.search_request(
        base,
        scope,
        filter=LDAPFilter.from_string(SCP if scope is SearchScope.SUBTREE else "(objectClass=*)"),
        controls=controls,
        **more,  # type: ignore[arg-type]
    )
    *entries, done = await client.ask(number, expected)
    assert isinstance(done, SearchResultDone)
    return [one for one in entries if isinstance(one, SearchResultEntry)], done


async def start_tls(client: DirectoryClient) -> LDAPResultCode:
    (answer,) = await client.ask(client.session.extended_request(START_TLS))
    assert isinstance(answer, ExtendedResponse)
    assert answer.name == START_TLS
    return answer.result.result_code


async def test_the_root_is_read_without_a_bind(organisation: Organisation) -> None:
    async with plain(organisation) as client:
        (root,), done = await search(
            client,
            "",
            SearchScope.BASE,
            expected=2,
            attributes=["configurationNamingContext"],
        )

    assert done.result.result_code is LDAPResultCode.SUCCESS
    assert [(one.name, one.values) for one in root.attributes] == [
        ("configurationNamingContext", [BASE.encode()])
    ]


@pytest.mark.parametrize("binds", [False, True])
async def test_an_anonymous_search_is_told_to_bind(organisation: Organisation, binds: bool) -> None:
    async with plain(organisation) as client:
        if binds:
            assert (await bind(client)).result.result_code is LDAPResultCode.SUCCESS
        entries, done = await search(client)

    assert entries == []
    assert done.result.result_code is LDAPResultCode.OPERATIONS_ERROR
    assert "a successful bind must be completed" in done.result.diagnostics_message


async def test_a_password_in_clear_is_refused_even_if_right(organisation: Organisation) -> None:
    async with plain(organisation) as client:
        answer = await bind(client, ADDRESS, PASSWORD)
        _, done = await search(client)

    assert answer.result.result_code is LDAPResultCode.STRONG_AUTH_REQUIRED
    assert done.result.result_code is LDAPResultCode.OPERATIONS_ERROR


@pytest.mark.parametrize("name", [ADDRESS, "contoso\\Ann"])
async def test_over_tls_the_right_password_opens_the_search(
    organisation: Organisation, name: str
) -> None:
    async with over_tls(organisation) as client:
        answer = await bind(client, name, PASSWORD)
        entries, done = await search(client, expected=6, attributes=["serviceBindingInformation"])

    assert answer.result.result_code is LDAPResultCode.SUCCESS
    assert done.result.result_code is LDAPResultCode.SUCCESS
    assert [one.object_name[:9] for one in entries] == [f"CN=EXCH0{n}" for n in range(1, 6)]
    assert entries[0].attributes[0].values == [POINT.url.encode()]


async def test_start_tls_encrypts_the_same_connection(organisation: Organisation) -> None:
    async with plain(organisation) as client:
        assert await start_tls(client) is LDAPResultCode.SUCCESS
        async with encrypted(client.stream, HOST, trust(organisation)) as tls:
            client.stream = tls
            answer = await bind(client, ADDRESS, PASSWORD)
            entries, _ = await search(client, expected=6)
            again = await start_tls(client)

    assert answer.result.result_code is LDAPResultCode.SUCCESS
    assert len(entries) == 5
    assert again is LDAPResultCode.OPERATIONS_ERROR


@pytest.mark.parametrize(
    ("name", "password"), [(ADDRESS, "wrong"), ("bob@contoso.example", PASSWORD)]
)
async def test_a_wrong_sign_in_is_refused_and_ends_an_earlier_one(
    organisation: Organisation, name: str, password: str
) -> None:
    async with over_tls(organisation) as client:
        await bind(client, ADDRESS, PASSWORD)
        answer = await bind(client, name, password)
        _, done = await search(client)

    assert answer.result.result_code is LDAPResultCode.INVALID_CREDENTIALS
    assert "data 52e" in answer.result.diagnostics_message
    assert done.result.result_code is LDAPResultCode.OPERATIONS_ERROR


async def test_a_name_without_a_password_opens_nothing(organisation: Organisation) -> None:
    async with over_tls(organisation) as client:
        answer = await bind(client, ADDRESS)
        _, done = await search(client)

    assert answer.result.result_code is LDAPResultCode.SUCCESS
    assert done.result.result_code is LDAPResultCode.OPERATIONS_ERROR


async def test_another_way_of_binding_is_not_supported(organisation: Organisation) -> None:
    async with plain(organisation) as client:
        (answer,) = await client.ask(client.session.bind_sasl("GSS-SPNEGO", cred=b"token"))

    assert isinstance(answer, BindResponse)
    assert answer.result.result_code is LDAPResultCode.AUTH_METHOD_NOT_SUPPORTED


async def test_an_unknown_extended_request_is_a_protocol_error(
    organisation: Organisation,
) -> None:
    async with plain(organisation) as client:
        (answer,) = await client.ask(client.session.extended_request("1.2.3"))

    assert isinstance(answer, ExtendedResponse)
    assert answer.result.result_code is LDAPResultCode.PROTOCOL_ERROR


async def test_what_is_not_there_is_said_to_be_so(organisation: Organisation) -> None:
    async with over_tls(organisation) as client:
        await bind(client, ADDRESS, PASSWORD)
        _, done = await search(client, "CN=Nothing,DC=contoso,DC=local")

    assert done.result.result_code is LDAPResultCode.NO_SUCH_OBJECT


@pytest.mark.parametrize(
    ("critical", "code"),
    [(True, LDAPResultCode.UNAVAILABLE_CRITICAL_EXTENSION), (False, LDAPResultCode.SUCCESS)],
)
async def test_an_unknown_control_counts_only_where_it_is_critical(
    organisation: Organisation, critical: bool, code: LDAPResultCode
) -> None:
    control = LDAPControl(control_type="1.2.3", critical=critical, value=None)
    async with over_tls(organisation) as client:
        await bind(client, ADDRESS, PASSWORD)
        _, done = await search(client, controls=[control], expected=1 if critical else 6)

    assert done.result.result_code is code


def pages_of(done: LDAPMessage) -> PagedResultControl:
    (control,) = done.controls
    assert isinstance(control, PagedResultControl)
    return control


async def test_pages_follow_each_other_until_the_cookie_is_empty(
    organisation: Organisation,
) -> None:
    sizes = []
    cookie = b""
    async with over_tls(organisation) as client:
        await bind(client, ADDRESS, PASSWORD)
        for expected in (3, 3, 2):
            page = PagedResultControl(critical=True, size=2, cookie=cookie)
            entries, done = await search(client, controls=[page], expected=expected)
            assert pages_of(done).size == 5
            cookie = pages_of(done).cookie
            sizes.append(len(entries))

    assert sizes == [2, 2, 1]
    assert cookie == b""


async def test_a_foreign_cookie_is_refused(organisation: Organisation) -> None:
    page = PagedResultControl(critical=True, size=2, cookie=b"foreign")
    async with over_tls(organisation) as client:
        await bind(client, ADDRESS, PASSWORD)
        _, done = await search(client, controls=[page])

    assert done.result.result_code is LDAPResultCode.UNWILLING_TO_PERFORM


async def test_only_the_names_of_attributes_are_given_where_that_is_asked(
    organisation: Organisation,
) -> None:
    async with plain(organisation) as client:
        (root,), _ = await search(client, "", SearchScope.BASE, expected=2, types_only=True)

    assert {tuple(one.values) for one in root.attributes} == {()}


async def test_an_unbind_ends_the_connection_without_an_answer(
    organisation: Organisation,
) -> None:
    async with plain(organisation) as client:
        client.session.unbind()
        await client.stream.send(client.session.data_to_send())

        assert await everything(client.stream) == b""


async def test_a_message_that_is_no_ldap_ends_the_connection_with_a_notice(
    organisation: Organisation,
) -> None:
    async with plain(organisation) as client:
        await client.stream.send(b"GET / HTTP/1.1\r\n\r\n" * 4)

        assert b"1.3.6.1.4.1.1466.20036" in await everything(client.stream)


async def test_a_message_that_is_damaged_inside_ends_the_connection(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> list[LDAPMessage]:
        raise IndexError

    monkeypatch.setattr(LDAPServer, "receive", damaged)
    async with plain(organisation) as client:
        await client.stream.send(b"anything")

        assert await everything(client.stream) == b""


async def test_a_message_without_end_is_not_waited_for(organisation: Organisation) -> None:
    async with plain(organisation) as client:
        # A sequence of 4 GiB.
        await client.stream.send(b"\x30\x84\xff\xff\xff\xff" + bytes(100_000))

        assert await everything(client.stream) == b""


async def test_a_client_that_falls_silent_is_left(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domain_controller, "IDLE_S", 0.05)
    async with plain(organisation) as client:
        assert await everything(client.stream) == b""
