"""One line for each row that came to an end and is worth telling while a run goes on."""

from app.cli.output import Output
from app.domain.attempts import Exchange, Lookup, Ping, Search
from app.domain.connections import Judged
from app.domain.events import MachineDetected, PointsChosen, RedirectFollowed
from app.domain.rows import PromptState, Row, ServiceState, StepState
from app.domain.session import Session
from app.domain.steps import Skipped
from app.export.text_form import line_text
from app.wording import Mark, describe, interim, milliseconds


class Progress:
    """Tells each row once."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._told: set[int] = set()

    def tell(self, session: Session, touched: tuple[int, ...]) -> None:
        """Tell those of the touched rows that are finished and worth a line."""
        for number in touched:
            row = session.row(number)
            if number in self._told or row.ended_ms is None:
                continue
            if not _is_worth_telling(row, in_step=session.step_of(row) is not None):
                continue
            self._told.add(number)
            indent = "" if isinstance(row.subject, StepState | MachineDetected) else "  "
            elapsed = milliseconds(session.last_ms)
            self._output.text(f"{elapsed:>9}  {indent}{line_text(describe(row))}\n")
            if isinstance(row.subject, StepState) and (told := interim(session)):
                self._output.text(f"{elapsed:>9}  {told}\n")


def _is_worth_telling(row: Row, *, in_step: bool) -> bool:
    match row.subject:
        case StepState(result=result):
            return result is not None and not isinstance(result, Skipped)
        case Exchange() as exchange:
            # What an answer means comes after its last byte; that of a check stands at its service.
            return in_step and (exchange.failure is not None or exchange.reading is not None)
        case Lookup(finished=finished) | Search(finished=finished) | Ping(finished=finished):
            return finished
        case Judged():
            return describe(row).mark is not Mark.GOOD
        case PromptState(answer=answer):
            return answer is not None
        case ServiceState(probed=probed):
            return probed is not None
        case RedirectFollowed() | PointsChosen() | MachineDetected():
            return True
        case _:
            return False
