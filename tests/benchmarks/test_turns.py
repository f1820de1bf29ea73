from functools import partial

import pytest

from tests.benchmarks.turns import MOST, Spread, in_turns, rounds


def test_the_middle_of_the_samples_counts_and_neither_luck_nor_a_hiccup() -> None:
    spread = Spread.of([0.010, 0.900, 0.012, 0.001, 0.011])

    assert (spread.median, spread.least, spread.most) == (0.011, 0.001, 0.900)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ((0.0124, 0.0118, 0.0201), "12.4 ms (11.8 to 20.1)"),
        ((0.00061, 0.0006, 0.0007), "0.61 ms (0.6 to 0.7)"),
        ((1.312, 1.2, 12.34), "1312 ms (1200 to 12340)"),
    ],
)
def test_milliseconds_are_said_as_exactly_as_they_were_measured(
    seconds: tuple[float, float, float], said: str
) -> None:
    median, least, most = seconds

    assert Spread(median=median, least=least, most=most).ms() == said


def test_seconds_are_said() -> None:
    assert Spread.of([20.013, 20.25]).s() == "20.13 s (20.01 to 20.25)"


def test_ways_are_taken_in_turns_and_none_is_always_the_first() -> None:
    order: list[str] = []

    def way(name: str) -> int:
        order.append(name)
        return len(order)

    samples = in_turns({name: partial(way, name) for name in "abc"}, 3)

    assert "".join(order) == "abc" + "bca" + "cab"
    assert samples == {"a": [1, 6, 8], "b": [2, 4, 9], "c": [3, 5, 7]}


@pytest.mark.parametrize(("wish", "count"), [("", 9), ("2", 2), ("20", 9)])
def test_fewer_rounds_can_be_wished_for(
    wish: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MOST, wish)

    assert rounds(9) == count
