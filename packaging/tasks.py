"""What the targets of the Makefile do, each a function, once the checkout is ready."""

import argparse
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence

import clean_root
import debian_package
import environment
import frozen
import kerberos
import publisher
import sbom
import system_packages
import vulnerabilities
import windows_steps
from checkout import ROOT, UV_LOCK, SetupError, program, say

# Where a wrong answer would mislead somebody: these folders are tested to this part of their
# lines and branches, each by itself.
FLOOR_PERCENT = 95
FLOOR_FOLDERS = ("app/domain", "app/protocol", "app/discovery", "app/sessionlog")

# Each worker has a network of its own (tests/support), so tests on port 443 do not meet.
WHOLE_SUITE = ("--numprocesses=2", "--dist=worksteal", "--cov", "--cov-report=")


def main(arguments: Sequence[str]) -> int:
    """Do the task that the arguments name; its exit status."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="Targets of the Makefile.")
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="given on to what the task starts")
    chosen = parser.parse_args(arguments)
    # A finally must run on these too: system_packages has something to take back.
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    try:
        return TASKS[chosen.task](chosen.rest)
    except SetupError as error:
        say(f"{error}")
        return 1
    except KeyboardInterrupt:
        return 130


def run(rest: Sequence[str]) -> int:
    """Start the program on the practice organisation."""
    lacking = system_packages.ensure("fetch", "window")
    environment.prepare()
    # Qt aborts the process when a library of its window is missing, so it is not let near one.
    text = ["--text"] if "window" in lacking else []
    command = [program("autodiscope"), "practice", *text, *rest]
    if os.name == "posix":
        # In the place of this process, so that Ctrl-C and the exit status are the program's.
        os.execv(command[0], command)  # noqa: S606
    return subprocess.call(command)


def test(rest: Sequence[str]) -> int:
    """Run all tests, or those that can run here, and hold the coverage to its floor."""
    lacking = system_packages.ensure("fetch", "window", "tests")
    if "tests" not in lacking and (reason := kerberos.why_not()):
        say(f"{reason} The tests of real servers are left out.")
        lacking = [*lacking, "tests"]
    # Only for those tests: it is compiled, which takes a minute or two the first time.
    environment.prepare(*(() if "tests" in lacking else (kerberos.GROUP,)))
    failed = _call("pytest", *WHOLE_SUITE, *leaving_out(lacking), *rest)
    if lacking:
        say("This was not the whole suite: something is missing (see above).")
        return 1
    # With arguments it is somebody's choice of tests, whose coverage says nothing.
    return failed if failed or rest else _coverage_below_floor()


def bench(rest: Sequence[str]) -> int:
    """Print what is measured of the program; a miss fails nothing, since machines differ."""
    if "tests" in system_packages.ensure("fetch", "tests"):
        say("The benchmarks talk to the same servers as the tests, which are missing (see above).")
        return 1
    environment.prepare()
    return _call("python", "-m", "tests.benchmarks", *rest)


def fuzz(rest: Sequence[str]) -> int:
    """Feed the readers of foreign bytes; what they do not stand is kept in build/fuzz/found."""
    system_packages.ensure("fetch")
    environment.prepare("fuzz")
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        say("This takes atheris, which comes for Linux on x86-64 alone.")
        return 1
    return _call("python", "-m", "tests.fuzz", *rest)


def screenshots(rest: Sequence[str]) -> int:
    """Draw the pictures of the README anew, on a screen of their own."""
    if {"window", "tests"} & set(system_packages.ensure("fetch", "window", "tests")):
        say("The pictures need a window and a screen, which are missing (see above).")
        return 1
    environment.prepare()
    return _call("python", "-m", "tests.screenshots", *rest)


def package(rest: Sequence[str]) -> int:
    """Make the program's folder, its .deb and its bill of materials, and try the .deb out."""
    lacking = system_packages.ensure("fetch", "window", "package")
    if "package" in lacking:
        return 1
    if reason := kerberos.why_not():
        say(f"{reason} The program is made without Kerberos.")
    environment.prepare("package", *(() if reason else (kerberos.GROUP,)))
    folder = frozen.freeze()
    deb = debian_package.make_deb(folder)
    bill = sbom.write_sbom(frozen.DIST)
    say(f"{folder}: {frozen.size_mb(folder):.0f} MB")
    say(f"{deb}: {deb.stat().st_size / 1e6:.1f} MB\n{bill}")
    if not publisher.publisher().is_named:
        say("Nobody answers for it yet: packaging/publisher.toml takes name and mail address.")
    if reason := clean_root.why_not():
        say(reason)
    elif "--no-try" not in rest:
        clean_root.try_out(deb, frozen.DIST)
    return 0


def audit(rest: Sequence[str]) -> int:
    """Ask whether a locked package has a known fault, where the answer can be had."""
    system_packages.ensure("fetch")
    return vulnerabilities.audit(rest)


def leaving_out(lacking: Collection[str]) -> list[str]:
    """Options that keep pytest from what cannot run without the packages of these purposes."""
    options: list[str] = []
    if "window" in lacking:
        # pytest-qt imports Qt when pytest starts, and its settings are then unknown ones.
        options += ["-p", "no:pytest-qt", "-W", "ignore::pytest.PytestConfigWarning"]
        options += ["--override-ini=strict_config=false", "--ignore=tests/gui"]
    if "tests" in lacking:
        options += ["-m", "not real"]
    return options


def check(rest: Sequence[str]) -> int:
    """Read the code (style, types, imports): every tool, also after one has complained."""
    del rest
    system_packages.ensure("fetch")
    environment.prepare()
    return max(
        _call("ruff", "check"),
        _call("ruff", "format", "--check"),
        _call("mypy", "app", "tests", "packaging"),
        _call("lint-imports", "--no-logo"),
    )


def lock(rest: Sequence[str]) -> int:
    """Write uv.lock anew after a change in pyproject.toml, for the public index alone."""
    system_packages.ensure("fetch")
    environment.run_uv("lock", *rest, only_pypi=True)
    strange = [line for line in UV_LOCK.read_text().splitlines() if "file:" in line]
    if strange:
        raise SetupError(f"uv.lock points at this machine: {strange[0].strip()}")
    # Their licences go into every package, so they are told as soon as they change.
    environment.prepare(*(() if kerberos.why_not() else (kerberos.GROUP,)))
    return _call("python", "packaging/notices.py")


def translations(rest: Sequence[str]) -> int:
    """Bring the catalogue of translations up to date, and list what is missing in it."""
    system_packages.ensure("fetch")
    environment.prepare()
    return _call("python", "packaging/translations.py", *rest)


def windows(rest: Sequence[str]) -> int:
    """Build the Windows program and its installer, and try both; on Linux inside Wine."""
    steps = windows_steps.chosen(rest)
    if os.name == "nt":
        windows_steps.on_windows(steps)
        return 0
    if lacking := system_packages.ensure("fetch", "windows"):
        say(f"The Windows program cannot be built without them ({', '.join(lacking)}).")
        return 1
    windows_steps.in_wine(steps)
    return 0


def _coverage_below_floor() -> int:
    """Say each folder's coverage, lines and branches; non-zero if one is below the floor."""
    worst = 0
    for folder in FLOOR_FOLDERS:
        if any((ROOT / folder).glob("**/*.py")):
            say(f"\nCoverage of {folder}, at least {FLOOR_PERCENT} %:")
            floor = (f"--include={folder}/*", f"--fail-under={FLOOR_PERCENT}")
            worst = max(worst, _call("coverage", "report", "--skip-covered", *floor))
    return worst


def _call(name: str, *arguments: str) -> int:
    return subprocess.call([program(name), *arguments], cwd=ROOT)


TASKS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "test": test,
    "bench": bench,
    "fuzz": fuzz,
    "screenshots": screenshots,
    "check": check,
    "package": package,
    "audit": audit,
    "lock": lock,
    "translations": translations,
    "windows": windows,
}
