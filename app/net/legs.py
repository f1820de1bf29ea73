"""The legs of an attempt: each a request with its response."""

import re

import anyio
import httpcore
import httpx
from msgspec.structs import replace

from app.domain.attempts import Exchange, Response
from app.domain.authentication import challenges
from app.domain.events import RequestSent, ResponseReceived
from app.domain.growth import Watched
from app.domain.network import Terms
from app.net.backend import Transport
from app.net.body import Body
from app.net.echoes import Echoes
from app.net.failures import AttemptFailedError, of_http_error, timed_out
from app.net.line import Line
from app.net.lines import Lines
from app.net.options import NetworkOptions
from app.net.proof import Proof
from app.net.shown import shown_request, shown_response, token_of
from app.net.target import Target

_STATUS_LINE = re.compile(rb"HTTP/1\.\d (\d{3})")


class Answer:
    """A response, with the token that its event does not hold."""

    __slots__ = ("offered", "response", "token")

    def __init__(self, response: Response, offered: tuple[str, ...], token: bytes) -> None:
        self.response = response
        self.offered = offered
        """The schemes of its WWW-Authenticate, as sent."""
        self.token = token
        """Of the scheme that was asked with; empty where there is none."""

    def __repr__(self) -> str:
        return f"Answer({self.response.status}, hidden)"


class Legs:
    """The legs of one attempt, each reported; over one connection while the server keeps it."""

    def __init__(
        self,
        watched: Watched[Exchange],
        terms: Terms,
        options: NetworkOptions,
        target: Target,
        lines: Lines,
    ) -> None:
        self._watched = watched
        self._question = watched.attempt.question
        self._terms = terms
        self._options = options
        self._target = target
        self._url = httpx.URL(self._question.url)
        origin = httpcore.Origin(
            scheme=self._url.raw_scheme,
            host=self._url.raw_host,
            port=self._url.port or (443 if target.tls else 80),
        )
        self.transport = Transport(lines, target, origin, self._before_write)
        self.echoes: Echoes | None = None
        """Set before anything goes out to sign in: from then on the server may echo it."""
        self._leg: _Leg | None = None
        self._line: Line | None = None

    @property
    def status(self) -> int | None:
        """The status of the newest leg, also where the head of its response is broken."""
        leg, line = self._leg, self._line
        if leg is None or line is None or not leg.is_out:
            return None
        said = _STATUS_LINE.match(line.beginning)
        return leg.status or (int(said[1]) if said else None)

    @property
    def line(self) -> Line | None:
        """The line that the newest leg went out on."""
        return self._line

    @property
    def is_out(self) -> bool:
        """Whether any byte of the newest leg has gone out."""
        return self._leg is not None and self._leg.is_out

    async def ask(self, proof: Proof | None = None) -> Answer:
        """Send the question on the transport's current line, and report both sides of it."""
        leg = self._leg = _Leg(self._request(proof), proof)
        try:
            with leg.patience:
                return await self._answer(leg)
        except (httpcore.ProtocolError, httpcore.NetworkError) as error:
            heard = self._line is not None and self._line.has_heard
            failure = of_http_error(error, str(self._target), heard=heard)
            if self._terms.keep is not None:
                # What the library quotes of a broken answer may be the user's alone.
                failure = replace(failure, origin="")
            raise AttemptFailedError(failure) from error
        limit_s = self._terms.limits.response_s
        whole = " complete" if self._line is not None and self._line.has_heard else ""
        detail = f"{self._target} gave no{whole} answer within {limit_s:g} s."
        raise AttemptFailedError(timed_out(detail))

    async def _answer(self, leg: "_Leg") -> Answer:
        answer = await self.transport.send(leg.request)
        leg.status = answer.status_code
        leg.waited_ms = round((anyio.current_time() - leg.went_out) * 1000, 3)
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
        said = challenges(tuple(answer.headers.get_list("www-authenticate")))
        wanted = leg.proof.scheme if leg.proof else ""
        texts = (one.token for one in said if one.token and one.scheme.lower() == wanted)
        token, read = token_of(next(texts, ""))
        response = shown_response(answer, body, read, self.echoes, self._terms.keep)
        response = replace(response, waited_ms=leg.waited_ms)
        self._watched.report_on(line.place, ResponseReceived(response=response))
        if body.failure is not None:
            raise AttemptFailedError(body.failure)
        offered = tuple(dict.fromkeys(one.scheme for one in said))
        return Answer(response, offered, token)

    def _before_write(self, line: Line) -> None:
        """Stand between httpcore and the wire: the last look before a request goes out."""
        leg = self._leg
        assert leg is not None
        if leg.is_out:
            return
        leg.is_out = True
        leg.went_out = anyio.current_time()
        line.begin_request()
        self._line = line
        self._watched.report_on(
            line.place, RequestSent(request=shown_request(leg.request, self._question, leg.proof))
        )
        leg.patience.deadline = anyio.current_time() + self._terms.limits.response_s

    def _request(self, proof: Proof | None) -> httpx.Request:
        headers = list(self._question.headers)
        given = {name.lower() for name, _ in headers}
        if "host" not in given:
            # httpx would decode the host for it, and raises for an A-label that is none.
            headers.insert(0, ("Host", self._url.netloc.decode("ascii")))
        if self._question.body and "content-type" not in given:
            # [OXDISCO-ABNF], protocol.md 3.2
            headers.append(("Content-Type", "text/xml"))
        if "user-agent" not in given:
            headers.append(("User-Agent", self._options.user_agent))
        if proof is not None:
            headers.append(("Authorization", proof.header.reveal()))
        # Not through httpx.AsyncClient: it adds headers that Outlook has not, and raises for a
        # Location that is no URL even where it is told not to follow it.
        return httpx.Request(
            self._question.method,
            self._url,
            headers=headers,
            content=self._question.body.encode() or None,
        )


class _Leg:
    """One request under way."""

    def __init__(self, request: httpx.Request, proof: Proof | None) -> None:
        self.request = request
        self.proof = proof
        self.is_out = False
        self.status: int | None = None
        """Set as soon as the head of the response is there."""
        self.went_out = 0.0
        self.waited_ms = 0.0
        """From the request to the head of the response."""
        self.patience = anyio.CancelScope()
        """Its deadline is set when the request goes out: connecting has limits of its own."""
