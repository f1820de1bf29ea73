"""The tabs of the window: which there are, which one is in front, and how each is labelled."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QTabBar, QTabWidget, QToolButton

from app.gui.engine import Engine
from app.gui.marks import icon
from app.gui.plain_text import one_line, tool_tip
from app.gui.session_tab import SessionTab
from app.wording.language import _

if TYPE_CHECKING:
    from app.gui.panels.tree_section import TreeSection

MOST_TABS = 40
"""Each holds a whole session in memory."""
MOST_RUNNING = 8
LONGEST_NAME = 40
LEAVING_MS = 500
"""Between two looks at whether the threads of a closed tab have ended."""


class SessionTabs(QTabWidget):
    """There is always at least one tab; a blank one waits for what comes next.

    Signals:
        opened(tab): a tab was made, and is to be connected.
        shown: another tab is in front, or the one in front has changed.
    """

    opened = Signal(object)
    shown = Signal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._is_first = True
        self._leaving: list[SessionTab] = []
        self._look = QTimer(self)
        self._look.setInterval(LEAVING_MS)
        self._look.timeout.connect(self._let_go)
        self.new = QToolButton()
        self._prepare()

    @property
    def tab(self) -> SessionTab:
        """The one in front."""
        return self._at(self.currentIndex())

    @property
    def tabs(self) -> list[SessionTab]:
        """All of them, from left to right."""
        return [self._at(at) for at in range(self.count())]

    @property
    def is_running(self) -> bool:
        """Whether something is under way in any of them."""
        return any(one.is_running for one in self.tabs)

    def refusal(self, *, is_run: bool) -> str:
        """Say in one line why nothing more can be begun; empty where it can."""
        if is_run and sum(one.is_running for one in self.tabs) >= MOST_RUNNING:
            text = _("{count} runs are under way; cancel one of them, or wait for its end.")
            return text.format(count=MOST_RUNNING)
        if self.count() < MOST_TABS or self.tab.is_blank:
            return ""
        return _("There are {count} tabs; close some of them first.").format(count=MOST_TABS)

    def room(self) -> SessionTab:
        """Bring a blank tab to the front: the one that is there, or a new one."""
        return self.tab if self.tab.is_blank else self.add(for_errand=True)

    def open_blank(self) -> None:
        """Bring a blank tab to the front, which stays until it is closed."""
        if self.count() < MOST_TABS:
            self.add()

    def add(self, *, for_errand: bool = False) -> SessionTab:
        """Open a tab right of the one in front; one for an errand goes if nothing comes of it."""
        own = self._engine if self._is_first else self._engine.another()
        made = SessionTab(own, self._engine.another())
        self._is_first = False
        made.changed.connect(lambda: self._label(made))
        if for_errand:
            made.ended.connect(lambda _: self._close_blank(made))
        # What connects to its signals comes before whatever may change it.
        self.opened.emit(made)
        at = self.insertTab(self.currentIndex() + 1, made, "")
        self._label(made)
        self.setCurrentIndex(at)
        return made

    def close_at(self, at: int) -> None:
        """Close a tab, and stop what is under way in it; its log has come to its end then."""
        tab = self._at(at)
        if self.count() == 1:
            self.add()
        self.removeTab(self.indexOf(tab))
        tab.hide()
        # Its threads call into it until they have ended.
        self._leaving.append(tab)
        self._let_go()

    def close_shown(self) -> None:
        """Close the tab in front."""
        self.close_at(self.currentIndex())

    def turn(self, direction: int) -> None:
        """Go to the next tab, or with -1 to the one before; from the last one to the first."""
        self.setCurrentIndex((self.currentIndex() + direction) % self.count())

    def section_in_use(self) -> "TreeSection":
        """Give the tree that the user works in."""
        return self.tab.section_in_use()

    def copy_services(self) -> None:
        """Copy the service URLs of the tab in front."""
        self.tab.view.services_panel.copy_list()

    def cancel(self) -> None:
        """Stop what is under way anywhere."""
        for tab in self.tabs:
            tab.cancel()

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop everything, and wait at most so long for each."""
        self._look.stop()
        ended = [tab.stop(seconds) for tab in (*self.tabs, *self._leaving)]
        return all(ended)

    def _at(self, at: int) -> SessionTab:
        tab = self.widget(at)
        assert isinstance(tab, SessionTab)
        return tab

    def _close_blank(self, tab: SessionTab) -> None:
        if tab.is_blank and self.count() > 1 and (at := self.indexOf(tab)) >= 0:
            self.close_at(at)

    def _let_go(self) -> None:
        """Give the closed tabs up whose threads have ended."""
        staying = [tab for tab in self._leaving if not tab.stop(0)]
        for tab in self._leaving:
            if tab not in staying:
                tab.deleteLater()
        self._leaving = staying
        if staying:
            self._look.start()
        else:
            self._look.stop()

    def _label(self, tab: SessionTab) -> None:
        at = self.indexOf(tab)
        if at < 0:
            return
        state = tab.state
        name = one_line(state.name, LONGEST_NAME)
        text = f"{name}: {state.word}" if state.word else name
        self.setTabText(at, text.replace("&", "&&"))
        self.setTabIcon(at, icon(state.mark) if state.mark else QIcon())
        self.setTabToolTip(at, tool_tip(f"{state.name}: {state.word}" if state.word else name))
        if at == self.currentIndex():
            self.shown.emit()

    def _prepare(self) -> None:
        self.setAccessibleName(_("Sessions"))
        self.setDocumentMode(True)
        self.setMovable(True)
        self.setTabsClosable(True)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        bar = self.tabBar()
        bar.setSelectionBehaviorOnRemove(QTabBar.SelectionBehavior.SelectPreviousTab)
        self.new.setText("+")
        self.new.setAccessibleName(_("New tab"))
        self.new.setToolTip(tool_tip(_("New tab")))
        self.new.setAutoRaise(True)
        self.new.clicked.connect(self.open_blank)
        self.setCornerWidget(self.new)
        self.tabCloseRequested.connect(self.close_at)
        self.currentChanged.connect(self._show)

    def _show(self, at: int) -> None:
        if at >= 0:
            self.shown.emit()
