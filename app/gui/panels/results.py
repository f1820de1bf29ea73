"""What a run brought, in tabs: the service URLs, and the three tabs of Outlook's own dialog."""

from typing import Final

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTabWidget

from app.domain.attempts import Exchange
from app.domain.session import Session
from app.gui.panels.note import NotePanel
from app.gui.panels.services import ServicesPanel
from app.gui.panels.xml_view import XmlView
from app.gui.plain_text import many_lines
from app.wording.language import _
from app.wording.outlook_dialog import log_tab, results_tab

MOST: Final = 200_000
"""Characters of a tab; the session log has the rest."""


class ResultsTabs(QTabWidget):
    """Hidden until there is something to show."""

    def __init__(self, services: ServicesPanel) -> None:
        super().__init__()
        self.services = services
        self.results = _text(_("Outlook's Results"))
        self.log = _text(_("Outlook's Log"))
        self.xml = XmlView("XML")
        self.copy_text = QPushButton(_("Copy this &tab"))
        self.copy_text.setAccessibleName(_("Copy this tab"))
        self.copy_text.clicked.connect(self._copy)
        self.addTab(services, _("Service URLs"))
        for title, view in ((_("Results"), self.results), (_("Log"), self.log), ("XML", self.xml)):
            self.setTabToolTip(
                self.addTab(view, title),
                _("As Outlook's test dialog words it, to lay the two side by side"),
            )
        self.note = NotePanel()
        self.addTab(self.note, _("Note"))
        self.note.changed.connect(self._mark_note)
        self.setAccessibleName(_("What the run brought"))
        self.setDocumentMode(True)
        self.setCornerWidget(self.copy_text)
        self.currentChanged.connect(self._show_copy)
        self._show_copy(0)
        self.hide()

    def start_anew(self) -> None:
        """Forget what was on show."""
        for view in (self.results, self.log):
            view.clear()
        self.xml.show_message("", b"")
        self.setTabVisible(0, True)
        self.setCurrentIndex(0)
        self.hide()

    def show_session(self, session: Session) -> None:
        """Show what a session came to; at its end, since it has to be read as a whole."""
        self.results.setPlainText(many_lines(results_tab(session)[:MOST]))
        self.log.setPlainText(many_lines(log_tab(session)[:MOST]))
        self.xml.show_message("", _answer(session))
        self.setTabVisible(0, session.chosen is not None)
        self.setVisible(session.row_count > 0)

    def _mark_note(self, note: str) -> None:
        """Say on the tab whether there is a note: nobody looks for what may not be there."""
        self.setTabText(self.indexOf(self.note), _("Note •") if note else _("Note"))

    def _show_copy(self, _at: int) -> None:
        # The list of services has buttons of its own.
        self.copy_text.setVisible(isinstance(self.currentWidget(), QPlainTextEdit))

    def _copy(self) -> None:
        view = self.currentWidget()
        if isinstance(view, QPlainTextEdit):
            QGuiApplication.clipboard().setText(view.toPlainText())


def _text(name: str) -> QPlainTextEdit:
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setAccessibleName(name)
    view.setTabChangesFocus(True)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return view


def _answer(session: Session) -> bytes:
    """Give the XML that brought the settings; empty where none did."""
    if session.chosen is None:
        return b""
    for _row, attempt in reversed(session.attempts):
        if isinstance(attempt, Exchange) and attempt.reading == session.chosen.settings:
            return attempt.response.body if attempt.response else b""
    return b""
