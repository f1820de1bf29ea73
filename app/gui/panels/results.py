"""What a run brought, in tabs: the service URLs, and the three tabs of Outlook's own dialog."""

from typing import Final

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from app.domain.attempts import Exchange
from app.domain.session import Session
from app.gui.panels.note import NotePanel
from app.gui.panels.services import ServicesPanel
from app.gui.panels.xml_view import XmlView
from app.gui.plain_text import broken_lines, many_lines
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
        self.copy_text = QPushButton(_("Copy this t&ab"))
        self.copy_text.setAccessibleName(_("Copy this tab"))
        self.copy_text.clicked.connect(self._copy)
        self.addTab(services, _("Service URLs"))
        for title, view in ((_("Results"), self.results), (_("Log"), self.log), ("XML", self.xml)):
            self.setTabToolTip(
                self.addTab(view, title),
                _("As Outlook's test dialog words it, to lay the two side by side"),
            )
        self._findings = QWidget()
        self._has_findings = False
        self._is_wanted = False
        self._gives_way = False
        inside = QVBoxLayout(self._findings)
        inside.setContentsMargins(0, 4, 0, 0)
        self.note = NotePanel()
        self.addTab(self.note, _("Note"))
        self.note.changed.connect(self._mark_note)
        self.setAccessibleName(_("What the run brought"))
        self.setDocumentMode(True)
        self.setCornerWidget(self.copy_text)
        self.currentChanged.connect(self._show_copy)
        self._show_copy(0)
        self.hide()

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001 - Qt's own
        """Be seen, unless the place is needed for something else for now."""
        self._is_wanted = visible
        super().setVisible(visible and not self._gives_way)

    def give_way(self, *, is_needed: bool) -> None:
        """Leave the place to something else for now."""
        self._gives_way = is_needed
        self.setVisible(self._is_wanted)

    def start_anew(self) -> None:
        """Forget what was on show."""
        for view in (self.results, self.log):
            view.clear()
        self.xml.show_message("", b"")
        self.setTabVisible(self.indexOf(self.services), True)
        self.setCurrentWidget(self.services)
        self.hide()

    def show_session(self, session: Session) -> None:
        """Show what a session came to; at its end, since it has to be read as a whole."""
        for view, text in ((self.results, results_tab(session)), (self.log, log_tab(session))):
            view.setPlainText(broken_lines(many_lines(text[:MOST]))[0])
        self.xml.show_message("", _answer(session))
        self.setTabVisible(self.indexOf(self.services), session.chosen is not None)
        self.setVisible(session.row_count > 0)

    def take_findings(self, panel: QWidget) -> None:
        """Show the findings as the first tab: there is no room for them elsewhere."""
        layout = self._findings.layout()
        assert layout is not None
        panel.setMinimumHeight(0)
        layout.addWidget(panel)
        self.insertTab(0, self._findings, _("Findings"))
        self.note_findings(has_any=self._has_findings)
        if self._has_findings:
            # They were in sight.
            self.setCurrentIndex(0)

    def give_back_findings(self) -> None:
        """Do without their tab."""
        if (at := self.indexOf(self._findings)) >= 0:
            self.removeTab(at)

    def note_findings(self, *, has_any: bool) -> None:
        """Have a tab for them only where there are any, if there is one at all."""
        self._has_findings = has_any
        at = self.indexOf(self._findings)
        if at < 0:
            return
        self.setTabVisible(at, has_any)
        if has_any and not self._is_wanted:
            # There may never be services.
            self.setTabVisible(self.indexOf(self.services), False)
            self.setCurrentIndex(at)
            self.show()

    def show_services(self) -> None:
        """Have a tab for the services, now that there are some."""
        self.setTabVisible(self.indexOf(self.services), True)
        self.show()

    def show_what_matters(self, *, are_findings: bool) -> None:
        """Bring findings or services to the front, unless the user has chosen another tab."""
        if self.currentWidget() not in {self.services, self._findings}:
            return
        if self.indexOf(self._findings) >= 0 and self._has_findings and are_findings:
            self.setCurrentWidget(self._findings)
        elif self.isTabVisible(self.indexOf(self.services)):
            self.setCurrentWidget(self.services)

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
