"""The course that Outlook takes through a session, one step after the other, and what it costs.

Everything is summed up from the parts that a run measured, so that it is known of a survey too,
which takes all steps at once: names, connections one address after the other, handshakes, answers.
What a person takes to answer a question is none of them.
"""

from collections.abc import Iterator

from msgspec import Struct

from app.domain.attempts import Attempt, Exchange, Leg, Search
from app.domain.connections import Connection, Dial, Resolution
from app.domain.notes import NoteCode, Noted
from app.domain.rows import RoundState, Row, StepState
from app.domain.session import Session
from app.domain.steps import Found, Readdressed, Refused, StepName
from app.domain.task import Mode


class Cost(Struct, frozen=True, kw_only=True):
    """A time that Outlook takes."""

    ms: float = 0.0
    at_least: bool = False
    """Whether it may be more: an address was given up here before it could answer."""

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(ms=self.ms + other.ms, at_least=self.at_least or other.at_least)


class Passed(Struct, frozen=True, kw_only=True):
    """A step that Outlook takes."""

    row: int
    round: int
    position: int
    """Its place in the plan, counted from 1, with what is skipped."""
    step: StepName
    cost: Cost


class BlackHole(Struct, frozen=True, kw_only=True):
    """A port of a host that gives no answer at all, and that Outlook waits for."""

    row: int
    dial: Dial


class Course(Struct, frozen=True, kw_only=True):
    """The steps that Outlook takes until it has its settings, or nothing is left to try."""

    passed: tuple[Passed, ...] = ()
    found: bool = False
    """Whether the last of them gave the settings."""
    black_holes: tuple[BlackHole, ...] = ()
    """In these steps."""

    @property
    def cost(self) -> Cost:
        """What all of them come to."""
        return sum((one.cost for one in self.passed), Cost())


def outlook_course(session: Session) -> Course:
    """Follow Outlook through the session, as far as the run has come."""
    passed: list[Passed] = []
    found = False
    for number in session.children(0):
        above = session.row(number).subject
        if not isinstance(above, RoundState):
            continue
        end = None
        for position, row, state in _steps(session, number):
            if not state.started:
                continue
            cost = step_cost(session, row)
            passed.append(
                Passed(
                    row=row.number,
                    round=above.number,
                    position=position,
                    step=state.planned.step,
                    cost=cost,
                )
            )
            end = state if _is_end(state) else None
            if end:
                break
        found = end is not None and isinstance(end.result, Found)
        if end is not None and not isinstance(end.result, Readdressed):
            break
    holes = tuple(hole for one in passed for hole in _black_holes(session, one.row))
    return Course(passed=tuple(passed), found=found, black_holes=holes)


def first_answer(session: Session) -> Found | None:
    """While a survey goes on: the settings that are there already, the first in Outlook's order.

    None once it is decided which ones Outlook would have used.
    """
    started = session.started
    if session.finished or session.chosen or started is None or started.mode is not Mode.SURVEY:
        return None
    rounds = [number for number in session.children(0) if _is_round(session, number)]
    results = (state.result for _, _, state in _steps(session, rounds[-1])) if rounds else ()
    return next((one for one in results if isinstance(one, Found)), None)


def awaited_before(session: Session, found: Found) -> tuple[StepName, ...]:
    """Name the steps under way that Outlook takes before the one that gave these settings."""
    awaited: list[StepName] = []
    rounds = [number for number in session.children(0) if _is_round(session, number)]
    for _, _, state in _steps(session, rounds[-1]):
        if state.result is found:
            break
        if state.started and state.result is None:
            awaited.append(state.planned.step)
    return tuple(awaited)


def step_cost(session: Session, row: Row) -> Cost:
    """Tell what a step would have cost Outlook by itself."""
    cost = Cost(ms=_reading_ms(session, row))
    for attempt in _attempts(session, row.number):
        cost += attempt_cost(session, attempt)
    return cost


def attempt_cost(session: Session, row: Row) -> Cost:
    """Tell what an attempt would have cost Outlook by itself."""
    match row.subject:
        case Exchange() as exchange:
            parts = sum((_connection_cost(one) for one in exchange.connections), Cost())
            return parts + Cost(ms=_legs_ms(session, row) + _hanging_ms(session, row, exchange))
        case Search(connections=connections):
            dials = [one.dial for one in connections if one.dial]
            longer = sum((_dial_cost(dial) for dial in dials), Cost())
            return longer + Cost(ms=_measured_ms(session, row) - sum(one.raced_ms for one in dials))
        case _:
            return Cost(ms=_measured_ms(session, row))


def _is_end(state: StepState) -> bool:
    # An Error answer is final, except from an SCP's URL. [EWSMA]
    is_final_error = isinstance(state.result, Refused) and state.planned.step is not StepName.SCP
    return is_final_error or isinstance(state.result, Found | Readdressed)


def _is_round(session: Session, number: int) -> bool:
    return isinstance(session.row(number).subject, RoundState)


def _steps(session: Session, above: int) -> Iterator[tuple[int, Row, StepState]]:
    position = 0
    for number in session.children(above):
        row = session.row(number)
        if isinstance(row.subject, StepState):
            position += 1
            yield position, row, row.subject


def _attempts(session: Session, above: int) -> Iterator[Row]:
    rows = (session.row(number) for number in session.children(above))
    return (row for row in rows if isinstance(row.subject, Attempt))


def _connection_cost(connection: Connection) -> Cost:
    names = (one.duration_ms for one in connection.resolutions if not one.beside)
    handshake = connection.judged.handshake_ms if connection.judged else 0.0
    dialled = _dial_cost(connection.dial) if connection.dial else Cost()
    return dialled + Cost(ms=sum(names) + handshake)


def _dial_cost(dial: Dial) -> Cost:
    return Cost(ms=dial.outlook_waited_ms, at_least=dial.is_overtaken)


def _legs_ms(session: Session, row: Row) -> float:
    below = (session.row(number) for number in session.children(row.number))
    return sum(
        _measured_ms(session, one)
        for one in below
        if isinstance(one.subject, Leg) and one.subject.response
    )


def _hanging_ms(session: Session, row: Row, exchange: Exchange) -> float:
    """Tell how long the last part took that never came to its end: a handshake, or an answer."""
    newest = next((one for one in reversed(exchange.connections) if one.dial), None)
    is_answer = bool(exchange.legs) and exchange.legs[-1].response is None
    is_secure = exchange.question.url.startswith("https:")
    is_open = newest is not None and newest.dial is not None and not newest.dial.failure
    is_handshake = is_secure and is_open and newest is not None and not newest.judged
    if not (is_answer or is_handshake):
        return 0.0
    parts = (session.row(number) for number in session.children(row.number))
    began = max((one.started_ms for one in parts if not _is_beside(one)), default=row.started_ms)
    return max(0.0, _end_ms(session, row) - began)


def _is_beside(row: Row) -> bool:
    return isinstance(row.subject, Resolution) and row.subject.beside


def _reading_ms(session: Session, row: Row) -> float:
    """Tell how long the local file took, which may lie on a dead share: no attempt is made."""
    if not isinstance(row.subject, StepState) or row.subject.planned.step is not StepName.LOCAL_XML:
        return 0.0
    below = [session.row(number) for number in session.children(row.number)]
    is_read = (
        one.started_ms
        for one in below
        if isinstance(one.subject, Noted) and one.subject.code is NoteCode.FILE_READ
    )
    end = next(is_read, below[0].started_ms if below else _end_ms(session, row))
    return end - row.started_ms


def _measured_ms(session: Session, row: Row) -> float:
    return _end_ms(session, row) - row.started_ms


def _end_ms(session: Session, row: Row) -> float:
    return session.last_ms if row.ended_ms is None else row.ended_ms


def _black_holes(session: Session, step: int) -> Iterator[BlackHole]:
    for attempt in _attempts(session, step):
        for number in session.children(attempt.number):
            subject = session.row(number).subject
            if isinstance(subject, Dial) and subject.is_black_hole:
                yield BlackHole(row=number, dial=subject)
