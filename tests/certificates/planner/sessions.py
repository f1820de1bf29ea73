"""Sessions that showed just what a test of the planner is about."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from app.domain.acceptance import Acceptance, Ground
from app.domain.attempts import SrvRecord
from app.domain.connections import Judged, Resolution, ResolvedBy
from app.domain.events import (
    AnswerRead,
    AttemptFinished,
    AttemptStarted,
    CertificateJudged,
    Connected,
    EntriesReceived,
    NameResolved,
    Outcome,
    PointsChosen,
    ProbeResult,
    Recorded,
    RecordsReceived,
    ServiceProbed,
    SettingsChosen,
    StepStarted,
)
from app.domain.failures import Failure, FailureKind
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion
from app.domain.recorder import Reporter
from app.domain.scp import PointReason, ScpChoice, ServicePoint
from app.domain.session import Session
from app.domain.settings import HttpRedirect, ProtocolSettings, Settings, User
from app.domain.steps import StepName
from app.domain.verdict import Certificate, MatchedBy, Problem, Verdict
from app.protocol.services import services_of
from tests.support.played_runs import Player, dialled, session_of

DOMAIN = "contoso.example"
AUTODISCOVER = f"autodiscover.{DOMAIN}"
MAIL = f"mail.{DOMAIN}"
INSIDE = "exch01.contoso.local"


def certificate(*names: str, common: str | None = None) -> Certificate:
    common = names[0] if common is None else common
    return Certificate(
        subject=f"CN={common}",
        issuer="CN=Example CA",
        names=names,
        not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=datetime(2027, 1, 1, tzinfo=UTC),
        sha256=f"{abs(hash((common, names))):064x}"[:64],
    )


def judged(host: str, leaf: Certificate, *problems: Problem, matches: bool | None = None) -> Judged:
    held = host in leaf.names if matches is None else matches
    untrusted = {Problem.SELF_SIGNED, Problem.UNKNOWN_ISSUER, Problem.MISSING_INTERMEDIATE}
    verdict = Verdict(
        host=host,
        trusted=not untrusted & set(problems),
        in_date=Problem.EXPIRED not in problems,
        name_matches=held,
        matched_by=MatchedBy.SAN if held else None,
        matched_name=host if held else "",
        problems=problems,
        presented=(leaf,),
        path=(leaf,),
        anchor=None,
    )
    accepted = Acceptance(accepted=True, ground=Ground.GOOD)
    return Judged(
        host=host, port=443, verdict=verdict, acceptance=accepted, tls_version="", cipher=""
    )


class Story:
    """A session in the making; every method reports one thing that the session showed."""

    def __init__(self, *, joined: bool = False) -> None:
        self.player = Player()
        self.round = self.player.start(joined=joined)

    def begin(self, step: StepName) -> Reporter:
        report = self.round.in_step(step)
        report(StepStarted())
        return report

    def https(self, host: str, leaf: Certificate, *problems: Problem, address: str = "192.0.2.10",
              step: StepName = StepName.HTTPS_AUTODISCOVER) -> "Story":  # fmt: skip
        """A host took a connection and showed a certificate."""
        attempt = self.begin(step).in_new_attempt()
        url = f"https://{host}/autodiscover/autodiscover.xml"
        attempt(AttemptStarted(question=HttpQuestion(method="POST", url=url)))
        connection = attempt.in_new_connection()
        connection(NameResolved(resolution=_resolved(host, address)))
        connection(Connected(dial=dialled(host)))
        connection(CertificateJudged(judged=judged(host, leaf, *problems)))
        attempt(AttemptFinished())
        return self

    def lacks(self, host: str, step: StepName = StepName.HTTPS_AUTODISCOVER) -> "Story":
        """A host does not resolve."""
        attempt = self.begin(step).in_new_attempt()
        url = f"https://{host}/autodiscover/autodiscover.xml"
        attempt(AttemptStarted(question=HttpQuestion(method="POST", url=url)))
        failure = Failure(kind=FailureKind.NAME_NOT_FOUND, detail=f"{host} does not exist.")
        resolution = Resolution(host=host, by=ResolvedBy.DNS, failure=failure)
        attempt.in_new_connection()(NameResolved(resolution=resolution))
        attempt(AttemptFinished(failure=failure))
        return self

    def refuses(self, host: str, address: str = "192.0.2.12") -> "Story":
        """Port 443 of a host is closed."""
        attempt = self.begin(StepName.HTTPS_AUTODISCOVER).in_new_attempt()
        url = f"https://{host}/autodiscover/autodiscover.xml"
        attempt(AttemptStarted(question=HttpQuestion(method="POST", url=url)))
        connection = attempt.in_new_connection()
        failure = Failure(kind=FailureKind.REFUSED, detail="Refused.")
        connection(NameResolved(resolution=_resolved(host, address)))
        connection(Connected(dial=replace(dialled(host), tried=(), failure=failure)))
        attempt(AttemptFinished(failure=failure))
        return self

    def redirects(self, target: str, status: int = 302) -> "Story":
        attempt = self.begin(StepName.HTTP_REDIRECT).in_new_attempt()
        url = f"http://{AUTODISCOVER}/autodiscover/autodiscover.xml"
        attempt(AttemptStarted(question=HttpQuestion(method="GET", url=url)))
        attempt(AttemptFinished())
        attempt(AnswerRead(reading=HttpRedirect(status=status, location=target)))
        return self

    def records(self, *records: SrvRecord, failure: Failure | None = None) -> "Story":
        attempt = self.begin(StepName.DNS_SRV).in_new_attempt()
        attempt(AttemptStarted(question=DnsQuestion(name=f"_autodiscover._tcp.{DOMAIN}")))
        attempt(RecordsReceived(records=records))
        attempt(AttemptFinished(failure=failure))
        return self

    def points(self, *points: tuple[str, str]) -> "Story":
        """The directory names these servers, each with its URL."""
        report = self.begin(StepName.SCP)
        attempt = report.in_new_attempt()
        question = LdapQuestion(url="ldap://dc01.contoso.local", filter="", attributes=())
        attempt(AttemptStarted(question=question))
        attempt(EntriesReceived(entries=()))
        attempt(AttemptFinished())
        chosen = tuple(
            ServicePoint(
                name=f"CN={server},CN=Autodiscover,DC=contoso,DC=local",
                url=url,
                sites=(),
                created=None,
                rank=rank,
                reason=PointReason.NO_SITE_SCOPE,
            )
            for rank, (server, url) in enumerate(points, start=1)
        )
        report(PointsChosen(directory=question.url, choice=ScpChoice(site="", chosen=chosen)))
        return self

    def settings(self, *blocks: tuple[str, Sequence[tuple[str, str]]]) -> "Story":
        protocols = tuple(
            ProtocolSettings(type=kind, elements=tuple(elements)) for kind, elements in blocks
        )
        settings = Settings(
            user=User(), protocols=protocols, services=tuple(services_of(protocols))
        )
        self.round(SettingsChosen(url="", settings=settings))
        return self

    def probed(self, *schemes: str) -> "Story":
        """Every service URL was tried, and offers these ways of signing in."""
        for row in self.session().rows:
            if hasattr(row.subject, "service_url"):
                one = row.subject.service_url
                self.player.report(
                    ServiceProbed(
                        service=one.service,
                        scope=one.scope,
                        url=one.url,
                        result=ProbeResult.REACHABLE,
                        schemes=schemes,
                    )
                )
        return self

    def found(self, step: StepName, url: str) -> "Story":
        self.player.end(Outcome.FOUND, step, url)
        return self

    @property
    def records_so_far(self) -> list[Recorded]:
        return self.player.records

    def session(self) -> Session:
        return session_of(self.player.records)


def exch(
    host: str, *, oab: str = "", version: str = "72038053"
) -> tuple[str, list[tuple[str, str]]]:
    return "EXCH", [
        ("Server", "EXCH01.contoso.local"),
        ("ServerVersion", version),
        *_urls(f"https://{host}", oab or f"https://{host}"),
    ]


def expr(host: str, **further: str) -> tuple[str, list[tuple[str, str]]]:
    return "EXPR", [
        ("Server", host),
        *further.items(),
        *_urls(f"https://{host}", f"https://{host}"),
    ]


def _urls(start: str, oab: str) -> list[tuple[str, str]]:
    return [
        ("ASUrl", f"{start}/EWS/Exchange.asmx"),
        ("OOFUrl", f"{start}/EWS/Exchange.asmx"),
        ("UMUrl", f"{start}/UnifiedMessaging/Service.asmx"),
        ("OABUrl", f"{oab}/OAB/1/"),
    ]


def _resolved(host: str, address: str) -> Resolution:
    return Resolution(host=host, by=ResolvedBy.DNS, addresses=(address,))
