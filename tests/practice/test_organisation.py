import asyncio
import shlex
import ssl
import threading
from pathlib import Path

import anyio
import dns.asyncquery
import dns.exception
import dns.message
import dns.rcode
import httpx
import msgspec
import pytest
from cryptography import x509

from app.practice.organisation import Organisation, open_organisation
from app.practice.scenario import AutodiscoverServer
from app.practice.sites import Site
from tests.practice.builders import ADDRESS, PASSWORD, request_body, scenario
from tests.practice.clients import blind, browser, connected, encrypted, everything

pytestmark = pytest.mark.anyio
URL = "https://autodiscover.contoso.example/autodiscover/autodiscover.xml"


async def subject(organisation: Organisation, host: str, address_of: str = "") -> str:
    """The name in the certificate that a server shows for this one."""
    async with (
        connected(organisation, address_of or host, 443) as stream,
        encrypted(stream, host, blind()) as tls,
    ):
        shown = tls._ssl_object.getpeercert(binary_form=True)
    assert shown is not None
    return x509.load_der_x509_certificate(shown).subject.rfc4514_string()


async def test_autodiscover_asks_for_a_sign_in_and_then_gives_settings() -> None:
    async with open_organisation(scenario()) as organisation, browser(organisation) as client:
        anonymous = await client.ask("POST", URL, body=request_body())
        signed_in = await client.ask("POST", URL, (ADDRESS, PASSWORD), request_body())

    assert anonymous.status_code == 401
    assert anonymous.headers.get_list("www-authenticate") == [
        "Negotiate",
        "NTLM",
        'Basic realm="autodiscover.contoso.example"',
    ]
    assert signed_in.status_code == 200
    assert signed_in.headers["content-type"] == "text/xml; charset=utf-8"
    assert "<Action>settings</Action>" in signed_in.text


async def test_a_wrong_password_is_asked_for_again() -> None:
    async with open_organisation(scenario()) as organisation, browser(organisation) as client:
        refused = await client.ask("POST", URL, (ADDRESS, "wrong"), request_body())

    assert refused.status_code == 401


async def test_a_get_is_answered_with_error_600_after_the_sign_in() -> None:
    async with open_organisation(scenario()) as organisation, browser(organisation) as client:
        anonymous = await client.ask("GET", URL)
        signed_in = await client.ask("GET", URL, (ADDRESS, PASSWORD))

    assert anonymous.status_code == 401
    assert signed_in.status_code == 200
    assert "<ErrorCode>600</ErrorCode>" in signed_in.text


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://mail.contoso.example/EWS/Exchange.asmx", 401),
        ("http://mail.contoso.example/OAB/6cf5c5cf/oab.xml", 401),
        ("http://mail.contoso.example/autodiscover/autodiscover.xml", 403),
        ("http://redirect.contoso.example/autodiscover/autodiscover.xml", 302),
        ("https://www.contoso.example/autodiscover/autodiscover.xml", 404),
        ("http://www.contoso.example/", 200),
    ],
)
async def test_each_kind_of_server_answers_on_its_ports(url: str, status: int) -> None:
    async with open_organisation(scenario()) as organisation, browser(organisation) as client:
        response = await client.ask("GET", url)

    assert response.status_code == status


@pytest.mark.parametrize(
    "url",
    [
        "https://redirect.contoso.example/autodiscover/autodiscover.xml",
        "https://gone.contoso.example/",
        "http://gone.contoso.example/",
    ],
)
async def test_what_nobody_serves_refuses(url: str) -> None:
    changed = msgspec.structs.replace(
        scenario(), zones={"contoso.example": "redirect A 192.0.2.12\ngone A 192.0.2.99\n"}
    )
    async with open_organisation(changed) as organisation, browser(organisation) as client:
        with pytest.raises(httpx.ConnectError, match="All connection attempts failed"):
            await client.ask("GET", url)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("mail.contoso.example", "CN=mail.contoso.example"),
        ("AUTODISCOVER.contoso.example", "CN=autodiscover.contoso.example"),
        ("other.contoso.example", "CN=mail.contoso.example"),
        ("127.0.0.1", "CN=mail.contoso.example"),
    ],
)
async def test_the_name_sent_chooses_the_certificate(sent: str, shown: str) -> None:
    async with open_organisation(scenario()) as organisation:
        assert await subject(organisation, sent, "mail.contoso.example") == shown


async def test_the_first_of_two_certificates_for_one_name_is_shown() -> None:
    base = scenario()
    twin = msgspec.structs.replace(
        base.certificates["mail"], common_name="twin", names=("mail.contoso.example",)
    )
    (server, *others) = base.servers
    assert isinstance(server, AutodiscoverServer)
    both = msgspec.structs.replace(server, certificates=("mail", "twin"))
    changed = msgspec.structs.replace(
        base, certificates={**base.certificates, "twin": twin}, servers=(both, *others)
    )
    async with open_organisation(changed) as organisation:
        shown = await subject(organisation, "mail.contoso.example")

    assert shown == "CN=mail.contoso.example"


async def test_a_client_that_trusts_others_alone_leaves_before_http() -> None:
    async with open_organisation(scenario()) as organisation:
        async with connected(organisation, "mail.contoso.example", 443) as stream:
            with pytest.raises(ssl.SSLCertVerificationError):
                async with encrypted(stream, "mail.contoso.example", ssl.create_default_context()):
                    pass  # pragma: no cover

        assert organisation.requests == ()


@pytest.mark.parametrize("noise", [b"GET / HTTP/1.1\r\n\r\n", b""])
async def test_a_client_without_tls_on_443_hurts_nobody(noise: bytes) -> None:
    async with open_organisation(scenario()) as organisation:
        async with connected(organisation, "mail.contoso.example", 443) as stream:
            if noise:
                await stream.send(noise)
                assert b"HTTP/" not in await everything(stream)

        assert await subject(organisation, "mail.contoso.example")


@pytest.mark.parametrize("ask", [dns.asyncquery.udp, dns.asyncquery.tcp])
async def test_names_are_answered_over_udp_and_tcp(ask: object) -> None:
    assert callable(ask)
    async with open_organisation(scenario()) as organisation:
        host, port = organisation.resolver
        found, missing = [
            await ask(dns.message.make_query(name, kind), host, port=port, timeout=5)
            for name, kind in (
                ("_autodiscover._tcp.contoso.example", "SRV"),
                ("nothing.contoso.example", "A"),
            )
        ]

    assert [one.to_text() for one in found.answer[0]] == ["0 0 443 mail.contoso.example."]
    assert missing.rcode() is dns.rcode.NXDOMAIN


async def test_noise_on_the_resolver_hurts_nobody() -> None:
    async with open_organisation(scenario()) as organisation:
        host, port = organisation.resolver
        async with await anyio.create_connected_udp_socket(host, port) as udp:  # noqa: TID251
            await udp.send(b"noise")
        async with await anyio.connect_tcp(host, port) as stream:  # noqa: TID251
            await stream.send(b"\x00\x05noise")
            with pytest.raises(anyio.EndOfStream):
                await stream.receive()
        query = dns.message.make_query("mail.contoso.example", "A")
        answer = await dns.asyncquery.udp(query, host, port=port, timeout=5)

    assert answer.answer


async def test_requests_are_remembered_without_their_credentials() -> None:
    async with open_organisation(scenario()) as organisation, browser(organisation) as client:
        await client.ask("POST", URL, body=request_body())
        await client.ask("POST", URL + "?x=1", (ADDRESS, PASSWORD), request_body())
        await client.ask("GET", "http://www.contoso.example/")

        assert [(r.host, r.method, r.path, r.secure) for r in organisation.requests] == [
            (
                "autodiscover.contoso.example",
                "POST",
                "/autodiscover/autodiscover.xml",
                True,
            ),
            (
                "autodiscover.contoso.example",
                "POST",
                "/autodiscover/autodiscover.xml",
                True,
            ),
            ("www.contoso.example", "GET", "/", False),
        ]
        assert [r.had_authorization for r in organisation.requests] == [False, True, False]
        assert PASSWORD not in repr(organisation.requests)


async def test_the_options_reach_the_organisation_as_the_scenario_wants() -> None:
    async with open_organisation(scenario()) as organisation:
        options = organisation.options
        host, port = organisation.resolver
        line = organisation.command_line()

        assert options.address == ADDRESS
        assert (options.joined, options.site) == ("yes", "Paris")
        assert options.directory == organisation.directory == "ldap://dc01.contoso.local"
        assert options.authentication == ("basic",)
        assert options.resolvers == (f"{host}:{port}",)
        assert options.connects == organisation.connects
        assert not options.system_trust
        (trust_file,) = options.trust_files
        text = await anyio.Path(trust_file).read_bytes()
        assert text == organisation.trust_pem
        assert shlex.split(line)[:6] == ["echo", PASSWORD, "|", "autodiscope", "check", ADDRESS]
        assert trust_file in line


async def test_a_pc_outside_has_no_directory_even_where_there_is_one() -> None:
    base = scenario()
    outside = msgspec.structs.replace(base.client, joined=False, authentication=())
    for directory in (base.directory, None):
        changed = msgspec.structs.replace(base, client=outside, directory=directory)
        async with open_organisation(changed) as organisation:
            assert organisation.options.directory == ""
            assert organisation.options.joined == "no"
            assert organisation.options.authentication is None
            assert bool(organisation.directory) is (directory is not None)


async def test_two_organisations_stand_side_by_side() -> None:
    async with (
        open_organisation(scenario("one")) as one,
        open_organisation(scenario("two")) as two,
        browser(one) as client,
    ):
        assert one.resolver != two.resolver
        assert one.trust_pem != two.trust_pem
        assert (await client.ask("GET", URL)).status_code == 401
        assert len(one.requests) == 1
        assert two.requests == ()


async def test_nothing_is_left_at_the_end() -> None:
    before = asyncio.all_tasks()
    async with (
        open_organisation(scenario()) as organisation,
        connected(organisation, "mail.contoso.example", 443) as under_way,
        connected(organisation, "dc01.contoso.local", 389),
    ):
        ports = {int(rule.rpartition(":")[2]) for rule in organisation.connects} | {
            organisation.resolver[1]
        }
        (trust_file,) = organisation.options.trust_files
        assert len(ports) == 9
        await under_way.send(b"\x16")

    assert asyncio.all_tasks() == before
    assert not await anyio.Path(trust_file).parent.exists()
    for port in ports:
        with pytest.raises(OSError, match="connect"):
            await anyio.connect_tcp("127.0.0.1", port)  # noqa: TID251


async def test_what_the_caller_raises_comes_out_as_it_is() -> None:
    with pytest.raises(KeyError, match="mine"):
        async with open_organisation(scenario()):
            raise KeyError("mine")


async def test_a_cancelled_caller_leaves_nothing_behind() -> None:
    before = asyncio.all_tasks()
    places = []
    with anyio.CancelScope() as scope:
        async with open_organisation(scenario()) as organisation:
            places.append(organisation.trust_file)
            scope.cancel()
            await anyio.sleep_forever()

    assert asyncio.all_tasks() == before
    assert not await anyio.Path(places[0]).exists()


async def test_a_defect_in_a_server_comes_out_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def defect(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Site, "reply", defect)

    async def use() -> None:
        async with open_organisation(scenario()) as organisation, browser(organisation) as client:
            with pytest.raises(httpx.HTTPError):
                await client.ask("GET", URL)

    with pytest.raises(ExceptionGroup) as caught:
        await use()
    assert caught.group_contains(ZeroDivisionError)


async def test_a_scenario_that_cannot_be_opened_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = asyncio.all_tasks()
    wrong = msgspec.structs.replace(scenario(), zones={"contoso.example": "@ A nonsense\n"})

    with pytest.raises(dns.exception.SyntaxError, match="malformed"):
        async with open_organisation(wrong):
            pass  # pragma: no cover

    assert asyncio.all_tasks() == before
    assert [one async for one in anyio.Path(tmp_path).iterdir()] == []


def test_another_thread_with_a_loop_of_its_own_may_open_one() -> None:
    statuses = []

    async def use() -> None:
        async with open_organisation(scenario()) as organisation, browser(organisation) as client:
            statuses.append((await client.ask("GET", URL)).status_code)

    thread = threading.Thread(target=lambda: asyncio.run(use()))
    thread.start()
    thread.join(20)

    assert statuses == [401]
