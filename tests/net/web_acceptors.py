"""Web servers on loopback that let in by Negotiate or NTLM, with pyspnego on their side, too."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import spnego
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

from tests.net.peers import Guest

_AUTHORIZATION = re.compile(rb"\r\nAuthorization: (\S+) ([^\r]+)\r\n")
SETTINGS = b"<Autodiscover/>"


@dataclass
class WebAcceptor:
    """Signs in a connection, as IIS does; each answer can be changed on its way."""

    schemes: tuple[str, ...] = ("Negotiate", "NTLM")
    binding: GssChannelBindings | None = None
    """What a client has to be tied to; None: whatever."""
    closes_after: int = 0
    """The leg whose answer ends the connection, the anonymous one not counted; 0: none."""
    gone_in: int = 0
    """The leg that the connection is reset instead of."""
    gone_once: bool = True
    """Whether only the first connection ends so."""
    refusal: str = "401 Unauthorized"
    refusal_header: str = ""
    """The header of a refusal; empty: the offers again."""
    answer: Callable[[int, str], str] = lambda _, token: token
    """May change the token (Base64) of the answer to a leg."""
    status: Callable[[int, str], str] = lambda _, status: status
    proofs: int = 0
    """How many tokens came that were more than a wish for a challenge."""
    tokens: list[bytes] = field(default_factory=list)
    connections: int = 0

    async def serve(self, guest: Guest) -> None:
        self.connections += 1
        context: spnego.ContextProxy | None = None
        scheme = b""
        legs = 0
        while request := await guest.request():
            found = _AUTHORIZATION.search(request)
            if found is None:
                await guest.answer("401 Unauthorized", b"", *self._offers())
                continue
            if found[1] != scheme:
                scheme, context, legs = found[1], None, 0
            legs += 1
            is_bad = self.connections == 1 or not self.gone_once
            token = base64.b64decode(found[2])
            self.tokens.append(token)
            self.proofs += legs > 1
            if legs == self.gone_in and is_bad:
                guest.reset()
                return
            context = context or self._context(scheme)
            closing = legs == self.closes_after and is_bad
            await self._step(guest, context, scheme.decode(), token, legs, closing=closing)
            if closing:
                return

    def _offers(self) -> tuple[str, ...]:
        return tuple(f"WWW-Authenticate: {one}" for one in self.schemes)

    def _context(self, scheme: bytes) -> spnego.ContextProxy:
        return spnego.server(
            hostname="mail.contoso.example",
            service="HTTP",
            protocol="ntlm" if scheme == b"NTLM" else "negotiate",
            channel_bindings=self.binding,
            options=spnego.NegotiateOptions.use_negotiate
            if scheme == b"Negotiate"
            else spnego.NegotiateOptions.use_ntlm,
        )

    async def _step(
        self,
        guest: Guest,
        context: spnego.ContextProxy,
        scheme: str,
        token: bytes,
        leg: int,
        *,
        closing: bool,
    ) -> None:
        headers = ["Connection: close"] if closing else []
        try:
            out = context.step(token) or b""
        except SpnegoError:
            refusal = (self.refusal_header,) if self.refusal_header else self._offers()
            await guest.answer(self.refusal, b"", *refusal, *headers)
            return
        text = self.answer(leg, base64.b64encode(out).decode())
        if text:
            headers.append(f"WWW-Authenticate: {scheme} {text}")
        elif not context.complete:
            headers += self._offers()
        status = "200 OK" if context.complete else "401 Unauthorized"
        await guest.answer(self.status(leg, status), SETTINGS, *headers)
