"""What nobody expected: noticed wherever it happens, told once, and without secrets."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qCritical, qWarning
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.defects import MOST_DEFECTS, DefectWatch, Report
from app.gui.panels.defect import DefectDialog
from app.gui.window import Window
from app.sessionlog.defects import defects_folder
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import choose, click, naming, paste_into, press, type_and_start
from tests.gui.recordings import found
from tests.support.canary import PASSWORD, traces

ROOT = Path(__file__).parents[2]

BUSY_MS = 30_000
"""What a job imports takes its time on a busy machine."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return defects_folder()


@pytest.fixture
def watch(folder: Path) -> Iterator[DefectWatch]:
    with DefectWatch() as made:
        yield made


@pytest.fixture
def told(watch: DefectWatch) -> list[Report]:
    reports: list[Report] = []
    watch.reported.connect(reports.append)
    return reports


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(found())


@pytest.fixture
def window(qtbot: QtBot, engine: FakeEngine, watch: DefectWatch) -> Iterator[Window]:
    made = Window(engine)
    qtbot.addWidget(made)
    with qtbot.waitSignals([made.choices_read, made.kept.housekeeping.done], timeout=BUSY_MS):
        made.show()
    watch.begin_to_tell()
    yield made
    assert made.stop(5)


@pytest.fixture
def dialog(window: Window, watch: DefectWatch) -> DefectDialog:
    made = DefectDialog(window, lambda: window.tab.log)
    watch.reported.connect(made.add)
    return made


def fail(password: str = PASSWORD) -> None:
    raise LookupError(password)


@pytest.mark.parametrize("place", ["slot", "timer", "thread", "engine"])
def test_a_defect_anywhere_is_told_without_secrets_and_the_run_stays(
    qtbot: QtBot,
    window: Window,
    dialog: DefectDialog,
    engine: FakeEngine,
    watch: DefectWatch,
    place: str,
) -> None:
    paste_into(window.form.password, PASSWORD)
    engine.log = Path("kept.autodiscope")
    if place == "engine":
        engine.defect = LookupError(PASSWORD)
    with qtbot.waitSignal(window.session_ended, timeout=BUSY_MS):
        type_and_start(window)
    rows = window.tab.tree.session.row_count

    if place == "slot":
        window.menus.about.triggered.connect(lambda: fail(PASSWORD))
        choose(window, "Help", "About Autodiscope")
    elif place == "timer":
        QTimer.singleShot(0, fail)
    elif place == "thread":
        threading.Thread(target=fail, name="looker").start()
    qtbot.waitUntil(dialog.isVisible, timeout=BUSY_MS)

    report = dialog.report
    assert "LookupError" in report
    assert (
        "Noticed in: "
        + {"thread": "thread looker", "engine": "thread engine"}.get(place, "the window")
        in report
    )
    assert ("tests/gui/fake_engine.py:" if place == "engine" else "in fail") in report
    assert traces(report) == []
    assert str(ROOT) not in report
    assert window.tab.tree.session.row_count == rows
    assert rows or place == "engine"
    assert "The run on show is kept in kept.autodiscope." in dialog.kept.text()
    (file,) = defects_folder().glob("defect_*.txt")
    assert file.read_text(encoding="utf-8") == report
    assert str(file) in dialog.kept.text()


def test_the_same_defect_is_told_once_and_others_beside_it(
    qtbot: QtBot, window: Window, dialog: DefectDialog, told: list[Report]
) -> None:
    for _ in range(3):
        QTimer.singleShot(0, fail)
    qtbot.waitUntil(dialog.isVisible, timeout=BUSY_MS)
    alone = dialog.what.text()
    QTimer.singleShot(0, lambda: 1 // 0)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=BUSY_MS)

    assert alone.startswith("Something inside Autodiscope went wrong.")
    assert dialog.what.text().startswith("2 things inside Autodiscope went wrong.")
    assert dialog.report.count("report of a defect") == 2
    press(dialog, QKeySequence("Esc"))
    assert not dialog.isVisible()
    QTimer.singleShot(0, lambda: int("x"))
    qtbot.waitUntil(dialog.isVisible, timeout=BUSY_MS)
    assert dialog.report.count("report of a defect") == 1


def test_a_storm_of_defects_comes_to_an_end(qtbot: QtBot, told: list[Report]) -> None:
    watch = DefectWatch()
    with watch:
        watch.begin_to_tell()
        reports: list[Report] = []
        watch.reported.connect(reports.append)
        for number in range(MOST_DEFECTS + 20):
            code = "\n" * number + "raise ValueError"
            thread = threading.Thread(target=exec, args=(code, {}))
            thread.start()
            thread.join()
        qtbot.waitUntil(lambda: len(reports) == MOST_DEFECTS, timeout=BUSY_MS)


def test_what_comes_before_there_is_a_window_is_told_when_there_is_one(
    qtbot: QtBot, watch: DefectWatch, told: list[Report]
) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    QApplication.processEvents()
    assert told == []

    watch.begin_to_tell()

    assert len(told) == 1


def test_a_crash_of_an_earlier_run_is_told_at_the_next_start(
    watch: DefectWatch, told: list[Report], folder: Path, qtbot: QtBot
) -> None:
    trace = 'Fatal Python error: Aborted\n  File "/home/ann/x/app.py", line 1 in f\n'
    (folder / "crash_1.txt").write_text(trace, encoding="utf-8")

    watch.begin_to_tell()

    (report,) = told
    assert report.is_crash
    assert "Fatal Python error: Aborted" in report.text
    assert "ann" not in report.text.partition("Noticed in")[2]
    window = Window(FakeEngine())
    qtbot.addWidget(window)
    dialog = DefectDialog(window, lambda: None)
    dialog.add(report)
    assert dialog.what.text().startswith("The last time, Autodiscope ended suddenly.")
    assert "kept in" not in dialog.kept.text()
    assert window.stop(1)


@pytest.mark.qt_log_ignore("deliberate")
def test_what_qt_calls_critical_is_a_defect_and_a_warning_is_none(
    qtbot: QtBot, watch: DefectWatch, told: list[Report]
) -> None:
    watch.begin_to_tell()

    qWarning("a deliberate warning")
    qCritical("a deliberate error about /home/ann/settings.ini")

    qtbot.waitUntil(lambda: bool(told), timeout=BUSY_MS)
    (report,) = told
    assert "Told by Qt: a deliberate error about settings.ini" in report.text
    assert "critical" in report.text


def test_the_end_of_a_thread_by_its_own_wish_is_no_defect(watch: DefectWatch, folder: Path) -> None:
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()

    assert list(folder.glob("defect_*")) == []


def test_ctrl_c_is_no_defect(
    watch: DefectWatch, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert list(folder.glob("defect_*")) == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_where_no_report_can_be_kept_it_is_shown_all_the_same(
    qtbot: QtBot, window: Window, dialog: DefectDialog, folder: Path
) -> None:
    for one in folder.iterdir():
        one.unlink()
    folder.rmdir()
    folder.touch()

    QTimer.singleShot(0, fail)
    qtbot.waitUntil(dialog.isVisible, timeout=BUSY_MS)

    assert "LookupError" in dialog.text.toPlainText()
    assert "The report is kept" not in dialog.kept.text()
    folder.unlink()


def full_disk(self: Path, text: str, encoding: str = "") -> int:
    raise OSError(28, "No space left on device")


def test_the_report_can_be_copied_and_saved(
    qtbot: QtBot,
    window: Window,
    dialog: DefectDialog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "report.txt"
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(dialog.isVisible, timeout=BUSY_MS)

    click(dialog.copy)
    assert QApplication.clipboard().text() == dialog.report
    with naming(None):
        click(dialog.save)
    assert dialog.complaint.text == ""
    with monkeypatch.context() as patch, naming(target):
        patch.setattr(Path, "write_text", full_disk)
        click(dialog.save)
    assert "cannot be saved as" in dialog.complaint.text
    with naming(target):
        click(dialog.save)
    assert target.read_text(encoding="utf-8") == dialog.report
    click(dialog.close_button)
    assert not dialog.isVisible()


PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app import __main__ as program
from app.gui import window
from app.gui.panels.defect import DefectDialog

whole = window.Window.__init__
place = sys.argv.pop()

def fail():
    raise LookupError("a secret")

def made(self, *given, **named):
    if place == "start":
        fail()
    whole(self, *given, **named)
    QTimer.singleShot(50, fail)
    look = QTimer(self)
    look.timeout.connect(lambda: close(self))
    look.start(50)

def close(self):
    dialog = self.findChild(DefectDialog)
    if dialog is not None and dialog.isVisible():
        print(dialog.report)
        self.close()
        dialog.close()

window.Window.__init__ = made
program.main()
"""


@pytest.mark.parametrize(("place", "status"), [("start", 70), ("later", 0)])
def test_the_program_itself_tells_of_a_defect(tmp_path: Path, place: str, status: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, place],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == status, done.stderr
    (report,) = (tmp_path / "data" / "autodiscope" / "defects").glob("*.txt")
    assert "LookupError" in report.read_text(encoding="utf-8")
    assert "a secret" not in done.stdout + done.stderr + report.read_text(encoding="utf-8")
    if place == "start":
        assert f"(LookupError); please report it with the file {report}." in done.stderr
    else:
        assert "LookupError" in done.stdout
