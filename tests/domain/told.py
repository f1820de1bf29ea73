"""A session that is told events, and what they tell."""

from collections.abc import Iterator

from app.domain.attempts import Request, Response
from app.domain.connections import AddressOutcome, AddressTried, Dial, Resolution, ResolvedBy
from app.domain.events import Event
from app.domain.questions import HttpQuestion
from app.domain.recorder import Recorder, Reporter
from app.domain.rows import Row, Touched
from app.domain.session import Session
from app.domain.settings import Scope, Service, ServiceUrl
from app.domain.steps import PlannedStep, SkipReason, StepName

URL = "https://contoso.com/autodiscover/autodiscover.xml"
PLAN = (
    PlannedStep(step=StepName.SCP, skipped=SkipReason.NOT_JOINED),
    PlannedStep(step=StepName.HTTPS_ROOT, targets=(URL,)),
)
QUESTION = HttpQuestion(method="POST", url=URL)
REQUEST = Request(method="POST", url=URL, headers=())
RESPONSE = Response(status=404, reason="Not Found", headers=())
RESOLVED = Resolution(host="contoso.com", by=ResolvedBy.DNS, addresses=("192.0.2.1",))
TRIED = AddressTried(
    address="192.0.2.1",
    port=443,
    outcome=AddressOutcome.CONNECTED,
    started_ms=0,
    duration_ms=5,
)
DIAL = Dial(host="contoso.com", port=443, tried=(TRIED,))
ASMX = ServiceUrl(
    service=Service.AVAILABILITY,
    scope=Scope.EXTERNAL,
    protocol="EXPR",
    element="ASUrl",
    url="https://mail.contoso.com/EWS/Exchange.asmx",
)


class Told:
    """A session that is told events, and remembers what each touched."""

    def __init__(self) -> None:
        self.session = Session()
        self.touched: list[Touched] = []
        self.now = 0.0
        recorder = Recorder(
            lambda recorded: self.touched.append(self.session.apply(recorded)),
            clock=lambda: self.now,
        )
        self.report = recorder.reporter
        self.step = recorder.reporter.in_round(1).in_step(StepName.HTTPS_ROOT)

    def tell(self, report: Reporter, *events: Event) -> None:
        for event in events:
            self.now += 0.001
            report(event)


class CountedRows(list[Row]):
    """Rows that count how often one of them is looked at on a way through all of them."""

    looks = 0

    def __iter__(self) -> Iterator[Row]:
        for row in super().__iter__():
            self.looks += 1
            yield row
