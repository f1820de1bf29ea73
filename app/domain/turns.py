"""Lists the service connection points of a step, and follows whose turn has come."""

from msgspec.structs import replace

from app.domain.events import PointsChosen, Recorded
from app.domain.questions import HttpQuestion, LdapQuestion, Question
from app.domain.row_list import RowList
from app.domain.rows import PointerState, PointState, Turn


def list_points(rows: RowList, step: int, event: PointsChosen, recorded: Recorded) -> None:
    """Add a row for each point and pointer of a directory, below a heading in the step."""
    choice = event.choice
    heading = rows.add_ended(step, recorded, event)
    states: list[PointState | PointerState] = [
        *(PointState(point=point, turn=Turn.TO_COME) for point in choice.chosen),
        *(PointState(point=point, turn=Turn.NEVER) for point in choice.passed_over),
    ]
    for pointer in choice.pointers:
        turn = Turn.TO_COME if pointer == choice.follow else Turn.NEVER
        states.append(PointerState(pointer=pointer, turn=turn))
    for state in states:
        number = rows.add_ended(heading, recorded, state)
        if state.turn is Turn.TO_COME:
            rows.waiting.setdefault(step, {})[number] = state


def turn_to(rows: RowList, step: int, question: Question) -> None:
    """Mark the points, or the pointer, whose turn a new attempt of the step is."""
    waiting = rows.waiting.get(step, {})
    asked = [number for number, state in waiting.items() if _is_turn(state, question)]
    for number in asked:
        rows.show(number, replace(waiting.pop(number), turn=Turn.ASKED))


def end_turns(rows: RowList, step: int) -> None:
    """Mark what the step did not come to."""
    for number, state in rows.waiting.pop(step, {}).items():
        rows.show(number, replace(state, turn=Turn.NOT_REACHED))


def _is_turn(state: PointState | PointerState, question: Question) -> bool:
    match state, question:
        case PointState(point=point), HttpQuestion(url=url):
            return point.url == url
        case PointerState(), LdapQuestion():
            return True
        case _:
            return False
