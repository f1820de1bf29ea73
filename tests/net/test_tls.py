import contextlib
import os
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

import anyio
import anyio.to_thread
import pytest
from OpenSSL import SSL

from app.domain.attempts import Exchange
from app.domain.failures import FailureKind
from app.domain.questions import HttpQuestion
from app.net import tls
from tests.net.makings import (
    FakeJudge,
    Report,
    fresh_server_tls,
    network,
    rule,
    server_tls,
    terms,
)
from tests.net.peers import Guest, Peer, forever, peer

pytestmark = pytest.mark.anyio

QUESTION = HttpQuestion(method="GET", url="https://mail.contoso.example/")


async def ask(serving: Peer, **changes: Any) -> Exchange:
    asked = network(connect=(rule(serving.port),))
    return await asked.exchange(QUESTION, terms(**changes), Report().attempt)


async def speaks_http(guest: Guest) -> None:
    await guest.hear()
    await guest.say(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


async def hangs_up(guest: Guest) -> None:
    await guest.hear()


async def resets(guest: Guest) -> None:
    await guest.hear()
    guest.reset()


async def says_goodbye(guest: Guest) -> None:
    await guest.hear()
    await guest.say(b"\x15\x03\x03\x00\x02\x01\x00")
    await forever(guest)


def alert(description: int, version: bytes = b"\x03\x03") -> Any:
    async def script(guest: Guest) -> None:
        await guest.hear()
        # RFC 8446 6: a fatal alert in a record of its own.
        await guest.say(b"\x15" + version + b"\x00\x02\x02" + bytes([description]))
        await forever(guest)

    return script


@pytest.mark.parametrize(
    ("script", "part"),
    [
        (speaks_http, "does not speak TLS"),
        (hangs_up, "closed the connection in the middle"),
        (resets, "broke the connection off"),
        (says_goodbye, "broke the connection off"),
        (alert(70), "does not accept any TLS version"),
        (alert(40), "no way of encrypting in common"),
        (alert(40, b"\x03\x00"), "no way of encrypting in common"),
        (alert(40), "perhaps only RC4 or 3DES"),
        (alert(112), "no web site for this host name"),
        (alert(71), "too weak"),
        (alert(80), "failed"),
    ],
)
async def test_an_odd_server_gives_a_plain_sentence(script: Any, part: str) -> None:
    async with peer(script) as serving:
        exchange = await ask(serving)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TLS
    assert part in exchange.failure.detail
    assert "mail.contoso.example:443" in exchange.failure.detail
    assert exchange.failure.origin
    assert exchange.judged is None
    assert exchange.legs == ()


async def test_a_silent_server_has_until_the_limit() -> None:
    started = time.monotonic()

    async with peer(forever) as serving:
        exchange = await ask(serving, handshake_s=0.2)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TIMED_OUT
    assert "handshake" in exchange.failure.detail
    assert 0.15 < time.monotonic() - started < 2


@pytest.fixture
def names_sent() -> Iterator[list[str | None]]:
    """Keep the names that clients send in the handshake (SNI)."""
    names: list[str | None] = []
    context = server_tls()

    def keep(_: Any, name: str | None, __: Any) -> None:
        names.append(name)

    context.sni_callback = keep
    yield names
    context.sni_callback = None


async def test_the_host_name_is_sent(names_sent: list[str | None]) -> None:
    async with peer(forever, server_tls()) as serving:
        await ask(serving, response_s=0.1)

    assert names_sent == ["mail.contoso.example"]


async def test_no_name_is_sent_for_an_address(names_sent: list[str | None]) -> None:
    judge = FakeJudge()

    async with peer(forever, server_tls()) as serving:
        question = HttpQuestion(method="GET", url=f"https://127.0.0.1:{serving.port}/")
        await network(judge).exchange(question, terms(response_s=0.1), Report().attempt)

    assert names_sent == [None]
    assert judge.seen[0][1] == "127.0.0.1"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated:DeprecationWarning")
async def test_tls_1_0_is_spoken() -> None:
    certified = fresh_server_tls()
    certified.set_ciphers("ALL:@SECLEVEL=0")
    certified.minimum_version = ssl.TLSVersion.TLSv1
    certified.maximum_version = ssl.TLSVersion.TLSv1

    async with peer(speaks_http, certified) as serving:
        exchange = await ask(serving)

    assert exchange.judged is not None
    assert exchange.judged.tls_version == "TLSv1"
    assert exchange.judged.cipher
    assert exchange.response is not None


def test_old_servers_are_let_in_and_no_second_certificate() -> None:
    options = tls._context.__wrapped__().set_options(0)

    assert options & SSL.OP_LEGACY_SERVER_CONNECT
    assert options & SSL.OP_NO_RENEGOTIATION


async def test_an_alert_after_the_handshake_is_a_failure_of_tls() -> None:
    """With TLS 1.3 a server may refuse the client only once the client believes to be through."""
    context = fresh_server_tls()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_default_certs()

    # asyncio's TLS closes without sending the alert: a blocking server in a thread does send it.
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def refuse() -> None:
            connection, _ = listener.accept()
            with context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            ) as refusing:
                with contextlib.suppress(ssl.SSLError):
                    refusing.do_handshake()
                # What is left unread when a socket closes becomes a reset, which eats the alert.
                while os.read(refusing.fileno(), 65536):
                    pass

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(anyio.to_thread.run_sync, refuse)
            exchange = await ask(Peer(port=listener.getsockname()[1]))

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TLS
    assert "certificate of the client" in exchange.failure.detail


async def test_an_end_without_goodbye_ends_the_answer() -> None:
    async def no_goodbye(guest: Guest) -> None:
        await guest.request()
        await guest.say(b"HTTP/1.0 200 OK\r\n\r\n<x/>")
        guest.writer.transport.abort()

    async with peer(no_goodbye, server_tls()) as serving:
        exchange = await ask(serving)

    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.body == b"<x/>"


async def test_what_is_long_is_sent_in_portions() -> None:
    body = "x" * 3_000_000
    question = HttpQuestion(method="POST", url="https://mail.contoso.example/", body=body)

    async def counts(guest: Guest) -> None:
        request = await guest.request()
        await guest.answer("200 OK", str(len(request)).encode())

    async with peer(counts, server_tls()) as serving:
        asked = network(connect=(rule(serving.port),))
        exchange = await asked.exchange(question, terms(), Report().attempt)

    assert exchange.response is not None
    assert int(exchange.response.body) > 3_000_000
