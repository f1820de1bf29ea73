"""Web servers that mean harm, or are broken, as a table: what each does, and what a run says of it.

Each is met at the root domain, inside TLS; where it is no matter of POST or of TLS also on port 80
of the autodiscover host, by the step that looks for a redirect there.
"""

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from app.domain.failures import FailureKind
from tests.net.peers import forever
from tests.support.answers_xml import redirect_url_xml
from tests.support.hostile import (
    ALERT,
    HEAD,
    Scene,
    address_after_address,
    alerts_after,
    alerts_in_its_flight,
    answers,
    answers_xml,
    by_hand,
    challenges_for_ever,
    challenges_with,
    closes_at_once,
    cuts_its_flight,
    drips,
    drips_records,
    drips_the_handshake,
    garbles_a_record,
    never_shakes_hands,
    packs_without_end,
    raw,
    redirects,
    resets_after,
    says,
    says_without_end,
    wants_a_certificate,
)

ROOT: Final = "contoso.example"
PATH: Final = "/autodiscover/autodiscover.xml"
SHORT_S: Final = 0.2
"""The limit of the phase in which a server is slow."""
_MEBIBYTE: Final = 1 << 20


class Layer(Enum):
    """What a scene is played on."""

    HTTP = auto()
    """Any connection that carries HTTP."""
    POST = auto()
    """HTTP inside TLS."""
    TLS = auto()
    """The bare connection, on which the client begins TLS."""


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """One server, and the Failure that it comes to."""

    name: str
    scene: Scene
    kind: FailureKind
    words: str
    """A part of the failure's sentence."""
    layer: Layer = Layer.HTTP
    limits: Mapping[str, float] = field(default_factory=dict)
    """Short ones, for the attempts at this server alone."""
    gets_password: bool = False
    """It asks for the password itself, with a good certificate; sent once, and refused."""

    def __str__(self) -> str:
        return self.name.replace(" ", "-").replace(":", "")


def web_servers(context: ssl.SSLContext, picky: ssl.SSLContext) -> list[Hostile]:
    """Give the table.

    `context` has the certificate of the root domain, `picky` also wants one of the client.
    """
    return [
        *_too_large(),
        *_too_slow(context),
        *_broken_tls(context, picky),
        *_broken_off(),
        *_no_http(),
        *_of_no_use(),
        *_sign_ins(),
        *_leading_astray(),
        *_xml(),
    ]


_BEGUN: Final = HEAD + b"Content-Type: text/xml\r\nContent-Length: 1000\r\n\r\n<Autodiscover"
_CHUNKED: Final = HEAD + b"Content-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"


def _rows(
    kind: FailureKind,
    words: str,
    scenes: Mapping[str, Scene],
    layer: Layer = Layer.HTTP,
    **limits: float,
) -> Iterable[Hostile]:
    for name, scene in scenes.items():
        yield Hostile(name=name, scene=scene, kind=kind, words=words, layer=layer, limits=limits)


def _too_large() -> Iterable[Hostile]:
    yield from _rows(
        FailureKind.TOO_LARGE,
        "header lines of",
        {
            "headers without end": says_without_end(HEAD, b"X-More: " + b"x" * 1000 + b"\r\n"),
            "a header without end": says_without_end(HEAD + b"X-More: ", b"x" * 4096),
            "a status line without end": says_without_end(HEAD[:-2], b"O" * 4096),
            "a chunk head without end": says_without_end(_CHUNKED + b"5;", b"x" * 4096),
            "trailers without end": says_without_end(_CHUNKED + b"0\r\n", b"X-More: x\r\n" * 99),
        },
    )
    yield from _rows(
        FailureKind.TOO_LARGE,
        "longer than 1,048,576 bytes",
        {
            "a body without end": says_without_end(HEAD + b"\r\n", b"x" * 65536),
            "a length without end": says_without_end(
                HEAD + b"Content-Length: 9999999999999\r\n\r\n", b"x" * 65536
            ),
            "chunks without end": says_without_end(_CHUNKED, b"4000\r\n" + b"x" * 0x4000 + b"\r\n"),
            "a gzip bomb": packs_without_end("gzip", wbits=31),
            "a deflate bomb": packs_without_end("deflate", wbits=15),
            "packed nothing without end": says_without_end(
                HEAD + b"Content-Encoding: gzip\r\n\r\n" + _GZIP_HEAD, _EMPTY_BLOCK * 4096
            ),
        },
    )


_EMPTY_BLOCK: Final = b"\x00\x00\x00\xff\xff"
"""A stored block of no bytes. RFC 1951 3.2.4"""


_GZIP_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""RFC 1952 2.3"""


def _too_slow(context: ssl.SSLContext) -> Iterable[Hostile]:
    yield from _rows(
        FailureKind.TIMED_OUT,
        f"no complete answer within {SHORT_S:g} s",
        {
            "a head byte by byte": drips(b"", HEAD + b"X-Slow: " + b"x" * 9000),
            "a body byte by byte": drips(_BEGUN, b"x"),
            "chunks of one byte": drips(_CHUNKED, b"1\r\nx\r\n"),
            "an answer that stops": says(_BEGUN, then=forever),
            "interim answers without end": says_without_end(
                b"", b"HTTP/1.1 100 Go on\r\n\r\n" * 99
            ),
        },
        response_s=SHORT_S,
    )
    yield from _rows(
        FailureKind.TIMED_OUT,
        f"no answer within {SHORT_S:g} s",
        {"no answer": says(then=forever)},
        response_s=SHORT_S,
    )
    # Nothing can be read of a record before it is whole.
    yield from _rows(
        FailureKind.TIMED_OUT,
        f"no answer within {SHORT_S:g} s",
        {"TLS records byte by byte": by_hand(drips_records, context)},
        Layer.TLS,
        response_s=SHORT_S,
    )
    yield from _rows(
        FailureKind.TIMED_OUT,
        f"did not finish the TLS handshake within {SHORT_S:g} s",
        {
            "no handshake": never_shakes_hands,
            "a handshake byte by byte": by_hand(drips_the_handshake, context),
        },
        Layer.TLS,
        handshake_s=SHORT_S,
    )


def _broken_tls(context: ssl.SSLContext, picky: ssl.SSLContext) -> Iterable[Hostile]:
    yield from _rows(
        FailureKind.TLS,
        "broke the connection off in the middle of the TLS handshake",
        {
            "a reset after connect": raw(b"", after_hello=False, reset=True),
            "a reset after the hello": raw(b"", reset=True),
            "a reset in the handshake": by_hand(cuts_its_flight, context),
        },
        Layer.TLS,
    )
    yield from _rows(
        FailureKind.TLS,
        "closed the connection in the middle of the TLS handshake",
        {"a close after connect": closes_at_once, "a close after the hello": raw(b"")},
        Layer.TLS,
    )
    yield from _rows(
        FailureKind.TLS,
        "have no way of encrypting in common",
        {
            "an alert before the hello": raw(ALERT, after_hello=False),
            "an alert after the hello": raw(ALERT),
        },
        Layer.TLS,
    )
    yield from _rows(
        FailureKind.TLS,
        "does not speak TLS",
        {
            "HTTP in place of TLS": raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            "noise in place of TLS": raw(bytes(range(256)) * 16),
        },
        Layer.TLS,
    )
    yield from _rows(
        FailureKind.TLS,
        "sent a TLS message that is too large",
        {
            "a handshake message of 16 MiB": raw(
                b"\x16\x03\x03\x40\x00\x02\xff\xff\xff" + b"x" * 0x3FFC
            ),
        },
        Layer.TLS,
    )
    yield from _rows(
        FailureKind.TLS,
        "is no longer sound TLS",
        {
            "an alert in the handshake": by_hand(alerts_in_its_flight, context),
            "an alert after the request": by_hand(alerts_after(b""), context),
            "an alert in the body": by_hand(alerts_after(_BEGUN), context),
            "a garbled record": by_hand(garbles_a_record, context),
        },
        Layer.TLS,
    )
    yield from _rows(
        FailureKind.TLS,
        "wants a certificate of the client",
        {"a certificate is wanted": by_hand(wants_a_certificate, picky)},
        Layer.TLS,
    )


def _broken_off() -> Iterable[Hostile]:
    yield from _rows(
        FailureKind.RESET,
        "broke the connection off",
        {
            "a reset after the request": resets_after(b""),
            "a reset in the headers": resets_after(HEAD + b"Content-Ty"),
            "a reset in the body": resets_after(_BEGUN),
        },
    )
    yield from _rows(
        FailureKind.PROTOCOL,
        "closed the connection without an answer",
        {"a close after the request": says()},
    )
    yield from _rows(
        FailureKind.PROTOCOL,
        "closed the connection in the middle of its answer",
        {
            "a close in the headers": says(HEAD + b"Content-Ty"),
            "a length that is too long": says(_BEGUN),
            "a close between chunks": says(_CHUNKED + b"5\r\nhello\r\n"),
            "a close in a chunk": says(_CHUNKED + b"500\r\nhello"),
        },
    )


def _no_http() -> Iterable[Hostile]:
    def lengths(*values: str) -> Scene:
        lines = "".join(f"Content-Length: {value}\r\n" for value in values)
        return says(HEAD + lines.encode() + b"\r\nhello")

    yield from _rows(
        FailureKind.PROTOCOL,
        "is not HTTP",
        {
            "a negative length": lengths("-1"),
            "two lengths": lengths("5", "6"),
            "a length in words": lengths("five"),
            "a length of 30 digits": lengths("9" * 30),
            "a chunk size in words": says(_CHUNKED + b"five\r\nhello\r\n0\r\n\r\n"),
            "a negative chunk size": says(_CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n"),
            "a chunk size of 30 digits": says(_CHUNKED + b"f" * 30 + b"\r\nhello\r\n"),
            "a chunk that is longer than its size": says(_CHUNKED + b"2\r\nhello\r\n0\r\n\r\n"),
            "an unknown transfer coding": says(
                HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
            ),
            "NUL in a header": says(HEAD + b"X-Nul: a\0b\r\nContent-Length: 0\r\n\r\n"),
            "NUL in a header's name": says(HEAD + b"X\0Nul: a\r\nContent-Length: 0\r\n\r\n"),
            "a header's name that is no text": says(HEAD + b"X-\xe9: a\r\n\r\n"),
            "NULs in place of an answer": says(bytes(4096)),
            "a header without a colon": says(HEAD + b"nothing\r\n\r\n"),
            "HTTP 0.9": says(b"<html>hello</html>\r\n\r\n"),
            "another protocol": says(b"220 mail.contoso.example ESMTP\r\n\r\n"),
            "a status of 99": says(b"HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n"),
            "a change of protocol": says(
                b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
            ),
        },
    )


def _of_no_use() -> Iterable[Hostile]:
    yield from _rows(
        FailureKind.PROTOCOL,
        "cannot be unpacked",
        {"gzip that is none": answers(b"hello", "Content-Encoding: gzip")},
    )
    yield from _rows(
        FailureKind.PROTOCOL,
        "encoded its answer in a way that was not asked for",
        {"gzip in gzip": answers(b"hello", f"Content-Encoding: {'gzip, ' * 50}gzip")},
    )
    yield from _rows(
        FailureKind.HTTP_STATUS,
        "answered 503",
        {
            "headers that are no text": answers(
                b"\xff\xfe", "Server: \xff\xfe\x80 \x9b2J", status="503 \xff\xfe"
            ),
            "a reason with an escape": says(b"HTTP/1.1 503 \x1b[2J\r\nContent-Length: 0\r\n\r\n"),
        },
    )


def _sign_ins() -> Iterable[Hostile]:
    yield Hostile(
        name="401 for ever",
        scene=challenges_for_ever,
        kind=FailureKind.SIGN_IN_REFUSED,
        words="refused the user name or the password",
        layer=Layer.POST,
        gets_password=True,
    )
    ntlm = b"NTLMSSP\0\2\0\0\0"
    cannot = "answers the sign-in with something that cannot be gone on with"
    for name, token, kind, words in (
        ("NTLM of noise", bytes(range(256)), FailureKind.PROTOCOL, cannot),
        ("NTLM that is cut off", ntlm, FailureKind.PROTOCOL, cannot),
        ("NTLM with wild pointers", ntlm + b"\xff" * 60, FailureKind.PROTOCOL, cannot),
        ("NTLM of 60 KiB", ntlm + bytes(60_000), FailureKind.TOO_LARGE, "header lines of"),
        ("NTLM without a token", b"", FailureKind.SIGN_IN_REFUSED, "gives no challenge"),
    ):
        yield Hostile(
            name=name,
            scene=challenges_with(token),
            kind=kind,
            words=words,
            layer=Layer.POST,
        )


def _leading_astray() -> Iterable[Hostile]:
    here = f"https://{ROOT}/autodiscover"

    def to(location: str) -> Scene:
        return redirects(location)

    hundred = [f"{here}/{number}/autodiscover.xml" for number in range(100)]
    yield from _rows(
        FailureKind.REDIRECT_LOOP,
        "more than 10 redirects",
        {
            "100 redirects": redirects(*hundred),
            "100 redirects with a long body": redirects(*hundred, body=b"x" * _MEBIBYTE),
        },
        Layer.POST,
    )
    yield from _rows(
        FailureKind.REDIRECT_LOOP,
        "was asked before",
        {"a redirect to itself": to(f"https://{ROOT}{PATH}")},
        Layer.POST,
    )
    yield from _rows(
        FailureKind.REDIRECT_LOOP,
        "more than 10 changes of address",
        {"address after address": address_after_address()},
        Layer.POST,
    )
    yield from _rows(
        FailureKind.REDIRECT_REFUSED,
        "which is not https",
        {"a redirect to http": to(f"http://{ROOT}{PATH}")},
    )
    yield from _rows(
        FailureKind.REDIRECT_REFUSED,
        "no Autodiscover URL",
        {"a redirect to a page": to(f"https://{ROOT}/owa/")},
    )
    yield from _rows(
        FailureKind.REDIRECT_REFUSED,
        "did not allow settings from",
        {
            "a redirect to loopback": to(f"https://127.0.0.1{PATH}"),
            "a redirect to loopback by IPv6": to(f"https://[::1]{PATH}"),
            "a redirect to localhost": to(f"https://localhost{PATH}"),
            "a redirect to a name of digits": to(f"https://2130706433{PATH}"),
        },
    )
    yield from _rows(
        FailureKind.REDIRECT_REFUSED,
        "neither https:// nor http://",
        {
            "a redirect to a file": to("file:///etc/passwd"),
            "a redirect to a script": to("javascript:alert(1)"),
            "a redirect to LDAP": to(f"ldap://{ROOT}"),
        },
    )
    yield from _rows(
        FailureKind.REDIRECT_REFUSED,
        "has a user name in it",
        {"a redirect with a user name": to(f"https://{ROOT}@evil.example{PATH}")},
    )
    yield from _rows(
        FailureKind.REDIRECT_REFUSED,
        "longer than 2,048 characters",
        {"a redirect that is too long": to(f"https://{ROOT}/{'x' * 20_000}")},
    )
    yield from _rows(
        FailureKind.REDIRECT_REFUSED,
        "which is no host name",
        {"a redirect with a tab": to(f"https://{ROOT}\tevil.example{PATH}")},
    )
    yield from _rows(
        FailureKind.REDIRECT_REFUSED,
        "white space, control characters or backslashes",
        {"a redirect with a backslash": to(f"https://{ROOT}\\evil.example{PATH}")},
    )
    yield from _rows(
        FailureKind.REDIRECT_REFUSED,
        "neither https:// nor http://",
        {"a redirectUrl to a file": answers_xml(redirect_url_xml("file:///etc/passwd"))},
        Layer.POST,
    )


def _xml() -> Iterable[Hostile]:
    lines = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30)
    )
    many = "".join(f' a{number}="x"' for number in range(30_000))
    yield from _rows(
        FailureKind.PROTOCOL,
        "brings a document type (DTD)",
        {
            "a billion laughs": answers_xml(
                f"<!DOCTYPE x [{lines}]><Autodiscover>&a29;</Autodiscover>".encode()
            ),
            "a long entity many times": answers_xml(
                f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
                f"<Autodiscover>{'&a;' * 50_000}</Autodiscover>".encode()
            ),
            "an entity in a file": answers_xml(
                b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
                b"<Autodiscover>&f;</Autodiscover>"
            ),
        },
        Layer.POST,
    )
    yield from _rows(
        FailureKind.NOT_AUTODISCOVER,
        "nested deeper than 16 levels",
        {"100,000 levels of XML": answers_xml(b"<a>" * 100_000)},
        Layer.POST,
    )
    yield from _rows(
        FailureKind.PROTOCOL,
        "more than 20,000",
        {
            "30,000 attributes": answers_xml(f"<Autodiscover{many}/>".encode()),
            "100,000 elements": answers_xml(
                b"<Autodiscover>" + b"<a/>" * 100_000 + b"</Autodiscover>"
            ),
        },
        Layer.POST,
    )
    yield from _rows(
        FailureKind.NOT_AUTODISCOVER,
        "name is longer than 64 characters",
        {"a long name in XML": answers_xml(b"<" + b"a" * 9_000 + b"/>")},
        Layer.POST,
    )
    yield from _rows(
        FailureKind.PROTOCOL,
        "no well-formed XML",
        {
            "NULs in XML": answers_xml(b"<Autodiscover>\0\0</Autodiscover>"),
            "XML that is no UTF-8": answers_xml(b"<Autodiscover>\xff\xfe</Autodiscover>"),
            "a length that is too short": answers_xml(b"<Autodiscover><Response>"),
        },
        Layer.POST,
    )
