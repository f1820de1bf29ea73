"""Writes the table of the README: every row, and the machine that it was measured on."""

import os
import platform
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from tests.benchmarks.figures import Figure, NotMeasured, markdown

ROOT: Final = Path(__file__).parents[2]
README: Final = ROOT / "README.md"
WRITTEN: Final = ROOT / "build" / "benchmarks.md"
BEGIN: Final = "<!-- benchmarks: written by make bench ARGS=--readme -->\n"
END: Final = "<!-- end of benchmarks -->\n"


def page(figures: Mapping[str, Figure | NotMeasured], day: date, load: float) -> str:
    """Tell where and when, then the table; `load`: how busy the machine was before."""
    return (
        f"Measured on {day.isoformat()} on {machine()}; its load was {load:.1f} before."
        " Medians, with the least and the most of all samples; whatever is compared was measured"
        f" in turns, in one run.\n\n{markdown(figures)}"
    )


def machine() -> str:
    """Describe this computer, but not whose it is."""
    cores = len(os.sched_getaffinity(0))
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    memory = f"{pages * size / 2**30:.0f} GiB"
    python = platform.python_version()
    return f"{cores} cores ({_processor()}), {memory} of memory, Linux, Python {python}"


def put_between(text: str, written: str) -> str:
    """Put a page in the place of the one that stands between the marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("README.md has no place for the table")
    return f"{before}{BEGIN}\n{written}\n{END}{after}"


def _processor() -> str:
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    found = re.search(r"^model name\s*:\s*(.+)$", told, re.MULTILINE)
    return found[1].strip() if found else platform.machine()
