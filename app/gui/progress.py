"""How far a tab has come, as a value: what the status line, the title and the tab itself say."""

from msgspec import Struct, field

from app.gui.models.awaited import Wait
from app.wording.language import _


def ready() -> str:
    """Say that nothing is under way."""
    return _("Ready")


class Progress(Struct, frozen=True, kw_only=True):
    """One moment of a tab."""

    text: str = field(default_factory=ready)
    """What is said where nothing is waited for."""
    is_running: bool = False
    wait: Wait | None = None
    now_ms: float = 0.0
    """The engine's time of the newest event."""
    told_at: float = 0.0
    """When that event was told, by the window's clock in seconds."""
    step: int = 0
    """Where the newest step stands in its plan; 0 before the first."""
    steps: int = 0
    """Of the newest round; 0 where there is none, or the steps are over."""
