"""What each scenario's servers show to stock clients: the fault that it teaches, and no other."""

import re

import dns.asyncquery
import dns.message
import dns.rcode
import dns.rdatatype
import httpx
import pytest
from cryptography import x509

from app.practice.organisation import Organisation, open_organisation
from app.practice.scenario import BlackHole, Scenario
from app.practice.scenarios import load_scenarios
from tests.practice.builders import request_body
from tests.practice.clients import blind, port_behind, trust

pytestmark = pytest.mark.anyio
SCENARIOS = {one.name: one for one in load_scenarios()}
PATH = "/autodiscover/autodiscover.xml"
ROOT, AUTODISCOVER = "contoso.example", "autodiscover.contoso.example"
MAIL, INSIDE, WWW = "mail.contoso.example", "exch01.contoso.local", "www.contoso.example"


async def look_up(organisation: Organisation, name: str) -> str:
    host, port = organisation.resolver
    query = dns.message.make_query(name, dns.rdatatype.A)
    answer = await dns.asyncquery.udp(query, host, port=port, timeout=5)
    if not answer.answer:
        return ""
    return str(answer.answer[-1][0].to_text())


def is_black_hole(scenario: Scenario, address: str) -> bool:
    return any(
        isinstance(server, BlackHole) and address in server.addresses for server in scenario.servers
    )


async def reach(scenario: Scenario, organisation: Organisation, url: httpx.URL) -> str:
    """Say in a word or two how far a client comes that signs in as the scenario's does."""
    address = await look_up(organisation, url.host)
    if not address:
        return "no address"
    outer = 443 if url.scheme == "https" else 80
    inner = port_behind(organisation, address, outer)
    client = scenario.client
    try:
        limits = httpx.Timeout(30, connect=0.3 if is_black_hole(scenario, address) else 30)
        async with httpx.AsyncClient(
            verify=trust(organisation), trust_env=False, timeout=limits
        ) as stock:
            response = await stock.post(
                url.copy_with(host="127.0.0.1", port=inner),
                content=request_body(),
                headers={"Host": url.host, "Content-Type": "text/xml"},
                auth=(client.username or client.address, client.password),
                extensions={"sni_hostname": url.host},
            )
    except httpx.ConnectTimeout:
        return "no answer"
    except httpx.ConnectError as error:
        text = str(error)
        for sign in ("self-signed", "expired", "mismatch", "unable to get local issuer"):
            if sign in text:
                return sign
        assert "All connection attempts failed" in text
        return "refused"
    if response.is_redirect:
        return response.headers["location"]
    if "<h1>Contoso Remote Access</h1>" in response.text:
        return "sign-in page"
    if named := re.search("<RedirectAddr>(.*)</RedirectAddr>|<ErrorCode>(.*)</", response.text):
        return named[1] or named[2]
    return "settings" if "<Action>settings<" in response.text else str(response.status_code)


@pytest.mark.parametrize(
    ("name", "url", "outcome"),
    [
        ("fresh-install", f"https://{ROOT}", "no address"),
        ("fresh-install", f"https://{AUTODISCOVER}", "no address"),
        ("fresh-install", f"https://{INSIDE}", "self-signed"),
        ("fresh-install-outside", f"https://{ROOT}", "no address"),
        ("fresh-install-outside", f"https://{AUTODISCOVER}", "self-signed"),
        ("fresh-install-outside", f"http://{AUTODISCOVER}", "refused"),
        ("fresh-install-outside", f"https://{INSIDE}", "no address"),
        ("method-one", f"https://{ROOT}", "no address"),
        ("method-one", f"https://{AUTODISCOVER}", "settings"),
        ("method-one", f"https://{MAIL}", "settings"),
        ("method-two", f"https://{ROOT}", "refused"),
        ("method-two", f"https://{AUTODISCOVER}", "settings"),
        ("method-two", f"https://{MAIL}", "settings"),
        ("method-three", f"https://{ROOT}", "no address"),
        ("method-three", f"https://{AUTODISCOVER}", "refused"),
        ("method-three", f"http://{AUTODISCOVER}", f"https://{MAIL}{PATH}"),
        ("method-three", f"https://{MAIL}", "settings"),
        ("srv-record", f"https://{ROOT}", "refused"),
        ("srv-record", f"https://{AUTODISCOVER}", "no address"),
        ("srv-record", f"https://{MAIL}", "settings"),
        ("expired", f"https://{ROOT}", "no address"),
        ("expired", f"https://{AUTODISCOVER}", "expired"),
        ("expired", f"http://{AUTODISCOVER}", "refused"),
        ("expired", f"https://{MAIL}", "settings"),
        ("wrong-name", f"https://{ROOT}", "no address"),
        ("wrong-name", f"https://{AUTODISCOVER}", "no address"),
        ("wrong-name", f"https://{INSIDE}", "mismatch"),
        ("wrong-name", f"https://{MAIL}", "settings"),
        ("root-web-site", f"https://{ROOT}", "mismatch"),
        ("root-web-site", f"https://{WWW}", "404"),
        ("root-web-site", f"https://{AUTODISCOVER}", "settings"),
        ("untrusted-issuer", f"https://{AUTODISCOVER}", "unable to get local issuer"),
        ("missing-intermediate", f"https://{AUTODISCOVER}", "unable to get local issuer"),
        ("missing-intermediate", f"https://{MAIL}", "unable to get local issuer"),
        ("wrong-password", f"https://{ROOT}", "no address"),
        ("wrong-password", f"https://{AUTODISCOVER}", "401"),
        ("wrong-password", f"http://{AUTODISCOVER}", "refused"),
        ("redirect-loop", f"https://{AUTODISCOVER}", "ann@fabrikam.example"),
        ("redirect-loop", "https://autodiscover.fabrikam.example", "500"),
        ("black-hole", f"https://{ROOT}", "no answer"),
        ("black-hole", f"http://{ROOT}", "refused"),
        ("black-hole", f"https://{AUTODISCOVER}", "settings"),
        ("not-xml", f"https://{AUTODISCOVER}", "sign-in page"),
        ("not-xml", f"http://{AUTODISCOVER}", "refused"),
        ("split-dns", f"https://{MAIL}", "no address"),
        ("split-dns", f"https://{AUTODISCOVER}", "no address"),
        ("internal-names-outside", f"https://{AUTODISCOVER}", "settings"),
        ("internal-names-outside", f"https://{MAIL}", "settings"),
        ("internal-names-outside", f"https://{INSIDE}", "no address"),
    ],
)
async def test_a_stock_client_comes_as_far_as_the_lesson_wants(
    name: str, url: str, outcome: str
) -> None:
    scenario = SCENARIOS[name]
    async with open_organisation(scenario) as organisation:
        assert await reach(scenario, organisation, httpx.URL(url + PATH)) == outcome


@pytest.mark.parametrize(("name", "targets"), [("srv-record", [f"{MAIL}."]), ("expired", [])])
async def test_only_one_of_them_has_an_srv_record(name: str, targets: list[str]) -> None:
    async with open_organisation(SCENARIOS[name]) as organisation:
        host, port = organisation.resolver
        query = dns.message.make_query("_autodiscover._tcp.contoso.example", "SRV")
        answer = await dns.asyncquery.udp(query, host, port=port, timeout=5)

    found = [record.target.to_text() for rrset in answer.answer for record in rrset]
    assert found == targets
    assert answer.rcode() is (dns.rcode.NOERROR if targets else dns.rcode.NXDOMAIN)


@pytest.mark.parametrize(
    ("name", "blocks"),
    [("fresh-install", ["EXCH"]), ("wrong-name", ["EXCH", "EXPR", "WEB", "EXCH", "EXPR"])],
)
async def test_inside_the_server_answers_under_its_own_name_to_who_lets_it(
    name: str, blocks: list[str]
) -> None:
    scenario = SCENARIOS[name]
    async with (
        open_organisation(scenario) as organisation,
        httpx.AsyncClient(verify=blind(), trust_env=False) as stock,
    ):
        inner = port_behind(organisation, await look_up(organisation, INSIDE), 443)
        response = await stock.post(
            f"https://127.0.0.1:{inner}{PATH}",
            content=request_body(),
            headers={"Host": INSIDE, "Content-Type": "text/xml"},
            auth=(scenario.client.address, scenario.client.password),
            extensions={"sni_hostname": INSIDE},
        )

    parts = response.text.split("<Type>")[1:]
    assert [part.partition("<")[0] for part in parts] == blocks
    assert f"https://{INSIDE}/EWS/Exchange.asmx" in response.text
    assert ("http://exch01.contoso.local/OAB/" in response.text) is (name == "fresh-install")


def test_the_factory_certificate_names_the_server_both_ways() -> None:
    recipe = SCENARIOS["fresh-install"].certificates["factory"]

    assert recipe.common_name == "EXCH01"
    assert recipe.names == ("EXCH01", INSIDE)
    assert recipe == SCENARIOS["fresh-install-outside"].certificates["factory"]


@pytest.mark.parametrize("name", ["fresh-install", "wrong-name"])
def test_the_connection_point_names_the_server(name: str) -> None:
    directory = SCENARIOS[name].directory

    assert directory is not None
    (point,) = directory.connection_points
    assert point.url == f"https://{INSIDE}/Autodiscover/Autodiscover.xml"
    assert point.sites == (SCENARIOS[name].client.site,)


def test_the_public_certificates_hold_what_they_should() -> None:
    assert SCENARIOS["wrong-name"].certificates["public"].names == (MAIL, AUTODISCOVER)
    assert SCENARIOS["root-web-site"].certificates["www"].names == (WWW,)
    assert INSIDE in SCENARIOS["method-one"].certificates["unified"].names


@pytest.mark.parametrize(
    ("name", "consent", "alert", "named"),
    [
        ("fresh-install", "deny", "skip", ("basic",)),
        ("method-three", "allow", "skip", ("basic",)),
        ("srv-record", "allow", "skip", ("basic",)),
        ("wrong-name", "deny", "skip", ("basic",)),
    ],
)
def test_the_client_answers_as_the_lesson_wants(
    name: str, consent: str, alert: str, named: tuple[str, ...]
) -> None:
    client = SCENARIOS[name].client

    assert (client.consent, client.security_alert, client.authentication) == (consent, alert, named)


async def test_outside_the_name_that_the_scp_gives_leads_to_the_server() -> None:
    async with open_organisation(SCENARIOS["split-dns"]) as organisation:
        inside = organisation.options
        outside = organisation.outside_options
        organisation.resolver = organisation.outside_resolver
        assert (
            await reach(SCENARIOS["split-dns"], organisation, httpx.URL(f"https://{MAIL}{PATH}"))
            == "settings"
        )

    assert (inside.joined, outside.joined) == ("yes", "no")
    assert inside.resolvers != outside.resolvers
    assert (outside.directory, outside.site) == ("", "")


async def test_the_missing_certificate_lies_where_the_servers_own_says() -> None:
    scenario = SCENARIOS["missing-intermediate"]
    url = httpx.URL(scenario.certificates["unified"].issuer_url)
    async with (
        open_organisation(scenario) as organisation,
        httpx.AsyncClient(trust_env=False) as stock,
    ):
        inner = port_behind(organisation, await look_up(organisation, url.host), 80)
        there = url.copy_with(host="127.0.0.1", port=inner)
        found = await stock.get(there, headers={"Host": url.host})
        elsewhere = await stock.get(there.copy_with(path="/other.cer"))

    issuing = x509.load_der_x509_certificate(found.content)
    root = x509.load_pem_x509_certificate(organisation.trust_pem)
    issuing.verify_directly_issued_by(root)
    assert found.headers["content-type"] == "application/pkix-cert"
    assert elsewhere.status_code == 404
