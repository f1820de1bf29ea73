"""What an anonymous request to each service URL proves."""

import pytest
from msgspec.structs import replace

from app.domain.events import ProbeResult, Recorded, ServiceProbed
from app.domain.failures import FailureKind
from app.domain.recorder import Recorder
from app.domain.settings import Scope, Service, ServiceUrl, Settings, User
from app.domain.task import Task
from app.probes.services import MOST_QUESTIONS, probe_services
from tests.support import builders
from tests.support.fake_network import CLOSED, FakeNetwork, Reply, Said

pytestmark = pytest.mark.anyio

EWS = "https://mail.contoso.com/EWS/Exchange.asmx"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def service(url: str, scope: Scope = Scope.EXTERNAL, kind: Service = Service.OOF) -> ServiceUrl:
    protocol = "EXCH" if scope is Scope.INTERNAL else "EXPR"
    return ServiceUrl(service=kind, scope=scope, protocol=protocol, element="OOFUrl", url=url)


async def probed(task: Task, network: FakeNetwork, *services: ServiceUrl) -> list[ServiceProbed]:
    records: list[Recorded] = []
    recorder = Recorder(records.append, clock=lambda: 0.0)
    await probe_services(Settings(user=User(), services=services), task, network, recorder.reporter)
    return [one.event for one in records if isinstance(one.event, ServiceProbed)]


@pytest.mark.parametrize(
    ("said", "result", "failure"),
    [
        (Reply(wants_password="x"), ProbeResult.REACHABLE, None),
        (Reply(status=200), ProbeResult.REACHABLE, None),
        (Reply(status=302, location="/owa/auth"), ProbeResult.REACHABLE, None),
        (Reply(status=405), ProbeResult.REACHABLE, None),
        (Reply(status=404), ProbeResult.FAILS, FailureKind.HTTP_STATUS),
        (Reply(status=503), ProbeResult.FAILS, FailureKind.HTTP_STATUS),
        (CLOSED, ProbeResult.FAILS, FailureKind.REFUSED),
        (
            Reply(verdict=builders.verdict("mail.contoso.com", trusted=False)),
            ProbeResult.FAILS,
            FailureKind.CERTIFICATE_REJECTED,
        ),
    ],
)
async def test_an_answer_is_called_reachable_and_never_more(
    said: Said, result: ProbeResult, failure: FailureKind | None
) -> None:
    (event,) = await probed(builders.task(), FakeNetwork(http={EWS: said}), service(EWS))

    assert event.result is result
    assert (event.failure.kind if event.failure else None) is failure


async def test_the_schemes_on_offer_are_named() -> None:
    network = FakeNetwork(http={EWS: Reply(wants_password="x")})

    (event,) = await probed(builders.task(), network, service(EWS))

    assert event.schemes == ("Basic",)


@pytest.mark.parametrize(
    ("scope", "joined", "result"),
    [
        (Scope.INTERNAL, True, ProbeResult.REACHABLE),
        (Scope.INTERNAL, False, ProbeResult.FAILS),
        (Scope.EXTERNAL, True, ProbeResult.FAILS),
    ],
)
async def test_untrusted_passes_inside_for_a_joined_pc_alone(
    scope: Scope, joined: bool, result: ProbeResult
) -> None:
    untrusted = builders.verdict("mail.contoso.com", trusted=False)
    network = FakeNetwork(http={EWS: Reply(verdict=untrusted)})

    (event,) = await probed(builders.task(joined=joined), network, service(EWS, scope))

    assert event.result is result


async def test_owa_shows_a_warning_and_is_not_tolerated() -> None:
    untrusted = builders.verdict("mail.contoso.com", trusted=False)
    network = FakeNetwork(http={EWS: Reply(verdict=untrusted)})
    owa = replace(service(EWS, Scope.INTERNAL), protocol="WEB")

    (event,) = await probed(builders.task(joined=True), network, owa)

    assert event.result is ProbeResult.FAILS


async def test_one_url_of_several_services_is_asked_once() -> None:
    other = replace(service(EWS), service=Service.AVAILABILITY)
    network = FakeNetwork(http={EWS: [Reply(status=401), CLOSED]})

    events = await probed(builders.task(), network, service(EWS), other)

    assert [(one.service, one.result) for one in events] == [
        (Service.OOF, ProbeResult.REACHABLE),
        (Service.AVAILABILITY, ProbeResult.REACHABLE),
    ]


@pytest.mark.parametrize("url", ["imap.contoso.com:993", "Public Folder", "http://[", "file:///x"])
async def test_what_is_no_web_address_is_not_tried(url: str) -> None:
    (event,) = await probed(builders.task(), FakeNetwork(), service(url))

    assert event.result is ProbeResult.NOT_TRIED


async def test_the_number_of_requests_has_an_end() -> None:
    many = [service(f"https://mail.contoso.com/{number}") for number in range(MOST_QUESTIONS + 5)]

    events = await probed(builders.task(), FakeNetwork(), *many)

    assert sum(one.result is ProbeResult.NOT_TRIED for one in events) == 5
