"""Builds the Windows program with PyInstaller and its installer with NSIS, here or in Wine."""

import hashlib
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from checkout import ROOT, SetupError, say
from publisher import publisher
from version import four_numbers, program_version

BUILD = ROOT / "build" / "windows"
PROGRAM = BUILD / "program" / "autodiscope"
"""The folder that PyInstaller makes, under the name that the spec gives it."""
PROGRAMS = ("autodiscope.exe", "autodiscope-window.exe")
SPEC = ROOT / "packaging" / "autodiscope.spec"
READ_BY_SPEC = ("contents.py", "publisher.py", "publisher.toml", "start.py", "version.py")
SCRIPT = ROOT / "packaging" / "windows" / "autodiscope.nsi"
ICON = ROOT / "resources" / "icons" / "autodiscope.ico"

SIGN = "AUTODISCOPE_SIGN"
"""The variable with the command that signs a file, whose path comes behind it."""

RunPython = Callable[[Sequence[str | Path]], None]
"""Runs a Windows Python with these arguments."""


def build_program(run_python: RunPython, name_of: Callable[[Path], str] = str) -> None:
    """Make the program's folder unless it is there, made of the same files.

    `name_of` gives a path as that Python calls it.
    """
    stamp = BUILD / "program.stamp"
    fingerprint = made_of()
    if PROGRAM.is_dir() and stamp.exists() and stamp.read_text() == fingerprint:
        say("The program is there already, made of the same files")
        return
    stamp.unlink(missing_ok=True)
    say("Making the program")
    run_python(
        [
            "-m", "PyInstaller", "--clean", "--noconfirm",
            f"--distpath={name_of(PROGRAM.parent)}", f"--workpath={name_of(BUILD / 'work')}",
            name_of(SPEC),
        ]
    )  # fmt: skip
    for program in PROGRAMS:
        sign(PROGRAM / program)
    stamp.write_text(fingerprint)


def made_of() -> str:
    """What the program depends on, as one line."""
    known = hashlib.sha256()
    files = [ROOT / "uv.lock", ROOT / "LICENSE", SPEC, *(SPEC.parent / one for one in READ_BY_SPEC)]
    for folder in ("app", "resources"):
        files += (ROOT / folder).rglob("*")
    for path in sorted(files):
        if path.is_file() and "__pycache__" not in path.parts:
            known.update(path.relative_to(ROOT).as_posix().encode())
            known.update(hashlib.sha256(path.read_bytes()).digest())
    # A signed program is another one.
    known.update(os.environ.get(SIGN, "").encode())
    return known.hexdigest()


def sign(program: Path) -> None:
    """Have a program signed, where somebody has said by which command."""
    if command := os.environ.get(SIGN):
        subprocess.run([*shlex.split(command, posix=os.name == "posix"), program], check=True)


def find_makensis() -> str:
    """Path of NSIS's compiler: on PATH, else where NSIS installs itself; empty if nowhere."""
    found = shutil.which("makensis")
    places = (os.environ.get("PROGRAMFILES(X86)", ""), os.environ.get("PROGRAMFILES", ""))
    own = (Path(place) / "NSIS" / "makensis.exe" for place in places if place)
    return found or next((str(path) for path in own if path.exists()), "")


def build_installer() -> Path:
    """Pack the program's folder into its installer."""
    makensis = find_makensis()
    if not makensis:
        raise SetupError("NSIS is missing, which makes the installer: https://nsis.sourceforge.io")
    version = program_version(ROOT)
    installer = ROOT / "dist" / f"autodiscope-{version}-setup.exe"
    installer.parent.mkdir(exist_ok=True)
    stamp = BUILD / "installer.stamp"
    fingerprint = (BUILD / "program.stamp").read_text() + SCRIPT.read_text(encoding="utf-8")
    if installer.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint:
        say("The installer is there already, made of the same program")
        return installer
    stamp.unlink(missing_ok=True)
    say(f"Making {installer.relative_to(ROOT)}")
    files = BUILD / "files.nsh"
    files.write_text(deletions(path.name for path in PROGRAM.iterdir()), encoding="utf-8")
    defined = {
        "FILES": str(files),
        "VERSION": version,
        "NUMBER": ".".join(map(str, four_numbers(version))),
        "FOLDER": str(PROGRAM),
        "OUTPUT": str(installer),
        "ICON": str(ICON),
        "PUBLISHER": publisher().name,
    }
    if command := os.environ.get(SIGN):
        defined["SIGN"] = command
    options = [f"-D{name}={value}" for name, value in defined.items()]
    # Its warnings are errors: a misspelt variable is one.
    subprocess.run([makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, SCRIPT], check=True)
    stamp.write_text(fingerprint, encoding="utf-8")
    return installer


def deletions(names: Iterable[str]) -> str:
    """The macro by which the uninstaller deletes the program's files, and nobody else's."""
    lines = [f'  Delete "$INSTDIR\\{name}"' for name in sorted(names) if name != "_internal"]
    return "\n".join(["!macro DELETE_FILES", *lines, "!macroend", ""])
