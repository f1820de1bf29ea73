"""Runs knot, an authoritative name server, with given zones on port 53.

For a zone of Active Directory it passes questions on, as a company's name server does.
"""

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
{forwarders}zone:
{zones}"""


# `fallback: off`: everything in the zone is asked there; SERVFAIL if nobody answers in time.
_FORWARDERS: Final = """\
remote:
{remotes}mod-dnsproxy:
{proxies}"""


@contextmanager
def running(
    folder: Path,
    zones: Mapping[str, str],
    *,
    forwarded: Mapping[str, str] | None = None,
    address: str = addresses.NAME_SERVER,
) -> Iterator[Daemon]:
    """Serve `zones` (name to master file) out of `folder` inside the block; others are REFUSED.

    `forwarded` are zones that another name server knows, by its address.
    """
    passed_on = forwarded or {}
    for name, text in zones.items():
        (folder / f"{name}.zone").write_text(text, encoding="ascii")
    configuration = folder / "knot.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            address=address,
            folder=folder,
            forwarders=_forwarders(passed_on),
            zones="".join(
                (
                    *(f"  - domain: {name}\n    file: {name}.zone\n" for name in zones),
                    *(
                        f"  - domain: {name}\n    zonefile-load: none\n"
                        f"    module: mod-dnsproxy/{_label(name)}\n"
                        for name in passed_on
                    ),
                )
            ),
        ),
        encoding="utf-8",
    )
    with daemons.running(
        [program("knotd"), "-c", configuration],
        log_file=folder / "knotd.log",
        # It loads all zones before it answers anything.
        ready=lambda: answers(address, next(iter(zones))),
    ) as daemon:
        yield daemon


def _forwarders(passed_on: Mapping[str, str]) -> str:
    if not passed_on:
        return ""
    return _FORWARDERS.format(
        remotes="".join(
            f"  - id: {_label(zone)}\n    address: {place}@53\n"
            for zone, place in passed_on.items()
        ),
        proxies="".join(
            f"  - id: {_label(zone)}\n    remote: {_label(zone)}\n    fallback: off\n"
            "    timeout: 2000\n"
            for zone in passed_on
        ),
    )


def _label(zone: str) -> str:
    return zone.replace(".", "-")


def answers(address: str, zone: str) -> bool:
    """Whether a name server there says anything about `zone`."""
    try:
        dns.query.tcp(dns.message.make_query(zone, "SOA"), address, timeout=1)
    except (OSError, EOFError, dns.exception.DNSException):
        return False
    return True
