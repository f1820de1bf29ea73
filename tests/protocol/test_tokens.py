"""Tokens of sign-ins: real ones say what they should, and any bytes give a value."""

import struct
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.failures import Failure, FailureKind
from app.domain.tokens import (
    KerberosError,
    KerberosReply,
    KerberosRequest,
    NtlmAuthenticate,
    NtlmChallenge,
    NtlmNegotiate,
    SpnegoOffer,
    SpnegoReply,
    Token,
    proves,
)
from app.protocol.ntlm import read_message
from app.protocol.tokens import LARGEST, read_token

SPNEGO = bytes.fromhex("06062b0601050502")
KERBEROS = bytes.fromhex("06092a864886f712010202")
MICROSOFT = bytes.fromhex("06092a864882f712010202")
NTLM = bytes.fromhex("060a2b06010401823702020a")


def der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    return bytes([tag, 0x82]) + struct.pack(">H", len(content)) + content


def sequence(**fields: bytes) -> bytes:
    """A SEQUENCE whose members have the tags in their names: t3=..."""
    members = [der(0xA0 + int(name[1:]), value) for name, value in fields.items()]
    return der(0x30, *members)


def number(value: int) -> bytes:
    return der(0x02, value.to_bytes(2, signed=True))


def text(value: str) -> bytes:
    return der(0x1B, value.encode())


SEALED = sequence(t0=number(18), t1=number(2), t2=der(0x04, b"secret" * 50))
NAME = sequence(t0=number(2), t1=der(0x30, text("HTTP"), text("mail.contoso.com")))
TICKET = der(0x61, sequence(t0=number(5), t1=text("CONTOSO.COM"), t2=NAME, t3=SEALED))
OPTIONS = der(0x03, b"\0\x20\0\0\0")
AP_REQ = der(
    0x6E,
    sequence(t0=number(5), t1=number(14), t2=OPTIONS, t3=TICKET, t4=SEALED),
)
AP_REP = der(0x6F, sequence(t0=number(5), t1=number(15), t2=SEALED))
KRB_ERROR = der(
    0x7E,
    sequence(
        t0=number(5),
        t1=number(30),
        t4=der(0x18, b"20070627120000Z"),
        t6=number(37),
        t9=text("CONTOSO.COM"),
        t10=NAME,
    ),
)
REQUEST = KerberosRequest(
    service="HTTP/mail.contoso.com", realm="CONTOSO.COM", encryption="AES-256", mutual=True
)


def wrapped(mechanism: bytes, *parts: bytes) -> bytes:
    return der(0x60, mechanism, *parts)


def offer(*mechanisms: bytes, token: bytes) -> bytes:
    return wrapped(
        SPNEGO,
        der(0xA0, sequence(t0=der(0x30, *mechanisms), t2=der(0x04, token))),
    )


def field(content: bytes, at: int) -> bytes:
    return struct.pack("<HHI", len(content), len(content), at)


def pair(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def wide(value: str) -> bytes:
    return value.encode("utf-16-le")


TIME = struct.pack("<Q", 128_274_192_000_000_000)
INFO = b"".join(
    (
        pair(2, wide("CONTOSO")),
        pair(1, wide("EXCH01")),
        pair(4, wide("contoso.local")),
        pair(3, wide("exch01.contoso.local")),
        pair(5, wide("forest.local")),
        pair(7, TIME),
        pair(0, b""),
    )
)
TARGET = wide("CONTOSO")
CHALLENGE = (
    b"NTLMSSP\0"
    + struct.pack("<I", 2)
    + field(TARGET, 56)
    + struct.pack("<I", 0x02890205 & ~0x00080000 | 0x00010000)
    + b"NONCE-64"
    + bytes(8)
    + field(INFO, 56 + len(TARGET))
    + bytes([5, 2])
    + struct.pack("<H", 3790)
    + b"\0\0\0\x0f"
    + TARGET
    + INFO
)
READ_CHALLENGE = NtlmChallenge(
    target="CONTOSO",
    target_type="domain",
    netbios_computer="EXCH01",
    netbios_domain="CONTOSO",
    dns_computer="exch01.contoso.local",
    dns_domain="contoso.local",
    forest="forest.local",
    time=datetime(2007, 6, 27, 12, 0, tzinfo=UTC),
    version="5.2.3790",
)
USER, DOMAIN, WORKSTATION = wide("ann"), wide("CONTOSO"), wide("PC7")


def authenticate(*, response: bytes, flags: int = 1) -> bytes:
    at = 72
    parts, fields = b"", b""
    for content in (b"LM-LM-LM", response, DOMAIN, USER, WORKSTATION, b"SESSION-KEY"):
        fields += field(content, at + len(parts))
        parts += content
    return (
        b"NTLMSSP\0" + struct.pack("<I", 3) + fields + struct.pack("<I", flags) + bytes(8) + parts
    )


NEGOTIATE = (
    b"NTLMSSP\0" + struct.pack("<II", 1, 0x3207) + field(b"CONTOSO", 32) + field(b"PC7", 39)
) + b"CONTOSOPC7"

TOKENS: list[tuple[bytes, Token]] = [
    (NEGOTIATE, NtlmNegotiate(domain="CONTOSO", workstation="PC7")),
    (NEGOTIATE[:16], NtlmNegotiate()),
    (CHALLENGE, READ_CHALLENGE),
    (
        authenticate(response=b"\x01" * 200),
        NtlmAuthenticate(user="ann", domain="CONTOSO", workstation="PC7"),
    ),
    (
        authenticate(response=b"\x01" * 24),
        NtlmAuthenticate(user="ann", domain="CONTOSO", workstation="PC7", ntlm_version=1),
    ),
    (wrapped(KERBEROS, b"\x01\x00", AP_REQ), REQUEST),
    (AP_REQ, REQUEST),
    (wrapped(KERBEROS, b"\x02\x00", AP_REP), KerberosReply(encryption="AES-256")),
    (
        wrapped(KERBEROS, b"\x03\x00", KRB_ERROR),
        KerberosError(
            code=37,
            service="HTTP/mail.contoso.com",
            realm="CONTOSO.COM",
            time=datetime(2007, 6, 27, 12, 0, tzinfo=UTC),
        ),
    ),
    (
        offer(MICROSOFT, KERBEROS, NTLM, token=wrapped(KERBEROS, b"\x01\x00", AP_REQ)),
        SpnegoOffer(mechanisms=("Kerberos (Microsoft)", "Kerberos", "NTLM"), inner=REQUEST),
    ),
    (
        offer(NTLM, token=NEGOTIATE),
        SpnegoOffer(mechanisms=("NTLM",), inner=NtlmNegotiate(domain="CONTOSO", workstation="PC7")),
    ),
    (
        der(0xA1, sequence(t0=der(0x0A, b"\1"), t1=NTLM, t2=der(0x04, CHALLENGE))),
        SpnegoReply(state="accept-incomplete", mechanism="NTLM", inner=READ_CHALLENGE),
    ),
    (der(0xA1, sequence(t0=der(0x0A, b"\2"))), SpnegoReply(state="reject")),
    (der(0xA1, sequence(t0=der(0x0A, b"\x09"))), SpnegoReply()),
]


@pytest.mark.parametrize(("data", "expected"), TOKENS)
def test_a_token_says_who_for_what_and_how(data: bytes, expected: Token) -> None:
    assert read_token(data) == expected


@pytest.mark.parametrize(("data", "_"), TOKENS)
def test_nothing_that_proves_or_encrypts_is_kept(data: bytes, _: Token) -> None:
    told = msgspec.json.encode(read_token(data))

    for secret in (b"secret", b"NONCE", b"SESSION", b"LM-LM", b"\\u0001"):
        assert secret not in told


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"?",
        b"NTLMSSP",
        b"NTLMSSP\0",
        b"NTLMSSP\0" + struct.pack("<I", 4) + bytes(60),
        CHALLENGE[:50],
        CHALLENGE[:60],
        CHALLENGE.replace(pair(0, b""), struct.pack("<HH", 9, 500)),
        b"\x60\x84\xff\xff\xff\xff",
        b"\x60\x80",
        der(0x60),
        der(0x61, b"x"),
        AP_REQ[:-1],
        der(0x6E, sequence(t0=number(5))),
        der(0x6E, sequence(t2=OPTIONS, t3=der(0x30))),
        der(0x6F, sequence(t0=number(5))),
        wrapped(SPNEGO),
        b"A" * (LARGEST + 1),
    ],
)
def test_what_is_no_token_is_a_failure(data: bytes) -> None:
    token = read_token(data)

    assert isinstance(token, Failure)
    assert token.kind is FailureKind.PROTOCOL


def test_a_spoilt_inner_token_leaves_what_is_around_it() -> None:
    token = read_token(offer(KERBEROS, token=b"\x60\x05damage"))

    assert isinstance(token, SpnegoOffer)
    assert token.mechanisms == ("Kerberos",)
    assert isinstance(token.inner, Failure)


def test_names_are_cut_and_unknown_things_named_as_such() -> None:
    name = sequence(t0=number(2), t1=der(0x30, text("H" * 500)))
    sealed = sequence(t0=number(99), t2=der(0x04, b""))
    ticket = der(0x61, sequence(t1=text("R" * 500), t2=name, t3=sealed))
    request = read_token(der(0x6E, sequence(t2=OPTIONS, t3=ticket)))
    offered = read_token(offer(bytes.fromhex("06022a03"), token=NEGOTIATE))

    assert isinstance(request, KerberosRequest)
    assert (len(request.service), len(request.realm)) == (255, 255)
    assert request.encryption == "type 99"
    assert isinstance(offered, SpnegoOffer)
    assert offered.mechanisms == ("unknown (2a03)",)


def test_a_time_that_is_none_is_left_out() -> None:
    late = CHALLENGE.replace(TIME, b"\xff" * 8)
    error = read_token(KRB_ERROR.replace(b"20070627120000Z", b"20070699120000Z"))

    challenge = read_token(late)
    assert isinstance(challenge, NtlmChallenge)
    assert challenge.time is None
    assert isinstance(error, KerberosError)
    assert error.time is None


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (NtlmNegotiate(), False),
        (SpnegoOffer(mechanisms=("NTLM",), inner=NtlmNegotiate()), False),
        (NtlmAuthenticate(user="ann"), True),
        (SpnegoOffer(mechanisms=("Kerberos",), inner=REQUEST), True),
        (SpnegoReply(inner=NtlmAuthenticate(user="ann")), True),
        # What cannot be read might have been one.
        (Failure(kind=FailureKind.PROTOCOL, detail="?"), True),
        (None, True),
    ],
)
def test_asking_for_a_challenge_proves_nothing_yet(token: Token | None, expected: bool) -> None:
    assert proves(token) is expected


@given(st.binary(max_size=300))
@example(b"\x30\x84\xff\xff\xff\xff")
@example(b"\x7f\xff\xff\xff\xff\xff")
def test_any_bytes_give_a_value(data: bytes) -> None:
    assert isinstance(read_token(data), Token)
    assert isinstance(
        read_message(b"NTLMSSP\0" + data),
        NtlmNegotiate | NtlmChallenge | NtlmAuthenticate | Failure,
    )


@given(st.data())
def test_a_damaged_token_gives_a_value(data: st.DataObject) -> None:
    wire = bytearray(data.draw(st.sampled_from([token for token, _ in TOKENS])))
    places = st.tuples(st.integers(0, len(wire) - 1), st.integers(0, 255))
    for place, value in data.draw(st.lists(places, max_size=8)):
        wire[place] = value
    cut = data.draw(st.integers(0, len(wire)))

    token = read_token(bytes(wire[:cut]))

    assert isinstance(token, Token)
    # Into the session log with it.
    msgspec.json.encode(token)
