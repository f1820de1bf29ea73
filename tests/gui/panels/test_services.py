"""The list of service URLs as it stands in the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QStyle
from pytestqt.qtbot import QtBot

from app.gui.models.service_table import VERDICTS, Column
from app.gui.panels.session_view import SessionView
from app.wording import short_verdicts
from app.wording.language import speaking
from tests.gui.recordings import found

LAPTOP = 1_366


@pytest.fixture(params=["en", "de"])
def view(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[SessionView]:
    with speaking(request.param):
        made = SessionView()
        qtbot.addWidget(made)
        made.start_anew("A run", "")
        made.resize(LAPTOP - 24, 500)
        made.show()
        made.apply(found())
        made.end()
        yield made


def test_both_verdicts_can_be_read_on_a_small_screen(view: SessionView) -> None:
    table = view.services_panel.view
    metrics = table.fontMetrics()

    widest = max(map(metrics.horizontalAdvance, short_verdicts()))
    around = table.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize) + 8
    assert all(table.columnWidth(column) >= widest + around for column in VERDICTS)
    assert table.columnWidth(Column.OUTSIDE) > 60
    assert table.horizontalScrollBar().maximum() == 0
