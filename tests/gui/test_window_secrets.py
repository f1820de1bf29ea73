"""What is typed as a password shows in nothing that the window says, whatever becomes of a run."""

import threading
import traceback
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.gui.window import Window
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import click, paste_into, pick, type_and_start, type_into
from tests.gui.hostile import texts_of
from tests.gui.recordings import found
from tests.support.canary import PASSWORD, PROXY_PASSWORD, traces

OpenWindow = Callable[[FakeEngine], Window]


def shown() -> list[str]:
    """Give all that the windows of the program show, but not what a person typed as a password."""
    texts: list[str] = []
    for window in QApplication.topLevelWidgets():
        texts += [window.windowTitle(), window.toolTip(), window.accessibleName()]
        texts += texts_of(window)
        for part in window.findChildren(QWidget):
            texts += [part.toolTip(), part.statusTip(), part.whatsThis(), part.accessibleName()]
            texts.append(part.accessibleDescription())
            if isinstance(part, QLineEdit):
                # What a screen reader or a screenshot gets.
                texts.append(part.displayText())
    return texts


@pytest.mark.parametrize("is_defect", [False, True])
def test_neither_password_is_in_a_title_a_text_or_the_report_of_a_defect(
    is_defect: bool, qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []

    def keep(args: threading.ExceptHookArgs) -> None:
        printed.extend(
            traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback)
        )

    monkeypatch.setattr("threading.excepthook", keep)
    engine = FakeEngine(found())
    engine.defect = LookupError("a defect") if is_defect else None
    window = open_window(engine)
    paste_into(window.form.password, PASSWORD)
    click(window.form.more)
    further = window.form.further
    pick(further.network.proxies, further.network.proxies.findData("own"))
    type_into(further.network.proxy, "http://wilma@proxy:3128")
    paste_into(further.network.proxy_password, PROXY_PASSWORD)

    with qtbot.waitSignal(window.session_ended):
        type_and_start(window)
        thread = window.tab._feed._thread

    assert thread
    assert thread.join(5)
    # They did arrive where they belong.
    assert engine.password
    assert engine.password.reveal() == PASSWORD
    assert engine.options
    assert engine.options.proxy_password
    assert engine.options.proxy_password.reveal() == PROXY_PASSWORD
    assert any("LookupError" in line for line in printed) is is_defect
    for text in (*shown(), *printed, repr(engine.options)):
        assert (traces(text), traces(text, PROXY_PASSWORD)) == ([], [])
