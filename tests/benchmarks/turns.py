"""Measures several ways in turns, so that what else the machine does meets all of them alike."""

import os
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Self, TypeVar

from msgspec import Struct

Sample = TypeVar("Sample")

MOST: Final = "AUTODISCOPE_ROUNDS"
"""An environment variable: the most rounds of a row, for whoever wants to see it work."""


class Spread(Struct, frozen=True, kw_only=True):
    """The middle of some samples, and how far they lie apart."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, samples: Sequence[float]) -> Self:
        """Take the middle: neither luck nor one hiccup counts."""
        return cls(median=statistics.median(samples), least=min(samples), most=max(samples))

    def ms(self) -> str:
        """Say seconds in milliseconds."""
        middle, least, most = (_digits(one * 1_000) for one in (self.median, self.least, self.most))
        return f"{middle} ms ({least} to {most})"

    def s(self) -> str:
        """Say seconds."""
        return f"{self.median:.2f} s ({self.least:.2f} to {self.most:.2f})"


def rounds(usual: int) -> int:
    """Give how often to measure."""
    return min(usual, int(os.environ.get(MOST) or usual))


def in_turns(ways: Mapping[str, Callable[[], Sample]], count: int) -> dict[str, list[Sample]]:
    """Take each way once a round, A B C, then B C A, and so on: none is always the first."""
    names = list(ways)
    samples: dict[str, list[Sample]] = {name: [] for name in names}
    for number in range(count):
        start = number % len(names)
        for name in (*names[start:], *names[:start]):
            samples[name].append(ways[name]())
    return samples


def _digits(number: float) -> str:
    # Three digits, and not 1.31e+03.
    return f"{number:.3g}" if number < 1_000 else f"{number:.0f}"
