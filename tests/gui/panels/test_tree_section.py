"""Finding, filtering and copying in the tree, by keyboard and mouse."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.domain.attempts import Exchange, Leg, Lookup
from app.domain.connections import Dial, Judged, Resolution
from app.domain.waterfall import Phase
from app.gui.models.session_tree import SessionTree
from app.gui.models.tree_cells import Column
from app.gui.models.tree_filter import Kinds, TreeFilter
from app.gui.panels.session_view import SessionView
from app.gui.panels.tree import WIDE_ENOUGH
from app.gui.panels.tree_section import MOST_COPIED, TreeSection
from app.gui.phases import phase_colour
from app.gui.plain_text import tool_tip
from app.wording import Mark
from tests.gui.hands import choose_here, click, click_index, press, select_row, type_into
from tests.gui.recordings import found, long_run, not_found

Key = Qt.Key


@pytest.fixture
def view(qtbot: QtBot) -> SessionView:
    made = SessionView()
    qtbot.addWidget(made)
    made.resize(1_180, 760)
    made.show()
    made.start_anew("A run", "")
    made.apply(found())
    return made


@pytest.fixture
def section(view: SessionView) -> TreeSection:
    return view.tree_section


def _tree(section: TreeSection) -> SessionTree:
    tree = section.panel.model()
    assert isinstance(tree, SessionTree)
    return tree


def _number(section: TreeSection, kind: type) -> int:
    rows = _tree(section).session.rows
    return next(row.number for row in rows if isinstance(row.subject, kind))


def _choose(section: TreeSection, title: str) -> None:
    kinds = section.bar.kinds
    press(kinds, Key.Key_Home)
    while not kinds.currentText().startswith(title):
        press(kinds, Key.Key_Down)


def _fold_all(section: TreeSection) -> None:
    for number in _tree(section).below(0):
        click_index(section.panel, _tree(section).index_of(number))
        press(section.panel, Key.Key_Left)


def _clipboard() -> str:
    return QGuiApplication.clipboard().text()


def _from_menu(section: TreeSection, entry: str) -> None:
    """Choose from the context menu of the row that is selected, by the Menu key."""
    choose_here(section.panel, entry)


def test_the_way_to_the_first_problem_is_told_in_words_where_there_is_room(
    section: TreeSection,
) -> None:
    problem = section.bar.problem
    section.bar.resize(500, 30)
    alone = problem.sizeHint().width()

    section.bar.resize(700, 30)

    assert problem.text() == "First problem"
    assert problem.sizeHint().width() > alone + 50


# --- filters -------------------------------------------------------------------------------


def test_only_problems_are_shown_with_all_above_them(section: TreeSection) -> None:
    tree = _tree(section)
    everything = tree.order()

    _choose(section, "Only p")

    shown = tree.order()
    assert 0 < len(shown) < len(everything)
    for number in shown:
        below = tree.below(number)
        assert tree.line(number).mark in {Mark.BAD, Mark.WARNING} or below
        assert not below or section.panel.isExpanded(tree.index_of(number))
    _choose(section, "Every")
    assert tree.order() == everything


def test_only_certificates_are_shown(section: TreeSection) -> None:
    tree = _tree(section)

    _choose(section, "Only c")

    leaves = [tree.session.row(one).subject for one in tree.order() if not tree.below(one)]
    assert leaves
    assert all(isinstance(one, Judged) for one in leaves)


def test_rows_without_the_text_are_hidden_on_wish(qtbot: QtBot, section: TreeSection) -> None:
    tree = _tree(section)
    type_into(section.bar.text, "UNAUTHORIZED")
    section.bar.only_matches.setFocus()

    press(section.bar.only_matches, Key.Key_Space)

    leaves = [one for one in tree.order() if not tree.below(one)]
    assert leaves
    assert all("Unauthorized" in tree.line(one).verdict for one in leaves)
    type_into(section.bar.text, "x")
    qtbot.waitUntil(lambda: tree.order() == [])
    section.bar.text.setFocus()
    press(section.bar.text, Key.Key_Escape)
    qtbot.waitUntil(lambda: len(tree.order()) == tree.session.row_count)


def test_what_was_unfolded_and_selected_is_so_again_without_the_filter(
    section: TreeSection,
) -> None:
    tree = _tree(section)
    folded, certificate = _number(section, Exchange), _number(section, Judged)
    select_row(section.panel, certificate)
    select_row(section.panel, tree.session.row(folded).parent)
    press(section.panel, Key.Key_Left)
    select_row(section.panel, certificate)

    _choose(section, "Only c")
    assert section.panel.selected == certificate
    _choose(section, "Every")

    assert section.panel.selected == certificate
    # What holds the selection is unfolded, so that it is in sight.
    above = tree.session.row(tree.session.row(certificate).parent)
    assert section.panel.isExpanded(tree.index_of(above.number))


def test_a_filtered_tree_grows_with_the_run(qtbot: QtBot) -> None:
    for wanted in (
        TreeFilter(kinds=Kinds.PROBLEMS),
        TreeFilter(kinds=Kinds.CERTIFICATES),
        TreeFilter(text="401"),
        TreeFilter(),
    ):
        live, opened = SessionTree(), SessionTree()
        live.set_filter(wanted)
        for recorded in not_found() if wanted.text == "" else found():
            live.apply([recorded])
        opened.apply(not_found() if wanted.text == "" else found())
        opened.set_filter(wanted)
        # A row that asked for attention while it was open stays; none may be lacking.
        assert set(opened.order()) <= set(live.order())
        assert live.order() == sorted(live.order(), key=live.order().index)


@pytest.mark.parametrize("kinds", list(Kinds))
def test_the_model_keeps_qt_s_rules_under_a_filter(
    qtmodeltester: ModelTester, kinds: Kinds
) -> None:
    tree = SessionTree()
    tree.set_filter(TreeFilter(kinds=kinds))
    qtmodeltester.check(tree)  # type: ignore[no-untyped-call]

    for recorded in found():
        tree.apply([recorded])
    tree.end()
    tree.set_filter(TreeFilter(text="contoso"))
    tree.set_filter(TreeFilter())


def test_a_row_that_a_filter_hides_is_shown_when_it_is_chosen_elsewhere(
    section: TreeSection,
) -> None:
    _choose(section, "Only p")
    leg = _number(section, Leg)
    assert not _tree(section).is_shown(leg)

    section.select(leg)

    assert section.panel.selected == leg
    assert section.bar.kinds.currentText() == "Everything"


# --- searching -----------------------------------------------------------------------------


def test_enter_goes_from_match_to_match_and_around(qtbot: QtBot, section: TreeSection) -> None:
    tree = _tree(section)
    type_into(section.bar.text, "certificate of")
    qtbot.waitUntil(lambda: section.bar.count.text().startswith("1 of"))
    wanted = tree.matches("certificate of")
    seen = [section.panel.selected]

    for _ in wanted:
        press(section.bar.text, Key.Key_Return)
        seen.append(section.panel.selected)

    assert len(wanted) > 2
    assert seen == [*wanted, wanted[0]]
    QTest.keyClick(section.bar.text, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert section.panel.selected == wanted[-1]
    assert section.bar.count.text() == f"{len(wanted)} of {len(wanted)}"


def test_the_arrows_do_as_enter_does_without_waiting_for_more_text(section: TreeSection) -> None:
    type_into(section.bar.text, "http 401")

    QTest.mouseClick(section.bar.next, Qt.MouseButton.LeftButton)

    number = section.panel.selected
    assert "HTTP 401" in _tree(section).line(number).verdict
    QTest.mouseClick(section.bar.previous, Qt.MouseButton.LeftButton)
    assert section.panel.selected in _tree(section).matches("http 401")


def test_what_is_nowhere_is_said_so(qtbot: QtBot, section: TreeSection) -> None:
    type_into(section.bar.text, "nowhere to be found")

    qtbot.waitUntil(lambda: section.bar.count.text() == "no match")
    assert section.panel.selected == 0


def test_the_arrow_down_leads_from_the_field_into_the_tree(
    qtbot: QtBot, section: TreeSection
) -> None:
    section.activateWindow()
    click(section.bar.text)
    qtbot.waitUntil(section.bar.text.hasFocus)

    press(section.bar.text, Key.Key_Down)

    assert section.panel.hasFocus()


def test_the_first_problem_is_unfolded_and_selected(view: SessionView) -> None:
    section = view.tree_section
    _fold_all(section)

    QTest.mouseClick(section.bar.problem, Qt.MouseButton.LeftButton)

    subject = view.tree.session.row(section.panel.selected).subject
    assert isinstance(subject, Judged)
    assert not subject.acceptance.accepted
    assert section.panel.visualRect(section.panel.currentIndex()).isValid()
    view.start_anew("Another run", "")
    click(section.bar.problem)
    assert section.panel.selected == 0


def test_the_cause_comes_before_what_failed_earlier_and_is_normal(view: SessionView) -> None:
    """The web site at the root domain is no fault; the expired certificate behind it is."""
    view.start_anew("Another run", "")
    view.apply(not_found())
    earliest = view.tree.first_problem()
    view.end()

    click(view.tree_section.bar.problem)

    assert view.findings.selected
    assert view.findings.selected.code == "certificate-expired"
    subject = view.tree.session.row(view.tree_section.panel.selected).subject
    assert isinstance(subject, Judged)
    assert not subject.verdict.in_date
    assert view.tree_section.panel.selected > earliest


# --- copying -------------------------------------------------------------------------------


def test_a_row_is_copied_by_the_usual_keys(section: TreeSection) -> None:
    select_row(section.panel, _number(section, Exchange))
    section.panel.setFocus()

    QTest.keyClick(section.panel, Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    what, verdict, time = _clipboard().split("\t")
    assert what.startswith("POST https://contoso.example/autodiscover")
    assert "not accepted" in verdict
    assert time == "87 ms"


def test_a_branch_is_copied_as_text(section: TreeSection) -> None:
    select_row(section.panel, _number(section, Exchange))

    _from_menu(section, "Copy as text, with all below it")

    lines = _clipboard().splitlines()
    assert lines[0].startswith("[X ] POST https://contoso.example")
    assert any(line.startswith("    [X ] Certificate") for line in lines)


def test_a_huge_branch_is_cut(section: TreeSection) -> None:
    tree = _tree(section)
    tree.start_anew()
    tree.apply(long_run(1_000))
    select_row(section.panel, 1)

    _from_menu(section, "Copy as text, with all below it")

    assert len(_clipboard().splitlines()) == MOST_COPIED + 1
    assert "cut here" in _clipboard()


def test_a_request_is_copied_as_a_curl_command_without_its_secret(section: TreeSection) -> None:
    legs = [row.number for row in _tree(section).session.rows if isinstance(row.subject, Leg)]
    select_row(section.panel, legs[1])

    _from_menu(section, "Copy as curl command (sh, bash)")
    posix = _clipboard()
    _from_menu(section, "Copy as curl command (Command Prompt)")

    assert posix.startswith("curl ")
    assert "--basic" in posix
    assert "Authorization" not in posix
    assert '^"' in _clipboard()


def test_what_is_no_request_is_not_offered_as_one(view: SessionView) -> None:
    view.start_anew("", "")
    view.apply(not_found())
    section = view.tree_section
    assert not section.copy_row.isEnabled()

    select_row(section.panel, _number(section, Lookup))

    assert section.copy_row.isEnabled()
    assert not section.copy_curl.isEnabled()


# --- the waterfall -------------------------------------------------------------------------


def test_the_waterfall_is_told_in_words_and_drawn(section: TreeSection) -> None:
    tree = _tree(section)
    number = _number(section, Exchange)
    index = tree.index_of(number, Column.WATERFALL)

    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)

    assert spoken.startswith("began ")
    assert "DNS " in spoken
    assert index.data(Qt.ItemDataRole.ToolTipRole) == tool_tip(spoken)
    assert index.data() == ""
    for kind, phase in ((Resolution, Phase.DNS), (Dial, Phase.TCP)):
        part = tree.index_of(_number(section, kind), Column.WATERFALL)
        section.panel.scrollTo(part)
        image = section.panel.viewport().grab(section.panel.visualRect(part)).toImage()
        assert phase_colour(phase, section.palette()).rgb() in _colours(image)


def _colours(image: QImage) -> set[int]:
    line = image.height() // 2
    return {image.pixel(QPoint(x, line)) for x in range(image.width())}


def test_a_narrow_tree_has_no_waterfall_and_no_legend(section: TreeSection) -> None:
    assert section.legend.isVisible()

    section.panel.resize(WIDE_ENOUGH - 50, 300)

    assert section.panel.isColumnHidden(Column.WATERFALL)
    assert not section.legend.isVisible()


def test_everything_that_takes_the_keyboard_has_a_name(section: TreeSection) -> None:
    widgets = [
        one
        for one in section.findChildren(QWidget)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisibleTo(section)
    ]

    nameless = [
        one
        for one in widgets
        if not (one.accessibleName() or getattr(one, "text", lambda: "")())
        and one.parent() in (section.bar, section)
    ]
    assert len(widgets) > 5
    assert nameless == []


# --- folding -------------------------------------------------------------------------------


def test_all_below_a_row_is_unfolded_from_its_menu(section: TreeSection) -> None:
    tree = _tree(section)
    _fold_all(section)
    select_row(section.panel, 1)

    _from_menu(section, "Unfold all below it")

    parents = [one for one in tree.order() if tree.below(one) and _is_below(tree, one, 1)]
    assert len(parents) > 3
    assert all(section.panel.isExpanded(tree.index_of(one)) for one in parents)
    others = [one for one in tree.below(0) if one != 1 and tree.below(one)]
    assert not any(section.panel.isExpanded(tree.index_of(one)) for one in others)


def _is_below(tree: SessionTree, number: int, above: int) -> bool:
    while number and number != above:
        number = tree.session.row(number).parent
    return number == above


def test_what_a_filter_lets_through_later_is_unfolded(view: SessionView) -> None:
    view.start_anew("", "")
    press(view.tree_section.bar.kinds, Key.Key_Down)
    # The user reads something: the tree does not move along any more.
    records = found()
    view.apply(records[:8])
    select_row(view.tree_panel, 1)

    for recorded in records[8:]:
        view.apply([recorded])

    parents = [one for one in view.tree.order() if view.tree.below(one)]
    assert len(parents) > 3
    assert all(view.tree_panel.isExpanded(view.tree.index_of(one)) for one in parents)
