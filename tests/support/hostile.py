"""Scenes of web servers that mean harm or are broken; a scene sets `reached` once it does harm."""

import asyncio
import base64
import itertools
import ssl
import zlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from tests.net.peers import Guest, forever
from tests.support.answers_xml import redirect_address_xml

Scene = Callable[[Guest, asyncio.Event], Awaitable[None]]

ROOT: Final = "contoso.example"
HEAD: Final = b"HTTP/1.1 200 OK\r\n"
ALERT: Final = bytes.fromhex("15030300020228")
"""A fatal alert, handshake_failure, not encrypted. RFC 8446 6"""
_DRIP_S: Final = 0.01
_FULL: Final = (1 << 20) - 100
"""Bytes of a body that is almost too large."""


# --- scenes -------------------------------------------------------------------------------------


def says(*parts: bytes, then: Callable[[Guest], Awaitable[None]] | None = None) -> Scene:
    """Say this after the request, and then close unless there is more to do."""

    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        await guest.request()
        for part in parts:
            await guest.say(part)
        reached.set()
        if then is not None:
            await then(guest)

    return scene


def says_without_end(head: bytes, part: bytes) -> Scene:
    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        await guest.request()
        await guest.say(head)
        while True:
            await guest.say(part)
            reached.set()
            # Whoever has room in his buffers does not wait: the client gets its turn here.
            await asyncio.sleep(0)

    return scene


def packs_without_end(name: str, *, wbits: int) -> Scene:
    """Send a thousandth of what it is unpacked."""

    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        await guest.request()
        await guest.say(HEAD + f"Content-Encoding: {name}\r\n\r\n".encode())
        packing = zlib.compressobj(9, wbits=wbits)
        while True:
            await guest.say(packing.compress(bytes(1 << 20)) + packing.flush(zlib.Z_SYNC_FLUSH))
            reached.set()
            await asyncio.sleep(0)

    return scene


def drips(head: bytes, part: bytes) -> Scene:
    """Say the head at once, and then a byte at a time, so that there is always news."""

    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        await guest.request()
        await guest.say(head)
        for octet in itertools.cycle(part):
            await guest.say(bytes([octet]))
            reached.set()
            await asyncio.sleep(_DRIP_S)

    return scene


def answers(body: bytes, *headers: str, status: str = "200 OK") -> Scene:
    """Answer every request alike, in good HTTP."""

    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        while await guest.request():
            await guest.answer(status, body, *headers)
            reached.set()

    return scene


def redirects(*locations: str, body: bytes = b"") -> Scene:
    """Lead from one place to the next, and then begin anew."""
    rest = itertools.cycle(locations)

    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        while await guest.request():
            await guest.answer("302 Found", body, f"Location: {next(rest)}")
            reached.set()

    return scene


def resets_after(data: bytes) -> Scene:
    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        await guest.request()
        if data:
            await guest.say(data)
        reached.set()
        guest.reset()

    return scene


def answers_xml(body: bytes) -> Scene:
    return answers(body, "Content-Type: text/xml; charset=utf-8")


async def challenges_for_ever(guest: Guest, reached: asyncio.Event) -> None:
    while await guest.request():
        await guest.answer("401 Unauthorized", b"", 'WWW-Authenticate: Basic realm="x"')
        reached.set()


def challenges_with(token: bytes) -> Scene:
    """Answer a sign-in by NTLM or Negotiate with this token, for ever."""
    text = base64.b64encode(token).decode()

    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        while request := await guest.request():
            signs_in = b"\r\nauthorization:" in request.lower()
            tail = f" {text}" if signs_in else ""
            schemes = (f"WWW-Authenticate: {one}{tail}" for one in ("Negotiate", "NTLM"))
            await guest.answer("401 Unauthorized", b"", *schemes)
            reached.set()

    return scene


def address_after_address() -> Scene:
    """Name another address each time."""
    numbers = itertools.count(1)

    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        while await guest.request():
            body = redirect_address_xml(f"ann{next(numbers)}@{ROOT}")
            await guest.answer("200 OK", body, "Content-Type: text/xml")
            reached.set()

    return scene


def as_much_as_possible(path: str) -> Scene:
    """Lead on as often as a client goes along, and then to another address, at full length."""
    numbers = itertools.count(1)

    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        while await guest.request():
            number = next(numbers)
            if number % 11:
                location = f"Location: {path}/{number}/autodiscover.xml"
                await guest.answer("302 Found", bytes([number % 256]) * _FULL, location)
            else:
                body = redirect_address_xml(f"ann{number}@{ROOT}")
                filling = b"<!--" + b"x" * (_FULL - len(body)) + b"-->"
                body = body.replace(b"</Autodiscover>", filling + b"</Autodiscover>")
                await guest.answer("200 OK", body, "Content-Type: text/xml")
            reached.set()

    return scene


# --- below HTTP ---------------------------------------------------------------------------------


def raw(data: bytes, *, after_hello: bool = True, reset: bool = False) -> Scene:
    """Say bytes where TLS should come."""

    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        if after_hello:
            await guest.hear()
        if data:
            await guest.say(data)
        reached.set()
        if reset:
            guest.reset()

    return scene


async def closes_at_once(guest: Guest, reached: asyncio.Event) -> None:
    reached.set()


async def never_shakes_hands(guest: Guest, reached: asyncio.Event) -> None:
    await guest.hear()
    reached.set()
    await forever(guest)


class ByHand:
    """A server's TLS by hand, so that a scene can do harm between any two records."""

    def __init__(self, guest: Guest, context: ssl.SSLContext) -> None:
        self._guest = guest
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    async def first_flight(self) -> bytes:
        """Hear the hello, and give what answers it, unsent."""
        self._incoming.write(await self._guest.hear())
        with suppress(ssl.SSLWantReadError):
            self._tls.do_handshake()
        return self._outgoing.read()

    async def shake_hands(self) -> None:
        await self._guest.say(await self.first_flight())
        while True:
            self._incoming.write(await self._guest.hear())
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                continue
            finally:
                await self._guest.say(self._outgoing.read())
            return

    async def request(self) -> None:
        said = b""
        while b"\r\n\r\n" not in said:
            try:
                said += self._tls.read()
            except ssl.SSLWantReadError:
                self._incoming.write(await self._guest.hear())

    def sealed(self, data: bytes) -> bytes:
        self._tls.write(data)
        return self._outgoing.read()


Play = Callable[[Guest, ByHand, asyncio.Event], Awaitable[None]]


def by_hand(play: Play, context: ssl.SSLContext) -> Scene:
    async def scene(guest: Guest, reached: asyncio.Event) -> None:
        await play(guest, ByHand(guest, context), reached)

    return scene


async def drips_the_handshake(guest: Guest, tls: ByHand, reached: asyncio.Event) -> None:
    for octet in await tls.first_flight():
        await guest.say(bytes([octet]))
        reached.set()
        await asyncio.sleep(_DRIP_S)


async def drips_records(guest: Guest, tls: ByHand, reached: asyncio.Event) -> None:
    await tls.shake_hands()
    await tls.request()
    record = tls.sealed(HEAD + b"Content-Length: 9000\r\n\r\n" + b"x" * 9000)
    for octet in record:
        await guest.say(bytes([octet]))
        reached.set()
        await asyncio.sleep(_DRIP_S)


async def cuts_its_flight(guest: Guest, tls: ByHand, reached: asyncio.Event) -> None:
    flight = await tls.first_flight()
    await guest.say(flight[: len(flight) // 2])
    reached.set()
    guest.reset()


async def alerts_in_its_flight(guest: Guest, tls: ByHand, reached: asyncio.Event) -> None:
    flight = await tls.first_flight()
    hello = 5 + int.from_bytes(flight[3:5], "big")
    await guest.say(flight[:hello] + ALERT)
    reached.set()
    await forever(guest)


def alerts_after(data: bytes) -> Play:
    async def play(guest: Guest, tls: ByHand, reached: asyncio.Event) -> None:
        await tls.shake_hands()
        await tls.request()
        # Outside of the seal: whoever sits on the way can do that.
        await guest.say((tls.sealed(data) if data else b"") + ALERT)
        reached.set()
        await forever(guest)

    return play


async def wants_a_certificate(guest: Guest, tls: ByHand, reached: asyncio.Event) -> None:
    # In TLS 1.3 the client is through with the handshake before the server misses anything.
    with suppress(ssl.SSLError):
        await tls.shake_hands()
    reached.set()
    await forever(guest)


async def garbles_a_record(guest: Guest, tls: ByHand, reached: asyncio.Event) -> None:
    await tls.shake_hands()
    await tls.request()
    record = bytearray(tls.sealed(HEAD + b"Content-Length: 5\r\n\r\nhello"))
    record[-1] ^= 1
    await guest.say(bytes(record))
    reached.set()
    await forever(guest)
