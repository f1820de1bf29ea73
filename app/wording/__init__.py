"""Domain values in plain English, for the window, the terminal and the exports alike.

Loaded when the first of it is wanted: whoever wants the language alone, as the first painting of
the window does, need not wait for the rest.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.wording.words import *  # noqa: F403 - what is offered stands there


def __getattr__(name: str) -> object:
    # `from app.wording import words` would ask here first.
    import app.wording.words as words  # noqa: PLC0415, PLR0402

    if name in words.__all__:
        return getattr(words, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
