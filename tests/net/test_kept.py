"""What of an answer may be kept, where it may hold what is the user's alone."""

import gzip
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from app.domain.questions import HttpQuestion
from tests.net.makings import ANN, Report, network, rule, server_tls, terms
from tests.net.peers import Guest, peer

pytestmark = pytest.mark.anyio

QUESTION = HttpQuestion(method="POST", url="https://mail.contoso.example/EWS", body="<a/>")
SECRET = b"I am on the island of Skye"
PACKED = gzip.compress(SECRET)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def keep(body: bytes, media_type: str) -> bytes:
    return b"%d bytes of %s" % (len(body), media_type.encode())


def whole(body: bytes, *headers: bytes) -> bytes:
    lines = b"".join(b"%s\r\n" % header for header in headers)
    return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (lines, len(body), body)


@pytest.mark.parametrize(
    "answer",
    [
        whole(SECRET, b"Content-Type: text/plain"),
        whole(PACKED, b"Content-Encoding: gzip"),
        whole(SECRET, b"Content-Encoding: gzip"),
        whole(SECRET, b"Content-Encoding: " + b"br"),
        # Too large, cut off, and no chunk.
        whole(SECRET * 100),
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + SECRET,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + SECRET + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + SECRET + b"\r\n\r\n",
        SECRET + b"\r\n\r\n",
    ],
)
async def test_nothing_else_of_a_body_is_in_the_attempt_or_in_any_event(answer: bytes) -> None:
    async def script(guest: Guest) -> None:
        await guest.request()
        await guest.say(answer)

    report = Report()
    asked: Any = replace(terms(credentials=ANN, body_bytes=1000), keep=keep)

    async with peer(script, server_tls()) as serving:
        exchange = await network(connect=(rule(serving.port),)).exchange(
            QUESTION, asked, report.attempt
        )

    if exchange.response:
        assert exchange.response.reduced
        assert b" bytes of " in exchange.response.body
    assert exchange.finished
    told = repr((exchange, report.recorded)) + msgspec.json.encode(exchange).decode()
    for text in (SECRET.decode(), "Skye", "island"):
        assert text not in told
    assert SECRET not in b"".join(leg.response.body for leg in exchange.legs if leg.response)
