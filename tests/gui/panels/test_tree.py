"""How the tree shares its width, and what it leaves out of a line."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.domain.attempts import Exchange
from app.domain.rows import StepState
from app.gui.models.session_tree import SessionTree
from app.gui.models.tree_cells import Column
from app.gui.panels.tree import (
    NARROWEST,
    SHARE,
    TIME_WIDTH,
    WATERFALL_WIDTH,
    WIDE_ENOUGH,
    TreePanel,
)
from tests.gui.hands import drag
from tests.gui.recordings import found
from tests.gui.values import ROOT_URL

Role = Qt.ItemDataRole


@pytest.fixture
def panel(qtbot: QtBot) -> TreePanel:
    tree = SessionTree()
    made = TreePanel(tree)
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    tree.apply(found())
    return made


def _widths(panel: TreePanel) -> list[int]:
    return [panel.header().sectionSize(column) for column in Column]


def _drag_border(panel: TreePanel, by: int) -> None:
    """Move the border right of the first column."""
    header = panel.header()
    edge = header.sectionSize(Column.WHAT) - 1
    drag(header.viewport(), QPoint(edge, header.height() // 2), QPoint(by, 0))


@pytest.mark.parametrize("width", [400, 700, 1_500])
def test_the_columns_fill_the_tree_at_any_width(panel: TreePanel, width: int) -> None:
    panel.resize(width, 400)

    what, verdict, time, waterfall = _widths(panel)
    assert waterfall == (WATERFALL_WIDTH if width > WIDE_ENOUGH else 0)
    assert what + verdict + time + waterfall == panel.viewport().width()
    assert time == TIME_WIDTH
    assert what == round(SHARE * (what + verdict))


def test_a_border_that_was_moved_keeps_its_place_in_proportion(panel: TreePanel) -> None:
    what, verdict, *_ = _widths(panel)
    third = (what + verdict) // 3
    _drag_border(panel, third - what)

    panel.resize(1_400, 400)

    what, verdict, *_ = _widths(panel)
    assert what == pytest.approx((what + verdict) / 3, abs=3)


def test_a_border_that_was_moved_too_far_can_be_moved_back(panel: TreePanel) -> None:
    _drag_border(panel, 5_000)

    panel.resize(701, 400)

    _, verdict, *_ = _widths(panel)
    assert verdict == NARROWEST


def test_the_path_that_every_url_has_is_left_out_and_told_in_full(panel: TreePanel) -> None:
    tree = panel.model()
    assert isinstance(tree, SessionTree)
    number = next(row.number for row in tree.session.rows if isinstance(row.subject, Exchange))
    index = tree.index_of(number)

    assert index.data() == "POST https://contoso.example/…"
    assert index.data(Role.ToolTipRole) == f"<p>POST {ROOT_URL}</p>"
    assert index.data(Role.AccessibleTextRole).startswith(f"POST {ROOT_URL}")


def test_what_is_too_long_keeps_its_end_and_a_verdict_its_beginning(panel: TreePanel) -> None:
    tree = panel.model()
    assert isinstance(tree, SessionTree)
    number = next(row.number for row in tree.session.rows if isinstance(row.subject, StepState))
    delegate = panel.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    elided = []
    for column in (Column.WHAT, Column.VERDICT):
        option = QStyleOptionViewItem()
        option.textElideMode = Qt.TextElideMode.ElideRight
        delegate.initStyleOption(option, tree.index_of(number, column))
        elided.append(option.textElideMode)

    assert elided == [Qt.TextElideMode.ElideMiddle, Qt.TextElideMode.ElideRight]
