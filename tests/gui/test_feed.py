"""Batches of events from the engine's thread."""

import asyncio
import threading
import weakref

from pytestqt.qtbot import QtBot

from app.domain.events import Recorded
from app.gui.feed import BATCH_MS, LARGEST_BATCH, Feed
from app.gui.inbox import FULL, Inbox
from tests.gui.recordings import under_way

RECORD = under_way()[0]


def test_many_records_arrive_in_batches_before_the_end_is_told(qtbot: QtBot) -> None:
    batches: list[int] = []
    count = 3 * LARGEST_BATCH + 7

    async def job(inbox: Inbox) -> None:
        for _ in range(count):
            inbox.put(RECORD)

    feed = Feed()
    feed.arrived.connect(lambda records: batches.append(len(records)))
    with qtbot.waitSignal(feed.ended) as ended:
        feed.start(job)
        assert feed.is_running

    assert ended.args == [""]
    assert sum(batches) == count
    assert max(batches) <= LARGEST_BATCH
    assert feed.stop(5)
    assert not feed.is_running


def test_a_log_arrives_at_its_end_in_one_batch_or_in_as_few_as_the_queue_holds(
    qtbot: QtBot,
) -> None:
    batches: list[int] = []

    async def job(inbox: Inbox) -> None:
        for _ in range(2 * LARGEST_BATCH):
            inbox.put(RECORD)
        # Long enough for a live run to have shown what has come so far.
        await asyncio.sleep(3 * BATCH_MS / 1_000)
        inbox.put(RECORD)

    async def longer(inbox: Inbox) -> None:
        for _ in range(FULL):
            inbox.put(RECORD)
        # Who waits for room gets it, though the end is far.
        while inbox.is_full:  # noqa: ASYNC110 - the taker is in another thread
            await asyncio.sleep(0.01)
        inbox.put(RECORD)

    feed = Feed()
    feed.arrived.connect(lambda records: batches.append(len(records)))
    for one in (job, longer):
        with qtbot.waitSignal(feed.ended):
            feed.start(one, is_live=False)

    assert batches == [2 * LARGEST_BATCH + 1, FULL, 1]
    assert feed.stop(5)


def test_records_arrive_while_the_job_goes_on(qtbot: QtBot) -> None:
    arrived: list[Recorded] = []

    async def job(inbox: Inbox) -> None:
        inbox.put(RECORD)
        await asyncio.Event().wait()

    feed = Feed()
    feed.arrived.connect(arrived.extend)
    with qtbot.waitSignal(feed.arrived):
        feed.start(job)
    with qtbot.waitSignal(feed.ended) as ended:
        feed.cancel()

    assert arrived == [RECORD]
    assert ended.args == [""]
    assert feed.stop(5)


def test_a_thread_that_is_not_quite_over_is_not_the_last_to_let_go_of_its_job(
    qtbot: QtBot,
) -> None:
    may_end = threading.Event()

    waits: list[asyncio.Future[bool]] = []

    async def job(_: Inbox) -> None:
        # The loop waits for this when it closes, as for a name that is being resolved.
        waits.append(asyncio.get_running_loop().run_in_executor(None, may_end.wait, 5))

    feed = Feed()
    with qtbot.waitSignal(feed.ended):
        feed.start(job)
        (running,) = [one for one in threading.enumerate() if one.name == "engine"]
        held = weakref.ref(feed._thread)
    assert not feed.stop(0)

    may_end.set()
    running.join(5)

    assert held() is not None
    assert feed.stop(0)


def test_stopping_waits_for_the_thread_and_tells_nobody(qtbot: QtBot) -> None:
    async def job(inbox: Inbox) -> None:
        inbox.put(RECORD)
        await asyncio.Event().wait()

    feed = Feed()
    assert feed.stop(0)
    feed.cancel()
    with qtbot.waitSignal(feed.arrived):
        feed.start(job)
    with qtbot.assertNotEmitted(feed.ended, wait=50):
        assert feed.stop(5)
        feed._deliver()

    assert not feed.is_running
