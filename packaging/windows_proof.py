"""Installs the Windows program in Wine, uses it, removes it, and looks for what has stayed."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from checkout import ROOT, SetupError, say
from windows_program import BUILD, PROGRAMS
from wine import DRIVE_C, PREFIX, Wine, windows_path

CONSOLE, WINDOW = PROGRAMS
USER = DRIVE_C / "users"
OPENED_BY = r"HKCU\Software\Classes\Autodiscope.Session\shell\open\command"
WHOLE = "this copy is whole"
SCENARIO = "expired"
LIST = "address\nann@contoso.example\nbob@fabrikam.example\n"
STEPS = ("ScpLookup", "HttpsRootDomain", "HttpsAutoDiscoverDomain", "HttpRedirect", "SrvRecord")
EXCLUDED = "every-step-excluded"
ALL_IN_GERMAN = "2 von 2"
SETTLED_S = 180
LOOK_S = 3.0
FEW_COLOURS = 100

# winerror.h
ERROR_SHARING_VIOLATION = 32

# What Windows itself writes while programs come and go.
NOT_OURS = (
    r"users/[^/]+/(AppData/Local/)?Temp/.*",
    r"windows/(temp|Installer|inf)/.*",
    r"users/[^/]+/AppData/(Roaming|Local)/Microsoft/.*",
    r"pycache/.*",
)
_CONTROL = r"system\.reg \[System\\\\CurrentControlSet\\\\Control\\\\"
NOT_OURS_IN_REGISTRY = (
    # What Wine keeps of its screen (the class of display adapters, its monitors) and of a console.
    _CONTROL + r"Class\\\\\{4D36E968-.*",
    _CONTROL + r"DeviceClasses\\\\.*#DISPLAY#.*",
    r"system\.reg \[System\\\\CurrentControlSet\\\\Enum\\\\DISPLAY\\\\.*",
    r"user\.reg \[Console\].*",
    # A key that a user of Windows has always had.
    r"user\.reg \[Software\\\\Classes\]",
    # The copy of itself by which NSIS uninstalls: Windows deletes it when it starts the next time.
    _CONTROL
    + r'Session Manager\] "PendingFileRenameOperations"=str\(7\):'
    + r'"(\\\\\?\?\\\\C:(\\\\[^"\\]+)*\\\\Temp\\\\~nsu[^"\\]*(\\\\[^"\\]+)?\\0\\0)+"',
)


def prove(wine: Wine, installer: Path) -> None:
    """Go through the life of an installed program; the first thing that is wrong is an error."""
    shutil.copy(installer, DRIVE_C / installer.name)
    setup = DRIVE_C / installer.name
    data = _user(wine) / "AppData" / "Local" / "autodiscope"
    shutil.rmtree(data, ignore_errors=True)
    folder = _user(wine) / "AppData" / "Local" / "Programs" / "Autodiscope"
    before = everything(wine)

    say("Installing for this user, in silence")
    wine.run(setup, "/S", log="install", limit_s=300)
    for program in (setup, *(folder / name for name in PROGRAMS)):
        # Its texts stand in a resource, in UTF-16.
        _expect(
            "ProductVersion".encode("utf-16-le") in program.read_bytes(),
            f"{program} tells no version",
        )
    _expect(all((folder / name).exists() for name in PROGRAMS), f"{folder} has no programs")
    _try_console(wine, folder)
    command = wine.run("reg.exe", "query", OPENED_BY, "/ve", log="association", limit_s=60)
    _expect(WINDOW in command, f"session files are not opened by the window: {command}")
    session = _practise(wine, folder)
    _go_through_list(wine, folder)
    _open_window(wine, setup, folder)
    _upgrade(wine, setup, folder)
    # What a user would keep, and what the window has not kept by itself.
    kept = data / "kept.txt"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("of the user")
    say("Uninstalling: what the user has saved stays")
    _uninstall(wine, folder, "/S")
    _expect(kept.exists(), "the user's data went, too, though nobody had asked for that")

    say("Installing for everybody into a folder of choice, and removing it with the user's data")
    chosen = DRIVE_C / "Chosen folder" / "Autodiscope"
    # In two arguments: Wine puts one with a space into quotation marks, which NSIS does not take.
    place = f"/D={windows_path(chosen)}".split()
    wine.run(setup, "/S", "/ALLUSERS", *place, log="install-all", limit_s=300)
    _expect((chosen / WINDOW).exists(), f"nothing was installed into {chosen}")
    _open_session(wine, session)
    session.unlink()
    others = chosen / "of others.txt"
    others.write_text("in the way")
    _uninstall(wine, chosen, "/S", "/ALLUSERS", "/DELETEDATA")
    _expect(others.exists(), "the uninstaller deleted what was not its own")
    shutil.rmtree(chosen.parent)

    wine.settle()
    left = sorted(everything(wine) - before)
    gone = sorted(before - everything(wine))
    differences = [f"+ {line}" for line in left] + [f"- {line}" for line in gone]
    (BUILD / "logs" / "differences.log").write_text("\n".join(differences), encoding="utf-8")
    _expect(
        not differences, "\n".join(["Uninstalled, but something has stayed:", *differences[:40]])
    )
    setup.unlink()
    say("Uninstalled without a trace")


def _try_console(wine: Wine, folder: Path) -> None:
    version = wine.run(folder / CONSOLE, "--version", log="version", limit_s=60)
    say(f"    {version.strip()}")
    report = DRIVE_C / "report.txt"
    for program, log in ((CONSOLE, "self-test"), (WINDOW, "self-test-window")):
        _self_test(wine, folder / program, report, log)


def _self_test(wine: Wine, program: Path, report: Path, log: str) -> None:
    report.unlink(missing_ok=True)
    wine.run(
        program, "self-test", "--report", windows_path(report), log=log, limit_s=300,
        expected=(0, 1),
    )  # fmt: skip
    told = report.read_text(encoding="utf-8")
    say(told)
    report.unlink()
    _expect(WHOLE in told, f"{program.name} says that it is not whole")
    _expect("WinVaultKeyring" in told, f"{program.name} does not find Windows' key store")


def _practise(wine: Wine, folder: Path) -> Path:
    """Have a practice run in the terminal; gives its session file."""
    session = DRIVE_C / "Practice run.autodiscope"
    began = time.monotonic()
    told = wine.run(
        folder / CONSOLE, "practice", SCENARIO, "--text", "--save", windows_path(session),
        log="practice", limit_s=120, expected=(0, 1),
    )  # fmt: skip
    say(f"    a practice run took {time.monotonic() - began:.1f} s")
    _expect("expired" in told, "the practice run says nothing of the expired certificate")
    _expect(session.stat().st_size > 1000, "the practice run saved no session")
    return session


def _go_through_list(wine: Wine, folder: Path) -> None:
    """Have a list gone through, in German; with each step excluded nothing is sent anywhere."""
    addresses, results = DRIVE_C / "list.csv", DRIVE_C / "results.csv"
    addresses.write_text(LIST, encoding="utf-8")
    policies = [word for step in STEPS for word in ("--policy", f"Exclude{step}=1")]
    said = wine.run(
        folder / CONSOLE, "--language", "de", "batch", windows_path(addresses), "--joined", "no",
        "--no-proxy", *policies, "--output", windows_path(results), log="batch", limit_s=120,
    )  # fmt: skip
    told = results.read_text(encoding="utf-8-sig")
    _expect(told.count(EXCLUDED) == LIST.count("@"), f"of a list of addresses came {told!r}")
    _expect(ALL_IN_GERMAN in said, f"a list is not gone through in German: {said!r}")
    addresses.unlink()
    results.unlink()


def _open_window(wine: Wine, setup: Path, folder: Path) -> None:
    """Open the window on a run, and look at it."""
    running = wine.start(folder / WINDOW, "practice", SCENARIO)
    picture = _screenshot(wine, "window")
    say(f"    the window is seen in {picture.relative_to(ROOT)}")
    # While it is open its files cannot be replaced, and the installer has to say so.
    wine.run(setup, "/S", log="install-open", limit_s=60, expected=(ERROR_SHARING_VIOLATION,))
    _close(wine, running)


def _open_session(wine: Wine, session: Path) -> None:
    """Open a session as a double click does, and look at it."""
    # Installed for everybody, since Wine 8 looks for associations nowhere else.
    opened = wine.start("start.exe", "/wait", windows_path(session))
    picture = _screenshot(wine, "association")
    say(f"    a session opened by its association is seen in {picture.relative_to(ROOT)}")
    _close(wine, opened)


def _upgrade(wine: Wine, setup: Path, folder: Path) -> None:
    say("Installing again over it")
    old = folder / "_internal" / "of an earlier version.txt"
    old.write_text("old")
    wine.run(setup, "/S", log="upgrade", limit_s=300)
    _expect(not old.exists(), "a file of an earlier version stayed in the program's folder")
    wine.run(folder / CONSOLE, "--version", log="version-again", limit_s=60)


def _uninstall(wine: Wine, folder: Path, *options: str) -> None:
    # It goes on as a copy of itself, and is waited for by what it removes last.
    wine.run(folder / "uninstall.exe", *options, log="uninstall", limit_s=120)
    _wait_for(lambda: not (folder / "uninstall.exe").exists(), f"{folder} was not uninstalled")
    wine.settle()


def _close(wine: Wine, running: "subprocess.Popen[bytes]") -> None:
    wine.run("taskkill.exe", "/F", "/IM", WINDOW, log="taskkill", limit_s=60)
    running.wait(60)


def _screenshot(wine: Wine, name: str) -> Path:
    """Take a picture of the screen once something is on it that does not change any more."""
    last = b""
    until = time.monotonic() + SETTLED_S
    while time.monotonic() < until:
        time.sleep(LOOK_S)
        taken = subprocess.run(
            ["import", "-window", "root", "rgb:-"], env=wine.environment, capture_output=True,
            check=True,
        ).stdout  # fmt: skip
        # A window has many colours; an empty screen, and a frame with nothing in it, few.
        colours = set(zip(taken[::3], taken[1::3], taken[2::3], strict=False))
        if taken == last and len(colours) > FEW_COLOURS:
            break
        last = taken
    else:
        raise SetupError(f"No window was to be seen within {SETTLED_S} s ({name}).")
    return take_picture(wine, name)


def take_picture(wine: Wine, name: str) -> Path:
    """Keep what the screen shows now."""
    picture = BUILD / f"{name}.png"
    subprocess.run(["import", "-window", "root", picture], env=wine.environment, check=True)
    return picture


def everything(wine: Wine) -> set[str]:
    """Every file of the Windows disk, and every value of its registry, as lines."""
    wine.settle()
    return {*_files(), *_registry("system.reg"), *_registry("user.reg")}


def _files() -> Iterator[str]:
    skipped = re.compile("|".join(f"({pattern})" for pattern in NOT_OURS))
    for path in DRIVE_C.rglob("*"):
        place = path.relative_to(DRIVE_C).as_posix()
        if not skipped.fullmatch(place) and not skipped.fullmatch(f"{place}/"):
            yield place


def _registry(name: str) -> Iterator[str]:
    """Each key and value of a file of Wine's registry that is not of Windows' own doing."""
    skipped = re.compile("|".join(f"({pattern})" for pattern in NOT_OURS_IN_REGISTRY))
    return (line for line in _registry_lines(name) if not skipped.fullmatch(line))


def _registry_lines(name: str) -> Iterator[str]:
    # Without the times of their last change.
    key = ""
    for line in (PREFIX / name).read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("["):
            key = line.rpartition("]")[0] + "]"
            yield f"{name} {key}"
        elif line and not line.startswith(("#", "WINE", ";")):
            yield f"{name} {key} {line}"


def _user(wine: Wine) -> Path:
    """The folder of the one user that Wine makes."""
    del wine
    (folder,) = (path for path in USER.iterdir() if path.name != "Public")
    return folder


def _wait_for(condition: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + SETTLED_S
    while not condition():
        _expect(time.monotonic() < until, otherwise)
        time.sleep(0.2)


def _expect(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - a fact
    if not holds:
        raise SetupError(f"Not right: {otherwise}.")
