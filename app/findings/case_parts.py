"""Reads a session into the parts that the rules ask for."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final, TypeVar

from app.domain.attempts import Exchange, Lookup, Search
from app.domain.conditions import Continued
from app.domain.connections import Judged
from app.domain.events import MachineDetected
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
)
from app.domain.session import Session
from app.domain.sni import SniComparison
from app.domain.urls import host_of
from app.findings.parts import Asked, Point, Step, Tried

MOST_ROWS: Final = 20_000
"""Rows that are read; a real run has some hundreds, a hostile log as many as it likes."""
T = TypeVar("T")


class CaseParts:
    """The parts of one session, each read when it is first asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._address = session.started.address if session.started else ""

    # --- attempts --------------------------------------------------------------------------

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The HTTP attempts of the steps."""
        return tuple(self._read_attempts(in_steps=True))

    @cached_property
    def checks(self) -> tuple[Asked, ...]:
        """The HTTP attempts that try service URLs."""
        return tuple(self._read_attempts(in_steps=False))

    def _read_attempts(self, *, in_steps: bool) -> Iterator[Asked]:
        for row, exchange in self._of(Exchange):
            above = self._session.row(row.parent).subject if row.parent else None
            place = self._session.step_of(row)
            if in_steps is (place is not None) and isinstance(above, StepState | ChecksState):
                below = map(self._session.row, self._session.children(row.number))
                verdicts = [(one, one.subject) for one in below if isinstance(one.subject, Judged)]
                certificate, judged = verdicts[-1] if verdicts else (None, None)
                yield Asked(
                    row=row,
                    exchange=exchange,
                    round=place[0] if place else 0,
                    step=place[1] if place else None,
                    address=self.round_addresses.get(place[0] if place else 0, self._address),
                    host=host_of(exchange.question.url),
                    certificate=certificate,
                    judged=judged,
                )

    @cached_property
    def round_addresses(self) -> dict[int, str]:
        """The mailboxes by round."""
        return {state.number: state.address for _, state in self._of(RoundState)}

    @cached_property
    def tried(self) -> tuple[Tried, ...]:
        """The service URLs that were tried."""
        checks = {one.row.number: one for one in self.checks}
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
                        host=host_of(probed.url),
                        result=probed.result,
                        kind=probed.failure.kind if probed.failure else None,
                        asked=checks.get(state.told_by),
                        told=probed.told,
                        failure=probed.failure,
                        is_elsewhere=probed.withheld is Withheld.OTHER_ORGANISATION,
                    )
                )
        return tuple(tried)

    # --- steps and what stands in them ------------------------------------------------------

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of all rounds."""
        return tuple(
            Step(row=row, round=place[0], name=place[1], result=state.result)
            for row, state in self._of(StepState)
            if (place := self._session.step_of(row))
        )

    @cached_property
    def machine_events(self) -> tuple[int, ...]:
        """The event that told about the PC."""
        return tuple(row.event for row, _ in self._of(MachineDetected))[:1]

    @cached_property
    def continued_events(self) -> tuple[int, ...]:
        """The events that name the run which this one goes on with."""
        return tuple(row.event for row, _ in self._of(Continued))

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

    # --- rows ------------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        count = min(self._session.row_count, MOST_ROWS)
        return self._session.rows[:count]

    @cached_property
    def _rows_by_kind(self) -> dict[type, list[Row]]:
        """The rows by what they are about: many rules look for one kind among very many."""
        by_kind: dict[type, list[Row]] = {}
        for row in self._rows:
            by_kind.setdefault(type(row.subject), []).append(row)
        return by_kind

    def _of(self, kind: type[T]) -> Iterator[tuple[Row, T]]:
        for row in self._rows_by_kind.get(kind, ()):
            # Always so; it is for whoever reads types.
            if isinstance(row.subject, kind):
                yield row, row.subject
