"""The button in the task bar: a table of functions as Windows has it, called from here."""

import ctypes
from collections.abc import Callable

import pytest

from app.gui.taskbar import FUNCTION, METHODS, SET_STATE, SET_VALUE, NoTaskbar, TaskbarList, taskbar

WINDOW = 0x1_2345_6789


class FakeInterface:
    """A COM object: a pointer to a table of pointers to functions."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        pointer, number = ctypes.c_void_p, ctypes.c_ulonglong

        def note(name: str) -> Callable[..., int]:
            def called(_this: int, *values: int) -> int:
                self.calls.append((name, *values))
                return 0

            return called

        init = FUNCTION(ctypes.c_long, pointer)(note("init"))
        value = FUNCTION(ctypes.c_long, pointer, pointer, number, number)(note("value"))
        state = FUNCTION(ctypes.c_long, pointer, pointer, ctypes.c_int)(note("state"))
        self._kept = (init, value, state)
        table = (pointer * METHODS)()
        for place, function in ((3, init), (SET_VALUE, value), (SET_STATE, state)):
            table[place] = ctypes.cast(function, pointer).value
        self._table = table
        self._object = pointer(ctypes.addressof(table))
        self.address = ctypes.addressof(self._object)


@pytest.mark.parametrize(
    ("done", "whole", "expected"),
    [
        (2, 6, [("state", WINDOW, 2), ("value", WINDOW, 2, 6)]),
        (9, 6, [("state", WINDOW, 2), ("value", WINDOW, 6, 6)]),
        (0, 0, [("state", WINDOW, 1)]),
        (0, -1, [("state", WINDOW, 0)]),
    ],
)
def test_windows_is_told_how_far_it_is(
    done: int, whole: int, expected: list[tuple[object, ...]]
) -> None:
    interface = FakeInterface()

    shown = taskbar(lambda: interface.address)
    shown.show(WINDOW, done, whole)

    assert isinstance(shown, TaskbarList)
    assert interface.calls == [("init",), *expected]


@pytest.mark.parametrize("create", [None, lambda: 0])
def test_elsewhere_nothing_is_shown(create: object) -> None:
    shown = taskbar(create)  # type: ignore[arg-type]
    shown.show(WINDOW, 1, 2)

    assert isinstance(shown, NoTaskbar)
