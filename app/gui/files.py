"""The dialogs for session files."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

SESSIONS = "Autodiscope sessions (*.autodiscope);;All files (*)"
READABLE = (
    "Sessions and other programs' logs (*.autodiscope *.log *.txt *.xml *.html);;All files (*)"
)


def ask_for_session(parent: QWidget) -> Path | None:
    """Have a file chosen to be opened."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open a session", "", READABLE)
    return Path(name) if name else None


def ask_for_target(parent: QWidget) -> Path | None:
    """Have a file named to be written, with the usual suffix where it has none."""
    name, _ = QFileDialog.getSaveFileName(parent, "Save the session", "", SESSIONS)
    if not name:
        return None
    target = Path(name)
    return target if target.suffix else target.with_suffix(".autodiscope")
