"""What came of each row can be read in a window 940 pixels wide, in both languages."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.domain.events import Recorded
from app.domain.options import RunOptions
from app.domain.prompts import Nobody
from app.gui.models.session_tree import SessionTree
from app.gui.models.tree_cells import Column
from app.gui.panels.tree import TreePanel
from app.gui.panels.tree_lines import verdict_room
from app.practice.scenarios import load_scenarios
from app.selftest.practice import refuse
from app.wiring import RealEngine
from app.wording.language import LANGUAGES, speaking
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import run
from tests.gui.recordings import found

NARROW = 940


@pytest.fixture(scope="module")
def practised() -> dict[str, list[Recorded]]:
    """What each scenario comes to."""
    told: dict[str, list[Recorded]] = {one.name: [] for one in load_scenarios()}
    for name, records in told.items():
        engine = RealEngine(refuse, keeps_logs=False)
        asyncio.run(engine.practice(name, RunOptions(), None, Nobody(), records.append))
    return told


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with speaking(request.param):
        yield request.param


def drawn(panel: TreePanel, tree: SessionTree, number: int) -> QStyleOptionViewItem:
    """Give what the delegate draws of a row's verdict."""
    index = tree.index_of(number, Column.VERDICT)
    option = QStyleOptionViewItem()
    panel.initViewItemOption(option)
    option.rect = QRect(0, 0, panel.header().sectionSize(Column.VERDICT), panel.height())
    delegate = panel.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    delegate.initStyleOption(option, index)
    return option


def is_cut(option: QStyleOptionViewItem) -> bool:
    return option.fontMetrics.horizontalAdvance(option.text) > verdict_room(option)


def test_no_verdict_of_any_practice_scenario_is_cut(
    qtbot: QtBot, open_window: OpenWindow, practised: dict[str, list[Recorded]], language: str
) -> None:
    window = open_window(FakeEngine(found()))
    window.resize(NARROW, 760)
    run(qtbot, window)
    size = window.tab.view.tree_panel.size()

    cut = []
    for name, records in practised.items():
        tree = SessionTree()
        panel = TreePanel(tree)
        qtbot.addWidget(panel)
        panel.resize(size)
        panel.show()
        tree.apply(records)
        tree.end()
        assert tree.order()
        options = [drawn(panel, tree, number) for number in tree.order()]
        cut += [f"{name}: {one.text}" for one in options if is_cut(one)]
        panel.hide()

    assert cut == []


def test_where_there_is_room_the_whole_verdict_stands(
    qtbot: QtBot, practised: dict[str, list[Recorded]]
) -> None:
    tree = SessionTree()
    panel = TreePanel(tree)
    qtbot.addWidget(panel)
    panel.resize(4_000, 400)
    panel.show()
    tree.apply(practised["expired"])
    whole = [tree.index_of(number, Column.VERDICT).data() for number in tree.order()]

    assert [drawn(panel, tree, number).text for number in tree.order()] == whole
    panel.resize(500, 400)
    narrow = [drawn(panel, tree, number).text for number in tree.order()]
    assert "expired" in narrow
    assert narrow != whole
    # The tool tip, a copy and a screen reader have all of it.
    assert [tree.index_of(number, Column.VERDICT).data() for number in tree.order()] == whole
