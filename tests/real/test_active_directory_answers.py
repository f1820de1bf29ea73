"""A real domain controller answers stock clients as the tests of our own client rely on."""

import base64
import os
import re
import socket
import ssl
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import dns.message
import dns.query
import dns.rcode
import httpx
import pytest
import sansldap
import spnego

from tests.support import addresses, forest, kerberos, samba
from tests.support.apache import RequestLog, WebServer
from tests.support.certificates import leaf, presented
from tests.support.contoso import AUTODISCOVER_PATH, issuing
from tests.support.directory import POINTER_KEYWORD, URL_KEYWORD
from tests.support.forest import ANN, BOB, CARL, CONFIGURATION, DORA, EVE, GUS, User
from tests.support.programs import program
from tests.support.samba import Controller

# The first test of all makes the domain.
pytestmark = [pytest.mark.real, pytest.mark.timeout(150)]

SCP_FILTER: Final = (
    "(&(objectClass=serviceConnectionPoint)"
    f"(|(keywords={POINTER_KEYWORD})(keywords={URL_KEYWORD})))"
)


# --- LDAP ---------------------------------------------------------------------------------------


class Found:
    """What ldapsearch printed."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.code = done.returncode
        self.complaint = done.stderr
        self._lines = done.stdout.splitlines()

    def values(self, attribute: str) -> list[str]:
        start = f"{attribute}: "
        return [line.removeprefix(start) for line in self._lines if line.startswith(start)]

    @property
    def referrals(self) -> list[str]:
        return [line.removeprefix("# ref") for line in self._lines if line.startswith("# ref")]


def search(
    *options: str,
    anchor_file: Path,
    scheme: str = "ldap",
    host: str = forest.CONTROLLER,
    base: str = CONFIGURATION,
    wanted: str = SCP_FILTER,
    attributes: tuple[str, ...] = ("*",),
) -> Found:
    return Found(
        subprocess.run(
            [
                program("ldapsearch"),
                *("-LLL", "-o", "ldif_wrap=no", "-o", "nettimeout=5"),
                *("-H", f"{scheme}://{host}", "-b", base),
                *options,
                *(wanted, *attributes),
            ],
            env=os.environ | {"LDAPTLS_CACERT": str(anchor_file), "LDAPTLS_REQCERT": "demand"},
            capture_output=True,
            text=True,
            check=False,
            timeout=15,
        )
    )


def simple(user: User, *, name: str | None = None, password: str | None = None) -> tuple[str, ...]:
    secret = user.person.password if password is None else password
    return ("-x", "-D", name or user.person.address, "-w", secret)


# -N: the name stays as it is, and is not asked for backwards.
GSSAPI: Final = ("-Q", "-N", "-Y", "GSSAPI")
UNSIGNED: Final = ("-O", "maxssf=0")


def test_anybody_learns_where_the_configuration_is(
    domain_controller: Controller, anchor_file: Path
) -> None:
    found = search(
        *("-x", "-s", "base"), base="", wanted="(objectClass=*)", anchor_file=anchor_file
    )

    assert found.values("configurationNamingContext") == [CONFIGURATION]
    assert found.values("dnsHostName") == [forest.CONTROLLER]
    assert found.values("supportedSASLMechanisms") == ["GSS-SPNEGO", "GSSAPI", "NTLM"]


def test_nobody_reads_connection_points_without_signing_in(
    domain_controller: Controller, anchor_file: Path
) -> None:
    found = search("-x", anchor_file=anchor_file)

    # RFC 4511 4.1.9: operationsError. AD says 000004DC here.
    assert found.code == 1
    assert "00002020: Operation unavailable without authentication" in found.complaint


def test_kerberos_seals_and_finds_every_connection_point(
    domain_controller: Controller, signed_in: Path, anchor_file: Path
) -> None:
    found = search("-N", "-Y", "GSSAPI", anchor_file=anchor_file)

    assert found.code == 0
    assert "SASL SSF: 256" in found.complaint
    assert sorted(found.values("serviceBindingInformation")) == [
        "LDAP://dc1.contoso.example",
        "LDAP://dc2.contoso.example",
        "https://ex01.contoso.example/Autodiscover/Autodiscover.xml",
        "https://ex02.contoso.example/Autodiscover/Autodiscover.xml",
        "https://ex03.contoso.example/Autodiscover/Autodiscover.xml",
        "https://ex04.contoso.example/Autodiscover/Autodiscover.xml",
        "https://ex06.ad.contoso.example/Autodiscover/Autodiscover.xml",
    ]
    assert len(found.values("keywords")) == 7 + 4 + 1 + 2


def test_connection_points_are_as_old_as_the_tests_say(
    domain_controller: Controller, signed_in: Path, anchor_file: Path
) -> None:
    found = search(*GSSAPI, attributes=("whenCreated",), anchor_file=anchor_file)

    created = zip(found.values("dn"), found.values("whenCreated"), strict=True)
    assert sorted((dn.split(",")[0], time) for dn, time in created) == [
        ("CN=EX01", "20070311090000.0Z"),
        ("CN=EX02", "20080311090000.0Z"),
        ("CN=EX03", "20060311090000.0Z"),
        ("CN=EX04", "20090311090000.0Z"),
        ("CN=EX06", "20110311090000.0Z"),
        ("CN=hosted.example", "20100311090000.0Z"),
        ("CN=partner.example", "20120311090000.0Z"),
    ]


def test_the_directory_refers_to_its_schema_whoever_searches_the_configuration(
    domain_controller: Controller, signed_in: Path, anchor_file: Path
) -> None:
    found = search(*GSSAPI, anchor_file=anchor_file)

    assert found.referrals == [
        f"ldap://{forest.DOMAIN}/CN=Schema,{CONFIGURATION}",
    ]


@pytest.mark.parametrize(("scheme", "options"), [("ldaps", ()), ("ldap", ("-ZZ",))])
@pytest.mark.parametrize("name", [ANN.person.address, ANN.person.logon_name, ANN.person.dn])
def test_a_password_is_taken_over_tls_under_each_name(
    domain_controller: Controller,
    anchor_file: Path,
    scheme: str,
    options: tuple[str, ...],
    name: str,
) -> None:
    found = search(*options, *simple(ANN, name=name), scheme=scheme, anchor_file=anchor_file)

    assert found.code == 0
    assert len(found.values("dn")) == 7


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (simple(ANN), "BindSimple: Transport encryption required."),
        ((*GSSAPI, *UNSIGNED), "SASL:[GSSAPI]: Sign or Seal are required."),
    ],
    ids=["password in the clear", "unsigned"],
)
def test_only_the_lenient_controller_takes_an_unprotected_sign_in(
    domain_controller: Controller,
    lenient_controller: Controller,
    signed_in: Path,
    anchor_file: Path,
    options: tuple[str, ...],
    complaint: str,
) -> None:
    strict = search(*options, anchor_file=anchor_file)
    lenient = search(*options, host=lenient_controller.host, anchor_file=anchor_file)

    # RFC 4511 4.1.9: strongerAuthRequired.
    assert strict.code == 8
    assert complaint in strict.complaint
    assert lenient.code == 0
    assert len(lenient.values("dn")) == 7


def test_only_the_lenient_controller_takes_kerberos_over_tls(
    domain_controller: Controller,
    lenient_controller: Controller,
    signed_in: Path,
    anchor_file: Path,
) -> None:
    options = (*GSSAPI, *UNSIGNED)
    strict = search(*options, scheme="ldaps", anchor_file=anchor_file)
    lenient = search(
        *options, scheme="ldaps", host=lenient_controller.host, anchor_file=anchor_file
    )

    assert strict.code == 8
    assert len(lenient.values("dn")) == 7


# [MS-ERREF] 2.2: the numbers that a controller adds to "invalid credentials".
@pytest.mark.parametrize(
    ("user", "password", "data"),
    [
        (ANN, "wrong", "52e"),
        (BOB, None, "532"),
        (CARL, None, "773"),
        (DORA, None, "533"),
        (EVE, None, "701"),
    ],
    ids=["wrong password", "old password", "new password wanted", "disabled", "account ended"],
)
def test_a_refused_password_has_its_reason(
    domain_controller: Controller, anchor_file: Path, user: User, password: str | None, data: str
) -> None:
    found = search("-ZZ", *simple(user, password=password), anchor_file=anchor_file)

    assert found.code == 49
    assert f"data {data}," in found.complaint


def ntlm(controller: Controller, password: str) -> sansldap.BindResponse:
    """Sign in to LDAP with NTLM inside SPNEGO, for signing and sealing."""
    context = spnego.client(
        ANN.person.logon_name,
        password,
        hostname=controller.host,
        service="ldap",
        protocol="ntlm",
        context_req=spnego.ContextReq.integrity | spnego.ContextReq.confidentiality,
    )
    ldap = sansldap.LDAPClient()
    token = context.step()
    with socket.create_connection((controller.address, 389), timeout=5) as connection:
        for _ in range(3):
            ldap.bind_sasl("GSS-SPNEGO", cred=token)
            connection.sendall(ldap.data_to_send())
            answer = ldap.receive(connection.recv(65536))[0]
            assert isinstance(answer, sansldap.BindResponse)
            if answer.result.result_code != sansldap.LDAPResultCode.SASL_BIND_IN_PROGRESS:
                return answer
            token = context.step(answer.server_sasl_creds)
    raise AssertionError("three tokens, and no end")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        (ANN.person.password, sansldap.LDAPResultCode.SUCCESS),
        ("wrong", sansldap.LDAPResultCode.INVALID_CREDENTIALS),
    ],
)
def test_both_controllers_know_ntlm(
    domain_controller: Controller,
    lenient_controller: Controller,
    password: str,
    code: sansldap.LDAPResultCode,
) -> None:
    assert ntlm(domain_controller, password).result.result_code == code
    assert ntlm(lenient_controller, password).result.result_code == code


def test_who_may_not_see_exchange_finds_nothing_and_hears_no_complaint(
    domain_controller: Controller, anchor_file: Path
) -> None:
    points = search("-ZZ", *simple(GUS), anchor_file=anchor_file)
    sites = search("-ZZ", *simple(GUS), wanted="(objectClass=site)", anchor_file=anchor_file)

    assert points.code == 0
    assert points.values("dn") == []
    assert len(sites.values("dn")) == len(forest.SITES) + 1


def test_the_controller_presents_a_certificate_of_contoso(
    domain_controller: Controller, anchor_file: Path
) -> None:
    context = ssl.create_default_context(cafile=anchor_file)

    with (
        socket.create_connection((domain_controller.address, 636), timeout=5) as connection,
        context.wrap_socket(connection, server_hostname=forest.CONTROLLER) as secured,
    ):
        names = secured.getpeercert()

    assert names is not None
    assert names["subjectAltName"] == (("DNS", forest.CONTROLLER),)


# --- Kerberos -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user", "password", "complaint"),
    [
        (ANN, "wrong", "Password incorrect"),
        (BOB, None, "Password expired"),
        (CARL, None, "Password expired"),
        (DORA, None, "revoked"),
        (EVE, None, "revoked"),
    ],
    ids=["wrong password", "old password", "new password wanted", "disabled", "account ended"],
)
def test_a_refused_ticket_has_its_reason(
    domain_controller: Controller,
    tmp_path: Path,
    user: User,
    password: str | None,
    complaint: str,
) -> None:
    with pytest.raises(kerberos.RefusedError, match=complaint):
        kerberos.sign_in(domain_controller.kerberos, user, tmp_path / "tickets", password=password)


def with_tickets(controller: Controller, cache: Path, patch: pytest.MonkeyPatch) -> None:
    for name, value in kerberos.environment(controller.kerberos, cache).items():
        patch.setenv(name, value)


def test_an_expired_ticket_is_not_even_shown(
    domain_controller: Controller,
    tickets: Path,
    anchor_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_tickets(domain_controller, kerberos.expired(tickets), monkeypatch)

    found = search("-N", "-Y", "GSSAPI", anchor_file=anchor_file)

    assert found.code != 0
    assert "Ticket expired" in found.complaint


@pytest.mark.parametrize(
    ("seconds", "complaint"),
    # The last one the client says itself: to it the ticket begins in the future.
    [(240, ""), (360, "Clock skew too great"), (-360, "Ticket not yet valid")],
)
def test_the_directory_bears_a_clock_that_is_less_than_five_minutes_wrong(
    domain_controller: Controller,
    tickets: Path,
    anchor_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
    complaint: str,
) -> None:
    kerberos.fetch(domain_controller.kerberos, tickets, f"ldap/{forest.CONTROLLER}")
    wrong = kerberos.with_wrong_clock(tickets, seconds)
    with_tickets(domain_controller, wrong, monkeypatch)

    found = search("-N", "-Y", "GSSAPI", anchor_file=anchor_file)

    assert (found.code != 0) is bool(complaint)
    assert complaint in found.complaint


def test_so_does_the_kerberos_server(domain_controller: Controller, tickets: Path) -> None:
    wrong = kerberos.with_wrong_clock(tickets, 360)

    with pytest.raises(kerberos.RefusedError, match="Clock skew too great"):
        kerberos.fetch(domain_controller.kerberos, wrong, f"ldap/{forest.CONTROLLER}")


def test_a_ticket_is_found_in_this_process(domain_controller: Controller, signed_in: Path) -> None:
    client = spnego.client(hostname=forest.CONTROLLER, service="ldap", protocol="kerberos")

    assert client.step()


# --- DNS ----------------------------------------------------------------------------------------


def ask(name: str, kind: str, *, of: str = addresses.DOMAIN_CONTROLLER) -> list[str]:
    answer = dns.query.udp(dns.message.make_query(name, kind), of, timeout=5)
    records = sorted(str(record) for group in answer.answer for record in group)
    return [dns.rcode.to_text(answer.rcode()), *records]


LDAP_SERVICE: Final = f"0 100 389 {forest.CONTROLLER}."


@pytest.mark.parametrize(
    ("name", "kind", "answer"),
    [
        (f"_ldap._tcp.dc._msdcs.{forest.DOMAIN}", "SRV", ["NOERROR", LDAP_SERVICE]),
        (f"_ldap._tcp.Berlin._sites.dc._msdcs.{forest.DOMAIN}", "SRV", ["NOERROR", LDAP_SERVICE]),
        (f"_ldap._tcp.Paris._sites.dc._msdcs.{forest.DOMAIN}", "SRV", ["NOERROR", LDAP_SERVICE]),
        (f"_ldap._tcp.Lyon._sites.dc._msdcs.{forest.DOMAIN}", "SRV", ["NXDOMAIN"]),
        (forest.CONTROLLER, "A", ["NOERROR", addresses.DOMAIN_CONTROLLER]),
        (forest.LENIENT, "A", ["NOERROR", addresses.LENIENT_CONTROLLER]),
        (forest.EXCHANGE, "A", ["NOERROR", addresses.EXCHANGE]),
        # Only knot knows this one, and only the controller those: each asks the other.
        ("ex02.contoso.example", "A", ["NOERROR", addresses.WEB]),
    ],
)
@pytest.mark.parametrize("server", [addresses.DOMAIN_CONTROLLER, addresses.NAME_SERVER])
def test_dns_leads_to_the_controller_and_to_the_web_whoever_is_asked(
    domain_controller: Controller, server: str, name: str, kind: str, answer: list[str]
) -> None:
    assert ask(name, kind, of=server) == answer


def test_the_operating_system_finds_the_controller(domain_controller: Controller) -> None:
    found = socket.getaddrinfo(forest.CONTROLLER, 389, type=socket.SOCK_STREAM)

    assert [each[4] for each in found] == [(addresses.DOMAIN_CONTROLLER, 389)]


# --- CLDAP --------------------------------------------------------------------------------------


def names_of(answer: bytes) -> list[str]:
    """The names in a NETLOGON_SAM_LOGON_RESPONSE_EX. [MS-ADTS] 6.3.1.9"""
    names = []
    place = 24
    for _ in range(8):
        labels: list[str] = []
        place = _name(answer, place, labels)
        names.append(".".join(labels))
    return names


def _name(answer: bytes, place: int, labels: list[str]) -> int:
    # Compressed as in RFC 1035 4.1.4.
    while length := answer[place]:
        if length >= 0xC0:
            _name(answer, struct.unpack_from(">H", answer, place)[0] & 0x3FFF, labels)
            return place + 2
        labels.append(answer[place + 1 : place + 1 + length].decode())
        place += 1 + length
    return place + 1


@pytest.mark.parametrize(
    ("source", "site"),
    [
        ("", "Berlin"),
        (addresses.IN_BERLIN, "Berlin"),
        (addresses.IN_PARIS, "Paris"),
        (addresses.IN_LONDON, "London"),
        (addresses.IN_LYON, "Lyon"),
        (addresses.IN_NO_SITE, ""),
    ],
)
def test_the_ping_tells_each_client_its_site(
    domain_controller: Controller, source: str, site: str
) -> None:
    ping = sansldap.LDAPClient()
    ping.search_request(
        "",
        sansldap.SearchScope.BASE,
        # [MS-ADTS] 6.3.1.1: NETLOGON_NT_VERSION_5EX and _WITH_CLOSEST_SITE.
        filter=sansldap.LDAPFilter.from_string(
            rf"(&(DnsDomain={forest.DOMAIN})(NtVer=\14\00\00\00))"
        ),
        attributes=["NetLogon"],
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.settimeout(5)
        if source:
            connection.bind((source, 0))
        connection.connect((domain_controller.address, 389))
        connection.send(ping.data_to_send())
        answer = ping.receive(connection.recv(4096))[0]

    assert isinstance(answer, sansldap.SearchResultEntry)
    value = answer.attributes[0].values[0]
    assert names_of(value) == [
        forest.DOMAIN,
        forest.DOMAIN,
        forest.CONTROLLER,
        forest.NETBIOS,
        forest.CONTROLLER_NAME.upper(),
        "",
        forest.CONTROLLERS_SITE,
        site,
    ]


# --- a domain of one's own ----------------------------------------------------------------------


def test_a_test_can_have_its_own_connection_points_or_none(
    domain: Path, domain_controller: Controller, tmp_path: Path, anchor_file: Path
) -> None:
    host = f"dc6.{forest.DOMAIN}"
    with samba.running(
        domain,
        log_file=tmp_path / "samba.log",
        identity=presented(leaf(issuing(), addresses.OWN_CONTROLLER)),
        host=host,
        address=addresses.OWN_CONTROLLER,
        points=(),
    ):
        found = search(
            *simple(ANN), scheme="ldaps", host=addresses.OWN_CONTROLLER, anchor_file=anchor_file
        )

    assert found.code == 0
    assert found.values("dn") == []


# --- Apache -------------------------------------------------------------------------------------


URL: Final = f"https://{forest.EXCHANGE}/Autodiscover/Autodiscover.xml"


def post(client: httpx.Client, sign_in: str = "") -> httpx.Response:
    headers = {"Authorization": sign_in} if sign_in else {}
    return client.post(URL, content=b"<Autodiscover/>", headers=headers)


def sign_in(client: httpx.Client, scheme: str, context: spnego.ContextProxy) -> httpx.Response:
    """Exchange tokens until the server is content, or has had enough."""
    token = context.step()
    for _ in range(3):
        assert token
        response = post(client, f"{scheme} {base64.b64encode(token).decode()}")
        answers = response.headers.get_list("WWW-Authenticate")
        challenge = re.search(rf"(?m)^{scheme} (\S+)$", "\n".join(answers))
        if response.status_code != 401 or not challenge:
            return response
        token = context.step(base64.b64decode(challenge[1]))
    raise AssertionError("three tokens, and no end")


@pytest.fixture
def web_client(anchor_file: Path) -> Iterator[httpx.Client]:
    tls = ssl.create_default_context(cafile=anchor_file)
    limits = httpx.Limits(max_connections=1)
    with httpx.Client(verify=tls, limits=limits, trust_env=False) as client:
        yield client


def test_the_web_server_offers_what_iis_offers(
    domain_web_server: WebServer, web_client: httpx.Client
) -> None:
    response = post(web_client)

    assert response.status_code == 401
    assert response.headers.get_list("WWW-Authenticate") == [
        "Negotiate",
        "NTLM",
        f'Basic realm="{forest.EXCHANGE}"',
    ]


def test_a_ticket_opens_autodiscover(
    web_requests: RequestLog, web_client: httpx.Client, signed_in: Path
) -> None:
    context = spnego.client(hostname=forest.EXCHANGE, service="HTTP", protocol="negotiate")

    response = sign_in(web_client, "Negotiate", context)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/xml; charset=utf-8"
    assert f"https://{forest.EXCHANGE}/EWS/Exchange.asmx" in response.text
    (request,) = web_requests.seen(1)
    assert (request.user, request.mechanism) == (f"ann@{forest.REALM}", "Negotiate/krb5")


@pytest.mark.parametrize("scheme", ["NTLM", "Negotiate"])
@pytest.mark.parametrize(("password", "status"), [(ANN.person.password, 200), ("wrong", 401)])
def test_ntlm_signs_in_with_the_right_password(
    web_requests: RequestLog,
    web_client: httpx.Client,
    scheme: str,
    password: str,
    status: int,
) -> None:
    context = spnego.client(
        ANN.person.logon_name, password, hostname=forest.EXCHANGE, service="HTTP", protocol="ntlm"
    )

    assert sign_in(web_client, scheme, context).status_code == status
    challenged, answered = web_requests.seen(2)
    assert (challenged.status, challenged.earlier, challenged.user) == (401, 0, "-")
    # The second one came on the same connection: NTLM signs in nothing else.
    assert (answered.status, answered.earlier) == (status, 1)
    assert answered.user == (ANN.person.logon_name if status == 200 else "-")


@pytest.mark.parametrize(("password", "status"), [(ANN.person.password, 200), ("wrong", 401)])
def test_basic_signs_in_with_the_right_password(
    domain_web_server: WebServer, web_client: httpx.Client, password: str, status: int
) -> None:
    response = web_client.post(URL, auth=httpx.BasicAuth(ANN.account, password))

    assert response.status_code == status


@pytest.mark.parametrize("path", [AUTODISCOVER_PATH, "/AUTODISCOVER/AUTODISCOVER.XML"])
def test_paths_are_taken_in_any_case(
    domain_web_server: WebServer, web_client: httpx.Client, path: str
) -> None:
    url = f"https://{forest.EXCHANGE}{path}"

    response = web_client.post(url, auth=httpx.BasicAuth(ANN.account, ANN.person.password))

    assert response.status_code == 200
