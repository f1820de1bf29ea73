"""A file is named to be written: with its suffix, and no other one is lost."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.files import ask_for_chain_target, ask_for_export, ask_for_session_target
from tests.gui.hands import answering, naming


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.mark.parametrize(("answer", "is_kept"), [("Cancel", True), ("Write over", False)])
def test_a_file_that_has_the_name_with_its_suffix_is_asked_about(
    parent: QWidget, tmp_path: Path, answer: str, *, is_kept: bool
) -> None:
    (tmp_path / "run.autodiscope").write_text("earlier")

    with answering(answer) as heard, naming(tmp_path / "run"):
        target = ask_for_session_target(parent)

    assert heard == ["run.autodiscope is there already. Write over it?"]
    assert target == (None if is_kept else tmp_path / "run.autodiscope")


def test_nothing_is_asked_about_a_name_that_is_free(parent: QWidget, tmp_path: Path) -> None:
    with naming(tmp_path / "run"):
        assert ask_for_session_target(parent) == tmp_path / "run.autodiscope"
    with naming(tmp_path / "chain"):
        assert ask_for_chain_target(parent) == tmp_path / "chain.pem"
    with naming(tmp_path / "chain.crt"):
        assert ask_for_chain_target(parent) == tmp_path / "chain.crt"


def test_an_export_whose_suffix_says_no_format_gets_that_of_the_kind(
    parent: QWidget, tmp_path: Path
) -> None:
    with naming(tmp_path / "run.2026") as kinds:
        chosen = ask_for_export(parent)

    assert chosen is not None
    assert chosen[0].name.startswith("run.2026.")
    assert not any("*)" in kind and kind.endswith("(*)") for kind in kinds)


def test_nobody_who_cancels_is_asked_more(parent: QWidget) -> None:
    with naming(None):
        assert ask_for_session_target(parent) is None
    with naming(None):
        assert ask_for_export(parent) is None
