"""Loads what the window is made of, in pieces so short that nobody who types is held up.

What is loaded is found by whoever imports it; here is only the order. Each name stands for one
piece, together with whatever it needs that no name before it needed.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Final

WINDOW: Final = (
    "msgspec",
    "app.domain.options",
    "app.domain.events",
    "app.domain.session",
    "app.wording.again",
    "app.wording.clock",
    "app.wording.words",
    "app.sessionlog",
    "app.gui.defects",
    "app.gui.plain_text",
    "app.gui.panels.complaint",
    "app.gui.panels.recent_addresses",
    "app.gui.panels.further",
    "app.gui.panels.form",
    "app.gui.jobs",
    "app.gui.session_tab",
    "app.gui.window",
    "app.gui.application",
    "app.gui.late_engine",
)
"""What the window needs to be there."""
SESSION: Final = (
    "app.gui.models.session_tree",
    "app.gui.panels.certificate",
    "lxml.etree",
    "app.gui.panels.exchange",
    "app.gui.panels.details",
    "app.gui.panels.tree_section",
    "app.gui.panels.session_view",
)
"""What shows a session: loaded when the window is there."""


def load(names: Iterable[str], live: Callable[[], bool]) -> bool:
    """Load them, and let the frame live in between; no more once that says that it is closed."""
    for name in names:
        import_module(name)
        if not live():
            return False
    return True


def pieces(names: Iterable[str]) -> list[Callable[[], object]]:
    """Give the same as pieces of work."""
    return [lambda name=name: import_module(name) for name in names]  # type: ignore[misc]
