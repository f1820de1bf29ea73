"""Tries the .deb where nothing else is: a bare Debian made for it, in a folder of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from checkout import ROOT, SetupError, program, say
from frozen import NAME

FOLDER = ROOT / "build" / "clean-root"
USER, HOME = 1000, "home/helpdesk"
# Each is done within a tenth of it on a PC that has nothing else to do.
LIMIT_S = 600.0
TOLD = ("mime/globs", "applications/mimeinfo.cache")
MIME_TYPE = "application/x-autodiscope-session"


def why_not() -> str:
    """Say in a sentence why there can be no clean root here; empty if there can."""
    if sys.platform != "linux" or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "The package is not tried out: a clean root wants root."
    lacking = [name for name in ("debootstrap", "unshare", "Xvfb") if not shutil.which(name)]
    return f"The package is not tried out without {' and '.join(lacking)}." if lacking else ""


class CleanRoot:
    """A bare Debian, into which a package is installed."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder

    def make(self) -> None:
        """Make it anew, of this machine's own release."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        call("debootstrap", "--variant=minbase", release(), str(self.folder))
        home = self.folder / HOME
        home.mkdir(parents=True)
        # A bus serves nobody who has no name.
        with (self.folder / "etc" / "passwd").open("a", encoding="utf-8") as users:
            users.write(f"helpdesk:x:{USER}:{USER}::/{HOME}:/bin/sh\n")
        os.chown(home, USER, USER)
        resolver = Path("/etc/resolv.conf")
        if resolver.exists():
            shutil.copyfile(resolver, self.folder / "etc" / "resolv.conf")

    def install(self, package: Path) -> None:
        """Install a package with all that it depends on, and what a desktop has besides."""
        shutil.copyfile(package, self.folder / package.name)
        desktop = ("shared-mime-info", "desktop-file-utils", "dbus", "gnome-keyring")
        call(*self.inside("apt-get", *QUIET, "update"))
        call(*self.inside("apt-get", *QUIET, *INSTALL, f"/{package.name}", *desktop))

    def what_desktops_lack(self) -> list[str]:
        """Give what a desktop would not know of the package."""
        share = self.folder / "usr" / "share"
        return [name for name in TOLD if MIME_TYPE not in (share / name).read_text()]

    def what_stays(self) -> list[Path]:
        """Remove the package again, and give what is left of it."""
        call(*self.inside("apt-get", *QUIET, "purge", NAME))
        places = (self.folder / "usr", self.folder / "etc", self.folder / "var" / "lib" / "dpkg")
        return [one for place in places for one in place.rglob(f"*{NAME}*")]

    def inside(self, *command: str) -> list[str]:
        """Give the command that runs another one in there, as root."""
        # In a mount namespace of its own: whatever happens, nothing stays mounted.
        mounts = (
            'for place in proc dev; do mount --rbind "/$place" "$0/$place"; done;'
            ' if [ -d /tmp/.X11-unix ]; then mkdir -p "$0/tmp/.X11-unix";'
            ' mount --bind /tmp/.X11-unix "$0/tmp/.X11-unix"; fi;'
            ' exec chroot "$0" "$@"'
        )
        return ["unshare", "--mount", "sh", "-ec", mounts, str(self.folder), *command]

    def as_user(self, *command: str, display: str = "") -> list[str]:
        """Give the command that runs another one in there, as somebody who is not root."""
        identity = (f"--reuid={USER}", f"--regid={USER}", "--clear-groups")
        settings = [f"HOME=/{HOME}", "PATH=/usr/bin:/bin", "LANG=C.UTF-8"]
        if display:
            settings.append(f"DISPLAY={display}")
        return self.inside("setpriv", *identity, "env", "--ignore-environment", *settings, *command)


QUIET = ("--quiet=2", "--yes", "--option=Dpkg::Use-Pty=0")
INSTALL = ("install", "--no-install-recommends")

# As a desktop has it: a bus, and on it a key store that the logon has unlocked.
WITH_KEY_STORE = (
    "export XDG_RUNTIME_DIR=$(mktemp -d) && exec dbus-run-session -- sh -c"
    " 'printf made-up | gnome-keyring-daemon --unlock --components=secrets"
    f" && exec {NAME} self-test --key-store'"
)


def try_out(package: Path, dist: Path) -> None:
    """Install, test, practise in a window, and remove; raises SetupError for what is wrong."""
    if complaints := told_by_lintian(package):
        raise SetupError("lintian complains of the package:\n" + "\n".join(complaints))
    root = CleanRoot()
    say("Making a clean root")
    root.make()
    say(f"Installing {package.name} in it")
    root.install(package)
    if lacking := root.what_desktops_lack():
        raise SetupError(f"The package does not tell desktops its file type: {lacking}.")
    with Screen() as display:
        for where in ("", display):
            say(call(*root.as_user(NAME, "self-test", display=where)))
        picture = dist / f"{NAME}-installed.png"
        logs = root.folder / HOME / ".local" / "share" / NAME / "sessions"
        say(call(*root.as_user("sh", "-c", WITH_KEY_STORE)))
        practise = root.as_user(f"{NAME}-window", "practice", "method-one", display=display)
        watch = (program("python"), str(Path(__file__).with_name("window_watch.py")))
        say(call(*watch, display, str(picture), str(logs), *practise))
    if left := root.what_stays():
        raise SetupError(f"The package leaves something behind: {', '.join(map(str, left))}.")
    shutil.rmtree(root.folder)


def told_by_lintian(package: Path) -> list[str]:
    """Give what Debian's checker holds against a package; nothing where it is not installed."""
    if not shutil.which("lintian"):
        say("lintian is not here, so the package is not held to Debian's rules.")
        return []
    told = call("lintian", "--allow-root", "--tag-display-limit=0", "--fail-on=none", str(package))
    return [line for line in told.splitlines() if line.startswith(("E:", "W:"))]


class Screen:
    """A screen that nobody sees, for everybody on this machine."""

    def __enter__(self) -> str:
        read_end, write_end = os.pipe()
        command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1280x800x24", "-ac"]
        # Else it begins anew when its last client has gone, and may keep the next one waiting.
        command += ["-noreset"]
        self._server = subprocess.Popen(
            [*command, "-nolisten", "tcp"], pass_fds=(write_end,), stderr=subprocess.DEVNULL
        )
        os.close(write_end)
        with os.fdopen(read_end) as answer:
            number = answer.readline().strip()
        if not number:
            raise SetupError("Xvfb did not start.")
        return f":{number}"

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait(10)


def release() -> str:
    """Give the code name of this Debian, such as bookworm."""
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    told = dict(line.partition("=")[::2] for line in lines)
    return told.get("VERSION_CODENAME", "stable").strip('"')


def call(*words: str) -> str:
    """Run a command and give what it printed, which is shown where it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        words,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=LIMIT_S,
        text=True,
        errors="replace",
        check=False,
    )
    told = done.stdout.strip()
    if done.returncode:
        say("\n".join(told.splitlines()[-40:]))
        raise SetupError(f"This failed (exit status {done.returncode}): {' '.join(words)}")
    return told
