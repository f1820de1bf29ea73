"""Speaks HTTP on one accepted connection, until either side has had enough."""

from collections.abc import Callable

import anyio
import h11
from anyio.abc import ByteStream

from app.practice.sites import Asked, Reply

Respond = Callable[[Asked], Reply]

IDLE_S = 30.0
"""For each wait: a client that is silent for longer is left."""
_LARGEST_BODY = 1 << 16
_CHUNK = 1 << 16


class _TooLargeError(Exception):
    pass


async def serve_http(stream: ByteStream, respond: Respond, *, secure: bool) -> None:
    """Answer one request after the other.

    Raises what anyio raises where the client has gone.
    """
    parser = h11.Connection(our_role=h11.SERVER)
    try:
        while (asked := await _receive(parser, stream, secure=secure)) is not None:
            await _send(parser, stream, respond(asked), asked.method)
            if parser.our_state is not h11.DONE or parser.their_state is not h11.DONE:
                return
            parser.start_next_cycle()
    except _TooLargeError:
        await _refuse(parser, stream, Reply(status=413, reason="Request Entity Too Large"))
    except h11.RemoteProtocolError as error:
        await _refuse(parser, stream, Reply(status=error.error_status_hint, reason="Bad Request"))


async def _receive(parser: h11.Connection, stream: ByteStream, *, secure: bool) -> Asked | None:
    request: h11.Request | None = None
    body = bytearray()
    while True:
        event = await _next_event(parser, stream)
        if isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > _LARGEST_BODY:
                raise _TooLargeError
        elif isinstance(event, h11.EndOfMessage):
            assert request is not None
            return _asked(request, bytes(body), secure=secure)
        else:
            return None


async def _next_event(parser: h11.Connection, stream: ByteStream) -> object:
    while (event := parser.next_event()) is h11.NEED_DATA:
        if parser.they_are_waiting_for_100_continue:
            go_on = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
            await stream.send(parser.send(go_on) or b"")
        try:
            with anyio.fail_after(IDLE_S):
                parser.receive_data(await stream.receive(_CHUNK))
        except (anyio.EndOfStream, TimeoutError):
            parser.receive_data(b"")
    return event


def _asked(request: h11.Request, body: bytes, *, secure: bool) -> Asked:
    headers = {name: value.decode("latin-1") for name, value in request.headers}
    return Asked(
        method=request.method.decode("ascii"),
        target=request.target.decode("ascii"),
        host=headers.get(b"host", ""),
        secure=secure,
        authorization=headers.get(b"authorization", ""),
        content_type=headers.get(b"content-type", ""),
        body=body,
    )


async def _send(parser: h11.Connection, stream: ByteStream, reply: Reply, method: str) -> None:
    body = reply.document.body if reply.document else b""
    headers = [("Server", "Microsoft-IIS/7.0"), *reply.headers]
    if reply.document:
        headers.append(("Content-Type", reply.document.media_type))
    headers.append(("Content-Length", str(len(body))))
    head = h11.Response(status_code=reply.status, reason=reply.reason.encode(), headers=headers)
    wire = parser.send(head) or b""
    if method != "HEAD":
        wire += parser.send(h11.Data(data=body)) or b""
    wire += parser.send(h11.EndOfMessage()) or b""
    with anyio.fail_after(IDLE_S):
        await stream.send(wire)


async def _refuse(parser: h11.Connection, stream: ByteStream, reply: Reply) -> None:
    # Nothing of an answer is out yet: whatever is wrong with a request shows before its end.
    closing = Reply(status=reply.status, reason=reply.reason, headers=(("Connection", "close"),))
    await _send(parser, stream, closing, "")
