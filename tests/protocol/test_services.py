import pytest

from app.domain.settings import ProtocolSettings, Scope, Service, ServiceUrl, Settings
from app.protocol.pox import read_answer
from app.protocol.services import services_of
from tests.protocol.answers import FULL

INSIDE = "https://cas07.fabrikam.local"
OUTSIDE = "https://post.fabrikam.example"


def block(kind: str, **elements: str) -> ProtocolSettings:
    return ProtocolSettings(type=kind, elements=tuple(elements.items()))


def told(*blocks: ProtocolSettings) -> list[tuple[str, str, str, str]]:
    return [(one.service, one.scope, one.element, one.url) for one in services_of(blocks)]


def test_the_services_of_a_full_answer_are_listed_in_its_order() -> None:
    settings = read_answer(FULL)
    assert isinstance(settings, Settings)
    lines = [
        f"{one.scope} {one.protocol} {one.element} {one.service} {one.url}"
        for one in settings.services
    ]

    assert lines == [
        f"internal EXCH ASUrl availability {INSIDE}/EWS/Exchange.asmx",
        f"internal EXCH OOFUrl oof {INSIDE}/EWS/Exchange.asmx",
        f"internal EXCH UMUrl um {INSIDE}/UnifiedMessaging/Service.asmx",
        "internal EXCH OABUrl public-folder Public Folder",
        f"internal EXCH EcpUrl ecp {INSIDE}/ecp/",
        f"internal EXCH EcpUrl-um ecp {INSIDE}/ecp/?p=voice.aspx&x=1",
        f"internal EXCH SharingUrl other {INSIDE}/EWS/Exchange.asmx",
        f"external EXPR Server outlook-anywhere {OUTSIDE}/rpc/rpcproxy.dll",
        f"external EXPR ASUrl availability {OUTSIDE}/EWS/Exchange.asmx",
        f"external EXPR OOFUrl oof {OUTSIDE}/EWS/Exchange.asmx",
        f"external EXPR UMUrl um {OUTSIDE}/UnifiedMessaging/Service.asmx",
        f"external EXPR OABUrl oab {OUTSIDE}/OAB/0b2a/",
        f"external EXPR EwsUrl ews {OUTSIDE}/EWS/Exchange.asmx",
        f"internal WEB Internal/OWAUrl owa {INSIDE}/owa",
        f"internal WEB Internal/Protocol/ASUrl availability {INSIDE}/EWS/Exchange.asmx",
        f"external WEB External/OWAUrl owa {OUTSIDE}/owa",
        f"external WEB External/Protocol/ASUrl availability {OUTSIDE}/EWS/Exchange.asmx",
        f"internal mapiHttp MailStore/InternalUrl mapi-http {INSIDE}/mapi/emsmdb/?MailboxId=1",
        f"external mapiHttp MailStore/ExternalUrl mapi-http {OUTSIDE}/mapi/emsmdb/?MailboxId=1",
        f"internal mapiHttp AddressBook/InternalUrl mapi-http {INSIDE}/mapi/nspi/?MailboxId=1",
    ]


def test_an_absent_ews_url_is_not_made_up() -> None:
    services = services_of([block("EXCH", ASUrl="https://x/EWS/Exchange.asmx")])

    assert [one.service for one in services] == [Service.AVAILABILITY]


@pytest.mark.parametrize("name", ["EwsUrl", "EmwsUrl", "EwsPartnerUrl"])
def test_each_name_of_ews_is_ews(name: str) -> None:
    assert told(block("EXPR", **{name: "https://x/"})) == [("ews", "external", name, "https://x/")]


@pytest.mark.parametrize("literal", ["Public Folder", "public folders", "PUBLIC FOLDER"])
def test_a_literal_in_the_place_of_the_oab_url_is_the_public_folder(literal: str) -> None:
    assert told(block("EXCH", OABUrl=literal)) == [
        ("public-folder", "internal", "OABUrl", literal),
    ]


@pytest.mark.parametrize(
    ("elements", "url"),
    [
        ({}, "https://mail.x.example/rpc/rpcproxy.dll"),
        ({"SSL": "On"}, "https://mail.x.example/rpc/rpcproxy.dll"),
        ({"SSL": ""}, "https://mail.x.example/rpc/rpcproxy.dll"),
        ({"SSL": "off"}, "http://mail.x.example/rpc/rpcproxy.dll"),
        ({"Port": "8443"}, "https://mail.x.example:8443/rpc/rpcproxy.dll"),
    ],
)
@pytest.mark.parametrize("kind", ["EXPR", "expr", "EXHTTP"])
def test_the_rpc_proxy_is_reached_by_its_fixed_path(
    kind: str, elements: dict[str, str], url: str
) -> None:
    assert told(block(kind, Server="mail.x.example", **elements)) == [
        ("outlook-anywhere", "external", "Server", url),
    ]


def test_a_server_that_is_a_url_stays_one() -> None:
    assert told(block("EXPR", Server="https://x/rpc", SSL="Off", Port="9"))[0][3] == "https://x/rpc"


def test_the_server_of_exch_is_no_service_url() -> None:
    assert told(block("EXCH", Server="MBX01", AD="DC01", PublicFolderServer="MBX01")) == []


def test_of_two_exhttp_blocks_the_first_is_for_inside() -> None:
    inside = block("EXHTTP", Server="in.x.example", SSL="Off", ASUrl="https://in.x.example/")
    outside = block("EXHTTP", Server="out.x.example", ASUrl="https://out.x.example/")

    assert [one[1] for one in told(block("EXCH"), inside, outside)] == [
        "internal",
        "internal",
        "external",
        "external",
    ]


@pytest.mark.parametrize(
    ("kind", "service"), [("IMAP", "imap"), ("POP3", "pop3"), ("smtp", "smtp"), ("NNTP", "other")]
)
@pytest.mark.parametrize(
    ("server", "port", "address"),
    [
        ("mail.x.example", "993", "mail.x.example:993"),
        ("mail.x.example", "", "mail.x.example"),
        ("mail.x.example", "0", "mail.x.example"),
        ("mail.x.example", "65536", "mail.x.example"),
        ("mail.x.example", "9" * 5000, "mail.x.example"),
        ("mail.x.example", "²", "mail.x.example"),
        ("2001:db8::1", "143", "[2001:db8::1]:143"),
        ("[2001:db8::1]", "143", "[2001:db8::1]:143"),
    ],
)
def test_mail_protocols_are_a_host_and_port(
    kind: str, service: str, server: str, port: str, address: str
) -> None:
    assert told(block(kind, Server=server, Port=port)) == [
        (service, "external", "Server", address),
    ]


@pytest.mark.parametrize(
    ("kind", "service"),
    [
        ("MobileSync", "active-sync"),
        ("WEB", "owa"),
        ("DAV", "dav"),
        ("CalDAV", "dav"),
        ("CARDDAV", "dav"),
    ],
)
def test_other_protocols_keep_the_url_of_their_server(kind: str, service: str) -> None:
    assert told(block(kind, Server="https://x.example/y", Port="443")) == [
        (service, "external", "Server", "https://x.example/y"),
    ]


@pytest.mark.parametrize(
    "elements",
    [
        {"ASUrl": ""},
        {"EcpUrl-um": "?p=1"},
        {"EcpUrl": "", "EcpUrl-um": "?p=1"},
        {"SharingUrl": "none"},
        {"Internal/OWAUrl/@Url": "https://x/"},
        {"InternalUrl": "cas01"},
        {"ServerDN": "https://x/"},
    ],
)
def test_what_holds_no_address_is_no_service(elements: dict[str, str]) -> None:
    assert told(block("EXCH", **elements)) == []


def test_a_control_panel_page_with_a_url_of_its_own_needs_no_other() -> None:
    assert told(block("EXPR", **{"EcpUrl-sms": "https://x/sms"})) == [
        ("ecp", "external", "EcpUrl-sms", "https://x/sms"),
    ]


def test_a_hostile_control_panel_url_is_not_multiplied() -> None:
    pages = {f"EcpUrl-{n}": "?p" for n in range(50)}

    assert len(told(block("EXCH", EcpUrl="https://" + "x" * 3000, **pages))) == 1


@pytest.mark.parametrize(
    ("kind", "path", "scope"),
    [
        ("EXCH", "External/ASUrl", "external"),
        ("EXPR", "Internal/ASUrl", "internal"),
        ("EXCH", "Other/ASUrl", "internal"),
        ("EXPR", "Other/ASUrl", "external"),
    ],
)
def test_internal_or_external_around_a_url_wins_over_the_block(
    kind: str, path: str, scope: str
) -> None:
    assert told(block(kind, **{path: "https://x/"})) == [
        ("availability", scope, path, "https://x/"),
    ]


def test_an_unknown_element_that_holds_a_url_is_listed_as_other() -> None:
    assert list(services_of([block("EXPR", SiteMailboxCreationURL="HTTPS://x/y")])) == [
        ServiceUrl(
            service=Service.OTHER,
            scope=Scope.EXTERNAL,
            protocol="EXPR",
            element="SiteMailboxCreationURL",
            url="HTTPS://x/y",
        ),
    ]
