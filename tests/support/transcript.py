"""A run as a list of lines that reads well in a diff: what was asked, judged, answered, decided."""

from collections.abc import Iterable

from app.domain.attempts import Reading
from app.domain.events import (
    Answered,
    AnswerRead,
    AttemptFinished,
    AttemptStarted,
    CertificateJudged,
    ControllerAnswered,
    PointsChosen,
    Recorded,
    RedirectFollowed,
    RequestSent,
    Retrieved,
    RoundStarted,
    RunFinished,
    ServiceProbed,
    SettingsChosen,
    StepFinished,
)
from app.domain.failures import Failure
from app.domain.notes import Noted
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion, PingQuestion
from app.domain.settings import AddressRedirect, HttpRedirect, ServerError, Settings, UrlRedirect
from app.domain.steps import (
    Found,
    Interrupted,
    Nothing,
    Readdressed,
    Refused,
    Skipped,
    StepResult,
)


def transcript(records: Iterable[Recorded]) -> list[str]:
    """Give the lines; those of probes are sorted, since probes run at the same time."""
    lines: list[str] = []
    probes: list[str] = []
    for recorded in records:
        if isinstance(recorded.event, PointsChosen):
            lines += _points(recorded.event, f"{recorded.step}: ")
        line = _line(recorded)
        if not line:
            continue
        (probes if isinstance(recorded.event, ServiceProbed) else lines).append(line)
        if isinstance(recorded.event, RunFinished):
            lines[-1:-1] = sorted(probes)
    return lines


def _line(recorded: Recorded) -> str:  # noqa: C901, PLR0912 - one case for each kind of line
    place = f"{recorded.step}: " if recorded.step else ""
    match recorded.event:
        case RoundStarted(address=address):
            return f"round {recorded.round} for {address}"
        case AttemptStarted(question=HttpQuestion(method=method, url=url)) if recorded.step:
            return f"{place}{method} {url}"
        case AttemptStarted(question=DnsQuestion(name=name)):
            return f"{place}SRV {name}"
        case AttemptStarted(question=LdapQuestion(url=url)):
            return f"{place}search {url}"
        case AttemptStarted(question=PingQuestion(url=url)):
            return f"{place}ping {url}"
        case ControllerAnswered(controller=controller):
            return f"{place}  sees this PC in site {controller.client_site or '(none)'}"
        case CertificateJudged(judged=judged) if recorded.step:
            verdict = judged.verdict
            marks = "".join(
                "y" if answer else "n"
                for answer in (verdict.trusted, verdict.in_date, verdict.name_matches)
            )
            return f"{place}  certificate of {judged.host} {marks} {judged.acceptance.ground}"
        case Retrieved(retrieval=retrieval) if recorded.step:
            came = retrieval.failure.kind if retrieval.failure else "came"
            return f"{place}  fetches {retrieval.purpose} {retrieval.url}: {came}"
        case RequestSent(request=request) if request.scheme:
            return f"{place}  signs in by {request.scheme}"
        case AttemptFinished(failure=Failure(kind=kind)) if recorded.step:
            return f"{place}  fails: {kind}"
        case AnswerRead(reading=reading) if not _is_told(reading):
            return f"{place}  {_reading(reading)}"
        case RedirectFollowed(target=target):
            return f"{place}goes on to {target}"
        case Answered(prompt=prompt, answer=answer):
            return f"{place}{prompt.kind} for {prompt.host}: {answer}"
        case Noted(code=code, subject=subject):
            return f"{place}note {code} {subject}".rstrip()
        case StepFinished(result=result):
            return f"{place}{_result(result)}"
        case SettingsChosen(settings=settings):
            return f"settings with {len(settings.services)} service URLs"
        case ServiceProbed(service=service, scope=scope, result=result):
            return f"{scope} {service}: {result}"
        case RunFinished(outcome=outcome):
            return f"outcome {outcome}"
        case _:
            return ""


def _points(event: PointsChosen, place: str) -> list[str]:
    choice = event.choice
    points = [f"point {one.rank} {one.reason} {one.url}" for one in choice.chosen]
    points += [f"passed over {one.reason} {one.url or one.name}" for one in choice.passed_over]
    points += [f"pointer {one.reason} {one.url or one.name}" for one in choice.pointers]
    return [place + point for point in points or ["no points"]]


def _is_told(reading: Reading) -> bool:
    """Tell whether the attempt's own failure has said it already."""
    told = {"http-status", "not-autodiscover", "protocol", "redirect-refused", "redirect-loop"}
    return isinstance(reading, Failure) and reading.kind not in told


def _reading(reading: Reading) -> str:
    match reading:
        case Settings():
            return "answers settings"
        case AddressRedirect(address=address):
            return f"names the address {address}"
        case UrlRedirect(url=url):
            return f"names the URL {url}"
        case HttpRedirect(status=status, location=location):
            return f"redirects ({status}) to {location}"
        case ServerError(code=code):
            return f"answers error {code}"
        case Failure(kind=kind):
            return f"is of no use: {kind}"


def _result(result: StepResult) -> str:
    match result:
        case Found(url=url):
            return f"found by {url}"
        case Readdressed(address=address):
            return f"readdressed to {address}"
        case Refused(error=error):
            return f"refused with {error.code}"
        case Nothing(why=why):
            return f"nothing: {why}"
        case Skipped(reason=reason):
            return f"skipped: {reason}"
        case Interrupted():
            return "interrupted"
