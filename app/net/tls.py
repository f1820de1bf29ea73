"""TLS over any stream of bytes, without the library's verification: the verdict comes elsewhere."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import anyio
from anyio.abc import ByteStream
from OpenSSL import SSL, crypto

from app.net.failures import (
    AttemptFailedError,
    handshake_broken,
    of_tls_error,
    timed_out,
)
from app.net.target import is_address

T = TypeVar("T")

_CHUNK = 1 << 16
_GOODBYE_S = 0.05


@functools.cache
def _context() -> SSL.Context:
    """Give the one context of the process.

    It takes all that Exchange 2007 may speak: TLS 1.0, SHA-1 chains, RSA 1024, servers
    without RFC 5746. Judging all that is the verdict's and the findings' part. tls.md 6
    """
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
    # No renegotiation: after the verdict there must not be another certificate.
    context.set_options(SSL.OP_LEGACY_SERVER_CONNECT | SSL.OP_NO_RENEGOTIATION)
    context.set_verify(SSL.VERIFY_NONE)
    context.set_ocsp_client_callback(_keep_staple)
    return context


def _keep_staple(connection: SSL.Connection, staple: bytes, _: object) -> bool:
    """Keep it for whoever judges; the handshake goes on whatever it says."""
    staples = connection.get_app_data()
    if staple and isinstance(staples, list):
        staples.append(staple)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """What a handshake showed."""

    chain: tuple[bytes, ...]
    """DER, leaf first, as presented."""
    version: str
    cipher: str
    staple: bytes = b""
    """The OCSP response that came along; empty where none was asked for or sent."""


class TlsStream(ByteStream):
    """A stream of bytes inside TLS, which owns the stream that it is put on."""

    def __init__(
        self,
        inner: ByteStream,
        host: str,
        place: str,
        *,
        wants_staple: bool = False,
        sends_name: bool = True,
    ) -> None:
        """Prepare for a handshake with `host`; `place` names the server in a Failure."""
        self._inner = inner
        self._place = place
        self._connection = SSL.Connection(_context(), None)
        self._connection.set_connect_state()
        self._staples: list[bytes] = []
        if wants_staple:
            self._connection.set_app_data(self._staples)
            self._connection.request_ocsp()
        if sends_name and not is_address(host):
            # RFC 6066 3: a literal address is no host name.
            self._connection.set_tlsext_host_name(host.rstrip(".").encode("ascii"))

    @property
    def extra_attributes(self) -> Mapping[Any, Callable[[], Any]]:
        """Those of the stream below, such as its socket."""
        return self._inner.extra_attributes

    async def shake_hands(self, limit_s: float) -> Handshake:
        """Do the handshake; a failure is raised, and the owner then closes the stream."""
        try:
            with anyio.fail_after(limit_s):
                await self._drive(self._connection.do_handshake)
        except TimeoutError as error:
            detail = f"{self._place} did not finish the TLS handshake within {limit_s:g} s."
            raise AttemptFailedError(timed_out(detail)) from error
        except SSL.ZeroReturnError as error:
            raise AttemptFailedError(handshake_broken(error, self._place)) from error
        except SSL.Error as error:
            raise AttemptFailedError(of_tls_error(error, self._place)) from error
        except anyio.BrokenResourceError as error:
            raise AttemptFailedError(handshake_broken(error, self._place)) from error
        presented = self._connection.get_peer_cert_chain() or []
        return Handshake(
            chain=tuple(crypto.dump_certificate(crypto.FILETYPE_ASN1, one) for one in presented),
            version=self._connection.get_protocol_version_name(),
            cipher=self._connection.get_cipher_name() or "",
            staple=self._staples[0] if self._staples else b"",
        )

    async def receive(self, max_bytes: int = _CHUNK) -> bytes:
        """Raise anyio.EndOfStream at the end, with or without the server's close_notify."""
        try:
            return await self._drive(lambda: self._connection.recv(max_bytes))
        except SSL.ZeroReturnError:
            raise anyio.EndOfStream from None
        except SSL.SysCallError as error:
            # Old servers close without close_notify; HTTP and LDAP know their own ends.
            raise anyio.EndOfStream from error
        except SSL.Error as error:
            raise AttemptFailedError(of_tls_error(error, self._place)) from error

    async def send(self, item: bytes) -> None:
        rest = item
        try:
            while rest:
                part = rest[:_CHUNK]
                written = await self._drive(functools.partial(self._connection.send, part))
                rest = rest[written:]
        except SSL.Error as error:
            raise AttemptFailedError(of_tls_error(error, self._place)) from error

    async def send_eof(self) -> None:
        """TLS ends both ways at once."""
        await self.aclose()

    async def aclose(self) -> None:
        """Say goodbye if that can be done at once, and close."""
        try:
            self._connection.shutdown()
            with anyio.move_on_after(_GOODBYE_S, shield=True):
                await self._flush()
        except (SSL.Error, anyio.BrokenResourceError, anyio.ClosedResourceError):
            pass  # The other side is gone, or the handshake never came to its end.
        with anyio.CancelScope(shield=True):
            await anyio.aclose_forcefully(self._inner)

    async def _drive(self, step: Callable[[], T]) -> T:
        """Repeat a step of OpenSSL until it needs no more bytes from the other side."""
        while True:
            try:
                result = step()
            except SSL.WantReadError:
                await self._flush()
                await self._fetch()
            except SSL.Error:
                # An alert of ours may be waiting to tell the server why.
                with anyio.move_on_after(_GOODBYE_S):
                    await self._flush_quietly()
                raise
            else:
                await self._flush()
                return result

    async def _fetch(self) -> None:
        try:
            self._connection.bio_write(await self._inner.receive(_CHUNK))
        except anyio.EndOfStream:
            self._connection.bio_shutdown()

    async def _flush(self) -> None:
        while True:
            try:
                data = self._connection.bio_read(_CHUNK)
            except SSL.WantReadError:
                return
            await self._inner.send(data)

    async def _flush_quietly(self) -> None:
        try:
            await self._flush()
        except (anyio.BrokenResourceError, anyio.ClosedResourceError):
            return
