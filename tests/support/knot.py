"""Runs knot, an authoritative name server, with given zones on port 53."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import dns.exception
import dns.message
import dns.query

from tests.support import addresses, daemons
from tests.support.daemons import Daemon
from tests.support.programs import program

_CONFIGURATION: Final = """\
server:
  listen: {address}@53
  rundir: "{folder}"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: "{folder}/database"
log:
  - target: stderr
    any: info
template:
  - id: default
    storage: "{folder}"
    zonefile-load: whole
    zonefile-sync: -1
    journal-content: none
zone:
{zones}"""


@contextmanager
def running(
    folder: Path, zones: Mapping[str, str], *, address: str = addresses.NAME_SERVER
) -> Iterator[Daemon]:
    """Serve `zones` (name to master file) out of `folder` inside the block; others are REFUSED."""
    for name, text in zones.items():
        (folder / f"{name}.zone").write_text(text, encoding="ascii")
    configuration = folder / "knot.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            address=address,
            folder=folder,
            zones="".join(f"  - domain: {name}\n    file: {name}.zone\n" for name in zones),
        ),
        encoding="utf-8",
    )
    with daemons.running(
        [program("knotd"), "-c", configuration],
        log_file=folder / "knotd.log",
        # It loads all zones before it answers anything.
        ready=lambda: _answers(address, next(iter(zones))),
    ) as daemon:
        yield daemon


def _answers(address: str, zone: str) -> bool:
    try:
        dns.query.tcp(dns.message.make_query(zone, "SOA"), address, timeout=1)
    except (OSError, EOFError, dns.exception.DNSException):
        return False
    return True
