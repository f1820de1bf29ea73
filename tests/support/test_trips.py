"""The count of round trips, with packets made by hand."""

import struct

import pytest

from tests.support.trips import Trips, asks_or_answers

TCP, UDP = 6, 17
ACK, SYN = 0x10, 0x02


def packet(protocol: int = TCP, *, payload: int = 100, flags: int = ACK, mark: int = 0) -> bytes:
    """An IPv4 packet with 20 bytes of head; `mark` makes it different from others."""
    head = 8 if protocol == UDP else 20
    length = 20 + head + payload
    ip = struct.pack("!BBHHBBBBHII", 0x45, 0, length, mark, 0, 0, 64, protocol, 0, 1, 2)
    if protocol == UDP:
        return ip + bytes(8 + payload)
    return ip + struct.pack("!HHIIBBHHH", 1, 443, 0, 0, 5 << 4, flags, 0, 0, 0) + bytes(payload)


@pytest.mark.parametrize(
    ("wire", "counts"),
    [
        (packet(UDP), True),
        (packet(payload=0, flags=SYN), True),
        (packet(payload=100), True),
        (packet(payload=0), False),
        # close_notify, in the disguise of TLS 1.3.
        (packet(payload=24), False),
        (packet(protocol=1), False),
        (b"", False),
        (bytes([0x60]) + bytes(60), False),
        (packet()[:30], False),
    ],
)
def test_only_what_asks_or_answers_counts(wire: bytes, counts: bool) -> None:
    assert asks_or_answers(wire) is counts


class Wire:
    def __init__(self) -> None:
        self.trips = Trips()
        self._mark = 0

    def send(self, *, to_server: bool) -> bytes:
        self._mark += 1
        wire = packet(mark=self._mark)
        self.trips.leave(wire, from_client=to_server)
        return wire

    def pass_on(self, *, to_server: bool, times: int = 1) -> None:
        """What is sent at the same time, arrives."""
        for wire in [self.send(to_server=to_server) for _ in range(times)]:
            self.trips.arrive(wire, at_client=not to_server)


def test_questions_that_go_out_together_are_one_trip() -> None:
    wire = Wire()
    wire.pass_on(to_server=True, times=2)
    wire.pass_on(to_server=False, times=3)

    assert wire.trips.count == 1


def test_a_question_after_an_answer_is_another_trip() -> None:
    wire = Wire()
    for _ in range(3):
        wire.pass_on(to_server=True)
        wire.pass_on(to_server=False)

    assert wire.trips.count == 3


def test_a_question_that_was_on_its_way_before_the_answer_came_is_of_the_same_trip() -> None:
    wire = Wire()
    first, second = wire.send(to_server=True), wire.send(to_server=True)
    wire.trips.arrive(first, at_client=False)
    wire.pass_on(to_server=False)
    wire.trips.arrive(second, at_client=False)
    wire.pass_on(to_server=False)

    assert wire.trips.count == 1


def test_what_nobody_saw_leave_changes_nothing() -> None:
    trips = Trips()
    trips.arrive(packet(), at_client=True)
    trips.leave(packet(payload=0), from_client=True)

    assert trips.count == 0
