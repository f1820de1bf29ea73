"""A yes before something is done: which key gives it, and what it does."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.gui.agreement import ask_to_destroy, ask_to_go_on
from tests.gui.hands import click, press

Ask = Callable[[QWidget, str, str, str, Callable[[], object]], None]


@pytest.fixture
def asked(qtbot: QtBot) -> Callable[[Ask], tuple[QMessageBox, list[str]]]:
    parent = QWidget()
    qtbot.addWidget(parent)

    def ask(how: Ask) -> tuple[QMessageBox, list[str]]:
        done: list[str] = []
        how(parent, "Title", "<b>Really?</b>", "&Yes", lambda: done.append("done"))
        box = parent.findChild(QMessageBox)
        assert box is not None
        return box, done

    return ask


@pytest.mark.parametrize(("how", "wanted"), [(ask_to_destroy, []), (ask_to_go_on, ["done"])])
def test_enter_agrees_only_to_what_destroys_nothing(
    asked: Callable[[Ask], tuple[QMessageBox, list[str]]], how: Ask, wanted: list[str]
) -> None:
    box, done = asked(how)

    press(box, Qt.Key.Key_Return)

    assert not box.isVisible()
    assert done == wanted


@pytest.mark.parametrize("how", [ask_to_destroy, ask_to_go_on])
def test_the_button_agrees_and_the_question_is_plain_text(
    asked: Callable[[Ask], tuple[QMessageBox, list[str]]], how: Ask
) -> None:
    box, done = asked(how)
    assert box.textFormat() == Qt.TextFormat.PlainText

    click(next(one for one in box.buttons() if one.text() == "&Yes"))

    assert done == ["done"]
