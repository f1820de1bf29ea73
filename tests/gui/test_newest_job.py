"""What is done in a thread, of which only the newest counts."""

import asyncio
import threading

from pytestqt.qtbot import QtBot

from app.domain.options import WrongUseError
from app.gui.engine_thread import Job
from app.gui.inbox import Inbox
from app.gui.newest_job import NewestJob, Tell

LIMIT_MS = 30_000


def telling(tell: Tell, *what: str, complaint: str = "", until: threading.Event) -> Job:
    async def job(_inbox: Inbox) -> None:
        for one in what:
            tell(one)
        # As a thread that nothing can interrupt: what it is at, it brings to its end.
        while not until.is_set():
            await asyncio.to_thread(until.wait, LIMIT_MS / 1_000)
        tell("late")
        if complaint:
            raise WrongUseError(complaint)

    return job


def over() -> threading.Event:
    made = threading.Event()
    made.set()
    return made


def test_what_the_newest_tells_comes_and_its_complaint_at_the_end(qtbot: QtBot) -> None:
    newest = NewestJob()
    came: list[str] = []
    newest.came.connect(came.append)

    with qtbot.waitSignal(newest.ended, timeout=LIMIT_MS) as ended:
        newest.begin(lambda tell: telling(tell, "a", complaint="Wrong.", until=over()))
        was_running = newest.is_running

    assert (came, ended.args) == (["a", "late"], ["Wrong."])
    assert (was_running, newest.is_running) == (True, False)
    assert newest.stop(5)


def test_of_what_was_given_up_nothing_more_is_told(qtbot: QtBot) -> None:
    newest, hold = NewestJob(), threading.Event()
    came: list[str] = []
    complaints: list[str] = []
    newest.came.connect(came.append)
    newest.ended.connect(complaints.append)

    with qtbot.waitSignal(newest.came, timeout=LIMIT_MS):
        newest.begin(lambda tell: telling(tell, "first", complaint="Wrong.", until=hold))
    with qtbot.waitSignal(newest.ended, timeout=LIMIT_MS):
        newest.begin(lambda tell: telling(tell, "second", until=over()))
        hold.set()
    newest.begin(lambda tell: telling(tell, "third", until=over()))
    newest.give_up()
    assert newest.stop(5)
    qtbot.wait(1)

    assert came == ["first", "second", "late"]
    assert complaints == [""]
    assert not newest.is_running
