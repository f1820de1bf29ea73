"""A session as the rules read it, and what of it is explained already."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, TypeVar

from app.domain.address import registrable_domain
from app.domain.attempts import Exchange, Lookup, Search
from app.domain.conditions import Continued
from app.domain.connections import Judged
from app.domain.events import MachineDetected, Outcome
from app.domain.finding import Severity
from app.domain.machine import Fact
from app.domain.notes import NoteCode, Noted
from app.domain.probing import Withheld
from app.domain.prompts import PromptKind
from app.domain.rows import (
    ChecksState,
    PointState,
    PromptState,
    RoundState,
    Row,
    ServiceState,
    StepState,
    Turn,
)
from app.domain.session import Session
from app.domain.settings import ProtocolSettings, Settings
from app.domain.sni import SniComparison
from app.domain.steps import StepName
from app.domain.task import Machine
from app.findings.parts import Asked, Point, Step, Tried
from app.findings.places import place_of
from app.wording.exchange_2007 import SERVER

MOST_ROWS: Final = 20_000
"""Rows that are read; a real run has some hundreds, a hostile log as many as it likes."""


class Case:
    """What the rules may know. Nothing in it changes; `without` gives another one."""

    def __init__(self, session: Session, explained: frozenset[int] = frozenset()) -> None:
        self.session = session
        self._explained = explained
        self._whole = self

    def without(self, rows: frozenset[int]) -> "Case":
        """Give the same case with these rows explained."""
        rest = Case(self.session, self._explained | rows)
        rest._whole = self._whole
        return rest

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

    @cached_property
    def machine_events(self) -> tuple[int, ...]:
        """The event that told about the PC."""
        return tuple(row.event for row, _ in self._of(MachineDetected))[:1]

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
        return tuple(one for one in self.all_asked if one.row.number not in self._explained)

    @cached_property
    def tried(self) -> tuple[Tried, ...]:
        """The service URLs tried that no finding explains yet."""
        return tuple(one for one in self.all_tried if one.row.number not in self._explained)

    def is_explained(self, row: Row) -> bool:
        """Whether a finding has said enough about this row."""
        return row.number in self._explained

    # --- its parts, all of them ------------------------------------------------------------

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        count = min(self.session.row_count, MOST_ROWS)
        return self.session.rows[:count]

    @cached_property
    def _rows_by_kind(self) -> dict[type, list[Row]]:
        """The rows by what they are about: many rules look for one kind among very many."""
        by_kind: dict[type, list[Row]] = {}
        for row in self._rows:
            by_kind.setdefault(type(row.subject), []).append(row)
        return by_kind

    @property
    def all_asked(self) -> tuple[Asked, ...]:
        """The HTTP attempts of the steps."""
        return self._whole._all_asked  # noqa: SLF001 - of the same class

    @cached_property
    def _all_asked(self) -> tuple[Asked, ...]:
        """The HTTP attempts of the steps."""
        return tuple(self._read_attempts(in_steps=True))

    @property
    def all_checks(self) -> tuple[Asked, ...]:
        """The HTTP attempts that try service URLs."""
        return self._whole._all_checks  # noqa: SLF001 - of the same class

    @cached_property
    def _all_checks(self) -> tuple[Asked, ...]:
        """The HTTP attempts that try service URLs."""
        return tuple(self._read_attempts(in_steps=False))

    def _read_attempts(self, *, in_steps: bool) -> Iterator[Asked]:
        for row, exchange in self._of(Exchange):
            above = self.session.row(row.parent).subject if row.parent else None
            place = self.session.step_of(row)
            if in_steps is (place is not None) and isinstance(above, StepState | ChecksState):
                below = map(self.session.row, self.session.children(row.number))
                verdicts = [(one, one.subject) for one in below if isinstance(one.subject, Judged)]
                certificate, judged = verdicts[-1] if verdicts else (None, None)
                yield Asked(
                    row=row,
                    exchange=exchange,
                    round=place[0] if place else 0,
                    step=place[1] if place else None,
                    address=self.round_addresses.get(place[0] if place else 0, self.address),
                    host=place_of(exchange.question.url)[0],
                    certificate=certificate,
                    judged=judged,
                )

    @cached_property
    def round_addresses(self) -> dict[int, str]:
        """The mailboxes by round."""
        return {state.number: state.address for _, state in self._of(RoundState)}

    @property
    def all_tried(self) -> tuple[Tried, ...]:
        """The service URLs that were tried."""
        return self._whole._all_tried  # noqa: SLF001 - of the same class

    @cached_property
    def _all_tried(self) -> tuple[Tried, ...]:
        """The service URLs that were tried."""
        checks = {one.row.number: one for one in self.all_checks}
        tried = []
        for row, state in self._of(ServiceState):
            if state.probed is not None:
                probed = state.probed
                tried.append(
                    Tried(
                        row=row,
                        service=probed.service,
                        scope=probed.scope,
                        protocol=state.service_url.protocol,
                        url=probed.url,
                        host=place_of(probed.url)[0],
                        result=probed.result,
                        kind=probed.failure.kind if probed.failure else None,
                        asked=checks.get(state.told_by),
                        told=probed.told,
                        failure=probed.failure,
                        is_elsewhere=probed.withheld is Withheld.OTHER_ORGANISATION,
                    )
                )
        return tuple(tried)

    @cached_property
    def all_steps(self) -> tuple[Step, ...]:
        """The steps of all rounds."""
        return tuple(
            Step(
                row=row,
                round=place[0],
                name=place[1],
                result=state.result,
            )
            for row, state in self._of(StepState)
            if (place := self.session.step_of(row))
        )

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of all rounds."""
        return self._whole.all_steps

    @property
    def points(self) -> tuple[Point, ...]:
        """The service connection points that directories gave."""
        return tuple(
            Point(row=row, point=state.point, turn=state.turn)
            for row, state in self._of(PointState)
        )

    @property
    def searches(self) -> tuple[tuple[Row, Search], ...]:
        """The questions to directories."""
        return tuple(self._of(Search))

    @property
    def lookups(self) -> tuple[tuple[Row, Lookup], ...]:
        """The questions for service records."""
        return tuple(self._of(Lookup))

    @property
    def comparisons(self) -> tuple[tuple[Row, SniComparison], ...]:
        """What servers showed to a client that names no host."""
        return tuple(self._of(SniComparison))

    @property
    def prompts(self) -> tuple[tuple[Row, PromptState], ...]:
        """What Outlook would have asked."""
        return tuple(self._of(PromptState))

    def notes(self, code: NoteCode) -> tuple[tuple[Row, Noted], ...]:
        """Give the remarks of one kind."""
        return tuple((row, noted) for row, noted in self._of(Noted) if noted.code is code)

    def consents(self) -> tuple[tuple[Row, PromptState], ...]:
        """Give the questions whether a redirect is allowed."""
        wanted = PromptKind.REDIRECT_CONSENT
        return tuple((row, state) for row, state in self.prompts if state.prompt.kind is wanted)

    def blocks(self, *types: str) -> tuple[ProtocolSettings, ...]:
        """Give the Protocol blocks of these types."""
        protocols = self.settings.protocols if self.settings else ()
        return tuple(one for one in protocols if one.type.upper() in types)

    def _of(self, kind: type["T"]) -> Iterator[tuple[Row, "T"]]:
        for row in self._whole._rows_by_kind.get(kind, ()):  # noqa: SLF001 - of the same class
            # Always so; it is for whoever reads types.
            if isinstance(row.subject, kind):
                yield row, row.subject

    # --- what follows from them ------------------------------------------------------------

    @property
    def giver(self) -> tuple[Asked, ...]:
        """The attempt whose answer is the settings; none for a local file."""
        chosen = self.session.chosen
        answered = (
            one
            for one in self.all_asked
            if chosen and one.url == chosen.url and isinstance(one.reading, Settings)
        )
        return tuple(answered)[-1:]

    @property
    def settings_events(self) -> tuple[int, ...]:
        """Where the settings came from."""
        found = tuple(one.row.event for one in self.giver)
        files = (step.row.event for step in self.steps if step.name is StepName.LOCAL_XML)
        return found or tuple(files) or tuple(row.event for row, _ in self._of(Continued))

    def server_of(self, host: str = "") -> str:
        """Name the Client Access server for a command; <SERVER> where the session does not."""
        points = self.points
        for one in points:
            if host and place_of(one.point.url)[0] == host:
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


T = TypeVar("T")
