"""The whole program on a PC of the domain, from DNS to the four services; and a wrong password."""

from pathlib import Path
from typing import Any, Final

import pytest

from app.domain.attempts import Exchange
from app.domain.authentication import Scheme
from app.domain.binds import Bind
from app.domain.events import Outcome, ProbeResult
from app.domain.failures import FailureKind
from app.domain.prompts import PromptKind
from app.domain.rows import PromptState
from app.domain.settings import Scope, Service
from app.domain.steps import StepName
from app.domain.tokens import KerberosRequest, inner_of
from tests.support import addresses, forest, kerberos, samba
from tests.support.apache import RequestLog, WebServer
from tests.support.forest import ANN
from tests.support.joined_pc import JoinedPc
from tests.support.real_runs import Client, Ran
from tests.support.samba import Controller

pytestmark = [pytest.mark.real, pytest.mark.anyio, pytest.mark.timeout(150)]

SCP: Final = StepName.SCP
URL: Final = f"https://{forest.EXCHANGE}/Autodiscover/Autodiscover.xml"
KERBEROS_NAME: Final = f"ann@{forest.DOMAIN}"
WRONG: Final = "Sommer!2007 und mehr"
FOUR: Final = (Service.AVAILABILITY, Service.OOF, Service.UM, Service.OAB)


@pytest.fixture
def pc(client: Client, domain_web_server: WebServer) -> Client:
    """The program on a PC that knows the name of its domain, and nothing else."""
    client.platform = JoinedPc()
    return client


@pytest.fixture
def nobody_signed_in(
    domain_controller: Controller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in kerberos.environment(domain_controller.kerberos, tmp_path / "no").items():
        monkeypatch.setenv(name, value)


def here(**options: Any) -> dict[str, Any]:
    # As detected, and not as the other tests have it.
    return {"joined": "auto", "resolvers": (addresses.NAME_SERVER,), **options}


async def test_the_signed_in_user_finds_all_services_without_a_password(
    pc: Client, signed_in: Path, web_requests: RequestLog
) -> None:
    ran = await pc.run(ANN.person.address, **here(current_user=True))

    controller = forest.CONTROLLER
    srv = f"_ldap._tcp.dc._msdcs.{forest.DOMAIN}"
    site = f"_ldap._tcp.Berlin._sites.dc._msdcs.{forest.DOMAIN}"
    lines = ran.lines_of(SCP)
    assert lines[:6] == [
        f"SRV {srv}",
        f"ping cldap://{controller}",
        "  sees this PC in site Berlin",
        "note site-found Berlin",
        f"SRV {site}",
        f"search ldap://{controller}",
    ]
    assert f"point 1 in-site {URL}" in lines
    assert lines[-5:] == [
        f"POST {URL}",
        f"  certificate of {forest.EXCHANGE} yyy good",
        "  signs in by negotiate",
        "  answers settings",
        f"found by {URL}",
    ]
    assert ran.search().bind == Bind.KERBEROS_SEALED
    assert (ran.outcome, ran.finished.found_by) == (Outcome.FOUND, SCP)

    chosen = ran.session.chosen
    assert chosen
    found = {(one.service, one.scope) for one in chosen.settings.services}
    assert {(service, scope) for service in FOUR for scope in Scope} <= found
    results = {(one.service, one.result) for one in ran.probed()}
    assert results >= {(service, ProbeResult.WORKS) for service in FOUR}
    assert {result for service, result in results if service in FOUR} == {ProbeResult.WORKS}

    exchange = ran.exchange(SCP)
    ticket = inner_of(exchange.legs[1].request.token)
    assert isinstance(ticket, KerberosRequest)
    assert ticket.service == f"HTTP/{forest.EXCHANGE}"
    # Two requests on one connection; Kerberos needs no third.
    asked, answered = web_requests.seen(2)
    assert (asked.status, asked.user) == (401, "-")
    assert (answered.status, answered.earlier) == (200, 1)
    assert (answered.user, answered.mechanism) == (f"ann@{forest.REALM}", "Negotiate/krb5")
    assert len(exchange.connections) == 1


async def test_a_typed_name_and_password_find_them_too(
    pc: Client, nobody_signed_in: None, web_requests: RequestLog
) -> None:
    ran = await pc.run(
        ANN.person.address,
        **here(username=ANN.person.logon_name, password=ANN.person.password),
    )

    assert ran.search().bind == Bind.NTLM_SEALED
    assert ran.outcome is Outcome.FOUND
    assert web_requests.seen(3)[-1].mechanism == "Negotiate/NTLM"


async def test_without_a_ticket_the_signed_in_user_is_let_in_nowhere(
    pc: Client, nobody_signed_in: None
) -> None:
    ran = await pc.run(
        ANN.person.address, **here(current_user=True, directory=f"ldap://{forest.CONTROLLER}")
    )

    failure = ran.search().failure
    assert ran.outcome is Outcome.NOT_FOUND
    assert failure
    assert "there is no Kerberos ticket of the signed-in user" in failure.detail


# --- a wrong password ---------------------------------------------------------------------------


def signed(ran: Ran) -> list[str]:
    """By which schemes anything was shown to a web server, in the whole run."""
    exchanges = (one for _, one in ran.session.attempts if isinstance(one, Exchange))
    legs = (leg for one in exchanges for leg in one.legs)
    return [leg.request.scheme for leg in legs if leg.request.scheme]


# What counts as a bad sign-in: a pre-authentication that the KDC turns down, an answer to NTLM's
# challenge, a password by Basic, and a bind; a wish for a challenge does not.
@pytest.mark.parametrize("mode", ["outlook", "survey"])
@pytest.mark.parametrize("name", [KERBEROS_NAME, ANN.person.logon_name])
async def test_a_password_that_the_directory_refuses_goes_to_no_web_server(
    pc: Client,
    nobody_signed_in: None,
    domain_controller: Controller,
    web_requests: RequestLog,
    mode: str,
    name: str,
) -> None:
    await pc.run(
        ANN.person.address,
        **here(username=ANN.person.logon_name, password=ANN.person.password, probes=False),
    )
    before = samba.bad_passwords(domain_controller, ANN)

    ran = await pc.run(
        ANN.person.address,
        **here(
            username=name,
            password=WRONG,
            mode=mode,
            directory=f"ldap://{forest.CONTROLLER}",
            policies=tuple(f"{one}=1" for one in NOT_SCP),
        ),
    )

    assert ran.outcome is Outcome.NOT_FOUND
    failure = ran.search().failure
    assert failure
    assert failure.kind is FailureKind.SIGN_IN_REFUSED
    assert signed(ran) == []
    assert (before, samba.bad_passwords(domain_controller, ANN)) == (0, 1)


async def test_a_password_that_a_web_server_refuses_is_asked_for_as_outlook_would(
    client: Client,
    domain_web_server: WebServer,
    nobody_signed_in: None,
    domain_controller: Controller,
    local_xml: Path,
) -> None:
    before = samba.bad_passwords(domain_controller, ANN)

    ran = await client.run(
        ANN.person.address,
        username=ANN.person.logon_name,
        password=WRONG,
        local_xml=str(local_xml),
        policies=("PreferLocalXML=1",),
        consent="allow",
    )

    states = (row.subject for row in ran.session.rows)
    prompts = [one.prompt for one in states if isinstance(one, PromptState)]
    asked = [one.kind for one in prompts if one.host == forest.EXCHANGE]
    assert asked == [PromptKind.CREDENTIALS]
    assert signed(ran) == [Scheme.NEGOTIATE, Scheme.NEGOTIATE]
    assert samba.bad_passwords(domain_controller, ANN) - before == 1


@pytest.fixture
def local_xml(tmp_path: Path) -> Path:
    """A local XML file that leads to EX06, as nothing else of a PC outside the domain does."""
    file = tmp_path / "autodiscover.xml"
    file.write_text(
        '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">'
        '<Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">'
        f"<Account><Action>redirectUrl</Action><RedirectUrl>{URL}</RedirectUrl></Account>"
        "</Response></Autodiscover>",
        encoding="utf-8",
    )
    return file


NOT_SCP: Final = (
    "ExcludeHttpsRootDomain",
    "ExcludeHttpsAutoDiscoverDomain",
    "ExcludeHttpRedirect",
    "ExcludeSrvRecord",
)
