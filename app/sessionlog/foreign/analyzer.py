"""Turns a report of Microsoft's Remote Connectivity Analyzer into the events of a run."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from app.domain.connections import AddressOutcome, AddressTried, Dial, Resolution, ResolvedBy
from app.domain.events import CertificateJudged, Connected, NameResolved, Recorded, Source
from app.domain.failures import Failure, FailureKind
from app.domain.questions import DnsQuestion, HttpQuestion
from app.domain.settings import Settings, User
from app.domain.steps import StepName, Why
from app.domain.urls import host_of
from app.protocol import pox
from app.protocol.connectivity_analyzer import Status, Test, read_report
from app.sessionlog.foreign.certificate_tests import CertificateTests, is_good
from app.sessionlog.foreign.telling import Telling, plan_of

UNKNOWN: Final = "(an address that the report does not tell)"

_ADDRESS: Final = re.compile(r"(?:test Autodiscover for|for user)\s+(\S+@[^\s,]+?)\.?(?:\s|$)")
_URL: Final = re.compile(r"test potential Autodiscover URL\s+(https?://\S+)")
_RESOLVE: Final = re.compile(r"resolve the host name\s+(\S+)\s+in DNS")
_PORT: Final = re.compile(r"Testing TCP port\s+(\d{1,5})\s+on host\s+(\S+)")
_SSL: Final = re.compile(r"Testing the SSL certificate")
_POST: Final = re.compile(r"retrieve an XML Autodiscover response from (?:URL|url)\s+(\S+)")
_REDIRECT: Final = re.compile(r"HTTP redirect method")
_SRV: Final = re.compile(r"DNS SRV redirect method")
_SRV_RECORD: Final = re.compile(r"(_autodiscover\._tcp\.\S+?)\.?(?:\s|$)", re.IGNORECASE)
_STATUS: Final = re.compile(r"HTTP (\d{3})\b")
_ADDRESSES: Final = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])|[0-9a-fA-F]*:[0-9a-fA-F:]+"
)
_XML: Final = re.compile(
    r"<\?xml.*</Autodiscover\s*>|<Autodiscover\b.*</Autodiscover\s*>", re.DOTALL
)


def read_analyzer(body: bytes, read_at: datetime, sink: Callable[[Recorded], None]) -> bool:
    """Tell a report's tests; False where it is none, or has none about Autodiscover."""
    tests = read_report(body)
    if not any(_step_of(test, "", None) for test in tests):
        return False
    _Report(Telling(sink, Source.CONNECTIVITY_ANALYZER), tests).tell(read_at)
    return True


class _Report:
    """A report, test by test."""

    def __init__(self, telling: Telling, tests: Sequence[Test]) -> None:
        self._telling = telling
        self._tests = tests
        texts = [text for test in tests for text in (test.description, test.details)]
        found = (_ADDRESS.search(text) for text in texts)
        self._address = next((one[1] for one in found if one), "")
        self._domain = self._address.rpartition("@")[2].lower()
        self._host, self._port = "", 443
        self._certificate: CertificateTests | None = None
        self._took_ms = 0.0
        self._by_form: tuple[tuple[re.Pattern[str], Callable[[Test, re.Match[str]], None]], ...] = (
            (_URL, self._tell_url),
            (_REDIRECT, self._tell_redirect),
            (_SRV, self._tell_srv),
            (_RESOLVE, self._tell_name),
            (_PORT, self._tell_port),
            (_SSL, self._tell_certificate),
            (_POST, self._tell_post),
        )

    def tell(self, read_at: datetime) -> None:
        steps: set[StepName] = set()
        step: StepName | None = None
        for test in self._tests:
            step = _step_of(test, self._domain, step) or step
            steps |= {step} if step else set()
        found = any(_POST.search(one.description) and is_good(one) for one in self._tests)
        plan = plan_of(steps, (), found=found)
        self._telling.begin(self._address or UNKNOWN, read_at, plan)
        for at, test in enumerate(self._tests):
            self._tell(test, is_leaf=self._is_leaf(at))
        self._end_certificate()
        self._telling.end()

    def _is_leaf(self, at: int) -> bool:
        return at + 1 >= len(self._tests) or self._tests[at + 1].depth <= self._tests[at].depth

    def _tell(self, test: Test, *, is_leaf: bool) -> None:
        if is_leaf:
            # A test's time has that of the tests below it in it.
            self._telling.now_ms += test.duration_ms
        if self._certificate is not None and self._certificate.takes(test):
            return
        self._end_certificate()
        step = _step_of(test, self._domain, self._telling.step)
        if step is not None:
            self._telling.in_step(step)
        for form, tell in self._by_form:
            if found := form.search(test.description):
                tell(test, found)
                return
        if test.status in {Status.ERROR, Status.WARNING} and is_leaf:
            self._telling.remark(test.description, f"{test.result} {test.details}".strip())

    # --- where -----------------------------------------------------------------------------

    def _tell_url(self, _: Test, found: re.Match[str]) -> None:
        url = _plain(found[1])
        self._telling.attempt(HttpQuestion(method="POST", url=url))
        self._place_of(url)

    def _tell_redirect(self, _: Test, __: re.Match[str]) -> None:
        url = f"http://autodiscover.{self._domain}/autodiscover/autodiscover.xml"
        self._telling.attempt(HttpQuestion(method="GET", url=url))
        self._place_of(url)

    def _tell_srv(self, test: Test, _: re.Match[str]) -> None:
        named = _SRV_RECORD.search(f"{test.description} {test.details}")
        name = named[1] if named else f"_autodiscover._tcp.{self._domain}"
        self._telling.attempt(DnsQuestion(name=name))
        if test.status is Status.ERROR:
            self._fail(FailureKind.NAME_NOT_FOUND, test)
            self._telling.end_step(Why.NO_SRV_RECORD, "")

    def _place_of(self, url: str) -> None:
        self._host, self._port = host_of(url), 443 if url.startswith("https:") else 80

    # --- what ------------------------------------------------------------------------------

    def _tell_name(self, test: Test, found: re.Match[str]) -> None:
        self._host = found[1].rstrip(".")
        failure = None if is_good(test) else self._failure(FailureKind.NAME_NOT_FOUND, test)
        resolution = Resolution(
            host=self._host,
            by=ResolvedBy.DNS,
            addresses=tuple(_ADDRESSES.findall(test.details)) if failure is None else (),
            duration_ms=test.duration_ms,
            failure=failure,
        )
        self._telling.place(NameResolved(resolution=resolution))
        if failure is not None:
            self._telling.end_attempt(failure)

    def _tell_port(self, test: Test, found: re.Match[str]) -> None:
        self._port, self._host = int(found[1]), found[2].rstrip(".")
        good = is_good(test)
        failure = None if good else self._failure(FailureKind.UNREACHABLE, test)
        tried = AddressTried(
            address=self._host,
            port=self._port,
            outcome=AddressOutcome.CONNECTED if good else AddressOutcome.FAILED,
            started_ms=0.0,
            duration_ms=test.duration_ms,
            failure=failure,
        )
        dial = Dial(host=self._host, port=self._port, tried=(tried,), failure=failure)
        self._telling.place(Connected(dial=dial))
        if failure is not None:
            self._telling.end_attempt(failure)

    def _tell_certificate(self, test: Test, _: re.Match[str]) -> None:
        self._certificate = CertificateTests(test, self._host, self._port)

    def _end_certificate(self) -> None:
        certificate, self._certificate = self._certificate, None
        if certificate is None:
            return
        if not certificate.was_seen:
            self._fail(FailureKind.TLS, certificate.test)
            return
        judged = certificate.judged()
        self._telling.place(CertificateJudged(judged=judged))
        if not judged.acceptance.accepted:
            self._fail(FailureKind.CERTIFICATE_REJECTED, certificate.test)

    def _tell_post(self, test: Test, found: re.Match[str]) -> None:
        url = _plain(found[1])
        if not self._telling.url:
            self._telling.attempt(HttpQuestion(method="POST", url=url))
        status = _STATUS.search(test.details)
        if is_good(test):
            body = _XML.search(test.details)
            self._telling.respond(200, body[0].encode() if body else b"")
            answer = pox.read_answer(body[0].encode()) if body else None
            settings = answer if isinstance(answer, Settings) else Settings(user=User())
            self._telling.find(url, settings)
            return
        if status is not None:
            self._telling.respond(int(status[1]))
        is_sign_in = status is not None and status[1] == "401"
        kind = FailureKind.SIGN_IN_REFUSED if is_sign_in else FailureKind.HTTP_STATUS
        self._fail(kind if status else FailureKind.NOT_AUTODISCOVER, test)

    def _fail(self, kind: FailureKind, test: Test) -> None:
        self._telling.end_attempt(self._failure(kind, test))

    def _failure(self, kind: FailureKind, test: Test) -> Failure:
        return Failure(kind=kind, detail=test.result or test.description, origin=test.details)


def _step_of(test: Test, domain: str, current: StepName | None) -> StepName | None:
    if _REDIRECT.search(test.description):
        return StepName.HTTP_REDIRECT
    if _SRV.search(test.description):
        return StepName.DNS_SRV
    found = _URL.search(test.description)
    if found is None:
        return None
    if current in {StepName.HTTP_REDIRECT, StepName.DNS_SRV}:
        return current
    host = host_of(_plain(found[1]))
    is_own = host.startswith("autodiscover.") and host != domain
    return StepName.HTTPS_AUTODISCOVER if is_own else StepName.HTTPS_ROOT


def _plain(url: str) -> str:
    """Leave the port out that goes without saying, and the full stop of the sentence."""
    return re.sub(r"^(https://[^/:]+):443\b", r"\1", url).rstrip(".,")
