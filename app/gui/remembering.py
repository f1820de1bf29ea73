"""Joins what the window remembers with its form, its menus and its tabs."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.gui.menus import Menus
from app.gui.panels.recent_addresses import RecentAddresses
from app.gui.remembered import Recent, Remembered
from app.gui.session_tab import SessionTab
from app.gui.session_tabs import SessionTabs


class Remembering(QObject):
    """Puts back what was remembered, and takes note of what is worth it."""

    def __init__(
        self,
        window: QWidget,
        remembered: Remembered,
        addresses: RecentAddresses,
        menus: Menus,
        tabs: SessionTabs,
    ) -> None:
        super().__init__(window)
        self._remembered = remembered
        self._addresses, self._sessions = addresses, menus.recent
        addresses.clear_wished.connect(lambda: self._clear(Recent.ADDRESSES))
        menus.recent.clear_wished.connect(lambda: self._clear(Recent.SESSIONS))
        tabs.opened.connect(lambda tab: tab.viewed.connect(lambda: self._arrange(tab)))
        self._show_recent()

    def note_began(self, tab: SessionTab) -> None:
        """Take note of whose settings are looked for, or of what is read."""
        if tab.errand is not None and not tab.errand.is_practice and not tab.errand.repeat:
            self._remembered.add(Recent.ADDRESSES, tab.errand.options.address)
        if tab.source is not None:
            self._remembered.add(Recent.SESSIONS, str(tab.source.absolute()))
        self._show_recent()

    def note_end(self, tab: SessionTab) -> None:
        """Take note of a run's log; a file that could not be read is offered no more."""
        if tab.is_blank and tab.source is not None:
            self._remembered.drop(Recent.SESSIONS, str(tab.source.absolute()))
        elif tab.errand is not None and not tab.errand.is_practice and tab.log is not None:
            self._remembered.add(Recent.SESSIONS, str(tab.log.absolute()))
        self._show_recent()

    def _arrange(self, tab: SessionTab) -> None:
        tab.view.parts.arrange(self._remembered.arrangement)
        tab.view.parts.rearranged.connect(lambda: self._note_arrangement(tab))

    def _note_arrangement(self, tab: SessionTab) -> None:
        self._remembered.arrangement = tab.view.parts.arrangement

    def _clear(self, kind: Recent) -> None:
        self._remembered.clear(kind)
        self._show_recent()

    def _show_recent(self) -> None:
        self._addresses.show_entries(self._remembered.recent(Recent.ADDRESSES))
        self._sessions.show_entries(self._remembered.recent(Recent.SESSIONS))
