"""What a proxy says for itself, cut to what may be shown, and what is wrong with it in words."""

import html
import re
from collections.abc import Iterable
from typing import Final

from app.domain.authentication import offered_schemes
from app.domain.failures import Failure, FailureKind
from app.domain.proxies import ProxyAnswer, ProxyAt
from app.net.masking import Masking

SIGN_IN_WANTED: Final = 407
NOT_REACHED: Final = frozenset({502, 503, 504})

_SHOWN: Final = frozenset(
    {
        "via",
        "server",
        "proxy-authenticate",
        "proxy-agent",
        "proxy-status",
        "x-squid-error",
        "x-cache",
        "content-type",
        "retry-after",
        "connection",
        "proxy-connection",
    }
)
"""Of whatever else a proxy may send, cookies and tokens among it, nothing is kept."""
_LONGEST: Final = 300
_TITLE = re.compile(rb"<title[^>]{0,200}>(.{0,2000}?)</title", re.IGNORECASE | re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# One value may hold several challenges, and be cut off in the middle of a token. RFC 9110 11.6.1
_TOKEN = re.compile(
    r"(?<![^\s,])([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]+[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))"
)


def shown_headers(
    headers: Iterable[tuple[bytes, bytes]], masking: Masking | None
) -> tuple[tuple[str, str], ...]:
    """Give the headers that tell who answers, without tokens."""
    kept = ((_text(name).lower(), value) for name, value in headers)
    return tuple(
        (name, _without_token(name, _text(masking.hide(value) if masking else value)))
        for name, value in kept
        if name in _SHOWN
    )


def shown_text(raw: bytes, masking: Masking | None) -> str:
    """Give a short text that came in, without controls and without the password."""
    return _text(masking.hide(raw) if masking else raw)


def page_title(body: bytes, masking: Masking | None) -> str:
    """Give the title of an error page; empty where it has none."""
    found = _TITLE.search(body)
    if not found:
        return ""
    raw = masking.hide(found[1]) if masking else found[1]
    told = html.unescape(raw.decode("utf-8", "replace"))
    return _CONTROLS.sub(" ", " ".join(told.split()))[:_LONGEST]


def _text(raw: bytes) -> str:
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", raw.decode("latin-1"))[:_LONGEST]


def _without_token(name: str, value: str) -> str:
    if name != "proxy-authenticate":
        return value
    # Parameters such as realm stay; what comes alone behind a scheme is a token.
    return _TOKEN.sub(r"\1 (token)", value)


def unreachable(proxy: ProxyAt, failure: Failure) -> Failure:
    """Say that the way ends before the proxy."""
    return Failure(
        kind=FailureKind.PROXY,
        detail=f"The proxy {proxy} cannot be reached. {failure.detail}",
        origin=failure.origin,
    )


def refused(answer: ProxyAnswer) -> Failure:
    """Say what the proxy answered in place of letting the request through."""
    said = f"{answer.status} {answer.reason}".rstrip()
    page = f', on a page titled "{answer.title}"' if answer.title else ""
    detail = f"The proxy {answer.proxy} refused {_request(answer)} with {said}{page}."
    if answer.status in NOT_REACHED:
        detail += " That is what proxies answer when they themselves do not reach the server."
    return Failure(kind=FailureKind.PROXY, detail=detail)


def sign_in_wanted(answer: ProxyAnswer, because: str = "") -> Failure:
    """Say that the proxy wants credentials which it does not get."""
    ways = ", ".join(offered_schemes(answer.header("proxy-authenticate"))) or "no way it names"
    because = because or (
        "a proxy gets none unasked; --proxy http://USER@HOST:PORT names a user,"
        " --proxy-current-user the signed-in one"
    )
    return Failure(
        kind=FailureKind.PROXY,
        detail=f"The proxy {answer.proxy} refused {_request(answer)} with 407:"
        f" it asks for a sign-in by {ways}; {because}.",
    )


def sign_in_refused(proxy: ProxyAt, who: str, by_domain: Failure | None = None) -> Failure:
    """Say that the credentials are no good there; `by_domain`: what the domain said itself."""
    said = f"The proxy {proxy} refused the sign-in of {who}"
    if by_domain:
        said = f"The proxy {proxy} cannot be signed in to: {by_domain.detail.rstrip('.')}"
    return Failure(
        kind=FailureKind.PROXY,
        detail=f"{said}; these credentials are not sent again in this run.",
        origin=by_domain.origin if by_domain else "",
    )


def broken(proxy: ProxyAt, what: str, origin: str = "") -> Failure:
    """Say that what the proxy does is not HTTP, or not within limits."""
    return Failure(kind=FailureKind.PROXY, detail=f"The proxy {proxy} {what}.", origin=origin)


def _request(answer: ProxyAnswer) -> str:
    to = f"to {answer.target}" if answer.method == "CONNECT" else f"for {answer.target}"
    return f"{answer.method} {to}"
