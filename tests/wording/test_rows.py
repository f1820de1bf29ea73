import pytest

from app.domain.address import EmailAddress
from app.domain.events import ProbeResult, RedirectFollowed, ServiceProbed
from app.domain.failures import Failure, FailureKind
from app.domain.notes import NoteCode, Noted
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.rows import (
    ChecksState,
    PromptState,
    RoundState,
    Row,
    ServicesState,
    ServiceState,
    StepState,
    Subject,
)
from app.domain.settings import Scope, ServerError, Service, ServiceUrl
from app.domain.steps import (
    Found,
    Interrupted,
    Nothing,
    PlannedStep,
    Readdressed,
    Refused,
    Skipped,
    SkipReason,
    StepName,
    StepResult,
    Why,
)
from app.wording import Line, Mark, describe
from tests.support.played_runs import EWS_URL
from tests.support.played_runs import settings as some_settings

SCP = PlannedStep(step=StepName.SCP)
URL = "https://a.example/"


def line_of(subject: Subject, *, ended: bool = True, over: bool = False) -> Line:
    row = Row(
        number=1,
        parent=0,
        event=1,
        subject=subject,
        started_ms=0.0,
        ended_ms=1.0 if ended else None,
    )
    return describe(row, over=over)


@pytest.mark.parametrize(
    ("result", "verdict", "mark"),
    [
        (Found(url=URL, settings=some_settings()), "settings found", Mark.GOOD),
        (
            Readdressed(url=URL, address=EmailAddress(local="b", domain="b.example")),
            "the server names another address: b@b.example",
            Mark.INFORMATION,
        ),
        (
            Refused(url=URL, error=ServerError(code="500", message="")),
            "the server answers with error 500 (the e-mail address cannot be found)",
            Mark.BAD,
        ),
        (
            Nothing(why=Why.BAD_LOCAL_FILE, detail="It is empty."),
            "the local file cannot be used: It is empty",
            Mark.WARNING,
        ),
        (
            Nothing(why=Why.NO_LOCAL_FILE),
            "no local file is set, as on nearly every PC",
            Mark.INFORMATION,
        ),
        (
            Skipped(reason=SkipReason.EXCLUDED_BY_POLICY),
            "skipped: a registry policy excludes it",
            Mark.SKIPPED,
        ),
        (Interrupted(), "interrupted", Mark.WARNING),
    ],
)
def test_a_step_tells_its_result(result: StepResult, verdict: str, mark: Mark) -> None:
    line = line_of(StepState(planned=SCP, started=True, result=result))

    assert line == Line(
        what="Service connection point (Active Directory)", verdict=verdict, mark=mark
    )


@pytest.mark.parametrize(
    ("started", "ended", "over", "verdict", "mark"),
    [
        (False, False, False, "still to come", Mark.SKIPPED),
        (False, False, True, "not reached", Mark.SKIPPED),
        (True, False, False, "under way ...", Mark.BUSY),
        (True, True, False, "interrupted", Mark.WARNING),
        (True, False, True, "interrupted", Mark.WARNING),
    ],
)
def test_a_step_without_result_is_to_come_or_open_or_interrupted_or_not_reached(
    started: bool, ended: bool, over: bool, verdict: str, mark: Mark
) -> None:
    line = line_of(StepState(planned=SCP, started=started), ended=ended, over=over)

    assert (line.verdict, line.mark) == (verdict, mark)


def prompt(kind: PromptKind) -> Prompt:
    return Prompt(
        kind=kind, step=StepName.SCP, address="a@b.example", url=URL, host="a.example", port=443
    )


@pytest.mark.parametrize(
    ("kind", "answer", "verdict", "mark"),
    [
        (PromptKind.REDIRECT_CONSENT, Answer.YES, "answered: yes", Mark.INFORMATION),
        (PromptKind.SECURITY_ALERT, Answer.ASSUMED_NO, "taken as no", Mark.WARNING),
    ],
)
def test_a_prompt_tells_its_answer(
    kind: PromptKind, answer: Answer, verdict: str, mark: Mark
) -> None:
    line = line_of(PromptState(prompt=prompt(kind), answer=answer))

    assert (line.verdict, line.mark) == (verdict, mark)


def test_a_prompt_without_answer_is_waited_for_until_all_is_over() -> None:
    state = PromptState(prompt=prompt(PromptKind.CREDENTIALS))

    assert line_of(state, ended=False).mark is Mark.BUSY
    assert line_of(state, ended=False, over=True).verdict == "not answered"


def service(result: ProbeResult | None, failure: Failure | None = None, *schemes: str) -> Subject:
    service_url = ServiceUrl(
        service=Service.OOF,
        scope=Scope.EXTERNAL,
        protocol="EXPR",
        element="OOFUrl",
        url=EWS_URL,
    )
    if result is None:
        return ServiceState(service_url=service_url)
    probed = ServiceProbed(
        service=Service.OOF,
        scope=Scope.EXTERNAL,
        url=EWS_URL,
        result=result,
        failure=failure,
        schemes=schemes,
    )
    return ServiceState(service_url=service_url, probed=probed)


REFUSED = Failure(kind=FailureKind.REFUSED, detail="It is refused.")


@pytest.mark.parametrize(
    ("subject", "verdict", "mark"),
    [
        (service(None), "", Mark.INFORMATION),
        (service(ProbeResult.WORKS), "works for this user", Mark.GOOD),
        (service(ProbeResult.REACHABLE), "reachable", Mark.INFORMATION),
        (
            service(ProbeResult.REACHABLE, None, "NTLM"),
            "reachable, asks for a sign-in (NTLM)",
            Mark.INFORMATION,
        ),
        (service(ProbeResult.FAILS), "fails", Mark.BAD),
        (
            service(ProbeResult.FAILS, REFUSED),
            "connection refused: nothing listens there",
            Mark.BAD,
        ),
        (service(ProbeResult.NOT_TRIED), "not tried", Mark.SKIPPED),
        (service(ProbeResult.NOT_TRIED, REFUSED), "not tried: It is refused", Mark.SKIPPED),
    ],
)
def test_a_service_is_never_said_to_work_without_proof(
    subject: Subject, verdict: str, mark: Mark
) -> None:
    assert line_of(subject) == Line(what=f"Out of Office: {EWS_URL}", verdict=verdict, mark=mark)


@pytest.mark.parametrize(
    ("subject", "what", "verdict"),
    [
        (RoundState(number=1, address="a@b.c", plan=()), "Autodiscover for a@b.c", ""),
        (RoundState(number=2, address="a@b.c", plan=()), "Round 2: Autodiscover for a@b.c", ""),
        (ServicesState(scope=Scope.INTERNAL), "Service URLs: inside", ""),
        (ChecksState(), "Checks of the service URLs", ""),
        (
            RedirectFollowed(source="http://a/", target=URL, status=302),
            f"Goes on to {URL}",
            "HTTP 302 from http://a/",
        ),
        (
            RedirectFollowed(source="_autodiscover._tcp.b.c", target=URL, status=None),
            f"Goes on to {URL}",
            "named by _autodiscover._tcp.b.c",
        ),
        (Noted(code=NoteCode.FILE_READ, subject="x.xml"), "File read: x.xml", ""),
    ],
)
def test_headings_and_remarks_are_plain_lines(subject: Subject, what: str, verdict: str) -> None:
    assert line_of(subject) == Line(what=what, verdict=verdict, mark=Mark.INFORMATION)


def test_a_remark_about_something_odd_is_marked() -> None:
    noted = Noted(code=NoteCode.SRV_PORT_IGNORED, subject="4443")

    assert line_of(noted).mark is Mark.WARNING
