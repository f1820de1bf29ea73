"""Takes out of the folder's libraries where the PC that made it keeps its own.

A Python that somebody built has its folder as RUNPATH in every module built with it. On another PC
that folder may be anybody's, and what lies in it would be loaded into the program. [ld.so(8)]
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from checkout import SetupError

ELF = b"\x7fELF"
OWN = "$ORIGIN"
"""What begins with it is said from the file's own place."""
_PATH = re.compile(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]")


def clean(folder: Path) -> None:
    """Leave in each file of a folder only places within it."""
    for file in _programs(folder):
        path = search_path(file)
        kept = ":".join(one for one in path.split(":") if one.startswith(OWN))
        if not kept and path:
            _call("chrpath", "--delete", str(file))
        elif kept != path:
            _call("chrpath", "--replace", kept, str(file))


def search_path(file: Path) -> str:
    """Give where a program or library looks for its libraries; empty where it names nothing."""
    found = _PATH.search(_call("readelf", "--dynamic", str(file)))
    return found[1] if found else ""


def _programs(folder: Path) -> Iterator[Path]:
    for one in sorted(folder.rglob("*")):
        if one.is_file() and not one.is_symlink():
            with one.open("rb") as opened:
                if opened.read(len(ELF)) == ELF:
                    yield one


def _call(*words: str) -> str:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SetupError(f"{words[0]} failed: {done.stderr.strip()}")
    return done.stdout
