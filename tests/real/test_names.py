"""Names and addresses as the whole client meets them, with knot and with dead resolvers."""

from typing import Final

import pytest

from app.domain.connections import AddressOutcome, Dial, Resolution, ResolvedBy
from app.domain.events import Outcome
from app.domain.failures import FailureKind
from app.domain.steps import StepName
from tests.support import addresses
from tests.support.contoso import ANN, autodiscover_host, mail_domain
from tests.support.daemons import Daemon, paused
from tests.support.real_runs import Client, Ran, limit_dns
from tests.support.zones import BROKEN

pytestmark = [pytest.mark.real, pytest.mark.anyio]

ROOT: Final = StepName.HTTPS_ROOT
HOST: Final = StepName.HTTPS_AUTODISCOVER
REDIRECT: Final = StepName.HTTP_REDIRECT
SRV: Final = StepName.DNS_SRV


def dial(ran: Ran, step: StepName) -> Dial:
    found = ran.exchange(step).connections[0].dial
    assert found
    return found


async def test_a_chain_of_aliases_is_followed_to_its_end(
    client: Client, web_server: Daemon
) -> None:
    ran = await client.run(f"ann@{mail_domain('alias')}")

    (resolution,) = ran.resolutions(HOST)
    assert resolution.canonical_name == f"web.{mail_domain('alias')}"
    assert resolution.addresses == (addresses.WEB,)
    assert ran.finished.found_by is HOST


async def test_an_alias_that_leads_nowhere_is_named(client: Client, web_server: Daemon) -> None:
    ran = await client.run(f"ann@{mail_domain('dangling')}")

    (resolution,) = ran.resolutions(HOST)
    assert resolution.canonical_name == f"nowhere.{mail_domain('dangling')}"


async def test_aliases_in_a_circle_are_named(client: Client, web_server: Daemon) -> None:
    ran = await client.run(f"ann@{mail_domain('circle')}")

    (failure,) = ran.failures(HOST)
    assert failure
    assert failure.detail == (
        f"{autodiscover_host('circle')} was not found: its aliases lead in a circle."
    )


async def test_a_zone_that_its_server_cannot_load(client: Client, web_server: Daemon) -> None:
    ran = await client.run(f"ann@{BROKEN}")

    for step in (ROOT, HOST, REDIRECT, SRV):
        (failure,) = ran.failures(step)
        assert failure
        assert failure.kind is FailureKind.NO_ANSWER_FROM_DNS
        assert failure.detail.endswith("SERVFAIL.")
    assert ran.outcome is Outcome.NOT_FOUND


async def test_a_host_without_ipv4_is_reached(client: Client, web_server: Daemon) -> None:
    ran = await client.run(f"ann@{mail_domain('only-ipv6')}")

    assert dial(ran, HOST).address == addresses.WEB_6
    assert ran.finished.found_by is HOST


async def test_a_dead_first_address_costs_a_quarter_of_a_second(
    client: Client, web_server: Daemon
) -> None:
    ran = await client.run(f"ann@{mail_domain('several')}", timeout=20.0, probes=False)

    dead, alive = dial(ran, HOST).tried
    assert (dead.address, dead.outcome) == (
        addresses.FIRST_BLACK_HOLE,
        AddressOutcome.ABANDONED,
    )
    assert (alive.address, alive.outcome) == (addresses.WEB, AddressOutcome.CONNECTED)
    assert 200 < alive.started_ms < 2_000
    assert ran.finished.found_by is HOST


async def test_a_black_hole_costs_the_limit_and_no_more(client: Client, web_server: Daemon) -> None:
    ran = await client.run(f"ann@{mail_domain('black-hole')}", timeout=0.3)

    (tried,) = dial(ran, ROOT).tried
    assert tried.address == addresses.BLACK_HOLE
    assert 250 < tried.duration_ms < 1_500
    assert ran.finished.found_by is HOST


async def test_where_all_addresses_are_dead_each_is_told(
    client: Client, web_server: Daemon
) -> None:
    ran = await client.run(f"ann@{mail_domain('all-dead')}", timeout=0.3)

    kinds = {one.address: one.failure and one.failure.kind for one in dial(ran, HOST).tried}
    assert kinds == {
        addresses.NOTHING_LISTENS: FailureKind.REFUSED,
        addresses.BLACK_HOLE: FailureKind.TIMED_OUT,
    }


# --- names from the operating system ------------------------------------------------------------


def by_source(ran: Ran, step: StepName) -> tuple[Resolution, Resolution]:
    """What the connection used, and what DNS said beside it."""
    used, beside = sorted(ran.resolutions(step), key=lambda one: one.beside)
    assert (used.by, used.beside) == (ResolvedBy.OPERATING_SYSTEM, False)
    assert (beside.by, beside.beside) == (ResolvedBy.DNS, True)
    return used, beside


async def test_without_a_given_resolver_the_system_is_asked_and_dns_beside_it(
    client: Client, web_server: Daemon
) -> None:
    ran = await client.run(f"ann@{mail_domain('alias')}", resolvers=())

    used, beside = by_source(ran, HOST)
    assert used.addresses == beside.addresses == (addresses.WEB,)
    assert used.canonical_name == beside.canonical_name == f"web.{mail_domain('alias')}"
    assert ran.finished.found_by is HOST


async def test_the_hosts_file_wins_over_dns_and_the_difference_is_told(
    client: Client, web_server: Daemon
) -> None:
    ran = await client.run(f"ann@{mail_domain('differs')}", resolvers=())

    used, beside = by_source(ran, ROOT)
    assert used.addresses == (addresses.IN_HOSTS_FILE_ONLY,)
    assert beside.addresses == (addresses.WEB,)
    assert dial(ran, ROOT).address == addresses.IN_HOSTS_FILE_ONLY


async def test_a_name_that_only_the_hosts_file_knows(client: Client, web_server: Daemon) -> None:
    address = f"ann@{mail_domain('hosts-file-only')}"

    with_system = await client.run(address, resolvers=())
    with_dns = await client.run(address)

    _, beside = by_source(with_system, ROOT)
    assert beside.failure
    assert beside.failure.kind is FailureKind.NAME_NOT_FOUND
    assert with_system.finished.found_by is ROOT
    assert with_dns.outcome is Outcome.NOT_FOUND


async def test_the_system_and_dns_agree_about_a_circle(client: Client, web_server: Daemon) -> None:
    ran = await client.run(f"ann@{mail_domain('circle')}", resolvers=())

    used, beside = by_source(ran, HOST)
    assert used.failure
    assert beside.failure
    assert used.failure.kind is beside.failure.kind is FailureKind.NAME_NOT_FOUND


# --- no resolver --------------------------------------------------------------------------------

LIMIT_S: Final = 0.3


@pytest.fixture
def quick_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    limit_dns(monkeypatch, LIMIT_S)


def check_each_step_failed_once(ran: Ran) -> None:
    for step in (ROOT, HOST, REDIRECT, SRV):
        (attempt,) = ran.attempts(step)
        assert attempt.failure
        assert attempt.failure.kind is FailureKind.NO_ANSWER_FROM_DNS
        assert attempt.failure.detail.endswith(".")
    assert ran.outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize("dead", [addresses.NO_NAME_SERVER, addresses.BLACK_HOLE])
async def test_a_resolver_that_is_not_there_costs_each_step_its_limit_and_no_more(
    client: Client, quick_dns: None, dead: str
) -> None:
    ran = await client.run(f"ann@{mail_domain('good')}", resolvers=(dead,), password=ANN.password)

    check_each_step_failed_once(ran)
    assert ran.session.last_ms < 4 * LIMIT_S * 1_000 + 2_000


async def test_a_resolver_to_which_no_way_leads_is_given_up_at_once(client: Client) -> None:
    ran = await client.run(
        f"ann@{mail_domain('good')}", resolvers=(addresses.UNREACHABLE,), mode="survey"
    )

    check_each_step_failed_once(ran)
    (failure,) = ran.failures(ROOT)
    assert failure
    assert failure.detail.endswith("it cannot be reached.")
    assert ran.session.last_ms < 2_000


@pytest.mark.parametrize("resolvers", [(), (addresses.NAME_SERVER,)], ids=["system", "given"])
async def test_a_name_server_that_hangs_costs_each_step_its_limit_and_no_more(
    client: Client, name_server: Daemon, quick_dns: None, resolvers: tuple[str, ...]
) -> None:
    with paused(name_server):
        ran = await client.run(f"ann@{mail_domain('good')}", resolvers=resolvers)

    check_each_step_failed_once(ran)
    # DNS asked beside is waited for once a host, half a second.
    assert ran.session.last_ms < 4 * LIMIT_S * 1_000 + 3_000


async def test_a_dead_resolver_beside_a_good_one_does_no_harm(
    client: Client, web_server: Daemon
) -> None:
    resolvers = (addresses.UNREACHABLE, addresses.NAME_SERVER)

    ran = await client.run(f"ann@{mail_domain('good')}", resolvers=resolvers)

    assert ran.finished.found_by is HOST
