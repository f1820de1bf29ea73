"""A session log in the list of all of them, in words; and what of it a search looks at."""

from datetime import datetime
from typing import assert_never

from app.domain.events import Outcome, Source
from app.domain.listed import Keeping, Listed, Removal
from app.wording.lines import Mark, one_line
from app.wording.titles import source_title


def outcome_title(one: Listed) -> str:
    """Say what the run came to, or why nothing is known of it."""
    if one.trouble:
        return "Unreadable"
    if one.is_running:
        return "Still running"
    if one.source is not Source.THIS_PROGRAM:
        return one_line(source_title(one.source))
    match one.outcome:
        case Outcome.FOUND:
            return "Settings found"
        case Outcome.SIGN_IN_NEEDED:
            return "Sign-in needed"
        case Outcome.NOT_FOUND:
            return "No settings found"
        case Outcome.CANCELLED:
            return "Cancelled"
        case Outcome.INTERRUPTED | None:
            return "Interrupted"
        case _:
            assert_never(one.outcome)


def outcome_mark(one: Listed) -> Mark:
    """Give the sign of an outcome."""
    if one.trouble:
        return Mark.WARNING
    if one.is_running:
        return Mark.BUSY
    match one.outcome:
        case Outcome.FOUND:
            return Mark.GOOD
        case Outcome.SIGN_IN_NEEDED:
            return Mark.INFORMATION
        case Outcome.NOT_FOUND:
            return Mark.BAD
        case Outcome.CANCELLED:
            return Mark.SKIPPED
        case Outcome.INTERRUPTED | None:
            return Mark.WARNING
        case _:
            assert_never(one.outcome)


def started_text(started_at: datetime | None) -> str:
    """Give the day and the time as this PC's clock had it."""
    return f"{started_at.astimezone():%Y-%m-%d %H:%M}" if started_at else ""


def first_finding(one: Listed) -> str:
    """Give the first finding; of a file that cannot be read the reason."""
    return one_line(one.trouble or one.finding)


def is_match(one: Listed, text: str) -> bool:
    """Tell whether every word of the text stands in what the list shows of a session."""
    shown = (
        started_text(one.started_at),
        one.address,
        outcome_title(one),
        first_finding(one),
        one.code,
        one.note,
        one.name,
    )
    whole = "\n".join(shown).casefold()
    return all(word in whole for word in text.casefold().split())


def removal_text(removal: Removal) -> str:
    """Say what was removed and what could not be; nothing where there was nothing to do."""
    count = len(removal.removed)
    parts = []
    if count:
        noun = "session log was" if count == 1 else "session logs were"
        parts.append(f"{count} {noun} deleted ({megabytes(removal.bytes)}).")
    return " ".join((*parts, *removal.troubles))


def tidied_text(removal: Removal, keeping: Keeping) -> str:
    """Say what the limits took away; nothing where they took nothing."""
    count = len(removal.removed)
    if not count:
        return ""
    noun = "old session log was" if count == 1 else "old session logs were"
    return f"{count} {noun} deleted ({megabytes(removal.bytes)}): {keeping_text(keeping)}."


def keeping_text(keeping: Keeping) -> str:
    """Say how long and up to what size logs are kept."""
    days = f"{keeping.days} days" if keeping.days != 1 else "1 day"
    match bool(keeping.days), bool(keeping.megabytes):
        case True, True:
            return f"they are kept for {days} and up to {keeping.megabytes:,} MB together"
        case True, False:
            return f"they are kept for {days}"
        case False, True:
            return f"they are kept up to {keeping.megabytes:,} MB together"
        case _:
            return "they are kept for ever"


def megabytes(size: int) -> str:
    """Give a number of bytes as a person wants it."""
    return f"{size / 10**6:,.1f} MB" if size >= 50_000 else f"{size / 1000:,.0f} kB"
