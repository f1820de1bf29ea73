"""Runs that never happened, as the events that they would have reported: the same each time."""

from collections.abc import Iterable
from datetime import UTC, datetime

from app.domain.acceptance import Acceptance, Ground
from app.domain.address import EmailAddress
from app.domain.attempts import Entry, Request, Response, SrvRecord
from app.domain.authentication import Scheme
from app.domain.connections import (
    AddressOutcome,
    AddressTried,
    Dial,
    Judged,
    Resolution,
    ResolvedBy,
)
from app.domain.events import (
    Answered,
    AnswerRead,
    AttemptFinished,
    AttemptStarted,
    Bound,
    CertificateJudged,
    Connected,
    EntriesReceived,
    Event,
    MachineDetected,
    NameResolved,
    Outcome,
    PointsChosen,
    ProbeResult,
    Prompted,
    Recorded,
    RecordsReceived,
    RedirectFollowed,
    RequestSent,
    ResponseReceived,
    RoundStarted,
    RunFinished,
    RunStarted,
    ServiceProbed,
    SettingsChosen,
    StepFinished,
    StepStarted,
)
from app.domain.failures import Failure, FailureKind
from app.domain.machine import NO, YES, Fact, FactName
from app.domain.notes import NoteCode, Noted
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion
from app.domain.recorder import Recorder, Reporter
from app.domain.scp import PointReason, ScpChoice, ServicePoint
from app.domain.session import Session
from app.domain.settings import (
    HttpRedirect,
    Scope,
    ServerError,
    Service,
    ServiceUrl,
    Settings,
    User,
)
from app.domain.steps import (
    Found,
    Nothing,
    PlannedStep,
    Readdressed,
    Refused,
    SkipReason,
    StepName,
    StepResult,
    Why,
)
from app.domain.task import Mode
from app.domain.verdict import Anchor, Certificate, MatchedBy, Problem, Verdict

ADDRESS = "ann@contoso.example"
ROOT_URL = "https://contoso.example/autodiscover/autodiscover.xml"
HOST_URL = "https://autodiscover.contoso.example/autodiscover/autodiscover.xml"
SCP_URL = "https://exch01.contoso.example/autodiscover/autodiscover.xml"
EWS_URL = "https://mail.contoso.example/ews/exchange.asmx"
OAB_URL = "https://mail.contoso.example/oab/1/"
INSIDE_URL = "https://exch01.contoso.local/ews/exchange.asmx"


class Player:
    """Reports events to a list; each takes ten milliseconds."""

    def __init__(self) -> None:
        self.records: list[Recorded] = []
        self._seconds = 0.0
        self._recorder = Recorder(self.records.append, self._clock)
        self.report = self._recorder.reporter

    def _clock(self) -> float:
        self._seconds += 0.01
        return self._seconds

    def wait(self, seconds: float) -> None:
        self._seconds += seconds

    def start(self, *, joined: bool = False, with_credentials: bool = True) -> Reporter:
        self.report(
            RunStarted(
                program_version="0.1.0",
                started_at=datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
                address=ADDRESS,
                profile="outlook-2007",
                mode=Mode.OUTLOOK,
                with_credentials=with_credentials,
            )
        )
        fact = Fact(name=FactName.JOINED, value=YES if joined else NO, origin="--joined")
        self.report(MachineDetected(facts=(fact,)))
        return self.round(1, ADDRESS, joined=joined)

    def round(self, number: int, address: str, *, joined: bool) -> Reporter:
        report = self.report.in_round(number)
        plan = tuple(
            PlannedStep(
                step=step,
                skipped=SkipReason.NOT_JOINED if step is StepName.SCP and not joined else None,
            )
            for step in StepName
        )
        report(RoundStarted(address=address, plan=plan))
        return report

    def end(self, outcome: Outcome, found_by: StepName | None = None, url: str = "") -> None:
        self.report(RunFinished(outcome=outcome, found_by=found_by, autodiscover_url=url))


def session_of(records: Iterable[Recorded]) -> Session:
    session = Session()
    for recorded in records:
        session.apply(recorded)
    return session


def judged(host: str, ground: Ground, *problems: Problem) -> Judged:
    """Give a certificate whose answers follow from its problems."""
    untrusted = {Problem.SELF_SIGNED, Problem.UNKNOWN_ISSUER, Problem.MISSING_INTERMEDIATE}
    dates = {Problem.EXPIRED, Problem.NOT_YET_VALID}
    matches = Problem.NAME_MISMATCH not in problems
    leaf = Certificate(
        subject="CN=mail.contoso.example",
        issuer="CN=Contoso CA",
        names=("mail.contoso.example", "autodiscover.contoso.example"),
        not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=datetime(2027, 1, 1, tzinfo=UTC),
        sha256="ab" * 32,
    )
    trusted = not untrusted & set(problems)
    return Judged(
        host=host,
        port=443,
        verdict=Verdict(
            host=host,
            trusted=trusted,
            in_date=not dates & set(problems),
            name_matches=matches,
            matched_by=MatchedBy.SAN if matches else None,
            matched_name=host if matches else "",
            problems=problems,
            presented=(leaf,),
            path=(leaf,),
            anchor=Anchor(sha256="cd" * 32, stores=("system",)) if trusted else None,
        ),
        acceptance=Acceptance(accepted=ground is not Ground.REJECTED, ground=ground),
        tls_version="TLSv1.3",
        cipher="TLS_AES_256_GCM_SHA384",
    )


def response(status: int, *schemes: str, reason: str = "") -> Response:
    headers = tuple(("WWW-Authenticate", scheme) for scheme in schemes)
    return Response(status=status, reason=reason, headers=headers, body=b"<html>&</html>")


def request(url: str, scheme: Scheme | None = None) -> Request:
    return Request(
        method="POST",
        url=url,
        headers=(("Content-Type", "text/xml"),),
        body="<Autodiscover/>",
        scheme=scheme,
        username="CONTOSO\\ann" if scheme else "",
    )


def resolved(host: str) -> Resolution:
    return Resolution(
        host=host, by=ResolvedBy.DNS, addresses=("192.0.2.10",), canonical_name="", duration_ms=3.0
    )


def dialled(host: str) -> Dial:
    tried = AddressTried(
        address="192.0.2.10",
        port=443,
        outcome=AddressOutcome.CONNECTED,
        started_ms=0.0,
        duration_ms=4.0,
    )
    return Dial(host=host, port=443, tried=(tried,))


def settings() -> Settings:
    def url(service: Service, scope: Scope, text: str) -> ServiceUrl:
        protocol = "EXCH" if scope is Scope.INTERNAL else "EXPR"
        return ServiceUrl(
            service=service, scope=scope, protocol=protocol, element="ASUrl", url=text
        )

    return Settings(
        user=User(display_name="Ann", legacy_dn="/o=Contoso/cn=ann", smtp_address=ADDRESS),
        services=(
            url(Service.AVAILABILITY, Scope.INTERNAL, INSIDE_URL),
            url(Service.AVAILABILITY, Scope.EXTERNAL, EWS_URL),
            url(Service.OAB, Scope.EXTERNAL, OAB_URL),
        ),
    )


def _ask(report: Reporter, url: str, shown: Judged) -> tuple[Reporter, str]:
    """Report an HTTP attempt up to its certificate."""
    attempt = report.in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url=url)))
    connection = attempt.in_new_connection()
    connection(NameResolved(resolution=resolved(shown.host)))
    connection(Connected(dial=dialled(shown.host)))
    connection(CertificateJudged(judged=shown))
    return attempt, url


def _rejected(report: Reporter, url: str, shown: Judged, came_from: str = "") -> None:
    """Report an attempt whose certificate is not accepted, with Outlook's alert about it."""
    attempt, _ = _ask(report, url, shown)
    detail = f"The certificate does not name {shown.host}."
    attempt(AttemptFinished(failure=Failure(kind=FailureKind.CERTIFICATE_REJECTED, detail=detail)))
    assert report.place.step
    prompt = Prompt(
        kind=PromptKind.SECURITY_ALERT,
        step=report.place.step,
        address=ADDRESS,
        url=url,
        host=shown.host,
        port=443,
        came_from=came_from,
        judged=shown,
    )
    report(Prompted(prompt=prompt))
    report(Answered(prompt=prompt, answer=Answer.ASSUMED_NO))


def _step(report: Reporter, step: StepName, result: StepResult | None = None) -> Reporter:
    inside = report.in_step(step)
    inside(StepStarted())
    if result:
        inside(StepFinished(result=result))
    return inside


def found() -> list[Recorded]:
    """The root domain shows a foreign certificate; the autodiscover host gives settings."""
    player = Player()
    report = player.start()
    root = _step(report, StepName.HTTPS_ROOT)
    shown = judged("contoso.example", Ground.REJECTED, Problem.NAME_MISMATCH)
    _rejected(root, ROOT_URL, shown)
    root(StepFinished(result=Nothing(why=Why.NO_URL_WORKED)))

    host = _step(report, StepName.HTTPS_AUTODISCOVER)
    good = judged("autodiscover.contoso.example", Ground.GOOD)
    attempt, url = _ask(host, HOST_URL, good)
    attempt(RequestSent(request=request(url)))
    attempt(ResponseReceived(response=response(401, "Negotiate", "NTLM", 'Basic realm="x"')))
    attempt(RequestSent(request=request(url, Scheme.BASIC)))
    attempt(ResponseReceived(response=response(200, reason="OK")))
    attempt(AttemptFinished())
    attempt(AnswerRead(reading=settings()))
    host(StepFinished(result=Found(url=url, settings=settings())))
    host(SettingsChosen(url=url, settings=settings()))

    check = player.report.in_round(1)
    attempt, _ = _ask(check, EWS_URL, judged("mail.contoso.example", Ground.GOOD))
    attempt(RequestSent(request=request(EWS_URL)))
    attempt(ResponseReceived(response=response(401, "NTLM")))
    attempt(AttemptFinished())
    attempt(
        ServiceProbed(
            service=Service.AVAILABILITY,
            scope=Scope.EXTERNAL,
            url=EWS_URL,
            result=ProbeResult.REACHABLE,
            schemes=("NTLM",),
        )
    )
    attempt = check.in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="GET", url=INSIDE_URL)))
    failure = Failure(kind=FailureKind.NAME_NOT_FOUND, detail="exch01.contoso.local is unknown.")
    attempt(AttemptFinished(failure=failure))
    attempt(
        ServiceProbed(
            service=Service.AVAILABILITY,
            scope=Scope.INTERNAL,
            url=INSIDE_URL,
            result=ProbeResult.FAILS,
            failure=failure,
        )
    )
    player.end(Outcome.FOUND, StepName.HTTPS_AUTODISCOVER, HOST_URL)
    return player.records


def sign_in_needed() -> list[Recorded]:
    """Without credentials: the autodiscover host asks for a sign-in."""
    player = Player()
    report = player.start(with_credentials=False)
    root = _step(report, StepName.HTTPS_ROOT)
    attempt = root.in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url=ROOT_URL)))
    player.wait(20)
    failure = Failure(kind=FailureKind.TIMED_OUT, detail="No answer from 192.0.2.10.")
    attempt(AttemptFinished(failure=failure))
    root(StepFinished(result=Nothing(why=Why.NO_URL_WORKED)))
    host = _step(report, StepName.HTTPS_AUTODISCOVER)
    attempt, url = _ask(host, HOST_URL, judged("autodiscover.contoso.example", Ground.GOOD))
    attempt(RequestSent(request=request(url)))
    attempt(ResponseReceived(response=response(401, "Negotiate", "NTLM")))
    attempt(
        AttemptFinished(failure=Failure(kind=FailureKind.SIGN_IN_NEEDED, detail="It wants a name."))
    )
    host(StepFinished(result=Nothing(why=Why.NO_URL_WORKED)))
    _step(report, StepName.LOCAL_XML, Nothing(why=Why.NO_LOCAL_FILE))
    player.end(Outcome.SIGN_IN_NEEDED)
    return player.records


def _choice() -> ScpChoice:
    def point(name: str, url: str, rank: int, reason: PointReason) -> ServicePoint:
        return ServicePoint(
            name=f"CN={name},CN=Autodiscover,DC=contoso,DC=example",
            url=url,
            sites=("Paris",),
            created=datetime(2007, 5, 10, 9, 30, tzinfo=UTC),
            rank=rank,
            reason=reason,
        )

    return ScpChoice(
        site="Paris",
        chosen=(
            point("EXCH01", SCP_URL, 1, PointReason.IN_SITE),
            point("EXCH03", "https://exch03.contoso.example/", 3, PointReason.OTHER_SITE),
        ),
        passed_over=(point("EXCH02", SCP_URL.upper(), 0, PointReason.DUPLICATE),),
    )


def not_found() -> list[Recorded]:
    """A joined PC: SCP, a mailbox that moved, a redirect, a service record, and an error."""
    player = Player()
    report = player.start(joined=True)
    scp = _step(report, StepName.SCP)
    search = scp.in_new_attempt()
    search(
        AttemptStarted(
            question=LdapQuestion(
                url="ldap://dc1.contoso.example", filter="(objectClass=*)", attributes=("keywords",)
            )
        )
    )
    search(Bound(bind="anonymous", base="CN=Configuration,DC=contoso,DC=example"))
    search(EntriesReceived(entries=(Entry(name="CN=EXCH01", attributes=()),)))
    search(AttemptFinished())
    scp(PointsChosen(directory="ldap://dc1.contoso.example", choice=_choice()))
    attempt, url = _ask(
        scp,
        SCP_URL,
        judged("exch01.contoso.example", Ground.TOLERATED, Problem.SELF_SIGNED),
    )
    attempt(RequestSent(request=request(url, Scheme.NTLM)))
    attempt(ResponseReceived(response=response(200, reason="OK")))
    attempt(AttemptFinished())
    moved = EmailAddress(local="ann", domain="fabrikam.example")
    scp(StepFinished(result=Readdressed(url=url, address=moved)))

    report = player.round(2, "ann@fabrikam.example", joined=False)
    redirect = _step(report, StepName.HTTP_REDIRECT)
    attempt = redirect.in_new_attempt()
    source = "http://autodiscover.fabrikam.example/autodiscover/autodiscover.xml"
    attempt(AttemptStarted(question=HttpQuestion(method="GET", url=source)))
    attempt(RequestSent(request=request(source)))
    attempt(ResponseReceived(response=response(302, reason="Found")))
    attempt(AttemptFinished())
    goal = "https://mail.fabrikam.example/autodiscover/autodiscover.xml"
    attempt(AnswerRead(reading=HttpRedirect(status=302, location=goal)))
    consent = Prompt(
        kind=PromptKind.REDIRECT_CONSENT,
        step=StepName.HTTP_REDIRECT,
        address="ann@fabrikam.example",
        url=goal,
        host="mail.fabrikam.example",
        port=443,
        came_from=source,
    )
    redirect(Prompted(prompt=consent))
    redirect(Answered(prompt=consent, answer=Answer.NO))
    redirect(StepFinished(result=Nothing(why=Why.CONSENT_REFUSED, detail="No was the answer.")))

    srv = _step(report, StepName.DNS_SRV)
    lookup = srv.in_new_attempt()
    lookup(AttemptStarted(question=DnsQuestion(name="_autodiscover._tcp.fabrikam.example")))
    record = SrvRecord(priority=0, weight=0, port=4443, target="host.fabrikam.example")
    lookup(RecordsReceived(records=(record,)))
    lookup(AttemptFinished())
    srv(Noted(code=NoteCode.SRV_PORT_IGNORED, subject="4443"))
    goal = "https://host.fabrikam.example/autodiscover/autodiscover.xml"
    srv(RedirectFollowed(source="_autodiscover._tcp.fabrikam.example", target=goal, status=None))
    attempt, url = _ask(srv, goal, judged("host.fabrikam.example", Ground.GOOD))
    attempt(RequestSent(request=request(url, Scheme.NEGOTIATE)))
    attempt(ResponseReceived(response=response(200, reason="OK")))
    attempt(AttemptFinished())
    error = ServerError(code="500", message="The e-mail address cannot be found.")
    attempt(AnswerRead(reading=error))
    srv(StepFinished(result=Refused(url=url, error=error)))
    player.end(Outcome.NOT_FOUND)
    return player.records


def events_of(records: Iterable[Recorded], kind: type[Event]) -> list[Event]:
    return [one.event for one in records if isinstance(one.event, kind)]
