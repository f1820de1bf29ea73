"""What the menus open beside the session on show: dialogs, and windows that are made once.

Each is loaded when it is wanted first: the start does not wait for any.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.gui.chores import Chores
from app.gui.engine import Engine
from app.gui.files import ask_for_session
from app.wording.guide import Leads, Target

if TYPE_CHECKING:
    from app.gui.compare_window import CompareWindow
    from app.gui.help_window import HelpWindow
    from app.gui.panels.keyboard import Keys


class Dialogs(QObject):
    """Each stays open beside the main window, and blocks nothing.

    Signals:
        open_wished(path): this file is to be shown.
        pasted(text): this log is to be shown.
        practice_wished(name): a lesson of the help is to begin.
    """

    open_wished = Signal(object)
    pasted = Signal(str)
    practice_wished = Signal(str)

    def __init__(self, parent: QWidget, engine: Engine, chores: Chores) -> None:
        super().__init__(parent)
        self._parent, self._engine, self._chores = parent, engine, chores
        self._comparison: CompareWindow | None = None
        self._help: HelpWindow | None = None

    def choose_session(self) -> None:
        """Have a file chosen."""
        if file := ask_for_session(self._parent):
            self.open_wished.emit(file)

    def compare(self, shown: Path | None) -> None:
        """Compare two sessions; the one on show is the second."""
        if self._comparison is None:
            from app.gui.compare_window import CompareWindow

            self._comparison = CompareWindow(self._engine, self._chores, self._parent)
        if shown is not None:
            self._comparison.second.text.setText(str(shown))
        to_front(self._comparison)

    def paste(self) -> None:
        """Have a log pasted."""
        from app.gui.panels.paste import PasteDialog

        dialog = PasteDialog(self._parent)
        dialog.given.connect(self.pasted)
        dialog.open()

    def about(self) -> None:
        """Say what the program is."""
        from app.gui.panels.about import about_box

        about_box(self._parent).open()

    def show_help_about(self, code: str) -> None:
        """Show the page about a finding."""
        self.show_page(Target(leads=Leads.FINDING, name=code))

    def show_help(self) -> None:
        """Show the pages of help, with the page in front that was there the last time."""
        self.show_page(None)

    def show_page(self, target: Target | None) -> None:
        """Show a page of help."""
        if self._help is None:
            from app.gui.help_window import HelpWindow

            self._help = HelpWindow(self._parent)
            self._help.practice_wished.connect(self.practice_wished)
        if target is not None:
            self._help.show_target(target)
        to_front(self._help)

    def list_keys(self, keys: "Keys") -> None:
        """List the keys of the window."""
        from app.gui.panels.keyboard import KeyboardDialog

        KeyboardDialog(keys, self._parent).open()


def to_front(window: QWidget) -> None:
    """Show a window, or bring it to the front."""
    window.show()
    window.raise_()
    window.activateWindow()
