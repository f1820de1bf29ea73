"""Speaks LDAP on one accepted connection, as strict as a domain controller about who may read."""

import ssl

import anyio
from anyio.abc import ByteStream
from anyio.streams.tls import TLSStream
from sansldap import (
    BindRequest,
    ExtendedRequest,
    LDAPMessage,
    LDAPResultCode,
    LDAPServer,
    PagedResultControl,
    PartialAttribute,
    ProtocolError,
    SearchRequest,
    SearchScope,
    SimpleCredential,
)

from app.practice.directory import PAGED_RESULTS, START_TLS, Directory, DirectoryObject
from app.practice.scenario import Account
from app.practice.sites import is_account

IDLE_S = 60.0
"""For each wait: a client that is silent for longer is left."""
_LARGEST_MESSAGE = 1 << 16
_CHUNK = 1 << 14

# The gist of what a domain controller says; the numbers are Windows errors.
_BIND_FIRST = (
    "000004DC: In order to perform this operation a successful bind must be completed "
    "on the connection."
)
_WRONG_SIGN_IN = "80090308: AcceptSecurityContext error, data 52e"
_NOT_IN_CLEAR = "00002028: The server wants TLS before a password is sent."


class Conversation:
    """One connection: whether it is encrypted, and whether somebody has signed in on it."""

    def __init__(
        self, stream: ByteStream, directory: Directory, account: Account, *, secure: bool
    ) -> None:
        self._stream = stream
        self._directory = directory
        self._account = account
        self._secure = secure
        self._signed_in = False
        self._starts_tls = False
        self._session = LDAPServer()

    async def run(self, context: ssl.SSLContext) -> None:
        """Answer until the client leaves.

        Raises what anyio and ssl raise where the client has gone.
        """
        unread = 0
        while unread <= _LARGEST_MESSAGE:
            with anyio.fail_after(IDLE_S):
                received = await self._stream.receive(_CHUNK)
            try:
                messages = self._session.receive(received)
            except ProtocolError as error:
                # An unbind comes as such an error, without a response.
                await self._send(error.response or b"")
                return
            except IndexError:
                # sansldap lets it through on damaged input.
                return
            unread = 0 if messages else unread + len(received)
            for message in messages:
                self._answer(message)
            await self._send(self._session.data_to_send())
            if self._starts_tls:
                await self._encrypt(context)

    async def _send(self, wire: bytes) -> None:
        if wire:
            with anyio.fail_after(IDLE_S):
                await self._stream.send(wire)

    async def _encrypt(self, context: ssl.SSLContext) -> None:
        with anyio.fail_after(IDLE_S):
            self._stream = await TLSStream.wrap(
                self._stream, server_side=True, ssl_context=context, standard_compatible=False
            )
        self._starts_tls = False
        self._secure = True

    def _answer(self, message: LDAPMessage) -> None:
        if isinstance(message, BindRequest):
            self._bind(message)
        elif isinstance(message, SearchRequest):
            self._search(message)
        else:
            # sansldap reads no further kind of request, and takes an unbind itself.
            assert isinstance(message, ExtendedRequest)
            self._extend(message)

    def _bind(self, request: BindRequest) -> None:
        code, text = LDAPResultCode.SUCCESS, ""
        self._signed_in = False
        sign_in = request.authentication
        if not isinstance(sign_in, SimpleCredential):
            code = LDAPResultCode.AUTH_METHOD_NOT_SUPPORTED
        elif not sign_in.password:
            # Anonymous, or a name without a password: both succeed and open nothing.
            # RFC 4513 5.1.1, 5.1.2
            pass
        elif not self._secure:
            code, text = LDAPResultCode.STRONG_AUTH_REQUIRED, _NOT_IN_CLEAR
        elif is_account(request.name, sign_in.password, self._account):
            self._signed_in = True
        else:
            code, text = LDAPResultCode.INVALID_CREDENTIALS, _WRONG_SIGN_IN
        self._session.bind_response(request.message_id, result_code=code, diagnostics_message=text)

    def _extend(self, request: ExtendedRequest) -> None:
        if request.name != START_TLS:
            code = LDAPResultCode.PROTOCOL_ERROR  # RFC 4511 4.12
        elif self._secure:
            code = LDAPResultCode.OPERATIONS_ERROR  # RFC 4511 4.14.1
        else:
            code = LDAPResultCode.SUCCESS
            self._starts_tls = True
        self._session.extended_response(request.message_id, name=request.name, result_code=code)

    def _search(self, request: SearchRequest) -> None:
        is_root = not request.base_object and request.scope is SearchScope.BASE
        # The rootDSE is open to all, the rest is not. protocol.md 2.1, 2.7
        if not is_root and not self._signed_in:
            self._finish(request, LDAPResultCode.OPERATIONS_ERROR, _BIND_FIRST)
        elif any(
            control.critical and control.control_type != PAGED_RESULTS
            for control in request.controls
        ):
            self._finish(request, LDAPResultCode.UNAVAILABLE_CRITICAL_EXTENSION)
        elif not is_root and not self._directory.has(request.base_object):
            self._finish(request, LDAPResultCode.NO_SUCH_OBJECT)
        else:
            found = self._directory.search(request.base_object, request.scope, request.filter)
            self._give(request, found)

    def _give(self, request: SearchRequest, found: tuple[DirectoryObject, ...]) -> None:
        pages = [one for one in request.controls if isinstance(one, PagedResultControl)]
        if not pages or pages[0].size <= 0:
            self._entries(request, found)
            self._finish(request, LDAPResultCode.SUCCESS)
            return
        cookie = pages[0].cookie.decode("ascii", "replace")
        if cookie and not cookie.isdecimal():
            self._finish(request, LDAPResultCode.UNWILLING_TO_PERFORM)
            return
        # The cookie is where the next page starts; empty: there is none. RFC 2696 3
        start = int(cookie or 0)
        end = start + pages[0].size
        self._entries(request, found[start:end])
        following = str(end).encode() if end < len(found) else b""
        answer = PagedResultControl(critical=False, size=len(found), cookie=following)
        self._session.search_result_done(request.message_id, controls=[answer])

    def _entries(self, request: SearchRequest, found: tuple[DirectoryObject, ...]) -> None:
        for one in found:
            attributes = [
                PartialAttribute(
                    name=key,
                    values=[] if request.types_only else [value.encode() for value in values],
                )
                for key, values in one.chosen(request.attributes).items()
            ]
            self._session.search_result_entry(request.message_id, one.name, attributes)

    def _finish(self, request: SearchRequest, code: LDAPResultCode, text: str = "") -> None:
        self._session.search_result_done(
            request.message_id, result_code=code, diagnostics_message=text
        )
