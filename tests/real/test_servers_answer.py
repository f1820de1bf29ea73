"""Each real server answers stock clients as the other tests here rely on."""

import socket
import ssl
import subprocess
from pathlib import Path
from typing import Final

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import httpx
import pytest
from OpenSSL import SSL

from tests.support import addresses
from tests.support.contoso import (
    ANN,
    AUTODISCOVER_PATH,
    autodiscover_host,
    autodiscover_url,
    issuing,
)
from tests.support.daemons import Daemon
from tests.support.directory import CONFIGURATION, POINTER_KEYWORD, URL_KEYWORD
from tests.support.programs import program
from tests.support.sites import ISSUER_URL, Page, Site

pytestmark = pytest.mark.real

# [EWSMA] DirectoryHelper.cs: what Outlook's successor asks a directory for.
SCP_FILTER: Final = (
    "(&(objectClass=serviceConnectionPoint)"
    f"(|(keywords={POINTER_KEYWORD})(keywords={URL_KEYWORD})))"
)


# --- knot ---------------------------------------------------------------------------------------


def ask(name: str, kind: str, *, tcp: bool = False) -> dns.message.Message:
    query = dns.message.make_query(name, kind)
    send = dns.query.tcp if tcp else dns.query.udp
    return send(query, addresses.NAME_SERVER, timeout=5)


@pytest.mark.parametrize(
    ("name", "kind", "rcode", "answer"),
    [
        ("host", "A", "NOERROR", ["A 192.0.2.10"]),
        ("several", "A", "NOERROR", ["A 192.0.2.10", "A 192.0.2.99"]),
        ("alias-of-alias", "A", "NOERROR", ["A 192.0.2.10", "CNAME alias", "CNAME host"]),
        ("dangling", "A", "NXDOMAIN", ["CNAME nowhere"]),
        ("loop", "A", "NOERROR", ["CNAME loop", "CNAME loop-back"]),
        ("anything.wildcard", "A", "NOERROR", ["A 192.0.2.10"]),
        ("only-ipv6", "A", "NOERROR", []),
        ("only-ipv6", "AAAA", "NOERROR", ["AAAA 2001:db8::10"]),
        ("no-address", "A", "NOERROR", []),
        ("nowhere", "A", "NXDOMAIN", []),
        (
            "_autodiscover._tcp.two",
            "SRV",
            "NOERROR",
            ["SRV 0 10 443 host", "SRV 10 5 443 both"],
        ),
        ("_autodiscover._tcp.refused", "SRV", "NOERROR", ["SRV 0 0 0 ."]),
    ],
)
def test_knot_answers_the_awkward_names(
    name_server: Daemon, name: str, kind: str, rcode: str, answer: list[str]
) -> None:
    response = ask(f"{name}.awkward.example", kind)

    records = [
        f"{dns.rdatatype.to_text(each.rdtype)} {each}".removesuffix(".awkward.example.")
        for group in response.answer
        for each in group
    ]
    assert dns.rcode.to_text(response.rcode()) == rcode
    assert sorted(records) == answer


@pytest.mark.parametrize(
    ("name", "rcode"), [("www.broken.example", "SERVFAIL"), ("www.example.org", "REFUSED")]
)
def test_knot_cannot_answer_for_a_broken_zone_nor_for_others(
    name_server: Daemon, name: str, rcode: str
) -> None:
    response = ask(name, "A")

    assert dns.rcode.to_text(response.rcode()) == rcode


def test_a_large_answer_needs_tcp(name_server: Daemon) -> None:
    short = ask("large.awkward.example", "TXT")
    whole = ask("large.awkward.example", "TXT", tcp=True)

    assert short.flags & dns.flags.TC
    assert len(whole.answer[0][0].strings) == 6


def test_the_operating_system_asks_the_same_name_server(name_server: Daemon) -> None:
    found = socket.getaddrinfo(autodiscover_host("good"), 443, type=socket.SOCK_STREAM)

    assert [each[4] for each in found] == [(addresses.WEB, 443)]


def test_the_operating_system_prefers_its_hosts_file(name_server: Daemon) -> None:
    found = socket.getaddrinfo("differs.contoso.example", 443, type=socket.SOCK_STREAM)

    assert [each[4] for each in found] == [(addresses.IN_HOSTS_FILE_ONLY, 443)]
    assert str(ask("differs.contoso.example", "A").answer[0][0]) == addresses.WEB


# --- nginx --------------------------------------------------------------------------------------


def post(url: str, credentials: tuple[str, str] | None = None) -> httpx.Response:
    # Old keys and protocols too: whoever looks at a certificate must be able to talk at all.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    sign_in = httpx.BasicAuth(*credentials) if credentials else None
    with httpx.Client(verify=context, timeout=5, trust_env=False, auth=sign_in) as client:
        return client.post(url, content=b"<Autodiscover/>")


SETTINGS_CASES: Final = (
    "good",
    "rsa",
    "wildcard",
    "common-name-only",
    "long-chain",
    "missing-intermediate",
    "expired",
    "not-yet-valid",
    "wrong-name",
    "self-signed",
    "unknown-issuer",
    "weak-key",
    "old-tls",
    "only-ipv6",
    "root-web-site",
    "black-hole",
)


@pytest.mark.parametrize("case", SETTINGS_CASES)
def test_nginx_answers_post_with_settings(
    name_server: Daemon, web_server: Daemon, sites: dict[str, Site], case: str
) -> None:
    response = post(autodiscover_url(autodiscover_host(case)))

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/xml; charset=utf-8"
    assert f"ann@{case}.contoso.example" in response.text
    assert f"https://{autodiscover_host(case)}/EWS/Exchange.asmx" in response.text


# What OpenSSL says to a client that trusts Contoso's root (x509_vfy.h); 0 is good.
VERIFIED: Final = {
    "good": 0,
    "rsa": 0,
    "wildcard": 0,
    "long-chain": 0,
    "common-name-only": 62,
    "wrong-name": 62,
    "expired": 10,
    "not-yet-valid": 9,
    "self-signed": 18,
    "unknown-issuer": 20,
    "missing-intermediate": 20,
    "weak-key": 66,
}


@pytest.mark.parametrize(("case", "code"), VERIFIED.items())
def test_each_certificate_has_its_fault_and_no_other(
    web_server: Daemon, anchor_file: Path, case: str, code: int
) -> None:
    context = ssl.create_default_context(cafile=anchor_file)
    context.hostname_checks_common_name = False
    seen = 0

    try:
        with (
            socket.create_connection((addresses.WEB, 443), timeout=5) as connection,
            context.wrap_socket(connection, server_hostname=autodiscover_host(case)),
        ):
            pass
    except ssl.SSLCertVerificationError as error:
        seen = error.verify_code
    assert seen == code


@pytest.mark.parametrize(
    ("case", "sent"),
    [("good", 2), ("long-chain", 4), ("missing-intermediate", 1), ("self-signed", 1)],
)
def test_nginx_sends_the_chain_that_it_was_given(
    web_server: Daemon, sites: dict[str, Site], case: str, sent: int
) -> None:
    identity = sites[case].identity
    assert identity is not None

    with socket.create_connection((addresses.WEB, 443)) as plain:
        connection = SSL.Connection(SSL.Context(SSL.TLS_CLIENT_METHOD), plain)
        connection.set_tlsext_host_name(autodiscover_host(case).encode())
        connection.set_connect_state()
        connection.do_handshake()
        chain = connection.get_peer_cert_chain(as_cryptography=True) or []

    assert tuple(chain) == identity.certificates
    assert len(chain) == sent


def test_a_name_that_no_site_has_is_refused_by_tls(web_server: Daemon) -> None:
    context = ssl.create_default_context()

    with (
        socket.create_connection((addresses.WEB, 443), timeout=5) as connection,
        pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"),
    ):
        context.wrap_socket(connection, server_hostname="autodiscover.stranger.example")


@pytest.mark.parametrize(
    ("user", "password", "status"),
    [
        (ANN.address, ANN.password, 200),
        (ANN.logon_name, ANN.password, 200),
        (ANN.address, "wrong", 401),
        ("bob@contoso.example", ANN.password, 401),
    ],
)
def test_the_sign_in_site_knows_its_user(
    name_server: Daemon, web_server: Daemon, user: str, password: str, status: int
) -> None:
    url = autodiscover_url(autodiscover_host("sign-in"))

    assert post(url, (user, password)).status_code == status


def test_the_sign_in_site_asks_for_basic_credentials(
    name_server: Daemon, web_server: Daemon
) -> None:
    host = autodiscover_host("sign-in")

    response = post(autodiscover_url(host))

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == f'Basic realm="{host}"'


@pytest.mark.parametrize(("case", "status"), [("not-found", 404), ("server-error", 500)])
def test_a_refusing_site_answers_with_its_status(
    name_server: Daemon, web_server: Daemon, case: str, status: int
) -> None:
    assert post(autodiscover_url(autodiscover_host(case))).status_code == status


@pytest.mark.parametrize("host", [autodiscover_host("html"), "root-web-site.contoso.example"])
def test_a_web_site_answers_with_a_page(name_server: Daemon, web_server: Daemon, host: str) -> None:
    response = post(autodiscover_url(host))

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html"


def test_port_80_redirects_where_443_is_closed(name_server: Daemon, web_server: Daemon) -> None:
    host = autodiscover_host("http-redirect")

    with httpx.Client(trust_env=False) as client:
        response = client.get(f"http://{host}{AUTODISCOVER_PATH}")

    assert response.status_code == 302
    assert response.headers["location"] == autodiscover_url(autodiscover_host("good"))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, 443), timeout=5)


def test_https_redirects_lead_to_the_settings(name_server: Daemon, web_server: Daemon) -> None:
    response = post(autodiscover_url(autodiscover_host("https-redirect")))

    assert response.status_code == 302
    assert response.headers["location"] == autodiscover_url(autodiscover_host("good"))


def test_the_issuer_can_be_fetched(name_server: Daemon, web_server: Daemon) -> None:
    with httpx.Client(trust_env=False) as client:
        response = client.get(ISSUER_URL)

    assert response.content == issuing().der


@pytest.mark.parametrize(
    "path", [AUTODISCOVER_PATH, "/Autodiscover/Autodiscover.xml", "/AUTODISCOVER/AUTODISCOVER.XML"]
)
def test_paths_are_taken_in_any_case(name_server: Daemon, web_server: Daemon, path: str) -> None:
    assert post(f"https://{autodiscover_host('good')}{path}").status_code == 200


def test_an_address_in_the_url_has_its_certificate(web_server: Daemon, anchor_file: Path) -> None:
    context = ssl.create_default_context(cafile=anchor_file)

    with httpx.Client(verify=context, trust_env=False) as client:
        response = client.post(autodiscover_url(addresses.WEB_BY_ADDRESS))

    assert "ann@contoso.example" in response.text


def test_the_old_site_speaks_nothing_newer_than_tls_1_0(web_server: Daemon) -> None:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2

    with (
        socket.create_connection((addresses.WEB_OLD_TLS, 443), timeout=5) as connection,
        pytest.raises(ssl.SSLError, match=r"PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL"),
    ):
        context.wrap_socket(connection, server_hostname=autodiscover_host("old-tls"))


@pytest.mark.parametrize("server", ["ex01", "ex02", "ex04"])
def test_the_exchange_servers_of_the_directory_answer(
    name_server: Daemon, web_server: Daemon, server: str
) -> None:
    response = post(f"https://{server}.contoso.example/Autodiscover/Autodiscover.xml")

    assert f"https://{server}.contoso.example/EWS/Exchange.asmx" in response.text


def test_every_page_is_served_as_it_was_given(
    name_server: Daemon, web_server: Daemon, sites: dict[str, Site]
) -> None:
    for site in sites.values():
        for path, answer in site.answers.items():
            if isinstance(answer, Page) and not site.sign_in:
                scheme = "https" if site.identity else "http"
                assert post(f"{scheme}://{site.hosts[0]}{path}").content == answer.body


# --- slapd --------------------------------------------------------------------------------------


def search(
    host: str,
    *options: str,
    scheme: str = "ldap",
    anchor_file: Path,
    base: str = CONFIGURATION,
    wanted: str = SCP_FILTER,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            program("ldapsearch"),
            *("-x", "-LLL", "-o", "ldif_wrap=no", "-H", f"{scheme}://{host}.contoso.example"),
            *options,
            *("-b", base, wanted, "*", "+"),
        ],
        env={"LDAPTLS_CACERT": str(anchor_file), "LDAPTLS_REQCERT": "demand"},
        capture_output=True,
        text=True,
        check=False,
        timeout=10,
    )


def values(result: subprocess.CompletedProcess[str], attribute: str) -> list[str]:
    start = f"{attribute}: "
    return [
        line.removeprefix(start) for line in result.stdout.splitlines() if line.startswith(start)
    ]


AS_ANN: Final = ("-D", ANN.dn, "-w", ANN.password)


def test_the_directory_says_where_its_configuration_is(
    name_server: Daemon, closed_directory: Daemon, anchor_file: Path
) -> None:
    result = search("dc2", "-s", "base", base="", wanted="(objectClass=*)", anchor_file=anchor_file)

    assert values(result, "configurationNamingContext") == [CONFIGURATION]
    assert values(result, "dnsHostName") == ["dc2.contoso.example"]


def test_anybody_finds_the_connection_points_in_the_open_directory(
    name_server: Daemon, open_directory: Daemon, anchor_file: Path
) -> None:
    result = search("dc1", anchor_file=anchor_file)

    assert result.returncode == 0
    assert sorted(values(result, "serviceBindingInformation")) == [
        "LDAP://dc2.contoso.example",
        "https://ex01.contoso.example/Autodiscover/Autodiscover.xml",
        "https://ex02.contoso.example/Autodiscover/Autodiscover.xml",
        "https://ex03.contoso.example/Autodiscover/Autodiscover.xml",
        "https://ex04.contoso.example/Autodiscover/Autodiscover.xml",
    ]
    assert sorted(values(result, "keywords")) == [
        POINTER_KEYWORD,
        *[URL_KEYWORD] * 4,
        "Domain=hosted.example",
        "Site=London",
        "Site=Lyon",
        "Site=Paris",
        "Site=Paris",
    ]
    assert values(result, "whenCreated") == [
        f"{year}0311090000.0Z" for year in (2007, 2008, 2006, 2009, 2010)
    ]


@pytest.mark.parametrize("keyword", [URL_KEYWORD.lower(), URL_KEYWORD.upper()])
def test_keywords_are_found_in_any_case(
    name_server: Daemon, open_directory: Daemon, anchor_file: Path, keyword: str
) -> None:
    result = search("dc1", wanted=f"(keywords={keyword})", anchor_file=anchor_file)

    assert len(values(result, "dn")) == 4


def test_the_closed_directory_wants_a_sign_in(
    name_server: Daemon, closed_directory: Daemon, anchor_file: Path
) -> None:
    result = search("dc2", anchor_file=anchor_file)

    assert result.returncode == 50
    assert values(result, "dn") == []


@pytest.mark.parametrize(("scheme", "options"), [("ldap", ("-ZZ",)), ("ldaps", ()), ("ldap", ())])
def test_the_closed_directory_answers_who_has_signed_in(
    name_server: Daemon,
    closed_directory: Daemon,
    anchor_file: Path,
    scheme: str,
    options: tuple[str, ...],
) -> None:
    result = search("dc2", *options, *AS_ANN, scheme=scheme, anchor_file=anchor_file)

    assert result.returncode == 0
    assert len(values(result, "dn")) == 5
    assert "userPassword" not in result.stdout


@pytest.mark.parametrize(
    ("dn", "password"), [(ANN.dn, "wrong"), (ANN.dn.replace("Ann", "Bob"), ANN.password)]
)
def test_a_wrong_sign_in_is_refused(
    name_server: Daemon, closed_directory: Daemon, anchor_file: Path, dn: str, password: str
) -> None:
    result = search("dc2", "-D", dn, "-w", password, anchor_file=anchor_file)

    assert result.returncode == 49


def test_nobody_reads_a_password(
    name_server: Daemon, open_directory: Daemon, anchor_file: Path
) -> None:
    result = search("dc1", base=ANN.dn, wanted="(objectClass=*)", anchor_file=anchor_file)

    assert values(result, "userPrincipalName") == [ANN.address]
    assert "userPassword" not in result.stdout


def test_the_directory_presents_a_certificate_of_contoso(
    open_directory: Daemon, anchor_file: Path
) -> None:
    context = ssl.create_default_context(cafile=anchor_file)

    with (
        socket.create_connection((addresses.OPEN_DIRECTORY, 636), timeout=5) as connection,
        context.wrap_socket(connection, server_hostname="dc1.contoso.example") as secured,
    ):
        names = secured.getpeercert()

    assert names is not None
    assert names["subjectAltName"] == (("DNS", "dc1.contoso.example"),)
