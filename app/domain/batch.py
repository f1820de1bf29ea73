"""Many runs at once: what goes in, what one line of the results says, and how fast it may go."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from msgspec import Struct

from app.domain.options import RunOptions

LOCAL_PART: Final = "autodiscope"
"""What stands before the @ where a list names a domain alone: such a mailbox is nobody's."""


class Entry(Struct, frozen=True, kw_only=True):
    """One address or domain of a list."""

    line: int
    """Where it stands in the file."""
    input: str
    """As it was written there."""
    address: str = ""
    """Empty where it is neither an address nor a domain."""
    is_domain: bool = False
    """Whether the address was made up: nobody signs in for it."""
    trouble: str = ""


class RowOutcome(StrEnum):
    """What one line came to: the outcomes of a run, and two that come before or instead of one."""

    FOUND = "found"
    SIGN_IN_NEEDED = "sign-in-needed"
    NOT_FOUND = "not-found"
    WRONG_INPUT = "wrong-input"
    DEFECT = "defect"


class BatchRow(Struct, frozen=True, kw_only=True):
    """One line of the results; scripts rest on the names, and more may be added at the end."""

    line: int
    input: str
    address: str = ""
    outcome: RowOutcome
    found_by: str = ""
    autodiscover_url: str = ""
    finding: str = ""
    """The code of the first finding."""
    title: str = ""
    certificate: str = ""
    """good, tolerated, rejected; empty where none was seen."""
    certificate_host: str = ""
    certificate_problems: str = ""
    """Codes with a space between them."""
    certificate_expires: str = ""
    """ISO 8601."""
    duration_ms: float = 0.0
    failure: str = ""
    """The kind of the failure that explains most; empty where there was none."""
    reason: str = ""
    """One sentence for a person."""
    log: str = ""
    """The file of the session log; empty where none was wished for."""


class Pacing(Struct, frozen=True, kw_only=True):
    """How much may go on at once."""

    jobs: int = 16
    """Runs at the same time."""
    rate: float = 0.0
    """Runs that begin in a second; 0: as fast as the others end."""
    per_host: int = 8
    """Connections at the same time to one address."""
    per_resolver: int = 32
    """Questions at the same time to the name servers."""


class BatchTask(Struct, frozen=True, kw_only=True):
    """All that a batch is asked to do, known before anything is sent."""

    entries: tuple[Entry, ...]
    options: RunOptions
    """Those of each run, without an address."""
    pacing: Pacing = Pacing()
    logs: str = ""
    """The folder that takes a session log for each run; empty: none is written."""


class Show(Struct, frozen=True, kw_only=True):
    """Somebody who looks on."""

    row: Callable[[BatchRow], None]
    """Takes each row, its texts in their language."""
    language: str


class Pace:
    """Spaces the starts of runs evenly."""

    def __init__(self, rate: float, clock: Callable[[], float]) -> None:
        """`rate` is starts a second; 0 is no limit."""
        self._gap = 1 / rate if rate else 0.0
        self._clock = clock
        self._next: float | None = None

    def wait_s(self) -> float:
        """Take the next start, and tell how long to wait for it."""
        now = self._clock()
        # Time in which nobody started is not made up for by a burst.
        mine = now if self._next is None else max(self._next, now)
        self._next = mine + self._gap
        return mine - now
