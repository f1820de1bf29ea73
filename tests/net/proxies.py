"""A proxy on loopback that passes on what it lets in, with sign-ins as proxies have them."""

import asyncio
import base64
import contextlib
from dataclasses import dataclass, field

import spnego
from spnego.exceptions import SpnegoError

from tests.net.peers import Guest

WANTED = "407 Proxy Authentication Required"
PAGE = b"<html><head><title>Sign in, please</title></head></html>"


@dataclass
class Proxying:
    """What a proxy passes on, to whom, and what it wants before; a script for `peer`."""

    ports: dict[str, int] = field(default_factory=dict)
    """By HOST:PORT as asked for: the port of loopback that stands for it."""
    basic: str = ""
    """USER:PASSWORD that is let in."""
    scheme: str = ""
    """Negotiate or NTLM, checked by pyspnego."""
    hangs_up: bool = False
    """Whether the connection ends with the first 407, as some proxies do."""
    heard: list[bytes] = field(default_factory=list)
    """The heads of the requests to the proxy itself."""
    users: list[str] = field(default_factory=list)

    async def __call__(self, guest: Guest) -> None:
        context: spnego.ContextProxy | None = None
        is_in = not (self.basic or self.scheme)
        while request := await guest.request():
            self.heard.append(request)
            token = _authorization(request)
            if self.basic and token == "Basic " + base64.b64encode(self.basic.encode()).decode():
                is_in = True
            challenge = ""
            if self.scheme and token:
                context = context or spnego.server(protocol=self.scheme.lower())
                is_in, challenge = self._step(context, token)
            if not is_in:
                scheme = self.scheme or 'Basic realm="proxy"'
                closing = ("Connection: close",) if self.hangs_up and not token else ()
                header = f"Proxy-Authenticate: {scheme} {challenge}".rstrip()
                await guest.answer(WANTED, PAGE, header, "Via: 1.1 proxy", *closing)
                if closing:
                    return
                continue
            await self._pass_on(guest, request)
            return

    def _step(self, context: spnego.ContextProxy, token: str) -> tuple[bool, str]:
        try:
            out = context.step(base64.b64decode(token.split()[1])) or b""
        except SpnegoError:
            return False, ""
        if context.complete:
            self.users.append(str(context.client_principal))
        return context.complete, base64.b64encode(out).decode()

    async def _pass_on(self, guest: Guest, request: bytes) -> None:
        method, target = request.split(b"\r\n")[0].decode().split()[:2]
        place = target if method == "CONNECT" else f"{target.split('/')[2]}:80"
        if place not in self.ports:
            page = b"<html><title>Not for you &amp; yours</title></html>"
            await guest.answer(
                "403 Forbidden", page, "Server: squid/5.7", "X-Squid-Error: DENIED 0"
            )
            return
        reader, writer = await asyncio.open_connection("127.0.0.1", self.ports[place])  # noqa: TID251
        try:
            if method == "CONNECT":
                await guest.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                # RFC 9110 11.7.2: what was for the proxy ends there.
                lines = request.split(b"\r\n")
                kept = [one for one in lines if not one.lower().startswith(b"proxy-auth")]
                # RFC 9112 3.2.1: servers are told the path alone.
                kept[0] = kept[0].replace(f"http://{target.split('/')[2]}".encode(), b"", 1)
                writer.write(b"\r\n".join(kept))
            await asyncio.gather(_pump(guest.reader, writer), _pump(reader, guest.writer))
        finally:
            writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        writer.write_eof()


def _authorization(request: bytes) -> str:
    for line in request.decode("latin-1").split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "proxy-authorization":
            return value.strip()
    return ""
