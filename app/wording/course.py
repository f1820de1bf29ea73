"""What a run would have cost a user of Outlook, and which hosts cost the most, in sentences."""

from app.domain.connections import Dial
from app.domain.course import Cost, Course, awaited_before, first_answer, outlook_course
from app.domain.events import Outcome
from app.domain.rows import PromptState
from app.domain.session import Session
from app.domain.task import Mode
from app.wording.language import _
from app.wording.lines import milliseconds, one_line
from app.wording.titles import step_title

_WORTH_TELLING_MS = 1_000
_OVER = (Outcome.FOUND, Outcome.NOT_FOUND, Outcome.SIGN_IN_NEEDED)


def black_hole_text(dial: Dial) -> str:
    """Say that a port never answers, and what that costs Outlook; claim no more than was seen."""
    place = _("{port} of {host}").format(port=dial.port, host=dial.host)
    cost = milliseconds(dial.outlook_waited_ms)
    longest_ms = max(one.duration_ms for one in dial.tried)
    count = len(dial.tried)
    if count > 1:
        cost = _("{cost} ({count} addresses, {limit_s} s each)").format(
            cost=cost, count=count, limit_s=f"{dial.outlook_limit_s:g}"
        )
    if longest_ms < 0.95 * dial.outlook_limit_s * 1_000:
        # --timeout cut the wait short: a server may be that slow.
        short = milliseconds(longest_ms)
        return _(
            "{place} did not answer in {short}: if it never does, Outlook waits {cost}"
        ).format(place=place, short=short, cost=cost)
    return _("{place} never answers: Outlook waits {cost}").format(place=place, cost=cost)


def overtaken_text(dial: Dial) -> str:
    """Say what a connection costs Outlook that was quick here; nothing where it is the same."""
    if dial.failure:
        return ""
    limit = milliseconds(dial.outlook_limit_s * 1_000)
    if dial.is_overtaken:
        return _("Outlook waits up to {limit} for each address before it").format(limit=limit)
    if dial.outlook_waited_ms - dial.raced_ms < _WORTH_TELLING_MS:
        return ""
    waited = milliseconds(dial.outlook_waited_ms)
    return _("Outlook, which tries one after the other, waits {waited}").format(waited=waited)


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
    text = (
        _("Settings found at {url}; still awaited, and first with Outlook: {titles}")
        if titles
        else _("Settings found at {url}")
    )
    return one_line(text.format(url=found.url, titles=", ".join(titles)))


def _when(course: Course, session: Session) -> str:
    last = course.passed[-1]
    after = _duration(course.cost)
    asked = any(isinstance(row.subject, PromptState) for row in session.rows)
    if asked:
        after = _("{duration}, not counting what the user takes to answer questions").format(
            duration=after
        )
    if not course.found:
        return _("Outlook would have given up after {duration}.").format(duration=after)
    where = (
        _("step {position} of round {round} ({step})")
        if last.round > 1
        else _("step {position} ({step})")
    ).format(position=last.position, round=last.round, step=step_title(last.step))
    return _("Outlook would have found its settings at {step} after {duration}.").format(
        step=where, duration=after
    )


def _duration(cost: Cost) -> str:
    told = milliseconds(cost.ms)
    return _("at least {duration}").format(duration=told) if cost.at_least else told
