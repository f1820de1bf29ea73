"""GNOME's key store on a bus of its own, as it runs beside a desktop."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support import daemons
from tests.support.programs import program

MASTER_PASSWORD: Final = "of the helpdesk"
BUS: Final = "DBUS_SESSION_BUS_ADDRESS"
NAME: Final = "org.freedesktop.secrets"


@contextmanager
def running(folder: Path, *, is_unlocked: bool = True) -> Iterator[Mapping[str, str]]:
    """Start both, and give the variables by which programs find the store.

    It is unlocked as it is by signing in to a desktop; else somebody would have to be asked, and
    nobody is there.
    """
    socket = folder / "bus"
    variables = {BUS: f"unix:path={socket}"}
    own = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_RUNTIME_DIR": str(folder),
        **variables,
    }
    master = folder / "master"
    master.write_text(MASTER_PASSWORD, encoding="utf-8")
    bus: list[str | Path] = [
        *(program("dbus-daemon"), "--session", "--nofork", "--nopidfile", "--nosyslog"),
        f"--address={variables[BUS]}",
    ]
    # It takes the password from standard input, where a daemon has nothing.
    store: list[str | Path] = [
        *("sh", "-c", 'file="$0"; exec "$@" < "$file"', master),
        *(program("gnome-keyring-daemon"), "--foreground", "--components=secrets"),
        *(["--unlock"] if is_unlocked else []),
    ]
    with (
        daemons.running(bus, log_file=folder / "bus.log", ready=socket.exists, environment=own),
        daemons.running(
            store, log_file=folder / "store.log", ready=lambda: _is_there(own), environment=own
        ),
    ):
        yield variables


def _is_there(variables: Mapping[str, str]) -> bool:
    asked = subprocess.run(
        [
            *(program("dbus-send"), "--session", "--print-reply=literal"),
            *("--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner"),
            f"string:{NAME}",
        ],
        env=dict(variables),
        capture_output=True,
        text=True,
        check=False,
    )
    return "true" in asked.stdout
