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
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.rows import Row
from app.gui.panels.details import DetailsPane
from app.gui.panels.question import QuestionPanel
from app.gui.window import Window
from app.wording import describe
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import run
from tests.gui.panels.test_details import SUBJECTS
from tests.gui.recordings import found, not_found
from tests.gui.values import alert

OpenWindow = Callable[[FakeEngine], Window]

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


@pytest.mark.parametrize("records", [found, not_found])
def test_everything_in_the_main_window_has_a_name(
    qtbot: QtBot, open_window: OpenWindow, records: Callable[[], list[object]]
) -> None:
    window = open_window(FakeEngine(records()))  # type: ignore[arg-type]
    assert nameless(window) == []

    run(qtbot, window)

    assert nameless(window) == []


def test_everything_in_the_other_windows_has_a_name(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine(found()))
    run(qtbot, window)
    for action in (
        window.menus.certificate,
        window.menus.plan,
        window.menus.sessions,
        window.menus.compare,
        window.menus.paste,
        window.menus.contents,
        window.menus.about,
    ):
        action.trigger()
    QApplication.processEvents()
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert {type(one).__name__ for one in shown} >= {
        "CertificateWindow",
        "CompareWindow",
        "HelpWindow",
        "PlanWindow",
        "SessionsWindow",
        "PasteDialog",
    }

    lacking = {type(one).__name__: nameless(one) for one in shown if one is not window}

    assert not any(lacking.values()), lacking
    for one in shown:
        if one is not window:
            one.close()


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_everything_in_the_details_has_a_name(qtbot: QtBot, subject: object) -> None:
    pane = DetailsPane()
    qtbot.addWidget(pane)
    row = Row(number=1, parent=0, event=1, subject=subject, started_ms=0.0)  # type: ignore[arg-type]

    pane.show_row(row, describe(row), None)

    assert nameless(pane) == []


def test_the_question_has_names(qtbot: QtBot) -> None:
    question = QuestionPanel()
    qtbot.addWidget(question)
    question.ask(alert())

    assert nameless(question) == []


def test_tab_comes_by_every_control_and_back_to_the_first(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(found()))
    run(qtbot, window)
    wanted = {
        one
        for one in focusable(window.findChildren(QWidget))
        if one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    }

    seen: list[QWidget] = []
    at: QWidget = window.form.address
    while at not in seen:
        seen.append(at)
        at = following(at)
        while at not in wanted and at is not seen[0]:
            at = following(at)

    missed = [f"{type(one).__name__} {name_of(one)}" for one in wanted - set(seen)]
    assert missed == []
    # What is typed first comes first, and the list of findings before the tree below it.
    places = {one: place for place, one in enumerate(seen)}
    form = window.form
    assert places[form.address] < places[form.start]


def following(widget: QWidget) -> QWidget:
    after = widget.nextInFocusChain()
    assert after is not None
    return after


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
