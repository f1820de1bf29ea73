"""The columns of each view: all in sight, and as the user left them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView, QTreeView
from pytestqt.qtbot import QtBot

from app.gui.columns import KEEP_MS, NARROWEST, fitted, kept_columns, scaled
from app.gui.panels.table import TextTable
from app.gui.settings import settings

HEADINGS = ("About", "What", "First", "Second")
LONG = "https://autodiscover.contoso.example/autodiscover/autodiscover.xml " * 5


@pytest.fixture(autouse=True)
def unspoilt() -> Iterator[None]:
    settings().clear()
    yield
    settings().clear()


@pytest.mark.parametrize(
    ("widths", "room", "wanted"),
    [
        ((10, 20, 30), 100, (10, 20, 70)),
        ((10, 500, 30, 30), 100, (10, 30, 30, 30)),
        ((10, 500, 500, 10), 100, (10, 40, 40, 10)),
        ((10, 20, 30), 60, (10, 20, 30)),
        ((50, 50, 50), 0, (0, 0, 0)),
    ],
)
def test_only_the_widest_are_cut(
    widths: tuple[int, ...], room: int, wanted: tuple[int, ...]
) -> None:
    assert fitted(widths, room) == wanted


def test_chosen_widths_keep_their_shares() -> None:
    assert scaled((100, 200, 100), 200) == (50, 100, 50)


def table(qtbot: QtBot, width: int = 800) -> TextTable:
    made = TextTable("Differences", HEADINGS, kept="tried")
    qtbot.addWidget(made)
    made.resize(width, 200)
    made.show()
    made.show_lines([("Steps", LONG, "yes", "no")])
    # Qt gives the last column what is left once it comes to it.
    QApplication.processEvents()
    return made


def header_of(view: QTableView | QTreeView) -> QHeaderView:
    return view.header() if isinstance(view, QTreeView) else view.horizontalHeader()


def widths_of(view: QTableView | QTreeView) -> list[int]:
    header = header_of(view)
    return [header.sectionSize(at) for at in range(header.count())]


def drag(view: QTableView | QTreeView, column: int, by: int) -> None:
    """Move the border behind a column with the mouse."""
    header = header_of(view)
    place = header.sectionViewportPosition(column) + header.sectionSize(column) - 1
    start = QPoint(place, header.height() // 2)
    left = Qt.MouseButton.LeftButton
    QTest.mouseMove(header.viewport(), start)
    QTest.mousePress(header.viewport(), left, pos=start)
    QTest.mouseMove(header.viewport(), start + QPoint(by, 0))
    QTest.mouseRelease(header.viewport(), left, pos=start + QPoint(by, 0))


@pytest.mark.parametrize("width", [320, 800])
def test_a_long_text_pushes_no_column_out_of_sight(qtbot: QtBot, width: int) -> None:
    shown = table(qtbot, width)

    assert sum(widths_of(shown)) == shown.viewport().width()
    assert min(widths_of(shown)) >= NARROWEST
    assert shown.textElideMode() == Qt.TextElideMode.ElideMiddle
    item = shown.item(0, 1)
    assert item
    assert LONG.strip() in item.toolTip()


def test_widths_that_the_user_chose_are_there_the_next_time(qtbot: QtBot) -> None:
    before = table(qtbot)
    drag(before, 1, -200)
    chosen = widths_of(before)
    qtbot.waitUntil(lambda: bool(kept_columns("tried", 4)), timeout=KEEP_MS * 20)

    again = table(qtbot)

    assert widths_of(again) == chosen
    assert chosen != widths_of(table_of_another_name(qtbot))
    again.resize(400, 200)
    QApplication.processEvents()
    assert sum(widths_of(again)) == again.viewport().width()


def table_of_another_name(qtbot: QtBot) -> TextTable:
    made = TextTable("Differences", HEADINGS, kept="untouched")
    qtbot.addWidget(made)
    made.resize(800, 200)
    made.show()
    made.show_lines([("Steps", LONG, "yes", "no")])
    # Qt gives the last column what is left once it comes to it.
    QApplication.processEvents()
    return made


@pytest.mark.parametrize("spoilt", ["", "1 2", "a b c d", "0 0 0 0", "-1 5 5 5", "1 1 1 999999999"])
def test_spoilt_widths_are_as_in_the_beginning(spoilt: str) -> None:
    settings().setValue("columns/tried", spoilt)

    assert kept_columns("tried", 4) == ()
