"""A session log in the list of all of them, in words; and what of it a search looks at."""

from datetime import datetime
from typing import assert_never

from app.domain.events import Outcome, Source
from app.domain.listed import Keeping, Listed, Removal
from app.wording.forms import moment_text
from app.wording.language import _, ngettext, said
from app.wording.lines import Mark, number, one_line
from app.wording.titles import source_title


def outcome_title(one: Listed) -> str:
    """Say what the run came to, or why nothing is known of it."""
    if one.trouble:
        return _("Unreadable")
    if one.is_running:
        return _("Still running")
    if one.source is not Source.THIS_PROGRAM:
        return one_line(source_title(one.source))
    match one.outcome:
        case Outcome.FOUND:
            return _("Settings found")
        case Outcome.SIGN_IN_NEEDED:
            return _("Sign-in needed")
        case Outcome.NOT_FOUND:
            return _("No settings found")
        case Outcome.CANCELLED:
            return _("Cancelled")
        case Outcome.INTERRUPTED | None:
            return _("Interrupted")
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
    return moment_text(started_at.astimezone().replace(tzinfo=None)) if started_at else ""


def first_finding(one: Listed) -> str:
    """Give the first finding; of a file that cannot be read the reason."""
    return one_line(_trouble(one) or one.finding)


def _trouble(one: Listed) -> str:
    """Say why a file cannot be read: a sentence about it, whose beginning stands beside already."""
    whole = f"{one.name} {one.trouble[:1].lower()}{one.trouble[1:]}"
    told = said(whole)
    return one.trouble if told == whole else told


def searched(one: Listed) -> str:
    """Give all that the list shows of a session, for is_match."""
    shown = (
        started_text(one.started_at),
        one.address,
        outcome_title(one),
        first_finding(one),
        one.code,
        one.note,
        one.name,
    )
    return "\n".join(shown).casefold()


def is_match(whole: str, text: str) -> bool:
    """Tell whether every word of the text stands in what is searched."""
    return all(word in whole for word in text.casefold().split())


def removal_text(removal: Removal) -> str:
    """Say what was removed; nothing where nothing was."""
    count = len(removal.removed)
    if not count:
        return ""
    text = ngettext(
        "{count} session log was deleted ({size}).",
        "{count} session logs were deleted ({size}).",
        count,
    )
    return text.format(count=number(count), size=size_text(removal.bytes))


def tidied_text(removal: Removal, keeping: Keeping) -> str:
    """Say what the limits took away; nothing where they took nothing."""
    count = len(removal.removed)
    if not count:
        return ""
    text = ngettext(
        "{count} old session log was deleted ({size}). {limits}",
        "{count} old session logs were deleted ({size}). {limits}",
        count,
    )
    limits = keeping_text(keeping)
    return text.format(count=number(count), size=size_text(removal.bytes), limits=limits)


def keeping_text(keeping: Keeping) -> str:
    """Say how long and up to what size logs are kept."""
    days, room = keeping.days, number(keeping.megabytes)
    match bool(days), bool(keeping.megabytes):
        case True, True:
            text = ngettext(
                "They are kept for {days} day, and up to {room} MB together.",
                "They are kept for {days} days, and up to {room} MB together.",
                days,
            )
        case True, False:
            text = ngettext("They are kept for {days} day.", "They are kept for {days} days.", days)
        case False, True:
            text = _("They are kept up to {room} MB together.")
        case _:
            text = _("They are kept for ever.")
    return text.format(days=number(days), room=room)


def size_text(size: int) -> str:
    """Give a number of bytes as a person wants it."""
    return f"{number(size / 10**6, 1)} MB" if size >= 50_000 else f"{number(size / 1000)} kB"
