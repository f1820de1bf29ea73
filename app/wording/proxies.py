"""The way of a connection and the answers of a proxy, each in one line."""

from typing import assert_never

from app.domain.authentication import Scheme
from app.domain.proxies import Because, ProxyAnswer, Route
from app.wording.language import Naming, _, said
from app.wording.lines import Line, Mark, line


def route_line(route: Route, named: Naming = said) -> Line:
    """Tell which way is taken, and why."""
    because = why_route(route, named)
    mark = Mark.WARNING if route.detail else Mark.INFORMATION
    return line(_("Way to {target}").format(target=route.target), f"{way(route)} ({because})", mark)


def way(route: Route) -> str:
    """Name the way."""
    if route.is_direct:
        return _("direct, without a proxy")
    named = f", {_('then')} ".join(map(str, route.proxies))
    text = (
        _("through the proxy {proxies}, then directly")
        if route.then_direct
        else _("through the proxy {proxies}")
    )
    return text.format(proxies=named)


def why_route(route: Route, named: Naming = said) -> str:
    """Tell what decided; `named` says how an origin is called."""
    match route.because:
        case Because.SETTING:
            if not route.origin:
                return _("no proxy is set for it")
            return _("from {origin}").format(origin=named(route.origin))
        case Because.EXCEPTION:
            return _("exception {origin}").format(origin=named(route.origin))
        case Because.SCRIPT:
            return _("by the script {origin}").format(origin=said(route.origin))
        case Because.CONNECT_OPTION:
            return _("{option} names it").format(option=named("--connect"))
        case Because.NO_SCRIPT:
            return said(route.detail).rstrip(".") or _("there is no script")
        case _:
            assert_never(route.because)


def proxy_answer_line(answer: ProxyAnswer) -> Line:
    """Tell what a proxy said for itself."""
    parts = [
        _("{method} {target} at the proxy {proxy}").format(
            method=answer.method, target=answer.target, proxy=answer.proxy
        )
    ]
    if answer.scheme:
        parts.append(
            _("signed in with {scheme} as {who}").format(scheme=answer.scheme, who=answer.username)
        )
    if answer.scheme == Scheme.BASIC:
        # No TLS leads to the proxy itself: whoever listens on the way there can read it.
        parts.append(_("whose password went to it in the clear"))
    what = ", ".join(parts)
    told = f"HTTP {answer.status} {answer.reason}".rstrip()
    if answer.title:
        told += f': "{answer.title}"'
    if answer.is_good:
        return line(what, _("{status}: the tunnel is open").format(status=told), Mark.GOOD)
    # That a sign-in is wanted is a part of the way.
    return line(what, told, Mark.INFORMATION if answer.status == 407 else Mark.BAD)
