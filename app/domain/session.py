"""All events of a run so far, folded into one value: the same for a live run and an opened log."""

from collections.abc import Iterable

from app.domain.attempt_rows import AttemptRows
from app.domain.attempts import Attempt
from app.domain.events import (
    Answered,
    MachineDetected,
    Outcome,
    PointsChosen,
    Prompted,
    Recorded,
    RedirectFollowed,
    RoundStarted,
    RunFinished,
    RunStarted,
    ServiceProbed,
    SettingsChosen,
    SniCompared,
    StepFinished,
    StepStarted,
)
from app.domain.notes import Noted
from app.domain.row_list import RowList
from app.domain.rows import PromptState, RoundState, Row, StepState, Touched
from app.domain.service_rows import ServiceRows
from app.domain.step_rows import StepRows
from app.domain.steps import StepName
from app.domain.technician_note import NoteWritten, clean_note
from app.domain.turns import list_points


class Session:
    """The one mutable class; owned by one thread, which applies each record in order."""

    def __init__(self) -> None:
        self.started: RunStarted | None = None
        self.machine: MachineDetected | None = None
        self.finished: RunFinished | None = None
        self.chosen: SettingsChosen | None = None
        self.note = ""
        """What a technician wrote about it."""
        self.last_ms = 0.0
        self._rows = RowList()
        self._steps = StepRows(self._rows)
        self._attempts = AttemptRows(self._rows)
        self._services = ServiceRows(self._rows)
        self._prompts: dict[tuple[str, ...], int] = {}
        self._events: dict[int, int] = {}

    # --- what can be read ------------------------------------------------------------------

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in the order in which they came."""
        return self._rows.all

    @property
    def row_count(self) -> int:
        """How many rows there are; their numbers run from 1 to this."""
        return len(self._rows)

    @property
    def attempts(self) -> tuple[tuple[Row, Attempt], ...]:
        """Every attempt with its row, in the order of their start."""
        rows = (self.row(number) for number in self._attempts.numbers)
        return tuple((row, row.subject) for row in rows if isinstance(row.subject, Attempt))

    @property
    def outcome(self) -> Outcome:
        """What the run came to; interrupted as long as there is no end."""
        return self.finished.outcome if self.finished else Outcome.INTERRUPTED

    def row(self, number: int) -> Row:
        """Give the row of that number."""
        return self._rows[number]

    def row_of_event(self, number: int) -> Row | None:
        """Give the row that stands for an event, the topmost of several; None where none does."""
        found = self._events.get(number, 0)
        return self.row(found) if found else None

    def children(self, number: int) -> tuple[int, ...]:
        """Give the numbers of the rows below one; below 0 stand the topmost."""
        return self._rows.below(number)

    def step_of(self, row: Row) -> tuple[int, StepName] | None:
        """Tell the round and step that a row belongs to; None outside of steps."""
        while row.parent and not isinstance(row.subject, StepState):
            row = self.row(row.parent)
        if not isinstance(row.subject, StepState):
            return None
        above = self.row(row.parent).subject
        number = above.number if isinstance(above, RoundState) else 0
        return number, row.subject.planned.step

    # --- what happens ----------------------------------------------------------------------

    def apply(self, recorded: Recorded) -> Touched:
        """Fold one record in, and tell which rows it brought or changed."""
        self.last_ms = max(self.last_ms, recorded.at_ms)
        match recorded.event:
            case RunStarted() as event:
                self._begin(event, recorded)
            case MachineDetected() as event:
                self.machine = event
                self._list_facts(event, recorded)
            case RunFinished() as event:
                # A run ends once: in a hostile log each end would look through all rows.
                if self.finished is None:
                    self.finished = event
                    self._rows.end_open(recorded.at_ms)
            case RoundStarted() | StepStarted() | StepFinished():
                self._steps.apply(recorded)
            case SettingsChosen() as event:
                self.chosen = event
                self._list_services(event, recorded)
            case ServiceProbed() as event:
                self._services.mark(event, recorded, self._attempts.row_of(recorded))
            case (
                Prompted()
                | Answered()
                | Noted()
                | RedirectFollowed()
                | SniCompared()
                | NoteWritten()
            ):
                self._apply_remark(recorded)
            case PointsChosen() as event:
                list_points(self._rows, self._steps.row_of(recorded), event, recorded)
            case _:
                self._attempts.apply(recorded, self._steps.row_of(recorded))
        return self._take_touched()

    def _begin(self, event: RunStarted, recorded: Recorded) -> None:
        if event.continues and self.started is None:
            self._rows.add_ended(0, recorded, event.continues)
        self.started = event

    def _take_touched(self) -> Touched:
        touched = self._rows.take_touched()
        events, rows = self._events, self._rows
        for number in touched.changed:
            events.setdefault(rows[number].event, number)
        for number in touched.added:
            events.setdefault(rows[number].event, number)
        return touched

    def _apply_remark(self, recorded: Recorded) -> None:
        above = self._steps.row_of(recorded)
        match recorded.event:
            case Prompted(prompt=prompt):
                number = self._rows.add(above, recorded, PromptState(prompt=prompt))
                self._prompts[prompt.sameness] = number
            case Answered(prompt=prompt, answer=answer):
                number = self._prompts.get(prompt.sameness, 0)
                if number:
                    self._rows.show(number, PromptState(prompt=prompt, answer=answer))
                    self._rows.end(number, recorded.at_ms)
            case (Noted() | RedirectFollowed()) as event:
                self._rows.add_ended(above, recorded, event)
            case SniCompared(comparison=comparison):
                self._rows.add_ended(0, recorded, comparison)
            case NoteWritten(text=text):
                self.note = clean_note(text)
            case _:
                pass

    def _list_facts(self, event: MachineDetected, recorded: Recorded) -> None:
        heading = self._rows.add_ended(0, recorded, event)
        for fact in event.facts:
            self._rows.add_ended(heading, recorded, fact)

    def _list_services(self, event: SettingsChosen, recorded: Recorded) -> None:
        is_outside = self.machine is not None and not self.machine.machine.joined
        self._services.add(event.settings.services, recorded, is_outside=is_outside)


def folded(records: Iterable[Recorded]) -> Session:
    """Give the session that these records make."""
    session = Session()
    for recorded in records:
        session.apply(recorded)
    return session
