"""Shows what this client thinks of a certificate: three answers, and what they rest on."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.connections import Judged
from app.domain.inspection import CertificateDetails
from app.domain.revocation import RevocationAnswer
from app.domain.steps import StepName
from app.gui.colours import BAD, GOOD
from app.gui.marks import icon
from app.gui.panels.acceptors import AcceptorsPanel
from app.gui.panels.chain import ChainPanel, NamesPanel, PemPanel
from app.gui.panels.labels import Facts, PlainLabel, Tinted
from app.gui.plain_text import one_line
from app.wording import (
    Mark,
    certificate_fault,
    name_rules,
    problem_title,
    revocation_text,
    three_answers,
)
from app.wording.inspection import leaf_facts
from app.wording.language import _, said

ICON_SIZE: Final = 32
LARGER: Final = 1.35
MARGIN: Final = 8
LOWEST: Final = 70


class CertificatePanel(QWidget):
    """The answers on top; below them, in tabs, why, for which names, by which chain, for whom."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = [_Answer() for _number in range(3)]
        self._reasons = PlainLabel(_("Reasons"))
        self._consequence = PlainLabel(_("What Outlook does then"))
        self._facts = Facts()
        self.acceptors = AcceptorsPanel()
        self.names = NamesPanel()
        self.chain = ChainPanel()
        self.pem = PemPanel()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Parts of the verdict"))
        self.tabs.setDocumentMode(True)
        # Each page scrolls: the pane need not be higher for it.
        self.tabs.setMinimumHeight(LOWEST)
        why = QWidget()
        inside = QVBoxLayout(why)
        inside.setContentsMargins(0, 0, 0, 0)
        for widget in (self._reasons, self._consequence, self._facts):
            inside.addWidget(widget)
        inside.addStretch()
        for page, title in (
            (_scrolled(why, _("Verdict")), _("Verdict")),
            (self.names, _("Names")),
            (self.chain, _("Chain")),
            (_scrolled(self.acceptors, _("Who accepts it")), _("Who accepts it")),
            (self.pem, "PEM"),
        ):
            self.tabs.addTab(page, title)
        answers = QGridLayout()
        answers.setHorizontalSpacing(MARGIN)
        for column, answer in enumerate(self.answers):
            answers.addWidget(answer, 0, column)
            answers.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(answers)
        layout.addWidget(self.tabs, stretch=1)

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
        for answer, (title, is_yes) in zip(self.answers, three_answers(verdict), strict=True):
            answer.show_answer(title, is_yes=is_yes)
        self._reasons.show_text("\n".join(map(said, (*verdict.reasons, *verdict.notes))))
        is_refused = not judged.acceptance.accepted
        self._consequence.show_text(certificate_fault(step) if is_refused and step else "")
        # A file has no port.
        place = (
            _("{host}, port {port}").format(host=verdict.host, port=judged.port)
            if judged.port
            else verdict.host
        )
        self._facts.show_facts(
            (
                (_("Asked for"), place),
                *leaf_facts(verdict),
                *name_rules(verdict),
                (_("Problems"), _problems(judged)),
                (_("Revocation"), "\n".join(map(_revocation, judged.revocation))),
                (_("Connection"), f"{judged.tls_version}, {judged.cipher}".strip(", ")),
            )
        )
        self.acceptors.show_judged(judged, step)
        self.names.show_verdict(verdict)
        self.chain.show_verdict(verdict, details)
        self.pem.show_verdict(verdict)


def _problems(judged: Judged) -> str:
    # A file has no port, and sends nothing.
    titles = (problem_title(one, of_file=not judged.port) for one in judged.verdict.problems)
    return "\n".join(titles)


def _revocation(answer: RevocationAnswer) -> str:
    return one_line(f"{answer.subject}: {revocation_text(answer)}", 4_000)


def _scrolled(inside: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setAccessibleName(name)
    area.setWidget(inside)
    inside.setContentsMargins(2, MARGIN, MARGIN, MARGIN)
    return area


class _Answer(QFrame):
    """One of the three answers: a large sign, the question, and the answer in a word."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._sign = QLabel()
        self._title = Tinted("")
        self._title.setWordWrap(True)
        self._word = Tinted("", GOOD)
        font = self._word.font()
        font.setPointSizeF(font.pointSizeF() * LARGER)
        font.setBold(True)
        self._word.setFont(font)
        layout = QGridLayout(self)
        layout.setContentsMargins(MARGIN, 6, MARGIN, 6)
        layout.setVerticalSpacing(0)
        layout.addWidget(self._sign, 0, 0, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._title, 0, 1)
        layout.addWidget(self._word, 1, 1)
        layout.setColumnStretch(1, 1)

    def show_answer(self, title: str, *, is_yes: bool) -> None:
        """Show the answer by sign and word; read aloud it is one sentence."""
        word = _("yes") if is_yes else _("no")
        self._sign.setPixmap(icon(Mark.GOOD if is_yes else Mark.BAD).pixmap(ICON_SIZE, ICON_SIZE))
        self._title.setText(title)
        self._word.setText(word)
        self._word.show_shades(GOOD if is_yes else BAD)
        self.setAccessibleName(f"{title}: {word}")
        self._word.setAccessibleName(f"{title}: {word}")
