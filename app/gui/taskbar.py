"""Shows how far a run has come on the window's button in the task bar, where there is a way."""

import ctypes
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Final, Protocol
from uuid import UUID

CLASS: Final = "56FDF344-FD6D-11d0-958A-006097C9A090"
INTERFACE: Final = "EA1AFB91-9E28-4B86-90E9-9E9F8A5EEFAF"
"""CLSID_TaskbarList and IID_ITaskbarList3 of shobjidl_core.h."""
HR_INIT, SET_VALUE, SET_STATE, METHODS = 3, 9, 10, 11
"""Places in the table of ITaskbarList3, after those of IUnknown (0 to 2), ITaskbarList (3 to 7) and
ITaskbarList2 (8)."""

if sys.platform == "win32":
    # COM's way of calling; on 64 bits there is but one.
    FUNCTION: Final = ctypes.WINFUNCTYPE
else:
    FUNCTION: Final = ctypes.CFUNCTYPE
_INIT: Final = FUNCTION(ctypes.c_long, ctypes.c_void_p)
_VALUE: Final = FUNCTION(
    ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulonglong, ctypes.c_ulonglong
)
_STATE: Final = FUNCTION(ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)


class State(IntEnum):
    """TBPFLAG: what the button shows."""

    NOTHING = 0
    MOVING = 1
    """Something is under way, and its end is not known."""
    PART = 2


class Taskbar(Protocol):
    """The button of one window."""

    def show(self, window: int, done: int, whole: int) -> None:
        """Show that so much of a whole is done; of 0: that something is; of -1: nothing."""
        ...


class NoTaskbar:
    """Where there is no way: Linux desktops differ, and the window's title tells it, too."""

    def show(self, window: int, done: int, whole: int) -> None:
        """Show nothing."""


class TaskbarList:
    """Windows' own, by its table of functions; what it answers is of no consequence."""

    def __init__(self, address: int) -> None:
        """Take the interface at an address."""
        self._this = ctypes.c_void_p(address)
        table = ctypes.cast(address, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
        self._set_value = _VALUE(table[SET_VALUE])
        self._set_state = _STATE(table[SET_STATE])
        _INIT(table[HR_INIT])(self._this)

    def show(self, window: int, done: int, whole: int) -> None:
        """Show that so much of a whole is done; of 0: that something is; of -1: nothing."""
        place = ctypes.c_void_p(window)
        if whole > 0:
            self._set_state(self._this, place, State.PART)
            self._set_value(self._this, place, min(done, whole), whole)
        else:
            self._set_state(self._this, place, State.NOTHING if whole < 0 else State.MOVING)


def taskbar(create: Callable[[], int] | None = None) -> Taskbar:
    """Give this system's; `create` stands in for Windows' way to its interface."""
    address = (create or _created)()
    return TaskbarList(address) if address else NoTaskbar()


if sys.platform == "win32":

    def _created() -> int:
        """Ask Windows for the interface; 0 where it has none. Qt has initialised COM already."""
        names = [(ctypes.c_ubyte * 16)(*UUID(one).bytes_le) for one in (CLASS, INTERFACE)]
        found = ctypes.c_void_p()
        in_process = 1
        ctypes.WinDLL("ole32").CoCreateInstance(
            ctypes.byref(names[0]), None, in_process, ctypes.byref(names[1]), ctypes.byref(found)
        )
        return found.value or 0

else:

    def _created() -> int:
        return 0
