"""A session log as it stands in the list of all of them."""

from datetime import datetime

from msgspec import Struct

from app.domain.events import Outcome, Source
from app.domain.finding import Severity


class Listed(Struct, frozen=True, kw_only=True):
    """What is told of one file, without opening it again as long as it is unchanged."""

    name: str
    """Of the file, within the folder."""
    size: int
    changed_ns: int
    """When the file was changed last, as the file system has it."""
    started_at: datetime | None = None
    address: str = ""
    source: Source = Source.THIS_PROGRAM
    outcome: Outcome | None = None
    is_running: bool = False
    """Whether somebody still writes to it."""
    severity: Severity | None = None
    """Of the first finding; None where there is none."""
    code: str = ""
    finding: str = ""
    """The title of the first finding."""
    note: str = ""
    trouble: str = ""
    """Why it cannot be read, in one plain line."""


class Removal(Struct, frozen=True, kw_only=True):
    """What came of removing session logs."""

    removed: tuple[str, ...] = ()
    """Names of files."""
    bytes: int = 0
    """How much room they took."""
    troubles: tuple[str, ...] = ()
    """Why others are still there, one plain line for each."""


class Keeping(Struct, frozen=True, kw_only=True):
    """For how long, and up to what size together, session logs are kept; 0 is without end."""

    days: int = 180
    megabytes: int = 500
