"""Says what the program is, and which version of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app import __version__

ABOUT = (
    "Shows what Outlook sees: Autodiscover and certificates, step by step.\n\n"
    "The session log of every run is kept in your data folder, without passwords."
)


def about_box(parent: QWidget) -> QMessageBox:
    """Give the box, to be opened; it deletes itself when it is closed."""
    box = QMessageBox(parent)
    box.setWindowTitle("About Autodiscope")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Autodiscope {__version__}")
    box.setInformativeText(ABOUT)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box
