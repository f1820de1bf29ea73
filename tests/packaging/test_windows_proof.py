"""The proof of an installed program: it has to see what is wrong, and what has stayed."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import windows_proof
import wine
from checkout import SetupError
from tests.support.fake_programs import FakePrograms
from windows_program import PROGRAMS
from windows_proof import WHOLE

REGISTRY = 'WINE REGISTRY Version 2\n\n[Software\\\\A] 1700000000\n#time=1d\n"x"="1"\n'

GOOD = f"ok  key store  keyring.backends.Windows.WinVaultKeyring\n{WHOLE}"


class Windows:
    """Does to a folder what the installer would do to Windows."""

    def __init__(self, disk: Path) -> None:
        self.environment: dict[str, str] = {}
        self.disk = disk
        self.user = disk / "users" / "ann"
        self.data = self.user / "AppData" / "Local" / "autodiscope"
        self.ran: list[str] = []
        self.leaves = ""
        self.resource = "ProductVersion"
        self.prints = {"version": "autodiscope 1.2.3", "practice": "it has expired"}
        self.prints["association"] = PROGRAMS[1]
        self.prints["batch"] = "2 von 2"
        self.results = "2,every-step-excluded\n3,every-step-excluded\n"
        self.keeps_old_files = False
        self.deletes_too_much = False
        self.open = False
        self.reports: list[str] = []

    def run(self, program: Path, *arguments: str, log: str, **_: Any) -> str:
        self.ran.append(log)
        if log in {"install", "install-all", "upgrade"}:
            self._install(arguments)
        elif log == "uninstall":
            self._uninstall(Path(program).parent, arguments)
        elif log == "practice":
            Path(self.here(arguments[-1])).write_text("x" * 2000)
        elif log == "batch":
            self.here(arguments[-1]).write_text(self.results)
        elif log.startswith("self-test"):
            self.here(arguments[-1]).write_text(self.reports.pop(0) if self.reports else GOOD)
        return self.prints.get(log, "")

    def here(self, path: str) -> Path:
        return self.disk / path.removeprefix("C:\\").replace("\\", "/")

    def start(self, *_: object) -> "Windows":
        self.open = True
        return self

    def wait(self, _: int) -> int:
        self.open = False
        return 0

    def settle(self) -> None:
        return

    def folder(self, arguments: tuple[str, ...]) -> Path:
        # As NSIS reads it: the rest of the line, with its spaces.
        switch = " ".join(arguments).partition("/D=")[2]
        chosen = [self.here(switch)] if switch else []
        return (*chosen, self.user / "AppData" / "Local" / "Programs" / "Autodiscope")[0]

    def _install(self, arguments: tuple[str, ...]) -> None:
        folder = self.folder(arguments)
        if not self.keeps_old_files:
            shutil.rmtree(folder / "_internal", ignore_errors=True)
        (folder / "_internal").mkdir(parents=True, exist_ok=True)
        for name in (*PROGRAMS, "uninstall.exe"):
            (folder / name).write_text(self.resource, encoding="utf-16-le")

    def _uninstall(self, folder: Path, arguments: tuple[str, ...]) -> None:
        if self.leaves:
            (folder.parent / self.leaves).touch()
        if "/DELETEDATA" in arguments or self.deletes_too_much:
            shutil.rmtree(self.data)
        shutil.rmtree(folder / "_internal")
        for name in (*PROGRAMS, "uninstall.exe"):
            (folder / name).unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
        if not any(folder.parent.iterdir()):
            folder.parent.rmdir()


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Windows:
    disk = tmp_path / "drive_c"
    windows = Windows(disk)
    (windows.user / "AppData" / "Local").mkdir(parents=True)
    (disk / "users" / "Public").mkdir()
    for name in ("system.reg", "user.reg"):
        (tmp_path / name).write_text(REGISTRY)
    (tmp_path / "build" / "logs").mkdir(parents=True)
    monkeypatch.setattr(windows_proof, "DRIVE_C", disk)
    monkeypatch.setattr(windows_proof, "USER", disk / "users")
    monkeypatch.setattr(windows_proof, "PREFIX", tmp_path)
    monkeypatch.setattr(windows_proof, "BUILD", tmp_path / "build")
    monkeypatch.setattr(windows_proof, "ROOT", tmp_path)
    monkeypatch.setattr(
        windows_proof,
        "windows_path",
        lambda path: "C:\\" + str(path.relative_to(disk)).replace("/", "\\"),
    )
    monkeypatch.setattr(windows_proof, "_screenshot", lambda _, name: tmp_path / name)
    monkeypatch.setattr(windows_proof, "SETTLED_S", 0.1)
    return windows


def prove(windows: Windows, tmp_path: Path) -> None:
    installer = tmp_path / "setup.exe"
    installer.write_text("ProductVersion", encoding="utf-16-le")
    windows_proof.prove(windows, installer)  # type: ignore[arg-type]


def test_a_program_that_comes_and_goes_as_it_should_is_proven(
    windows: Windows, tmp_path: Path
) -> None:
    prove(windows, tmp_path)

    assert windows.ran == [
        *("install", "version", "self-test", "self-test-window", "association", "practice"),
        *(
            "batch",
            "install-open",
            "taskkill",
            "upgrade",
            "version-again",
            "uninstall",
            "install-all",
        ),
        *("taskkill", "uninstall"),
    ]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lambda one: setattr(one, "leaves", "left.txt"), "left.txt"),
        (lambda one: one.prints.update(association=""), "are not opened by the window"),
        (lambda one: setattr(one, "reports", ["FAILED"]), "not whole"),
        (lambda one: setattr(one, "reports", [GOOD, "FAILED"]), "-window.exe says that it is not"),
        (lambda one: setattr(one, "reports", [WHOLE]), "does not find Windows' key store"),
        (lambda one: setattr(one, "resource", ""), "tells no version"),
        (lambda one: setattr(one, "keeps_old_files", True), "earlier version"),
        (lambda one: setattr(one, "deletes_too_much", True), "user's data"),
        (lambda one: one.prints.update(practice="all is well"), "expired"),
        (lambda one: one.prints.update(batch="2 of 2"), "in German"),
        (lambda one: setattr(one, "results", "2,every-step-excluded\n3,\n"), "of a list"),
    ],
)
def test_what_is_wrong_is_seen(
    windows: Windows, tmp_path: Path, fault: Callable[[Windows], None], words: str
) -> None:
    fault(windows)

    with pytest.raises(SetupError, match=words):
        prove(windows, tmp_path)


def test_a_value_left_in_the_registry_is_seen(windows: Windows, tmp_path: Path) -> None:
    before = windows_proof.everything(windows)  # type: ignore[arg-type]
    (tmp_path / "user.reg").write_text(REGISTRY.replace("1700000000", "18").replace("=1d", "=2e"))
    same = windows_proof.everything(windows)  # type: ignore[arg-type]
    (tmp_path / "user.reg").write_text(REGISTRY + '"y"="2"\n')
    other = windows_proof.everything(windows)  # type: ignore[arg-type]

    assert same == before
    assert other - before == {'user.reg [Software\\\\A] "y"="2"'}


CONTROL = r"[System\\CurrentControlSet\\Control"
DISPLAY = rf"{CONTROL}\\Class\\{{4D36E968-E325-11CE-BFC1-08002BE10318}}\\0000]"
LATER = rf"{CONTROL}\\Session Manager]" + '\n"PendingFileRenameOperations"=str(7):'
TEMP = r"\\??\\C:\\users\\ann\\Temp\\~nsu2.tmp"
UNINSTALLER = rf"{TEMP}\0\0{TEMP}\\Un.exe\0\0"
PROGRAM_FILE = r"\\??\\C:\\users\\ann\\Autodiscope\\autodiscope.exe\0\0"


@pytest.mark.parametrize(
    ("name", "lines", "seen"),
    [
        ("user.reg", '[Console]\n"FontSize"=dword:1', 0),
        ("user.reg", r"[Console\\autodiscope.exe]", 1),
        ("user.reg", r"[Software\\Classes]", 0),
        ("user.reg", r"[Software\\Classes\\.autodiscope]", 1),
        ("system.reg", r"[Software\\Classes]", 1),
        ("system.reg", f'{DISPLAY}\n"DriverDateData"=hex:87', 0),
        # The key is a new one in these; Windows has it.
        ("system.reg", f'{LATER}"{UNINSTALLER}"', 1),
        ("system.reg", f'{LATER}"{UNINSTALLER}{PROGRAM_FILE}"', 2),
        ("system.reg", f'{LATER}"{PROGRAM_FILE}{UNINSTALLER}"', 2),
    ],
)
def test_what_windows_keeps_of_itself_does_not_count(
    windows: Windows, tmp_path: Path, name: str, lines: str, seen: int
) -> None:
    before = windows_proof.everything(windows)  # type: ignore[arg-type]
    (tmp_path / name).write_text(f"{REGISTRY}{lines}\n")

    assert len(windows_proof.everything(windows) - before) == seen  # type: ignore[arg-type]


def test_files_that_windows_itself_makes_do_not_count(windows: Windows) -> None:
    before = windows_proof.everything(windows)  # type: ignore[arg-type]
    (windows.disk / "windows" / "temp" / "x").mkdir(parents=True)
    seen = windows_proof.everything(windows) - before  # type: ignore[arg-type]

    assert seen == {"windows"}


@pytest.fixture
def screen(programs: FakePrograms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is to be seen, in bytes of red, green and blue."""
    pixels = tmp_path / "pixels"
    programs.add("import", f'[ "$3" = rgb:- ] && exec /bin/cat {pixels}; echo > "$3"')
    monkeypatch.setattr(windows_proof, "BUILD", tmp_path)
    monkeypatch.setattr(windows_proof, "LOOK_S", 0.01)
    return pixels


def test_a_picture_is_taken_once_something_is_to_be_seen(screen: Path, tmp_path: Path) -> None:
    screen.write_bytes(bytes(range(256)) * 3)

    picture = windows_proof._screenshot(wine.Wine({"PATH": os.environ["PATH"]}), "window")

    assert picture == tmp_path / "window.png"
    assert picture.exists()


def test_an_empty_screen_is_no_window(screen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen.write_bytes(bytes(300))
    monkeypatch.setattr(windows_proof, "SETTLED_S", 0.2)

    with pytest.raises(SetupError, match="No window was to be seen"):
        windows_proof._screenshot(wine.Wine({"PATH": os.environ["PATH"]}), "window")
