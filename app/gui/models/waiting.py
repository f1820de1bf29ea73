"""What a run waits for right now: the newest of the rows that are open."""

from msgspec.structs import replace

from app.domain.attempts import Attempt
from app.domain.rows import PromptState, RoundState, Row, StepState
from app.domain.session import Session
from app.domain.task import Mode
from app.gui.models.awaited import Wait, awaited, between, preparing
from app.gui.models.session_tree import Applied


class Waiting:
    """Keeps the numbers of the open rows, so that asking costs nothing however long a run is."""

    def __init__(self) -> None:
        self._open: dict[int, None] = {}

    def note(self, session: Session, applied: Applied) -> None:
        """Take a batch into account."""
        for number in (*applied.added, *applied.changed):
            if _is_open(session.row(number)):
                self._open[number] = None
            else:
                self._open.pop(number, None)

    def newest(self, session: Session) -> Wait | None:
        """Tell the newest wait; None where the run is over."""
        rows = [session.row(number) for number in sorted(self._open, reverse=True)]
        if rows:
            # A step is not waited for beside its own attempts.
            asked = [row for row in rows if not isinstance(row.subject, StepState)]
            return replace(awaited(session, rows[0]), others=max(0, len(asked) - 1))
        if session.started is None or session.finished is not None:
            return None
        if not session.row_count:
            return preparing(session)
        return between(session)


def _is_open(row: Row) -> bool:
    if isinstance(row.subject, Attempt):
        return row.ended_ms is None
    match row.subject:
        case StepState(started=started, result=result):
            return started and result is None
        case PromptState(answer=answer):
            return answer is None
        case _:
            return False


def position(session: Session) -> tuple[int, int]:
    """Tell which step of the newest round's plan is under way, and of how many.

    Nothing before the first step, and nothing once the settings are there: the rest is checks. In
    a survey all are under way at once, and it is the number of those that have come to a result.
    """
    if session.started is None or session.chosen is not None:
        return 0, 0
    topmost = map(session.row, session.children(0))
    rounds = [row for row in topmost if isinstance(row.subject, RoundState)]
    if not rounds:
        return 0, 0
    steps = [
        row.subject
        for row in map(session.row, session.children(rounds[-1].number))
        if isinstance(row.subject, StepState)
    ]
    if session.started.mode is Mode.SURVEY:
        return sum(one.result is not None for one in steps), len(steps)
    newest = max((at for at, one in enumerate(steps, start=1) if one.started), default=0)
    return newest, len(steps)
