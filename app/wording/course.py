"""What a run would have cost a user of Outlook, and which hosts cost the most, in sentences."""

from app.domain.connections import Dial
from app.domain.course import Cost, Course, awaited_before, first_answer, outlook_course
from app.domain.events import Outcome
from app.domain.rows import PromptState
from app.domain.session import Session
from app.domain.task import Mode
from app.wording.lines import milliseconds, one_line
from app.wording.titles import step_title

_WORTH_TELLING_MS = 1_000
_OVER = (Outcome.FOUND, Outcome.NOT_FOUND, Outcome.SIGN_IN_NEEDED)


def black_hole_text(dial: Dial) -> str:
    """Say that a port never answers, and what that costs Outlook; claim no more than was seen."""
    place = f"{dial.port} of {dial.host}"
    cost = milliseconds(dial.outlook_waited_ms)
    longest_ms = max(one.duration_ms for one in dial.tried)
    count = len(dial.tried)
    each = f" ({count} addresses, {dial.outlook_limit_s:g} s each)" if count > 1 else ""
    if longest_ms < 0.95 * dial.outlook_limit_s * 1_000:
        # --timeout cut the wait short: a server may be that slow.
        short = milliseconds(longest_ms)
        return f"{place} did not answer in {short}: if it never does, Outlook waits {cost}{each}"
    return f"{place} never answers: Outlook waits {cost}{each}"


def overtaken_text(dial: Dial) -> str:
    """Say what a connection costs Outlook that was quick here; nothing where it is the same."""
    if dial.failure:
        return ""
    limit = milliseconds(dial.outlook_limit_s * 1_000)
    if dial.is_overtaken:
        return f"Outlook waits up to {limit} for each address before it"
    if dial.outlook_waited_ms - dial.raced_ms < _WORTH_TELLING_MS:
        return ""
    waited = milliseconds(dial.outlook_waited_ms)
    return f"Outlook, which tries one after the other, waits {waited}"


def course_lines(session: Session) -> tuple[str, ...]:
    """Say when Outlook has its settings, or gives up, and what it waits for in vain.

    Nothing where it takes Outlook no longer than it took here.
    """
    if session.finished is None or session.outcome not in _OVER:
        return ()
    course = outlook_course(session)
    is_survey = session.started is not None and session.started.mode is Mode.SURVEY
    is_longer = course.cost.ms - session.last_ms >= _WORTH_TELLING_MS
    if not course.passed or not (is_survey or is_longer or course.black_holes):
        return ()
    holes = dict.fromkeys(black_hole_text(hole.dial) for hole in course.black_holes)
    return (_when(course, session), *(f"{one_line(text)}." for text in holes))


def interim(session: Session) -> str:
    """While a survey goes on: that there are settings already, and which steps come before."""
    found = first_answer(session)
    if found is None:
        return ""
    titles = [step_title(step) for step in awaited_before(session, found)]
    before = f"; still awaited, and first with Outlook: {', '.join(titles)}" if titles else ""
    return one_line(f"Settings found at {found.url}{before}")


def _when(course: Course, session: Session) -> str:
    last = course.passed[-1]
    after = _duration(course.cost)
    asked = any(isinstance(row.subject, PromptState) for row in session.rows)
    beside = ", not counting what the user takes to answer questions" if asked else ""
    if not course.found:
        return f"Outlook would have given up after {after}{beside}."
    again = f" of round {last.round}" if last.round > 1 else ""
    where = f"step {last.position}{again} ({step_title(last.step)})"
    return f"Outlook would have found its settings at {where} after {after}{beside}."


def _duration(cost: Cost) -> str:
    return f"{'at least ' if cost.at_least else ''}{milliseconds(cost.ms)}"
