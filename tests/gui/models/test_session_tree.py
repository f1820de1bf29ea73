"""The tree's model, filled as a run goes on."""

import sys
from types import FrameType

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.attempts import Exchange, Leg
from app.domain.events import Recorded, RoundStarted, SettingsChosen
from app.domain.rows import Row, ServiceState, StepState
from app.domain.steps import StepName
from app.gui.models import expectation, session_tree, tree_cells
from app.gui.models.session_tree import SessionTree
from app.gui.models.tree_cells import Column
from app.gui.panels.tree import TreePanel
from app.wording import Mark
from tests.gui.recordings import Tape, found, long_run, not_found, under_way
from tests.gui.values import ADDRESS, planned

Role = Qt.ItemDataRole
COUNTED = {one.__file__ for one in (session_tree, expectation, tree_cells)}


def _filled(batch: int = 1_000, *, records: list[Recorded] | None = None) -> SessionTree:
    tree = SessionTree()
    wanted = found() if records is None else records
    for at in range(0, len(wanted), batch):
        tree.apply(wanted[at : at + batch])
    return tree


Lines = list[tuple[int, list[str], "Lines"]]


def _outline(tree: SessionTree, parent: QModelIndex | None = None) -> Lines:
    above = parent or QModelIndex()
    lines: Lines = []
    for row in range(tree.rowCount(above)):
        index = tree.index(row, 0, above)
        assert tree.parent(index) == above
        texts = [tree.index(row, column, above).data() for column in range(tree.columnCount())]
        lines.append((tree.number_of(index), texts, _outline(tree, index)))
    return lines


def _number(tree: SessionTree, kind: type) -> int:
    return next(row.number for row in tree.session.rows if isinstance(row.subject, kind))


@pytest.mark.parametrize("records", [found(), not_found(), []])
def test_the_model_keeps_qt_s_rules(qtmodeltester: ModelTester, records: list[Recorded]) -> None:
    tree = _filled(records=records)
    assert tree.session.row_count < 100

    qtmodeltester.check(tree)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("batch", [1, 7, 100])
def test_the_model_keeps_qt_s_rules_while_it_grows(qtmodeltester: ModelTester, batch: int) -> None:
    tree, records = SessionTree(), found()
    qtmodeltester.check(tree)  # type: ignore[no-untyped-call]

    for at in range(0, len(records), batch):
        tree.apply(records[at : at + batch])
    tree.start_anew()


@pytest.mark.parametrize("batch", [1, 2, 7, 50])
def test_the_size_of_batches_makes_no_difference(batch: int) -> None:
    assert _outline(_filled(batch)) == _outline(_filled())


@pytest.mark.parametrize("batch", [1, 7, 100])
def test_all_rows_come_below_what_is_there_with_all_that_is_below_them(
    qtbot: QtBot, batch: int
) -> None:
    tree, records = SessionTree(), found()
    insertions: list[tuple[int, int, int]] = []
    tree.rowsInserted.connect(
        lambda parent, first, last: insertions.append((tree.number_of(parent), first, last))
    )

    for at in range(0, len(records), batch):
        before = {0, *tree.order()}
        insertions.clear()
        tree.apply(records[at : at + batch])

        parents = [parent for parent, _, _ in insertions]
        assert len(parents) == len(set(parents))
        # A view looks by itself at what is below a row that is new to it.
        assert set(parents) <= before
        topmost = {
            tree.below(parent)[place]
            for parent, first, last in insertions
            for place in range(first, last + 1)
        }
        new = set(tree.order()) - before
        assert topmost == {one for one in new if tree.session.row(one).parent in before}
    assert len(tree.order()) == tree.session.row_count


def test_a_change_is_told_for_the_whole_row(qtbot: QtBot) -> None:
    tree = _filled(records=under_way())
    number = _number(tree, Exchange)
    later = found()
    index = QPersistentModelIndex(tree.index_of(number))
    assert "looking the name up" in tree.index_of(number, Column.VERDICT).data()

    with qtbot.waitSignal(tree.dataChanged) as changed:
        tree.apply(later[len(under_way()) : len(under_way()) + 1])

    top, bottom = changed.args[0], changed.args[1]
    assert (tree.number_of(top), top.column(), bottom.column()) == (number, 0, Column.WATERFALL)
    assert index.isValid()


def test_a_row_says_its_mark_in_words_and_shows_it_by_an_icon() -> None:
    tree = _filled()
    number = _number(tree, StepState)
    index = tree.index_of(number)

    assert index.data(Role.AccessibleTextRole).endswith(": not done")
    assert index.data(Role.DecorationRole) is None
    verdict = tree.index_of(number, Column.VERDICT)
    assert verdict.data(Role.AccessibleTextRole) == verdict.data()
    assert isinstance(verdict.data(Role.DecorationRole), QIcon)


def test_skipped_and_unreached_steps_are_grey_and_others_are_not() -> None:
    tree = _filled()
    steps = [row.number for row in tree.session.rows if isinstance(row.subject, StepState)]
    grey = [tree.index_of(number).data(Role.ForegroundRole) is not None for number in steps]

    assert grey == [True, False, False, True, True, True]


def test_time_is_shown_where_something_took_time() -> None:
    tree = _filled()

    assert tree.index_of(_number(tree, Exchange), Column.TIME).data() == "87 ms"
    assert tree.index_of(_number(tree, ServiceState), Column.TIME).data() == ""
    alignment = tree.index_of(1, Column.TIME).data(Role.TextAlignmentRole)
    assert alignment & Qt.AlignmentFlag.AlignRight


def test_what_was_open_at_the_end_of_a_log_was_interrupted() -> None:
    tree = _filled(records=under_way())
    verdict = tree.index_of(_number(tree, Exchange), Column.VERDICT)
    assert verdict.data() != "interrupted"
    assert _verdicts(tree)[-1] == "still to come"

    tree.end()

    assert verdict.data() == "interrupted"
    assert _verdicts(tree)[-1] == "not reached"


def _verdicts(tree: SessionTree) -> list[str]:
    steps = [row.number for row in tree.session.rows if isinstance(row.subject, StepState)]
    return [tree.index_of(number, Column.VERDICT).data() for number in steps]


def test_a_planned_step_is_still_to_come_until_the_settings_are_chosen() -> None:
    tree = SessionTree()
    records = found()
    chosen = next(at for at, one in enumerate(records) if isinstance(one.event, SettingsChosen))
    tree.apply(records[:chosen])
    before = _verdicts(tree)
    told: list[int] = []
    tree.dataChanged.connect(lambda top, _: told.append(tree.number_of(top)))

    applied = tree.apply(records[chosen : chosen + 1])

    assert before[3:] == ["still to come"] * 3
    assert _verdicts(tree)[3:] == ["not reached"] * 3
    passed_over = [row.number for row in tree.session.rows if _is_unreached(row)]
    assert told == passed_over
    assert set(passed_over) <= set(applied.changed)
    assert tree.session.finished is None


def _is_unreached(row: Row) -> bool:
    return isinstance(row.subject, StepState) and not row.subject.started and not row.subject.result


def test_the_end_of_the_run_passes_over_what_was_to_come(qtbot: QtBot) -> None:
    tree = _filled(records=not_found()[:-1])
    before = _verdicts(tree)

    with qtbot.waitSignal(tree.dataChanged):
        tree.apply(not_found()[-1:])

    assert before[4] == "still to come"
    assert _verdicts(tree)[4] == "not reached"


@pytest.mark.parametrize("batch", [1, 1_000])
def test_another_round_passes_over_what_was_to_come_in_the_round_before(
    qtbot: QtBot, batch: int
) -> None:
    tape = Tape()
    tape.start()
    second = tape.report.in_round(2)
    second(RoundStarted(address=ADDRESS, plan=(planned(StepName.HTTPS_ROOT, joined=False),)))
    tree = SessionTree()
    panel = TreePanel(tree)
    qtbot.addWidget(panel)

    for at in range(0, len(tape.records), batch):
        tree.apply(tape.records[at : at + batch])
        panel.expandAll()

    assert _verdicts(tree)[1:] == ["not reached"] * 5 + ["still to come"]
    tree.end()
    assert _verdicts(tree)[-1] == "not reached"


def test_headings_stand_over_the_columns() -> None:
    tree = SessionTree()

    headings = [tree.headerData(at, Qt.Orientation.Horizontal) for at in range(4)]
    assert headings == ["What", "Verdict", "Time", "Waterfall"]
    assert tree.headerData(0, Qt.Orientation.Vertical) is None
    assert tree.data(QModelIndex()) is None
    assert tree.row_of(QModelIndex()) is None


def test_only_the_first_column_has_rows_below_it() -> None:
    tree = _filled()
    verdict = tree.index_of(1, Column.VERDICT)

    assert tree.rowCount(verdict) == 0
    assert not tree.index(0, 0, verdict).isValid()
    assert tree.hasChildren(verdict.siblingAtColumn(0))


def _calls(attempts: int, *, with_view: bool) -> tuple[int, int]:
    """Count the calls of the model's functions while a run of that length comes in."""
    records = list(long_run(attempts))
    tree = SessionTree()
    panel = TreePanel(tree) if with_view else None
    if panel:
        panel.resize(600, 400)
        panel.show()
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        if event == "call" and frame.f_code.co_filename in COUNTED:
            calls += 1

    sys.setprofile(count)
    try:
        for at in range(0, len(records), 500):
            applied = tree.apply(records[at : at + 500])
            if panel:
                panel.follow(applied)
                QApplication.processEvents()
    finally:
        sys.setprofile(None)
    return tree.session.row_count, calls


def test_the_work_for_twenty_thousand_rows_grows_with_their_number_only(qtbot: QtBot) -> None:
    few, calls_for_few = _calls(1_000, with_view=False)
    many, calls_for_many = _calls(4_000, with_view=False)

    assert many > 20_000
    assert calls_for_many / calls_for_few < 1.1 * many / few


def test_a_view_asks_for_what_is_in_sight_only(qtbot: QtBot) -> None:
    rows, calls = _calls(4_000, with_view=True)

    # Qt lays out anew for each batch: with every attempt unfolded it would be 150 a row.
    assert calls < 60 * rows


def test_what_many_rows_have_become_at_the_end_is_told_at_once(qtbot: QtBot) -> None:
    tree = _filled(records=list(long_run(300)))
    number = next(row.number for row in reversed(tree.session.rows) if isinstance(row.subject, Leg))
    before = tree.index_of(number, Column.VERDICT).data()
    told: list[int] = []
    tree.dataChanged.connect(lambda top, _: told.append(tree.number_of(top)))

    with qtbot.waitSignal(tree.layoutChanged):
        tree.end()

    assert tree.index_of(number, Column.VERDICT).data() != before
    assert len(told) < 10


@pytest.mark.parametrize("count", [3, session_tree.MOST_TOLD + 50])
def test_rows_that_are_normal_have_the_sign_of_information_and_lose_it_again(count: int) -> None:
    tree = _filled(records=list(long_run(300)))
    seen: list[str] = []
    tree.dataChanged.connect(lambda *_range: seen.append("changed"))
    tree.layoutChanged.connect(lambda: seen.append("all"))
    numbers = list(range(1, count + 1))
    before = [tree.line(number) for number in numbers]

    tree.mark_normal(frozenset(numbers))

    lines = [tree.line(number) for number in numbers]
    assert {one.mark for one in lines} == {Mark.INFORMATION}
    assert [one.verdict for one in lines] == [one.verdict for one in before]
    assert seen == (["changed"] * count if count <= session_tree.MOST_TOLD else ["all"])
    tree.mark_normal(frozenset())
    assert [tree.line(number) for number in numbers] == before
