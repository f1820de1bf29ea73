"""What the clocks tell of a PC that slept, stood still, or was given another time."""

import pytest

from app.domain.notes import NoteCode, Noted
from app.domain.pauses import Clocks, remarks

START = Clocks(running=100.0, passed=500.0, of_day=1_000_000.0)


def later(*, passed: float, of_day: float | None = None) -> Clocks:
    moved = passed if of_day is None else of_day
    return Clocks(
        running=START.running + 1.0, passed=START.passed + passed, of_day=START.of_day + moved
    )


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (later(passed=1.0), []),
        (later(passed=5.9), []),
        (later(passed=6.0), [("stood-still", "5 s")]),
        (later(passed=3601.0), [("stood-still", "3600 s")]),
        (later(passed=1.0, of_day=5.9), []),
        (later(passed=1.0, of_day=3601.0), [("clock-set-forward", "3600 s")]),
        (later(passed=1.0, of_day=-3.9), []),
        (later(passed=1.0, of_day=-59.0), [("clock-set-back", "60 s")]),
        (later(passed=61.0, of_day=1.0), [("stood-still", "60 s"), ("clock-set-back", "60 s")]),
    ],
)
def test_only_what_no_busy_pc_explains_is_remarked(
    after: Clocks, said: list[tuple[str, str]]
) -> None:
    expected = [Noted(code=NoteCode(code), subject=subject) for code, subject in said]

    assert list(remarks(START, after, 1.0)) == expected
