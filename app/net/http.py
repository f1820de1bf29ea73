"""One HTTP attempt: asked anonymously, then signed in where the server wants it."""

import re

import anyio
import httpcore
import httpx

from app.domain.attempts import Exchange, Request, Response
from app.domain.authentication import Scheme, offered_schemes
from app.domain.events import RequestSent, ResponseReceived
from app.domain.failures import Failure, FailureKind
from app.domain.growth import Watched
from app.domain.network import Terms
from app.domain.secret import Credentials
from app.net.backend import Backend, Transport
from app.net.body import Body
from app.net.failures import AttemptFailedError, of_http_error, timed_out
from app.net.lines import Line, Lines
from app.net.masking import Masking, basic_token
from app.net.options import NetworkOptions
from app.net.permission import why_no_sign_in
from app.net.target import Target, read_target

BEGINNING = 4096
"""How much of a body that is too large is kept, to see what it is."""

_LOCKED = 456
"""Account locked, or password change needed. protocol.md 1.5 [EWSMA]"""
_REFUSALS = {401, _LOCKED}

_STATUS_LINE = re.compile(rb"HTTP/1\.\d (\d{3})")

_COOKIES = {b"set-cookie", b"set-cookie2"}
NOT_OVER_HTTP_YET = (
    "not built yet: the signed-in user's own credentials over HTTP; "
    "the directory alone was asked with them"
)

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


async def converse(
    watched: Watched[Exchange], terms: Terms, options: NetworkOptions, lines: Lines
) -> Failure | None:
    """Hold the conversation, reporting each leg; give the Failure that ended it, if one did."""
    target = read_target(watched.attempt.question.url, "http", "https")
    if isinstance(target, Failure):
        return target
    conversation = _Conversation(watched, terms, options, target, lines)
    try:
        return await conversation.hold()
    except AttemptFailedError as error:
        return error.failure
    finally:
        with anyio.CancelScope(shield=True):
            await conversation.transport.aclose()


class _Conversation:
    """The legs of one attempt, over one connection where the server keeps it open."""

    def __init__(
        self,
        watched: Watched[Exchange],
        terms: Terms,
        options: NetworkOptions,
        target: Target,
        lines: Lines,
    ) -> None:
        self.transport = Transport(Backend(lines, target, self._before_write))
        self._watched = watched
        self._question = watched.attempt.question
        self._terms = terms
        self._options = options
        self._target = target
        self._line: Line | None = None
        self._leg: _Leg | None = None
        self._masking: Masking | None = None
        """Set before the password goes out: from then on the server may echo it."""

    async def hold(self) -> Failure | None:
        response = await self._ask(None)
        if response.status != 401:
            return None
        offered = offered_schemes(response.header("WWW-Authenticate"))
        sign_in = self._terms.sign_in
        if sign_in is None or not sign_in.was_given:
            may_be = sign_in is not None and sign_in.may_be_current_user
            because = NOT_OVER_HTTP_YET if may_be else ""
            return _sign_in_needed(self._target, offered, because)
        refusal = self._why_not(self._line, offered)
        if refusal:
            return _sign_in_needed(self._target, offered, refusal)
        async with sign_in.turn() as turn:
            if turn.credentials is None:
                return Failure(
                    kind=FailureKind.SIGN_IN_REFUSED,
                    detail=f"{self._target} asks for a sign-in; the credentials were refused "
                    "before in this run, and are not sent again.",
                )
            self._masking = self._masking_of(turn.credentials)
            failure = None
            try:
                await self._ask(turn.credentials)
            except AttemptFailedError as error:
                failure = self._masking.hide_in_failure(error.failure)
            finally:
                # The status counts, even if the rest never comes or nobody waits for it: another
                # use of a wrong password can lock the account.
                status = self._status()
                turn.refused = status in _REFUSALS
            if status in _REFUSALS:
                return _sign_in_refused(self._target, turn.credentials.username, status)
            return failure

    def _masking_of(self, credentials: Credentials) -> Masking:
        asked = f"{self._question.url}\n{self._question.body}\n{credentials.username}"
        return Masking(credentials, asked)

    def _status(self) -> int | None:
        """Give the status of the newest leg, also where the head of its response is broken."""
        leg, line = self._leg, self._line
        if leg is None or line is None or not leg.is_out:
            return None
        said = _STATUS_LINE.match(line.beginning)
        return leg.status or (int(said[1]) if said else None)

    def _why_not(self, line: Line | None, offered: tuple[str, ...]) -> str:
        return why_no_sign_in(
            line.judged if line is not None else None,
            offered,
            self._terms.authentication,
            old_tls=self._options.old_tls,
        )

    async def _ask(self, credentials: Credentials | None) -> Response:
        """Send the question once, and again if the server had silently closed an idle line."""
        try:
            return await self._ask_once(credentials)
        except AttemptFailedError as error:
            # RFC 9112 9.3.1; the question only reads, so that asking it twice does no harm.
            broken_off = error.failure.kind in {FailureKind.RESET, FailureKind.PROTOCOL}
            if not broken_off or self._line is None or not self._line.went_stale:
                raise
        return await self._ask_once(credentials)

    async def _ask_once(self, credentials: Credentials | None) -> Response:
        leg = self._leg = _Leg(self._request(credentials), credentials)
        try:
            with leg.patience:
                return await self._answer(leg)
        except (httpcore.ProtocolError, httpcore.NetworkError) as error:
            heard = self._line is not None and self._line.has_heard
            failure = of_http_error(error, str(self._target), heard=heard)
            raise AttemptFailedError(failure) from error
        limit_s = self._terms.limits.response_s
        whole = " complete" if self._line is not None and self._line.has_heard else ""
        detail = f"{self._target} gave no{whole} answer within {limit_s:g} s."
        raise AttemptFailedError(timed_out(detail))

    async def _answer(self, leg: "_Leg") -> Response:
        answer = await self.transport.handle_async_request(leg.request)
        leg.status = answer.status_code
        line = self._line
        assert line is not None
        body = Body(
            answer.headers.get("content-encoding", ""),
            self._terms.limits.body_bytes,
            str(self._target),
        )
        try:
            assert isinstance(answer.stream, httpx.AsyncByteStream)
            async for part in answer.stream:
                body.add(part)
                if body.failure is not None:
                    # The next read fails, which ends httpcore's nested generators in good order.
                    await line.aclose()
        except AttemptFailedError:
            if body.failure is None:
                raise
        finally:
            with anyio.CancelScope(shield=True):
                await answer.aclose()
        response = _response(answer, body, self._masking)
        self._watched.report_on(line.place, ResponseReceived(response=response))
        if body.failure is not None:
            raise AttemptFailedError(body.failure)
        return response

    def _before_write(self, line: Line) -> None:
        """Stand between httpcore and the wire: the last look before a request goes out."""
        leg = self._leg
        assert leg is not None
        if leg.is_out:
            return
        if leg.credentials is not None:
            # The line may be a new one, since the server closed the first: it counts by itself.
            refusal = self._why_not(line, (Scheme.BASIC,))
            if refusal:
                raise AttemptFailedError(_sign_in_needed(self._target, ("Basic",), refusal))
        leg.is_out = True
        line.begin_request()
        self._line = line
        self._watched.report_on(line.place, RequestSent(request=self._shown(leg)))
        leg.patience.deadline = anyio.current_time() + self._terms.limits.response_s

    def _request(self, credentials: Credentials | None) -> httpx.Request:
        url = httpx.URL(self._question.url)
        headers = list(self._question.headers)
        given = {name.lower() for name, _ in headers}
        if "host" not in given:
            # httpx would decode the host for it, and raises for an A-label that is none.
            headers.insert(0, ("Host", url.netloc.decode("ascii")))
        if self._question.body and "content-type" not in given:
            # [OXDISCO-ABNF], protocol.md 3.2
            headers.append(("Content-Type", "text/xml"))
        if "user-agent" not in given:
            headers.append(("User-Agent", self._options.user_agent))
        if credentials is not None:
            headers.append(("Authorization", f"Basic {basic_token(credentials)}"))
        # Not through httpx.AsyncClient: it adds headers that Outlook has not, and raises for a
        # Location that is no URL even where it is told not to follow it.
        return httpx.Request(
            self._question.method,
            url,
            headers=headers,
            content=self._question.body.encode() or None,
        )

    def _shown(self, leg: "_Leg") -> Request:
        return Request(
            method=leg.request.method,
            url=self._question.url,
            headers=tuple(
                (_text(name), _text(value))
                for name, value in leg.request.headers.raw
                if name.lower() != b"authorization"
            ),
            body=self._question.body,
            scheme=Scheme.BASIC if leg.credentials else None,
            username=leg.credentials.username if leg.credentials else "",
        )


class _Leg:
    """One request under way."""

    def __init__(self, request: httpx.Request, credentials: Credentials | None) -> None:
        self.request = request
        self.credentials = credentials
        self.is_out = False
        self.status: int | None = None
        """Set as soon as the head of the response is there."""
        self.patience = anyio.CancelScope()
        """Its deadline is set when the request goes out: connecting has limits of its own."""


def _response(answer: httpx.Response, body: Body, masking: Masking | None) -> Response:
    hide = masking.hide if masking else bytes
    content = body.content
    if body.failure is not None:
        content = (masking.hide_in_part(content) if masking else content)[:BEGINNING]
    return Response(
        status=answer.status_code,
        reason=_text(hide(answer.extensions.get("reason_phrase", b""))),
        headers=tuple(
            (_text(hide(name)), _text(hide(_shown_value(name, value))))
            for name, value in answer.headers.raw
        ),
        body=hide(content),
    )


def _shown_value(name: bytes, value: bytes) -> bytes:
    # A cookie can stand for a sign-in, and so is a secret like a password. protocol.md 8.1
    if name.lower() in _COOKIES:
        return value.partition(b"=")[0] + b"=(hidden)"
    return value


def _text(raw: bytes) -> str:
    # RFC 9110 5.5: other octets are opaque; latin-1 keeps each. Controls could move a terminal.
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", raw.decode("latin-1"))


def _sign_in_refused(target: Target, username: str, status: int | None) -> Failure:
    detail = f"{target} refused the user name or the password of {username}."
    if status == _LOCKED:
        detail = (
            f"{target} does not let {username} in: the account is locked, or its password must be "
            f"changed first (status {_LOCKED})."
        )
    return Failure(kind=FailureKind.SIGN_IN_REFUSED, detail=detail)


def _sign_in_needed(target: Target, offered: tuple[str, ...], because: str) -> Failure:
    ways = ", ".join(offered) or "no way that it names"
    return Failure(
        kind=FailureKind.SIGN_IN_NEEDED,
        detail=f"{target} asks for a sign-in by {ways}{': ' if because else ''}{because}.",
    )
