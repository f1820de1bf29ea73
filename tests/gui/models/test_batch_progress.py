"""How far a list has come, in a line."""

from collections.abc import Callable

import pytest

from app.domain.batch import BatchRow, RowOutcome
from app.gui.models.batch_progress import BatchProgress
from app.gui.models.batch_table import MOST_ROWS


def rows(count: int, outcome: RowOutcome = RowOutcome.FOUND) -> list[BatchRow]:
    return [BatchRow(line=line, input="a.example", outcome=outcome) for line in range(count)]


def clock(*seconds: float) -> Callable[[], float]:
    return iter(seconds).__next__


@pytest.mark.parametrize(
    ("is_running", "is_stopping", "told"),
    [
        (True, False, "4 of 10, 2.0 a second, 3 s left"),
        (True, True, "Stopping …"),
        (False, True, "Stopped: 4 of 10 are finished."),
    ],
)
def test_it_is_told_how_far_a_list_is_and_what_came_of_it(
    is_running: bool,
    is_stopping: bool,
    told: str,
) -> None:
    progress = BatchProgress(10, 0, clock(100.0, 102.0))
    progress.add([*rows(3), *rows(1, RowOutcome.NOT_FOUND)])

    text = progress.text(is_running=is_running, is_stopping=is_stopping)

    assert text == f"{told} — Settings found: 3, No settings found: 1"


def test_a_list_that_came_to_its_end_was_not_stopped() -> None:
    progress = BatchProgress(2, 0, clock(0.0, 1.0))
    progress.add(rows(2))

    assert progress.text(is_running=False, is_stopping=True).startswith("2 of 2, 2.0 a second — ")


def test_what_was_finished_before_counts_and_is_told_of() -> None:
    progress = BatchProgress(10, 6, clock(0.0, 1.0))
    progress.add(rows(2))

    assert progress.done == 8
    told = progress.text(is_running=True, is_stopping=False)
    assert told.startswith("8 of 10, 2.0 a second, 1 s left — ")
    assert told.endswith(" — 6 were finished before")


def test_more_than_can_be_shown_are_told_of() -> None:
    progress = BatchProgress(2 * MOST_ROWS)
    progress.add(rows(MOST_ROWS))
    assert "newest" not in progress.text(is_running=True, is_stopping=False)
    progress.add(rows(1))

    assert "the newest 20,000 are shown" in progress.text(is_running=True, is_stopping=False)
