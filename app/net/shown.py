"""Requests and responses as they are shown: without what signs in."""

import base64
import binascii
import re
from collections.abc import Callable

import httpx

from app.domain.attempts import Request, Response
from app.domain.questions import HttpQuestion
from app.domain.tokens import Token
from app.net.body import Body
from app.net.echoes import Echoes
from app.net.proof import Proof
from app.protocol.tokens import LARGEST, read_token

BEGINNING = 4096
"""How much of a body that is too large is kept, to see what it is."""
_COOKIES = {b"set-cookie", b"set-cookie2"}
# RFC 9110 11.6, 11.7; the requests' own headers, for a server that sends them back.
_WITH_TOKENS = {
    b"www-authenticate",
    b"proxy-authenticate",
    b"authentication-info",
    b"proxy-authentication-info",
    b"authorization",
    b"proxy-authorization",
}
_TOKEN = re.compile(
    rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]+([A-Za-z0-9\-._~+/]+=*)(?=[ \t]*(?:,|$))"
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def token_of(text: str) -> tuple[bytes, Token | None]:
    """Give a token as it is, and as what it says."""
    if not text:
        return b"", None
    try:
        token = base64.b64decode(text, validate=True)
    except binascii.Error:
        # Whatever it is, it says nothing to either of both.
        return b"?", read_token(b"")
    return token[: LARGEST + 1], read_token(token)


def shown_request(request: httpx.Request, question: HttpQuestion, proof: Proof | None) -> Request:
    """Show a request, without what it proves."""
    return Request(
        method=request.method,
        url=question.url,
        headers=tuple(
            (_text(name), _text(value))
            for name, value in request.headers.raw
            if name.lower() != b"authorization"
        ),
        body=question.body,
        scheme=proof.scheme if proof else None,
        username=proof.username if proof else "",
        token=proof.token if proof else None,
    )


def shown_response(
    answer: httpx.Response,
    body: Body,
    token: Token | None,
    echoes: Echoes | None,
    keep: Callable[[bytes, str], bytes] | None,
) -> Response:
    """Show a response; `keep` reduces a body that may be the user's alone."""
    hide = echoes.hide if echoes else bytes
    content = body.content
    if keep is not None:
        content = keep(content, answer.headers.get("content-type", ""))
    elif body.failure is not None:
        content = (echoes.hide_in_part(content) if echoes else content)[:BEGINNING]
    return Response(
        status=answer.status_code,
        reason=_text(hide(answer.extensions.get("reason_phrase", b""))),
        headers=tuple(
            (_text(hide(name)), _text(hide(_shown_value(name, value))))
            for name, value in answer.headers.raw
        ),
        body=hide(content),
        token=token,
        reduced=keep is not None,
    )


def _shown_value(name: bytes, value: bytes) -> bytes:
    # A cookie can stand for a sign-in, and so is a secret like a password. protocol.md 8.1
    if name.lower() in _COOKIES:
        return value.partition(b"=")[0] + b"=(hidden)"
    if name.lower() in _WITH_TOKENS:
        return _TOKEN.sub(rb"\1 (token not shown)", value)
    return value


def _text(raw: bytes) -> str:
    # RFC 9110 5.5: other octets are opaque; latin-1 keeps each. Controls could move a terminal.
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", raw.decode("latin-1"))
