"""Lists the keys of the window."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.gui.panels.table import TextTable
from app.gui.places import give_size
from app.wording.language import _, pgettext

WIDTH, HEIGHT = 700, 620

Keys = Sequence[tuple[str, str, str]]
"""Where an action is, what it is called, and its key."""


class KeyboardDialog(QDialog):
    """A table of menus, actions and keys; it deletes itself when it is closed."""

    def __init__(self, keys: Keys, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keyboard"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        give_size(self, WIDTH, HEIGHT)
        self.table = TextTable(
            _("Keys"), (_("Where"), _("What"), pgettext("keyboard", "Key")), kept="keys"
        )
        self.table.show_lines((*keys, *_elsewhere()))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, stretch=1)
        layout.addWidget(buttons)


def _elsewhere() -> Keys:
    form, tree = _("Form"), _("Tree")
    return (
        (form, _("Start, from any field"), _("Enter")),
        (form, _("Recent addresses"), _("Alt+Down")),
        (_("Everywhere"), _("To the control whose letter is underlined"), _("Alt+letter")),
        (_("Everywhere"), _("To the next control, or the one before"), _("Tab, Shift+Tab")),
        (tree, _("Unfold, fold"), _("Right, Left")),
        (tree, _("Unfold all below"), "*"),
        (tree, _("Copy the row"), "Ctrl+C"),
        (tree, _("What can be done with the row"), _("Menu key, Shift+F10")),
        (_("Findings"), _("The page of help"), "F1"),
    )
