"""What an anonymous request, and then a signed-in one, to each service URL proves."""

from datetime import date

import pytest
from msgspec.structs import replace

from app.domain.events import (
    AttemptStarted,
    ProbeResult,
    Recorded,
    RequestSent,
    ResponseReceived,
    ServiceProbed,
)
from app.domain.failures import FailureKind
from app.domain.probing import AvailabilityTold, OabTold, OofTold, RpcProxyTold, UmTold, Withheld
from app.domain.questions import HttpQuestion
from app.domain.recorder import Recorder
from app.domain.secret import Credentials, Secret
from app.domain.settings import Scope, Service, ServiceUrl, Settings, User
from app.domain.sign_in import SignIn
from app.domain.task import Task
from app.practice.services import (
    BOOK_FILE,
    OOF_TEXT,
    reply_of_address_book,
    reply_of_unified_messaging,
    reply_of_web_services,
)
from app.probes.services import MOST_QUESTIONS, Signing, probe_services
from app.protocol.availability import availability_request
from app.protocol.oof import oof_request
from app.protocol.um import um_request
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


async def probed(
    task: Task,
    network: FakeNetwork,
    *services: ServiceUrl,
    signing: Signing | None = None,
    records: list[Recorded] | None = None,
) -> list[ServiceProbed]:
    records = [] if records is None else records
    report = Recorder(records.append, clock=lambda: 0.0).reporter
    await probe_services(Settings(user=User(), services=services), task, network, report, signing)
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


# --- signed in -------------------------------------------------------------------------------

PASSWORD = "Winter 2007"
UM = "https://mail.contoso.com/UnifiedMessaging/Service.asmx"
OAB = "https://mail.contoso.com/OAB/0f/"
RPC = "https://mail.contoso.com/rpc/rpcproxy.dll"
OWN = frozenset({builders.ANN})
POINT = "https://autodiscover.contoso.com/autodiscover/autodiscover.xml"


def signing(password: str = PASSWORD, *, url: str = POINT, address: str = builders.ANN) -> Signing:
    sign_in = SignIn(Credentials("ann", Secret(password)))
    return Signing(sign_in=sign_in, url=url, address=address, day=date(2026, 11, 22))


def wants(body: bytes, status: int = 200) -> Reply:
    return Reply(wants_password=PASSWORD, body=body, status=status)


def book(path: str) -> bytes:
    document = reply_of_address_book(path)
    assert document is not None
    return document.body


AVAILABLE = wants(
    reply_of_web_services(availability_request(builders.ANN, date(2026, 11, 22)).encode(), OWN)[
        1
    ].body
)
OUT = wants(reply_of_web_services(oof_request(builders.ANN).encode(), OWN)[1].body)
NO_VOICE_MAIL = wants(reply_of_unified_messaging(um_request().encode())[1].body)
HEALTHY: dict[str, Said | list[Said]] = {
    f"GetUserAvailability {EWS}": AVAILABLE,
    f"GetUserOofSettings {EWS}": OUT,
    UM: NO_VOICE_MAIL,
    f"{OAB}oab.xml": wants(book("oab.xml")),
    f"{OAB}{BOOK_FILE}": wants(b""),
    RPC: wants(b""),
}
ALL = (
    service(EWS, kind=Service.AVAILABILITY),
    service(EWS, kind=Service.EWS),
    service(EWS, kind=Service.OOF),
    service(UM, kind=Service.UM),
    service(OAB, kind=Service.OAB),
    service(RPC, kind=Service.OUTLOOK_ANYWHERE),
)


async def test_what_does_its_work_for_the_user_works() -> None:
    records: list[Recorded] = []

    events = await probed(
        builders.task(), FakeNetwork(http=HEALTHY), *ALL, signing=signing(), records=records
    )

    assert {one.service: (one.result, one.told) for one in events} == {
        Service.AVAILABILITY: (ProbeResult.WORKS, AvailabilityTold(view="MergedOnly")),
        Service.EWS: (ProbeResult.WORKS, AvailabilityTold(view="MergedOnly")),
        Service.OOF: (ProbeResult.WORKS, OofTold(state="Enabled", audience="Known")),
        Service.UM: (ProbeResult.WORKS, UmTold(enabled=False)),
        Service.OAB: (
            ProbeResult.WORKS,
            OabTold(name="Default Offline Address List", generation=12, size=1054, file=BOOK_FILE),
        ),
        # Nothing was tried through the proxy.
        Service.OUTLOOK_ANYWHERE: (ProbeResult.REACHABLE, RpcProxyTold()),
    }
    asked = [one.event.question for one in records if isinstance(one.event, AttemptStarted)]
    methods = sorted((one.method, one.url) for one in asked if isinstance(one, HttpQuestion))
    assert methods == [
        ("GET", f"{OAB}oab.xml"),
        ("GET", RPC),
        ("HEAD", f"{OAB}{BOOK_FILE}"),
        ("POST", EWS),
        ("POST", EWS),
        ("POST", UM),
    ]
    assert OOF_TEXT.encode() not in b"".join(
        one.event.response.body for one in records if isinstance(one.event, ResponseReceived)
    )


@pytest.mark.parametrize(
    ("url", "said", "kind", "failure", "says"),
    [
        (EWS, wants(b"<html/>"), Service.OOF, FailureKind.NOT_THE_SERVICE, "A web page"),
        (EWS, wants(b"", 404), Service.OOF, FailureKind.HTTP_STATUS, "404"),
        (EWS, wants(b"", 403), Service.OOF, FailureKind.HTTP_STATUS, "a publishing rule"),
        (EWS, wants(b"", 302), Service.OOF, FailureKind.HTTP_STATUS, "a form to sign in"),
        (EWS, wants(b"<html/>", 500), Service.OOF, FailureKind.HTTP_STATUS, "500"),
        (
            EWS,
            wants(reply_of_web_services(oof_request("bob@contoso.com").encode(), OWN)[1].body, 500),
            Service.OOF,
            FailureKind.SERVER_ERROR,
            "only the owner",
        ),
        (
            EWS,
            wants(
                reply_of_web_services(
                    availability_request("bob@contoso.com", date(2026, 1, 1)).encode(), OWN
                )[1].body
            ),
            Service.AVAILABILITY,
            FailureKind.SERVER_ERROR,
            "no mailbox with this address",
        ),
        (UM, CLOSED, Service.UM, FailureKind.REFUSED, "refuses"),
        (f"{OAB}oab.xml", wants(b"<a/>"), Service.OAB, FailureKind.NOT_THE_SERVICE, "root"),
        (f"{OAB}{BOOK_FILE}", wants(b"", 404), Service.OAB, FailureKind.HTTP_STATUS, BOOK_FILE),
        (f"{OAB}{BOOK_FILE}", CLOSED, Service.OAB, FailureKind.REFUSED, "refuses"),
        (RPC, wants(b"", 404), Service.OUTLOOK_ANYWHERE, FailureKind.HTTP_STATUS, "404"),
    ],
)
async def test_what_does_not_says_why(
    url: str, said: Said, kind: Service, failure: FailureKind, says: str
) -> None:
    asked = next(one for one in ALL if one.service is kind)
    table = {key: value for key, value in HEALTHY.items() if not key.endswith(url)} | {url: said}

    (event,) = await probed(builders.task(), FakeNetwork(http=table), asked, signing=signing())

    assert event.result is ProbeResult.FAILS
    assert event.failure
    assert event.failure.kind is failure
    assert says in event.failure.detail


async def test_refused_credentials_are_sent_once_and_the_rest_is_called_reachable() -> None:
    network = FakeNetwork(http=HEALTHY)

    events = await probed(builders.task(), network, *ALL, signing=signing("wrong"))

    results = [one.result for one in events]
    assert len(network.passwords) == 1
    assert results.count(ProbeResult.WORKS) == 0
    assert ProbeResult.REACHABLE in results


async def test_credentials_that_were_refused_before_change_nothing_about_the_questions() -> None:
    spent = signing()
    async with spent.sign_in.turn() as turn:
        turn.refuse()
    records: list[Recorded] = []
    network = FakeNetwork(http={EWS: Reply(wants_password=PASSWORD)})

    await probed(builders.task(), network, *ALL[:3], signing=spent, records=records)

    assert [one.event.request.method for one in records if isinstance(one.event, RequestSent)] == [
        "GET"
    ]


async def test_a_host_of_somebody_else_is_looked_at_and_gets_no_credentials() -> None:
    elsewhere = "https://mail.evil.example/EWS/Exchange.asmx"
    network = FakeNetwork(http={elsewhere: Reply(wants_password=PASSWORD)})

    (event,) = await probed(builders.task(), network, service(elsewhere), signing=signing())

    assert (event.result, event.withheld) == (ProbeResult.REACHABLE, Withheld.OTHER_ORGANISATION)
    assert network.passwords == []


async def test_an_address_book_over_http_is_read_anonymously_or_called_reachable() -> None:
    plain = "http://mail.contoso.com/OAB/0f/"
    book_service = service(plain, kind=Service.OAB)
    closed = FakeNetwork(http={f"{plain}oab.xml": Reply(wants_password=PASSWORD)})
    opened = FakeNetwork(
        http={
            f"{plain}oab.xml": Reply(body=book("oab.xml")),
            f"{plain}{BOOK_FILE}": Reply(),
        }
    )

    (wanted,) = await probed(builders.task(), closed, book_service, signing=signing())
    (read,) = await probed(builders.task(), opened, book_service, signing=signing())

    assert (wanted.result, wanted.withheld) == (ProbeResult.REACHABLE, Withheld.NO_TLS)
    assert closed.passwords == []
    assert read.result is ProbeResult.WORKS


async def test_nobody_signs_in_at_owa() -> None:
    network = FakeNetwork(http={EWS: Reply(wants_password=PASSWORD)})

    (event,) = await probed(
        builders.task(), network, service(EWS, kind=Service.OWA), signing=signing()
    )

    assert event.result is ProbeResult.REACHABLE
    assert network.passwords == []


async def test_settings_out_of_a_file_lead_to_the_mail_domain_alone() -> None:
    away = "https://mail.fabrikam.com/EWS/Exchange.asmx"
    network = FakeNetwork(http={**HEALTHY, away: OUT})

    events = await probed(
        builders.task(), network, ALL[2], service(away), signing=signing(url="C:/autodiscover.xml")
    )

    assert {one.url: one.result for one in events} == {
        EWS: ProbeResult.WORKS,
        away: ProbeResult.REACHABLE,
    }
