"""Marks tests of what Windows does not have, or has another way (tests/windows)."""

import os
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
_ON_WINDOWS: Final = sys.platform == "win32"

has_modes = pytest.mark.skipif(_ON_WINDOWS, reason="Windows has access lists in place of modes")
has_pipes = pytest.mark.skipif(_ON_WINDOWS, reason="Windows has no pipes among its files")
can_fork = pytest.mark.skipif(_ON_WINDOWS, reason="Windows cannot fork")
has_limits = pytest.mark.skipif(_ON_WINDOWS, reason="Windows sets no limit to the size of files")


def for_a_child() -> dict[str, str]:
    """Give an environment in which another Python finds the modules that this one finds."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
