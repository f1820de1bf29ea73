"""One open connection: what goes out and comes in on it, and whether it is still there."""

import selectors

import anyio
from anyio.abc import ByteStream, SocketAttribute

from app.domain.connections import Judged
from app.domain.recorder import Reporter
from app.net.failures import AttemptFailedError, of_os_error
from app.net.target import Target
from app.net.tls import TlsStream

_BEGINNING = 16


class Line:
    """One open connection, with TLS on it or not yet."""

    def __init__(self, stream: ByteStream, target: Target, place: Reporter) -> None:
        self.target = target
        self.place = place
        self.judged: Judged | None = None
        """Set where TLS is on, and its certificate accepted."""
        self.leaf = b""
        """That certificate itself (DER)."""
        self._stream = stream
        self.beginning = b""
        """Of what came in since the newest request: enough to hold a status."""
        self._requests = 0
        self._heard = 0

    def begin_request(self) -> None:
        """Note that a request goes out, to tell a line that was closed while it lay idle."""
        self._requests += 1
        self._heard = 0
        self.beginning = b""

    def begin_behind_proxy(self) -> None:
        """Forget what was asked of a proxy: the server itself has not been asked anything yet."""
        self._requests = 0
        self._heard = 0

    @property
    def has_heard(self) -> bool:
        """Whether any byte has come in since the newest request."""
        return self._heard > 0

    @property
    def went_stale(self) -> bool:
        """Whether a line that had served before gave nothing at all to the newest request."""
        return self._requests > 1 and not self.has_heard

    async def send(self, data: bytes) -> None:
        try:
            await self._stream.send(data)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise AttemptFailedError(of_os_error(error, str(self.target))) from error

    async def receive(self, most: int) -> bytes:
        """Give what came, and nothing at the end of the stream."""
        try:
            data = await self._stream.receive(most)
        except anyio.EndOfStream:
            return b""
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise AttemptFailedError(of_os_error(error, str(self.target))) from error
        self._heard += len(data)
        if len(self.beginning) < _BEGINNING:
            self.beginning += data[:_BEGINNING]
        return data

    def put_on(self, stream: TlsStream) -> None:
        """Talk through TLS from now on; also before it is judged, so that closing is one thing."""
        self._stream = stream

    @property
    def inner(self) -> ByteStream:
        """The stream to put TLS on."""
        return self._stream

    @property
    def is_readable(self) -> bool:
        """Whether something lies in the socket: on an idle line that is the end of it."""
        socket = self._stream.extra(SocketAttribute.raw_socket, None)  # noqa: S610 - no Django.
        if socket is None or socket.fileno() < 0:
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(socket, selectors.EVENT_READ)
            return bool(selector.select(0))

    async def aclose(self) -> None:
        with anyio.CancelScope(shield=True):
            await self._stream.aclose()
