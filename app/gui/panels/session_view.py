"""One session on show: what it came to, its tree, the details of a row, and the service URLs."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.events import Recorded
from app.domain.features import features
from app.domain.finding import Conclusions, Findings, Severity
from app.domain.rows import ServiceState
from app.domain.settings import Service
from app.gui.models.awaited import Wait
from app.gui.models.service_table import ServiceTable
from app.gui.models.session_tree import SessionTree
from app.gui.models.waiting import Waiting
from app.gui.panels.banner import Banner
from app.gui.panels.details import DetailsPane
from app.gui.panels.findings import FindingsPanel
from app.gui.panels.labels import PlainLabel
from app.gui.panels.results import ResultsTabs
from app.gui.panels.services import ServicesPanel
from app.gui.panels.session_parts import SessionParts
from app.gui.panels.tree_section import TreeSection
from app.wording import Line, Mark, clock_lines, course_lines, interim, milliseconds, summary
from app.wording.deployment import principal_text
from app.wording.language import _

TALL_LINES = 39
"""Lines of text for which there must be room, or the findings share the place of the results."""
EXAMINED_EVERY_MS = 1_000
"""While a run goes on; at its end at once."""
MOST_EXAMINED = 3_000
"""Rows up to which findings are shown while a run goes on: beyond, it would take too long."""


class SessionView(QWidget):
    """Follows the records of one session; `place` says from where it sees the world, if at all.

    Signals:
        again_wished(services): these are to be tried again; None: all of the session.
        help_wished(code): the page of help about this finding is to be shown.
        told(text): this is to be said to the user.
    """

    help_wished = Signal(str)
    told = Signal(str)
    again_wished = Signal(object)

    def __init__(self, details: DetailsPane | None = None) -> None:
        """`details` were made before: they are half of all that is here."""
        super().__init__()
        self.tree = SessionTree(self)
        self.services = ServiceTable(self)
        self.place = PlainLabel(_("Place")).enlarge(1.1, bold=True)
        self.banner = Banner()
        self.tree_section = TreeSection(self.tree, self._blamed)
        self.tree_panel = self.tree_section.panel
        self.details = details or DetailsPane()
        self.services_panel = ServicesPanel(self.services)
        self.results = ResultsTabs(self.services_panel)
        self.findings = FindingsPanel(self._describe_event)
        self._waiting = Waiting()
        self._headline = ""
        self._examining = QTimer(self)
        self._examining.setSingleShot(True)
        self._examining.setInterval(EXAMINED_EVERY_MS)
        self._examining.timeout.connect(self._examine_meanwhile)
        self.parts = SessionParts(self.findings, self.tree_section, self.details, self.results)
        self._is_asked = False
        self._lay_out()
        self.tree_panel.row_selected.connect(self._show_details)
        # They rest on the same rows.
        self.services.modelReset.connect(self._show_features)
        self.services.dataChanged.connect(self._show_features)
        for part in (self.tree_section, self.services_panel):
            part.again_wished.connect(self.again_wished)
        self.tree_section.told.connect(self.told)
        self.offer_again(is_possible=False)
        self.findings.evidence_chosen.connect(self._select_event)
        self.findings.help_wished.connect(self.help_wished)

    def start_anew(self, headline: str, lesson: str) -> None:
        """Forget what was on show, and say what is under way."""
        self.tree.start_anew()
        self.services.start_anew()
        self.results.start_anew()
        self._examining.stop()
        self._show_findings(())
        self._waiting = Waiting()
        self._headline = headline
        self.banner.show_line(Line(what=headline, verdict="", mark=Mark.BUSY))
        self.banner.show_lesson(lesson)

    def apply(self, records: Sequence[Recorded]) -> None:
        """Fold a batch in, and show what it brought."""
        applied = self.tree.apply(records)
        self.services.note(self.tree.session, applied)
        self._waiting.note(self.tree.session, applied)
        if self.services.lines:
            self.results.show_services()
        self.tree_panel.follow(applied)
        if not self._examining.isActive():
            self._examining.start()
        if self.tree_panel.selected in applied.changed:
            self._show_details(self.tree_panel.selected)
        if early := interim(self.tree.session):
            # A survey goes on, and has an answer already.
            self.banner.show_line(Line(what=self._headline, verdict=early, mark=Mark.BUSY))

    def newest_wait(self) -> Wait | None:
        """Tell what the run waits for; None where nothing is open."""
        return self._waiting.newest(self.tree.session)

    def end(self) -> None:
        """Say what the session came to: nothing more will come of it."""
        self.tree.end()
        session = self.tree.session
        outcome = summary(session)
        told = (outcome.verdict, *course_lines(session), *clock_lines(session))
        reason = "\n".join(told).strip()
        self.banner.show_line(Line(what=outcome.what, verdict=reason, mark=outcome.mark))
        self._examining.stop()
        concluded = self._concluded()
        self._show_findings(concluded.findings)
        self.tree_panel.mark_normal(concluded.normal)
        self.results.show_session(session)
        is_told = any(one.severity is not Severity.NOTICE for one in self.findings.findings)
        self.results.show_what_matters(are_findings=is_told or session.chosen is None)
        self.tree_panel.show_outcome()
        self._show_details(self.tree_panel.selected)

    def ticket_text(self) -> str:
        """Give what a ticket wants to know of the session as far as it has come."""
        # What exports has the judge's libraries, which the first painting need not wait for.
        from app.export import as_ticket

        return as_ticket(self.tree.session, self.findings.findings)

    def time_text(self) -> str:
        """Say how long the session took here, and with Outlook where that is longer."""
        took = _("Ended after {milliseconds}").format(
            milliseconds=milliseconds(self.tree.session.last_ms)
        )
        return ". ".join((took, *course_lines(self.tree.session)[:1]))

    @property
    def has_services(self) -> bool:
        """Whether the session names services that can be tried again."""
        return self.tree.session.chosen is not None and bool(self.services.lines)

    def offer_again(self, *, is_possible: bool) -> None:
        """Let services be tried again, where the session has any."""
        for part in (self.tree_section, self.services_panel):
            part.offer_again(is_possible=is_possible and self.has_services)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_low = self.height() < TALL_LINES * self.fontMetrics().lineSpacing()
        if is_low != self.parts.is_low:
            self.parts.show_low(is_low=is_low)
            self._share_with_question()

    def give_way(self, is_asked: bool) -> None:  # noqa: FBT001 - a signal sends it
        """Leave room for a question: in a low window the tree is enough beside it."""
        self._is_asked = is_asked
        self._share_with_question()

    def _share_with_question(self) -> None:
        is_needed = self._is_asked and self.parts.is_low
        self.results.give_way(is_needed=is_needed)
        self.banner.give_way(is_needed=is_needed)

    def _examine_meanwhile(self) -> None:
        if self.tree.session.row_count <= MOST_EXAMINED:
            self._show_findings(self._concluded().findings)

    def _show_findings(self, findings: Findings) -> None:
        self.findings.show_findings(findings)
        self.results.note_findings(has_any=bool(findings))
        self.parts.updateGeometry()

    def _show_features(self) -> None:
        self.services_panel.features.show_features(features(self.tree.session))

    def _concluded(self) -> Conclusions:
        # The rules are many: the first painting need not wait for them.
        from app.findings import conclude

        return conclude(self.tree.session)

    def _blamed(self) -> int:
        """Give the first row that failed, of those that the first finding of weight rests on."""
        weighty = (one for one in self.findings.findings if one.severity is not Severity.NOTICE)
        finding = next(weighty, None)
        session = self.tree.session
        rows = map(session.row_of_event, finding.evidence if finding else ())
        numbers = (row.number for row in rows if row)
        return next((one for one in numbers if self.tree.line(one).mark is Mark.BAD), 0)

    def _describe_event(self, number: int) -> str:
        row = self.tree.session.row_of_event(number)
        if row is None:
            return ""
        line = self.tree.line(row.number)
        return f"{line.what} — {line.verdict}" if line.verdict else line.what

    def _select_event(self, number: int) -> None:
        row = self.tree.session.row_of_event(number)
        if row is not None:
            self.tree_section.select(row.number)

    def _show_details(self, number: int) -> None:
        if not number:
            self.details.clear()
            return
        row = self.tree.session.row(number)
        place = self.tree.session.step_of(row)
        self.details.show_row(row, self.tree.line(number), place[1] if place else None)
        if isinstance(row.subject, ServiceState):
            self.details.show_principal(self._principal(row.subject))

    def _principal(self, state: ServiceState) -> str:
        """Say what Outlook Anywhere wants to find in the certificate, and whether it is there."""
        if state.service_url.service is not Service.OUTLOOK_ANYWHERE:
            return ""
        # The planner needs the judge's libraries, for which the first painting does not wait.
        from app.certificates.planner import outlook_anywhere_principal

        found = outlook_anywhere_principal(self.tree.session)
        return principal_text(found) if found else ""

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.place)
        layout.addWidget(self.banner)
        layout.addWidget(self.parts, stretch=1)
