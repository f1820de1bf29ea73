"""Runs as the engine would have told them, made up, for a window that is to show them."""

from collections.abc import Iterable

from app.domain.attempts import Entry, SrvRecord
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
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion
from app.domain.recorder import Recorder, Reporter
from app.domain.settings import Scope, Service
from app.domain.steps import Found, Nothing, StepName, StepResult, Why
from app.domain.task import Mode
from app.domain.verdict import Problem
from tests.gui.values import (
    ADDRESS,
    ANSWER_BODY,
    HOST_URL,
    PATHS,
    REQUEST_BODY,
    ROOT_URL,
    STARTED_AT,
    dial,
    judged,
    planned,
    request,
    resolution,
    response,
    settings,
    url_of,
)


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
