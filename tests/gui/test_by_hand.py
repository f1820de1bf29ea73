"""That the tests of the window do what a person does, and call nothing in that person's place."""

import ast
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
# What a button, a menu, a field or a list does when it is used, and what the window does then.
IN_A_PERSONS_PLACE = {
    *("trigger", "click", "toggle", "animateClick", "setChecked", "setPlainText", "moveTab"),
    *("setCurrentIndex", "setCurrentRow", "setCurrentItem", "setCurrentText", "setCurrentWidget"),
    *("setText", "selectAll", "selectRow", "resizeSection", "moveSection", "emit"),
    *("expand", "collapse", "expandAll", "collapseAll"),
    *("mousePressEvent", "mouseReleaseEvent", "keyPressEvent", "dropEvent"),
    *("run_when_ready", "survey", "practise", "ask_for_both"),
    *("ask_to_try_again", "open_session", "open_files", "ask_again", "choose_export"),
    *("choose_target", "show_target", "refresh", "open_blank", "close_shown", "copy_services"),
    *("copy_list", "copy_selected", "unfold_selected", "save_chain", "begin_search"),
    *("go_to_first_problem", "toggle_kinds", "show_kinds", "open_certificate", "open_plan"),
}
# Where it is not the user's doing, with whose it is.
OTHERS_DOING = {
    # What is dropped onto a window is made elsewhere.
    ("test_certificate_window.py", "data.setText"),
    ("test_window_drops.py", "data.setText"),
    # The command line begins a scenario, with options of its own and by a name not known yet.
    ("test_window_practice.py", "window.starting.practise"),
    # A thread reads the list of scenarios.
    ("test_window_practice.py", "window.choices_read.emit"),
    # No page has such a link, and no session such evidence: there is nothing to click on.
    ("test_help_window.py", "view.anchorClicked.emit"),
    ("test_findings.py", "view.findings.evidence_chosen.emit"),
    # The folds of a text are a value, which the view of it shows.
    ("test_xml_view.py", "view.folds.toggle"),
    # A run puts its page to the front; here there is none.
    ("test_question.py", "made._pages.setCurrentIndex"),
    # A panel gives its row to the tree, which may hide it.
    ("test_tree_section.py", "section.select"),
}
# It tries nothing out: it only looks at what is in sight, in each state of each window.
ONLY_LOOKS = "test_mnemonics.py"


def calls(file: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) as called) if name in IN_A_PERSONS_PLACE:
                yield ast.unparse(called), node.lineno
            case _:
                pass


def test_nothing_is_called_in_the_place_of_a_click_or_a_key() -> None:
    found = [
        f"{file.name}:{line}: {call}"
        for file in sorted(FOLDER.rglob("test_*.py"))
        # A model has no user but a view.
        if file.parent.name != "models" and file.name != ONLY_LOOKS
        for call, line in calls(file)
        if (file.name, call) not in OTHERS_DOING
    ]

    assert found == []


def test_a_call_is_seen_where_there_is_one(tmp_path: Path) -> None:
    file = tmp_path / "test_x.py"
    file.write_text("def test_x(window):\n    window.menus.open.trigger()\n    click(window)\n")

    assert list(calls(file)) == [("window.menus.open.trigger", 2)]
