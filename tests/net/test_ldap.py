import contextlib
import sys
import threading
import time
from typing import Any

import anyio
import anyio.lowlevel
import pytest
import sansldap
from hypothesis import given
from hypothesis import strategies as st

from app.domain.attempts import Search
from app.domain.failures import FailureKind
from app.domain.questions import LdapQuestion
from app.net.ldap import MOST_MESSAGE_BYTES, message_length
from tests.net.makings import Report, network, rule, terms
from tests.net.peers import Guest, forever, peer

pytestmark = pytest.mark.anyio

QUESTION = LdapQuestion(url="ldap://dc01.contoso.example", filter="(cn=*)", attributes=("cn",))


async def answered(raw: bytes, *, stay: bool = True, **changes: Any) -> Search:
    async def script(guest: Guest) -> None:
        await guest.hear()
        await guest.say(raw)
        if stay:
            await forever(guest)

    async with peer(script) as serving:
        asked = network(connect=(rule(serving.port, "dc01.contoso.example", 389),))
        return await asked.search(QUESTION, terms(**changes), Report().attempt)


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"0\x80\x02\x01\x01",
        b"0\x89" + b"\xff" * 9,
        b"0\x03\x02\x01\x01",  # a message that holds nothing: sansldap raises IndexError, or waits
        b"0\x05\x02\x01\x01\x64\x00",
        b"0\x05\x02\x01\x63\x65\x00",
        b"0\x0c\x02\x01\x09e\x07\n\x01\x00\x04\x00\x04\x00",  # an answer to nothing
        b"0\x00",
    ],
)
async def test_what_is_not_ldap_is_a_failure_of_the_protocol(raw: bytes) -> None:
    search = await answered(raw)

    assert search.failure is not None
    assert search.failure.kind is FailureKind.PROTOCOL
    assert search.failure.origin


async def test_a_message_of_four_gigabytes_is_not_waited_for() -> None:
    search = await answered(b"0\x84\xff\xff\xff\xff")

    assert search.failure is not None
    assert search.failure.kind is FailureKind.TOO_LARGE


async def test_a_message_over_the_limit_is_not_waited_for() -> None:
    search = await answered(b"0\x83" + (MOST_MESSAGE_BYTES + 1 - 5).to_bytes(3, "big"))

    assert search.failure is not None
    assert search.failure.kind is FailureKind.TOO_LARGE
    assert f"{MOST_MESSAGE_BYTES:,}" in search.failure.detail


def entry_of(values: int) -> bytes:
    """Give an object with as many empty values, which takes the codec longest for its bytes."""
    server = sansldap.LDAPServer()
    server.receive(sansldap_search())
    server.search_result_entry(1, "", [sansldap.PartialAttribute("x", [b""] * values)])
    return server.data_to_send()


@pytest.mark.parametrize(
    ("values", "is_in_the_loop"), [(1, True), (4_000, True), (4_200, False), (100_000, False)]
)
async def test_a_long_message_is_decoded_in_a_thread(
    values: int, is_in_the_loop: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    receive = sansldap.LDAPClient.receive

    def watched(client: sansldap.LDAPClient, data: bytes) -> list[sansldap.LDAPMessage]:
        threads.append(threading.get_ident())
        return receive(client, data)

    monkeypatch.setattr("sansldap.LDAPClient.receive", watched)

    # The next message, which is none, ends the attempt.
    search = await answered(entry_of(values) + b"no LDAP")

    assert search.failure is not None
    assert search.failure.kind is FailureKind.PROTOCOL
    assert [one == threading.get_ident() for one in threads] == [is_in_the_loop]


async def test_a_damaged_long_message_is_a_failure_of_the_protocol_too() -> None:
    search = await answered(b"0\x82\x75\x30" + b"\0" * 30_000)

    assert search.failure is not None
    assert search.failure.kind is FailureKind.PROTOCOL


async def test_a_cancel_does_not_wait_for_a_long_message(monkeypatch: pytest.MonkeyPatch) -> None:
    decoding, release = threading.Event(), threading.Event()
    began: list[float] = []

    def hesitates(*_: object) -> list[sansldap.LDAPMessage]:
        began.append(time.monotonic())
        decoding.set()
        release.wait(5)
        raise sansldap.ProtocolError("late")

    monkeypatch.setattr("sansldap.LDAPClient.receive", hesitates)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(answered, entry_of(50_000))
        while not decoding.is_set():  # noqa: ASYNC110 - a thread cannot set an event of this loop.
            await anyio.sleep(0.001)
        tasks.cancel_scope.cancel()

    release.set()
    assert time.monotonic() - began[0] < 0.2


async def test_others_get_their_turn_between_messages_that_came_at_once() -> None:
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            await anyio.lowlevel.checkpoint()
            turns += 1

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(take_turns)
        search = await answered(entry_of(1) * 1_000 + b"no LDAP")
        tasks.cancel_scope.cancel()

    assert search.failure is not None
    assert turns > 1_000


async def test_more_values_than_the_limit_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.net.ldap.MOST_VALUES", 100)

    few = await answered(entry_of(50) * 2 + b"no LDAP")
    many = await answered(entry_of(50) * 2 + entry_of(1))

    assert few.failure is not None
    assert few.failure.kind is FailureKind.PROTOCOL
    assert many.failure is not None
    assert many.failure.kind is FailureKind.TOO_LARGE
    assert "100 values" in many.failure.detail


def nested(depth: int) -> bytes:
    """Give a request of a search, which no server sends, for not (not (not ...))."""
    client = sansldap.LDAPClient()
    negated: sansldap.LDAPFilter = sansldap.FilterPresent("cn")
    for _ in range(depth):
        negated = sansldap.FilterNot(negated)
    client.search_request("", sansldap.SearchScope.BASE, filter=negated)
    return client.data_to_send()


async def test_a_message_that_is_nested_too_deep_is_a_failure_of_the_protocol() -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        message = nested(1_500)
    finally:
        sys.setrecursionlimit(limit)

    search = await answered(message)

    assert search.failure is not None
    assert search.failure.kind is FailureKind.PROTOCOL


async def test_all_that_comes_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.net.ldap.MOST_BYTES", 1000)

    search = await answered(b"0\x82\x08\x00" + b"a" * 2000)

    assert search.failure is not None
    assert search.failure.kind is FailureKind.TOO_LARGE


async def test_a_directory_that_hangs_up() -> None:
    search = await answered(b"", stay=False)

    assert search.failure is not None
    assert search.failure.kind is FailureKind.RESET
    assert "closed the connection" in search.failure.detail


async def test_a_notice_of_disconnection_is_the_directory_speaking() -> None:
    server = sansldap.LDAPServer()
    # sansldap's server complains that nobody asked, once it has written the message.
    with contextlib.suppress(sansldap.LDAPError):
        server.extended_response(
            0,
            name="1.3.6.1.4.1.1466.20036",
            result_code=sansldap.LDAPResultCode.UNAVAILABLE,
            diagnostics_message="going down",
        )

    search = await answered(server.data_to_send())

    assert search.failure is not None
    assert search.failure.kind is FailureKind.DIRECTORY
    assert "shutting down" in search.failure.detail
    assert "going down" in search.failure.origin


async def test_a_silent_directory_has_until_the_limit() -> None:
    started = time.monotonic()

    search = await answered(b"", directory_s=0.1)

    assert time.monotonic() - started < 2
    assert search.failure is not None
    assert search.failure.kind is FailureKind.TIMED_OUT
    assert "0.1 s" in search.failure.detail


async def test_a_message_may_come_byte_by_byte() -> None:
    server = sansldap.LDAPServer()
    server.receive(sansldap_search())
    server.search_result_entry(1, "", [sansldap.PartialAttribute("x", [b"a" * 300])])
    server.search_result_done(1)

    async def drips(guest: Guest) -> None:
        await guest.hear()
        for byte in server.data_to_send():
            await guest.say(bytes([byte]))
        await forever(guest)

    async with peer(drips) as serving:
        asked = network(connect=(rule(serving.port, "dc01.contoso.example", 389),))
        search = await asked.search(QUESTION, terms(), Report().attempt)

    assert search.failure is not None
    assert "configuration naming context" in search.failure.detail


def sansldap_search() -> bytes:
    client = sansldap.LDAPClient()
    client.search_request("", sansldap.SearchScope.BASE)
    return client.data_to_send()


@given(st.binary(max_size=400), st.binary(max_size=20))
def test_the_length_of_a_message_is_read_as_sansldap_writes_it(value: bytes, more: bytes) -> None:
    client = sansldap.LDAPClient()
    client.extended_request("1.2.3", value)
    message = client.data_to_send()

    assert message_length(message + more) == len(message)


@pytest.mark.parametrize("part", [b"", b"0", b"0\x82", b"0\x82\x01"])
def test_a_header_that_is_not_all_there_has_no_length_yet(part: bytes) -> None:
    assert message_length(part) is None
