"""The outcome of a run in one sentence, with the reason that a helpdesk wants first."""

from typing import assert_never

from app.domain.attempts import Attempt, Exchange
from app.domain.events import Outcome
from app.domain.failures import FailureKind
from app.domain.rows import StepState
from app.domain.session import Session
from app.domain.steps import Refused
from app.wording.again import again_outcome
from app.wording.failures import server_error_text
from app.wording.language import _, ngettext
from app.wording.lines import Line, Mark, line
from app.wording.titles import step_title


def summary(session: Session) -> Line:
    """Say what a run came to: `what` is the outcome, `verdict` from where or why."""
    address = session.started.address if session.started else _("an unknown address")
    match session.outcome:
        case Outcome.FOUND if session.started and session.started.continues:
            return line(
                _("The services of {address} were tried again").format(address=address),
                *again_outcome(session),
            )
        case Outcome.FOUND:
            return line(
                _("Outlook finds its settings for {address}").format(address=address),
                _found(session),
                Mark.GOOD,
            )
        case Outcome.SIGN_IN_NEEDED:
            return line(
                _("Autodiscover for {address} is reachable, and asks for a sign-in").format(
                    address=address
                ),
                _("With user name and password the run goes on to the settings"),
                Mark.INFORMATION,
            )
        case Outcome.NOT_FOUND:
            return line(
                _("Outlook finds no settings for {address}").format(address=address),
                _cause(session),
                Mark.BAD,
            )
        case Outcome.CANCELLED:
            return line(
                _("Cancelled"),
                _("The run for {address} was not finished").format(address=address),
                Mark.SKIPPED,
            )
        case Outcome.INTERRUPTED:
            return line(
                _("Interrupted"),
                _("The run for {address} did not come to its end").format(address=address),
                Mark.WARNING,
            )
        case _:
            assert_never(session.outcome)


def _was_refused(attempt: Attempt) -> bool:
    failure = attempt.failure
    return failure is not None and failure.kind is FailureKind.SIGN_IN_REFUSED


def _found(session: Session) -> str:
    finished = session.finished
    if finished is None or finished.found_by is None:
        return ""
    return f"{step_title(finished.found_by)}: {finished.autodiscover_url}"


def _cause(session: Session) -> str:
    for row in session.rows:
        state = row.subject
        if isinstance(state, StepState) and isinstance(state.result, Refused):
            text = server_error_text(state.result.error)
            return text[0].upper() + text[1:]
    exchanges = [one for _row, one in session.attempts if isinstance(one, Exchange)]
    kinds = [one.failure.kind for one in exchanges if one.failure]
    if FailureKind.SIGN_IN_REFUSED in kinds:
        return _("The server refused the user name or the password")
    if any(_was_refused(attempt) for _row, attempt in session.attempts):
        return _("The directory refused the user name or the password")
    rejected = kinds.count(FailureKind.CERTIFICATE_REJECTED)
    if rejected:
        return ngettext(
            "{count} certificate was not accepted",
            "{count} certificates were not accepted",
            rejected,
        ).format(count=rejected)
    if FailureKind.REDIRECT_LOOP in kinds:
        return _("The servers send Outlook round in a circle")
    if FailureKind.NOT_AUTODISCOVER in kinds:
        return _("Something answers in place of Autodiscover, such as a web page")
    return _("No URL gave settings")
