import html
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import msgspec
import pytest
from msgspec.structs import replace

from app.domain.attempts import Response
from app.domain.authentication import Scheme
from app.domain.conditions import Conditions, Continued
from app.domain.events import (
    AttemptFinished,
    AttemptStarted,
    Connected,
    MachineDetected,
    NameResolved,
    Recorded,
    RequestSent,
    ResponseReceived,
    RunStarted,
    SettingsChosen,
)
from app.domain.machine import Fact, FactName
from app.domain.questions import HttpQuestion
from app.domain.settings import ProtocolSettings, Settings, User
from app.domain.verdict import Certificate
from app.export import EXPORTERS
from app.export.mask import Mask
from app.export.masking import mask_of
from app.export.texts import with_texts
from app.wiring.exports import seen
from tests.support import played_runs
from tests.support.played_runs import Player, dialled, request, resolved, response

RUNS = (played_runs.found, played_runs.sign_in_needed, played_runs.not_found)

NAME = "Änne Müller & Söhne"
A_LABELS = "müller-söhne.de".encode("idna").decode()
BODY = f"""<User><DisplayName>{html.escape(NAME)}</DisplayName>
<LegacyDN>/o=Müller/ou=First/cn=Recipients/cn=aenne</LegacyDN>
<Server>MBX77</Server><a href="https://x/?u={quote("aenne.m@müller-söhne.de")}"/>
<b>AENNE.M@MÜLLER-SÖHNE.DE https://Intern-Mail.{A_LABELS} 10.66.77.88</b></User>"""


def telling() -> list[Recorded]:
    """A run in which everything is told that says whose it is."""
    player = Player()
    report = player.start()
    facts = (
        Fact(name=FactName.DOMAIN, value="ad.mueller.local", origin="x"),
        Fact(name=FactName.CONTROLLER, value="dc77.ad.mueller.local", origin="x"),
        Fact(name=FactName.SITE, value="Wuppertal", origin="x"),
    )
    player.report(MachineDetected(facts=facts))
    attempt = report.in_new_attempt()
    url = f"https://autodiscover.{A_LABELS}/autodiscover/autodiscover.xml"
    host = f"autodiscover.{A_LABELS}"
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url=url)))
    one = attempt.in_new_connection()
    one(NameResolved(resolution=replace(resolved(host), addresses=("10.66.77.88", "8.8.4.4"))))
    one(Connected(dial=dialled(host)))
    signed = replace(request(url, Scheme.NTLM), username="MUELLERNET\\aenne")
    attempt(RequestSent(request=signed))
    answer: Response = replace(
        response(200), body=BODY.encode(), headers=(("X-FEServer", "MBX77"),)
    )
    attempt(ResponseReceived(response=answer))
    attempt(AttemptFinished())
    settings = Settings(
        user=User(
            display_name=NAME,
            legacy_dn="/o=Müller/ou=First/cn=Recipients/cn=aenne",
            smtp_address="aenne.m@müller-söhne.de",
        ),
        protocols=(ProtocolSettings(type="EXCH", elements=(("Server", "MBX77"),)),),
    )
    attempt(SettingsChosen(url=url, settings=settings))
    return [
        replace(
            one,
            event=with_texts(
                one.event,
                lambda text: text.replace(played_runs.ADDRESS, f"aenne.m@{A_LABELS}"),
            ),
        )
        for one in player.records
    ]


ORIGINALS = (
    *("aenne", "müller", "mueller", "xn--mller", "dc77", "wuppertal", "mbx77", "intern-mail"),
    *("söhne", "Söhne", "10.66.77.88", "8.8.4.4", "s%c3%b6hne"),
)


def exports_of(records: list[Recorded]) -> dict[str, str]:
    session, concluded = seen(records, masked=True)
    return {name: one.file(session, concluded).decode() for name, one in EXPORTERS.items()}


@pytest.mark.parametrize("original", ORIGINALS)
def test_no_export_tells_whose_it_is_in_whatever_spelling(original: str) -> None:
    for name, text in exports_of(telling()).items():
        assert original.casefold() not in text.casefold(), name


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.__name__)
def test_no_export_of_a_played_run_names_its_hosts(run: Callable[[], list[Recorded]]) -> None:
    for name, text in exports_of(run()).items():
        for original in ("contoso", "fabrikam", "exch01", "ann@", "192.0.2.10", "ab" * 32):
            assert original not in text.casefold(), (name, original)


def test_the_same_thing_has_the_same_name_everywhere() -> None:
    texts = exports_of(played_runs.found())

    for name in ("html", "text", "json", "har", "csv"):
        assert "autodiscover.domain1.example" in texts[name], name
    for name in ("html", "text", "json", "har"):
        assert "user1@domain1.example" in texts[name], name
    assert "https://host1.domain2.local/ews/exchange.asmx" in texts["html"]
    assert "https://mail.domain1.example/oab/1/" in texts["json"]


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.__name__)
def test_a_masked_session_concludes_the_same(run: Callable[[], list[Recorded]]) -> None:
    bare_session, bare = seen(run(), masked=False)
    session, concluded = seen(run(), masked=True)

    assert [(one.code, one.evidence) for one in concluded.findings] == [
        (one.code, one.evidence) for one in bare.findings
    ]
    assert concluded.normal == bare.normal
    assert session.outcome is bare_session.outcome
    assert session.row_count == bare_session.row_count


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.__name__)
def test_masking_is_the_same_each_time_and_leaves_the_session_alone(
    run: Callable[[], list[Recorded]],
) -> None:
    records = run()

    first = [mask_of(records).of(one) for one in records]
    second = [mask_of(records).of(one) for one in records]

    assert first == second
    assert records == run()


def mask(**words: str) -> Mask:
    made = Mask()
    made.add_host("ann.smith@contoso.co.uk")
    made.add_host("exch01.contoso.local")
    for kind, word in words.items():
        getattr(made, f"add_{kind}")(word)
    return made


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ann.smith@contoso.co.uk", "user1@domain1.example"),
        ("Ann.Smith%40CONTOSO.CO.UK", "user1%40domain1.example"),
        ("bob@contoso.co.uk", "user2@domain1.example"),
        ("https://mail.contoso.co.uk:8443/x", "https://mail.domain1.example:8443/x"),
        ("_autodiscover._tcp.contoso.co.uk", "_autodiscover._tcp.domain1.example"),
        ("*.contoso.co.uk", "*.domain1.example"),
        ("EXCH01", "host1"),
        (
            "CN=EXCH01,CN=Autodiscover,DC=contoso,DC=local",
            "CN=host1,CN=Autodiscover,DC=domain1,DC=local",
        ),
        ("EXCH01.Contoso.Local and exch010", "host1.domain2.local and exch010"),
        ("C:\\Users\\ann.smith\\x.xml", "C:\\Users\\user1\\x.xml"),
        ("/o=Contoso/cn=ann", "/o=organisation1/cn=entry1"),
        ("https://schemas.microsoft.com/x", "https://schemas.microsoft.com/x"),
        ("someone@gmail.com", "user2@elsewhere.example"),
        ("8.1.240.6", "8.1.240.6"),
        ("cannot", "cannot"),
    ],
)
def test_what_is_replaced_and_what_is_not(text: str, masked: str) -> None:
    assert mask().text(text) == masked


@pytest.mark.parametrize("common", ["mail", "info", "no", "42", "ab"])
def test_common_words_stay(common: str) -> None:
    made = mask(label=common)

    assert made.text(f"{common} or {common}") == f"{common} or {common}"


def test_addresses_of_the_network_keep_their_kind() -> None:
    made = mask()
    for address in ("10.1.2.3", "8.8.8.8", "fe80::1", "2606:4700::1111", "127.0.0.1"):
        made.add_host(address)

    text = made.text("10.1.2.3 8.8.8.8 fe80::1 2606:4700::1111 127.0.0.1 10.1.2.33")

    assert text == "10.0.0.1 198.18.0.1 fd00::1 2001:db8::1 127.0.0.1 10.1.2.33"


def test_certificates_keep_their_links_and_lose_their_bytes() -> None:
    leaf = Certificate(
        subject="CN=mail.contoso.co.uk,O=Contoso Trading Ltd,C=GB",
        issuer="CN=R3,O=Let's Encrypt,C=US",
        names=("mail.contoso.co.uk",),
        not_before=None,
        not_after=None,
        sha256="ab" * 32,
        der=b"\x30\x82\x01\xff",
    )
    record = Recorded(number=1, at_ms=0.0, event=played_runs.found()[-1].event)
    made = mask(name="Contoso Trading Ltd")

    told = made.of(leaf)

    assert record.number == 1
    assert told.subject == "CN=mail.domain1.example,O=Name 1,C=GB"
    assert told.issuer == leaf.issuer
    assert told.sha256 == f"{1:064x}"
    assert told.der == b""
    assert msgspec.structs.asdict(made.of(leaf)) == msgspec.structs.asdict(told)


@pytest.mark.parametrize("body", ["contoso.co.uk".encode("utf-16-le"), b"\xff\xfe\x00"])
def test_a_body_that_cannot_be_read_is_left_out(body: bytes) -> None:
    assert mask().octets(body) == b""


# --- what the PC keeps, and what a run was made with ---------------------------------------------

KEPT = (
    Fact(
        name=FactName.CACHED_ANSWER,
        about="Zenobia Quist - Autodiscover.xml",
        value="written 2026-11-20 10:00 UTC, 900 bytes: https://old77.fabrikam.test/ews",
        origin=r"%LOCALAPPDATA%\Microsoft\Outlook",
    ),
    Fact(
        name=FactName.CACHED_ANSWER,
        about="Autod.zenobia@quist.example.xml",
        value="written 2026-11-20 10:00 UTC, 900 bytes: no URLs",
        origin="x",
    ),
    Fact(
        name=FactName.STORED_CREDENTIAL,
        about="Domain:target=mail88.litware.example",
        value="Domain:target=mail88.litware.example",
        origin="CredEnumerateW",
    ),
    Fact(
        name=FactName.STORED_CREDENTIAL,
        about="MS.Outlook.15:LITWARENET\\zenobia:PUT",
        value="MS.Outlook.15:LITWARENET\\zenobia:PUT",
        origin="CredEnumerateW",
    ),
    Fact(
        name=FactName.STORED_CREDENTIAL,
        about="legacygeneric:target=MAILBOX88",
        value="legacygeneric:target=MAILBOX88",
        origin="CredEnumerateW",
    ),
    Fact(
        name=FactName.LOCAL_XML,
        about="adatum.example",
        value=r"C:\Users\zquist\Documents\Quist Holding.xml",
        origin="--local-xml",
    ),
    Fact(
        name=FactName.LOCAL_XML,
        about="",
        value=r"\\filer88\share\autodiscover.xml",
        origin="--local-xml",
    ),
    Fact(name=FactName.PROXY_SCRIPT, value="http://pac88.adatum.example/p.pac", origin="x"),
    Fact(name=FactName.PROXY_EXCEPTIONS, value="*.adatum.example;.wingtip.example", origin="x"),
)
CONDITIONS = Conditions(
    username="LITWARENET\\zenobia",
    connects=("mail88.litware.example:443=10.66.77.99", "mx:443=[2001:4860::9]:8443"),
    resolvers=("10.66.77.53:5353",),
    proxy="http://pquist@proxy88.adatum.example:3128",
    trust_files=("Quist Holding CA.pem",),
)
CONTINUED = Continued(
    log="Quist Holding Monday.autodiscope", started_at=datetime(2026, 11, 22, tzinfo=UTC)
)
SECRETS = (
    *("zenobia", "quist", "fabrikam", "old77", "litware", "mail88", "mailbox88", "adatum"),
    *("filer88", "pac88", "proxy88", "wingtip", "holding", "monday", "10.66.77", "2001:4860"),
)


@pytest.mark.parametrize("original", SECRETS)
def test_no_export_tells_what_the_pc_keeps_or_how_a_run_was_made(original: str) -> None:
    first, *others = played_runs.found()
    assert isinstance(first.event, RunStarted)
    begun = replace(first.event, conditions=CONDITIONS, continues=CONTINUED)
    detected = replace(others[0], event=MachineDetected(facts=KEPT))

    texts = exports_of([replace(first, event=begun), detected, *others[1:]])

    for name, text in texts.items():
        assert original not in text.casefold(), name
    assert "Autodiscover.xml" in texts["text"]
    assert "Continues the run of 2026-11-22" in texts["text"]


def test_only_the_names_of_files_are_left_out_of_a_run_that_continues_none() -> None:
    first, *_ = played_runs.found()
    assert isinstance(first.event, RunStarted)
    begun = replace(first, event=replace(first.event, conditions=Conditions(timeout=2.0)))

    masked = mask_of([begun]).of(begun)

    assert isinstance(masked.event, RunStarted)
    assert masked.event.conditions == Conditions(timeout=2.0)
    assert masked.event.continues is None
