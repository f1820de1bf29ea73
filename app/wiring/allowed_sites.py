"""Keeps the websites about whose redirects the user does not want to be asked again."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from app.domain.machine import REDIRECT_SERVERS, Fact, FactName

MOST_SITES: Final = 500
LARGEST_FILE: Final = 1 << 17
ORIGIN: Final = "an earlier answer"


class AllowedSites:
    """A file of host names, beside the sessions.

    Outlook keeps such answers below RedirectServers in the registry (KB 2480582); a program that
    looks into other people's troubles leaves Outlook's own settings alone.
    """

    def __init__(self, file: Path, complain: Callable[[str], None]) -> None:
        """`complain` is told, in one line, when the file cannot be read or written."""
        self._file = file
        self._complain = complain

    def hosts(self) -> tuple[str, ...]:
        """Give the hosts, lower case, the newest last; none where there is no file."""
        try:
            with self._file.open("rb") as opened:
                content = opened.read(LARGEST_FILE)
            return msgspec.json.decode(content, type=tuple[str, ...])[-MOST_SITES:]
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.MsgspecError) as error:
            self._complain(f"The list of allowed websites cannot be read: {error}.")
            return ()

    def facts(self) -> tuple[Fact, ...]:
        """Give them as what the PC knows, beside the registry's own."""
        return tuple(
            Fact(name=FactName.POLICY, about=REDIRECT_SERVERS, value=host, origin=ORIGIN)
            for host in self.hosts()
        )

    def add(self, host: str) -> None:
        """Keep a host; of too many, the oldest go."""
        others = (known for known in self.hosts() if known != host.lower())
        self._write((*others, host.lower())[-MOST_SITES:])

    def forget(self) -> None:
        """Ask about every website again."""
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            self._complain(f"The allowed websites cannot be forgotten: {error.strerror}.")

    def _write(self, hosts: tuple[str, ...]) -> None:
        whole: Path | None = None
        try:
            folder = self._file.parent
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # In one step, so that a program that is ended meanwhile leaves the old list or the new;
            # under a name of its own, since another window may write one, too.
            descriptor, name = tempfile.mkstemp(prefix=f"{self._file.stem}-", dir=folder)
            whole = Path(name)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(msgspec.json.encode(hosts))
            whole.replace(self._file)
        except OSError as error:
            if whole is not None:
                with suppress(OSError):
                    whole.unlink(missing_ok=True)
            self._complain(f"The answer cannot be kept for later runs: {error.strerror}.")
