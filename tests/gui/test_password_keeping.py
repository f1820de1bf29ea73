"""The tick that keeps a password in the system's key store."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from app.domain.events import AttemptFinished, AttemptStarted, Outcome, Recorded
from app.domain.failures import Failure, FailureKind
from app.domain.key_store import KeyStoreError, KeyStoreTrouble
from app.domain.questions import HttpQuestion
from app.domain.secret import Secret
from app.domain.steps import StepName
from app.gui import jobs
from app.gui.panels.entry_rows import EntryRows
from app.gui.remembered import Recent, Remembered
from app.gui.window import Window
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import click, press, run, type_into
from tests.gui.recordings import Tape, found
from tests.gui.values import ADDRESS, HOST_URL

WORD = "Winter!2007"
Opened = Callable[[], Window]


class FakeStore:
    """Keeps passwords, has trouble where it is told to, and waits where a test wants it to."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.trouble: KeyStoreTrouble | None = None
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.threads: set[str] = set()

    def password(self, user: str) -> Secret | None:
        self._begin()
        return Secret(self.kept[user]) if user in self.kept else None

    def keep(self, user: str, password: Secret) -> None:
        self._begin()
        self.kept[user] = password.reveal()

    def forget(self, user: str) -> None:
        self._begin()
        self.kept.pop(user, None)

    def _begin(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.may_answer.wait(10)
        if self.trouble:
            raise KeyStoreError(self.trouble)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(found())


@pytest.fixture
def store() -> Iterator[FakeStore]:
    made = FakeStore()
    yield made
    made.may_answer.set()


@pytest.fixture
def opened(qtbot: QtBot, engine: FakeEngine, store: FakeStore, tmp_path: Path) -> Iterator[Opened]:
    windows: list[Window] = []

    def start() -> Window:
        file = str(tmp_path / "settings.ini")
        remembered = Remembered(QSettings(file, QSettings.Format.IniFormat))
        window = Window(engine, remembered, lambda: store)
        qtbot.addWidget(window)
        windows.append(window)
        with qtbot.waitSignal(window.choices_read):
            window.show()
        return window

    yield start
    store.may_answer.set()
    for window in windows:
        assert window.stop(20)


def tick(box: QCheckBox) -> None:
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)


def run_and_keep(qtbot: QtBot, opened: Opened, store: FakeStore) -> Window:
    """Keep the password of a run, in a window that is closed then."""
    window = opened()
    type_into(window.form.password, WORD)
    tick(window.form.keep)
    run(qtbot, window)
    qtbot.waitUntil(lambda: store.kept == {ADDRESS: WORD})
    return window


def forget(engine: FakeEngine) -> None:
    engine.password = None


def refused() -> list[Recorded]:
    tape = Tape()
    attempt = tape.step(tape.start(), StepName.HTTPS_ROOT).in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url=HOST_URL)))
    failure = Failure(kind=FailureKind.SIGN_IN_REFUSED, detail="No.")
    attempt(AttemptFinished(failure=failure))
    tape.finish(Outcome.NOT_FOUND)
    return tape.records


def test_a_kept_password_is_there_again_when_its_user_is_typed(
    qtbot: QtBot, opened: Opened, engine: FakeEngine, store: FakeStore, tmp_path: Path
) -> None:
    run_and_keep(qtbot, opened, store).close()
    assert WORD not in (tmp_path / "settings.ini").read_text()
    window = opened()
    before = window.form.keep.isChecked()

    type_into(window.form.address, ADDRESS)
    qtbot.waitUntil(lambda: window.form.password.text() == WORD)
    assert (before, window.form.keep.isChecked()) == (False, True)
    forget(engine)
    with qtbot.waitSignal(window.session_ended):
        press(window.form.address, Qt.Key.Key_Return)

    assert engine.password
    assert engine.password.reveal() == WORD
    # Never in the thread that draws.
    assert "MainThread" not in store.threads


def test_without_the_tick_nothing_is_kept(qtbot: QtBot, opened: Opened, store: FakeStore) -> None:
    window = opened()
    type_into(window.form.password, WORD)

    run(qtbot, window)

    assert store.threads == set()


def test_a_password_that_was_refused_is_not_kept(
    qtbot: QtBot, opened: Opened, engine: FakeEngine, store: FakeStore
) -> None:
    engine.records = refused()
    window = opened()
    type_into(window.form.password, WORD)
    tick(window.form.keep)

    run(qtbot, window)

    assert store.threads == set()


def test_practice_keeps_nothing(qtbot: QtBot, opened: Opened, store: FakeStore) -> None:
    window = opened()
    type_into(window.form.password, WORD)
    tick(window.form.keep)

    with qtbot.waitSignal(window.session_ended):
        click(window.tab.welcome.button)

    assert store.threads == set()


def test_to_untick_is_to_forget(qtbot: QtBot, opened: Opened, store: FakeStore) -> None:
    window = run_and_keep(qtbot, opened, store)

    tick(window.form.keep)
    qtbot.waitUntil(lambda: store.kept == {})

    again = opened()
    type_into(again.form.address, ADDRESS)
    assert not again.form.keep.isChecked()
    assert again.form.password.text() == ""


def test_one_user_s_password_goes_away_with_its_user(
    qtbot: QtBot, opened: Opened, store: FakeStore
) -> None:
    run_and_keep(qtbot, opened, store)
    window = opened()
    type_into(window.form.address, ADDRESS)
    qtbot.waitUntil(lambda: window.form.password.text() == WORD)

    type_into(window.form.username, "CONTOSO\\bob")

    assert window.form.password.text() == ""
    assert not window.form.keep.isChecked()


def test_what_was_typed_is_not_replaced(qtbot: QtBot, opened: Opened, store: FakeStore) -> None:
    run_and_keep(qtbot, opened, store)
    window = opened()
    type_into(window.form.password, "typed")

    type_into(window.form.address, ADDRESS)
    type_into(window.form.username, "x")

    assert window.form.password.text() == "typed"


def test_a_password_removed_elsewhere_is_kept_no_more(
    qtbot: QtBot, opened: Opened, store: FakeStore
) -> None:
    run_and_keep(qtbot, opened, store)
    store.kept.clear()
    window = opened()

    type_into(window.form.address, ADDRESS)

    qtbot.waitUntil(lambda: not window.form.keep.isChecked())
    assert window.complaint.text == ""


def test_start_waits_for_the_password_that_is_being_fetched(
    qtbot: QtBot, opened: Opened, engine: FakeEngine, store: FakeStore
) -> None:
    run_and_keep(qtbot, opened, store)
    window = opened()
    forget(engine)
    store.may_answer.clear()
    type_into(window.form.address, ADDRESS)
    press(window.form.address, Qt.Key.Key_Return)
    assert [tab.is_running for tab in window.tabs.tabs] == [False]

    with qtbot.waitSignal(window.session_ended):
        store.may_answer.set()

    assert engine.password
    assert engine.password.reveal() == WORD


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (KeyStoreTrouble.MISSING, "no key store"),
        (KeyStoreTrouble.LOCKED, "is locked"),
        (KeyStoreTrouble.REFUSED, "refuses"),
    ],
)
def test_trouble_with_the_store_is_one_line_and_the_run_goes_on(
    qtbot: QtBot, opened: Opened, store: FakeStore, trouble: KeyStoreTrouble, says: str
) -> None:
    store.trouble = trouble
    window = opened()
    type_into(window.form.password, WORD)
    tick(window.form.keep)

    run(qtbot, window)

    qtbot.waitUntil(lambda: says in window.complaint.text)
    assert WORD not in window.complaint.text
    assert not window.form.keep.isChecked()
    assert window.tab.tree.session.outcome is Outcome.FOUND


def test_a_store_that_never_answers_holds_nothing_up(
    qtbot: QtBot, opened: Opened, store: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_and_keep(qtbot, opened, store)
    monkeypatch.setattr(jobs, "KEY_STORE_S", 0.05)
    window = opened()
    store.may_answer.clear()

    type_into(window.form.address, ADDRESS)

    qtbot.waitUntil(lambda: "gives no answer" in window.complaint.text)
    assert window.form.password.text() == ""
    assert window.form.start.isEnabled()


def test_what_could_not_be_forgotten_is_told(
    qtbot: QtBot, opened: Opened, store: FakeStore
) -> None:
    window = run_and_keep(qtbot, opened, store)
    store.trouble = KeyStoreTrouble.LOCKED

    tick(window.form.keep)

    qtbot.waitUntil(lambda: "may still be in it" in window.complaint.text)


def test_the_password_is_fetched_for_whom_was_typed_before_the_window_was_there(
    qtbot: QtBot, engine: FakeEngine, store: FakeStore
) -> None:
    remembered, rows = Remembered(), EntryRows()
    remembered.add(Recent.KEPT_USERS, ADDRESS)
    store.kept[ADDRESS] = WORD
    type_into(rows.address, ADDRESS)

    window = Window(engine, remembered, lambda: store, rows=rows)
    qtbot.addWidget(window)

    qtbot.waitUntil(lambda: window.form.password.text() == WORD)
    assert window.form.keep.isChecked()
    assert window.stop(20)
