"""A session in windows of many heights: whatever there is room for, nothing is out of reach."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.attempts import Exchange
from app.gui.panels.session_view import TALL_LINES, SessionView
from tests.gui.hands import click_tab, drag, select_row
from tests.gui.recordings import found, not_found

WIDTH = 1_200


@pytest.fixture
def view(qtbot: QtBot) -> SessionView:
    made = SessionView()
    qtbot.addWidget(made)
    made.start_anew("A run", "")
    made.show()
    return made


def line_height(view: SessionView) -> int:
    return view.fontMetrics().lineSpacing()


def tall(view: SessionView) -> int:
    return (TALL_LINES + 10) * line_height(view)


def low(view: SessionView) -> int:
    return (TALL_LINES - 5) * line_height(view)


def end(view: SessionView) -> None:
    view.apply(not_found())
    view.end()


def move_border(view: SessionView, by: int) -> None:
    # What was made larger or smaller is laid out first, as it is before anybody can take it.
    QApplication.processEvents()
    handle = view.parts.handle(1)
    drag(handle, handle.rect().center(), QPoint(0, by))


def tabs(view: SessionView) -> list[str]:
    results = view.results
    return [results.tabText(at) for at in range(results.count()) if results.isTabVisible(at)]


def test_in_a_tall_window_the_findings_stand_above_the_tree(view: SessionView) -> None:
    view.resize(WIDTH, tall(view))
    end(view)

    assert view.findings.isVisible()
    assert "Findings" not in tabs(view)


def test_in_a_low_window_they_are_the_first_tab_below_it(view: SessionView) -> None:
    view.resize(WIDTH, low(view))
    end(view)

    assert tabs(view)[0] == "Findings"
    assert view.results.currentIndex() == 0
    assert view.findings.isVisible()


def test_what_was_found_comes_before_findings_that_are_mere_notices(view: SessionView) -> None:
    view.resize(WIDTH, low(view))
    view.apply(found())
    view.end()

    assert tabs(view)[:2] == ["Findings", "Service URLs"]
    assert view.results.currentWidget() is view.services_panel


def test_while_a_run_goes_on_there_is_no_empty_list_of_services(view: SessionView) -> None:
    view.resize(WIDTH, low(view))
    view.apply(not_found()[:-1])
    view._examine_meanwhile()

    assert tabs(view)[0] == "Findings"
    assert "Service URLs" not in tabs(view)
    assert view.findings.isVisible()


def test_services_have_their_tab_as_soon_as_there_are_any(view: SessionView) -> None:
    view.resize(WIDTH, low(view))
    view.apply(found()[:-1])

    assert view.services.lines
    assert tabs(view)[0] == "Service URLs"


def test_a_tab_that_the_user_has_chosen_stays_in_front(view: SessionView) -> None:
    view.resize(WIDTH, low(view))
    view.apply(not_found()[:-1])
    view._examine_meanwhile()
    click_tab(view.results, view.results.indexOf(view.results.note))

    view.apply(not_found()[-1:])
    view.end()

    assert view.results.currentWidget() is view.results.note


def test_without_findings_there_is_no_tab_for_them(view: SessionView) -> None:
    view.resize(WIDTH, low(view))
    end(view)

    view.start_anew("Another run", "")

    assert "Findings" not in tabs(view)


def test_they_move_with_the_height_and_stay_in_sight(view: SessionView) -> None:
    view.resize(WIDTH, tall(view))
    end(view)
    chosen = view.findings.selected

    for _time in range(2):
        view.resize(WIDTH, low(view))
        assert view.results.currentIndex() == 0
        assert view.findings.isVisible()

        view.resize(WIDTH, tall(view))
        assert "Findings" not in tabs(view)
        assert view.findings.isVisible()
    assert view.findings.selected is chosen


def test_heights_that_the_user_chose_are_neither_lost_nor_overwritten(
    qtbot: QtBot, view: SessionView
) -> None:
    view.resize(WIDTH, tall(view))
    end(view)
    move_border(view, 30)
    chosen = view.parts.arrangement.heights
    assert len(chosen) == 3

    view.resize(WIDTH, low(view))
    move_border(view, -20)
    assert view.parts.arrangement.heights == chosen

    view.resize(WIDTH, tall(view))
    qtbot.waitUntil(lambda: view.parts.sizes() == pytest.approx(chosen, abs=8))


def test_it_can_be_made_low_enough_for_a_small_screen(view: SessionView, qtbot: QtBot) -> None:
    """1280 by 720 is a screen at 150 or 300 %: without title, task bar, form and menu 460."""
    view.resize(WIDTH, tall(view))
    end(view)
    number = next(row.number for row in view.tree.session.rows if isinstance(row.subject, Exchange))
    select_row(view.tree_panel, number)

    # No more than 29 lines, those of tabs and buttons included.
    for height in (tall(view), low(view)):
        view.resize(WIDTH, height)
        qtbot.waitUntil(lambda: view.minimumSizeHint().height() < 29 * line_height(view))
