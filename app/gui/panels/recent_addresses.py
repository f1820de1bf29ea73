"""Offers the addresses of earlier runs at the field for the address."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QStyle

from app.gui.plain_text import tool_tip
from app.gui.recent_menu import RecentMenu
from app.wording.language import _

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RecentAddresses(QObject):
    """A list that opens below the field while one types, and a menu of all at its end.

    Signals:
        clear_wished: no address is to be remembered.
    """

    clear_wished = Signal()

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field
        self._known = QStringListModel(self)
        self.completer = QCompleter(self._known, self)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.popup = QListView()
        self.popup.setAccessibleName(_("Recent addresses"))
        self.completer.setPopup(self.popup)
        field.setCompleter(self.completer)
        # Asked before the completer, which would take Enter for the end of choosing alone.
        self.popup.installEventFilter(self)
        self.menu = RecentMenu(_("Recent addresses"), field)
        arrow = field.style().standardIcon(QStyle.StandardPixmap.SP_ArrowDown)
        self.open = field.addAction(arrow, QLineEdit.ActionPosition.TrailingPosition)
        self.open.setText(_("Recent addresses"))
        self.open.setToolTip(tool_tip(_("Recent addresses (Alt+Down)")))
        self.open.triggered.connect(self._open)
        by_key = QShortcut(QKeySequence("Alt+Down"), field)
        by_key.setContext(Qt.ShortcutContext.WidgetShortcut)
        by_key.activated.connect(self._open)
        self.menu.chosen.connect(self._take)
        self.menu.clear_wished.connect(self.clear_wished)
        self.show_entries(())

    def show_entries(self, entries: Sequence[str]) -> None:
        """Offer these."""
        self._known.setStringList(entries)
        self.menu.show_entries(entries)
        self.open.setVisible(bool(entries))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_enter = isinstance(event, QKeyEvent) and event.key() in ENTER
        is_press = event.type() == QEvent.Type.KeyPress and is_enter
        if is_press and not self.popup.currentIndex().isValid():
            # Nothing was chosen from the list: what was typed is meant.
            self.popup.hide()
            self._field.returnPressed.emit()
            return True
        return super().eventFilter(watched, event)

    def _open(self) -> None:
        if self.open.isVisible():
            self.menu.popup(self._field.mapToGlobal(QPoint(0, self._field.height())))

    def _take(self, entry: str) -> None:
        self._field.setText(entry)
        self._field.setFocus()
