"""Runs of the real discovery on a network out of a table, told in a few words."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import anyio
from msgspec.structs import replace

from app.discovery.runner import discover
from app.domain.attempts import Entry, Response, SrvRecord
from app.domain.connections import AddressOutcome, AddressTried
from app.domain.controller import Controller
from app.domain.events import (
    CertificateJudged,
    Connected,
    Event,
    MachineDetected,
    Outcome,
    Recorded,
    ResponseReceived,
    RunFinished,
    RunStarted,
)
from app.domain.failures import Failure, FailureKind
from app.domain.machine import NO, REDIRECT_SERVERS, YES, Fact, FactName, machine_of
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.recorder import Recorder
from app.domain.secret import Credentials, Secret
from app.domain.session import Session
from app.domain.sign_in import SignIn
from app.domain.steps import Found
from app.domain.verdict import Anchor, Certificate, MatchedBy, Problem, Verdict
from app.findings import examine
from app.probes.services import Signing, probe_services
from tests.support import builders
from tests.support.answers_xml import settings_xml
from tests.support.fake_network import FakeNetwork, Reply, Said
from tests.support.played_runs import session_of

PATH = "/autodiscover/autodiscover.xml"
ROOT = f"https://contoso.com{PATH}"
HOST = f"https://autodiscover.contoso.com{PATH}"
PLAIN = f"http://autodiscover.contoso.com{PATH}"
MAIL = f"https://mail.contoso.com{PATH}"
INSIDE = f"https://cas01.contoso.local{PATH}"
SRV = "_autodiscover._tcp.contoso.com"
DIRECTORY = "ldap://dc1.contoso.local"
URL_GUID = "77378F46-2C66-4aa9-A6A6-3E7A48B19596"
PASSWORD = "Winter 2007"
STARTED = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

CLEAN = settings_xml().replace(
    b"<Type>EXPR</Type>", b"<Type>EXPR</Type><AuthPackage>ntlm</AuthPackage>"
)
SETTINGS = Reply(body=CLEAN, wants_password=PASSWORD)
SERVICE = Reply(status=401)
"""What a service answers that asks for a sign-in."""
SERVICES = {
    "https://mail.contoso.com/EWS/Exchange.asmx": SERVICE,
    "https://mail.contoso.com/UnifiedMessaging/Service.asmx": SERVICE,
    "https://mail.contoso.com/OAB/0f/oab.xml": SERVICE,
    "https://mail.contoso.com/rpc/rpcproxy.dll": SERVICE,
}

ALLOW = (PromptKind.REDIRECT_CONSENT,)
ACCEPT = (PromptKind.SECURITY_ALERT,)


def failed(kind: FailureKind, detail: str = "It failed.") -> Failure:
    return Failure(kind=kind, detail=detail)


def settings(*changes: tuple[str, str]) -> Reply:
    """Give the clean settings with texts of their XML replaced."""
    body = CLEAN
    for old, new in changes:
        assert old.encode() in body, old
        body = body.replace(old.encode(), new.encode())
    return Reply(body=body, wants_password=PASSWORD)


def scp(
    server: str = "CAS01", url: str = INSIDE, *, sites: tuple[str, ...] = (), guid: str = URL_GUID
) -> Entry:
    """Give a service connection point."""
    keywords = (guid, *(f"Site={site}" for site in sites))
    attributes: list[tuple[str, tuple[str, ...]]] = [("keywords", keywords)]
    if url:
        attributes.append(("servicebindinginformation", (url,)))
    attributes.append(("whencreated", ("20070510093000.0Z",)))
    return Entry(
        name=f"CN={server},CN=Autodiscover,CN=Protocols,CN={server},CN=Servers,DC=contoso,DC=local",
        attributes=tuple(attributes),
    )


def certificate(*names: str, common: str = "", issuer: str = "CN=Example CA") -> Certificate:
    return Certificate(
        subject=f"CN={common or names[0]}",
        issuer=issuer,
        names=names,
        not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=datetime(2026, 12, 31, tzinfo=UTC),
        sha256=f"{abs(hash((names, common, issuer))):064x}"[:64],
    )


_TRUST = {
    Problem.SELF_SIGNED,
    Problem.UNKNOWN_ISSUER,
    Problem.MISSING_INTERMEDIATE,
    Problem.REVOKED,
    Problem.WRONG_USAGE,
}
_DATES = {Problem.EXPIRED, Problem.NOT_YET_VALID}


def verdict(
    host: str, *problems: Problem, shown: Certificate | None = None, trusted: bool | None = None
) -> Verdict:
    """Give a verdict whose answers follow from its problems."""
    leaf = shown or certificate(host)
    is_trusted = not _TRUST & set(problems) if trusted is None else trusted
    matches = Problem.NAME_MISMATCH not in problems
    return Verdict(
        host=host,
        trusted=is_trusted,
        in_date=not _DATES & set(problems),
        name_matches=matches,
        matched_by=MatchedBy.SAN if matches else None,
        matched_name=host if matches else "",
        problems=problems,
        presented=(leaf,),
        path=(leaf,),
        anchor=Anchor(sha256="a" * 64, stores=("system",)) if is_trusted else None,
    )


class _Says:
    def __init__(self, yes: tuple[PromptKind, ...], *, assumed: bool) -> None:
        self._yes = yes
        self._no = Answer.ASSUMED_NO if assumed else Answer.NO

    async def answer(self, prompt: Prompt) -> Answer:
        return Answer.YES if prompt.kind in self._yes else self._no


def records(
    http: dict[str, Said | list[Said]] | None = None,
    *,
    srv: dict[str, tuple[SrvRecord, ...] | Failure] | None = None,
    points: tuple[Entry, ...] | Failure | None = None,
    controllers: dict[str, Controller | Failure] | None = None,
    site: str = "",
    yes: tuple[PromptKind, ...] = (),
    assumed: bool = False,
    password: str | None = PASSWORD,
    profile: str = "outlook-2007",
    excluded: tuple[str, ...] = (),
    redirect_servers: tuple[str, ...] = (),
    troubles: tuple[str, ...] = (),
    local_xml: str = "",
    joined: bool | None = None,
    directory: str = DIRECTORY,
    address: str = builders.ANN,
    signs_in: bool = False,
    first: Iterable[Event] = (),
    held: tuple[Fact, ...] = (),
) -> list[Recorded]:
    """Run; a PC is joined where there are points, and services answer unless told otherwise."""
    is_joined = points is not None if joined is None else joined
    facts = [Fact(name=FactName.JOINED, value=YES if is_joined else NO, origin="--joined")]
    if is_joined:
        facts.append(Fact(name=FactName.DOMAIN, value="contoso.local", origin="the PC"))
        if directory:
            facts.append(Fact(name=FactName.DIRECTORY, value=directory, origin="--directory"))
        if site:
            facts.append(Fact(name=FactName.SITE, value=site, origin="--site"))
    key = r"HKCU\Software\Microsoft\Office\12.0\Outlook\AutoDiscover"
    facts += [Fact(name=FactName.POLICY, about=name, value="1", origin=key) for name in excluded]
    facts += [
        Fact(name=FactName.POLICY, about=REDIRECT_SERVERS, value=host, origin=key)
        for host in redirect_servers
    ]
    if local_xml:
        facts.append(Fact(name=FactName.LOCAL_XML, value=local_xml, origin="--local-xml"))
    facts += held
    network = FakeNetwork(
        http={**SERVICES, **(http or {})},
        srv=srv or {},
        ldap={DIRECTORY: points} if points is not None else {},
        controllers=controllers or {},
    )
    told: list[Recorded] = []
    report = Recorder(told.append, clock=lambda: 0.0).reporter
    task = replace(builders.task(address, profile=profile), machine=machine_of(facts))

    async def go() -> None:
        report(
            RunStarted(
                program_version="1",
                started_at=STARTED,
                address=address,
                profile=profile,
                mode=task.mode,
                with_credentials=password is not None,
            )
        )
        for event in first:
            report(event)
        report(MachineDetected(facts=tuple(facts), troubles=troubles))
        credentials = Credentials("ann", Secret(password)) if password is not None else None
        sign_in = SignIn(credentials)
        discovery = await discover(task, network, _Says(yes, assumed=assumed), sign_in, report)
        result = discovery.result
        is_found = isinstance(result, Found)
        if isinstance(result, Found):
            day = STARTED.date()
            signing = Signing(sign_in=sign_in, url=result.url, address=address, day=day)
            used = signing if signs_in else None
            await probe_services(result.settings, task, network, report, used)
        outcome = Outcome.FOUND if is_found else Outcome.NOT_FOUND
        if not is_found and discovery.sign_in_needed and password is None:
            outcome = Outcome.SIGN_IN_NEEDED
        report(
            RunFinished(
                outcome=outcome,
                found_by=discovery.step if is_found else None,
                round=discovery.round,
            )
        )

    anyio.run(go)
    return told


Run = Callable[[], list[Recorded]]


def run(*args: Any, **named: Any) -> Run:
    """Give a run that is made when it is wanted."""
    return partial(records, *args, **named)


def edited(made: Run, kind: type[Any], edit: Callable[[Any], Event]) -> Run:
    """Give a run with every event of a kind replaced."""

    def changed() -> list[Recorded]:
        return [
            replace(one, event=edit(one.event)) if isinstance(one.event, kind) else one
            for one in made()
        ]

    return changed


def timed(made: Run, seconds: float) -> Run:
    """Give a run in which each connection takes so long."""

    def slow() -> list[Recorded]:
        now, slowed = 0.0, []
        for one in made():
            now += seconds * 1000 if type(one.event).__name__ == "AttemptFinished" else 1.0
            slowed.append(replace(one, at_ms=now))
        return slowed

    return slow


def with_headers(made: Run, *headers: tuple[str, str]) -> Run:
    def edit(event: ResponseReceived) -> Event:
        response: Response = event.response
        return replace(event, response=replace(response, headers=(*response.headers, *headers)))

    return edited(made, ResponseReceived, edit)


def with_dials(made: Run, *tried: tuple[str, AddressOutcome]) -> Run:
    """Give a run whose connections tried these addresses."""

    def edit(event: Connected) -> Event:
        addresses = tuple(
            AddressTried(
                address=address,
                port=443,
                outcome=outcome,
                started_ms=0.0,
                duration_ms=1.0,
                failure=failed(FailureKind.TIMED_OUT) if outcome is AddressOutcome.FAILED else None,
            )
            for address, outcome in tried
        )
        return replace(event, dial=replace(event.dial, tried=addresses))

    return edited(made, Connected, edit)


def with_tls(made: Run, version: str) -> Run:
    def edit(event: CertificateJudged) -> Event:
        return replace(event, judged=replace(event.judged, tls_version=version))

    return edited(made, CertificateJudged, edit)


def codes(made: Run) -> list[str]:
    """Give all findings of a run as the reader meets them."""
    return [f"{one.severity} {one.code}" for one in examine(session_of(made()))]


def bare(made: Run) -> list[str]:
    return [one.code for one in examine(session_of(made()))]


def session(made: Run) -> Session:
    return session_of(made())
