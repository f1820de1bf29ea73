"""Puts a client into a network of its own, at the end of a line with a delay.

Two TUN devices, one in each network, and a thread that carries packets between them: where the
kernel has no sch_netem, as here and there, that is what is left. It counts round trips as it goes.
Only root has TUN devices; `why_not` says what is missing.
"""

import fcntl
import heapq
import itertools
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from tests.support import addresses, daemons
from tests.support.programs import program
from tests.support.trips import Trips

# linux/if_tun.h
_TUNSETIFF: Final = 0x400454CA
_IFF_TUN: Final = 0x0001
_IFF_NO_PI: Final = 0x1000

_TUN: Final = Path("/dev/net/tun")
_LONGEST_PACKET: Final = 65_535
_LONGEST_COMMAND: Final = 60.0
_names = itertools.count(1)

_FAR: Final = f"""\
link set lo up
addr add {addresses.FAR_CLIENT} peer {addresses.FAR_END} dev {{device}}
link set {{device}} up
route add default via {addresses.FAR_END}
"""
_HERE: Final = f"""\
addr add {addresses.FAR_END} peer {addresses.FAR_CLIENT} dev {{device}}
link set {{device}} up
"""


def why_not() -> str:
    """Say why there can be no such line here; empty where there can."""
    try:
        os.close(os.open(_TUN, os.O_RDWR))
    except OSError as error:
        return f"{_TUN} cannot be used: {error.strerror}"
    return ""


class FarLine:
    """The line while it is up; `trips` counts what crosses it."""

    def __init__(self, near: int, far: int, pid: int) -> None:
        self.trips = Trips()
        self._ends = {near: far, far: near}
        self._far = far
        self._pid = pid
        self._delay_s = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._carry, name="far line", daemon=True)
        self._thread.start()

    def slow_down(self, delay_s: float) -> None:
        """Let each packet take so long from now on, either way; and count anew."""
        self._delay_s = delay_s
        self.trips = Trips()

    def run(self, *arguments: str | Path, typed: str = "") -> bytes:
        """Run the program at the far end, and give its standard output."""
        done = subprocess.run(
            self.command(sys.executable, "-m", "app", *arguments),
            input=typed.encode(),
            capture_output=True,
            check=False,
            timeout=_LONGEST_COMMAND,
        )
        assert done.returncode == 0, (done.returncode, done.stderr.decode())
        return done.stdout

    def command(self, *arguments: str | Path) -> list[str | Path]:
        """Give the command line that runs something at the far end."""
        return [program("nsenter"), f"--net=/proc/{self._pid}/ns/net", "--", *arguments]

    def stop(self) -> None:
        """Carry nothing any more."""
        self._is_over.set()
        self._thread.join()

    def _carry(self) -> None:
        under_way: list[tuple[float, int, int, bytes]] = []
        numbers = itertools.count()
        while not self._is_over.is_set():
            wait_s = under_way[0][0] - time.monotonic() if under_way else 0.05
            readable, _, _ = select.select(list(self._ends), [], [], min(0.05, max(0.0, wait_s)))
            for end in readable:
                for packet in _packets(end):
                    self.trips.leave(packet, from_client=end == self._far)
                    due = time.monotonic() + self._delay_s
                    heapq.heappush(under_way, (due, next(numbers), self._ends[end], packet))
            while under_way and under_way[0][0] <= time.monotonic():
                _, _, end, packet = heapq.heappop(under_way)
                self.trips.arrive(packet, at_client=end == self._far)
                os.write(end, packet)


@contextmanager
def far_line() -> Iterator[FarLine]:
    """Have a network with nothing in it but a line to this one."""
    device = f"far{next(_names)}"
    with ExitStack() as stack:
        pid = stack.enter_context(_network())
        ends = []
        for end, owner in (("a", None), ("b", pid)):
            file = os.open(_TUN, os.O_RDWR | os.O_NONBLOCK)
            stack.callback(os.close, file)
            name = f"{device}{end}"
            wanted = struct.pack("16sH", name.encode(), _IFF_TUN | _IFF_NO_PI)
            fcntl.ioctl(file, _TUNSETIFF, wanted)
            ends.append(file)
            if owner is None:
                _ip([], _HERE.format(device=name))
            else:
                _ip([], f"link set {name} netns {owner}\n")
                inside: list[str | Path] = [program("nsenter"), f"--net=/proc/{owner}/ns/net", "--"]
                _ip(inside, _FAR.format(device=name))
        near, far = ends
        line = FarLine(near, far, pid)
        stack.callback(line.stop)
        yield line


@contextmanager
def _network() -> Iterator[int]:
    """Give the process that holds a fresh network open."""
    here = Path("/proc/thread-self/ns/net").readlink()

    def is_apart() -> bool:
        return Path(f"/proc/{process.pid}/ns/net").readlink() != here

    with subprocess.Popen(
        [
            program("setpriv"),
            "--pdeathsig",
            "KILL",
            "--",
            program("unshare"),
            "--net",
            "sleep",
            "inf",
        ]
    ) as process:
        try:
            end = time.monotonic() + daemons.START_LIMIT
            while not is_apart():
                assert time.monotonic() < end, "no network of its own"
                time.sleep(0.005)
            yield process.pid
        finally:
            process.kill()


@contextmanager
def dropping(address: str, port: int) -> Iterator[None]:
    """Drop what comes to a port without a word, as a firewall does."""
    # In the INPUT hook: in OUTPUT the sender itself would be told.
    _nft(
        "table ip far { chain input { type filter hook input priority 0;"
        f" ip daddr {address} tcp dport {port} drop; }}; }}"
    )
    try:
        yield
    finally:
        _nft("delete table ip far")


def _nft(rules: str) -> None:
    subprocess.run([program("nft"), rules], check=True, timeout=10)


def _ip(inside: Sequence[str | Path], commands: str) -> None:
    subprocess.run(
        [*inside, program("ip"), "-batch", "-"], input=commands, text=True, check=True, timeout=10
    )


def _packets(end: int) -> Iterator[bytes]:
    while True:
        try:
            yield os.read(end, _LONGEST_PACKET)
        except BlockingIOError:
            return
