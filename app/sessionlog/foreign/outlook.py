"""Turns the lines of Outlook's own logs into the events of a run."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from app.domain.events import Recorded, RedirectFollowed, Source
from app.domain.failures import Failure, FailureKind
from app.domain.machine import EXCLUSIONS
from app.domain.questions import DnsQuestion, HttpQuestion
from app.domain.settings import Settings, User
from app.domain.steps import StepName, Why
from app.domain.urls import host_of
from app.protocol import pox
from app.protocol.outlook_log import Kind, LogLine, State, read_outlook_log
from app.sessionlog.foreign.telling import SILENT, Telling, plan_of

UNKNOWN = "(an address that the log does not tell)"
NO_SETTINGS = Settings(user=User())
"""Outlook found some, and the log does not show them."""
_WRAP_MS = 1 << 32
_OK = 200
_NO_DIALOG = "Outlook skips this address, because nobody is there to answer its security alert"
_TOLERATED = (
    "a missing trust that Outlook passes over for a PC in a domain, on the way by the directory"
)


def read_outlook(text: str, read_at: datetime, sink: Callable[[Recorded], None]) -> bool:
    """Tell the newest run of a Log tab or an olkdisc.log; False where the text is neither."""
    lines = read_outlook_log(text)
    if not lines:
        return False
    first = lines[0].at
    source = Source.OUTLOOK_LOG if first is None else Source.OLKDISC
    # The log has the PC's local time, without a zone: that of this PC is as good a guess as any.
    started_at = read_at if first is None else first.astimezone()
    _Outlook(Telling(sink, source), lines).tell(started_at)
    return True


class _Outlook:
    """One run of Outlook's, line by line."""

    def __init__(self, telling: Telling, lines: Sequence[LogLine]) -> None:
        self._telling = telling
        self._lines = lines
        self._address = next((one.subject for one in lines if one.kind is Kind.ADDRESS), "")
        self._domain = _domain(self._address, lines)
        self._scp_urls = {one.subject for one in lines if one.kind is Kind.SCP_URL}
        self._start_ms = next((one.ticks_ms for one in lines if one.ticks_ms is not None), 0)
        self._document: Settings | None = None
        self._newest: LogLine | None = None
        """The newest word about the attempt under way: an error, a status."""
        self._by_kind: dict[Kind, Callable[[LogLine], None]] = {
            Kind.ADDRESS: self._tell_other,
            Kind.SCP_URL: self._tell_scp_url,
            Kind.URL: self._tell_url,
            Kind.LOCAL: self._tell_local,
            Kind.REDIRECT_CHECK: self._tell_check,
            Kind.SRV_LOOKUP: self._tell_srv,
            Kind.REDIRECTION: self._tell_redirection,
            Kind.LAST_ERROR: self._tell_error,
            Kind.SWITCH: self._tell_switch,
            Kind.NO_DIALOG: self._tell_no_dialog,
            Kind.DOCUMENT: self._tell_document,
            Kind.OTHER: self._tell_other,
        }

    def tell(self, started_at: datetime) -> None:
        steps = self._steps()
        switches = (one.subject for one in self._lines if one.kind is Kind.SWITCH)
        excluded = {EXCLUSIONS[name] for name in switches if name in EXCLUSIONS}
        found = any(
            one.kind in {Kind.URL, Kind.LOCAL} and one.state is State.SUCCEEDED
            for one in self._lines
        )
        plan = plan_of(steps, excluded - steps, found=found)
        self._telling.begin(self._address or UNKNOWN, started_at, plan)
        for line in self._lines:
            self._tell(line)
        self._telling.end()

    def _steps(self) -> set[StepName]:
        current: StepName | None = None
        steps: set[StepName] = set()
        for line in self._lines:
            current = self._step_of(line, current) or current
            if current is not None:
                steps.add(current)
        return steps

    def _step_of(self, line: LogLine, current: StepName | None) -> StepName | None:
        match line.kind:
            case Kind.SCP_URL:
                return StepName.SCP
            case Kind.URL:
                return self._step_of_url(line.subject, current)
            case Kind.LOCAL:
                return StepName.LOCAL_XML
            case Kind.REDIRECT_CHECK:
                return StepName.HTTP_REDIRECT
            case Kind.SRV_LOOKUP:
                return StepName.DNS_SRV
            case _:
                return None

    def _step_of_url(self, url: str, current: StepName | None) -> StepName:
        if url in self._scp_urls:
            return StepName.SCP
        # Once Outlook was sent on, the host tells nothing any more.
        if current in {StepName.HTTP_REDIRECT, StepName.DNS_SRV}:
            return current
        host = host_of(url)
        if host == self._domain:
            return StepName.HTTPS_ROOT
        if host == f"autodiscover.{self._domain}":
            return StepName.HTTPS_AUTODISCOVER
        return current or StepName.SCP

    def _tell(self, line: LogLine) -> None:
        if line.ticks_ms is not None:
            self._telling.now_ms = float((line.ticks_ms - self._start_ms) % _WRAP_MS)
        step = self._step_of(line, self._telling.step)
        if step is not None:
            self._telling.in_step(step)
        self._by_kind[line.kind](line)

    def _tell_scp_url(self, line: LogLine) -> None:
        self._telling.remark(line.text)

    def _tell_redirection(self, line: LogLine) -> None:
        source = self._telling.url
        self._telling.place(RedirectFollowed(source=source, target=line.subject, status=None))

    def _tell_switch(self, line: LogLine) -> None:
        self._telling.end_step()
        self._telling.remark(line.text, "a registry value switches this step off")

    def _tell_no_dialog(self, line: LogLine) -> None:
        self._telling.remark(line.text, _NO_DIALOG)

    def _tell_other(self, line: LogLine) -> None:
        if line.kind is Kind.OTHER and line.text:
            self._telling.remark(line.text)

    def _tell_url(self, line: LogLine) -> None:
        telling = self._telling
        if line.state is State.STARTING or telling.url != line.subject:
            telling.attempt(HttpQuestion(method="POST", url=line.subject))
            self._newest = None
        if line.state is State.SUCCEEDED:
            if self._document is None and self._newest and self._newest.status == _OK:
                telling.respond(_OK)
            telling.find(line.subject, self._document or NO_SETTINGS)
        elif line.state is State.FAILED:
            telling.end_attempt(_failure(line, self._newest))

    def _tell_error(self, line: LogLine) -> None:
        before, self._newest = self._newest, line
        meaning = line.error.meaning if line.error and not line.error.is_success else ""
        if line.status == _OK:
            # The answer's XML may follow, and then belongs to it.
            return
        if line.status:
            self._telling.respond(line.status)
            if self._telling.step is StepName.SCP and before and _is_certificate(before):
                # The first try fails on the trust, the next one lets it pass: an inference.
                # [OLKDISC] [SELFSIGNED], protocol.md 5.3
                meaning = f"before: {_TOLERATED}"
        if meaning or not line.status:
            self._telling.remark(line.text, meaning)

    def _tell_local(self, line: LogLine) -> None:
        if line.state is State.SUCCEEDED:
            self._telling.find("", self._document or NO_SETTINGS)
        elif line.state is State.FAILED:
            is_usual = line.error is not None and line.error.number == 0x8004010F
            why = Why.NO_LOCAL_FILE if is_usual else Why.BAD_LOCAL_FILE
            self._telling.end_step(why, "" if is_usual else line.text)

    def _tell_check(self, line: LogLine) -> None:
        if line.state is State.STARTING or self._telling.url != line.subject:
            self._telling.attempt(HttpQuestion(method="GET", url=line.subject))
            self._newest = None
        if line.state is State.FAILED:
            self._telling.end_attempt(_failure(line, self._newest))

    def _tell_srv(self, line: LogLine) -> None:
        if line.state is State.STARTING:
            self._telling.attempt(DnsQuestion(name=f"_autodiscover._tcp.{line.subject}"))
        elif line.state is State.FAILED:
            failure = Failure(
                kind=FailureKind.NAME_NOT_FOUND,
                detail="Outlook found no SRV record.",
                origin=line.text,
            )
            self._telling.end_attempt(failure)
            self._telling.end_step(Why.NO_SRV_RECORD, "")

    def _tell_document(self, line: LogLine) -> None:
        body = line.subject.encode()
        answer = pox.read_answer(body)
        self._telling.respond(_OK, body)
        if isinstance(answer, Settings):
            self._document = answer


def _domain(address: str, lines: Iterable[LogLine]) -> str:
    if "@" in address:
        return address.rpartition("@")[2].lower()
    named = (one.subject for one in lines if one.kind in {Kind.LOCAL, Kind.SRV_LOOKUP})
    return next(named, "").lower()


def _is_certificate(line: LogLine) -> bool:
    return line.error is not None and line.error.kind is FailureKind.CERTIFICATE_REJECTED


def _failure(line: LogLine, newest: LogLine | None) -> Failure:
    """Say why a URL failed, as far as the lines before, or the code itself, tell it."""
    if newest is not None and newest.status in {401, 407}:
        return Failure(
            kind=FailureKind.SIGN_IN_REFUSED,
            detail="The server asked for a sign-in, and Outlook had none that it takes.",
            origin=line.text,
        )
    if newest is not None and newest.status:
        return Failure(
            kind=FailureKind.HTTP_STATUS,
            detail=f"The server answered with status {newest.status}.",
            origin=line.text,
        )
    for error in (newest.error if newest else None, line.error):
        if error is not None and error.kind is not None:
            said = error.meaning[:1].upper() + error.meaning[1:]
            return Failure(
                kind=error.kind, detail=f"{said} (Outlook's {error.number}).", origin=line.text
            )
    return Failure(kind=FailureKind.PROTOCOL, detail=SILENT, origin=line.text)
