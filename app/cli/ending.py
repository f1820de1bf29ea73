"""Takes another program's wish that this one end for Ctrl-C: logs and folders come to their end."""

import signal
from types import FrameType
from typing import Final

WISHES: Final = ("SIGTERM", "SIGHUP")
"""Of whoever stops services or jobs, and of a terminal that was closed. Windows has none of it."""


def take_for_ctrl_c() -> None:
    """Heed these wishes from now on; one that is passed over (nohup) stays so."""
    for name in WISHES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(_: int, frame: FrameType | None) -> None:
    then = signal.getsignal(signal.SIGINT)
    if callable(then):
        # Whatever that is at the moment: asyncio's, the window's, or Python's own.
        then(signal.SIGINT, frame)
    else:
        # A shell lets what it starts in the background pass over Ctrl-C, and nothing else.
        raise KeyboardInterrupt
