"""Where a PC is: a real domain controller, found by DNS and pinged for the site."""

import asyncio
from functools import partial
from typing import Final

import pytest

from app.domain.attempts import Ping
from app.domain.controller import Controller
from app.domain.events import Recorded
from app.domain.failures import FailureKind
from app.domain.options import RunOptions
from app.domain.prompts import Nobody
from app.domain.questions import PingQuestion
from app.domain.recorder import Recorder
from app.domain.steps import StepName
from app.wiring import RealEngine
from tests.net.makings import network, terms
from tests.support import addresses, contoso, forest, samba
from tests.support.joined_pc import JoinedPc
from tests.support.transcript import transcript

pytestmark = [pytest.mark.real, pytest.mark.anyio]

ALL: Final = f"_ldap._tcp.dc._msdcs.{forest.DOMAIN}"
DC: Final = forest.CONTROLLER


def of_site(site: str) -> str:
    return f"_ldap._tcp.{site}._sites.dc._msdcs.{forest.DOMAIN}"


def come_from(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send datagrams from another of this machine's addresses."""
    loop = asyncio.get_running_loop()
    bound = partial(loop.create_datagram_endpoint, local_addr=(source, 0))
    monkeypatch.setattr(loop, "create_datagram_endpoint", bound)


async def ping(host: str, domain: str = forest.DOMAIN) -> Ping:
    recorder = Recorder(lambda _: None, clock=lambda: 0.0)
    question = PingQuestion(host=host, domain=domain)
    return await network().ping(question, terms(), recorder.reporter.in_new_attempt())


@pytest.mark.parametrize(
    ("source", "site"),
    [
        (addresses.IN_BERLIN, "Berlin"),
        (addresses.IN_PARIS, "Paris"),
        (addresses.IN_NO_SITE, ""),
    ],
)
async def test_a_ping_tells_the_site_of_the_address_that_it_comes_from(
    domain_controller: samba.Controller,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    site: str,
) -> None:
    come_from(source, monkeypatch)

    answered = await ping(domain_controller.address)

    assert answered.controller == Controller(
        host=DC,
        domain=forest.DOMAIN,
        forest=forest.DOMAIN,
        netbios_domain=forest.NETBIOS,
        netbios_host=forest.CONTROLLER_NAME.upper(),
        site=forest.CONTROLLERS_SITE,
        client_site=site,
    )


async def test_without_a_domain_a_controller_answers_for_its_own(
    domain_controller: samba.Controller,
) -> None:
    answered = await ping(domain_controller.address, domain="")

    assert answered.controller
    assert answered.controller.client_site == "Berlin"


async def test_a_controller_of_another_domain_does_not_answer_for_this_one(
    domain_controller: samba.Controller,
) -> None:
    answered = await ping(domain_controller.address, domain="fabrikam.example")

    assert answered.failure
    assert answered.failure.kind is FailureKind.DIRECTORY


async def test_a_directory_that_is_none_of_windows_refuses_the_ping(private_network: None) -> None:
    answered = await ping(addresses.NOTHING_LISTENS)

    assert answered.failure
    assert answered.failure.kind is FailureKind.REFUSED


@pytest.mark.parametrize(
    ("source", "site", "looked_up"),
    [
        (addresses.IN_PARIS, "Paris", [f"SRV {of_site('Paris')}"]),
        # London has no controller of its own in DNS: the domain's are left.
        (
            addresses.IN_LONDON,
            "London",
            [f"SRV {of_site('London')}", "  fails: name-not-found"],
        ),
    ],
)
async def test_a_joined_pc_finds_controller_and_site_by_itself(
    domain_controller: samba.Controller,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    site: str,
    looked_up: list[str],
) -> None:
    come_from(source, monkeypatch)
    records: list[Recorded] = []
    engine = RealEngine(pytest.fail, keeps_logs=False, platform=JoinedPc())
    options = RunOptions(
        address=contoso.ANN.address,
        resolvers=(addresses.DOMAIN_CONTROLLER,),
        system_trust=False,
        policies=tuple(f"{name}=1" for name in NOT_SCP),
    )

    await engine.run(options, None, Nobody(), records.append)

    start = f"{StepName.SCP}: "
    lines = [line.removeprefix(start) for line in transcript(records) if line.startswith(start)]
    assert lines == [
        f"SRV {ALL}",
        f"ping cldap://{DC}",
        f"  sees this PC in site {site}",
        f"note site-found {site}",
        *looked_up,
        f"search ldap://{DC}",
        "  fails: directory",
        "nothing: directory-failed",
    ]


NOT_SCP: Final = (
    "ExcludeHttpsRootDomain",
    "ExcludeHttpsAutoDiscoverDomain",
    "ExcludeHttpRedirect",
    "ExcludeSrvRecord",
)
