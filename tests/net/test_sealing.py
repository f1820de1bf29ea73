"""Frames of the security layer, against what a directory should never send."""

import itertools
import struct
from typing import Any

import pytest
import spnego

from app.domain.attempts import Search
from app.domain.authentication import Authentication, Scheme
from app.domain.failures import FailureKind
from app.domain.questions import LdapQuestion
from app.net.failures import AttemptFailedError
from app.net.sealing import MOST_FRAME_BYTES, SealedWire
from tests.net.acceptors import Acceptor
from tests.net.makings import ANN, PASSWORD, Report, network, rule, terms
from tests.net.peers import peer

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("ntlm_users")]

QUESTION = LdapQuestion(url="ldap://dc01.contoso.example", filter="(cn=*)", attributes=("cn",))


async def searched(directory: Acceptor, **changes: Any) -> Search:
    conditions = terms(
        credentials=ANN, authentication=Authentication(schemes=(Scheme.NTLM,)), **changes
    )
    async with peer(directory.serve) as serving:
        asked = network(connect=(rule(serving.port, "dc01.contoso.example", 389),))
        return await asked.search(QUESTION, conditions, Report().attempt)


def flipped(at: int) -> Any:
    def flip(frame: bytes) -> bytes:
        return frame[:at] + bytes([frame[at] ^ 1]) + frame[at + 1 :]

    return flip


@pytest.mark.parametrize(
    ("frame", "kind", "part"),
    [
        # The signature's version, its checksum, its sequence number; the message itself.
        (flipped(4), FailureKind.PROTOCOL, "damaged, forged"),
        (flipped(8), FailureKind.PROTOCOL, "damaged, forged"),
        (flipped(17), FailureKind.PROTOCOL, "damaged, forged"),
        (flipped(-1), FailureKind.PROTOCOL, "damaged, forged"),
        (lambda frame: b"\0\0\0\x03abc" + frame, FailureKind.PROTOCOL, "damaged, forged"),
        (lambda frame: b"\0\0\0\0" + frame, FailureKind.PROTOCOL, "damaged, forged"),
        (lambda _: b"\xff\xff\xff\xff", FailureKind.TOO_LARGE, "longer than 16,777,216"),
        (lambda _: b"\x01\0\0\x01", FailureKind.TOO_LARGE, "longer than 16,777,216"),
        # An answer in the clear, as if there had been no sign-in.
        (
            lambda _: b"0\x84\0\0\0\x10\x02\x01\x05e\x84\0\0\0\x07\n\x01\0\x04\0\x04\0",
            FailureKind.PROTOCOL,
            "not encrypted",
        ),
    ],
)
async def test_a_frame_that_is_none_ends_the_attempt(
    frame: Any, kind: FailureKind, part: str
) -> None:
    found = await searched(Acceptor(password=PASSWORD, frame=frame))

    assert found.failure is not None
    assert found.failure.kind is kind
    assert part in found.failure.detail
    assert found.entries == ()


async def test_a_frame_sent_twice_is_forged() -> None:
    found = await searched(Acceptor(password=PASSWORD, frame=lambda frame: frame + frame))

    assert found.failure is not None
    assert found.failure.kind is FailureKind.PROTOCOL


async def test_a_frame_that_never_ends_has_until_the_limit() -> None:
    directory = Acceptor(password=PASSWORD, frame=lambda frame: frame[:-1])

    found = await searched(directory, directory_s=0.2)

    assert found.failure is not None
    assert found.failure.kind is FailureKind.TIMED_OUT


async def test_a_directory_that_closes_later_is_gone() -> None:
    directory = Acceptor(password=PASSWORD)
    counted = itertools.count(1)

    def frame(frame: bytes) -> bytes:
        # The rootDSE comes, and of the search only the beginning.
        return frame if next(counted) == 1 else frame[:9]

    directory.frame = frame
    directory.closes_after_frames = 2

    found = await searched(directory)

    assert found.base
    assert found.failure is not None
    assert found.failure.kind is FailureKind.RESET
    assert "closed the connection" in found.failure.detail


async def test_what_comes_behind_the_yes_to_the_sign_in_is_refused() -> None:
    directory = Acceptor(
        password=PASSWORD, after_sign_in=b"0\x0c\x02\x01\x02a\x07\n\x01\0\x04\0\x04\0"
    )

    found = await searched(directory)

    assert found.failure is not None
    assert found.failure.kind is FailureKind.PROTOCOL
    assert "more than its yes to the sign-in" in found.failure.detail


# --- the wire by itself -------------------------------------------------------------------------


class Mirror:
    """A wire that gives back what was put into it."""

    def __init__(self, *pieces: bytes) -> None:
        self.sent: list[bytes] = []
        self._pieces = list(pieces)

    async def send(self, data: bytes) -> None:
        self.sent.append(data)

    async def receive(self, most: int) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


class Reversing:
    """A context that turns messages round."""

    complete = True
    lacks_seal = False
    negotiated_protocol = "kerberos"

    def __init__(self, *, encrypts: bool = True) -> None:
        self._encrypts = encrypts

    def step(self, in_token: bytes | None = None) -> bytes | None:
        raise AssertionError

    def wrap(self, data: bytes) -> spnego.WrapResult:
        return spnego.WrapResult(data=data[::-1], encrypted=True)

    def unwrap(self, data: bytes) -> spnego.UnwrapResult:
        return spnego.UnwrapResult(data=data[::-1], encrypted=self._encrypts, qop=0)


async def test_each_message_goes_out_in_a_frame_of_its_own() -> None:
    mirror = Mirror()
    wire = SealedWire(mirror, Reversing(), "dc01:389")

    await wire.send(b"abc")
    await wire.send(b"de")

    assert mirror.sent == [b"\0\0\0\x03cba", b"\0\0\0\x02ed"]


async def test_frames_are_put_together_and_given_in_pieces() -> None:
    wire = SealedWire(Mirror(b"\0\0", b"\0\x04d", b"cba\0\0\0\x01x"), Reversing(), "dc01:389")

    received = [await wire.receive(3) for _ in range(4)]

    assert received == [b"abc", b"d", b"x", b""]


async def test_a_frame_that_is_signed_only_is_refused() -> None:
    wire = SealedWire(Mirror(b"\0\0\0\x01x"), Reversing(encrypts=False), "dc01:389")

    with pytest.raises(AttemptFailedError) as caught:
        await wire.receive(9)

    assert caught.value.failure.origin == "signed, but not encrypted"


async def test_the_largest_frame_passes() -> None:
    frame = struct.pack(">I", MOST_FRAME_BYTES) + bytes(MOST_FRAME_BYTES)
    wire = SealedWire(Mirror(frame), Reversing(), "dc01:389")

    assert len(await wire.receive(MOST_FRAME_BYTES)) == MOST_FRAME_BYTES


async def test_a_context_that_cannot_seal_sends_nothing() -> None:
    mirror = Mirror()
    context = spnego.client(
        "ann", "secret", protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm
    )
    wire = SealedWire(mirror, context, "dc01:389")  # type: ignore[arg-type]

    with pytest.raises(AttemptFailedError):
        await wire.send(b"abc")

    assert mirror.sent == []
