"""What detection knows of an operating system: a few inquiries, each of which may block."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from app.domain.machine import Fact


class NotToldError(Exception):
    """The operating system gives no answer; the message is one sentence that says why."""


class Told(Struct, frozen=True, kw_only=True):
    """What came of one inquiry, or of all."""

    facts: tuple[Fact, ...] = ()
    troubles: tuple[str, ...] = ()
    """One sentence each, for a person."""


class Inquiry(Struct, frozen=True, kw_only=True):
    """One thing that the operating system can be asked."""

    origin: str
    """The call, file or key, as an expert knows it."""
    ask: Callable[[], Told]
    """Raises NotToldError or OSError. It may block, and cannot be interrupted."""
    only_joined: bool = False
    """Asked only where an earlier inquiry has told that the PC is joined."""


class Platform(Protocol):
    """One kind of operating system."""

    def inquiries(self, office: str) -> tuple[Inquiry, ...]:
        """Give what can be asked, what counts more first; `office` is the emulated version."""
        ...
