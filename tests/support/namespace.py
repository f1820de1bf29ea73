"""Puts the test process into a private network, with its own /etc/hosts and /etc/resolv.conf.

Every port is free there (53, 80, 389, 443, 636), the addresses of `addresses` are this machine, no
packet can leave, and parallel test processes do not see one another. It works as root and, where
user namespaces are allowed, as anybody. Call `isolate` before any thread is made: only the calling
thread and what it starts later are moved.

By hand: `python -m tests.support.namespace COMMAND...` runs a command in such a network.
"""

import ctypes
import errno
import functools
import os
import re
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from tests.support import addresses
from tests.support.programs import MissingProgramError, program

# linux/sched.h, linux/mount.h
CLONE_NEWNS: Final = 0x00020000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWNET: Final = 0x40000000
MS_BIND: Final = 0x1000
MS_REC: Final = 0x4000
MS_PRIVATE: Final = 0x40000

# A prefix on the loopback device makes all of its addresses local; a plain route over it does not:
# what is sent there comes back, belongs to nobody, and is dropped without a word: a black hole.
_NETWORK: Final = f"""\
link set lo up
addr add 192.0.2.1/24 dev lo
addr add 10.53.0.1/24 dev lo
route add {addresses.BLACK_HOLE}/32 dev lo
route add {addresses.FIRST_BLACK_HOLE}/32 dev lo
"""
_NETWORK_6: Final = f"addr add {addresses.WEB_6}/128 dev lo nodad\n"

_SELF: Final = Path("/proc/self")

_HINT: Final = (
    "Run the tests as root, or let ordinary users make user namespaces"
    " (sysctl -w user.max_user_namespaces=10000;"
    " on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0 too)."
    " A container needs --privileged."
)


class Isolated(msgspec.Struct, frozen=True):
    """This process is alone in its network."""


class NotIsolated(msgspec.Struct, frozen=True, kw_only=True):
    """This process stays in the machine's network, or could not finish leaving it."""

    reason: str


@functools.cache
def isolate() -> Isolated | NotIsolated:
    """Leave the machine's network, once; what it came to is remembered for whoever asks later."""
    if sys.platform != "linux":
        return NotIsolated(reason=f"private networks need Linux; this is {sys.platform}")
    try:
        ip = program("ip")
    except MissingProgramError as missing:
        return NotIsolated(reason=str(missing))
    outside = _namespaces()
    try:
        _leave()
    except OSError as error:
        return NotIsolated(reason=f"the kernel refuses a private network ({error}). {_HINT}")
    if outside & _namespaces():
        # What follows would set up the machine's own network, which may use these very addresses.
        return NotIsolated(reason="this process did not come into a private network")
    try:
        # The network first: a process that has left must at least have its loopback device.
        _set_up_network(ip)
        _make_mounts_private()
        for path, text in _own_files(Path("/")).items():
            _cover(path, text)
    except OSError as error:
        return NotIsolated(reason=f"the private network cannot be set up ({error}). {_HINT}")
    return Isolated()


def _namespaces() -> frozenset[str]:
    return frozenset(
        str(Path(f"/proc/thread-self/ns/{kind}").readlink()) for kind in ("net", "mnt")
    )


def _leave() -> None:
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0:
        # Also a parallel test process of an ordinary user, whose parent has become root of a user
        # namespace for it: it has a thread by now, with which the kernel refuses CLONE_NEWUSER.
        _unshare(CLONE_NEWNET | CLONE_NEWNS)
        return
    _unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUSER)
    # user_namespaces(7): without "deny" an ordinary user may not write the map of groups.
    (_SELF / "setgroups").write_text("deny", encoding="utf-8")
    (_SELF / "uid_map").write_text(f"0 {uid} 1", encoding="utf-8")
    (_SELF / "gid_map").write_text(f"0 {gid} 1", encoding="utf-8")


def _set_up_network(ip: Path) -> None:
    commands = _NETWORK
    if Path("/proc/sys/net/ipv6").exists():
        commands += _NETWORK_6
    done = subprocess.run(
        [ip, "-batch", "-"], input=commands, text=True, capture_output=True, check=False, timeout=10
    )
    if done.returncode:
        raise OSError(errno.EIO, f"ip: {done.stderr.strip()}")


def _make_mounts_private() -> None:
    """Keep what is mounted from now on in this process and its children."""
    try:
        _mount("none", "/", MS_REC | MS_PRIVATE)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        # In a chroot "/" is an ordinary folder, whose mount cannot be named from inside. So it is
        # mounted over /proc, which is a mount and can be made private, and becomes the root.
        here = Path.cwd()
        _mount("none", "/proc", MS_REC | MS_PRIVATE)
        _mount("/", "/proc", MS_BIND | MS_REC)
        _mount("none", "/proc", MS_REC | MS_PRIVATE)
        os.chroot("/proc")
        os.chdir(here)


def _own_files(root: Path) -> dict[Path, str]:
    hosts = (
        "127.0.0.1 localhost\n"
        "::1 localhost\n"
        f"127.0.1.1 {socket.gethostname()}\n"
        f"{addresses.IN_HOSTS_FILE_ONLY} hosts-file-only.contoso.example differs.contoso.example\n"
    )
    resolver = f"nameserver {addresses.NAME_SERVER}\noptions timeout:1 attempts:1\n"
    files = {root / "etc/hosts": hosts, root / "etc/resolv.conf": resolver}
    # Both would ask a resolver outside, through a socket in the file system.
    services = root / "etc/nsswitch.conf"
    if services.exists():
        files[services] = re.sub(
            r"(?m)^hosts:.*$", "hosts: files dns", services.read_text(encoding="utf-8")
        )
    cache = root / "run/nscd/socket"
    if cache.exists():
        files[cache] = ""
    return files


def _cover(path: Path, text: str) -> None:
    """Let `path` read as `text` in this mount namespace."""
    # A bare installation in a chroot has no /etc/hosts, and nothing can be mounted on nothing.
    if not path.exists():
        path.touch()
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        # The parent has covered it, with a file whose name is gone: nothing can be mounted on that.
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as own:
        own.write(text)
        own.flush()
        Path(own.name).chmod(0o644)
        _mount(own.name, str(path), MS_BIND)
    # The name is gone by now; the mount keeps the file.


def _unshare(flags: int) -> None:
    _check(_libc().unshare(flags), "unshare")


def _mount(source: str, target: str, flags: int) -> None:
    _check(_libc().mount(source.encode(), target.encode(), None, flags, None), f"mount {target}")


@functools.cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.unshare.argtypes = (ctypes.c_int,)
    libc.mount.argtypes = (
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.c_ulong,
        ctypes.c_void_p,
    )
    return libc


def _check(returned: int, what: str) -> None:
    if returned:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def main(command: list[str]) -> None:
    """Become `command`, in a private network."""
    outcome = isolate()
    if isinstance(outcome, NotIsolated):
        sys.exit(outcome.reason)
    os.execvp(command[0], command)  # noqa: S606 - the developer's own command


if __name__ == "__main__":
    main(sys.argv[1:])
