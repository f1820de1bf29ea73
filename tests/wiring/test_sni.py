"""Which hosts are looked at once more without their names, and what is told of them."""

import msgspec
import pytest

from app.domain.events import Recorded, RunFinished, SniCompared
from app.domain.options import RunOptions, merged
from app.domain.prompts import Nobody
from app.domain.secret import Secret
from app.domain.sni import SniComparison
from app.practice.organisation import open_organisation
from app.practice.scenario import AutodiscoverServer, CertificateRecipe, Scenario
from app.practice.scenarios import load_scenarios
from app.wiring import RealEngine
from tests.support.fake_network import NOBODY

pytestmark = pytest.mark.anyio

METHOD_ONE = next(one for one in load_scenarios() if one.name == "method-one")
HOST = "autodiscover.contoso.example"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def with_default_site(scenario: Scenario) -> Scenario:
    """Give the server another web site's certificate for whoever does not say what he wants."""
    servers = tuple(
        msgspec.structs.replace(one, certificates=("www", *one.certificates))
        if isinstance(one, AutodiscoverServer)
        else one
        for one in scenario.servers
    )
    www = CertificateRecipe(common_name="www.contoso.example", names=("www.contoso.example",))
    certificates = {**scenario.certificates, "www": www}
    return msgspec.structs.replace(scenario, servers=servers, certificates=certificates)


async def compared(
    scenario: Scenario = METHOD_ONE, *, signs_in: bool = True, **options: object
) -> list[SniComparison]:
    records: list[Recorded] = []
    engine = RealEngine(pytest.fail, keeps_logs=False)
    async with open_organisation(scenario) as organisation:
        chosen = merged(organisation.options, RunOptions(**options))  # type: ignore[arg-type]
        if "probes" in options:
            chosen = msgspec.structs.replace(chosen, probes=False)
        password = Secret(scenario.client.password) if signs_in else None
        await engine.run(chosen, password, Nobody(), records.append)
    assert isinstance(records[-1].event, RunFinished)
    events = (one.event for one in records)
    return [one.comparison for one in events if isinstance(one, SniCompared)]


async def test_the_host_that_was_found_is_looked_at_again() -> None:
    (found,) = await compared()

    assert (found.host, found.port, found.is_same) == (HOST, 443, True)


async def test_another_certificate_for_whoever_does_not_name_the_host_is_told() -> None:
    (found,) = await compared(with_default_site(METHOD_ONE))

    assert not found.is_same
    assert found.without_name
    assert found.without_name.names == ("www.contoso.example",)
    assert found.without_name.sha256 != found.with_name


async def test_a_survey_looks_at_every_host_that_showed_a_certificate() -> None:
    root = next(one for one in load_scenarios() if one.name == "root-web-site")

    hosts = [one.host for one in await compared(root, mode="survey")]

    assert sorted(hosts) == [HOST, "contoso.example"]


async def test_without_a_sign_in_the_accepted_host_is_looked_at() -> None:
    root = next(one for one in load_scenarios() if one.name == "root-web-site")

    assert [one.host for one in await compared(root, signs_in=False)] == [HOST]


async def test_a_certificate_that_is_not_accepted_is_not_looked_at_again() -> None:
    expired = next(one for one in load_scenarios() if one.name == "expired")

    assert await compared(expired) == []


async def test_whoever_wants_no_checks_gets_none() -> None:
    assert await compared(probes=False) == []


def test_a_server_that_shows_nothing_is_not_the_same() -> None:
    silent = SniComparison(host=HOST, port=443, with_name="a" * 64, failure=NOBODY)

    assert not silent.is_same
