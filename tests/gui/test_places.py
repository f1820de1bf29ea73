"""Windows beside the main one come back where they were."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.gui.places import keep_place, put_back
from app.gui.settings import settings
from tests.gui.hands import press


@pytest.fixture(autouse=True)
def unspoilt() -> Iterator[None]:
    settings().clear()
    yield
    settings().clear()


class Dialog(QDialog):
    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - as Qt has it
        super().hideEvent(event)
        keep_place(self, "tried", event)


def opened(qtbot: QtBot, window: QWidget) -> QWidget:
    window.resize(300, 200)
    put_back(window, "tried")
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.mark.parametrize("way", ["close", "escape"])
def test_a_window_is_as_large_as_it_was_when_it_was_closed(qtbot: QtBot, way: str) -> None:
    before = opened(qtbot, Dialog())
    before.resize(420, 310)
    if way == "close":
        before.close()
    else:
        press(before, Qt.Key.Key_Escape)
    assert not before.isVisible()

    again = opened(qtbot, QWidget())

    assert (again.width(), again.height()) == (420, 310)


def test_a_place_that_was_spoilt_is_passed_over(qtbot: QtBot) -> None:
    settings().setValue("places/tried", b"x")

    assert opened(qtbot, QWidget()).width() == 300
