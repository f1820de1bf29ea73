"""Many runs in words."""

from collections import Counter

import pytest

from app.domain.batch import RowOutcome
from app.wording.batch import outcomes_text, row_outcome_mark, row_outcome_title


def test_each_outcome_has_a_title_of_its_own_and_a_mark() -> None:
    assert len({row_outcome_title(one) for one in RowOutcome}) == len(RowOutcome)
    assert all(row_outcome_mark(one) for one in RowOutcome)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({}, ""),
        (
            {RowOutcome.NOT_FOUND: 2, RowOutcome.FOUND: 3},
            "Settings found: 3, No settings found: 2",
        ),
    ],
)
def test_outcomes_are_counted_in_their_order(counts: dict[RowOutcome, int], text: str) -> None:
    assert outcomes_text(Counter(counts)) == text
