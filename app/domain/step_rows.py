"""The rows of rounds and of the steps in them."""

from msgspec.structs import replace

from app.domain.events import Recorded, RoundStarted, StepFinished, StepStarted
from app.domain.row_list import RowList
from app.domain.rows import RoundState, StepState
from app.domain.steps import Skipped, StepName
from app.domain.turns import end_turns

MOST_ROUNDS = 100
MOST_STEPS = 100
"""In a round. A real run has a few of each; 15 bytes of a hostile log could make a row of them."""


class StepRows:
    """Adds a row for each round and each planned step, and follows what becomes of it."""

    def __init__(self, rows: RowList) -> None:
        self._rows = rows
        self._rounds: dict[int, int] = {}
        self._steps: dict[tuple[int, StepName], int] = {}

    def row_of(self, recorded: Recorded) -> int:
        """Give the row of the step that a record belongs to; 0 outside of steps."""
        if recorded.step is None:
            return 0
        return self._steps.get((recorded.round, recorded.step), 0)

    def apply(self, recorded: Recorded) -> None:
        """Fold in what happens to a round or to a step."""
        match recorded.event:
            case RoundStarted() as event:
                self._begin_round(event, recorded)
            case StepStarted():
                row, step = self._step(recorded)
                if step:
                    begun = replace(step, started=True)
                    self._rows.put(
                        replace(
                            self._rows[row],
                            subject=begun,
                            event=recorded.number,
                            started_ms=recorded.at_ms,
                        )
                    )
            case StepFinished(result=result):
                row, step = self._step(recorded)
                if step:
                    self._rows.show(row, replace(step, result=result))
                    self._rows.end(row, recorded.at_ms)
                    end_turns(self._rows, row)
            case _:
                pass

    def _begin_round(self, event: RoundStarted, recorded: Recorded) -> None:
        if recorded.round in self._rounds or len(self._rounds) >= MOST_ROUNDS:
            return
        plan = event.plan[:MOST_STEPS]
        state = RoundState(number=recorded.round, address=event.address, plan=plan)
        above = self._rows.add(0, recorded, state)
        self._rounds[recorded.round] = above
        for planned in plan:
            result = Skipped(reason=planned.skipped) if planned.skipped else None
            row = self._rows.add(above, recorded, StepState(planned=planned, result=result))
            self._steps[recorded.round, planned.step] = row
            if result:
                self._rows.end(row, recorded.at_ms)

    def _step(self, recorded: Recorded) -> tuple[int, StepState | None]:
        row = self.row_of(recorded)
        state = self._rows[row].subject if row else None
        return row, state if isinstance(state, StepState) else None
