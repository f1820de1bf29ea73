"""Many runs in words: what a line of the list came to, and how far the whole has come."""

from collections.abc import Mapping
from typing import assert_never

from app.domain.batch import RowOutcome
from app.wording.language import _
from app.wording.lines import Mark, number


def row_outcome_title(outcome: RowOutcome) -> str:
    """Say what a line came to."""
    match outcome:
        case RowOutcome.FOUND:
            return _("Settings found")
        case RowOutcome.SIGN_IN_NEEDED:
            return _("Sign-in needed")
        case RowOutcome.NOT_FOUND:
            return _("No settings found")
        case RowOutcome.WRONG_INPUT:
            return _("Neither address nor domain")
        case RowOutcome.DEFECT:
            return _("Defect of the program")
        case _:
            assert_never(outcome)


def row_outcome_mark(outcome: RowOutcome) -> Mark:
    """Give the sign of what a line came to."""
    match outcome:
        case RowOutcome.FOUND:
            return Mark.GOOD
        case RowOutcome.SIGN_IN_NEEDED:
            return Mark.INFORMATION
        case RowOutcome.NOT_FOUND:
            return Mark.BAD
        case RowOutcome.WRONG_INPUT | RowOutcome.DEFECT:
            return Mark.WARNING
        case _:
            assert_never(outcome)


def outcomes_text(counts: Mapping[RowOutcome, int]) -> str:
    """Say how many lines came to what, in the order of the outcomes."""
    told = ((one, counts.get(one, 0)) for one in RowOutcome)
    return ", ".join(f"{row_outcome_title(one)}: {number(count)}" for one, count in told if count)


def progress_text(done: int, total: int, before: int, elapsed_s: float) -> str:
    """Say how many are done, how fast it goes, and how long it will take."""
    told = _("{done} of {total}").format(done=done, total=total)
    here = done - before
    if not here or elapsed_s <= 0:
        return told
    rate = here / elapsed_s
    told += ", " + _("{rate} a second").format(rate=number(rate, 1))
    left_s = (total - done) / rate
    if done == total:
        return told
    if left_s < 60:
        return told + ", " + _("{seconds} s left").format(seconds=round(left_s))
    return told + ", " + _("{minutes} min left").format(minutes=round(left_s / 60))
