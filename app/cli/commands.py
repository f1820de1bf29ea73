"""What a command line asks for, as frozen values; whoever starts the program sends them on."""

from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from app.domain.batch import LOCAL_PART, Pacing
from app.domain.inspection import InspectionWish
from app.domain.options import RunOptions
from app.domain.settings import Service


class Format(StrEnum):
    """In which form a result goes to standard output."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    """The events, as they happen."""


class PasswordFrom(StrEnum):
    """Where the password comes from; never from an argument."""

    NOWHERE = "nowhere"
    STANDARD_INPUT = "standard-input"
    QUESTION = "question"


class Window(Struct, frozen=True, kw_only=True):
    """The window, with a saved session where a file is named."""

    file: Path | None = None


class Check(Struct, frozen=True, kw_only=True):
    """A run in the terminal."""

    options: RunOptions
    continues: Path | None = None
    """The session whose services are tried again, in place of looking for settings."""
    services: tuple[Service, ...] = ()
    """Those of them; none named: all."""
    password: PasswordFrom = PasswordFrom.NOWHERE
    proxy_password: PasswordFrom = PasswordFrom.NOWHERE
    format: Format = Format.TEXT


class Practice(Struct, frozen=True, kw_only=True):
    """A run on the practice organisation."""

    scenario: str
    options: RunOptions = RunOptions()
    """What was given wins over what the scenario says."""
    password: PasswordFrom = PasswordFrom.NOWHERE
    proxy_password: PasswordFrom = PasswordFrom.NOWHERE
    format: Format = Format.TEXT
    in_terminal: bool = False
    """Wished for; it is also taken where there is no screen."""


class ServePractice(Struct, frozen=True, kw_only=True):
    """Only start the servers of a scenario."""

    scenario: str


class ServeDomains(Struct, frozen=True, kw_only=True):
    """Only start the servers of a provider with many mail domains."""

    count: int


class Batch(Struct, frozen=True, kw_only=True):
    """Many runs, one after the other and at the same time."""

    file: Path
    """`-`: the list comes over standard input."""
    column: str = ""
    """The heading of the column with the addresses; empty: the one that is known."""
    local_part: str = LOCAL_PART
    outputs: tuple[Path, ...] = ()
    """None: JSON lines on standard output."""
    resume: bool = False
    pacing: Pacing = Pacing()
    logs: str = ""
    options: RunOptions = RunOptions()
    password: PasswordFrom = PasswordFrom.NOWHERE
    proxy_password: PasswordFrom = PasswordFrom.NOWHERE


class LookAtCertificate(Struct, frozen=True, kw_only=True):
    """The verdict on one server's certificate, or on a file."""

    wish: InspectionWish
    options: RunOptions = RunOptions()
    format: Format = Format.TEXT
    pem: Path | None = None
    """Takes the chain, where it is wanted."""


class ListScenarios(Struct, frozen=True, kw_only=True):
    """The scenarios, one a line."""


class ListProfiles(Struct, frozen=True, kw_only=True):
    """The profiles, one a line."""


class Show(Struct, frozen=True, kw_only=True):
    """A saved session in another form."""

    file: Path
    format: Format = Format.TEXT
    masked: bool = False
    """Without what tells whose session it is."""


class ShowPlan(Struct, frozen=True, kw_only=True):
    """The certificate plan of a saved session."""

    file: Path


class Export(Struct, frozen=True, kw_only=True):
    """A saved session into a file."""

    file: Path
    format: str
    """A name in EXPORTERS."""
    target: Path
    masked: bool = False


class Compare(Struct, frozen=True, kw_only=True):
    """What differs between two saved sessions."""

    first: Path
    second: Path
    format: Format = Format.TEXT


class ListSessions(Struct, frozen=True, kw_only=True):
    """The session logs that the window has kept."""

    search: str = ""
    format: Format = Format.TEXT


class SelfTest(Struct, frozen=True, kw_only=True):
    """Whether this copy of the program is whole."""

    report: Path | None = None
    """Takes the result, also where there is no console."""
    uses_key_store: bool = False
    """Whether a made-up password is kept for a moment."""


TerminalCommand: TypeAlias = (
    Check
    | LookAtCertificate
    | Practice
    | ServePractice
    | ServeDomains
    | Batch
    | ListScenarios
    | ListProfiles
    | Show
    | ShowPlan
    | Export
    | Compare
    | ListSessions
)
Command: TypeAlias = Window | SelfTest | TerminalCommand
