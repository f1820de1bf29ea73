"""The certificate's panel: the three answers, the reasons, the chain, in little room too."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.certificates.pem import certificates_of_pem
from app.domain.connections import Judged
from app.domain.rows import Row
from app.domain.steps import StepName
from app.domain.verdict import MatchedBy, NameAnswer, Problem
from app.gui.panels.certificate import CertificatePanel
from app.gui.panels.details import DetailsPane
from app.gui.panels.labels import PlainLabel, Tinted
from app.wording import describe
from tests.gui.hands import click, click_tab, naming
from tests.gui.values import judged


@pytest.mark.parametrize("height", [200, 700])
def test_nothing_is_squeezed_where_there_is_little_room(qtbot: QtBot, height: int) -> None:
    pane = DetailsPane()
    qtbot.addWidget(pane)
    pane.resize(440, height)
    pane.show()
    subject = judged("contoso.example", Problem.NAME_MISMATCH)
    row = Row(number=1, parent=0, event=1, subject=subject, started_ms=0.0, ended_ms=0.0)

    pane.show_row(row, describe(row), StepName.HTTPS_ROOT)

    panel = pane.panel
    assert isinstance(panel, CertificatePanel)
    labels = [label for label in panel.findChildren(PlainLabel) if label.isVisible()]
    assert len(labels) > 4
    assert pane.height() == height
    # Qt lays out anew when it is idle.
    qtbot.waitUntil(lambda: all(_has_room(label) for label in labels))


def _has_room(label: PlainLabel) -> bool:
    return label.height() >= label.heightForWidth(label.width())


def texts(panel: CertificatePanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(PlainLabel))


def test_who_made_it_out_and_until_when_it_is_valid_stands_beside_the_answers(
    qtbot: QtBot,
) -> None:
    panel = CertificatePanel()
    qtbot.addWidget(panel)
    subject = judged("contoso.example", Problem.EXPIRED)

    panel.show_judged(subject, StepName.HTTPS_ROOT)

    leaf = subject.verdict.presented[0]
    assert leaf.not_after
    assert leaf.issuer in texts(panel)
    assert f"{leaf.not_after:%Y-%m-%d}" in texts(panel)


def test_a_refused_certificate_has_every_clients_answer_and_the_alert(qtbot: QtBot) -> None:
    panel = CertificatePanel()
    qtbot.addWidget(panel)

    panel.show_judged(judged("contoso.example", Problem.NAME_MISMATCH), StepName.HTTPS_ROOT)

    assert "no: its name does not match" in texts(panel)
    drawn = panel.acceptors.picture.dialog
    assert drawn
    assert [good for good, _ in drawn.checks] == [True, True, False]
    assert "the other lines are as remembered" in texts(panel)


def test_the_alert_goes_with_the_certificate_that_it_was_about(qtbot: QtBot) -> None:
    panel = CertificatePanel()
    qtbot.addWidget(panel)
    panel.show_judged(judged("contoso.example", Problem.NAME_MISMATCH), StepName.HTTPS_ROOT)

    panel.show_judged(judged("contoso.example"), StepName.HTTPS_ROOT)

    assert "security alert" not in texts(panel)
    assert panel.acceptors.picture.dialog is None


def test_the_name_is_judged_by_the_rules_of_both_eras(qtbot: QtBot) -> None:
    panel = CertificatePanel()
    qtbot.addWidget(panel)
    both = (
        NameAnswer(
            rules="outlook-2007", matched_by=MatchedBy.COMMON_NAME, matched_name="contoso.example"
        ),
        NameAnswer(rules="rfc-9525"),
    )
    shown = judged("contoso.example")
    shown = replace(shown, verdict=replace(shown.verdict, by_rules=both))

    panel.show_judged(shown, StepName.HTTPS_ROOT)

    assert "matches contoso.example (common name)" in texts(panel)
    assert "does not match" in texts(panel)


@pytest.fixture
def panel(qtbot: QtBot) -> CertificatePanel:
    made = CertificatePanel()
    qtbot.addWidget(made)
    made.resize(520, 420)
    made.show()
    return made


def with_der(shown: Judged) -> Judged:
    (leaf, *rest) = shown.verdict.presented
    known = replace(leaf, der=b"not really DER")
    return replace(shown, verdict=replace(shown.verdict, presented=(known, *rest), path=(known,)))


def test_the_answers_are_told_by_sign_word_and_colour(panel: CertificatePanel) -> None:
    panel.show_judged(judged("contoso.example", Problem.EXPIRED), None)

    words = [[one.text() for one in answer.findChildren(Tinted)] for answer in panel.answers]
    assert words == [["Trusted", "yes"], ["In date", "no"], ["Name matches", "yes"]]
    heard = QAccessible.queryAccessibleInterface(panel.answers[1])
    assert heard.text(QAccessible.Text.Name) == "In date: no"


def test_the_matching_name_stands_out(panel: CertificatePanel) -> None:
    panel.show_judged(judged("mail.contoso.example"), None)

    (item,) = (panel.names.list.item(at) for at in range(panel.names.list.count()))
    assert item.text() == "mail.contoso.example — matches"
    assert item.font().bold()
    assert not item.icon().isNull()
    assert "holds the name" in texts(panel)


def test_where_no_name_matches_that_is_said(panel: CertificatePanel) -> None:
    panel.show_judged(judged("other.example", Problem.NAME_MISMATCH), None)

    assert "other.example was asked for, and none of these is that name." in texts(panel)
    assert not panel.names.list.item(0).font().bold()


def test_the_chain_is_a_tree_whose_lines_show_their_fields(
    qtbot: QtBot, panel: CertificatePanel
) -> None:
    panel.show_judged(judged("mail.contoso.example"), None)
    click_tab(panel.tabs, panel.tabs.indexOf(panel.chain))
    tree = panel.chain.tree

    root = tree.topLevelItem(0)
    assert root is not None
    assert tree.topLevelItemCount() == 1
    assert root.text(0).startswith("CN=Contoso Root")
    spoken = root.data(0, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith(": good")
    (chosen,) = tree.selectedItems()
    assert chosen.text(0).startswith("CN=mail.contoso.example")
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Home)
    shown = [label.text() for label in panel.chain.fields.findChildren(PlainLabel)]
    assert "CN=Contoso Root" in shown


def test_the_chain_can_be_copied_as_pem(panel: CertificatePanel) -> None:
    panel.show_judged(with_der(judged("mail.contoso.example")), None)
    click_tab(panel.tabs, panel.tabs.indexOf(panel.pem))

    QTest.mouseClick(panel.pem.copy, Qt.MouseButton.LeftButton)

    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("# CN=mail.contoso.example\n-----BEGIN CERTIFICATE-----\n")
    assert certificates_of_pem(copied.encode()) == [b"not really DER"]


def test_the_chain_can_be_saved_as_pem(
    qtbot: QtBot, panel: CertificatePanel, tmp_path: Path
) -> None:
    target = tmp_path / "chain"
    panel.show_judged(with_der(judged("mail.contoso.example")), None)
    click_tab(panel.tabs, panel.tabs.indexOf(panel.pem))

    with naming(target):
        click(panel.pem.save)

    saved = target.with_suffix(".pem")
    qtbot.waitUntil(lambda: saved.exists() and bool(saved.read_bytes()))
    assert certificates_of_pem(saved.read_bytes()) == [b"not really DER"]
    assert panel.pem._chores.join(5)


def test_where_it_cannot_be_saved_that_is_said(
    qtbot: QtBot, panel: CertificatePanel, tmp_path: Path
) -> None:
    panel.show_judged(with_der(judged("mail.contoso.example")), None)
    click_tab(panel.tabs, panel.tabs.indexOf(panel.pem))

    (tmp_path / "chain.pem").mkdir()
    with naming(tmp_path / "chain"):
        click(panel.pem.save)

    qtbot.waitUntil(lambda: "cannot be saved" in panel.pem.complaint.text())
    assert panel.pem._chores.join(5)
    # The next verdict has nothing to do with it.
    panel.show_judged(judged("other.example"), None)
    assert panel.pem.complaint.text() == ""


def test_a_chain_that_was_not_kept_can_be_neither_copied_nor_saved(panel: CertificatePanel) -> None:
    click_tab(panel.tabs, panel.tabs.indexOf(panel.pem))
    panel.show_judged(judged("mail.contoso.example"), None)

    assert panel.pem.text.toPlainText() == ""
    assert not panel.pem.copy.isEnabled()
    assert not panel.pem.save.isEnabled()
