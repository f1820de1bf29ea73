"""Runs a server as a child that cannot outlive the test process, and keeps what it says."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from tests.support.programs import program

START_LIMIT: Final = 15.0
STOP_LIMIT: Final = 5.0
# How often a starting server is asked; each takes a few dozen milliseconds.
_PAUSE: Final = 0.005
_LOG_SHOWN: Final = 8_000


class ServerFailedError(Exception):
    """A server did not start, or ended by itself; the message ends with its log."""


class Daemon(msgspec.Struct, frozen=True, kw_only=True):
    """A running server."""

    name: str
    pid: int
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    log_file: Path,
    ready: Callable[[], bool],
    start_limit: float = START_LIMIT,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Daemon]:
    """Start `command` (it must stay in the foreground), wait until it is ready, stop it at the end.

    `environment` is all that it gets, instead of this process's own.
    The kernel kills it should this process, or the thread that started it, die before.
    """
    name = Path(command[0]).name
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            [program("setpriv"), "--pdeathsig", "KILL", "--", *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
        )
    daemon = Daemon(name=name, pid=process.pid, log_file=log_file)
    try:
        _wait_until(ready, process, daemon, start_limit)
        yield daemon
        if process.poll() is not None:
            raise _failure(daemon, f"ended by itself (status {process.returncode})")
    finally:
        _stop(process)


@contextmanager
def paused(daemon: Daemon) -> Iterator[None]:
    """Let `daemon` hang inside the block; the kernel goes on taking what is sent to it."""
    os.kill(daemon.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(daemon.pid, signal.SIGCONT)


def accepts(address: str, port: int) -> bool:
    """Whether somebody takes a TCP connection there."""
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False


def _wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], daemon: Daemon, limit: float
) -> None:
    end = time.monotonic() + limit
    while not ready():
        if time.monotonic() > end:
            raise _failure(daemon, f"was not ready within {limit:g} s")
        try:
            status = process.wait(_PAUSE)
        except subprocess.TimeoutExpired:
            continue
        raise _failure(daemon, f"ended at its start (status {status})")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _failure(daemon: Daemon, what: str) -> ServerFailedError:
    return ServerFailedError(f"{daemon.name} {what}; its log:\n{daemon.log()[-_LOG_SHOWN:]}")
