"""Asks each service what Outlook would ask of it, or, without credentials, whether it is there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urlsplit

import anyio
import anyio.lowlevel

from app.domain.acceptance import CertificatePolicy
from app.domain.attempts import Exchange
from app.domain.events import ProbeResult, ServiceProbed
from app.domain.failures import Failure, FailureKind
from app.domain.network import Network, Terms
from app.domain.probing import OabTold, Withheld
from app.domain.questions import HttpQuestion
from app.domain.recorder import Reporter
from app.domain.settings import Service, ServiceUrl, Settings
from app.domain.sign_in import SignIn
from app.domain.task import Task
from app.probes.permission import why_withheld
from app.probes.reading import (
    Proven,
    of_status,
    read_file,
    read_look,
    read_rpc_proxy,
    read_soap_answer,
)
from app.protocol import availability, oof, soap, um
from app.protocol.oab import file_url, manifest_url, read_manifest

MOST_QUESTIONS = 64
"""An answer of Exchange has some ten distinct URLs, with two questions at one of them."""
AT_ONCE = 8

_SIGNS_IN = frozenset(
    {
        Service.AVAILABILITY,
        Service.OOF,
        Service.OAB,
        Service.UM,
        Service.EWS,
        Service.OUTLOOK_ANYWHERE,
    }
)
"""Where Outlook 2007 itself signs in. OWA and ECP are for browsers, the rest for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What signing in at services rests on."""

    sign_in: SignIn
    url: str
    """The Autodiscover URL that gave the settings, or the path of a file."""
    address: str
    """The mailbox of the user."""
    day: date
    """The day about which free/busy information is asked: today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inquiry:
    """One question to one URL, for one scope."""

    question: HttpQuestion
    read: Callable[[Exchange], Proven] = read_look
    keep: Callable[[bytes, str], bytes] | None = None
    signs_in: bool = False
    withheld: Withheld | None = None
    is_book: bool = False


async def probe_services(
    settings: Settings,
    task: Task,
    network: Network,
    report: Reporter,
    signing: Signing | None = None,
) -> None:
    """Ask each distinct question once, several at a time, and report each service once.

    Without `signing`, and once its credentials are refused, everything is asked anonymously.
    """
    await probe(settings.services, task, network, report, signing)


async def probe(
    services: tuple[ServiceUrl, ...],
    task: Task,
    network: Network,
    report: Reporter,
    signing: Signing | None,
) -> None:
    """Do so for some services."""
    limiter = anyio.CapacityLimiter(AT_ONCE)

    async def ask(among: list[ServiceUrl]) -> None:
        async with limiter:
            await _probe(among, task, network, report, signing)

    groups = _grouped(services, can_sign_in=signing is not None and not signing.sign_in.is_spent)
    async with anyio.create_task_group() as group:
        for position, among in enumerate(groups):
            if position < MOST_QUESTIONS and _is_web(among[0].url):
                group.start_soon(ask, among)
            else:
                _report(among, report, Proven(result=ProbeResult.NOT_TRIED))
                # However many there are: Cancel gets its turn.
                await anyio.lowlevel.checkpoint()


def _grouped(services: tuple[ServiceUrl, ...], *, can_sign_in: bool) -> Iterator[list[ServiceUrl]]:
    """Put together what one question tells about, in the order of the answer."""
    found: dict[tuple[str, ...], list[ServiceUrl]] = {}
    for one in services:
        topic = _topic(one.service, can_sign_in=can_sign_in)
        found.setdefault((one.scope, one.url, topic), []).append(one)
    yield from found.values()


def _topic(service: Service, *, can_sign_in: bool) -> str:
    if service is Service.OAB:
        return "book"
    if not can_sign_in or service not in _SIGNS_IN:
        return "look"
    # Free/busy is an operation of Exchange Web Services, and so tells about these.
    return Service.AVAILABILITY if service is Service.EWS else service


async def _probe(
    services: list[ServiceUrl],
    task: Task,
    network: Network,
    report: Reporter,
    signing: Signing | None,
) -> None:
    # Again, for the credentials may have been refused meanwhile.
    may_sign_in = signing is not None and not signing.sign_in.is_spent
    inquiry = _inquiry(services[0], task, signing if may_sign_in else None)
    terms = Terms(
        limits=task.limits,
        policy=_policy(services, task),
        authentication=task.authentication,
        sign_in=signing.sign_in if signing is not None and inquiry.signs_in else None,
        domain=task.machine.dns_domain,
        keep=inquiry.keep,
    )
    attempt = report.in_new_attempt()
    proven = inquiry.read(await network.exchange(inquiry.question, terms, attempt))
    if inquiry.is_book and isinstance(proven.told, OabTold):
        attempt, proven = await _look_for_file(services[0].url, proven, terms, network, report)
    _report(services, attempt, proven, inquiry.withheld)


async def _look_for_file(
    url: str, proven: Proven, terms: Terms, network: Network, report: Reporter
) -> tuple[Reporter, Proven]:
    """See whether the book itself is there, without downloading it. protocol.md 7.1"""
    assert isinstance(proven.told, OabTold)
    attempt = report.in_new_attempt()
    question = HttpQuestion(method="HEAD", url=file_url(url, proven.told.file))
    exchange = await network.exchange(question, terms, attempt)
    response = exchange.response
    if response is not None and response.status == 200:
        return attempt, proven
    failure = exchange.failure
    if response is not None and (failure is None or response.status == 404):
        said = of_status(response).detail.rstrip(".")
        detail = f"The manifest is there, but not the book that it names ({proven.told.file}): "
        detail += f"{said[0].lower()}{said[1:]}."
        failure = Failure(kind=FailureKind.HTTP_STATUS, detail=detail)
    return attempt, Proven(result=ProbeResult.FAILS, failure=failure, schemes=proven.schemes)


def _inquiry(one: ServiceUrl, task: Task, signing: Signing | None) -> _Inquiry:
    service, url = one.service, one.url
    if signing is None or service not in _SIGNS_IN:
        return _book(url) if service is Service.OAB else _Inquiry(question=_get(url))
    # The host that answered, and the domains that the user has to do with anyway.
    mail_domain = signing.address.rpartition("@")[2]
    giver = (urlsplit(signing.url).hostname or "") if _is_web(signing.url) else ""
    known = (giver, mail_domain, task.machine.dns_domain)
    withheld = why_withheld(url, known)
    if service is Service.OAB:
        return _book(url, signs_in=withheld is None, withheld=withheld)
    if withheld is not None:
        return _Inquiry(question=_get(url), withheld=withheld)
    match service:
        case Service.OUTLOOK_ANYWHERE:
            return _Inquiry(question=_get(url), read=read_rpc_proxy, signs_in=True)
        case Service.OOF:
            return _Inquiry(
                question=_post(url, oof.OPERATION, oof.oof_request(signing.address)),
                read=partial(read_soap_answer, read=oof.read_oof),
                keep=oof.keep,
                signs_in=True,
            )
        case Service.UM:
            return _Inquiry(
                question=_post(url, um.OPERATION, um.um_request()),
                read=partial(read_soap_answer, read=um.read_um),
                signs_in=True,
            )
        case _:
            body = availability.availability_request(signing.address, signing.day)
            return _Inquiry(
                question=_post(url, availability.OPERATION, body),
                read=partial(read_soap_answer, read=availability.read_availability),
                keep=availability.keep,
                signs_in=True,
            )


def _book(url: str, *, signs_in: bool = False, withheld: Withheld | None = None) -> _Inquiry:
    return _Inquiry(
        question=_get(manifest_url(url)),
        read=partial(read_file, read=read_manifest),
        signs_in=signs_in,
        withheld=withheld,
        is_book=True,
    )


def _get(url: str) -> HttpQuestion:
    return HttpQuestion(method="GET", url=url)


def _post(url: str, operation: str, body: str) -> HttpQuestion:
    return HttpQuestion(method="POST", url=url, body=body, headers=soap.headers(operation))


def _policy(services: list[ServiceUrl], task: Task) -> CertificatePolicy:
    # Self-signed is tolerated on the EXCH services of a joined client, as out of the box; OWA,
    # which WEB names, shows a warning.
    # protocol.md 5.2 [SEED] [SELFSIGNED]
    tolerant = (
        any(one.protocol.upper() == "EXCH" for one in services)
        and task.machine.joined
        and task.profile.tolerates_untrusted_when_joined
    )
    return CertificatePolicy(tolerates_untrusted=tolerant)


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _report(
    services: list[ServiceUrl],
    report: Reporter,
    proven: Proven,
    withheld: Withheld | None = None,
) -> None:
    # One block may repeat the URL of another for the same service: that is said once.
    for service in dict.fromkeys(one.service for one in services):
        report(
            ServiceProbed(
                service=service,
                scope=services[0].scope,
                url=services[0].url,
                result=proven.result,
                failure=proven.failure,
                schemes=proven.schemes,
                told=proven.told,
                withheld=withheld if proven.result is ProbeResult.REACHABLE else None,
            )
        )
