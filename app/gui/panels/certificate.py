"""Shows what this client thinks of a certificate: three answers, the reasons, the chain."""

from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QGridLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.connections import Judged
from app.domain.inspection import CertificateDetails
from app.domain.revocation import RevocationAnswer
from app.domain.steps import StepName
from app.gui.marks import icon
from app.gui.models.chain import Link, chain_links
from app.gui.panels.acceptors import AcceptorsPanel
from app.gui.panels.labels import Facts, PlainLabel
from app.gui.plain_text import one_line, tool_tip
from app.wording import (
    Mark,
    certificate_fault,
    name_rules,
    problem_title,
    revocation_text,
    three_answers,
)

ICON_SIZE = 24
SHARES = (9, 9, 13)
"""Of the width: the third answer has the longest words."""
CHAIN_HEIGHT = 110
"""At least; where there is less room the whole panel scrolls."""


class CertificatePanel(QWidget):
    """The verdict on one connection's certificate."""

    def __init__(self) -> None:
        super().__init__()
        self._answers = [_Answer() for _ in range(3)]
        self._reasons = PlainLabel("Reasons")
        self._consequence = PlainLabel("What Outlook does then")
        self._facts = Facts()
        self._acceptors = AcceptorsPanel()
        self._chain = _Chain()
        self._chain.setAccessibleName("Certificate chain")
        self._chain.setHeaderLabels(["Certificate", ""])
        self._chain.setAlternatingRowColors(True)
        self._chain.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self._chain.setColumnWidth(0, 150)
        self._chain.setMinimumHeight(CHAIN_HEIGHT)
        self._chain.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._shown: tuple[Link, ...] = ()
        answers = QGridLayout()
        answers.setHorizontalSpacing(8)
        for column, answer in enumerate(self._answers):
            answers.addWidget(answer, 0, column)
            answers.setColumnStretch(column, SHARES[column])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(answers)
        for widget in (self._reasons, self._consequence, self._facts, self._acceptors):
            layout.addWidget(widget)
        layout.addWidget(self._chain, stretch=1)

    def show_judged(
        self,
        judged: Judged,
        step: StepName | None,
        details: Mapping[str, CertificateDetails] | None = None,
    ) -> None:
        """Show the verdict; `step` tells what Outlook does about a certificate that it refuses.

        `details`: further fields of the chain's certificates, by their SHA-256.
        """
        verdict = judged.verdict
        for answer, (title, is_yes) in zip(self._answers, three_answers(verdict), strict=True):
            answer.show_answer(title, is_yes=is_yes)
        self._reasons.show_text("\n".join((*verdict.reasons, *verdict.notes)))
        is_refused = not judged.acceptance.accepted
        self._consequence.show_text(certificate_fault(step) if is_refused and step else "")
        matched = f"{verdict.matched_name} ({verdict.matched_by})" if verdict.matched_by else "none"
        # A file has no port.
        place = f"{verdict.host}, port {judged.port}" if judged.port else verdict.host
        self._facts.show_facts(
            (
                ("Asked for", place),
                ("Matching name", matched),
                *name_rules(verdict),
                ("Problems", "\n".join(problem_title(one) for one in verdict.problems)),
                ("Revocation", "\n".join(map(_revocation, judged.revocation))),
                ("Connection", f"{judged.tls_version}, {judged.cipher}".strip(", ")),
            )
        )
        self._acceptors.show_judged(judged, step)
        self._show_chain(chain_links(verdict, details))

    def _show_chain(self, links: tuple[Link, ...]) -> None:
        if links == self._shown:
            return
        self._shown = links
        self._chain.clear()
        for link in links:
            item = QTreeWidgetItem([one_line(link.title)])
            self._chain.addTopLevelItem(item)
            item.setFirstColumnSpanned(True)
            for caption, value in link.facts:
                fact = QTreeWidgetItem([caption, one_line(value, 4_000)])
                fact.setToolTip(1, tool_tip(value))
                item.addChild(fact)
        if links:
            self._chain.expand(self._chain.model().index(0, 0))


def _revocation(answer: RevocationAnswer) -> str:
    return one_line(f"{answer.subject}: {revocation_text(answer)}", 4_000)


class _Chain(QTreeWidget):
    """A tree that asks for no more height than it must have, and takes what is there."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), CHAIN_HEIGHT)


class _Answer(QWidget):
    """One of the three answers: a sign, and the words beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QLabel()
        self._words = PlainLabel("Answer").enlarge(1.1, bold=True)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._sign, 0, 0)
        layout.addWidget(self._words, 0, 1)
        layout.setColumnStretch(1, 1)

    def show_answer(self, title: str, *, is_yes: bool) -> None:
        """Show the answer by sign and word."""
        mark = Mark.GOOD if is_yes else Mark.BAD
        self._sign.setPixmap(icon(mark).pixmap(ICON_SIZE, ICON_SIZE))
        self._words.setAccessibleName(title)
        self._words.show_text(f"{title}: {'yes' if is_yes else 'no'}")
