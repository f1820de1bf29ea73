"""Collects the body of a response, unpacked, within a limit that no compression gets around."""

import zlib
from typing import Protocol

from app.domain.failures import Failure, FailureKind
from app.net.failures import too_large


class Body:
    """Takes the parts of a body; after the first failure it takes no more."""

    def __init__(self, encoding: str, limit: int, place: str) -> None:
        """`encoding` is the Content-Encoding; `place` names the server in a failure."""
        self.failure: Failure | None = None
        self._limit = limit
        self._place = place
        self._came = 0
        self._bytes = bytearray()
        self._unpacking = self._unpacking_of(encoding)

    @property
    def content(self) -> bytes:
        """All of it, or what came before the failure."""
        return bytes(self._bytes[: self._limit])

    def add(self, part: bytes) -> None:
        if self.failure is not None:
            return
        self._came += len(part)
        try:
            # One byte more than the limit tells a body that just fits from one that does not.
            self._bytes += self._unpacking.decompress(part, self._limit + 1 - len(self._bytes))
        except zlib.error as error:
            self.failure = Failure(
                kind=FailureKind.PROTOCOL,
                detail=f"The compressed answer of {self._place} cannot be unpacked.",
                origin=str(error),
            )
        if max(len(self._bytes), self._came) > self._limit:
            self.failure = too_large(self._place, self._limit)

    def _unpacking_of(self, encoding: str) -> "_Unpacking":
        # This client asks for no compression (Outlook's headers have none), yet servers may do it.
        match encoding.strip().lower():
            case "" | "identity":
                pass
            case "gzip" | "x-gzip":
                return zlib.decompressobj(zlib.MAX_WBITS | 16)
            case "deflate":
                # RFC 9110 8.4.1.2: the zlib format.
                return zlib.decompressobj(zlib.MAX_WBITS)
            case _:
                self.failure = Failure(
                    kind=FailureKind.PROTOCOL,
                    detail=f"{self._place} encoded its answer in a way that was not asked for.",
                    origin=encoding[:100],
                )
        return _Plain()


class _Unpacking(Protocol):
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Plain:
    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return data[:max_length]
