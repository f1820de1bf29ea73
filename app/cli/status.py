"""What the program says to the shell that started it; apart, so that a window need not wait."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit statuses."""

    DONE = 0
    NOT_FOUND = 1
    WRONG_USE = 2
    SIGN_IN_NEEDED = 3
    DEFECT = 70
    INTERRUPTED = 130
