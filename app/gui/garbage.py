"""How often Python looks for garbage while the window is there."""

import gc
from typing import Final

SELDOM: Final = 50_000
"""New objects between two looks for garbage: a session's values are many, and hold no cycles."""


def collect_seldom() -> None:
    """Let Python look for garbage less often: a third of the time of a long log would go there.

    Of the start it takes a twentieth.
    """
    gc.set_threshold(SELDOM, 10, 50)
