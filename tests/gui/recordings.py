"""Runs as the engine would have told them, made up, for a window that is to show them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from app.domain.acceptance import Acceptance, Ground
from app.domain.attempts import (
    AddressOutcome,
    AddressTried,
    Dial,
    DnsQuestion,
    Entry,
    HttpQuestion,
    Judged,
    LdapQuestion,
    Request,
    Resolution,
    ResolvedBy,
    Response,
    SrvRecord,
)
from app.domain.authentication import Scheme
from app.domain.events import (
    AnswerRead,
    AttemptFinished,
    AttemptStarted,
    Bound,
    CertificateJudged,
    Connected,
    EntriesReceived,
    NameResolved,
    Outcome,
    ProbeResult,
    Recorded,
    RecordsReceived,
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
from app.domain.prompts import Prompt, PromptKind
from app.domain.recorder import Recorder, Reporter
from app.domain.settings import Scope, Service, ServiceUrl, Settings, User
from app.domain.steps import Found, Nothing, PlannedStep, SkipReason, StepName, StepResult, Why
from app.domain.task import Mode
from app.domain.verdict import Anchor, Certificate, MatchedBy, Problem, Verdict

ADDRESS = "ann@contoso.example"
ROOT_URL = "https://contoso.example/autodiscover/autodiscover.xml"
HOST_URL = "https://autodiscover.contoso.example/autodiscover/autodiscover.xml"
INSIDE = "https://exch01.contoso.local"
OUTSIDE = "https://mail.contoso.example"
PATHS = {
    Service.AVAILABILITY: ("ASUrl", "/EWS/Exchange.asmx"),
    Service.OOF: ("OOFUrl", "/EWS/Exchange.asmx"),
    Service.OAB: ("OABUrl", "/OAB/6cf5c5cf-3a0a-4b3a-9d31-1d2a1d3f5b10/"),
    Service.UM: ("UMUrl", "/UnifiedMessaging/Service.asmx"),
}
REQUEST_BODY = """<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
<Request><EMailAddress>ann@contoso.example</EMailAddress></Request></Autodiscover>"""
ANSWER_BODY = b"""<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
<Response><User><DisplayName>Ann</DisplayName></User><Account><AccountType>email</AccountType>
<Action>settings</Action><Protocol><Type>EXCH</Type>
<ASUrl>https://exch01.contoso.local/EWS/Exchange.asmx</ASUrl></Protocol></Account></Response>
</Autodiscover>"""
STARTED_AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


class Tape:
    """Records events, with a clock that is wound by hand."""

    def __init__(self) -> None:
        self.records: list[Recorded] = []
        self.seconds = 0.0
        self._recorder = Recorder(self.records.append, lambda: self.seconds)
        self.report = self._recorder.reporter

    def start(self, *, joined: bool = False) -> Reporter:
        self.report(
            RunStarted(
                program_version="1",
                started_at=STARTED_AT,
                address=ADDRESS,
                profile="outlook-2007",
                mode=Mode.OUTLOOK,
                with_credentials=True,
            )
        )
        plan = tuple(planned(step, joined=joined) for step in StepName)
        here = self.report.in_round(1)
        here(RoundStarted(address=ADDRESS, plan=plan))
        return here

    def step(self, here: Reporter, step: StepName) -> Reporter:
        inside = here.in_step(step)
        inside(StepStarted())
        self.seconds += 0.002
        return inside

    def ask(
        self, here: Reporter, url: str, host: str, *problems: Problem, body: str = REQUEST_BODY
    ) -> Reporter:
        """Report an HTTP attempt up to its certificate."""
        attempt = here.in_new_attempt()
        attempt(AttemptStarted(question=HttpQuestion(method="POST", url=url, body=body)))
        connection = attempt.in_new_connection()
        self.seconds += 0.012
        connection(NameResolved(resolution=resolution(host)))
        self.seconds += 0.031
        connection(Connected(dial=dial(host)))
        self.seconds += 0.044
        connection(CertificateJudged(judged=judged(host, *problems)))
        return attempt

    def refuse(self, attempt: Reporter) -> None:
        detail = "The certificate is not accepted: its name does not match, it has expired."
        failure = Failure(kind=FailureKind.CERTIFICATE_REJECTED, detail=detail)
        attempt(AttemptFinished(failure=failure))

    def answer(self, attempt: Reporter, url: str) -> None:
        """Report a 401, a sign-in and the settings."""
        schemes = ("Negotiate", "NTLM", 'Basic realm="mail"')
        attempt(RequestSent(request=request(url)))
        self.seconds += 0.05
        asked = tuple(("WWW-Authenticate", scheme) for scheme in schemes)
        attempt(ResponseReceived(response=response(401, "Unauthorized", asked)))
        attempt(RequestSent(request=request(url, Scheme.BASIC)))
        self.seconds += 0.21
        answered = (("Content-Type", "text/xml; charset=utf-8"), ("Server", "Microsoft-IIS/7.0"))
        attempt(ResponseReceived(response=response(200, "OK", answered, ANSWER_BODY)))
        attempt(AttemptFinished())
        attempt(AnswerRead(reading=settings()))

    def probe(self, scope: Scope, service: Service, result: ProbeResult) -> None:
        check = self.report.in_round(1)
        url = url_of(scope, service)
        host = url.split("/")[2]
        attempt = self.ask(check, url, host)
        failure = None
        if result is ProbeResult.FAILS:
            detail = f"{host} is not known."
            failure = Failure(kind=FailureKind.NAME_NOT_FOUND, detail=detail)
        attempt(AttemptFinished(failure=failure))
        schemes = ("Negotiate", "NTLM") if failure is None else ()
        attempt(
            ServiceProbed(
                service=service,
                scope=scope,
                url=url,
                result=result,
                failure=failure,
                schemes=schemes,
            )
        )

    def finish(self, outcome: Outcome, step: StepName | None = None, url: str = "") -> None:
        self.report(RunFinished(outcome=outcome, found_by=step, autodiscover_url=url))


def planned(step: StepName, *, joined: bool) -> PlannedStep:
    is_skipped = step is StepName.SCP and not joined
    targets = {StepName.HTTPS_ROOT: (ROOT_URL,), StepName.HTTPS_AUTODISCOVER: (HOST_URL,)}
    return PlannedStep(
        step=step,
        targets=targets.get(step, ()),
        skipped=SkipReason.NOT_JOINED if is_skipped else None,
    )


def resolution(host: str) -> Resolution:
    return Resolution(
        host=host,
        by=ResolvedBy.OPERATING_SYSTEM,
        addresses=("192.0.2.10", "192.0.2.11"),
        duration_ms=12.0,
    )


def dial(host: str) -> Dial:
    failure = Failure(kind=FailureKind.TIMED_OUT, detail="192.0.2.9 does not answer.")
    tried = (
        AddressTried(
            address="192.0.2.9",
            port=443,
            outcome=AddressOutcome.FAILED,
            started_ms=0,
            duration_ms=20_000,
            failure=failure,
        ),
        AddressTried(
            address="192.0.2.10",
            port=443,
            outcome=AddressOutcome.CONNECTED,
            started_ms=250,
            duration_ms=31,
        ),
    )
    return Dial(host=host, port=443, tried=tried)


def certificate(subject: str, issuer: str, *names: str) -> Certificate:
    return Certificate(
        subject=subject,
        issuer=issuer,
        names=names,
        not_before=STARTED_AT - timedelta(days=400),
        not_after=STARTED_AT + timedelta(days=20),
        sha256=f"{sum(subject.encode()):064x}",
        serial="4a7f",
        key="RSA 2048",
        signature="SHA-256 with RSA",
    )


def judged(host: str, *problems: Problem) -> Judged:
    leaf = certificate("CN=mail.contoso.example", "CN=Contoso Issuing", "mail.contoso.example")
    issuing = certificate("CN=Contoso Issuing", "CN=Contoso Root")
    anchor = certificate("CN=Contoso Root", "CN=Contoso Root")
    trusted = Problem.UNKNOWN_ISSUER not in problems
    matches = Problem.NAME_MISMATCH not in problems
    reasons = []
    if not matches:
        reasons.append(f"{host} is not among the names of the certificate: mail.contoso.example.")
    return Judged(
        host=host,
        port=443,
        verdict=Verdict(
            host=host,
            trusted=trusted,
            in_date=Problem.EXPIRED not in problems,
            name_matches=matches,
            matched_by=MatchedBy.SAN if matches else None,
            matched_name=host if matches else "",
            problems=problems,
            presented=(leaf, issuing),
            path=(leaf, issuing, anchor) if trusted else (leaf, issuing),
            anchor=Anchor(sha256=anchor.sha256, stores=("system",)) if trusted else None,
            reasons=tuple(reasons),
        ),
        acceptance=Acceptance(
            accepted=not problems, ground=Ground.REJECTED if problems else Ground.GOOD
        ),
        tls_version="TLSv1.3",
        cipher="TLS_AES_256_GCM_SHA384",
    )


def request(url: str, scheme: Scheme | None = None) -> Request:
    headers = (("User-Agent", "Microsoft Office/12.0"), ("Content-Type", "text/xml"))
    username = ADDRESS if scheme else ""
    return Request(
        method="POST",
        url=url,
        headers=headers,
        body=REQUEST_BODY,
        scheme=scheme,
        username=username,
    )


def response(
    status: int, reason: str, headers: tuple[tuple[str, str], ...] = (), body: bytes = b""
) -> Response:
    return Response(status=status, reason=reason, headers=headers, body=body)


def url_of(scope: Scope, service: Service) -> str:
    return (INSIDE if scope is Scope.INTERNAL else OUTSIDE) + PATHS[service][1]


def settings() -> Settings:
    services = tuple(
        ServiceUrl(
            service=service,
            scope=scope,
            protocol="EXCH" if scope is Scope.INTERNAL else "EXPR",
            element=element,
            url=url_of(scope, service),
        )
        for scope in Scope
        for service, (element, _) in PATHS.items()
    )
    return Settings(user=User(display_name="Ann", legacy_dn="/o=Contoso/cn=ann"), services=services)


def alert(host: str = "contoso.example") -> Prompt:
    return Prompt(
        kind=PromptKind.SECURITY_ALERT,
        step=StepName.HTTPS_ROOT,
        address=ADDRESS,
        url=ROOT_URL,
        host=host,
        port=443,
        judged=judged(host, Problem.NAME_MISMATCH),
    )


def consent() -> Prompt:
    return Prompt(
        kind=PromptKind.REDIRECT_CONSENT,
        step=StepName.HTTP_REDIRECT,
        address=ADDRESS,
        url="https://mail.contoso.example/autodiscover/autodiscover.xml",
        host="mail.contoso.example",
        port=443,
        came_from="http://autodiscover.contoso.example/autodiscover/autodiscover.xml",
    )


def nothing(detail: str = "") -> StepResult:
    return Nothing(why=Why.NO_URL_WORKED, detail=detail)


def found() -> list[Recorded]:
    """The web site answers at the root domain; the autodiscover host has the settings."""
    tape = Tape()
    here = tape.start()
    root = tape.step(here, StepName.HTTPS_ROOT)
    tape.refuse(tape.ask(root, ROOT_URL, "contoso.example", Problem.NAME_MISMATCH))
    root(StepFinished(result=nothing()))
    host = tape.step(here, StepName.HTTPS_AUTODISCOVER)
    attempt = tape.ask(host, HOST_URL, "autodiscover.contoso.example")
    tape.answer(attempt, HOST_URL)
    host(StepFinished(result=Found(url=HOST_URL, settings=settings())))
    host(SettingsChosen(url=HOST_URL, settings=settings()))
    for service in PATHS:
        tape.probe(Scope.INTERNAL, service, ProbeResult.FAILS)
        tape.probe(Scope.EXTERNAL, service, ProbeResult.REACHABLE)
    tape.finish(Outcome.FOUND, StepName.HTTPS_AUTODISCOVER, HOST_URL)
    return tape.records


def not_found() -> list[Recorded]:
    """A joined PC whose directory is empty; expired and wrongly named certificates; no SRV."""
    tape = Tape()
    here = tape.start(joined=True)
    scp = tape.step(here, StepName.SCP)
    search = scp.in_new_attempt()
    question = LdapQuestion(
        url="ldap://dc01.contoso.example", filter="(keywords=77378F46)", attributes=("keywords",)
    )
    search(AttemptStarted(question=question))
    search(Bound(bind="anonymous", base="CN=Configuration,DC=contoso,DC=example"))
    entry = Entry(name="CN=EXCH01", attributes=(("keywords", ("Site=Paris", "77378F46")),))
    search(EntriesReceived(entries=(entry,)))
    tape.seconds += 0.02
    search(AttemptFinished())
    scp(StepFinished(result=Nothing(why=Why.NO_SCP)))
    for step, url in ((StepName.HTTPS_ROOT, ROOT_URL), (StepName.HTTPS_AUTODISCOVER, HOST_URL)):
        inside = tape.step(here, step)
        host = url.split("/")[2]
        problems = (Problem.NAME_MISMATCH, Problem.EXPIRED)
        tape.refuse(tape.ask(inside, url, host, *problems))
        inside(StepFinished(result=nothing()))
    local = tape.step(here, StepName.LOCAL_XML)
    local(StepFinished(result=Nothing(why=Why.NO_LOCAL_FILE)))
    srv = tape.step(here, StepName.DNS_SRV)
    lookup = srv.in_new_attempt()
    lookup(AttemptStarted(question=DnsQuestion(name="_autodiscover._tcp.contoso.example")))
    record = SrvRecord(priority=0, weight=5, port=443, target="mail.contoso.example")
    lookup(RecordsReceived(records=(record,)))
    lookup(AttemptFinished())
    srv(StepFinished(result=Nothing(why=Why.CONSENT_REFUSED)))
    tape.finish(Outcome.NOT_FOUND)
    return tape.records


def under_way() -> list[Recorded]:
    """A run that waits for its first server."""
    tape = Tape()
    here = tape.start()
    root = tape.step(here, StepName.HTTPS_ROOT)
    attempt = root.in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url=ROOT_URL)))
    return tape.records


def long_run(attempts: int) -> Iterable[Recorded]:
    """A run of so many attempts with five rows each, all in one step."""
    tape = Tape()
    root = tape.step(tape.start(), StepName.HTTPS_ROOT)
    for _ in range(attempts):
        attempt = tape.ask(root, ROOT_URL, "contoso.example")
        attempt(RequestSent(request=request(ROOT_URL)))
        attempt(AttemptFinished())
    return tape.records
