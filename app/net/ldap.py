"""LDAP on one line: messages cut out of the stream, and the operations that discovery needs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread
import sansldap
from sansldap import LDAPResult

from app.domain.attempts import Entry
from app.domain.failures import Failure, FailureKind
from app.domain.secret import Credentials
from app.net.contexts import Context
from app.net.directory_failures import of_ldap_codec
from app.net.failures import AttemptFailedError, timed_out, too_large
from app.net.line import Line
from app.net.sealing import SealedWire, Wire

M = TypeVar("M", bound=sansldap.LDAPMessage)
T = TypeVar("T")

PAGE_SIZE = 500
MOST_ENTRIES = 10_000
MOST_MESSAGE_BYTES = 256 << 10
"""An object with the attributes that discovery asks for has a few thousand."""
MOST_BYTES = 4 << 20
"""Of all that one attempt takes from a directory."""
MOST_VALUES = 100_000
"""Of all entries: an empty one takes two bytes on the wire, and many more from there on."""
IN_THE_LOOP = 8 << 10
"""A longer message is decoded in a thread: sansldap, in plain Python, takes up to 4 s for a
megabyte, and the loop has the events and the Cancel of everybody."""
MOST_REFERRALS = 20
LONGEST_REFERRAL = 500
"""Of those that are shown, in characters; all of them are counted."""
_CHUNK = 1 << 16
_SEQUENCE = 0x30
_GOODBYE_S = 0.05


@dataclass(slots=True)
class Page:
    """What came in answer to one request of a search."""

    entries: list[Entry] = field(default_factory=list)
    references: int = 0
    referrals: list[str] = field(default_factory=list)
    """The first URLs of the references."""
    cookie: bytes = b""
    """Not empty where there are more pages."""


class LdapClient:
    """The client's end of one LDAP session; every operation has the same limit."""

    def __init__(self, line: Line, limit_s: float) -> None:
        self._wire: Wire = line
        self._place = str(line.target)
        self._limit_s = limit_s
        self._session = sansldap.LDAPClient()
        self._buffer = bytearray()
        self._came = 0
        self._values = 0

    async def ask_for_tls(self) -> LDAPResult:
        """Send StartTLS; after a success the caller does the handshake on the line."""
        # RFC 4511 4.14
        self._session.extended_request(sansldap.ExtendedOperations.LDAP_START_TLS.value)
        answer = await self._within(lambda: self._await(sansldap.ExtendedResponse))
        self._refuse_more("its yes to TLS")
        return answer.result

    async def bind_simple(self, credentials: Credentials) -> LDAPResult:
        """Sign in with the password itself; the caller sees to it that TLS is on."""
        self._session.bind_simple(credentials.username, credentials.password.reveal())
        answer = await self._within(lambda: self._await(sansldap.BindResponse))
        return answer.result

    async def bind_sasl(self, mechanism: str, token: bytes) -> tuple[LDAPResult, bytes]:
        """Send one token of a sign-in, and give the answer with the directory's token."""
        self._session.bind_sasl(mechanism, cred=token)
        answer = await self._within(lambda: self._await(sansldap.BindResponse))
        return answer.result, answer.server_sasl_creds or b""

    def protect(self, context: Context) -> None:
        """Seal every message from now on."""
        self._refuse_more("its yes to the sign-in")
        self._wire = SealedWire(self._wire, context, self._place)

    def _refuse_more(self, what: str) -> None:
        # Bytes from before the protection must not pass for bytes from inside it.
        if self._buffer:
            raise AttemptFailedError(
                Failure(
                    kind=FailureKind.PROTOCOL,
                    detail=f"The directory {self._place} sent more than {what}.",
                )
            )

    async def search(
        self,
        base: str,
        scope: sansldap.SearchScope,
        query: sansldap.LDAPFilter,
        attributes: tuple[str, ...],
        cookie: bytes | None,
    ) -> tuple[Page, LDAPResult]:
        """Ask for one page; a cookie of None asks without paging."""
        # RFC 2696; not critical: a directory without paging answers in one piece.
        paging = sansldap.PagedResultControl(critical=False, size=PAGE_SIZE, cookie=cookie or b"")
        self._session.search_request(
            base,
            scope,
            filter=query,
            attributes=list(attributes),
            controls=[] if cookie is None else [paging],
        )
        return await self._within(self._page)

    async def say_goodbye(self) -> None:
        """Unbind, if that can be done at once."""
        self._session.unbind()
        goodbye = self._session.data_to_send()
        # RFC 4511 4.3: a NULL, which is primitive. sansldap marks it as constructed, and slapd
        # takes that for an unknown request.
        goodbye = goodbye.removesuffix(b"\x62\x00") + b"\x42\x00"
        with anyio.move_on_after(_GOODBYE_S):
            try:
                await self._wire.send(goodbye)
            except AttemptFailedError:
                return

    async def _page(self) -> tuple[Page, LDAPResult]:
        page = Page()
        await self._flush()
        while True:
            match await self._receive():
                case sansldap.SearchResultEntry() as found:
                    self._count_values(found)
                    page.entries.append(_entry(found))
                case sansldap.SearchResultReference(uris=uris):
                    page.references += 1
                    page.referrals += shown_referrals(uris)[: MOST_REFERRALS - len(page.referrals)]
                case sansldap.SearchResultDone() as done:
                    page.cookie = next(
                        (
                            control.cookie
                            for control in done.controls
                            if isinstance(control, sansldap.PagedResultControl)
                        ),
                        b"",
                    )
                    return page, done.result
                case _:
                    pass  # RFC 4511 4.4: unsolicited notifications are no answer.
            if max(len(page.entries), page.references) > MOST_ENTRIES:
                raise AttemptFailedError(too_many(self._place))

    def _count_values(self, found: sansldap.SearchResultEntry) -> None:
        self._values += sum(len(attribute.values) for attribute in found.attributes)
        if self._values > MOST_VALUES:
            raise AttemptFailedError(too_many(self._place, MOST_VALUES, "values"))

    async def _await(self, kind: type[M]) -> M:
        await self._flush()
        while True:
            message = await self._receive()
            if isinstance(message, kind):
                return message

    async def _within(self, operation: Callable[[], Awaitable[T]]) -> T:
        try:
            with anyio.fail_after(self._limit_s):
                return await operation()
        except TimeoutError as error:
            detail = f"The directory {self._place} did not answer within {self._limit_s:g} s."
            raise AttemptFailedError(timed_out(detail)) from error

    async def _flush(self) -> None:
        await self._wire.send(self._session.data_to_send())

    async def _receive(self) -> sansldap.LDAPMessage:
        while (length := self._message_length()) is None or len(self._buffer) < length:
            data = await self._wire.receive(_CHUNK)
            if not data:
                raise AttemptFailedError(
                    Failure(
                        kind=FailureKind.RESET,
                        detail=f"The directory {self._place} closed the connection.",
                    )
                )
            self._buffer += data
            self._came += len(data)
            if self._came > MOST_BYTES:
                raise AttemptFailedError(too_large(self._place, MOST_BYTES))
        message = bytes(self._buffer[:length])
        del self._buffer[:length]
        if len(message) > IN_THE_LOOP:
            return await anyio.to_thread.run_sync(self._decoded, message, abandon_on_cancel=True)
        # Many messages may have come at once: others get their turn between them.
        await anyio.lowlevel.checkpoint()
        return self._decoded(message)

    def _message_length(self) -> int | None:
        """Read the length of the next message; None where too little of it is there.

        sansldap would wait for whatever length is declared, and copy what it has each time.
        """
        try:
            length = message_length(self._buffer)
        except ValueError as error:
            raise AttemptFailedError(of_ldap_codec(error, self._place)) from error
        if length is not None and length > MOST_MESSAGE_BYTES:
            raise AttemptFailedError(too_large(self._place, MOST_MESSAGE_BYTES))
        return length

    def _decoded(self, message: bytes) -> sansldap.LDAPMessage:
        try:
            # Damaged input can raise IndexError. servers.md, fuzzed
            messages = self._session.receive(message)
            return messages[0]
        except (sansldap.LDAPError, IndexError, RecursionError) as error:
            raise AttemptFailedError(of_ldap_codec(error, self._place)) from error


def message_length(data: bytes | bytearray) -> int | None:
    """Tell the length of the BER SEQUENCE that data begins with, its header included.

    None where the header is not complete; ValueError where it is none of LDAP. RFC 4511 5.1
    """
    if not data:
        return None
    if data[0] != _SEQUENCE:
        raise ValueError(f"a message begins with 0x{data[0]:02x}")
    if len(data) < 2:
        return None
    if data[1] < 0x80:
        return 2 + data[1]
    octets = data[1] & 0x7F
    if not 0 < octets <= 8:
        raise ValueError("a length that LDAP does not allow")
    if len(data) < 2 + octets:
        return None
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")


def shown_referrals(uris: list[str] | None) -> list[str]:
    """Give as many of a directory's URLs as are shown."""
    return [uri[:LONGEST_REFERRAL] for uri in (uris or [])[:MOST_REFERRALS]]


def too_many(place: str, most: int = MOST_ENTRIES, what: str = "objects") -> Failure:
    """Say that a search was given up."""
    return Failure(
        kind=FailureKind.TOO_LARGE,
        detail=f"The directory {place} found more than {most} {what}.",
    )


def _entry(found: sansldap.SearchResultEntry) -> Entry:
    return Entry(
        name=found.object_name,
        attributes=tuple(
            (
                attribute.name.lower(),
                tuple(value.decode("utf-8", "replace") for value in attribute.values),
            )
            for attribute in found.attributes
        ),
    )
