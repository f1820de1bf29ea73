"""Where the directory is asked, and in which site the PC is, as a run shows it."""

import pytest

from app.domain.attempts import SrvRecord
from app.domain.controller import Controller
from app.domain.failures import Failure, FailureKind
from app.domain.task import Task
from tests.discovery.conftest import Run, Runner
from tests.support import builders
from tests.support.fake_network import FakeNetwork

pytestmark = pytest.mark.anyio

ALL = "_ldap._tcp.dc._msdcs.contoso.local"
OF_PARIS = "_ldap._tcp.Paris._sites.dc._msdcs.contoso.local"
SILENT = Failure(kind=FailureKind.NO_ANSWER_FROM_DNS, detail="No DNS server answered.")


def task(site: str = "", controller: str = "", directory: str = "") -> Task:
    return builders.task(
        joined=True,
        dns_domain="contoso.local",
        site=site,
        controller=controller,
        directory=directory,
    )


def records(*hosts: str) -> tuple[SrvRecord, ...]:
    return tuple(SrvRecord(priority=0, weight=100, port=389, target=host) for host in hosts)


def controller(client_site: str, host: str = "dc1.contoso.local") -> Controller:
    return Controller(
        host=host, domain="contoso.local", forest="contoso.local", client_site=client_site
    )


def asked(done: Run) -> list[str]:
    """What the step did up to its result, without its name."""
    lines = [line.removeprefix("scp: ") for line in done.lines if line.startswith("scp: ")]
    return [line for line in lines if not line.startswith("  fails: name-not-found")]


async def test_dns_names_controllers_and_a_ping_the_site_whose_own_go_first(run: Runner) -> None:
    network = FakeNetwork(
        srv={
            ALL: records("dc1.contoso.local", "DC2.contoso.local"),
            OF_PARIS: records("dc2.contoso.local"),
        },
        controllers={"dc1.contoso.local": controller("Paris")},
    )

    done = await run(task(), network)

    assert asked(done) == [
        f"SRV {ALL}",
        "ping cldap://dc1.contoso.local",
        "  sees this PC in site Paris",
        "note site-found Paris",
        f"SRV {OF_PARIS}",
        "search ldap://dc2.contoso.local",
        "search ldap://dc1.contoso.local",
        "nothing: directory-failed",
    ]


async def test_the_next_controller_is_pinged_where_one_is_silent(run: Runner) -> None:
    network = FakeNetwork(
        srv={ALL: records("dc1.contoso.local", "dc2.contoso.local")},
        controllers={"dc2.contoso.local": controller("Paris")},
    )

    done = await run(task(), network)

    assert "note site-found Paris" in asked(done)
    # A site without controllers of its own is left to the others.
    assert asked(done)[-3:-1] == [
        "search ldap://dc1.contoso.local",
        "search ldap://dc2.contoso.local",
    ]


async def test_three_pings_without_an_answer_leave_the_site_unknown(run: Runner) -> None:
    hosts = [f"dc{number}.contoso.local" for number in range(1, 6)]

    done = await run(task(), FakeNetwork(srv={ALL: records(*hosts)}))

    assert [line for line in asked(done) if "ping" in line] == [
        f"ping cldap://{host}" for host in hosts[:3]
    ]
    assert "note site-unknown" in asked(done)


async def test_a_subnet_that_is_mapped_to_no_site_is_told_from_silence(run: Runner) -> None:
    network = FakeNetwork(
        srv={ALL: records("dc1.contoso.local")},
        controllers={"dc1.contoso.local": controller("")},
    )

    done = await run(task(), network)

    assert "note site-not-mapped dc1.contoso.local" in asked(done)
    assert "note site-unknown" not in asked(done)
    assert not any("_sites" in line for line in asked(done))


async def test_a_known_site_is_not_asked_for(run: Runner) -> None:
    network = FakeNetwork(srv={ALL: records("dc1.contoso.local")})

    done = await run(task(site="Paris"), network)

    assert asked(done)[:3] == [
        f"SRV {ALL}",
        f"SRV {OF_PARIS}",
        "search ldap://dc1.contoso.local",
    ]


@pytest.mark.parametrize("site", ["two.labels", "x" * 64])
async def test_a_site_that_is_no_label_is_not_looked_up(run: Runner, site: str) -> None:
    done = await run(task(site=site), FakeNetwork(srv={ALL: records("dc1.contoso.local")}))

    assert asked(done)[:2] == [f"SRV {ALL}", "search ldap://dc1.contoso.local"]


async def test_the_controller_that_the_system_names_goes_before_dns(run: Runner) -> None:
    network = FakeNetwork(controllers={"dc9.contoso.local": controller("Paris")})

    done = await run(task(controller="dc9.contoso.local"), network)

    assert asked(done)[:4] == [
        "ping cldap://dc9.contoso.local",
        "  sees this PC in site Paris",
        "note site-found Paris",
        "search ldap://dc9.contoso.local",
    ]


async def test_a_given_directory_is_asked_and_its_host_pinged(run: Runner) -> None:
    network = FakeNetwork(controllers={"dc7": controller("Paris")})

    done = await run(task(directory="ldaps://dc7:6636", controller="dc9"), network)

    assert asked(done)[:4] == [
        "ping cldap://dc7",
        "  sees this PC in site Paris",
        "note site-found Paris",
        "search ldaps://dc7:6636",
    ]


@pytest.mark.parametrize("found", [records("."), (), SILENT])
async def test_a_domain_without_controllers_has_no_directory(
    run: Runner, found: tuple[SrvRecord, ...] | Failure
) -> None:
    done = await run(task(), FakeNetwork(srv={ALL: found}))

    assert asked(done)[-1] == "nothing: no-directory"


async def test_a_controller_that_is_gone_is_replaced_by_those_that_dns_names(run: Runner) -> None:
    network = FakeNetwork(
        srv={ALL: records("DC9.contoso.local", "dc1.contoso.local")},
        ldap={"ldap://dc1.contoso.local": ()},
    )

    done = await run(task(site="Paris", controller="dc9.contoso.local"), network)

    assert asked(done) == [
        "search ldap://dc9.contoso.local",
        f"SRV {ALL}",
        "search ldap://dc1.contoso.local",
        "no points",
        "nothing: no-scp",
    ]


@pytest.mark.parametrize("found", [SILENT, records("dc9.contoso.local")])
async def test_without_another_controller_the_failure_of_the_first_holds(
    run: Runner, found: tuple[SrvRecord, ...] | Failure
) -> None:
    network = FakeNetwork(srv={ALL: found})

    done = await run(task(site="Paris", controller="dc9.contoso.local"), network)

    assert asked(done)[-1] == "nothing: directory-failed"
    assert [line for line in asked(done) if "search" in line] == ["search ldap://dc9.contoso.local"]


async def test_a_controller_that_answers_with_a_refusal_is_not_replaced(run: Runner) -> None:
    refusal = Failure(kind=FailureKind.DIRECTORY, detail="Nobody may read here.")
    network = FakeNetwork(
        srv={ALL: records("dc1.contoso.local")}, ldap={"ldap://dc9.contoso.local": refusal}
    )

    done = await run(task(site="Paris", controller="dc9.contoso.local"), network)

    assert f"SRV {ALL}" not in asked(done)
