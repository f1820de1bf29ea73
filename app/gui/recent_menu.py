"""A menu of what was used before, the newest first, with an entry that clears it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.plain_text import one_line, tool_tip
from app.wording.language import _

LONGEST = 80


class RecentMenu(QMenu):
    """Entries, which an own text may stand for.

    Signals:
        chosen(entry): it is wished for once more.
        clear_wished: none of them is to be remembered.
    """

    chosen = Signal(str)
    clear_wished = Signal()

    def __init__(
        self,
        title: str,
        parent: QWidget | None = None,
        text_of: Callable[[str], str] = lambda entry: entry,
    ) -> None:
        super().__init__(title, parent)
        self._text_of = text_of
        self.setToolTipsVisible(True)
        self.show_entries(())

    def show_entries(self, entries: Sequence[str]) -> None:
        """List these; a menu without any cannot be opened."""
        self.clear()
        for entry in entries:
            text = one_line(self._text_of(entry), LONGEST)
            action = self.addAction(text.replace("&", "&&"))
            action.setToolTip(tool_tip(entry))
            action.triggered.connect(lambda _checked, entry=entry: self.chosen.emit(entry))
        self.addSeparator()
        self.addAction(_("&Clear this list")).triggered.connect(self.clear_wished)
        self.menuAction().setEnabled(bool(entries))
