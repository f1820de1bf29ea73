import pytest

from app.domain.events import Outcome, Source
from app.domain.listed import Keeping, Listed, Removal
from app.wording.lines import Mark
from app.wording.listed import outcome_mark, outcome_title, removal_text, tidied_text


def of(
    outcome: Outcome | None,
    *,
    is_running: bool = False,
    trouble: str = "",
    source: Source = Source.THIS_PROGRAM,
) -> Listed:
    return Listed(
        name="1",
        size=1,
        changed_ns=1,
        outcome=outcome,
        is_running=is_running,
        trouble=trouble,
        source=source,
    )


@pytest.mark.parametrize(
    ("one", "title", "mark"),
    [
        (of(Outcome.FOUND), "Settings found", Mark.GOOD),
        (of(Outcome.NOT_FOUND), "No settings found", Mark.BAD),
        (of(Outcome.SIGN_IN_NEEDED), "Sign-in needed", Mark.INFORMATION),
        (of(Outcome.CANCELLED), "Cancelled", Mark.SKIPPED),
        (of(Outcome.INTERRUPTED), "Interrupted", Mark.WARNING),
        (of(Outcome.INTERRUPTED, is_running=True), "Still running", Mark.BUSY),
        (of(None, trouble="Is damaged."), "Unreadable", Mark.WARNING),
        (
            of(Outcome.FOUND, source=Source.OLKDISC),
            "read from Outlook's olkdisc.log",
            Mark.GOOD,
        ),
    ],
)
def test_what_came_of_a_session_has_a_word_and_a_sign(one: Listed, title: str, mark: Mark) -> None:
    assert (outcome_title(one), outcome_mark(one)) == (title, mark)


@pytest.mark.parametrize(
    ("removal", "keeping", "told"),
    [
        (Removal(), Keeping(), ""),
        (Removal(troubles=("x cannot be deleted: no.",)), Keeping(), ""),
        (
            Removal(removed=("a",), bytes=1_200),
            Keeping(),
            (
                "1 old session log was deleted (1 kB). They are kept for 180 days, and up to 500 MB"
                " together."
            ),
        ),
        (
            Removal(removed=("a", "b"), bytes=2_500_000),
            Keeping(days=1, megabytes=0),
            "2 old session logs were deleted (2.5 MB). They are kept for 1 day.",
        ),
        (
            Removal(removed=("a", "b"), bytes=2_500_000),
            Keeping(days=0, megabytes=1_000),
            "2 old session logs were deleted (2.5 MB). They are kept up to 1,000 MB together.",
        ),
        (
            Removal(removed=("a",), bytes=0),
            Keeping(days=0, megabytes=0),
            "1 old session log was deleted (0 kB). They are kept for ever.",
        ),
    ],
)
def test_what_the_limits_took_away_is_told(removal: Removal, keeping: Keeping, told: str) -> None:
    assert tidied_text(removal, keeping) == told


def test_what_a_person_deleted_is_told_with_its_size() -> None:
    assert removal_text(Removal(removed=("a",), bytes=100_000)) == (
        "1 session log was deleted (0.1 MB)."
    )
    assert removal_text(Removal(troubles=("b cannot be deleted: no.",))) == ""
