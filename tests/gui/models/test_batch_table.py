"""The table of a batch: rows as they come, bounded, sorted and filtered."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from app.domain.batch import BatchRow, RowOutcome
from app.gui.models.batch_table import BatchTable, Column
from app.gui.models.sorted_lines import SortedLines
from tests.gui.hostile import HOSTILE


def row(line: int, outcome: RowOutcome = RowOutcome.FOUND, **further: object) -> BatchRow:
    given = {"title": f"Finding {line}", "duration_ms": 100.0 - line} | further
    return BatchRow(line=line, input=f"{line}.example", outcome=outcome, **given)  # type: ignore[arg-type]


def lines(model: BatchTable | SortedLines) -> list[str]:
    return [model.index(at, Column.LINE).data() for at in range(model.rowCount())]


def test_rows_come_in_batches_and_the_oldest_go(qtmodeltester: ModelTester) -> None:
    table = BatchTable(most=4)
    shown = SortedLines(table)
    table.add([row(1), row(2), row(3)])
    table.add([])
    table.add([row(4), row(5)])
    qtmodeltester.check(table)  # type: ignore[no-untyped-call]
    qtmodeltester.check(shown)  # type: ignore[no-untyped-call]

    assert lines(table) == ["2", "3", "4", "5"]
    table.add([row(number) for number in range(10, 20)])
    assert lines(table) == ["16", "17", "18", "19"]
    table.start_anew()
    assert (table.rowCount(), shown.rowCount()) == (0, 0)
    qtmodeltester.check(table)  # type: ignore[no-untyped-call]
    qtmodeltester.check(shown)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("column", "wanted"),
    [(Column.LINE, ["2", "3", "10"]), (Column.TIME, ["10", "3", "2"])],
)
def test_numbers_are_sorted_as_numbers(column: Column, wanted: list[str]) -> None:
    table = BatchTable()
    shown = SortedLines(table)
    shown.sort(column)
    table.add([row(10), row(2), row(3)])

    assert lines(shown) == wanted


def test_problems_alone_are_all_that_brings_no_settings() -> None:
    table = BatchTable()
    shown = SortedLines(table)
    table.add([row(at, outcome) for at, outcome in enumerate(RowOutcome)])

    shown.show_only(table.is_problem)

    outcomes = [shown.index(at, Column.OUTCOME).data() for at in range(shown.rowCount())]
    wanted = ["No settings found", "Neither address nor domain", "Defect of the program"]
    assert outcomes == wanted


def test_hostile_text_stays_on_its_line() -> None:
    table = BatchTable()
    table.add([row(1, title=HOSTILE)])

    cell = table.index(0, Column.FINDING)

    assert "\n" not in cell.data()
    assert "<script" not in cell.data(Qt.ItemDataRole.ToolTipRole)
