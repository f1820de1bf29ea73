"""The jobs that the engine's thread is given."""

import asyncio
from pathlib import Path

from app.gui import jobs
from app.gui.inbox import FULL, Inbox
from tests.gui.fake_engine import FakeEngine
from tests.gui.recordings import under_way


def test_reading_a_large_log_waits_while_the_window_is_behind() -> None:
    records = [under_way()[0]] * (FULL + 10)
    inbox = Inbox(lambda: None)

    async def read_then_take() -> tuple[int, bool]:
        reading = asyncio.ensure_future(jobs.read_log(FakeEngine(records), Path("x"))(inbox))
        async with asyncio.timeout(5):
            while len(inbox) < FULL:  # noqa: ASYNC110 - it is another's queue
                await asyncio.sleep(0)
        await asyncio.sleep(2 * jobs.PAUSE_S)
        first = len(inbox.take(FULL + 10))
        await asyncio.wait_for(reading, 5)
        return first, len(inbox) == 10

    assert asyncio.run(read_then_take()) == (FULL, True)
