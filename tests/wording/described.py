"""Attempts, and how they are described."""

from app.domain.attempts import Exchange, Lookup, Search
from app.domain.failures import Failure, FailureKind
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion
from app.domain.rows import Row, Subject
from app.wording import Mark, describe
from tests.support.played_runs import ROOT_URL

EXCHANGE = Exchange(question=HttpQuestion(method="POST", url=ROOT_URL))
LOOKUP = Lookup(question=DnsQuestion(name="_autodiscover._tcp.contoso.example"))
SEARCH = Search(question=LdapQuestion(url="ldap://dc1", filter="(cn=*)", attributes=()))


def row_of(subject: Subject, *, ended: bool = True, took: float = 20_000.0) -> Row:
    ended_ms = 5.0 + took if ended else None
    return Row(number=1, parent=0, event=1, subject=subject, started_ms=5.0, ended_ms=ended_ms)


def verdict_of(subject: Subject) -> tuple[str, Mark]:
    line = describe(row_of(subject))
    return line.verdict, line.mark


def failed(kind: FailureKind, detail: str = "") -> Failure:
    return Failure(kind=kind, detail=detail)
