"""The peers that this program is measured beside, each in an environment of its own."""

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct

ROOT: Final = Path(__file__).parents[3]
PATIENCE_S: Final = 600


class Peer(Struct, frozen=True, kw_only=True):
    """Another program."""

    title: str
    listed: str
    """The name of its list of pinned packages, in this folder."""
    script: str
    """What its own Python runs, in this folder."""


SOAP: Final = Peer(
    title="exchangelib 5.6 (SOAP)", listed="exchangelib-5.6.0", script="ask_exchangelib.py"
)
POX: Final = Peer(
    title="exchangelib 4.6.2 (POX)", listed="exchangelib-4.6.2", script="ask_exchangelib.py"
)
SSLYZE: Final = Peer(title="sslyze 6.3.1", listed="sslyze-6.3.1", script="ask_sslyze.py")


class Missing(Struct, frozen=True, kw_only=True):
    """A peer that cannot be measured."""

    reason: str


@cache
def command_of(peer: Peer) -> tuple[str, ...] | Missing:
    """Give what starts the peer, once it is installed.

    Asked before this process goes into a network where nothing could be fetched from.
    """
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "peers.py", peer.listed],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["nothing was said"]
        return Missing(reason=f"{peer.title} cannot be installed: {said[-1]}")
    python = done.stdout.splitlines()[-1]
    return python, str(Path(__file__).with_name(peer.script))
