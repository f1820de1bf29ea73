"""Runs tinyproxy: an open proxy, which may want a sign-in and lets nobody to other ports."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from tests.support import daemons
from tests.support.daemons import Daemon
from tests.support.programs import program

PORT: Final = 3128

# Where ConnectPort is named at all, a tunnel to any other port is refused with 403.
_CONFIGURATION: Final = """\
Port {port}
Listen {address}
Timeout 30
LogLevel Connect
MaxClients 50
ViaProxyName "tinyproxy"
ConnectPort 443
{sign_in}
"""


class Proxy(msgspec.Struct, frozen=True, kw_only=True):
    """The running proxy."""

    daemon: Daemon
    address: str

    @property
    def url(self) -> str:
        return f"http://{self.address}:{PORT}"

    def asked(self) -> list[str]:
        """The first line of each request, as far as it has been logged."""
        lines = self.daemon.log().splitlines()
        marked = [line.partition("Request (file descriptor ")[2] for line in lines]
        return [line.partition("): ")[2] for line in marked if line]


@contextmanager
def running(
    folder: Path, *, address: str, username: str = "", password: str = ""
) -> Iterator[Proxy]:
    """Serve at `address` inside the block; with a user, nobody else gets through."""
    configuration = folder / "tinyproxy.conf"
    sign_in = f"BasicAuth {username} {password}" if username else ""
    configuration.write_text(
        _CONFIGURATION.format(port=PORT, address=address, sign_in=sign_in), encoding="ascii"
    )
    with daemons.running(
        [program("tinyproxy"), "-d", "-c", configuration],
        log_file=folder / f"tinyproxy-{address}.log",
        ready=lambda: daemons.accepts(address, PORT),
    ) as daemon:
        yield Proxy(daemon=daemon, address=address)
