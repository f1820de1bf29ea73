"""A defect of the program, reduced to what says where it is and holds nothing of anybody's."""

import os
import re
import threading
import traceback
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final

from msgspec import Struct

from app.domain.events import Recorded

MOST_LINKS: Final = 5
"""Errors of which each was the cause of the next."""
MOST_PLACES: Final = 60
"""Calls of one error: the innermost tell the most."""
MOST_EVENTS: Final = 30

_PROGRAM: Final = Path(__file__).resolve().parents[2]
_STANDARD_LIBRARY: Final = Path(os.__file__).resolve().parent
_PACKAGES: Final = re.compile(r".*(?:site|dist)-packages/")
_IS_ABSOLUTE: Final = re.compile(r"(?:[A-Za-z]:)?/")
_QUOTED_FILE: Final = re.compile(r'File "([^"\n]*)"')
# What looks like a way through folders, up to the last of them.
_FOLDERS: Final = re.compile(r"(?:[A-Za-z]:)?(?:[\\/][^\\/:*?\"<>|\n']+)+[\\/]")


class Place(Struct, frozen=True, kw_only=True):
    """One call, without the values that it had."""

    file: str
    """From the folder of the program or of its library on; no folder of a user's."""
    line: int
    function: str


class Link(Struct, frozen=True, kw_only=True):
    """One error. Its message is left out: it may say what was typed, or what a server sent."""

    kind: str
    places: tuple[Place, ...]
    """The innermost last."""


class Defect(Struct, frozen=True, kw_only=True):
    """What went wrong; two that are equal are the same defect."""

    origin: str
    """Where it was noticed."""
    links: tuple[Link, ...] = ()
    """The first cause first."""
    message: str = ""
    """Of Qt, which knows no errors; without folders."""


class RecentEvents:
    """The kinds of the newest events of all runs, without what they hold; any thread may add."""

    def __init__(self) -> None:
        self._kinds: deque[str] = deque(maxlen=MOST_EVENTS)

    def note(self, recorded: Recorded) -> None:
        """Remember the kind of an event."""
        tag = str(recorded.event.__struct_config__.tag)
        self._kinds.append(f"{recorded.number} {tag} {recorded.step or ''}".rstrip())

    def kinds(self) -> tuple[str, ...]:
        """Give them, the newest last."""
        return tuple(self._kinds)


def defect_of(error: BaseException, origin: str = "") -> Defect:
    """Reduce an error with its causes; without an origin it is that of the current thread."""
    links = tuple(_link(one) for one in _causes(error))
    return Defect(origin=origin or f"thread {threading.current_thread().name}", links=links)


def without_folders(text: str) -> str:
    """Take the folders out of a text of Python's or Qt's own, such as the report of a crash."""
    named = _QUOTED_FILE.sub(lambda found: f'File "{short_name(found[1])}"', text)
    return "\n".join(
        line if 'File "' in line else _FOLDERS.sub("", line) for line in named.split("\n")
    )


def short_name(file: str) -> str:
    """Give the name of a source file from the folder of the program or its library on."""
    if file.startswith("<") or not _IS_ABSOLUTE.match(plain := file.replace("\\", "/")):
        # Inside of a frozen program names begin at the program's folder anyway.
        return file.rpartition("/../")[2]
    if found := _PACKAGES.match(plain):
        return plain[found.end() :]
    # Python first, which may lie inside of the program's folder.
    for folder, name in ((_STANDARD_LIBRARY, "python/"), (_PROGRAM, "")):
        start = folder.as_posix().rstrip("/") + "/"
        if plain.startswith(start):
            return name + plain.removeprefix(start)
    return plain.rpartition("/")[2]


def _causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain and len(chain) < MOST_LINKS:
        chain.append(following)
        if isinstance(following, BaseExceptionGroup):
            # Of several that came together the first one tells enough.
            following = following.exceptions[0]
        elif following.__cause__ is not None or following.__suppress_context__:
            following = following.__cause__
        else:
            following = following.__context__
    return chain[::-1]


def _link(error: BaseException) -> Link:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else _full_name(kind)
    places = deque(_places(error.__traceback__), maxlen=MOST_PLACES)
    return Link(kind=name, places=tuple(places))


def _full_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _places(trace: TracebackType | None) -> Iterator[Place]:
    for frame, line in traceback.walk_tb(trace):
        code = frame.f_code
        yield Place(file=short_name(code.co_filename), line=line, function=code.co_qualname)
