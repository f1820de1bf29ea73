"""Directories on loopback that let in by GSS-SPNEGO, with pyspnego on their side, too."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import sansldap
import spnego
from sansldap import LDAPResultCode
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

from tests.net.directories import Directory
from tests.net.makings import PASSWORD
from tests.net.peers import Guest, forever

WRONG_PASSWORD = (
    "80090308: LdapErr: DSID-0C0903C5, comment: AcceptSecurityContext error, data 52e, v4563\0"
)


def user_file(folder: Path, password: str = PASSWORD) -> Path:
    """Write whom NTLM's acceptor knows, in the form that gss-ntlmssp and pyspnego read."""
    file = folder / "ntlm-users"
    file.write_text(f":ann@contoso.example:{password}\nCONTOSO:ann:{password}\n", encoding="utf-8")
    return file


@dataclass
class Acceptor(Directory):
    """A directory with GSS-SPNEGO; it seals what follows unless TLS is on."""

    mechanisms: tuple[str, ...] = ("GSSAPI", "GSS-SPNEGO")
    in_tls: bool = False
    binding: GssChannelBindings | None = None
    """What a client inside TLS has to be tied to."""
    refusal: tuple[LDAPResultCode, str] = (LDAPResultCode.INVALID_CREDENTIALS, WRONG_PASSWORD)
    """The answer to what pyspnego does not accept."""
    refusal_token: bytes | None = None
    answer: Callable[[int, bytes], bytes] = lambda _, token: token
    """May change the token of a leg, counted from 1."""
    result: Callable[[int, LDAPResultCode], LDAPResultCode] = lambda _, code: code
    frame: Callable[[bytes], bytes] = lambda frame: frame
    """May change what goes out after the sign-in, its header included."""
    gone_after_sign_in: bool = False
    gone_in_leg: int = 0
    """Resets the connection in place of the answer to that leg; 0: never."""

    silent_in_leg: int = 0
    closes_after_frames: int = 0
    after_sign_in: bytes = b""
    """Sent in the clear behind the yes to the sign-in, as an attacker in the middle would."""

    legs: int = 0
    attempts: int = 0
    """How many sign-ins were begun."""
    users: list[str] = field(default_factory=list)
    opened: list[bytes] = field(default_factory=list)
    """What came in sealed, unsealed."""

    async def serve(self, guest: Guest) -> None:
        await _Talk(self, guest).hold()

    def context(self) -> spnego.ContextProxy:
        self.attempts += 1
        return spnego.server(
            hostname="dc01.contoso.example",
            service="ldap",
            protocol="negotiate",
            channel_bindings=self.binding,
            options=spnego.NegotiateOptions.use_negotiate,
        )


class _Talk:
    """One connection."""

    def __init__(self, directory: Acceptor, guest: Guest) -> None:
        self._directory = directory
        self._guest = guest
        self._server = sansldap.LDAPServer()
        self._context: spnego.ContextProxy | None = None
        self._signed_in = directory.password is None
        self._sealed = False
        self._frames = 0
        self._buffer = b""

    async def hold(self) -> None:
        while data := await self._guest.hear():
            try:
                messages = self._server.receive(self._opened(data))
            except sansldap.ProtocolError:
                self._directory.unbound = True
                return
            was_sealed = self._sealed
            for message in messages:
                await self._answer(message)
            if self._directory.legs and self._directory.legs == self._directory.gone_in_leg:
                self._guest.reset()
                return
            if self._directory.legs and self._directory.legs == self._directory.silent_in_leg:
                await forever(self._guest)
            await self._say(self._server.data_to_send(), sealed=was_sealed)
            if self._sealed and self._directory.gone_after_sign_in:
                return
            if self._frames and self._frames == self._directory.closes_after_frames:
                return

    async def _answer(self, message: sansldap.LDAPMessage) -> None:
        directory = self._directory
        match message:
            case sansldap.BindRequest(authentication=sansldap.SaslCredential() as sasl):
                self._step(message.message_id, sasl.credentials or b"")
            case sansldap.BindRequest():
                self._signed_in = directory._bind(self._server, message)
            case sansldap.SearchRequest():
                directory._search(self._server, message, signed_in=self._signed_in)
            case sansldap.ExtendedRequest():
                await directory._start_tls(self._server, message, self._guest)
            case _:
                raise AssertionError(message)

    def _step(self, number: int, token: bytes) -> None:
        directory = self._directory
        directory.legs += 1
        context = self._context = self._context or directory.context()
        try:
            answer = context.step(token) or b""
        except (SpnegoError, ValueError):
            code, text = directory.refusal
            self._server.bind_response(
                number,
                result_code=code,
                diagnostics_message=text,
                sasl_creds=directory.refusal_token,
            )
            return
        code = LDAPResultCode.SASL_BIND_IN_PROGRESS
        if context.complete:
            code = LDAPResultCode.SUCCESS
            directory.users.append(context.client_principal or "")
            self._signed_in = True
            self._sealed = not directory.in_tls
        self._server.bind_response(
            number,
            result_code=directory.result(directory.legs, code),
            sasl_creds=directory.answer(directory.legs, answer),
        )

    def _opened(self, data: bytes) -> bytes:
        if not self._sealed:
            return data
        assert self._context is not None
        self._buffer += data
        opened = b""
        while len(self._buffer) >= 4:
            (length,) = struct.unpack(">I", self._buffer[:4])
            assert length < 1 << 20, "a message in the clear after the sign-in"
            if len(self._buffer) < 4 + length:
                break
            unwrapped = self._context.unwrap(self._buffer[4 : 4 + length])
            assert unwrapped.encrypted
            self._directory.opened.append(unwrapped.data)
            opened += unwrapped.data
            self._buffer = self._buffer[4 + length :]
        return opened

    async def _say(self, out: bytes, *, sealed: bool) -> None:
        if sealed and out:
            assert self._context is not None
            wrapped = self._context.wrap(out).data
            self._frames += 1
            out = self._directory.frame(struct.pack(">I", len(wrapped)) + wrapped)
        elif self._sealed:
            out += self._directory.after_sign_in
        if out:
            await self._guest.say(out)
