"""Picks out of a session what a certificate plan rests on, each thing with its events."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from app.certificates.names import NameRules, match_name
from app.certificates.planner.hosts import host_name, host_of
from app.certificates.reading import CertificateNames, as_address, parse, quiet
from app.domain.address import same_organisation
from app.domain.attempts import Exchange, Lookup, Search
from app.domain.connections import Dial, Judged, Resolution
from app.domain.questions import HttpQuestion
from app.domain.rows import PointState, RoundState, Row, ServicesState, ServiceState
from app.domain.scp import ServicePoint
from app.domain.session import Session
from app.domain.settings import HttpRedirect, ProtocolSettings, Scope, ServiceUrl, Settings
from app.domain.steps import StepName
from app.domain.verdict import Certificate

HTTPS_PORT = 443
MOST = 64
"""Hosts, services and certificates that are looked at; an organisation has some ten."""


MOST_ROWS = 50_000
"""Rows that are read; a run has some hundred, and a hostile log could have a million."""


class Resolved(Struct, frozen=True, kw_only=True):
    """What DNS or the operating system said of a host."""

    addresses: tuple[str, ...]
    failed: bool
    event: int


class Door(Struct, frozen=True, kw_only=True):
    """Whether a port of a host took a connection."""

    is_open: bool
    why: str
    event: int


class Shown(Struct, frozen=True, kw_only=True):
    """The certificate that one host showed, with the names that it holds."""

    judged: Judged
    names: CertificateNames
    event: int

    @property
    def leaf(self) -> Certificate:
        return self.judged.verdict.presented[0]

    def holds(self, host: str) -> bool:
        """Tell whether the certificate would pass for a host, as Outlook 2007 compares."""
        return match_name(self.names, host, NameRules.OUTLOOK_2007).matched_by is not None


class Redirect(Struct, frozen=True, kw_only=True):
    """What came back from the HTTP redirect step's URL."""

    status: int
    """0 where no redirect came back."""
    target: str
    event: int


class SrvSeen(Struct, frozen=True, kw_only=True):
    """What the SRV look-up gave; the targets with their ports."""

    targets: tuple[tuple[str, int], ...]
    failed: bool
    event: int


class PointSeen(Struct, frozen=True, kw_only=True):
    """A service connection point."""

    point: ServicePoint
    event: int


class ServiceSeen(Struct, frozen=True, kw_only=True):
    """A service URL of the chosen settings; `schemes` where it was tried."""

    service: ServiceUrl
    host: str
    schemes: tuple[str, ...]
    event: int


class Sightings:
    """Facts of the last round, and of the services."""

    def __init__(self, session: Session) -> None:
        self.domain = ""
        self.resolved: dict[str, Resolved] = {}
        self.doors: dict[tuple[str, int], Door] = {}
        self.shown: dict[str, Shown] = {}
        self.redirect: Redirect | None = None
        self.srv: SrvSeen | None = None
        self.points: list[PointSeen] = []
        self.services: list[ServiceSeen] = []
        self.settings: Settings | None = None
        self.settings_event = 0
        self.directory_answered = 0
        """The event of a search that a directory answered: then the PC is inside."""
        self.joined = bool(session.machine and session.machine.machine.joined)
        self.found_url = session.finished.autodiscover_url if session.finished else ""
        self.is_elsewhere = False
        """Whether another organisation's server was named: then the directory is not theirs."""
        self._round = _last_round(session)
        self._read(session)

    @property
    def autodiscover(self) -> str:
        return f"autodiscover.{self.domain}"

    @property
    def srv_name(self) -> str:
        """The name of the service record. [KB940881]"""
        return f"_autodiscover._tcp.{self.domain}"

    @property
    def is_inside(self) -> bool:
        """Whether the PC reached the directory, and so stands inside."""
        return bool(self.directory_answered) and not self.is_elsewhere

    @property
    def outlook_anywhere(self) -> ProtocolSettings | None:
        """The EXPR block: clients outside. [EX07-PROTOCOL]"""
        blocks = self.settings.protocols if self.settings else ()
        return next((one for one in blocks if one.type.upper() == "EXPR"), None)

    @property
    def exchange(self) -> ProtocolSettings | None:
        """The EXCH block: clients inside."""
        blocks = self.settings.protocols if self.settings else ()
        return next((one for one in blocks if one.type.upper() == "EXCH"), None)

    def services_of(self, scope: Scope) -> tuple[ServiceSeen, ...]:
        return tuple(one for one in self.services if one.service.scope is scope)

    def certificates(self) -> Iterator[Shown]:
        """Give every server's certificate that was seen, each once, the directory's aside.

        Autodiscover's own first, then by host: services are tried at once, and answer in any order.
        """
        seen: set[str] = set()
        hosts = sorted(self.shown, key=lambda host: (host != self.autodiscover, host))
        for one in (self.shown[host] for host in hosts):
            if one.leaf.sha256 not in seen:
                seen.add(one.leaf.sha256)
                yield one

    # --- reading ---------------------------------------------------------------------------

    def _read(self, session: Session) -> None:
        first = ""
        for row in session.rows[:MOST_ROWS]:
            if isinstance(row.subject, RoundState):
                domain = host_name(row.subject.address.rpartition("@")[2])
                first = first or domain
                if row.subject.number == self._round:
                    self.domain = domain
                    self.is_elsewhere = not same_organisation(first, domain)
            if self._is_wanted(session, row):
                self._note(session, row)
        if session.chosen is not None:
            self.settings = session.chosen.settings

    def _is_wanted(self, session: Session, row: Row) -> bool:
        place = session.step_of(row)
        if place is None:
            return True
        # The directory is asked in every round, and is always the PC's own.
        is_theirs = place[1] is not StepName.SCP or not self.is_elsewhere
        return place[0] == self._round and is_theirs

    def _note(self, session: Session, row: Row) -> None:
        match row.subject:
            case Resolution() as resolution if not resolution.beside:
                self._note_resolution(resolution, row.event)
            case Dial() as dial:
                self._note_dial(dial, row.event)
            case Judged() as judged if not isinstance(_above(session, row), Search):
                self._note_certificate(judged, row.event)
            case Exchange() as exchange:
                self._note_exchange(exchange, row.event)
            case Lookup() as lookup if lookup.finished:
                self._note_lookup(lookup, row.event)
            case Search() as search if search.finished and search.failure is None:
                self.directory_answered = self.directory_answered or row.event
            case PointState(point=point) if point.rank and len(self.points) < MOST:
                self.points.append(PointSeen(point=point, event=row.event))
            case ServicesState():
                self.settings_event = self.settings_event or row.event
            case ServiceState(service_url=service, probed=probed) if len(self.services) < MOST:
                self.services.append(
                    ServiceSeen(
                        service=service,
                        host=host_of(service.url),
                        schemes=tuple(one.lower() for one in probed.schemes) if probed else (),
                        event=row.event,
                    )
                )
            case _:
                pass

    def _note_resolution(self, resolution: Resolution, event: int) -> None:
        host = host_name(resolution.host)
        known = self.resolved.get(host)
        # What resolved once resolves; a later failure is a matter of luck.
        if not host or len(self.resolved) >= MOST or (known and not known.failed):
            return
        addresses = tuple(one for one in resolution.addresses[:MOST] if as_address(one) is not None)
        self.resolved[host] = Resolved(addresses=addresses, failed=not addresses, event=event)

    def _note_dial(self, dial: Dial, event: int) -> None:
        host = host_name(dial.host)
        known = self.doors.get((host, dial.port))
        if not host or len(self.doors) >= MOST or (known and known.is_open):
            return
        why = dial.failure.kind.value if dial.failure else ""
        door = Door(is_open=dial.failure is None, why=why, event=event)
        self.doors[host, dial.port] = door

    def _note_certificate(self, judged: Judged, event: int) -> None:
        host = host_name(judged.host)
        if not host or not judged.verdict.presented or len(self.shown) >= MOST:
            return
        names = _names_of(judged.verdict.presented[0])
        self.shown[host] = Shown(judged=judged, names=names, event=event)

    def _note_exchange(self, exchange: Exchange, event: int) -> None:
        if not _is_plain(exchange.question, self.autodiscover) or self.redirect is not None:
            return
        match exchange.reading:
            case HttpRedirect(status=status, location=location):
                self.redirect = Redirect(status=status, target=location, event=event)
            case _ if exchange.finished:
                self.redirect = Redirect(status=0, target="", event=event)
            case _:
                pass

    def _note_lookup(self, lookup: Lookup, event: int) -> None:
        if not self.domain or lookup.question.name.lower().rstrip(".") != self.srv_name:
            return
        targets = tuple(
            (host_name(one.target), one.port) for one in lookup.records[:MOST] if one.target != "."
        )
        # No record at all is an answer; only where DNS said nothing is nothing known.
        failure = lookup.failure
        failed = failure is not None and failure.kind.value != "name-not-found"
        self.srv = SrvSeen(targets=targets, failed=failed, event=event)


def _last_round(session: Session) -> int:
    if session.finished and session.finished.found_by:
        return session.finished.round
    rounds = (row.subject.number for row in session.rows if isinstance(row.subject, RoundState))
    return max(rounds, default=0)


def _above(session: Session, row: Row) -> object:
    return session.row(row.parent).subject if row.parent else None


def _is_plain(question: HttpQuestion, host: str) -> bool:
    return question.url.lower().startswith("http://") and host_of(question.url) == host


def _names_of(leaf: Certificate) -> CertificateNames:
    """Read the names out of the certificate itself; a log may hold no more than its fields."""
    with quiet():
        parsed = parse(leaf.der) if leaf.der else None
    if parsed is not None:
        return parsed.names
    return CertificateNames(
        dns=tuple(one for one in leaf.names if as_address(one) is None),
        addresses=tuple(one for one in leaf.names if as_address(one) is not None),
        common=_common_names(leaf.subject.split(",")),
    )


def _common_names(parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(part[3:] for part in parts if part[:3].upper() == "CN=")
