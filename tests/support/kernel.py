"""What the kernel knows of the connections in this network: who dials in vain, what lies unread."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

# linux/include/net/tcp_states.h
_ESTABLISHED: Final = "01"
_SYN_SENT: Final = "02"

# The thread's own network: the one that it has moved to.
_TABLES: Final = Path("/proc/thread-self/net")


def is_dialling(address: str) -> bool:
    """Whether a TCP connection to `address` waits for its first answer."""
    wanted = _hexadecimal(address)
    return any(
        state == _SYN_SENT and remote.startswith(wanted) for _, remote, state, _ in _sockets("tcp")
    )


def is_kept_waiting(address: str, port: int) -> bool:
    """Whether a client that is still there has sent something that the server has not read."""
    wanted = f"{_hexadecimal(address)}:{port:04X}"
    return any(
        local == wanted and state == _ESTABLISHED and unread
        for local, _, state, unread in _sockets("tcp")
    )


def has_unread_packets(address: str, port: int) -> bool:
    """Whether the server there has been sent packets that it has not read."""
    wanted = f"{_hexadecimal(address)}:{port:04X}"
    return any(local == wanted and unread for local, _, _, unread in _sockets("udp"))


def _sockets(protocol: str) -> Iterator[tuple[str, str, str, int]]:
    """Local and remote place, state, and the unread bytes of each IPv4 socket. proc_net_tcp(5)"""
    for line in (_TABLES / protocol).read_text(encoding="ascii").splitlines()[1:]:
        _, local, remote, state, queues, *_ = line.split()
        yield local, remote, state, int(queues.split(":")[1], 16)


def _hexadecimal(address: str) -> str:
    # In the byte order of this machine; all that the program supports is little-endian.
    return socket.inet_aton(address)[::-1].hex().upper()
