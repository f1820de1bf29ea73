"""What can wait is done while nobody wants anything."""

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.gui.idle import Idle


def test_pieces_are_done_one_after_another_and_others_have_their_turn_between(
    qtbot: QtBot,
) -> None:
    done: list[str] = []
    parent = QObject()

    def first() -> None:
        done.append("first")
        QTimer.singleShot(0, lambda: done.append("somebody else"))

    idle = Idle((first, lambda: done.append("second")), parent)
    qtbot.waitUntil(lambda: not idle._timer.isActive())

    assert done == ["first", "somebody else", "second"]


def test_nothing_is_done_after_the_end(qtbot: QtBot) -> None:
    done: list[str] = []
    parent = QObject()
    idle = Idle((lambda: done.append("first"),), parent)

    idle.stop()
    with qtbot.waitSignal(parent.destroyed):
        parent.deleteLater()

    assert done == []
