"""The button in the task bar by COM: Windows' own table of functions, called as the window does."""

import ctypes
import os
import subprocess
import sys

from app.gui.taskbar import TaskbarList, taskbar

CALLS = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
from app.gui.taskbar import taskbar
application = QApplication(sys.argv)
window = QWidget()
window.show()
button = taskbar()
for done, whole in ((0, 0), (1, 6), (9, 6), (0, -1)):
    button.show(int(window.winId()), done, whole)
print(type(button).__name__)
"""


def test_windows_takes_what_a_window_shows_on_its_button() -> None:
    # By itself, so that a wrong place in the table, which ends a process, is a failure.
    ended = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", CALLS],
        # Other tests need no screen; then Qt would not initialise COM.
        env=os.environ | {"QT_QPA_PLATFORM": "windows"},
        capture_output=True, timeout=100, check=False,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr.decode()
    assert ended.stdout.strip() == b"TaskbarList"


def test_a_window_that_is_none_does_no_harm() -> None:
    ole32 = getattr(ctypes, "windll").ole32  # noqa: B009
    ole32.CoInitialize(None)
    try:
        button = taskbar()
        assert isinstance(button, TaskbarList)
        button.show(0, 1, 2)
    finally:
        ole32.CoUninitialize()
