from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.batch import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_starts_are_spaced_evenly() -> None:
    pace = Pace(4, Clock())

    assert [pace.wait_s() for _ in range(5)] == [0, 0.25, 0.5, 0.75, 1.0]


def test_time_that_passes_counts() -> None:
    clock = Clock()
    pace = Pace(2, clock)
    pace.wait_s()
    clock.now += 0.4

    assert pace.wait_s() == pytest.approx(0.1)


def test_a_pause_is_not_made_up_for_by_a_burst() -> None:
    clock = Clock()
    pace = Pace(2, clock)
    pace.wait_s()
    clock.now += 60

    assert [pace.wait_s() for _ in range(3)] == [0, 0.5, 1.0]


def test_without_a_rate_nobody_waits() -> None:
    pace = Pace(0, Clock())

    assert [pace.wait_s() for _ in range(3)] == [0, 0, 0]


@given(
    st.floats(min_value=0.01, max_value=1000),
    st.lists(st.floats(min_value=0, max_value=50), min_size=2, max_size=60),
)
def test_no_second_ever_has_more_starts_than_the_rate(rate: float, pauses: list[float]) -> None:
    clock = Clock()
    pace = Pace(rate, clock)
    starts = []
    for pause in pauses:
        clock.now += pause
        starts.append(clock.now + pace.wait_s())

    gaps = [after - before for before, after in pairwise(starts)]
    assert min(gaps) >= 1 / rate - 1e-9
