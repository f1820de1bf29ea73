"""The panel of findings: list, text, command, evidence, help."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.finding import Finding, Severity
from app.findings import examine
from app.gui.panels.findings import FindingsPanel
from app.gui.panels.session_view import SessionView
from tests.gui.hands import click, click_row, press
from tests.gui.hostile import HOSTILE, assert_harmless, texts_of
from tests.gui.recordings import found, not_found

FIRST = Finding(
    code="certificate-expired",
    severity=Severity.ERROR,
    title="The certificate of mail.contoso.example expired",
    meaning="Outlook shows a security alert.",
    advice="Renew it.",
    command="Get-ExchangeCertificate\nNew-ExchangeCertificate",
    source="KB 1",
    evidence=(3, 5),
)
SECOND = Finding(
    code="sign-in-normal",
    severity=Severity.NOTICE,
    title="401 first is normal",
    meaning="Outlook does so too.",
    advice="Nothing is to be done.",
    evidence=(7,),
)


@pytest.fixture
def panel(qtbot: QtBot) -> FindingsPanel:
    made = FindingsPanel(lambda number: f"line {number}" if number != 5 else "")
    qtbot.addWidget(made)
    made.show_findings((FIRST, SECOND))
    return made


@pytest.fixture
def view(qtbot: QtBot) -> SessionView:
    made = SessionView()
    qtbot.addWidget(made)
    made.start_anew("A run", "")
    # So high that the findings have a place of their own.
    made.resize(1_200, 900)
    made.show()
    return made


def test_the_first_finding_is_shown_in_full(panel: FindingsPanel) -> None:
    told = texts_of(panel)

    assert panel.list.count() == 2
    for text in (FIRST.title, FIRST.meaning, "What to do: Renew it.", "Source: KB 1."):
        assert text in told
    assert panel.command.toPlainText() == FIRST.command
    assert panel.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole) == f"error: {FIRST.title}"


def test_another_one_is_shown_by_the_arrow_key(panel: FindingsPanel) -> None:
    press(panel.list, Qt.Key.Key_Down)

    assert panel.selected == SECOND
    assert panel.command.isHidden()
    assert not panel.copy.isEnabled()
    assert any("a conclusion of this program" in text for text in texts_of(panel))


def test_the_command_is_copied_as_it_is(panel: FindingsPanel) -> None:
    click(panel.copy)

    assert QGuiApplication.clipboard().text() == FIRST.command


def test_a_click_on_the_evidence_asks_for_its_row(panel: FindingsPanel, qtbot: QtBot) -> None:
    assert [panel.evidence.item(at).text() for at in range(panel.evidence.count())] == ["line 3"]

    with qtbot.waitSignal(panel.evidence_chosen) as chosen:
        press(panel.evidence, Qt.Key.Key_Home)
        press(panel.evidence, Qt.Key.Key_Return)
    assert chosen.args == [3]


def test_f1_wishes_for_the_page_of_help(panel: FindingsPanel, qtbot: QtBot) -> None:
    panel.show()
    panel.activateWindow()
    panel.list.setFocus()
    qtbot.waitUntil(panel.list.hasFocus)

    with qtbot.waitSignal(panel.help_wished) as wished:
        QTest.keyClick(panel.list, Qt.Key.Key_F1)

    assert wished.args == [FIRST.code]


def test_what_was_selected_stays_selected_while_others_come(panel: FindingsPanel) -> None:
    press(panel.list, Qt.Key.Key_Down)

    panel.show_findings((FIRST, FIRST, SECOND))

    assert panel.selected == SECOND


def test_without_findings_the_panel_takes_no_room(panel: FindingsPanel, qtbot: QtBot) -> None:
    panel.show_findings(())

    assert panel.isHidden()
    assert panel.selected is None
    with qtbot.assertNotEmitted(panel.help_wished):
        panel.show_help()


def test_hostile_text_stays_text(qtbot: QtBot) -> None:
    panel = FindingsPanel(lambda _: HOSTILE)
    qtbot.addWidget(panel)
    hostile = Finding(
        code="x",
        severity=Severity.WARNING,
        title=HOSTILE,
        meaning=HOSTILE,
        advice=HOSTILE,
        command=HOSTILE,
        source=HOSTILE,
        evidence=(1,),
    )

    panel.show_findings((hostile,))
    panel.show_help()

    assert_harmless(panel)


def test_at_the_end_of_a_run_its_findings_are_shown(view: SessionView) -> None:
    view.apply(found())
    view.end()

    assert view.findings.isVisible()
    assert view.findings.selected == examine(view.tree.session)[0]


def test_the_evidence_leads_to_the_row_in_the_tree(view: SessionView) -> None:
    view.apply(not_found())
    view.end()
    item = view.findings.evidence.item(1)

    click_row(view.findings.evidence, 1)

    selected = view.tree.session.row(view.tree_panel.selected)
    assert view.findings.selected
    assert selected.event == view.findings.selected.evidence[1]
    assert item.text().startswith(view.tree.line(selected.number).what[:20])


def test_while_a_run_goes_on_findings_come_by_and_by(view: SessionView, qtbot: QtBot) -> None:
    view._examining.setInterval(1)

    view.apply(found()[:-1])
    qtbot.waitUntil(view.findings.isVisible)

    view.start_anew("Another run", "")
    assert view.findings.isHidden()
    assert not view._examining.isActive()


def test_an_event_without_a_row_leads_nowhere(view: SessionView) -> None:
    view.apply(found())
    before = view.tree_panel.selected

    view.findings.evidence_chosen.emit(99_999)

    assert view.tree_panel.selected == before
