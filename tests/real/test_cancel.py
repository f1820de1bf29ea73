"""Cancel ends a run at once, whatever hangs."""

from typing import Any, Final

import pytest

from app.domain.events import Outcome, RunFinished, StepFinished
from app.domain.steps import Interrupted, StepName
from tests.support import addresses
from tests.support.contoso import ANN, DOMAIN, mail_domain
from tests.support.daemons import Daemon, paused
from tests.support.kernel import has_unread_packets, is_dialling, is_kept_waiting
from tests.support.real_runs import Client, Ran

pytestmark = [pytest.mark.real, pytest.mark.anyio]

BOUND_S: Final = 0.2
"""The promise; what a busy machine keeps this thread waiting does not count."""


def check(ran: Ran, took: float, step: StepName) -> None:
    assert took < BOUND_S
    assert ran.records[-1].event == RunFinished(outcome=Outcome.CANCELLED)
    last_of_steps = [one for one in ran.records if isinstance(one.event, StepFinished)][-1]
    assert last_of_steps.event == StepFinished(result=Interrupted())
    assert last_of_steps.step is step


def has_asked_the_name_server(ran: Ran) -> bool:
    return bool(ran.session.attempts) and has_unread_packets(addresses.NAME_SERVER, 53)


async def test_while_a_black_hole_is_dialled(client: Client) -> None:
    ran, took = await client.cancelled(
        f"ann@{mail_domain('black-hole')}",
        timeout=20.0,
        when=lambda _: is_dialling(addresses.BLACK_HOLE),
    )

    check(ran, took, StepName.HTTPS_ROOT)


@pytest.mark.parametrize("resolvers", [(), (addresses.NAME_SERVER,)], ids=["system", "given"])
async def test_while_a_name_server_hangs(
    client: Client, name_server: Daemon, resolvers: tuple[str, ...]
) -> None:
    with paused(name_server):
        ran, took = await client.cancelled(
            f"ann@{mail_domain('good')}",
            resolvers=resolvers,
            when=has_asked_the_name_server,
        )

    check(ran, took, StepName.HTTPS_ROOT)


async def test_while_the_name_server_hangs_in_a_survey(client: Client, name_server: Daemon) -> None:
    with paused(name_server):
        ran, took = await client.cancelled(
            f"ann@{mail_domain('good')}",
            mode="survey",
            when=has_asked_the_name_server,
        )

    assert took < BOUND_S
    assert ran.records[-1].event == RunFinished(outcome=Outcome.CANCELLED)


@pytest.mark.parametrize(
    ("scheme", "port", "credentials"),
    [
        # In the search, in the question for TLS, and in the handshake.
        ("ldap", 389, {}),
        ("ldap", 389, {"username": ANN.dn, "password": ANN.password}),
        ("ldaps", 636, {}),
    ],
)
async def test_while_a_directory_hangs(
    client: Client, open_directory: Daemon, scheme: str, port: int, credentials: dict[str, Any]
) -> None:
    with paused(open_directory):
        ran, took = await client.cancelled(
            f"ann@{DOMAIN}",
            joined="yes",
            directory=f"{scheme}://dc1.{DOMAIN}",
            when=lambda _: is_kept_waiting(addresses.OPEN_DIRECTORY, port),
            **credentials,
        )

    check(ran, took, StepName.SCP)


@pytest.mark.parametrize(
    ("case", "port", "step"),
    [
        # In a handshake, and in a plain GET.
        ("good", 443, StepName.HTTPS_AUTODISCOVER),
        ("http-redirect", 80, StepName.HTTP_REDIRECT),
    ],
)
async def test_while_a_web_server_hangs(
    client: Client, web_server: Daemon, case: str, port: int, step: StepName
) -> None:
    address = addresses.WEB if port == 443 else addresses.ONLY_PORT_80

    with paused(web_server):
        ran, took = await client.cancelled(
            f"ann@{mail_domain(case)}", when=lambda _: is_kept_waiting(address, port)
        )

    check(ran, took, step)


async def test_while_the_services_are_tried(client: Client, web_server: Daemon) -> None:
    ran, took = await client.cancelled(
        f"ann@{mail_domain('good')}", when=lambda ran: ran.session.chosen is not None
    )

    assert took < BOUND_S
    assert ran.records[-1].event == RunFinished(outcome=Outcome.CANCELLED)
    assert ran.session.chosen
