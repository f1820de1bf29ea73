"""Lists the service connection points of a step, and follows whose turn has come."""

from msgspec.structs import replace

from app.domain.attempts import HttpQuestion, LdapQuestion, Question
from app.domain.events import PointsChosen, Recorded
from app.domain.row_list import RowList
from app.domain.rows import PointerState, PointState, Turn


def list_points(rows: RowList, step: int, event: PointsChosen, recorded: Recorded) -> None:
    """Add a row for each point and pointer of a directory, below a heading in the step."""
    choice = event.choice
    heading = rows.add_ended(step, recorded, event)
    for point in choice.chosen:
        rows.add_ended(heading, recorded, PointState(point=point, turn=Turn.TO_COME))
    for point in choice.passed_over:
        rows.add_ended(heading, recorded, PointState(point=point, turn=Turn.NEVER))
    for pointer in choice.pointers:
        turn = Turn.TO_COME if pointer == choice.follow else Turn.NEVER
        rows.add_ended(heading, recorded, PointerState(pointer=pointer, turn=turn))


def turn_to(rows: RowList, step: int, question: Question) -> None:
    """Mark the points, or the pointer, whose turn a new attempt of the step is."""
    for number, state in _waiting(rows, step):
        match state, question:
            case PointState(point=point), HttpQuestion(url=url) if point.url == url:
                rows.show(number, replace(state, turn=Turn.ASKED))
            case PointerState(), LdapQuestion():
                rows.show(number, replace(state, turn=Turn.ASKED))
            case _:
                pass


def end_turns(rows: RowList, step: int) -> None:
    """Mark what the step did not come to."""
    for number, state in _waiting(rows, step):
        rows.show(number, replace(state, turn=Turn.NOT_REACHED))


def _waiting(rows: RowList, step: int) -> list[tuple[int, PointState | PointerState]]:
    headings = (at for at in rows.below(step) if isinstance(rows[at].subject, PointsChosen))
    listed = (rows[number] for heading in headings for number in rows.below(heading))
    return [
        (row.number, row.subject)
        for row in listed
        if isinstance(row.subject, PointState | PointerState) and row.subject.turn is Turn.TO_COME
    ]
