"""The rows of attempts and of what is seen in them."""

from app.domain.attempts import Attempt, Exchange, fresh
from app.domain.events import (
    AttemptFinished,
    AttemptStarted,
    BindTried,
    CertificateJudged,
    Connected,
    NameResolved,
    ProxyAnswered,
    Recorded,
    RequestSent,
    ResponseReceived,
    Retrieved,
    RouteChosen,
)
from app.domain.growth import grown
from app.domain.row_list import RowList
from app.domain.rows import ChecksState
from app.domain.turns import turn_to


class AttemptRows:
    """Adds a row for each attempt, lets it grow, and adds one below it for each part."""

    def __init__(self, rows: RowList) -> None:
        self._rows = rows
        self._attempts: dict[int, int] = {}
        self._open_legs: dict[int, int] = {}
        self._checks = 0

    @property
    def numbers(self) -> tuple[int, ...]:
        """The rows of the attempts themselves, in the order of their start."""
        return tuple(self._attempts.values())

    def row_of(self, recorded: Recorded) -> int:
        """Give the row of the attempt that a record belongs to; 0 outside of attempts."""
        return self._attempts.get(recorded.attempt, 0)

    def apply(self, recorded: Recorded, step: int) -> None:
        """Fold in what happens to an attempt; `step`: its row, 0 for the check of a service."""
        event = recorded.event
        if isinstance(event, AttemptStarted):
            above = step or self._checks_row(recorded)
            row = self._rows.add(above, recorded, fresh(event.question))
            self._attempts[recorded.attempt] = row
            turn_to(self._rows, above, event.question)
            return
        row = self.row_of(recorded)
        if not row:
            return
        attempt = self._rows[row].subject
        if isinstance(attempt, Attempt):
            folded = grown(attempt, recorded.connection, event)
            if folded is attempt:
                return
            self._rows.show(row, folded)
        match event:
            case (
                NameResolved(resolution=subject)
                | RouteChosen(route=subject)
                | Connected(dial=subject)
                | ProxyAnswered(answer=subject)
                | Retrieved(retrieval=subject)
                | CertificateJudged(judged=subject)
                | BindTried(tried=subject)
            ):
                self._rows.add_ended(row, recorded, subject)
            case RequestSent() | ResponseReceived():
                self._apply_to_leg(row, recorded)
            case AttemptFinished():
                self._rows.end(row, recorded.at_ms)
            case _:
                pass

    def _apply_to_leg(self, above: int, recorded: Recorded) -> None:
        attempt = self._rows[above].subject
        if not isinstance(attempt, Exchange) or not attempt.legs:
            return
        if isinstance(recorded.event, RequestSent):
            self._open_legs[above] = self._rows.add(above, recorded, attempt.legs[-1])
        elif number := self._open_legs.pop(above, 0):
            self._rows.show(number, attempt.legs[-1])
            self._rows.end(number, recorded.at_ms)

    def _checks_row(self, recorded: Recorded) -> int:
        if not self._checks:
            self._checks = self._rows.add(0, recorded, ChecksState())
        return self._checks
