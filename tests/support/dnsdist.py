"""Runs dnsdist in front of knot: it passes questions on, but for some names it acts by a rule.

The actions are its own, so that each fault of DNS comes from a real server.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from tests.support import addresses, daemons, knot
from tests.support.contoso import DOMAIN
from tests.support.daemons import Daemon
from tests.support.programs import program

ONLY_IPV6: Final = "QTypeRule(DNSQType.AAAA)"
OVER_TCP: Final = "TCPRule(true)"

# It would look for news of its own safety in DNS. No check of knot's health takes long enough to
# matter: knot is there, and said to be, before the first question.
_CONFIGURATION: Final = """\
setSecurityPollSuffix("")
setLocal("{address}:53")
newServer{{address="{behind}:53", checkInterval=60, checkName="{zone}."}}
getServer(0):setUp()
"""


class Faults(Protocol):
    """Starts dnsdist with `rules`; it ends with the test."""

    def __call__(self, *rules: str) -> None: ...


@contextmanager
def running(folder: Path, *rules: str) -> Iterator[Daemon]:
    """Serve at FAULTY_NAME_SERVER what knot knows, but for `rules` (of `rule`): the first wins."""
    configuration = folder / "dnsdist.conf"
    head = _CONFIGURATION.format(
        address=addresses.FAULTY_NAME_SERVER, behind=addresses.NAME_SERVER, zone=DOMAIN
    )
    configuration.write_text(head + "".join(f"{one}\n" for one in rules), encoding="ascii")
    with daemons.running(
        [program("dnsdist"), "--supervised", "--disable-syslog", "-C", configuration],
        log_file=folder / "dnsdist.log",
        ready=lambda: knot.answers(addresses.FAULTY_NAME_SERVER, DOMAIN),
    ) as daemon:
        yield daemon


def rule(action: str, name: str, *conditions: str) -> str:
    """Have `action` (dnsdist's Lua) for questions about `name`, where all `conditions` hold."""
    selectors = ", ".join((f'QNameRule("{name}.")', *conditions))
    return f"addAction(AndRule({{{selectors}}}), {action})"


def code(name: str) -> str:
    """The action that answers with a response code alone."""
    return f"RCodeAction(DNSRCode.{name})"


def alias(target: str) -> str:
    """The action that answers with an alias, and with nothing about its target."""
    return f'SpoofCNAMEAction("{target}.")'
