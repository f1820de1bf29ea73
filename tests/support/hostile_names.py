"""Name servers that mean harm, or are broken, as a table: each is asked for the root domain."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

import dns.flags
import dns.message
import dns.name
import dns.rrset

from app.domain.failures import FailureKind
from tests.net.nameservers import Answers, silence
from tests.support.hostile_runs import GOOD_NAMES
from tests.support.hostile_servers import ROOT

SHORT_S: Final = 0.2
_LAST_PIECE_S: Final = 0.01

Query = dns.message.QueryMessage
Message = dns.message.Message


@dataclass(frozen=True, kw_only=True)
class HostileNames:
    """What a name server does, and the Failure that it comes to."""

    name: str
    answers: Answers
    kind: FailureKind
    words: str
    over_tcp: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None
    """What is said over TCP, where somebody listens there."""
    limits: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


class _Wire:
    """Bytes that stand in for a message."""

    def __init__(self, *parts: bytes) -> None:
        self._wire = b"".join(parts)

    def to_wire(self, **_: object) -> bytes:
        return self._wire


def _raw(make: Callable[[bytes], bytes]) -> Answers:
    """Answer with bytes made of those of a good answer."""

    def answers(_: Query, answer: Message) -> Message:
        return cast("Message", _Wire(make(answer.to_wire())))

    return answers


def _truncated(_: Query, answer: Message) -> Message:
    answer.flags |= dns.flags.TC
    return answer


def _of_another_id(_: Query, answer: Message) -> Message:
    answer.id ^= 1
    return answer


def _about_another_name(_: Query, answer: Message) -> Message:
    question = answer.question[0]
    answer.question = [dns.rrset.RRset(_EVIL, question.rdclass, question.rdtype)]
    answer.answer = [dns.rrset.from_text(_EVIL, 60, "IN", "A", "192.0.2.66")]
    return answer


def _with_another_name(_: Query, answer: Message) -> Message:
    answer.answer = [dns.rrset.from_text(_EVIL, 60, "IN", "A", "192.0.2.66")]
    return answer


def _as_a_question(_: Query, answer: Message) -> Message:
    answer.flags &= ~dns.flags.QR
    return answer


def _aliases(*names: str) -> Answers:
    def answers(_: Query, answer: Message) -> Message:
        answer.answer = [
            dns.rrset.from_text(one, 60, "IN", "CNAME", other)
            for one, other in itertools.pairwise(names)
        ]
        return answer

    return answers


_EVIL: Final = dns.name.from_text("evil.example")
_POINTS_AT_ITSELF: Final = b"\xc0\x0c\x00\x01\x00\x01"
"""A question whose name is a pointer to its own place. RFC 1035 4.1.4"""


async def _length_only(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\xff\xff")
    await writer.drain()
    await asyncio.sleep(60)


async def _byte_by_byte(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\xff\xff")
    while True:
        writer.write(b"\0")
        await writer.drain()
        await asyncio.sleep(_LAST_PIECE_S)


async def _noise(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\x40" + bytes(range(64)))
    await writer.drain()


async def _nothing(writer: asyncio.StreamWriter) -> None:
    writer.close()


def name_servers() -> list[HostileNames]:
    """Give the table."""

    def row(
        name: str,
        answers: Answers,
        words: str,
        kind: FailureKind = FailureKind.NO_ANSWER_FROM_DNS,
        over_tcp: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None,
        *,
        slow: bool = False,
    ) -> HostileNames:
        limits = {"dns_s": SHORT_S} if slow else {}
        return HostileNames(
            name=name, answers=answers, kind=kind, words=words, over_tcp=over_tcp, limits=limits
        )

    not_found = FailureKind.NAME_NOT_FOUND
    circle = (f"{ROOT}.", "a.example.", "b.example.", f"{ROOT}.")
    chain = (f"{ROOT}.", *(f"alias{number}.example." for number in range(100)))
    silent = f"No DNS server answered about {ROOT} within {SHORT_S:g} s"
    unreadable = "its answer cannot be read"
    return [
        row("no answer", silence, silent, slow=True),
        row("truncated, and nobody on TCP", _truncated, "was truncated, it cannot be reached"),
        row("truncated, and silent on TCP", _truncated, silent, over_tcp=_length_only, slow=True),
        row("truncated, and slow on TCP", _truncated, silent, over_tcp=_byte_by_byte, slow=True),
        row("truncated, and noise on TCP", _truncated, unreadable, over_tcp=_noise),
        row("truncated, and closed on TCP", _truncated, unreadable, over_tcp=_nothing),
        row("aliases in a circle", _aliases(*circle), "aliases lead in a circle", not_found),
        row("an alias of itself", _aliases(f"{ROOT}.", f"{ROOT}."), "in a circle", not_found),
        row("a chain of 100 aliases", _aliases(*chain), "aliases lead in a circle", not_found),
        row("another id", _of_another_id, silent, slow=True),
        row("a question about another name", _about_another_name, silent, slow=True),
        row("an answer about another name", _with_another_name, "but no address", not_found),
        row("a question in place of an answer", _as_a_question, silent, slow=True),
        # Anybody can send a datagram: what is no answer is passed over, and the answer waited for.
        row("noise", _raw(lambda good: good[:12] + bytes(range(256))), silent, slow=True),
        row("an empty datagram", _raw(lambda _: b""), silent, slow=True),
        row("a head alone", _raw(lambda good: good[:11]), silent, slow=True),
        row(
            "a name that points at itself",
            _raw(lambda good: good[:12] + _POINTS_AT_ITSELF),
            silent,
            slow=True,
        ),
        row("64 KiB of answer", _raw(lambda good: good + bytes(60_000)), silent, slow=True),
    ]


SLOW: Final = [one for one in name_servers() if one.limits]


def only_for_the_root(server: HostileNames) -> Answers:
    """Be hostile where the root domain is concerned, and good about all other names."""

    def answers(query: Query, answer: Message) -> Message | None:
        is_root = str(query.question[0].name) == f"{ROOT}."
        return (server.answers if is_root else GOOD_NAMES)(query, answer)

    return answers


@contextlib.asynccontextmanager
async def also_over_tcp(
    port: int, talk: Callable[[asyncio.StreamWriter], Awaitable[None]]
) -> AsyncIterator[None]:
    """Listen on a name server's port over TCP too."""
    at_work: set[asyncio.Task[None]] = set()

    async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        at_work.add(task)
        try:
            await reader.read(512)
            await talk(writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()
            at_work.discard(task)

    server = await asyncio.start_server(welcome, "127.0.0.1", port)  # noqa: TID251 - a server's end
    try:
        yield
    finally:
        server.close()
        for task in list(at_work):
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)
        await asyncio.sleep(0)
