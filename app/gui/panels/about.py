"""Says what the program is, which version of it, and whose work it holds under which licence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app import __version__
from app.paths import resources
from app.wording.language import _


def about_box(parent: QWidget) -> QMessageBox:
    """Give the box, to be opened; it deletes itself when it is closed."""
    box = QMessageBox(parent)
    box.setWindowTitle(_("About Autodiscope"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Autodiscope {__version__}")
    box.setInformativeText(
        _(
            "Shows what Outlook sees: Autodiscover and certificates, step by step.\n\n"
            "The session log of every run is kept in your data folder, without passwords.\n\n"
            "The parts of others and their licences are among the details."
        )
    )
    box.setDetailedText(licences())
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def licences() -> str:
    """List the parts of others with their licences, and give each licence's text."""
    try:
        return (resources() / "notices" / "NOTICES.txt").read_text(encoding="utf-8")
    except OSError:
        # As a page of help that is missing: whoever wants to know more reads it elsewhere.
        return _("The list of licences is missing in this copy of the program.")
