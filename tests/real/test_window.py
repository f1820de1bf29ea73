"""The whole program in a real window: typed into, started, looked at, and closed in mid-run."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.events import Outcome
from app.sessionlog import load
from tests.support import screen

pytestmark = pytest.mark.real

TYPED = """
import asyncio, json, os, threading
from PySide6.QtCore import QEventLoop, QModelIndex, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from app.gui.late_engine import LateEngine
from app.gui.window import Window
from app.practice.organisation import open_organisation
from app.practice.scenarios import load_scenarios

scenario = next(one for one in load_scenarios() if one.name == "method-two")
up, reached = threading.Event(), []

async def serve():
    async with open_organisation(scenario) as organisation:
        reached.append(organisation.options)
        up.set()
        await asyncio.Event().wait()

threading.Thread(target=asyncio.run, args=(serve(),), daemon=True).start()
up.wait(20)
(options,) = reached
application = QApplication([])
window = Window(LateEngine())
window.show()
form = window.form
form.further.network.resolvers.setText(" ".join(options.resolvers))
form.further.network.connects.setText(" ".join(options.connects))
form.further.certificates.trust_files.text.setText(";".join(options.trust_files))
form.further.certificates.only_these.setChecked(True)
form.joined.setCurrentIndex(form.joined.findData("no"))
QTest.keyClicks(form.address, options.address)
QTest.keyClicks(form.password, scenario.client.password)
over = QEventLoop()
window.session_ended.connect(lambda *_: over.quit())
QTimer.singleShot(0, lambda: QTest.mouseClick(form.start, Qt.MouseButton.LeftButton))
QTimer.singleShot(30_000, over.quit)
over.exec()

def texts(model, parent):
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        yield str(index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data())
        yield from texts(model, index)

shown = list(texts(window.tab.tree, QModelIndex()))
print(json.dumps({"platform": application.platformName(), "shown": shown}), flush=True)
os._exit(0)
"""

CLOSED = """
import os, socket
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.domain.options import RunOptions
from app.domain.attempts import Exchange
from app.gui.application import run_window
from app.gui.late_engine import LateEngine
from app.gui.window import Window

silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
silent.bind(("127.0.0.1", 0))
application = QApplication([])
timer = QTimer()

def look():
    for window in QApplication.allWidgets():
        if not isinstance(window, Window) or not window.isVisible():
            continue
        if not window.form.address.text():
            window.form.further.network.resolvers.setText(f"127.0.0.1:{silent.getsockname()[1]}")
            window.form.joined.setCurrentIndex(window.form.joined.findData("no"))
            window.form.address.setText("ann@contoso.example")
            window.starting.run()
        elif any(isinstance(row.subject, Exchange) for row in window.tab.tree.session.rows):
            timer.stop()
            window.close()

timer.timeout.connect(look)
timer.start(20)
os._exit(run_window(LateEngine()))
"""


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with screen.running(tmp_path_factory.mktemp("screen")) as name:
        yield name


def started(program: str, display: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a program with a window of the real platform, and wait for its end."""
    own = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_DATA_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=os.environ | own,
        timeout=50,
        check=False,
    )


def test_a_typed_address_finds_the_four_services_in_the_tree(display: str, tmp_path: Path) -> None:
    done = started(TYPED, display, tmp_path)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["platform"] == "xcb"
    for path in ("EWS/Exchange.asmx", "UnifiedMessaging/Service.asmx", "OAB/"):
        assert any(f"https://mail.contoso.example/{path}" in text for text in told["shown"])
    for service in ("Availability", "Out of Office", "Unified Messaging", "Offline Address Book"):
        assert any(service in text and "https://" in text for text in told["shown"])


def test_a_window_closed_in_mid_run_ends_the_program_and_its_log(
    display: str, tmp_path: Path
) -> None:
    done = started(CLOSED, display, tmp_path)

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    (log,) = tmp_path.rglob("*.autodiscope")
    assert load(log).outcome is Outcome.CANCELLED
