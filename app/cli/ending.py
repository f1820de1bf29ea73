"""Takes another program's wish that this one end for Ctrl-C: logs and folders come to their end."""

import signal
from types import FrameType
from typing import Final

WISHES: Final = ("SIGTERM", "SIGHUP")
"""Of whoever stops services or jobs, and of a terminal that was closed. Windows has none of it."""


def take_for_ctrl_c() -> None:
    """Heed these wishes from now on; one that is passed over (nohup) stays so."""
    _stay_deaf_to_ctrl_c()
    for name in WISHES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _stay_deaf_to_ctrl_c() -> None:
    """Pass over Ctrl-C by the mask of signals, where a shell has it ignored in the background.

    asyncio takes it in hand only where it finds Python's own handler. Without that, the end of a
    run would be an exception in the middle of any task, of which some are never heard again.
    """
    is_ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if is_ignored and hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(_: int, frame: FrameType | None) -> None:
    then = signal.getsignal(signal.SIGINT)
    if callable(then):
        # Whatever that is at the moment: asyncio's, the window's, or Python's own.
        then(signal.SIGINT, frame)
    else:
        # Somebody's own way in C, of which Python knows nothing.
        raise KeyboardInterrupt
