"""One ping: the question in a datagram to each address of a host in turn, until one answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.domain.attempts import Ping
from app.domain.controller import Controller
from app.domain.events import ControllerAnswered, NameResolved
from app.domain.failures import Failure
from app.domain.growth import Watched
from app.domain.network import Terms
from app.net.dial import Endpoint
from app.net.failures import of_os_error, timed_out
from app.net.resolve import Names
from app.protocol import netlogon

PORT = 389
"""The same over UDP as over TCP, whatever port the directory's URL names. [MS-ADTS] 6.3.3"""
MOST_ADDRESSES = 3
TRIES = 2
TRY_S = 1.0
"""A controller in reach answers within milliseconds; a datagram may get lost."""


async def ping_controller(watched: Watched[Ping], terms: Terms, names: Names) -> Failure | None:
    """Ask; give the Failure that ended it, if one did."""
    question = watched.attempt.question
    resolution = await names.resolve(question.host, PORT, terms.limits)
    watched.report(NameResolved(resolution=resolution))
    if resolution.failure:
        return resolution.failure
    failure: Failure | None = None
    for endpoint in names.endpoints(resolution, PORT)[:MOST_ADDRESSES]:
        answer = await _ask(endpoint, netlogon.request(question.domain))
        if isinstance(answer, Controller):
            watched.report(ControllerAnswered(controller=answer))
            return None
        failure = failure or answer
    return failure


async def _ask(endpoint: Endpoint, request: bytes) -> Controller | Failure:
    address, port = endpoint.via or (endpoint.address, endpoint.port)
    host = f"[{endpoint.address}]" if ":" in endpoint.address else endpoint.address
    place = f"{host}:{endpoint.port} (UDP)"
    try:
        async with _open(address, port) as mailbox:
            for _ in range(TRIES):
                mailbox.send(request)
                # Unlike awaiting it, this leaves the answer open for the next try.
                await asyncio.wait({mailbox.answer}, timeout=TRY_S)
                if mailbox.answer.done():
                    return netlogon.read_answer(mailbox.answer.result())
    except OSError as error:
        return of_os_error(error, place)
    return timed_out(f"{place} gave no answer in {TRIES} tries of {TRY_S:g} s.")


class _Mailbox(asyncio.DatagramProtocol):
    """Takes the first datagram, or the error that the system reports in its place."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 - asyncio's
        if not self.answer.done():
            self.answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        # Such as the ICMP message that nothing listens there.
        if not self.answer.done():
            self.answer.set_exception(exc)

    def send(self, data: bytes) -> None:
        assert self._transport is not None
        self._transport.sendto(data)


@asynccontextmanager
async def _open(address: str, port: int) -> AsyncIterator[_Mailbox]:
    # A connected socket: the system keeps everybody else's datagrams away.
    loop = asyncio.get_running_loop()
    transport, mailbox = await loop.create_datagram_endpoint(_Mailbox, remote_addr=(address, port))
    try:
        yield mailbox
    finally:
        transport.close()
        if mailbox.answer.done() and not mailbox.answer.cancelled():
            # An error that nobody waited for any more is no defect.
            mailbox.answer.exception()
