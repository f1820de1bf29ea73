"""The way of a connection and the answers of a proxy, each in one line."""

from typing import assert_never

from app.domain.authentication import Scheme
from app.domain.proxies import Because, ProxyAnswer, Route
from app.wording.lines import Line, Mark, line


def route_line(route: Route) -> Line:
    """Tell which way is taken, and why."""
    because = why_route(route)
    mark = Mark.WARNING if route.detail else Mark.INFORMATION
    return line(f"Way to {route.target}", f"{way(route)} ({because})", mark)


def way(route: Route) -> str:
    """Name the way."""
    if route.is_direct:
        return "direct, without a proxy"
    named = ", then ".join(map(str, route.proxies))
    return f"through the proxy {named}" + (", then directly" if route.then_direct else "")


def why_route(route: Route) -> str:
    """Tell what decided."""
    match route.because:
        case Because.SETTING:
            return f"from {route.origin}" if route.origin else "no proxy is set for it"
        case Because.EXCEPTION:
            return f"exception {route.origin}"
        case Because.SCRIPT:
            return f"by the script {route.origin}"
        case Because.CONNECT_OPTION:
            return "--connect names it"
        case Because.NO_SCRIPT:
            return route.detail.rstrip(".") or "there is no script"
        case _:
            assert_never(route.because)


def proxy_answer_line(answer: ProxyAnswer) -> Line:
    """Tell what a proxy said for itself."""
    signed_in = f", signed in with {answer.scheme} as {answer.username}" if answer.scheme else ""
    if answer.scheme == Scheme.BASIC:
        # No TLS leads to the proxy itself: whoever listens on the way there can read it.
        signed_in += ", whose password went to it in the clear"
    what = f"{answer.method} {answer.target} at the proxy {answer.proxy}{signed_in}"
    said = f"HTTP {answer.status} {answer.reason}".rstrip()
    if answer.title:
        said += f': "{answer.title}"'
    if answer.is_good:
        return line(what, f"{said}: the tunnel is open", Mark.GOOD)
    # That a sign-in is wanted is a part of the way.
    return line(what, said, Mark.INFORMATION if answer.status == 407 else Mark.BAD)
