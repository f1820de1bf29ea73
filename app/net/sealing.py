"""The security layer of a sign-in: every message in a frame, signed and encrypted. RFC 4422 3.7"""

import struct
from typing import Protocol

from app.domain.failures import Failure
from app.net.contexts import Context, expected_errors
from app.net.directory_failures import dropped_after_sign_in, no_frame
from app.net.failures import AttemptFailedError, too_large

MOST_FRAME_BYTES = 16 << 20
_HEADER = struct.Struct(">I")
_CHUNK = 1 << 16
_SEQUENCE = 0x30


class Wire(Protocol):
    """What bytes go out and come in by; nothing is received at its end."""

    async def send(self, data: bytes) -> None: ...
    async def receive(self, most: int) -> bytes: ...


class SealedWire:
    """A wire inside another one, by a context that is complete."""

    def __init__(self, wire: Wire, context: Context, place: str) -> None:
        self._wire = wire
        self._context = context
        self._place = place
        self._came = bytearray()
        self._opened = b""
        self._has_heard = False

    async def send(self, data: bytes) -> None:
        try:
            sealed = self._context.wrap(data).data
        except expected_errors() as error:
            raise AttemptFailedError(self._no_frame(error)) from error
        await self._wire.send(_HEADER.pack(len(sealed)) + sealed)

    async def receive(self, most: int) -> bytes:
        if not self._opened:
            frame = await self._frame()
            self._opened = self._unsealed(frame) if frame else b""
        part, self._opened = self._opened[:most], self._opened[most:]
        return part

    async def _frame(self) -> bytes:
        """Give the next frame, empty at the end of the wire."""
        while (length := self._length()) is None or len(self._came) < length:
            data = await self._wire.receive(_CHUNK)
            if not data:
                if not self._has_heard:
                    raise AttemptFailedError(dropped_after_sign_in(self._place))
                return b""
            self._has_heard = True
            self._came += data
        frame = bytes(self._came[_HEADER.size : length])
        del self._came[:length]
        return frame

    def _length(self) -> int | None:
        """Give the length of the frame that has begun, with its header; None: not known yet."""
        if len(self._came) < _HEADER.size:
            return None
        (length,) = _HEADER.unpack_from(self._came)
        if not length:
            raise AttemptFailedError(no_frame(self._place, "an empty frame"))
        if length > MOST_FRAME_BYTES and self._came[0] == _SEQUENCE:
            raise AttemptFailedError(no_frame(self._place, "a message of LDAP in the clear"))
        if length > MOST_FRAME_BYTES:
            raise AttemptFailedError(too_large(self._place, MOST_FRAME_BYTES))
        return int(length) + _HEADER.size

    def _unsealed(self, frame: bytes) -> bytes:
        try:
            opened = self._context.unwrap(frame)
        except expected_errors() as error:
            raise AttemptFailedError(self._no_frame(error)) from error
        if not opened.encrypted or not opened.data:
            said = "empty" if opened.encrypted else "signed, but not encrypted"
            raise AttemptFailedError(no_frame(self._place, said))
        return opened.data

    def _no_frame(self, error: Exception) -> Failure:
        # The name alone: the rest might quote what was sealed.
        return no_frame(self._place, type(error).__name__)
