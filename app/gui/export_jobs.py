"""The job of writing several sessions in another form into one folder."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from app.domain.listed import Listed
from app.domain.options import WrongUseError
from app.gui.engine import Engine
from app.gui.engine_thread import Job
from app.gui.file_jobs import exported
from app.gui.inbox import Inbox
from app.sessionlog import WrongLogError
from app.wording.language import _, language, said, speaking

LONGEST_ADDRESS = 100


class SeveralWish(Struct, frozen=True, kw_only=True):
    """What is exported, where to, and how."""

    sessions: tuple[Listed, ...]
    source: Path
    """The folder of the sessions."""
    target: Path
    """The folder of what is written."""
    form: str
    masked: bool
    replaces: bool = False
    """Whether files that are there already may be written over."""


class Exported(Struct, frozen=True, kw_only=True):
    """What came of it."""

    written: int
    troubles: tuple[str, ...]
    """Why others are not there, one plain line for each."""


def export_several(
    engine: Engine,
    wish: SeveralWish,
    ask: Callable[[Sequence[str]], None],
    tell: Callable[[Exported], None],
) -> Job:
    """Give the job; `ask` is told of files that are there already, and then nothing is written."""
    spoken = language()
    failed = _("{file} cannot be written: {reason}.")

    async def job(_inbox: Inbox) -> None:
        import asyncio

        from app.export import EXPORTERS

        names = file_names(wish.sessions, EXPORTERS[wish.form].suffix, masked=wish.masked)
        there = [name for name in names if (wish.target / name).exists()]
        if there and not wish.replaces:
            ask(there)
            return
        try:
            wish.target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            told = failed.format(file=wish.target, reason=error.strerror or error)
            raise WrongUseError(told) from error
        troubles = []
        for one, name in zip(wish.sessions, names, strict=True):
            # Between any two, the end of the program is let in.
            await asyncio.sleep(0)
            source = wish.source / one.name
            try:
                content = exported(engine, source, wish.form, spoken, masked=wish.masked)
                # What has come there since the question is not written over.
                with (wish.target / name).open("wb" if wish.replaces else "xb") as file:
                    file.write(content)
            except WrongLogError as wrong:
                with speaking(spoken):
                    troubles.append(said(str(wrong)))
            except OSError as error:
                troubles.append(failed.format(file=name, reason=error.strerror or error))
        tell(Exported(written=len(names) - len(troubles), troubles=tuple(troubles)))

    return job


def file_names(sessions: Sequence[Listed], suffix: str, *, masked: bool) -> tuple[str, ...]:
    """Name a file for each session by its date and address; masked, by its date alone."""
    names: dict[str, str] = {}
    for one in sessions:
        stem, number = _stem(one, masked=masked), 1
        name = f"{stem}{suffix}"
        # Windows takes large and small letters for the same.
        while name.casefold() in names:
            number += 1
            name = f"{stem}_{number}{suffix}"
        names[name.casefold()] = name
    return tuple(names.values())


def _stem(one: Listed, *, masked: bool) -> str:
    started = f"{one.started_at.astimezone():%Y-%m-%d_%H%M%S}" if one.started_at else ""
    about = "" if masked else one.address or Path(one.name).stem
    # Windows forbids some marks in names, and everything else is safe without them.
    safe = re.sub(r"[^A-Za-z0-9.@_+-]", "_", about)[:LONGEST_ADDRESS]
    return "_".join(filter(None, (started, safe))) or "session"
