"""A DNS server on loopback that answers as the test says."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Answers = Callable[[dns.message.QueryMessage, dns.message.Message], dns.message.Message | None]
"""Fills in the answer and gives it back; None: no word."""


@dataclass
class NameServer:
    """A server at work."""

    port: int
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)


class _Protocol(asyncio.DatagramProtocol):
    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        assert isinstance(query, dns.message.QueryMessage)
        question = query.question[0]
        self.asked.append(f"{question.name} {dns.rdatatype.to_text(question.rdtype)}")
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        filled = self.answers(query, answer)
        if filled is not None:
            self.transport.sendto(filled.to_wire(want_shuffle=False), addr)


@contextlib.asynccontextmanager
async def name_server(answers: Answers) -> AsyncIterator[NameServer]:
    """Serve until the block ends."""
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(
        lambda: _Protocol(answers), local_addr=("127.0.0.1", 0)
    )
    port = transport.get_extra_info("sockname")[1]
    try:
        yield NameServer(port=port, asked=protocol.asked)
    finally:
        transport.close()
        await asyncio.sleep(0)


def zone(**records: list[str]) -> Answers:
    """Answer out of a table of records by "name. TYPE"; else with NODATA or NXDOMAIN."""

    def answers(
        query: dns.message.QueryMessage, answer: dns.message.Message
    ) -> dns.message.Message:
        question = query.question[0]
        kind = dns.rdatatype.to_text(question.rdtype)
        name, known = str(question.name), False
        while True:
            known = known or any(key.startswith(f"{name} ") for key in records)
            if f"{name} CNAME" not in records:
                break
            alias = records[f"{name} CNAME"]
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", *alias))
            name = alias[0]
            known = any(key.startswith(f"{name} ") for key in records)
            if not known:
                break
        if f"{name} {kind}" in records:
            found = dns.rrset.from_text(name, 60, "IN", kind, *records[f"{name} {kind}"])
            answer.answer.append(found)
        elif not known:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer

    return answers


def code(rcode: dns.rcode.Rcode) -> Answers:
    """Answer everything with this code."""

    def answers(_: dns.message.QueryMessage, answer: dns.message.Message) -> dns.message.Message:
        answer.set_rcode(rcode)
        return answer

    return answers


def silence(_: dns.message.QueryMessage, __: dns.message.Message) -> None:
    """Never answer."""
