from collections.abc import AsyncIterator

import anyio
import pytest
from anyio.abc import ByteStream

from app.practice import web
from app.practice.organisation import open_organisation
from tests.practice.builders import scenario
from tests.practice.clients import connected, everything

pytestmark = pytest.mark.anyio
PATH = b"/autodiscover/autodiscover.xml"
HOST = b"Host: autodiscover.contoso.example\r\n"


@pytest.fixture
async def stream() -> AsyncIterator[ByteStream]:
    async with (
        open_organisation(scenario()) as organisation,
        connected(organisation, "redirect.contoso.example", 80) as one,
    ):
        yield one


async def once(stream: ByteStream, ending: bytes) -> bytes:
    received = b""
    with anyio.fail_after(5):
        while ending not in received:
            received += await stream.receive()
    return received


async def test_one_connection_serves_one_request_after_the_other(stream: ByteStream) -> None:
    for _ in range(3):
        await stream.send(b"GET " + PATH + b" HTTP/1.1\r\n" + HOST + b"\r\n")
        assert (await once(stream, b"</html>\n")).startswith(b"HTTP/1.1 302 Redirect\r\n")


async def test_two_requests_sent_at_once_get_two_answers(stream: ByteStream) -> None:
    await stream.send(
        b"GET " + PATH + b" HTTP/1.1\r\n" + HOST + b"\r\n"
        b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    )

    received = await everything(stream)
    assert received.count(b"HTTP/1.1 302 ") == 1
    assert received.count(b"HTTP/1.1 404 ") == 1


async def test_a_client_that_wants_to_close_is_let_go(stream: ByteStream) -> None:
    await stream.send(b"GET " + PATH + b" HTTP/1.0\r\n\r\n")

    assert b"Location: https://mail.contoso.example/" in await everything(stream)


async def test_a_head_request_gets_no_body(stream: ByteStream) -> None:
    await stream.send(b"HEAD " + PATH + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")

    head, _, body = (await everything(stream)).partition(b"\r\n\r\n")
    assert b"Content-Length: " in head
    assert body == b""


async def test_a_client_that_waits_for_the_word_gets_it(stream: ByteStream) -> None:
    await stream.send(
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nExpect: 100-continue\r\n\r\n"
    )
    assert await once(stream, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"

    await stream.send(b"body")
    assert b"HTTP/1.1 404 " in await once(stream, b"</html>\n")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"noise\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 20000, b"431"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 70000\r\n\r\n" + b"x" * 65537, b"413"),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nxx\r\n", b"400"),
    ],
    ids=["noise", "no host", "long header", "TLS in clear", "long body", "bad chunk"],
)
async def test_what_is_no_request_is_refused_and_left(
    stream: ByteStream, request_bytes: bytes, status: bytes
) -> None:
    await stream.send(request_bytes)

    received = await everything(stream)
    assert received.startswith(b"HTTP/1.1 " + status)
    assert b"Connection: close" in received


@pytest.mark.parametrize("part", [b"", b"GET / HT", b"POST / HTTP/1.1\r\n" + HOST + b"\r\n"])
async def test_a_client_that_falls_silent_is_left(
    stream: ByteStream, part: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "IDLE_S", 0.05)
    # The limit holds from the next wait on.
    await stream.send(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
    await once(stream, b"</html>\n")
    if part:
        await stream.send(part)

    await everything(stream)


async def test_a_client_that_leaves_in_the_middle_hurts_nobody() -> None:
    async with open_organisation(scenario()) as organisation:
        for part in (
            b"",
            b"GET / HT",
            b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\nx",
        ):
            async with connected(organisation, "redirect.contoso.example", 80) as one:
                if part:
                    await one.send(part)
        async with connected(organisation, "redirect.contoso.example", 80) as one:
            await one.send(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
            assert await once(one, b"</html>\n")

        assert [one.method for one in organisation.requests] == ["GET"]
