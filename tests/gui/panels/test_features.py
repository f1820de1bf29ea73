"""The table of features."""

from pytestqt.qtbot import QtBot

from app.domain.features import features
from app.gui.panels.features import FeaturesPanel
from tests.support import played_runs
from tests.support.played_runs import session_of


def test_features_are_listed_inside_and_outside(qtbot: QtBot) -> None:
    panel = FeaturesPanel()
    qtbot.addWidget(panel)

    panel.show_features(features(session_of(played_runs.found())))

    assert panel.table.texts()[0] == ["Free/busy", "not reached from outside", "reachable"]
    assert len(panel.table.texts()) == 4
    assert not panel.isHidden()


def test_without_settings_the_table_is_hidden(qtbot: QtBot) -> None:
    panel = FeaturesPanel()
    qtbot.addWidget(panel)

    panel.show_features(())

    assert panel.isHidden()
