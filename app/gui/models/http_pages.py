"""The requests and responses of an exchange as pages of text."""

from msgspec import Struct

from app.domain.attempts import Exchange, Leg, Request, Response
from app.domain.tokens import Token
from app.gui.plain_text import one_line
from app.wording import token_facts


class HttpPage(Struct, frozen=True, kw_only=True):
    """One message: its head as text, its body as it was on the wire."""

    title: str
    head: str
    body: bytes


def exchange_pages(exchange: Exchange) -> tuple[HttpPage, ...]:
    """Give the pages of all legs; before the first one, the request that waits to be sent."""
    if exchange.legs:
        return tuple(
            page
            for number, leg in enumerate(exchange.legs, start=1)
            for page in leg_pages(leg, number if len(exchange.legs) > 1 else 0)
        )
    question = exchange.question
    request = Request(
        method=question.method, url=question.url, headers=question.headers, body=question.body
    )
    return (_request_page("Request, not sent", request),)


def leg_pages(leg: Leg, number: int = 0) -> tuple[HttpPage, ...]:
    """Give the request, and the response where there is one; 0 is for an only leg."""
    counted = f" {number}" if number else ""
    request = _request_page(f"Request{counted}", leg.request)
    if leg.response is None:
        return (request,)
    return request, _response_page(f"Response{counted}: {leg.response.status}", leg.response)


def _request_page(title: str, request: Request) -> HttpPage:
    if request.scheme:
        who = one_line(request.username) or "the signed-in user"
        signed = f"[signed in with {request.scheme} as {who}; not shown]"
        headers = (*request.headers, ("Authorization", signed))
    else:
        headers = request.headers
    first = f"{request.method} {one_line(request.url)}"
    return HttpPage(
        title=title, head=_head(first, headers, request.token), body=request.body.encode()
    )


def _response_page(title: str, response: Response) -> HttpPage:
    first = f"HTTP {response.status} {one_line(response.reason)}".rstrip()
    head = _head(first, response.headers, response.token)
    if response.reduced:
        head = f"{head}[What is the user's alone was left out before anything was kept.]\n\n"
    return HttpPage(title=title, head=head, body=response.body)


def _head(first: str, headers: tuple[tuple[str, str], ...], token: Token | None) -> str:
    lines = [f"{one_line(name)}: {one_line(value, 4_000)}" for name, value in headers]
    said = [f"    {name}: {one_line(value)}" for name, value in token_facts(token) if value]
    if said:
        said.insert(0, "The token of the sign-in says:")
    return "\n".join([first, *lines, *said, "", ""])
