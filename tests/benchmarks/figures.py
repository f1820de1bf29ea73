"""A measured figure against its limit, and the table of all of them."""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct


class Figure(Struct, frozen=True, kw_only=True):
    """One line of the table."""

    name: str
    value: str
    """As measured, with its unit."""
    ratio: float
    """Of what was measured to what it is compared with."""
    limit: float
    """The ratio that it should stay below on a quiet machine."""
    about: str = ""
    """One sentence that says what is compared."""

    @property
    def is_miss(self) -> bool:
        """Whether it is at its limit or beyond it."""
        return self.ratio >= self.limit


class NotMeasured(Struct, frozen=True, kw_only=True):
    """What could not be measured here, and why."""

    name: str
    reason: str
    about: str = ""


Row = Callable[[], Figure | NotMeasured]
"""A benchmark: a module of this folder has one, and `__main__` lists it."""

HEADINGS = ("figure", "measured", "ratio", "limit", "miss")


def table(figures: Iterable[Figure | NotMeasured]) -> str:
    """Write the lines below each other."""
    rows = [HEADINGS, *(_cells(one) for one in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines) + "\n"


def markdown(figures: Mapping[str, Figure | NotMeasured]) -> str:
    """Write the same as a table of Markdown, each row with its name for `make bench`."""
    lines = [
        "| row | what is compared | measured | ratio | limit |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row, one in figures.items():
        name, value, ratio, limit, miss = _cells(one)
        ratio = f"**{ratio}** miss" if miss else ratio
        about = f"{name[:1].upper()}{name[1:]}. {one.about}".strip()
        cells = (f"`{row}`", about, value, ratio, limit)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _cells(one: Figure | NotMeasured) -> tuple[str, str, str, str, str]:
    if isinstance(one, NotMeasured):
        return one.name, f"not measured: {one.reason}", "", "", ""
    miss = "MISS" if one.is_miss else ""
    return one.name, one.value, f"{one.ratio:.3f}", f"{one.limit:.3f}", miss
