"""One job in a thread of its own: its end, its complaints, its cancellation."""

import asyncio
import threading

import pytest
from pytestqt.qtbot import QtBot

from app.domain.options import WrongUseError
from app.gui.engine_thread import EngineThread, defect
from app.gui.inbox import Inbox
from app.sessionlog import WrongLogError
from tests.gui.recordings import under_way


def test_records_and_the_end_are_told(qtbot: QtBot) -> None:
    records = under_way()

    async def job(inbox: Inbox) -> None:
        for recorded in records:
            inbox.put(recorded)

    thread = EngineThread(job)
    with qtbot.waitSignals([thread.arrived, thread.ended]):
        thread.start()

    assert thread.inbox.take(100) == records
    assert thread.join(5)


@pytest.mark.parametrize("error", [WrongUseError("Say it so."), WrongLogError("Say it so.")])
def test_wrong_input_becomes_one_line(qtbot: QtBot, error: Exception) -> None:
    async def job(_: Inbox) -> None:
        raise error

    thread = EngineThread(job)
    with qtbot.waitSignal(thread.ended) as ended:
        thread.start()

    assert ended.args == ["Say it so."]
    assert thread.join(5)


def test_a_defect_is_told_as_one_and_printed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: printed.append(args.exc_type))

    async def job(_: Inbox) -> None:
        raise ZeroDivisionError

    thread = EngineThread(job)
    with qtbot.waitSignal(thread.ended) as ended:
        thread.start()

    assert ended.args == [defect()]
    assert thread.join(5)
    assert printed == [ZeroDivisionError]


def test_a_job_under_way_is_cancelled_without_a_complaint(qtbot: QtBot) -> None:
    has_begun, was_cancelled = threading.Event(), threading.Event()

    async def job(_: Inbox) -> None:
        has_begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            was_cancelled.set()
            raise

    thread = EngineThread(job)
    thread.start()
    assert has_begun.wait(5)
    with qtbot.waitSignal(thread.ended) as ended:
        thread.cancel()

    assert ended.args == [""]
    assert thread.join(5)
    assert was_cancelled.is_set()


def test_a_second_cancel_does_not_break_into_a_clean_end(qtbot: QtBot) -> None:
    has_begun, is_ending, may_end = threading.Event(), threading.Event(), threading.Event()
    ended: list[str] = []

    async def job(_: Inbox) -> None:
        has_begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            is_ending.set()
            await asyncio.to_thread(may_end.wait, 5)
            ended.append("cleanly")

    thread = EngineThread(job)
    thread.start()
    assert has_begun.wait(5)
    thread.cancel()
    assert is_ending.wait(5)
    thread.cancel()
    may_end.set()

    assert thread.join(5)
    assert ended == ["cleanly"]


def test_a_job_cancelled_before_its_start_never_begins(qtbot: QtBot) -> None:
    begun: list[int] = []

    async def job(_: Inbox) -> None:
        begun.append(1)

    thread = EngineThread(job)
    assert thread.join(0)
    thread.cancel()
    with qtbot.waitSignal(thread.ended) as ended:
        thread.start()

    assert ended.args == [""]
    assert thread.join(5)
    assert not begun


def test_a_job_that_is_over_is_cancelled_in_vain(qtbot: QtBot) -> None:
    async def job(_: Inbox) -> None:
        return

    thread = EngineThread(job)
    with qtbot.waitSignal(thread.ended):
        thread.start()
    assert thread.join(5)

    thread.cancel()


def test_one_that_everybody_lets_go_of_is_not_destroyed_by_its_own_thread(qtbot: QtBot) -> None:
    """Which would disconnect its signals beside the thread that draws."""
    release = threading.Event()
    python_threads: list[threading.Thread] = []
    destroyed_in: list[str] = []

    async def job(_: Inbox) -> None:
        python_threads.append(threading.current_thread())
        release.wait(20)

    thread = EngineThread(job)
    thread.destroyed.connect(lambda: destroyed_in.append(threading.current_thread().name))
    thread.start()
    qtbot.waitUntil(lambda: bool(python_threads))
    del thread
    release.set()
    python_threads[0].join(20)
    assert destroyed_in == []

    after = EngineThread(nothing)
    with qtbot.waitSignal(after.ended):
        after.start()
    assert after.join(5)
    assert destroyed_in == [threading.main_thread().name]


async def nothing(_: Inbox) -> None:
    """Be over at once."""
