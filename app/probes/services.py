"""Asks each service URL once, anonymously: reachable is said, never "works"."""

from urllib.parse import urlsplit

import anyio
import anyio.lowlevel

from app.domain.acceptance import CertificatePolicy
from app.domain.attempts import Exchange, HttpQuestion
from app.domain.authentication import offered_schemes
from app.domain.events import ProbeResult, ServiceProbed
from app.domain.failures import Failure, FailureKind
from app.domain.network import Network, Terms
from app.domain.recorder import Reporter
from app.domain.settings import Scope, ServiceUrl, Settings
from app.domain.task import Task

MOST_URLS = 64
"""Distinct URLs that are asked; an answer of Exchange has some ten."""
AT_ONCE = 6

_Key = tuple[Scope, str]


async def probe_services(
    settings: Settings, task: Task, network: Network, report: Reporter
) -> None:
    """Ask every distinct URL once, several at a time, and report ServiceProbed for each service."""
    by_url: dict[_Key, list[ServiceUrl]] = {}
    for one in settings.services:
        by_url.setdefault((one.scope, one.url), []).append(one)
    limiter = anyio.CapacityLimiter(AT_ONCE)

    async def ask(key: _Key, services: list[ServiceUrl]) -> None:
        async with limiter:
            await _probe(key, services, task, network, report)

    async with anyio.create_task_group() as group:
        for position, (key, services) in enumerate(by_url.items()):
            if position < MOST_URLS and _is_web(key[1]):
                group.start_soon(ask, key, services)
            else:
                _report(services, report, ProbeResult.NOT_TRIED)
                # However many there are: Cancel gets its turn.
                await anyio.lowlevel.checkpoint()


async def _probe(
    key: _Key, services: list[ServiceUrl], task: Task, network: Network, report: Reporter
) -> None:
    _, url = key
    # Self-signed is tolerated on the EXCH services of a joined client, as out of the box; OWA,
    # which WEB names, shows a warning.
    # protocol.md 5.2 [SEED] [SELFSIGNED]
    tolerant = (
        any(one.protocol.upper() == "EXCH" for one in services)
        and task.machine.joined
        and task.profile.tolerates_untrusted_when_joined
    )
    terms = Terms(
        limits=task.limits,
        policy=CertificatePolicy(tolerates_untrusted=tolerant),
        authentication=task.authentication,
        sign_in=None,
    )
    attempt = report.in_new_attempt()
    exchange = await network.exchange(HttpQuestion(method="GET", url=url), terms, attempt)
    result, failure, schemes = read_probe(exchange)
    _report(services, attempt, result, failure, schemes)


def read_probe(exchange: Exchange) -> tuple[ProbeResult, Failure | None, tuple[str, ...]]:
    """Say what an anonymous answer proves, in the honest terms of protocol.md 7.5."""
    response = exchange.response
    if response is None:
        return ProbeResult.FAILS, exchange.failure, ()
    schemes = offered_schemes(response.header("www-authenticate"))
    if response.status == 401:
        return ProbeResult.REACHABLE, None, schemes
    if exchange.failure:
        return ProbeResult.FAILS, exchange.failure, schemes
    # A redirect is how OWA sends to its sign-in form; 405 is a service that wants a POST.
    if response.status < 400 or response.status == 405:
        return ProbeResult.REACHABLE, None, schemes
    failure = Failure(
        kind=FailureKind.HTTP_STATUS,
        detail=f"The server answered {response.status} {response.reason}".rstrip() + ".",
    )
    return ProbeResult.FAILS, failure, schemes


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)


def _report(
    services: list[ServiceUrl],
    report: Reporter,
    result: ProbeResult,
    failure: Failure | None = None,
    schemes: tuple[str, ...] = (),
) -> None:
    # One block may repeat the URL of another for the same service: that is said once.
    for service in dict.fromkeys(one.service for one in services):
        report(
            ServiceProbed(
                service=service,
                scope=services[0].scope,
                url=services[0].url,
                result=result,
                failure=failure,
                schemes=schemes,
            )
        )
