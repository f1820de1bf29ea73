"""The steps of `make windows`: on Linux inside Wine, and on Windows itself."""

import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import environment
import frozen
import windows_proof
import windows_python
import wine
from checkout import ROOT, SetupError, program, say
from windows_program import (
    PROGRAM,
    PROGRAMS,
    build_installer,
    build_program,
    find_makensis,
)

STEPS = ("tests", "program", "installer", "proof")
"""What may be asked for by name; each is quick where nothing has changed."""

# The modules that only Windows runs, and what else differs between systems.
TESTS = (
    "tests/windows",
    "tests/machine",
    "tests/certificates",
    "tests/protocol",
    "tests/domain",
    "tests/sessionlog",
    "tests/practice/test_datagrams.py",
    "tests/cli/test_language.py",
    "tests/wording/test_language.py",
    "tests/gui/test_remembered.py",
    "tests/gui/test_taskbar.py",
)
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-header", "--timeout=120")


def chosen(names: Sequence[str]) -> Sequence[str]:
    """The steps that are wanted, in their order: all, unless some are named."""
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        raise SetupError(f"There is no step {unknown[0]}; there are {', '.join(STEPS)}.")
    return [step for step in STEPS if not names or step in names]


def in_wine(steps: Sequence[str]) -> None:
    """Take the steps inside Wine."""
    windows_python.prepare()
    steady = frozen.steady_environment(os.environ)
    with wine.started() as windows:

        def run_python(arguments: Sequence[str | Path]) -> None:
            run("pyinstaller", 1800, arguments, windows_python.PACKAGES)

        def run(log: str, limit_s: float, arguments: Sequence[str | Path], *packages: Path) -> None:
            path = ";".join(map(wine.windows_path, packages))
            told = windows.run(
                windows_python.PYTHON / "python.exe", "-X", "utf8", *arguments,
                log=log, limit_s=limit_s,
                PYTHONPATH=path,
                # Beside the checkout's own modules there is no place for those of another Python.
                PYTHONPYCACHEPREFIX="C:\\pycache",
                PYTHONHASHSEED=steady["PYTHONHASHSEED"],
                SOURCE_DATE_EPOCH=steady["SOURCE_DATE_EPOCH"],
            )  # fmt: skip
            say("\n".join(told.splitlines()[-12:]))

        if "tests" in steps:
            say("Running tests by the Windows Python")
            both = (windows_python.PACKAGES, windows_python.TEST_PACKAGES)
            run("pytest", 1800, [*PYTEST, *TESTS], *both)
        if "program" in steps:
            build_program(run_python, wine.windows_path)
            say(f"  {PROGRAM.relative_to(ROOT)}: {frozen.size_mb(PROGRAM):.1f} MB")
        if "installer" in steps or "proof" in steps:
            installer = build_installer()
            say(f"  {installer.relative_to(ROOT)}: {installer.stat().st_size / 1e6:.1f} MB")
            if "proof" in steps:
                try:
                    windows_proof.prove(windows, installer)
                except BaseException:
                    # Something half installed may be left there.
                    wine.forget()
                    with suppress(OSError, subprocess.CalledProcessError):
                        windows_proof.take_picture(windows, "failed")
                    raise


def on_windows(steps: Sequence[str]) -> None:
    """Take the steps on Windows itself; its proof leaves the user's own Windows as it is."""
    environment.prepare("package")
    python = program("python")
    if "tests" in steps:
        _run([python, *PYTEST, *TESTS])
    if "program" in steps:
        build_program(lambda arguments: _run([python, *arguments]))
        say(f"  {PROGRAM}: {frozen.size_mb(PROGRAM):.1f} MB")
    if "installer" in steps:
        if find_makensis():
            installer = build_installer()
            say(f"  {installer}: {installer.stat().st_size / 1e6:.1f} MB")
        else:
            say("There is no installer, since NSIS is missing (https://nsis.sourceforge.io).")
    if "proof" in steps:
        _run([PROGRAM / PROGRAMS[0], "self-test"])


def _run(command: Sequence[str | Path]) -> None:
    steady = frozen.steady_environment(os.environ)
    status = subprocess.call([str(part) for part in command], cwd=ROOT, env=steady)
    if status:
        raise SetupError(f"{Path(command[0]).name} failed (exit status {status}).")
