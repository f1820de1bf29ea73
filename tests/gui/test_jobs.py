"""The jobs that the engine's thread is given."""

import asyncio
from pathlib import Path

import pytest

from app.domain.options import WrongUseError
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


def test_a_log_is_copied_and_a_refusal_is_one_line(tmp_path: Path) -> None:
    source = tmp_path / "a.autodiscope"
    source.write_text("{}\n")
    inbox = Inbox(lambda: None)

    asyncio.run(jobs.copy_log(source, tmp_path / "b.autodiscope")(inbox))
    assert (tmp_path / "b.autodiscope").read_text() == "{}\n"
    with pytest.raises(WrongUseError, match=r"cannot be saved as .*missing"):
        asyncio.run(jobs.copy_log(source, tmp_path / "missing" / "c")(inbox))
    with pytest.raises(WrongUseError, match="cannot be saved"):
        asyncio.run(jobs.copy_log(source, source)(inbox))
    source.unlink()
    with pytest.raises(WrongUseError, match=r"a\.autodiscope is no longer there to be saved"):
        asyncio.run(jobs.copy_log(source, tmp_path / "d.autodiscope")(inbox))
