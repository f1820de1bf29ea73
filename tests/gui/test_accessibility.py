"""Who uses the keyboard reaches everything, and who hears the window is told what each thing is."""

from collections.abc import Callable, Iterable

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QScrollBar,
    QSplitterHandle,
    QTabBar,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.events import Recorded
from app.domain.rows import Row
from app.gui.defects import Report
from app.gui.panels.defect import DefectDialog
from app.gui.panels.details import DetailsPane
from app.gui.panels.export_several import ExportSeveralDialog
from app.gui.panels.question import QuestionPanel
from app.gui.panels.resolver import ResolverPanel
from app.gui.window import Window
from app.wording import describe
from app.wording.language import speaking
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import click, click_tab, give_back, leave, opened, press, run
from tests.gui.panels.test_details import SUBJECTS
from tests.gui.recordings import found, not_found
from tests.gui.values import alert
from tests.gui.windows import each_window, window_kinds

OpenWindow = Callable[[FakeEngine], Window]

NOT_FROM_A_MENU = {"Window", "Frame", "DefectDialog", "HelpPage", "ExportSeveralDialog"}
LANGUAGES = ("en", "de")
# Parts of other widgets, which speak for them: Qt tells of a table's header, a view's bars, the
# buttons of a box and the line of a list of choices by themselves.
PARTS = (QHeaderView, QScrollBar, QSplitterHandle, QMenu, QDialogButtonBox)


def is_part(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    is_inner = isinstance(parent, QComboBox | QAbstractSpinBox) or (
        isinstance(widget, QLineEdit) and isinstance(parent, QAbstractItemView)
    )
    return isinstance(widget, PARTS) or is_inner or isinstance(parent, QComboBox)


def focusable(widgets: Iterable[QWidget]) -> list[QWidget]:
    return [
        one
        for one in widgets
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and not is_part(one) and not one.isWindow()
    ]


def name_of(widget: QWidget) -> str:
    # A bar of tabs is told by its tab in front, and by its own name where it has none yet.
    heard = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    return heard or (widget.accessibleName() if isinstance(widget, QTabBar) else "")


def nameless(window: QWidget) -> list[str]:
    """Give whatever can have the focus in a window and has no name, with its way to the top."""
    lacking = []
    for one in focusable(window.findChildren(QWidget)):
        # Another window is looked at by itself; the list of a box of choices is that box's.
        if one.window() is not window:
            continue
        if name_of(one).strip():
            continue
        above: QWidget | None = one
        way = []
        while above is not None and above is not window:
            way.append(f"{type(above).__name__}({above.objectName()})")
            above = above.parentWidget()
        lacking.append(" < ".join(way))
    return lacking


def test_every_kind_of_window_has_been_looked_at(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine(found()))
    run(qtbot, window)

    seen = {type(one).__name__ for one in each_window(qtbot, window)}

    # Those that no menu opens have tests of their own below.
    assert {one.__name__ for one in window_kinds()} - seen - NOT_FROM_A_MENU == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_export_of_several_sessions_has_names_and_tab_goes_round(
    qtbot: QtBot, language: str
) -> None:
    with speaking(language):
        parent = QWidget()
        qtbot.addWidget(parent)
        forms = [("HTML", "html"), ("Text", "text")]
        dialog = ExportSeveralDialog(2, forms, masked=False, parent=parent)
        dialog.show()
        give_back(dialog)

        assert (nameless(dialog), missed_by_tab(dialog)) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("records", [found, not_found])
def test_everything_in_the_main_window_has_a_name_and_is_reached_by_tab(
    qtbot: QtBot, open_window: OpenWindow, records: Callable[[], list[Recorded]], language: str
) -> None:
    with speaking(language):
        window = open_window(FakeEngine(records()))
        window.resize(1_400, 1_000)
        assert (nameless(window), missed_by_tab(window)) == ([], [])

        run(qtbot, window)
        click(window.form.more)

        assert (nameless(window), missed_by_tab(window)) == ([], [])
        results = window.tab.view.results
        for at in range(results.count()):
            if results.isTabVisible(at):
                click_tab(results, at)
                assert (at, nameless(window), missed_by_tab(window)) == (at, [], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_in_the_other_windows_has_a_name_and_is_reached_by_tab(
    qtbot: QtBot, open_window: OpenWindow, language: str
) -> None:
    with speaking(language):
        window = open_window(FakeEngine(found()))
        run(qtbot, window)
        lacking = {
            type(one).__name__: (nameless(one), missed_by_tab(one))
            for one in each_window(qtbot, window)
        }

    assert {name: lack for name, lack in lacking.items() if any(lack)} == {}
    assert len(lacking) > 7


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_everything_in_the_details_has_a_name_and_is_reached_by_tab(
    qtbot: QtBot, subject: object, language: str
) -> None:
    with speaking(language):
        pane = DetailsPane()
        qtbot.addWidget(pane)
        row = Row(number=1, parent=0, event=1, subject=subject, started_ms=0.0)  # type: ignore[arg-type]
        pane.show_row(row, describe(row), None)
        pane.resize(700, 900)
        pane.show()
        give_back(pane)

        assert (nameless(pane), missed_by_tab(pane)) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_asks_and_the_report_of_a_defect_have_names_and_are_reached_by_tab(
    qtbot: QtBot, open_window: OpenWindow, language: str
) -> None:
    with speaking(language):
        window = open_window(FakeEngine(found()))
        defect = DefectDialog(window, lambda: None)
        defect.add(Report(text="LookupError"))
        question, resolver = QuestionPanel(), ResolverPanel()
        question.ask(alert())
        resolver.ask("192.0.2.53")
        for shown in (defect, question, resolver):
            qtbot.addWidget(shown)
            shown.show()
            give_back(shown)

            assert (nameless(shown), missed_by_tab(shown)) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_of_a_finding_has_names_and_is_walked_by_tab(
    qtbot: QtBot, open_window: OpenWindow, language: str
) -> None:
    with speaking(language):
        window = open_window(FakeEngine(not_found()))
        run(qtbot, window)
        listed = window.tab.view.findings.list
        listed.setFocus()
        shown = opened(qtbot, lambda: press(listed, Qt.Key.Key_F1))
        give_back(shown)

        assert (nameless(shown), missed_by_tab(shown)) == ([], [])
        leave(shown)


def missed_by_tab(window: QWidget) -> list[str]:
    """Press Tab until it has come round, and give what it has not come by."""
    wanted = {
        one
        for one in focusable(window.findChildren(QWidget))
        if one.window() is window.window()
        and one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    }
    seen: list[QWidget | None] = []
    places: list[tuple[QWidget | None, int]] = []
    while (place := (QApplication.focusWidget(), _link(QApplication.focusWidget()))) not in places:
        places.append(place)
        seen.append(place[0])
        press(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    # It came round to the first of those that it came by, not to one in the middle.
    missed = [f"{type(one).__name__} {name_of(one)}" for one in wanted - set(seen)]
    return missed or ["not round"] * (len(wanted) > 1 and places.index(place) > 1)


def _link(widget: QWidget | None) -> int:
    """Give which link of a page has the keyboard: Tab goes from one to the next."""
    return widget.textCursor().position() if isinstance(widget, QTextBrowser) else 0


def test_every_line_of_the_tree_is_told_with_its_verdict_in_words(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(not_found()))
    run(qtbot, window)
    tree = window.tab.tree

    told = [spoken(tree, index) for index in every_index(tree)]

    assert len(told) == tree.session.row_count
    assert all(": " in one for one in told)
    assert any(one.endswith(": bad") for one in told)


def spoken(model: QAbstractItemModel, index: QModelIndex) -> str:
    return str(model.data(index, Qt.ItemDataRole.AccessibleTextRole))


def every_index(model: QAbstractItemModel, above: QModelIndex | None = None) -> list[QModelIndex]:
    parent = above or QModelIndex()
    here = [model.index(row, 0, parent) for row in range(model.rowCount(parent))]
    return [one for index in here for one in (index, *every_index(model, index))]
