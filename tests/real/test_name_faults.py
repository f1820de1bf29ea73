"""Faults of DNS as the whole client meets them, with dnsdist between it and knot."""

from typing import Final

import pytest

from app.domain.connections import Resolution
from app.domain.failures import FailureKind
from app.domain.steps import StepName
from app.net.dns import SLOW_FAMILY_S
from tests.support import addresses
from tests.support.contoso import autodiscover_host, mail_domain
from tests.support.dnsdist import ONLY_IPV6, OVER_TCP, Faults, alias, code, rule
from tests.support.real_runs import Client, Ran, limit_dns

pytestmark = [pytest.mark.real, pytest.mark.anyio, pytest.mark.usefixtures("web_server")]

ROOT: Final = StepName.HTTPS_ROOT
HOST: Final = StepName.HTTPS_AUTODISCOVER

# Its settings are at the root domain and at the Autodiscover host: without a fault the root domain
# has them, and where that one fails the next step does.
DOMAIN: Final = mail_domain("dropped")
NEXT: Final = autodiscover_host("dropped")
OTHER: Final = f"other.{DOMAIN}"
# Where the settings are at the root domain only.
ROOT_ONLY: Final = mail_domain("root")

DROP: Final = "DropAction()"
TRUNCATE: Final = "TCAction()"
DELAY_S: Final = 0.3
LIMIT_S: Final = 1.0
# The limit for DNS, where a test sets none, is 5 s.
SLACK_MS: Final = 2_500


async def run(client: Client, domain: str = DOMAIN) -> Ran:
    return await client.run(
        f"ann@{domain}", resolvers=(addresses.FAULTY_NAME_SERVER,), probes=False
    )


def resolution(ran: Ran, step: StepName) -> Resolution:
    (found,) = ran.resolutions(step)
    return found


def check_cost(ran: Ran, step: StepName, seconds: float) -> None:
    # Clocks and timers differ by a little.
    least = seconds * 1_000 - 50
    assert least < resolution(ran, step).duration_ms < least + SLACK_MS


async def test_without_a_fault_the_first_step_finds_the_settings(
    client: Client, faults: Faults
) -> None:
    faults()

    ran = await run(client)

    assert ran.finished.found_by is ROOT


@pytest.mark.parametrize(
    ("rules", "kind", "words"),
    [
        (
            [rule(code("SERVFAIL"), DOMAIN)],
            FailureKind.NO_ANSWER_FROM_DNS,
            f"The DNS server could not answer about {DOMAIN}: SERVFAIL.",
        ),
        (
            [rule(code("REFUSED"), DOMAIN)],
            FailureKind.NO_ANSWER_FROM_DNS,
            f"The DNS server could not answer about {DOMAIN}: REFUSED.",
        ),
        (
            [rule(code("NXDOMAIN"), DOMAIN)],
            FailureKind.NAME_NOT_FOUND,
            f"{DOMAIN} was not found: DNS says that there is no such name.",
        ),
        (
            [rule(alias(DOMAIN), DOMAIN)],
            FailureKind.NAME_NOT_FOUND,
            f"{DOMAIN} was not found: its aliases lead in a circle.",
        ),
        # What it says of the alias is no address, and nobody is asked about the alias itself.
        (
            [rule(alias(OTHER), DOMAIN), rule(alias(DOMAIN), OTHER)],
            FailureKind.NAME_NOT_FOUND,
            f"{DOMAIN} was not found: DNS knows the name, but no address for it.",
        ),
        (
            [rule(code("SERVFAIL"), DOMAIN, OVER_TCP), rule(TRUNCATE, DOMAIN)],
            FailureKind.NO_ANSWER_FROM_DNS,
            f"The DNS server could not answer about {DOMAIN}: its answer was truncated, SERVFAIL.",
        ),
    ],
    ids=[
        "servfail",
        "refused",
        "no-such-name",
        "alias-of-itself",
        "circle-told-by-halves",
        "truncated-then-servfail-over-tcp",
    ],
)
async def test_what_dns_says_is_told_and_the_next_step_finds_the_settings(
    client: Client, faults: Faults, rules: list[str], kind: FailureKind, words: str
) -> None:
    faults(*rules)

    ran = await run(client)

    (failure,) = ran.failures(ROOT)
    assert failure
    assert (failure.kind, failure.detail) == (kind, words)
    assert resolution(ran, ROOT).addresses == ()
    assert ran.finished.found_by is HOST


async def test_the_other_name_of_a_circle_is_told(client: Client, faults: Faults) -> None:
    faults(rule(alias(OTHER), DOMAIN), rule(alias(DOMAIN), OTHER))

    ran = await run(client)

    assert resolution(ran, ROOT).canonical_name == OTHER


async def test_no_answer_costs_the_limit_and_the_next_step_finds_the_settings(
    client: Client, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_dns(monkeypatch, LIMIT_S)
    faults(rule(DROP, DOMAIN))

    ran = await run(client)

    (failure,) = ran.failures(ROOT)
    assert failure
    assert failure.kind is FailureKind.NO_ANSWER_FROM_DNS
    assert failure.detail == f"No DNS server answered about {DOMAIN} within {LIMIT_S:g} s."
    check_cost(ran, ROOT, LIMIT_S)
    assert ran.finished.found_by is HOST


async def test_no_answer_about_any_host_costs_each_step_the_limit(
    client: Client, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_dns(monkeypatch, LIMIT_S / 2)
    faults(rule(DROP, DOMAIN), rule(DROP, NEXT))

    ran = await run(client)

    for step in (ROOT, HOST, StepName.HTTP_REDIRECT):
        (failure,) = ran.failures(step)
        assert failure
        assert failure.kind is FailureKind.NO_ANSWER_FROM_DNS
        check_cost(ran, step, LIMIT_S / 2)
    # DNS does answer about this one: it is asked in its turn.
    (failure,) = ran.failures(StepName.DNS_SRV)
    assert failure
    assert failure.kind is FailureKind.NAME_NOT_FOUND


async def test_where_dns_truncates_the_answer_over_tcp_counts(
    client: Client, faults: Faults
) -> None:
    # What comes over UDP is truncated to nothing.
    faults(rule(TRUNCATE, ROOT_ONLY))

    ran = await run(client, ROOT_ONLY)

    assert resolution(ran, ROOT).addresses == (addresses.WEB,)
    assert ran.finished.found_by is ROOT


async def test_an_answer_that_is_late_counts(client: Client, faults: Faults) -> None:
    faults(rule(f"DelayAction({DELAY_S * 1_000:.0f})", ROOT_ONLY))

    ran = await run(client, ROOT_ONLY)

    assert resolution(ran, ROOT).addresses == (addresses.WEB,)
    check_cost(ran, ROOT, DELAY_S)
    assert ran.finished.found_by is ROOT


async def test_no_answer_about_ipv6_costs_a_moment(client: Client, faults: Faults) -> None:
    faults(rule(DROP, ROOT_ONLY, ONLY_IPV6))

    ran = await run(client, ROOT_ONLY)

    assert resolution(ran, ROOT).addresses == (addresses.WEB,)
    check_cost(ran, ROOT, SLOW_FAMILY_S)
    assert ran.finished.found_by is ROOT
