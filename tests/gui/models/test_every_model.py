"""That no model goes without pytest-qt's tester."""

import importlib
import pkgutil
from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractItemModel
from pytestqt.modeltest import ModelTester

import app.gui
from app.domain.batch import BatchRow, RowOutcome
from app.domain.listed import Listed
from app.gui.models.batch_table import BatchTable
from app.gui.models.line_table import LineTable
from app.gui.models.service_table import ServiceTable
from app.gui.models.session_list import SessionList
from app.gui.models.session_tree import SessionTree
from app.gui.models.sorted_lines import SortedLines
from tests.gui.recordings import found


def a_tree() -> SessionTree:
    tree = SessionTree()
    tree.apply(found())
    return tree


def services() -> ServiceTable:
    tree, table = SessionTree(), ServiceTable()
    table.note(tree.session, tree.apply(found()))
    assert table.rowCount() == 4
    return table


def sessions() -> SessionList:
    listed = SessionList()
    names = [f"{number}.autodiscope" for number in range(5)]
    listed.add(Listed(name=name, size=1, changed_ns=1) for name in names)
    return listed


def batch() -> BatchTable:
    table = BatchTable(most=4)
    table.add(
        [BatchRow(line=line, input="a.example", outcome=RowOutcome.FOUND) for line in range(6)]
    )
    return table


def sorted_lines() -> SortedLines:
    return SortedLines(sessions())


FILLED: dict[type[QAbstractItemModel], Callable[[], QAbstractItemModel]] = {
    SessionTree: a_tree,
    ServiceTable: services,
    SessionList: sessions,
    BatchTable: batch,
    SortedLines: sorted_lines,
}


def kinds() -> set[type[QAbstractItemModel]]:
    """Give every model that is written anywhere in the window's part of the program."""
    modules = pkgutil.walk_packages(app.gui.__path__, f"{app.gui.__name__}.")
    for module in modules:
        importlib.import_module(module.name)
    ahead: list[type[QAbstractItemModel]] = [QAbstractItemModel]
    known: set[type[QAbstractItemModel]] = set()
    while ahead:
        below = set(ahead.pop().__subclasses__()) - known
        known |= below
        ahead.extend(below)
    # Of this one there are none: others are made of it.
    return {one for one in known if one.__module__.startswith("app.")} - {LineTable}


@pytest.mark.parametrize("kind", sorted(kinds(), key=str))
def test_every_model_keeps_qts_rules(
    qtmodeltester: ModelTester, kind: type[QAbstractItemModel]
) -> None:
    """While it is filled, emptied or cut, too: see the tests of each module."""
    assert kind in FILLED, "fill one for this test"
    model = FILLED[kind]()
    assert type(model) is kind
    assert model.rowCount() > 0

    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
