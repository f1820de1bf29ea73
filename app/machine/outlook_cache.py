"""The Autodiscover answers that Outlook keeps on this PC. protocol.md 1.7 [GROMOX-DOC]"""

from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path
from typing import Final

from app.domain.machine import Fact, FactName
from app.domain.settings import Settings
from app.machine.platform import Told
from app.protocol.pox import read_answer

PLACES: Final = (
    (r"Microsoft\Outlook", "* - autodiscover.xml"),
    (r"Microsoft\Outlook\16", "autod.*.xml"),
)
"""Below %LOCALAPPDATA%: folder, and pattern of the name in lower case."""
MOST_LOOKED_AT: Final = 2000
MOST_FILES: Final = 20
LARGEST: Final = 1 << 18
MOST_URLS: Final = 10


def read_cache(local: str) -> Told:
    """Tell each file: when it was written, its size, and the URLs in it; `local`: LOCALAPPDATA."""
    facts: list[Fact] = []
    for folder, pattern in PLACES if local else ():
        files = sorted(_files(Path(local, *folder.split("\\")), pattern), reverse=True)
        for written, size, path in files[:MOST_FILES]:
            facts.append(
                Fact(
                    name=FactName.CACHED_ANSWER,
                    about=path.name,
                    value=_value(written, size, path),
                    origin=rf"%LOCALAPPDATA%\{folder}",
                )
            )
    return Told(facts=tuple(facts))


def _files(folder: Path, pattern: str) -> Iterator[tuple[float, int, Path]]:
    try:
        for path in islice(folder.iterdir(), MOST_LOOKED_AT):
            if fnmatchcase(path.name.lower(), pattern) and path.is_file():
                status = path.stat()
                yield status.st_mtime, status.st_size, path
    except (FileNotFoundError, NotADirectoryError):
        # Outlook has never run here, or the file has gone meanwhile.
        return


def _value(written: float, size: int, path: Path) -> str:
    when = datetime.fromtimestamp(written, UTC)
    return f"written {when:%Y-%m-%d %H:%M} UTC, {size:,} bytes: {_urls(size, path)}"


def _urls(size: int, path: Path) -> str:
    if size > LARGEST:
        return "too large to be read"
    try:
        with path.open("rb") as file:
            answer = read_answer(file.read(LARGEST))
    except OSError:
        return "cannot be read"
    if not isinstance(answer, Settings):
        return "no settings that can be read"
    urls = list(dict.fromkeys(one.url[:300] for one in answer.services))
    more = f" and {len(urls) - MOST_URLS} more" if len(urls) > MOST_URLS else ""
    return ("; ".join(urls[:MOST_URLS]) or "no URLs") + more
