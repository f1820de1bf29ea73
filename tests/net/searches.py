"""Searching in directories of a test's own, which pyspnego's acceptor guards."""

from typing import Any

from app.domain.attempts import Search
from app.domain.authentication import Authentication, Scheme
from app.domain.binds import BindTry
from app.domain.network import Terms
from app.domain.questions import LdapQuestion
from tests.net.acceptors import Acceptor
from tests.net.makings import ANN, PASSWORD, FakeJudge, Report, network, rule, terms
from tests.net.peers import Peer

PLAIN = LdapQuestion(
    url="ldap://dc01.contoso.example", filter="(keywords=secret-filter)", attributes=("keywords",)
)
TLS = LdapQuestion(
    url="ldaps://dc01.contoso.example", filter="(keywords=secret-filter)", attributes=("keywords",)
)
SCP = {"CN=EXCH01,CN=Autodiscover": {"keywords": [b"Site=Paris"]}}
NTLM = Authentication(schemes=(Scheme.NTLM,), named=True)
NTLM_OR_BASIC = Authentication(schemes=(Scheme.NTLM, Scheme.BASIC), named=True)


def acceptor(**changes: Any) -> Acceptor:
    """A directory that tells those who have signed in what it has."""
    return Acceptor(**({"entries": SCP, "password": PASSWORD} | changes))


async def search(
    serving: Peer,
    question: LdapQuestion = PLAIN,
    conditions: Terms | None = None,
    *,
    judge: FakeJudge | None = None,
    report: Report | None = None,
    **options: Any,
) -> Search:
    rules = tuple(rule(serving.port, "dc01.contoso.example", at) for at in (389, 636))
    asked = network(judge, connect=rules, **options)
    conditions = conditions or terms(credentials=ANN)
    return await asked.search(question, conditions, (report or Report()).attempt)


def told(tries: tuple[BindTry, ...]) -> str:
    return ", ".join(f"{one.mechanism} {one.outcome}" for one in tries)
