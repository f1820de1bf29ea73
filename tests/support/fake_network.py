"""A network out of a table: what each URL, name and directory answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import anyio

from app.domain.acceptance import Ground, accepts
from app.domain.attempts import Entry, Exchange, Lookup, Ping, Request, Response, Search, SrvRecord
from app.domain.authentication import Scheme, may_send_password
from app.domain.connections import AddressOutcome, AddressTried, Dial, Judged
from app.domain.controller import Controller
from app.domain.events import (
    Bound,
    CertificateJudged,
    Connected,
    ControllerAnswered,
    EntriesReceived,
    RecordsReceived,
    RequestSent,
    ResponseReceived,
)
from app.domain.failures import Failure, FailureKind
from app.domain.growth import Watched
from app.domain.network import Terms
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion, PingQuestion
from app.domain.recorder import Reporter
from app.domain.verdict import Verdict
from tests.support import builders

NOBODY = Failure(kind=FailureKind.NAME_NOT_FOUND, detail="There is no such name.")
CLOSED = Failure(kind=FailureKind.REFUSED, detail="The server refuses connections.")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What one server says to one request."""

    status: int = 200
    body: bytes = b""
    location: str = ""
    wants_password: str = ""
    """Asks for Basic, and lets only this password in; empty: open to all."""
    verdict: Verdict | None = None
    """None: three times yes."""
    never: bool = False
    """The connection is never made; only cancelling ends the attempt."""


Said = Reply | Failure


@dataclass(kw_only=True)
class FakeNetwork:
    """Implements app.domain.network.Network; what is not in a table does not exist."""

    http: dict[str, Said | list[Said]] = field(default_factory=dict)
    """By URL, or by the operation of SOAP and the URL, where one has several; of a list, one is
    said after the other, and the last for ever."""
    srv: dict[str, tuple[SrvRecord, ...] | Failure] = field(default_factory=dict)
    ldap: dict[str, tuple[Entry, ...] | Failure] = field(default_factory=dict)
    controllers: dict[str, Controller | Failure] = field(default_factory=dict)
    """By the host that is pinged."""
    passwords: list[tuple[str, str]] = field(default_factory=list)
    """(URL, password) each time that one went out."""
    waiting: anyio.Event = field(default_factory=anyio.Event)
    """Set when an attempt hangs."""

    async def exchange(self, question: HttpQuestion, terms: Terms, report: Reporter) -> Exchange:
        watched = Watched(Exchange(question=question), report)
        said = self._said(_key(question, self.http))
        if isinstance(said, Failure):
            return watched.finish(said)
        if said.never:
            self.waiting.set()
            await anyio.sleep_forever()
        ground = self._connect(said, watched, terms)
        if ground is Ground.REJECTED:
            rejected = FailureKind.CERTIFICATE_REJECTED
            return watched.finish(Failure(kind=rejected, detail="The certificate is not accepted."))
        if not said.wants_password:
            self._tell(watched, _response(said, terms))
            return watched.finish()
        self._tell(watched, Response(status=401, reason="Unauthorized", headers=_BASIC))
        if terms.sign_in is None or not may_send_password(terms.authentication, ground):
            return watched.finish(_NEEDED)
        return await self._sign_in(said, watched, terms)

    async def lookup(self, question: DnsQuestion, terms: Terms, report: Reporter) -> Lookup:
        watched = Watched(Lookup(question=question), report)
        found = self.srv.get(question.name, NOBODY)
        if isinstance(found, Failure):
            return watched.finish(found)
        watched.report(RecordsReceived(records=found))
        return watched.finish()

    async def search(self, question: LdapQuestion, terms: Terms, report: Reporter) -> Search:
        watched = Watched(Search(question=question), report)
        found = self.ldap.get(question.url, NOBODY)
        if isinstance(found, Failure):
            return watched.finish(found)
        watched.report(Bound(bind="anonymous", base="CN=Configuration,DC=contoso,DC=local"))
        watched.report(EntriesReceived(entries=found))
        return watched.finish()

    async def ping(self, question: PingQuestion, terms: Terms, report: Reporter) -> Ping:
        watched = Watched(Ping(question=question), report)
        found = self.controllers.get(question.host, CLOSED)
        if isinstance(found, Failure):
            return watched.finish(found)
        watched.report(ControllerAnswered(controller=found))
        return watched.finish()

    def _said(self, url: str) -> Said:
        said = self.http.get(url, NOBODY)
        if isinstance(said, list):
            return said.pop(0) if len(said) > 1 else said[0]
        return said

    def _connect(self, said: Reply, watched: Watched[Exchange], terms: Terms) -> Ground:
        parts = urlsplit(watched.attempt.question.url)
        host, port = parts.hostname or "", 443 if parts.scheme == "https" else 80
        place = watched.new_connection()
        tried = AddressTried(
            address="192.0.2.10",
            port=port,
            outcome=AddressOutcome.CONNECTED,
            started_ms=0.0,
            duration_ms=1.0,
        )
        watched.report_on(place, Connected(dial=Dial(host=host, port=port, tried=(tried,))))
        if port == 80:
            return Ground.GOOD
        verdict = said.verdict or builders.verdict(host)
        acceptance = accepts(verdict, host, port, terms.policy)
        judged = Judged(
            host=host,
            port=port,
            verdict=verdict,
            acceptance=acceptance,
            tls_version="TLSv1.3",
            cipher="TLS_AES_256_GCM_SHA384",
        )
        watched.report_on(place, CertificateJudged(judged=judged))
        return acceptance.ground

    async def _sign_in(self, said: Reply, watched: Watched[Exchange], terms: Terms) -> Exchange:
        assert terms.sign_in
        url = watched.attempt.question.url
        async with terms.sign_in.turn() as turn:
            if turn.credentials is None:
                return watched.finish(_NEEDED)
            password = turn.credentials.password.reveal()
            self.passwords.append((url, password))
            if password != said.wants_password:
                turn.refuse()
                again = Response(status=401, reason="Unauthorized", headers=_BASIC)
                self._tell(watched, again, Scheme.BASIC)
                refused = FailureKind.SIGN_IN_REFUSED
                return watched.finish(Failure(kind=refused, detail="The password is refused."))
            self._tell(watched, _response(said, terms), Scheme.BASIC)
        return watched.finish()

    def _tell(
        self, watched: Watched[Exchange], response: Response, scheme: Scheme | None = None
    ) -> None:
        question = watched.attempt.question
        request = Request(
            method=question.method,
            url=question.url,
            headers=question.headers,
            body=question.body,
            scheme=scheme,
        )
        watched.report(RequestSent(request=request))
        watched.report(ResponseReceived(response=response))


def _key(question: HttpQuestion, table: Mapping[str, object]) -> str:
    action = dict(question.headers).get("SOAPAction", "").rpartition("/")[2].strip('"')
    named = f"{action} {question.url}"
    return named if named in table else question.url


_BASIC = (("WWW-Authenticate", 'Basic realm="mail"'),)
_NEEDED = Failure(kind=FailureKind.SIGN_IN_NEEDED, detail="The server asks for a sign-in.")


def _response(said: Reply, terms: Terms) -> Response:
    headers = (("Location", said.location),) if said.location else ()
    body = terms.keep(said.body, "") if terms.keep else said.body
    reason = {200: "OK", 302: "Found", 404: "Not Found"}.get(said.status, "")
    return Response(status=said.status, reason=reason, headers=headers, body=body)
