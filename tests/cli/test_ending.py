"""Other wishes that the program ends: taken for Ctrl-C, except where they are passed over."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from app.cli import ending

WISHES = [signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (*WISHES, signal.SIGINT)}
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    yield
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_is_ctrl_c_to_whoever_heeds_that(wish: signal.Signals) -> None:
    heard: list[int] = []
    signal.signal(wish, signal.SIG_DFL)
    ending.take_for_ctrl_c()
    signal.signal(signal.SIGINT, lambda number, _: heard.append(number))

    os.kill(os.getpid(), wish)

    assert heard == [signal.SIGINT]


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_is_heeded_where_ctrl_c_is_not(wish: signal.Signals) -> None:
    signal.signal(wish, signal.SIG_DFL)
    ending.take_for_ctrl_c()
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), wish)


def test_in_the_background_ctrl_c_stays_unheard_and_a_wish_goes_the_way_of_ctrl_c() -> None:
    heard: list[int] = []
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ending.take_for_ctrl_c()
    # As asyncio does.
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, lambda number, _: heard.append(number))

    # Other threads of the tests were there before the mask, and are none of the program's.
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)
    assert heard == []
    os.kill(os.getpid(), signal.SIGTERM)
    assert heard == [signal.SIGINT]
    # Else it would be heard once the mask is as it was.
    assert signal.sigtimedwait([signal.SIGINT], 0) is not None


def test_what_nohup_has_passed_over_stays_so() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    ending.take_for_ctrl_c()

    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
