"""How far a tab has come, as a value: what the status line, the title and the tab itself say."""

from msgspec import Struct

from app.gui.models.waiting import Wait

READY = "Ready"


class Progress(Struct, frozen=True, kw_only=True):
    """One moment of a tab."""

    text: str = READY
    """What is said where nothing is waited for."""
    is_running: bool = False
    wait: Wait | None = None
    now_ms: float = 0.0
    """The engine's time of the newest event."""
    told_at: float = 0.0
    """When that event was told, by the window's clock in seconds."""
