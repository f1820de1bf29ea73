"""Knows who gives the packages out: publisher.toml, for Debian and for Windows."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from checkout import SetupError

FILE = Path(__file__).with_name("publisher.toml")


@dataclass(frozen=True)
class Publisher:
    """Whom a user may ask."""

    name: str
    mail: str

    @property
    def is_named(self) -> bool:
        return not self.mail.endswith(".example")


def publisher(file: Path = FILE) -> Publisher:
    """Read who it is; raises SetupError where Debian or Windows could not take it."""
    with file.open("rb") as opened:
        told = tomllib.load(opened)
    name, mail = told.get("name", ""), told.get("mail", "")
    # A line of its own in dpkg's files, and between quotation marks in the installer's.
    if not re.fullmatch(r"[^<>\"$\n\r]+", name) or not re.fullmatch(r"[^\s<>@]+@[^\s<>@]+", mail):
        raise SetupError(f"{file.name} needs a name and a mail address, each in one line.")
    return Publisher(name=name, mail=mail)
