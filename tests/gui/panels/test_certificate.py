"""The certificate's panel: the three answers, the reasons, the chain, in little room too."""

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from app.domain.rows import Row
from app.domain.steps import StepName
from app.domain.verdict import MatchedBy, NameAnswer, Problem
from app.gui.panels.certificate import CertificatePanel
from app.gui.panels.details import DetailsPane
from app.gui.panels.labels import PlainLabel
from app.wording import describe
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
    assert len(labels) > 6
    assert pane.height() == height
    # Qt lays out anew when it is idle.
    qtbot.waitUntil(lambda: all(_has_room(label) for label in labels))


def _has_room(label: PlainLabel) -> bool:
    return label.height() >= label.heightForWidth(label.width())


def texts(panel: CertificatePanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(PlainLabel))


def test_a_refused_certificate_has_every_clients_answer_and_the_alert(qtbot: QtBot) -> None:
    panel = CertificatePanel()
    qtbot.addWidget(panel)

    panel.show_judged(judged("contoso.example", Problem.NAME_MISMATCH), StepName.HTTPS_ROOT)

    assert "no: its name does not match" in texts(panel)
    assert "warning: The name on the security certificate is invalid" in texts(panel)
    assert "good: The security certificate date is valid." in texts(panel)
    assert "the other lines are as remembered" in texts(panel)


def test_the_alert_goes_with_the_certificate_that_it_was_about(qtbot: QtBot) -> None:
    panel = CertificatePanel()
    qtbot.addWidget(panel)
    panel.show_judged(judged("contoso.example", Problem.NAME_MISMATCH), StepName.HTTPS_ROOT)

    panel.show_judged(judged("contoso.example"), StepName.HTTPS_ROOT)

    assert "security alert" not in texts(panel)


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
