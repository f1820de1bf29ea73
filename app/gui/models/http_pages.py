"""The requests and responses of an exchange, each in parts that can be shown."""

from msgspec import Struct

from app.domain.attempts import Exchange, Leg, Request, Response
from app.domain.tokens import Token
from app.gui.plain_text import one_line
from app.wording import Line, Mark, token_facts
from app.wording.exchanges import leg_line
from app.wording.language import _
from app.wording.lines import line

LONGEST = 4_000
"""Characters of a header's value."""


class Message(Struct, frozen=True, kw_only=True):
    """A request or a response; every text on one line of its own, the body as on the wire."""

    title: str
    first: str
    headers: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...] = ()
    """What the token of the sign-in says, by captions."""
    note: str = ""
    """What is to be known before the body is read."""
    body: bytes = b""

    @property
    def head(self) -> str:
        """The first line and the headers, as they went over the wire but for the sign-in."""
        lines = (f"{name}: {value}" for name, value in self.headers)
        return "\n".join((self.first, *lines, "", ""))


class LegPages(Struct, frozen=True, kw_only=True):
    """One request with its response; None where none came."""

    line: Line
    request: Message
    response: Message | None = None


def exchange_pages(exchange: Exchange) -> tuple[LegPages, ...]:
    """Give all legs; before the first one, the request that waits to be sent."""
    if exchange.legs:
        return tuple(leg_pages(leg, over=exchange.finished) for leg in exchange.legs)
    question = exchange.question
    request = Request(
        method=question.method, url=question.url, headers=question.headers, body=question.body
    )
    title = _("Request, not sent")
    page = _request(title, request)
    return (LegPages(line=line(question.method, title, Mark.INFORMATION), request=page),)


def leg_pages(leg: Leg, *, over: bool = True) -> LegPages:
    """Give the request, and the response where there is one."""
    return LegPages(
        line=leg_line(leg, over=over),
        request=_request(_("Request"), leg.request),
        response=_response(leg.response) if leg.response else None,
    )


def _request(title: str, request: Request) -> Message:
    headers = _lines(request.headers)
    if request.scheme:
        who = one_line(request.username) or _("the signed-in user")
        signed = _("[signed in with {scheme} as {who}; not shown]")
        hidden = signed.format(scheme=request.scheme, who=who)
        headers = (*headers, ("Authorization", hidden))
    return Message(
        title=title,
        first=f"{request.method} {one_line(request.url)}",
        headers=headers,
        told=_told(request.token),
        body=request.body.encode(),
    )


def _response(response: Response) -> Message:
    note = ""
    if response.reduced:
        note = _("What is the user's alone was left out before anything was kept.")
    elif response.cut:
        note = _("Only the beginning of this body was kept.")
    return Message(
        title=_("Response: {status}").format(status=response.status),
        first=f"HTTP {response.status} {one_line(response.reason)}".rstrip(),
        headers=_lines(response.headers),
        told=_told(response.token),
        note=note,
        body=response.body,
    )


def _lines(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one_line(name), one_line(value, LONGEST)) for name, value in headers)


def _told(token: Token | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, one_line(value)) for name, value in token_facts(token) if value)
