"""The queue between the engine's thread and the window's."""

from app.gui.inbox import FULL, Inbox
from tests.gui.recordings import under_way

RECORD = under_way()[0]


def test_the_taker_is_woken_once_for_many_records() -> None:
    wakes: list[int] = []
    inbox = Inbox(lambda: wakes.append(1))

    for _ in range(5):
        inbox.put(RECORD)

    assert wakes == [1]
    assert len(inbox.take(10)) == 5


def test_the_taker_is_woken_again_only_after_everything_was_taken() -> None:
    wakes: list[int] = []
    inbox = Inbox(lambda: wakes.append(1))
    for _ in range(3):
        inbox.put(RECORD)

    assert len(inbox.take(2)) == 2
    inbox.put(RECORD)
    assert wakes == [1]
    assert len(inbox.take(2)) == 2
    inbox.put(RECORD)
    assert wakes == [1, 1]


def test_a_producer_that_can_wait_is_told_when_to() -> None:
    inbox = Inbox(lambda: None)

    for _ in range(FULL):
        assert not inbox.is_full
        inbox.put(RECORD)
    assert inbox.is_full
    assert len(inbox) == FULL
