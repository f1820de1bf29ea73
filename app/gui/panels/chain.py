"""Shows the names that a certificate holds, the way up to its anchor, and the PEM of it all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.inspection import CertificateDetails
from app.domain.verdict import Verdict
from app.gui import file_jobs
from app.gui.chores import Chores
from app.gui.files import ask_for_chain_target
from app.gui.marks import SIGNS, icon
from app.gui.models.chain import Link, chain_links, held_names
from app.gui.panels.labels import Facts, PlainLabel
from app.gui.plain_text import many_lines, one_line, tool_tip
from app.wording import Mark
from app.wording.language import _

ICON_SIZE: Final = 16
LOWEST: Final = 40
SHARES: Final = (2, 5)
"""Of the height: for the chain, and for the fields of one of it."""
MOST: Final = 500
"""Names or certificates that are listed; the session log has the rest."""
LINK: Final = Qt.ItemDataRole.UserRole


class NamesPanel(QWidget):
    """The names of the server's certificate, with the one that matches marked."""

    def __init__(self) -> None:
        super().__init__()
        self._asked = PlainLabel(_("Name that was asked for"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Names that the certificate holds"))
        self.list.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.list.setMinimumHeight(LOWEST)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self._asked)
        layout.addWidget(self.list, stretch=1)

    def show_verdict(self, verdict: Verdict) -> None:
        """Show the names; what was asked for is said above them."""
        held = held_names(verdict)
        asked = _("{host} was asked for, and this certificate holds the name.")
        if not verdict.name_matches:
            asked = _("{host} was asked for, and none of these is that name.")
        self._asked.show_text(asked.format(host=verdict.host) if verdict.host else "")
        self.list.clear()
        for one in held[:MOST]:
            text = one_line(f"{one.name} — {one.why}" if one.why else one.name)
            item = QListWidgetItem(text)
            if one.is_match:
                item.setIcon(icon(Mark.GOOD))
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            item.setToolTip(tool_tip(one.name))
            self.list.addItem(item)


class ChainPanel(QSplitter):
    """The way from the anchor down to the server's own; of the selected one every field."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._shown: tuple[Link, ...] = ()
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("Certificate chain"))
        self.tree.setHeaderHidden(True)
        self.tree.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.tree.setMinimumHeight(LOWEST)
        self.tree.currentItemChanged.connect(self._show_fields)
        self.fields = Facts()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(_("Fields of the selected certificate"))
        area.setMinimumHeight(LOWEST)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(2, 6, 8, 6)
        inside.addWidget(self.fields)
        inside.addStretch()
        area.setWidget(page)
        self.setChildrenCollapsible(False)
        self.addWidget(self.tree)
        self.addWidget(area)
        for at, share in enumerate(SHARES):
            self.setStretchFactor(at, share)
        self.setSizes([50 * share for share in SHARES])

    def show_verdict(
        self, verdict: Verdict, details: Mapping[str, CertificateDetails] | None
    ) -> None:
        """Show the chain; the server's own is selected."""
        links = chain_links(verdict, details)
        if links == self._shown:
            return
        self._shown = links
        self.tree.clear()
        self.fields.show_facts(())
        above: list[QTreeWidgetItem] = []
        for link in links[:MOST]:
            item = _item(link)
            del above[link.depth :]
            if above:
                above[-1].addChild(item)
            else:
                self.tree.addTopLevelItem(item)
            above.append(item)
            if link.is_leaf:
                self.tree.setCurrentItem(item)
        self.tree.expandAll()

    def _show_fields(self, item: QTreeWidgetItem | None) -> None:
        link = item.data(0, LINK) if item else None
        self.fields.show_facts(link.facts if isinstance(link, Link) else ())


class PemPanel(QWidget):
    """The certificates that are known, as PEM, to be copied or saved."""

    def __init__(self) -> None:
        super().__init__()
        self._verdict: Verdict | None = None
        self._is_stale = False
        self._chores = Chores()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Chain as PEM"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumHeight(LOWEST)
        self.copy = QPushButton(_("Copy PEM"))
        self.save = QPushButton(_("Save as PEM…"))
        self.complaint = PlainLabel(_("Complaint"))
        for button in (self.copy, self.save):
            button.setAccessibleName(button.text())
            button.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._choose_target)
        buttons = QHBoxLayout()
        buttons.addWidget(self.complaint, stretch=1)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.text, stretch=1)
        layout.addLayout(buttons)

    def show_verdict(self, verdict: Verdict) -> None:
        """Take the chain of a verdict; it is written out when somebody looks."""
        if verdict != self._verdict:
            self._verdict = verdict
            self._is_stale = True
            self.complaint.show_text("")
        if self.isVisible():
            self._write()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write()

    def _write(self) -> None:
        if not self._is_stale or self._verdict is None:
            return
        self._is_stale = False
        # What exports has the judge's libraries, which the first painting need not wait for.
        from app.export.pem import comment, pem

        shown = {one.sha256: one for one in (*self._verdict.presented, *self._verdict.path)}
        blocks = [f"{comment(one.subject)}\n{pem(one)}" for one in shown.values() if one.der]
        self.text.setPlainText(many_lines("\n".join(blocks)))
        for button in (self.copy, self.save):
            button.setEnabled(bool(blocks))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _choose_target(self) -> None:
        if target := ask_for_chain_target(self):
            self.save_text(target)

    def save_text(self, target: Path) -> None:
        """Write what is shown into a file; a complaint stands beside the buttons."""
        job = file_jobs.save_text(self.text.toPlainText(), target)
        self._chores.begin(job, self.complaint.show_text)


def _item(link: Link) -> QTreeWidgetItem:
    item = QTreeWidgetItem([one_line(link.title)])
    item.setToolTip(0, tool_tip(link.title))
    item.setData(0, LINK, link)
    if link.mark:
        item.setIcon(0, icon(link.mark))
        spoken = f"{one_line(link.title)}: {SIGNS[link.mark].word}"
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)
    return item
