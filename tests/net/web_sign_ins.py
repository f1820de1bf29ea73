"""Signing in to web servers of a test's own."""

from typing import Any

from app.domain.attempts import Exchange
from app.domain.authentication import Authentication, Scheme
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from tests.net.makings import PASSWORD, POST, FakeJudge, Report, network, rule, server_tls, terms
from tests.net.peers import Guest, Peer, peer
from tests.net.web_acceptors import WebAcceptor

ANN_OF_CONTOSO = Credentials("CONTOSO\\ann", Secret(PASSWORD))
WRONG = Credentials("CONTOSO\\ann", Secret("Sommer!2007 und mehr"))
NTLM = Authentication(schemes=(Scheme.NTLM,), named=True)
NEGOTIATE = Authentication(schemes=(Scheme.NEGOTIATE,), named=True)


async def ask(
    server: WebAcceptor,
    sign_in: SignIn | None = None,
    authentication: Authentication | None = None,
    *,
    report: Report | None = None,
    judge: FakeJudge | None = None,
    **changes: Any,
) -> Exchange:
    async with peer(server.serve, server_tls()) as serving:
        return await ask_at(serving, sign_in, authentication, report=report, judge=judge, **changes)


async def ask_at(
    serving: Peer,
    sign_in: SignIn | None = None,
    authentication: Authentication | None = None,
    *,
    report: Report | None = None,
    judge: FakeJudge | None = None,
    **changes: Any,
) -> Exchange:
    conditions = terms(
        sign_in=sign_in or SignIn(ANN_OF_CONTOSO), authentication=authentication, **changes
    )
    asked = network(judge, connect=(rule(serving.port),))
    return await asked.exchange(POST, conditions, (report or Report()).attempt)


def told(exchange: Exchange) -> str:
    return ", ".join(f"{one.scheme}/{one.mechanism} {one.outcome}" for one in exchange.tries)


def statuses(exchange: Exchange) -> list[int]:
    return [leg.response.status if leg.response else 0 for leg in exchange.legs]


class Ticket:
    """A context of Kerberos that has a ticket, and finds in the server's token what is wrong."""

    complete = False
    lacks_seal = False
    negotiated_protocol = "kerberos"

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def step(self, in_token: bytes | None = None) -> bytes | None:
        if in_token is None:
            return b"ticket"
        if self._error:
            raise self._error
        return None


def refusing(header: str) -> Any:
    async def script(guest: Guest) -> None:
        acceptor = WebAcceptor()
        while request := await guest.request():
            if b"Negotiate dGlja2V0" in request:
                await guest.answer("401 No", b"", header)
            elif b"Authorization" in request:
                await guest.answer("401 No", b"", "WWW-Authenticate: Negotiate")
            else:
                await guest.answer("401 No", b"", *acceptor._offers())

    return script
