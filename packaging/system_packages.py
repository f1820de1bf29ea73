"""Finds out which Debian packages are missing, and installs them through apt when root."""

import contextlib
import os
import shutil
import subprocess
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from checkout import say

LIST = Path(__file__).with_name("system-packages.toml")
POLICY = Path("/usr/sbin/policy-rc.d")
# It exists where systemd is the init (systemd documents this as the way to ask).
SYSTEMD = Path("/run/systemd/system")
# Recognised again if a killed run left it behind.
OUR_POLICY = "#!/bin/sh\n# Autodiscope is installing what its tests need\nexit 101\n"
INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends")
QUIET = ("--quiet=2", "--option=Dpkg::Use-Pty=0")


def ensure(*purposes: str) -> list[str]:
    """Install what the purposes need, or say how; those purposes that still lack something."""
    wanted = {purpose: listed(purpose) for purpose in purposes}
    every = [package for packages in wanted.values() for package in packages]
    if not shutil.which("dpkg-query"):
        say(f"Not a Debian: if something is missing, look for what it calls {' '.join(every)}")
        return []
    missing = absent(every)
    if missing and os.geteuid() == 0:
        _install(missing, new_services(missing, *purposes))
        missing = absent(every)
    if missing:
        say(f"System packages are missing. Install them with:\n\n    {command_for(missing)}\n")
    return [purpose for purpose in purposes if set(missing).intersection(wanted[purpose])]


def absent(wanted: Sequence[str]) -> list[str]:
    """Those of the wanted packages that are neither installed nor provided by one that is."""
    there = installed(_dpkg_status())
    return [package for package in wanted if package not in there]


def installed(status: str) -> set[str]:
    """Names, provided ones too (Debian 13 says libglib2.0-0t64), out of what dpkg-query printed."""
    names: set[str] = set()
    for line in status.splitlines():
        state, _, packages = line.partition(" ")
        if state == "installed":
            names.update(package.split()[0] for package in packages.split(",") if package.strip())
    return names


def command_for(missing: Iterable[str]) -> str:
    """The one line that an administrator pastes."""
    line = f"apt-get update && {' '.join(INSTALL)} {' '.join(missing)}"
    return f"sudo sh -c '{line}'" if shutil.which("sudo") else f"su -c '{line}'"


def listed(purpose: str) -> list[str]:
    """The packages of a purpose in system-packages.toml."""
    with LIST.open("rb") as file:
        names: list[str] = tomllib.load(file)[purpose]["packages"]
    return names


def new_services(missing: Collection[str], *purposes: str) -> list[str]:
    """What Debian would start at every boot once the missing packages are there."""
    with LIST.open("rb") as file:
        everything = tomllib.load(file)
    by_package: dict[str, list[str]] = {}
    for purpose in purposes:
        by_package |= everything[purpose].get("services", {})
    return [name for package in by_package if package in missing for name in by_package[package]]


def _dpkg_status() -> str:
    query = ("dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package},${Provides}\n")
    return subprocess.run(query, capture_output=True, text=True, check=True).stdout


def _install(missing: Sequence[str], services: Sequence[str]) -> None:
    say(f"Installing system packages: {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with daemons_kept_from_starting(POLICY):
        for command in (("apt-get", *QUIET, "update"), (*INSTALL, *QUIET, *missing)):
            # Its complaints go to standard error.
            status = subprocess.call(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
            if status:
                say(f"This failed: {' '.join(command)}")
    if services and SYSTEMD.exists():
        # Nor shall they start at the next boot: whoever runs the tests did not ask for a server.
        subprocess.call(("systemctl", "--quiet", "disable", *services))


@contextlib.contextmanager
def daemons_kept_from_starting(policy: Path) -> Iterator[None]:
    """Keep Debian from starting what is installed; a policy that the system has is left alone."""
    # invoke-rc.d asks this program before it starts anything, and 101 means "not allowed".
    ours = not policy.exists() or policy.read_text() == OUR_POLICY
    try:
        if ours:
            policy.write_text(OUR_POLICY)
            policy.chmod(0o755)
        yield
    finally:
        if ours:
            policy.unlink()
