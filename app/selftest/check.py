"""What one check of the self-test is, and what can come of it."""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

LIMIT_S = 20.0
"""Hundred times what a check takes, for a slow PC whose virus scanner reads along."""


class NotWholeError(Exception):
    """Something is missing or does not work; the message says what, in a sentence."""


class Seen(Struct, frozen=True, kw_only=True):
    """What a check saw; a remark is about the PC, and does not make this copy less whole."""

    text: str
    is_remark: bool = False


class Check(Struct, frozen=True, kw_only=True):
    """One thing that must work. `look` raises NotWholeError; anything else is a defect."""

    name: str
    look: Callable[[], Seen]
    limit_s: float = LIMIT_S
    in_main_thread: bool = False
    """Qt wants it so. It cannot be left behind, so it keeps its limit itself."""


class State(StrEnum):
    """How a check came out."""

    PASSED = "ok"
    REMARK = "remark"
    FAILED = "FAILED"
    BEGUN = "begun"
    """As the report says while it is under way: where Qt ends the process, this stays."""


class Result(Struct, frozen=True, kw_only=True):
    """What came of one check."""

    name: str
    state: State
    text: str
    took_ms: float


def need(condition: object, otherwise: str) -> None:
    """Raise NotWholeError with the sentence unless the condition holds."""
    if not condition:
        raise NotWholeError(otherwise)
