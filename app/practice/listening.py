"""Opens the organisation's sockets on free ports of loopback, and serves what arrives."""

import ssl
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

import anyio
from anyio.abc import ByteStream, Listener, SocketAttribute, SocketListener, SocketStream
from anyio.streams.buffered import BufferedByteReceiveStream
from anyio.streams.tls import TLSStream

from app.practice.authority import Served
from app.practice.datagrams import Datagrams
from app.practice.zones import Zones

LOOPBACK = "127.0.0.1"
IDLE_S = 30.0
_TRIES = 20
_SO_CONDITIONAL_ACCEPT = 0x3002
_SO_EXCLUSIVEADDRUSE = ~SO_REUSEADDR
"""So that no other program takes the port over. [Microsoft: SO_EXCLUSIVEADDRUSE, winsock2.h]"""
_LONGEST_QUEUE = 16
_QUEUED_S = 0.1
"""On loopback a connection that is answered at all is answered within microseconds."""

# What stands for "the client has gone", in clear or over TLS; ssl.SSLError is an OSError.
_GONE = (
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
    anyio.IncompleteRead,
    OSError,
)

Converse = Callable[[ByteStream], Awaitable[None]]


async def tcp_listener(port: int = 0) -> Listener[SocketStream]:
    """Listen on loopback; 0 is any free port."""
    # anyio's own way asks getaddrinfo(3) with AI_ADDRCONFIG, for which loopback is no network: on
    # a PC without one it would find no such address.
    bound = socket(AF_INET, SOCK_STREAM)
    try:
        if sys.platform == "win32":
            bound.setsockopt(SOL_SOCKET, _SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        bound.settimeout(0.0)
        bound.bind((LOOPBACK, port))
        bound.listen()
        return await SocketListener.from_socket(bound)
    except BaseException:
        bound.close()
        raise


def port_of(listener: Listener[SocketStream]) -> int:
    """Give the port that was free."""
    return int(listener.extra(SocketAttribute.local_port))  # noqa: S610 - no Django here


async def tcp_and_udp() -> tuple[Listener[SocketStream], Datagrams]:
    """Open one port over both TCP and UDP, as DNS and LDAP have it."""
    for _ in range(_TRIES):
        listener = await tcp_listener()
        try:
            udp = await Datagrams.open(LOOPBACK, port_of(listener))
        except OSError:
            # Somebody else has the UDP port of that number.
            await listener.aclose()
        except BaseException:
            # Cancelled in between: nobody else knows of this listener yet.
            with anyio.CancelScope(shield=True):
                await listener.aclose()
            raise
        else:
            return listener, udp
    raise OSError("No port of loopback is free over both TCP and UDP.")


def refusing_port() -> socket:
    """Take a port on which nobody listens, so that it stays closed while it is held."""
    held = socket(AF_INET, SOCK_STREAM)
    held.bind((LOOPBACK, 0))
    return held


@contextmanager
def black_hole() -> Iterator[int]:
    """Take a port that never answers, not even with a refusal, and give its number.

    A firewall that drops packets needs an administrator; on loopback the system itself does it.
    """
    with ExitStack() as held:
        listener = held.enter_context(socket(AF_INET, SOCK_STREAM))
        if sys.platform == "win32":
            # A full queue would refuse there. With this option the system answers a connection
            # only once the program accepts it. [Microsoft: SOL_SOCKET options, winsock.h]
            listener.setsockopt(SOL_SOCKET, _SO_CONDITIONAL_ACCEPT, 1)
        listener.bind((LOOPBACK, 0))
        listener.listen(0)
        port = int(listener.getsockname()[1])
        if sys.platform != "win32":
            # Nobody ever accepts: once the queue is full, further SYNs are dropped. Its length
            # differs between systems, so it is filled until somebody waits in vain.
            _fill(port, held)
        yield port


def _fill(port: int, held: ExitStack) -> None:
    for _ in range(_LONGEST_QUEUE):
        one = held.enter_context(socket(AF_INET, SOCK_STREAM))
        one.settimeout(_QUEUED_S)
        try:
            one.connect((LOOPBACK, port))
        except TimeoutError:
            return


def tls_context(served: Sequence[Served], folder: Path) -> ssl.SSLContext:
    """Serve the certificate that has the name sent by SNI; the first one where none has it."""
    contexts = [_context(one, folder) for one in served]
    by_name = {
        name.lower(): context
        for one, context in reversed(list(zip(served, contexts, strict=True)))
        for name in one.names
    }

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        connection.context = by_name.get((name or "").lower(), contexts[0])

    contexts[0].sni_callback = choose
    return contexts[0]


def _context(served: Served, folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # The library loads from a file only; the folder is private to this user.
    path = folder / "served.pem"
    path.write_bytes(served.key_pem + served.chain_pem)
    try:
        context.load_cert_chain(path)
    finally:
        path.unlink()
    return context


async def serve_streams(
    listener: Listener[SocketStream], converse: Converse, context: ssl.SSLContext | None = None
) -> None:
    """Serve connections until cancelled; one that breaks hurts no other."""

    async def meet(stream: SocketStream) -> None:
        async with stream:
            try:
                await converse(await _encrypted(stream, context) if context else stream)
            except _GONE:
                return

    await listener.serve(meet)


async def _encrypted(stream: SocketStream, context: ssl.SSLContext) -> TLSStream:
    with anyio.fail_after(IDLE_S):
        return await TLSStream.wrap(
            stream, server_side=True, ssl_context=context, standard_compatible=False
        )


async def serve_names_over_tcp(stream: ByteStream, zones: Zones) -> None:
    """Answer DNS questions on one connection; each has its length before it. RFC 1035 4.2.2"""
    buffered = BufferedByteReceiveStream(stream)
    while True:
        with anyio.fail_after(IDLE_S):
            length = int.from_bytes(await buffered.receive_exactly(2), "big")
            wire = await buffered.receive_exactly(length)
        answer = zones.answer_over_tcp(wire)
        if answer is None:
            return
        with anyio.fail_after(IDLE_S):
            await stream.send(len(answer).to_bytes(2, "big") + answer)
