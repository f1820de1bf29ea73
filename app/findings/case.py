"""What the rules know of a session: its run, and the parts that no finding explains yet."""

from collections.abc import Iterable
from functools import cached_property

from app.domain.address import registrable_domain
from app.domain.events import Outcome
from app.domain.finding import Severity
from app.domain.machine import Fact
from app.domain.rows import Row, Turn
from app.domain.session import Session
from app.domain.settings import ProtocolSettings, Settings
from app.domain.steps import StepName
from app.domain.task import Machine
from app.domain.urls import host_of
from app.findings.case_parts import CaseParts
from app.findings.parts import Asked, Tried
from app.wording.exchange_2007 import SERVER


class Case:
    """What the rules may know. Nothing in it changes; `without` gives another one."""

    def __init__(
        self,
        session: Session,
        parts: CaseParts | None = None,
        explained: frozenset[int] = frozenset(),
    ) -> None:
        self.session = session
        self.parts = parts or CaseParts(session)
        """Its parts, whether explained or not."""
        self._explained = explained

    def without(self, rows: frozenset[int]) -> "Case":
        """Give the same case with these rows explained."""
        return Case(self.session, self.parts, self._explained | rows)

    # --- the run as a whole ----------------------------------------------------------------

    @property
    def machine(self) -> Machine:
        """What the PC knows."""
        return self.session.machine.machine if self.session.machine else Machine()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that count."""
        told = self.session.machine.facts if self.session.machine else ()
        return tuple(fact for fact in told if fact.used)

    @property
    def joined(self) -> bool:
        """Whether the run went as on a PC of a domain."""
        return self.machine.joined

    @property
    def settings(self) -> Settings | None:
        """The settings that Outlook would use."""
        return self.session.chosen.settings if self.session.chosen else None

    @property
    def found_nothing(self) -> bool:
        """Whether the run ended without settings, for want of them."""
        finished = self.session.finished
        return finished is not None and finished.outcome is Outcome.NOT_FOUND

    @property
    def with_credentials(self) -> bool:
        """Whether there was something to sign in with."""
        return self.session.started is not None and self.session.started.with_credentials

    @property
    def address(self) -> str:
        """The mailbox that the run is about."""
        return self.session.started.address if self.session.started else ""

    @property
    def domain(self) -> str:
        """The mail domain of that address."""
        return self.address.rpartition("@")[2].lower()

    @property
    def decisive(self) -> Severity:
        """How much a fault on the way to the settings matters."""
        return Severity.ERROR if self.found_nothing else Severity.WARNING

    # --- its parts, without what is explained ----------------------------------------------

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The HTTP attempts of the steps that no finding explains yet."""
        return tuple(one for one in self.parts.asked if one.row.number not in self._explained)

    @cached_property
    def tried(self) -> tuple[Tried, ...]:
        """The service URLs tried that no finding explains yet."""
        return tuple(one for one in self.parts.tried if one.row.number not in self._explained)

    def is_explained(self, row: Row) -> bool:
        """Whether a finding has said enough about this row."""
        return row.number in self._explained

    def blocks(self, *types: str) -> tuple[ProtocolSettings, ...]:
        """Give the Protocol blocks of these types."""
        protocols = self.settings.protocols if self.settings else ()
        return tuple(one for one in protocols if one.type.upper() in types)

    # --- what follows from them ------------------------------------------------------------

    @property
    def giver(self) -> tuple[Asked, ...]:
        """The attempt whose answer is the settings; none for a local file."""
        chosen = self.session.chosen
        answered = (
            one
            for one in self.parts.asked
            if chosen and one.url == chosen.url and isinstance(one.reading, Settings)
        )
        return tuple(answered)[-1:]

    @property
    def settings_events(self) -> tuple[int, ...]:
        """Where the settings came from."""
        found = tuple(one.row.event for one in self.giver)
        files = (step.row.event for step in self.parts.steps if step.name is StepName.LOCAL_XML)
        return found or tuple(files) or self.parts.continued_events

    def server_of(self, host: str = "") -> str:
        """Name the Client Access server for a command; <SERVER> where the session does not."""
        points = self.parts.points
        for one in points:
            if host and host_of(one.point.url) == host:
                return one.point.server
        for one in points:
            if one.turn is Turn.ASKED:
                return one.point.server
        return SERVER

    def published_host(self, names: Iterable[str]) -> str:
        """Give the name of these that is for publishing: of the mail domain, not autodiscover."""
        own = [
            name.lower()
            for name in names
            if "*" not in name
            and self.domain
            and registrable_domain(name) == registrable_domain(self.domain)
        ]
        mail = [name for name in own if not name.startswith(("autodiscover.", "www."))]
        wanted = [name for name in mail if name != self.domain]
        return (wanted or mail or own or [""])[0]
