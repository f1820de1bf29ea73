"""Clocks that jump while a run goes on: it goes on as it would, and says what happened."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from app.domain.events import Outcome, Recorded
from app.domain.notes import NoteCode, Noted
from app.domain.options import RunOptions
from app.domain.pauses import Clocks
from app.domain.prompts import Nobody
from app.domain.recorder import Recorder
from app.wiring import RealEngine, clock_watch

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def jumping(*days: float) -> Iterator[Clocks]:
    """Clocks of which that of the day goes by these leaps, one second after the other."""
    of_day = 0.0
    for number, leap in enumerate((0.0, *days)):
        of_day += leap
        yield Clocks(running=float(number), passed=float(number), of_day=of_day + number)


async def test_what_is_seen_is_reported_once_and_nothing_after_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock_watch, "EVERY_S", 1.0)

    class Timer:
        """In the place of time: what is due is called by the test."""

        def __init__(self) -> None:
            self.cancelled = False

        def cancel(self) -> None:
            self.cancelled = True

    records: list[Recorded] = []
    looks = jumping(0.0, 86_400.0, 0.0, -86_400.0)
    timers: list[Timer] = []
    loop = asyncio.get_running_loop()

    due: list[object] = []

    def call_later(delay: float, call: object) -> Timer:
        assert delay == 1.0
        due.append(call)
        timers.append(Timer())
        return timers[-1]

    monkeypatch.setattr(loop, "call_later", call_later)
    monkeypatch.setattr(clock_watch, "clocks", lambda: next(looks))
    with clock_watch.clocks_watched(Recorder(records.append, lambda: 0.0).reporter):
        for _ in range(4):
            due.pop()()  # type: ignore[operator]

    assert [one.event for one in records] == [
        Noted(code=NoteCode.CLOCK_SET_FORWARD, subject="86400 s"),
        Noted(code=NoteCode.CLOCK_SET_BACK, subject="86400 s"),
    ]
    assert [one.cancelled for one in timers] == [False] * 4 + [True]


@pytest.mark.parametrize(
    ("leap", "code"),
    [(86_400.0, NoteCode.CLOCK_SET_FORWARD), (-86_400.0, NoteCode.CLOCK_SET_BACK)],
)
async def test_a_run_over_whose_middle_the_clock_is_set_finds_what_there_is(
    monkeypatch: pytest.MonkeyPatch, leap: float, code: NoteCode
) -> None:
    """The limits and the times of the log go by a clock that nobody sets."""
    real = clock_watch.clocks
    looked = 0

    def look() -> Clocks:
        nonlocal looked
        looked += 1
        now = real()
        of_day = now.of_day + (leap if looked > 2 else 0.0)
        return Clocks(running=now.running, passed=now.passed, of_day=of_day)

    monkeypatch.setattr(clock_watch, "EVERY_S", 0.01)
    monkeypatch.setattr(clock_watch, "clocks", look)
    records: list[Recorded] = []
    engine = RealEngine(pytest.fail, keeps_logs=False)

    outcome = await engine.practice("method-one", RunOptions(), None, Nobody(), records.append)

    assert outcome is Outcome.FOUND
    notes = [one.event for one in records if isinstance(one.event, Noted)]
    assert [one.code for one in notes if one.subject == "86400 s"] == [code]
    times = [one.at_ms for one in records]
    assert times == sorted(times)
    assert times[-1] < 3_600_000


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="its clock counts sleep anyway")
async def test_a_run_over_whose_middle_the_pc_sleeps_says_for_how_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Linux stops the clock that the limits go by, and one other goes on."""
    looked = 0
    real = time.clock_gettime

    def slept(clock: int) -> float:
        nonlocal looked
        if clock != time.CLOCK_BOOTTIME:
            return real(clock)
        looked += 1
        return real(clock) + (28_800.0 if looked > 2 else 0.0)

    monkeypatch.setattr(clock_watch, "EVERY_S", 0.01)
    monkeypatch.setattr(time, "clock_gettime", slept)
    records: list[Recorded] = []
    engine = RealEngine(pytest.fail, keeps_logs=False)

    outcome = await engine.practice("method-one", RunOptions(), None, Nobody(), records.append)

    notes = [one.event for one in records if isinstance(one.event, Noted)]
    told = [(one.code, one.subject) for one in notes if one.code is NoteCode.STOOD_STILL]
    assert (outcome, told) == (Outcome.FOUND, [(NoteCode.STOOD_STILL, "28800 s")])
    assert records[-1].at_ms < 3_600_000
