"""What is read in a thread, of which only the newest counts."""

import asyncio
import threading

from pytestqt.qtbot import QtBot

from app.domain.options import WrongUseError
from app.gui.engine_thread import Job
from app.gui.inbox import Inbox
from app.gui.reading import Reading, Tell

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
    reading = Reading()
    came: list[str] = []
    reading.came.connect(came.append)

    with qtbot.waitSignal(reading.ended, timeout=LIMIT_MS) as ended:
        reading.begin(lambda tell: telling(tell, "a", complaint="Wrong.", until=over()))
        was_running = reading.is_running

    assert (came, ended.args) == (["a", "late"], ["Wrong."])
    assert (was_running, reading.is_running) == (True, False)
    assert reading.stop(5)


def test_of_what_was_given_up_nothing_more_is_told(qtbot: QtBot) -> None:
    reading, hold = Reading(), threading.Event()
    came: list[str] = []
    complaints: list[str] = []
    reading.came.connect(came.append)
    reading.ended.connect(complaints.append)

    with qtbot.waitSignal(reading.came, timeout=LIMIT_MS):
        reading.begin(lambda tell: telling(tell, "first", complaint="Wrong.", until=hold))
    with qtbot.waitSignal(reading.ended, timeout=LIMIT_MS):
        reading.begin(lambda tell: telling(tell, "second", until=over()))
        hold.set()
    reading.begin(lambda tell: telling(tell, "third", until=over()))
    reading.give_up()
    assert reading.stop(5)
    qtbot.wait(1)

    assert came == ["first", "second", "late"]
    assert complaints == [""]
    assert not reading.is_running
