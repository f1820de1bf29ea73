"""The script for a real Windows, which no other system runs: that it can be read, and agrees."""

import re
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_powershell

import tasks
import windows_python
import windows_steps

PACKAGING = Path(__file__).parents[2] / "packaging"
SCRIPT = PACKAGING / "windows.ps1"
PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))


def commands(script: bytes) -> list[list[str]]:
    """Give each command that PowerShell's grammar finds, in words; raises ValueError."""
    tree = PARSER.parse(script)
    if tree.root_node.has_error:
        raise ValueError("This is no PowerShell.")
    found: list[list[str]] = []
    waiting = [tree.root_node]
    while waiting:
        node = waiting.pop()
        waiting += reversed(node.children)
        if node.type == "command" and node.text:
            found.append(node.text.decode().split())
    return found


def test_the_script_is_powershell() -> None:
    assert commands(SCRIPT.read_bytes())


@pytest.mark.parametrize("removed", [b"}", b")", b"'"])
def test_a_sign_that_is_missing_is_seen(removed: bytes) -> None:
    before, sign, after = SCRIPT.read_bytes().rpartition(removed)
    assert sign

    with pytest.raises(ValueError, match="no PowerShell"):
        commands(before + after)


def test_older_powershell_reads_its_letters_too() -> None:
    # Windows PowerShell 5.1 takes a file without a mark for the PC's own code page.
    assert SCRIPT.read_bytes().isascii()


def test_it_knows_the_steps_of_the_target_and_no_others() -> None:
    found = re.search(r"\[ValidateSet\(([^)]*)\)\]", SCRIPT.read_text(encoding="utf-8"))

    assert found
    assert tuple(re.findall(r"'(\w+)'", found[1])) == windows_steps.STEPS


def test_it_takes_the_version_of_python_that_is_tried_here() -> None:
    assert f"$python = '{windows_python.VERSION}'" in SCRIPT.read_text(encoding="utf-8")


def test_with_and_without_uv_it_hands_the_steps_to_the_same_target() -> None:
    handed = [one for one in commands(SCRIPT.read_bytes()) if "$bootstrap" in one]

    named = re.search(r"\$bootstrap = Join-Path \$PSScriptRoot '(.*)'", SCRIPT.read_text("utf-8"))
    assert named
    assert (PACKAGING / named[1]).is_file()
    assert [one[one.index("$bootstrap") + 1 :] for one in handed[-2:]] == [["windows", "@Step"]] * 2
    assert "windows" in tasks.TASKS
