"""Runs Windows programs on Linux: by Wine, in a Windows of this checkout's own, with a screen."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from checkout import ROOT, SetupError, say
from windows_python import HOME

PREFIX = HOME / "prefix"
DRIVE_C = PREFIX / "drive_c"
STAMP = PREFIX.with_suffix(".stamp")
"""Tells that it is whole, and of what it was made."""
SHIMS = Path(__file__).with_name("windows") / "shims"
LOGS = ROOT / "build" / "windows" / "logs"
COMPILER = "x86_64-w64-mingw32-gcc"
SCREEN = "1280x900x24"
SHOWN_LINES = 40
LAST_WORDS_S = 3.0
LATE = -1000
"""No exit status, which is 0 to 255, or a signal's number below 0."""

# No .NET and no Internet Explorer, which Wine would fetch; no entries in this desktop's menus; the
# one DLL of the shims that Wine has, too, is ours.
OVERRIDES = "mscoree,mshtml,winemenubuilder.exe,winedbg.exe=;mscms=n"


class Wine:
    """A running Windows of Wine's."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def run(
        self,
        *command: str | Path,
        log: str,
        limit_s: float,
        expected: Sequence[int] = (0,),
        **settings: str,
    ) -> str:
        """Run a Windows program to its end, keep what it prints in a log, and give that."""
        say(f"  {log}: {' '.join(Path(str(part)).name for part in command[:4])}")
        place = LOGS / f"{log}.log"
        # Wine's Python wants its standard output to be a pipe, and its input to be nothing.
        running = subprocess.Popen(
            [wine_program("wine64"), *map(str, command)],
            env=self.environment | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
        )
        # At once, so that somebody can look at how far it is.
        reader = threading.Thread(target=_copy, args=(running.stdout, place), daemon=True)
        reader.start()
        try:
            status = running.wait(limit_s)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            status = LATE
        # What it has started and left behind (Explorer, for one) keeps the pipe open.
        reader.join(LAST_WORDS_S)
        text = place.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        last = "\n".join(text.splitlines()[-SHOWN_LINES:])
        if status == LATE:
            raise SetupError(f"{last}\n{log} took longer than {limit_s:.0f} s.")
        if status not in expected:
            raise SetupError(f"{last}\n{log} ended with status {status}: {place}")
        return text

    def start(self, *command: str | Path, **settings: str) -> subprocess.Popen[bytes]:
        """Start a Windows program whose end is not waited for."""
        return subprocess.Popen(
            [wine_program("wine64"), *map(str, command)],
            env=self.environment | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )

    def settle(self) -> None:
        """Have every Windows program end by itself, and the registry written to its files."""
        # The server ends when the last program has, and then waits some seconds.
        subprocess.run(
            [wine_program("wineserver"), "--wait"], env=self.environment, check=True, timeout=60
        )


@contextmanager
def started() -> Iterator[Wine]:
    """Have a Windows; whatever still runs in it at the end is ended."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with _screen() as display:
        wine = Wine(_environment(display))
        try:
            _make_prefix(wine)
            yield wine
        finally:
            subprocess.run(
                [wine_program("wineserver"), "--kill"], env=wine.environment, check=False
            )


def forget() -> None:
    """Have another Windows made next time."""
    STAMP.unlink(missing_ok=True)


def _copy(source: IO[bytes], place: Path) -> None:
    with source, place.open("wb", buffering=0) as target:
        while piece := os.read(source.fileno(), 65536):
            target.write(piece)


def windows_path(path: Path) -> str:
    """How a path of this machine is called in Wine."""
    if path.is_relative_to(DRIVE_C):
        return "C:\\" + str(path.relative_to(DRIVE_C)).replace("/", "\\")
    return "Z:" + str(path).replace("/", "\\")


def wine_program(name: str) -> str:
    """Path of a program of Wine; Debian's own folder first, whose `wine` needs no 32-bit half."""
    found = shutil.which(name, path=f"/usr/lib/wine:{os.environ['PATH']}")
    if not found:
        raise SetupError(f"{name} is missing: it comes with the Debian package wine64.")
    return found


def _environment(display: str) -> dict[str, str]:
    # A few variables by name: what else stands in this user's environment is none of Windows'.
    return {
        "PATH": f"/usr/lib/wine:{os.environ['PATH']}",
        # Wine links the user's folders (Documents, Desktop) to those of this home.
        "HOME": str(HOME / "home"),
        "LANG": "C.UTF-8",
        "DISPLAY": display,
        "WINEPREFIX": str(PREFIX),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": OVERRIDES,
    }


def _make_prefix(wine: Wine) -> None:
    """Make the folder that is Windows to Wine, with what Wine 8 lacks, unless it is there."""
    version = subprocess.run(
        [wine_program("wine64"), "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    sources = sorted(SHIMS.glob("*.c"))
    fingerprint = "\n".join([version, *(path.read_text() for path in sources)])
    if STAMP.exists() and STAMP.read_text() == fingerprint:
        return
    say(f"Making a Windows in {PREFIX.relative_to(ROOT)} ({version})")
    shutil.rmtree(PREFIX, ignore_errors=True)
    for folder in (PREFIX, HOME / "home"):
        folder.mkdir(parents=True, exist_ok=True)
    wine.run("wineboot.exe", "--init", log="wineboot", limit_s=300)
    wine.run("winecfg.exe", "-v", "win10", log="winecfg", limit_s=60)
    for source in sources:
        library = DRIVE_C / "windows" / "system32" / f"{source.stem}.dll"
        library.unlink(missing_ok=True)
        subprocess.run(
            [COMPILER, "-shared", "-O2", "-s", "-Wall", "-Wextra", "-o", library, source],
            check=True,
        )
    STAMP.write_text(fingerprint)


@contextmanager
def _screen() -> Iterator[str]:
    """Have a screen that nobody sees; gives its name for X11."""
    # Xvfb writes the number there once it takes clients, and closes it when it cannot start.
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    # By itself it begins anew when its last client has gone, and may keep the next one waiting for
    # ever: Wine's desktop, without which no window of Windows is painted.
    command += ["-noreset"]
    server = subprocess.Popen(
        command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            raise SetupError("Xvfb cannot start.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
