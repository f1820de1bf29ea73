"""Shows the findings: the list, and of the selected one what it means and what is to be done."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.domain.finding import Finding, Findings
from app.gui.marks import icon
from app.gui.panels.labels import PlainLabel
from app.gui.plain_text import many_lines, one_line, tool_tip
from app.wording import finding_line, source_text
from app.wording.language import _

SHARES: Final = (4, 6)
MOST_LINES: Final = 6
"""Of a command or of the evidence: beyond them the view scrolls."""
HEIGHT: Final = 200
SMALLEST: Final = 150
"""Where it stands alone."""
EVENT: Final = Qt.ItemDataRole.UserRole


class FindingsPanel(QWidget):
    """The list on the left, the selected finding on the right; nothing where there are none.

    Signals:
        evidence_chosen(event): the row of this event is to be shown.
        help_wished(code): the page of help about this finding is to be shown.
    """

    evidence_chosen = Signal(int)
    help_wished = Signal(str)

    def __init__(self, describe_event: Callable[[int], str]) -> None:
        """`describe_event` names the row of an event, in one line."""
        super().__init__()
        self._describe_event = describe_event
        self._findings: Findings = ()
        self.list = QListWidget()
        self._title = PlainLabel(_("Finding")).enlarge(1.05, bold=True)
        self._meaning = PlainLabel(_("Meaning"))
        self._advice = PlainLabel(_("What to do"))
        self.command = QPlainTextEdit()
        self.copy = QPushButton(_("Copy command"))
        self.help = QPushButton(_("Help"))
        self._source = PlainLabel(_("Source"))
        self._seen_at = PlainLabel(_("Seen at"), _("Seen at:"))
        self.evidence = QListWidget()
        self._prepare()
        self._lay_out()
        self.show_findings(())

    @property
    def findings(self) -> Findings:
        """Those on show."""
        return self._findings

    @property
    def selected(self) -> Finding | None:
        """The finding that is shown in full."""
        row = self.list.currentRow()
        return self._findings[row] if 0 <= row < len(self._findings) else None

    def show_findings(self, findings: Findings) -> None:
        """Show these in place of those before; what was selected stays selected."""
        if findings == self._findings:
            self.setVisible(bool(findings))
            return
        before = self.selected
        self._findings = findings
        self.list.blockSignals(True)
        self.list.clear()
        for finding in findings:
            self.list.addItem(_item(finding))
        self.list.setCurrentRow(_row_of(before, findings))
        self.list.blockSignals(False)
        self._show_selected()
        # Where there are none, the tree has better use for the room.
        self.setVisible(bool(findings))

    def show_help(self) -> None:
        """Wish for the page of help about the selected finding."""
        if self.selected is not None:
            self.help_wished.emit(self.selected.code)

    def _copy_command(self) -> None:
        if self.selected is not None and self.selected.command:
            QGuiApplication.clipboard().setText(self.selected.command)

    def _show_selected(self) -> None:
        finding = self.selected
        self._title.show_text(finding.title if finding else "")
        self._meaning.show_text(finding.meaning if finding else "")
        self._advice.show_text(
            _("What to do: {advice}").format(advice=finding.advice) if finding else ""
        )
        self._source.show_text(source_text(finding) if finding else "")
        self._show_command(finding.command if finding else "")
        self.evidence.clear()
        for number in finding.evidence if finding else ():
            if text := self._describe_event(number):
                item = QListWidgetItem(one_line(text))
                item.setToolTip(tool_tip(text))
                item.setData(EVENT, number)
                self.evidence.addItem(item)
        _fit(self.evidence, self.evidence.count())
        self._seen_at.show_text(_("Seen at:") if self.evidence.count() else "")
        self.evidence.setVisible(self.evidence.count() > 0)
        self.help.setEnabled(finding is not None)

    def _show_command(self, command: str) -> None:
        self.command.setPlainText(many_lines(command))
        self.command.setVisible(bool(command))
        self.copy.setEnabled(bool(command))
        _fit(self.command, command.count("\n") + 2)

    def _choose_evidence(self, item: QListWidgetItem) -> None:
        self.evidence_chosen.emit(item.data(EVENT))

    def _prepare(self) -> None:
        self.list.setAccessibleName(_("Findings, the one that explains most first"))
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(lambda _: self._show_selected())
        self.command.setReadOnly(True)
        self.command.setAccessibleName(_("Command"))
        self.command.setTabChangesFocus(True)
        self.command.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.command.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy.setAccessibleName(_("Copy the command"))
        self.copy.setToolTip(_("Copy the command to the clipboard"))
        self.copy.clicked.connect(self._copy_command)
        self.help.setAccessibleName(_("Help about this finding"))
        self.help.setToolTip(_("Help about this finding (F1)"))
        self.help.clicked.connect(self.show_help)
        self.evidence.setAccessibleName(_("Where it is seen: Enter shows the line of the tree"))
        self.evidence.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.evidence.itemClicked.connect(self._choose_evidence)
        self.evidence.itemActivated.connect(self._choose_evidence)

    def _lay_out(self) -> None:
        page = QWidget()
        text = QVBoxLayout(page)
        text.setContentsMargins(10, 0, 6, 0)
        for told in (self._title, self._meaning, self._advice, self.command):
            text.addWidget(told)
        for rest in (self._source, self._seen_at, self.evidence):
            text.addWidget(rest)
        text.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName(_("The selected finding"))
        area.setWidget(page)
        beside = QSplitter(Qt.Orientation.Horizontal)
        beside.setChildrenCollapsible(False)
        beside.addWidget(self.list)
        beside.addWidget(area)
        for at, share in enumerate(SHARES):
            beside.setStretchFactor(at, share)
        beside.setSizes([100 * share for share in SHARES])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        top = QHBoxLayout()
        top.addWidget(PlainLabel(_("Heading"), _("Findings")).enlarge(1.0, bold=True), stretch=1)
        top.addWidget(self.copy)
        top.addWidget(self.help)
        layout.addLayout(top)
        layout.addWidget(beside, stretch=1)

    def event(self, event: QEvent) -> bool:
        """Keep F1 for the finding: elsewhere in the window it opens the contents of the help."""
        if event.type() is QEvent.Type.ShortcutOverride and _asks_for_help(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the page of help on F1."""
        if _asks_for_help(event):
            self.show_help()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)


def _asks_for_help(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.HelpContents)


def _item(finding: Finding) -> QListWidgetItem:
    line = finding_line(finding)
    item = QListWidgetItem(icon(line.mark), one_line(line.what))
    item.setToolTip(tool_tip(line.what))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{line.verdict}: {one_line(line.what)}")
    return item


def _row_of(before: Finding | None, findings: Findings) -> int:
    same = (
        at
        for at, one in enumerate(findings)
        if before and (one.code, one.title) == (before.code, before.title)
    )
    return next(same, 0)


def _fit(view: QListWidget | QPlainTextEdit, lines: int) -> None:
    height = view.fontMetrics().lineSpacing() + 4
    view.setFixedHeight(height * min(lines, MOST_LINES) + 10)
