"""Each kind of row in the details pane, with text as an evil server would send it."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from app.domain.address import EmailAddress
from app.domain.attempts import Entry, Exchange, Leg, Lookup, Ping, Request, Search, SrvRecord
from app.domain.authentication import Mechanism
from app.domain.binds import BindOutcome, BindTry
from app.domain.connections import AddressOutcome, AddressTried, Dial, Resolution, ResolvedBy
from app.domain.controller import Controller
from app.domain.events import (
    MachineDetected,
    PointsChosen,
    ProbeResult,
    RedirectFollowed,
    ServiceProbed,
)
from app.domain.failures import Failure, FailureKind
from app.domain.machine import Fact, FactName
from app.domain.notes import NoteCode, Noted
from app.domain.prompts import Answer
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion, PingQuestion
from app.domain.retrieval import Purpose, Retrieval
from app.domain.rows import (
    ChecksState,
    PointerState,
    PointState,
    PromptState,
    RoundState,
    Row,
    ServicesState,
    ServiceState,
    StepState,
    Subject,
    Turn,
)
from app.domain.scp import PointerReason, PointReason, ScpChoice, ScpPointer, ServicePoint
from app.domain.settings import Scope, ServerError, Service, ServiceUrl
from app.domain.sni import SniComparison
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
    Why,
)
from app.domain.verdict import Problem
from app.gui.panels.certificate import CertificatePanel
from app.gui.panels.details import DetailsPane, hint
from app.gui.panels.exchange import ExchangePanel
from app.gui.panels.step import what_outlook_does
from app.gui.panels.table import TextTable
from app.wording import describe
from app.wording.steps import step_account
from tests.gui.hands import click_tab
from tests.gui.hostile import HOSTILE, assert_harmless, texts_of
from tests.gui.values import (
    ANSWER_BODY,
    HOST_URL,
    alert,
    certificate,
    consent,
    judged,
    request,
    response,
    settings,
)

FAILURE = Failure(kind=FailureKind.PROTOCOL, detail=HOSTILE, origin=HOSTILE)
PLANNED = PlannedStep(step=StepName.HTTPS_ROOT, targets=(HOSTILE,))
HEADERS = ((HOSTILE, HOSTILE),)
EVIL_REQUEST = Request(
    method=HOSTILE, url=HOSTILE, headers=HEADERS, body=HOSTILE.replace("\ud800", "")
)
EVIL_RESPONSE = response(200, HOSTILE, HEADERS, HOSTILE.replace("\ud800", "").encode())
EVIL_LEG = Leg(request=EVIL_REQUEST, response=EVIL_RESPONSE)
EVIL_CERTIFICATE = certificate(HOSTILE.replace("\ud800", ""), HOSTILE, HOSTILE)
EVIL_VERDICT = replace(
    judged("x", Problem.NAME_MISMATCH).verdict,
    host=HOSTILE,
    presented=(EVIL_CERTIFICATE,),
    path=(),
    reasons=(HOSTILE,),
)
EVIL_JUDGED = replace(judged("x", Problem.NAME_MISMATCH), host=HOSTILE, verdict=EVIL_VERDICT)
EVIL_URL = ServiceUrl(
    service=Service.OOF, scope=Scope.INTERNAL, protocol=HOSTILE, element=HOSTILE, url=HOSTILE
)
EVIL_PROBED = ServiceProbed(
    service=Service.OOF,
    scope=Scope.INTERNAL,
    url=HOSTILE,
    result=ProbeResult.FAILS,
    failure=FAILURE,
    schemes=(HOSTILE,),
)
TRIED = AddressTried(
    address=HOSTILE,
    port=443,
    outcome=AddressOutcome.FAILED,
    started_ms=0,
    duration_ms=5,
    failure=FAILURE,
)
EVIL_POINT = ServicePoint(
    name=f"CN={HOSTILE}",
    url=HOSTILE,
    sites=(HOSTILE,),
    created=datetime(2007, 5, 10, 9, 30, tzinfo=UTC),
    rank=1,
    reason=PointReason.IN_SITE,
)
EVIL_POINTER = ScpPointer(
    name=f"CN={HOSTILE}",
    url=HOSTILE,
    domains=(HOSTILE,),
    created=None,
    reason=PointerReason.DOMAIN_MATCHES,
)
EVIL_FACT = Fact(name=FactName.SITE, value=HOSTILE, origin=HOSTILE)
SUBJECTS: dict[str, Subject] = {
    "exchange": Exchange(
        question=HttpQuestion(method="POST", url=HOSTILE), legs=(EVIL_LEG,), failure=FAILURE
    ),
    "leg": EVIL_LEG,
    "judged": EVIL_JUDGED,
    "dial": Dial(host=HOSTILE, port=443, tried=(TRIED,), failure=FAILURE),
    "resolution": Resolution(
        host=HOSTILE, by=ResolvedBy.DNS, addresses=(HOSTILE,), failure=FAILURE, beside=True
    ),
    "lookup": Lookup(
        question=DnsQuestion(name=HOSTILE),
        records=(SrvRecord(priority=0, weight=0, port=1, target=HOSTILE),),
        failure=FAILURE,
    ),
    "search": Search(
        question=LdapQuestion(url=HOSTILE, filter=HOSTILE, attributes=()),
        entries=(Entry(name=HOSTILE, attributes=((HOSTILE, (HOSTILE,)),)),),
        referrals=(HOSTILE,),
        failure=FAILURE,
    ),
    "sign-in": BindTry(
        mechanism=Mechanism.NTLM,
        outcome=BindOutcome.REFUSED,
        username=HOSTILE,
        failure=FAILURE,
    ),
    "ping": Ping(
        question=PingQuestion(host=HOSTILE, domain=HOSTILE),
        controller=Controller(
            host=HOSTILE, domain=HOSTILE, forest=HOSTILE, site=HOSTILE, client_site=HOSTILE
        ),
        failure=FAILURE,
    ),
    "machine": MachineDetected(facts=(EVIL_FACT,), troubles=(HOSTILE,)),
    "fact": EVIL_FACT,
    "points": PointsChosen(
        directory=HOSTILE,
        choice=ScpChoice(site=HOSTILE, chosen=(EVIL_POINT,), pointers=(EVIL_POINTER,)),
    ),
    "point": PointState(point=EVIL_POINT, turn=Turn.ASKED),
    "pointer": PointerState(pointer=EVIL_POINTER, turn=Turn.ASKED),
    "round": RoundState(number=2, address=HOSTILE, plan=(PLANNED,)),
    "step": StepState(planned=PLANNED, started=True),
    "found": StepState(planned=PLANNED, result=Found(url=HOSTILE, settings=settings())),
    "refused": StepState(
        planned=PLANNED,
        result=Refused(url=HOSTILE, error=ServerError(code=HOSTILE, message=HOSTILE)),
    ),
    "nothing": StepState(planned=PLANNED, result=Nothing(why=Why.NO_URL_WORKED, detail=HOSTILE)),
    "prompt": PromptState(
        prompt=replace(consent(), url=HOSTILE, came_from=HOSTILE), answer=Answer.NO
    ),
    "service": ServiceState(service_url=EVIL_URL, probed=EVIL_PROBED),
    "note": Noted(code=NoteCode.SITE_FOUND, subject=HOSTILE, detail=HOSTILE),
    "redirect": RedirectFollowed(source=HOSTILE, target=HOSTILE, status=None),
}


def _row(subject: Subject) -> Row:
    return Row(number=1, parent=0, event=1, subject=subject, started_ms=0.0)


def _shown(
    qtbot: QtBot, subject: Subject, step: StepName | None = StepName.HTTPS_ROOT
) -> DetailsPane:
    pane = DetailsPane()
    qtbot.addWidget(pane)
    row = _row(subject)
    pane.show_row(row, describe(row), step)
    return pane


def _texts(qtbot: QtBot, subject: Subject, step: StepName | None = StepName.HTTPS_ROOT) -> str:
    pane = _shown(qtbot, subject, step)
    return "\n".join(texts_of(pane.panel))


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_text_from_the_network_stays_plain_text(qtbot: QtBot, subject: Subject) -> None:
    pane = _shown(qtbot, subject)

    assert_harmless(pane.panel)
    assert_harmless(pane)


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_a_row_shown_twice_looks_the_same(qtbot: QtBot, subject: Subject) -> None:
    pane = _shown(qtbot, subject)
    before = texts_of(pane.panel)

    row = _row(subject)
    pane.show_row(row, describe(row), StepName.HTTPS_ROOT)

    assert texts_of(pane.panel) == before


def test_without_a_row_there_is_a_hint(qtbot: QtBot) -> None:
    pane = _shown(qtbot, SUBJECTS["dial"])

    pane.clear()

    assert texts_of(pane.panel) == [hint()]


def test_the_newest_message_of_an_exchange_is_in_front(qtbot: QtBot) -> None:
    legs = (
        Leg(request=request(HOST_URL), response=response(401, "Unauthorized")),
        Leg(request=request(HOST_URL), response=response(200, "OK", (), ANSWER_BODY)),
    )
    exchange = Exchange(question=HttpQuestion(method="POST", url=HOST_URL), legs=legs)
    pane = _shown(qtbot, exchange)
    panel = pane.panel

    assert isinstance(panel, ExchangePanel)
    assert "<DisplayName>Ann</DisplayName>" in panel.body.toPlainText()
    click_tab(panel.messages, 1)
    assert "<EMailAddress>" in panel.body.toPlainText()
    # A change to the row leaves the chosen page in front.
    changed = replace(exchange, finished=True)
    pane.show_row(_row(changed), describe(_row(changed)), None)
    assert "<EMailAddress>" in panel.body.toPlainText()


def test_another_exchange_brings_its_own_pages(qtbot: QtBot) -> None:
    pane = _shown(qtbot, SUBJECTS["leg"])
    other = Leg(request=request(HOST_URL), response=response(200, "OK", (), b"<other/>"))

    pane.show_row(_row(other), describe(_row(other)), None)

    texts = "".join(texts_of(pane.panel))
    assert "<other/>" in texts
    assert "bold" not in texts


def test_another_certificate_brings_its_own_chain(qtbot: QtBot) -> None:
    pane = _shown(qtbot, SUBJECTS["judged"])
    nothing_shown = replace(EVIL_JUDGED, verdict=replace(EVIL_VERDICT, presented=(), path=()))

    pane.show_row(_row(nothing_shown), describe(_row(nothing_shown)), None)

    assert not [text for text in texts_of(pane.panel) if "the server's own" in text]


def test_a_refused_certificate_says_what_outlook_does(qtbot: QtBot) -> None:
    pane = _shown(qtbot, judged("contoso.example", Problem.NAME_MISMATCH))
    texts = "\n".join(texts_of(pane.panel))

    assert isinstance(pane.panel, CertificatePanel)
    answers = [one.accessibleName() for one in pane.panel.answers]
    assert answers == ["Trusted: yes", "In date: yes", "Name matches: no"]
    assert "Outlook skips this address in the background" in texts
    assert "is not among the names" in texts


def test_what_was_fetched_for_a_certificate_is_shown(qtbot: QtBot) -> None:
    retrieval = Retrieval(
        purpose=Purpose.ISSUER,
        url="http://pki.contoso.example/issuing.cer",
        about="CN=mail.contoso.example",
        subjects=("CN=Contoso Issuing",),
    )

    texts = _texts(qtbot, retrieval)

    assert "CN=Contoso Issuing" in texts
    assert "http://pki.contoso.example/issuing.cer" in texts


def test_what_a_server_shows_without_its_name_is_shown(qtbot: QtBot) -> None:
    shown = judged("www.contoso.example").verdict.presented[0]
    comparison = SniComparison(
        host="mail.contoso.example", port=443, with_name="a" * 64, without_name=shown
    )

    texts = _texts(qtbot, comparison)

    assert "another certificate" in texts
    assert "SHA-256 without" in texts


def test_a_good_certificate_names_its_match_and_its_anchor(qtbot: QtBot) -> None:
    texts = _texts(qtbot, judged("mail.contoso.example"), None)

    assert "mail.contoso.example — matches" in texts
    assert "trusted here (store: system)" in texts
    assert "security alert" not in texts


def test_an_exchange_that_fails_on_its_certificate_says_what_outlook_does(qtbot: QtBot) -> None:
    failure = Failure(kind=FailureKind.CERTIFICATE_REJECTED, detail="It is not accepted.")
    exchange = Exchange(question=HttpQuestion(method="POST", url=HOST_URL), failure=failure)

    assert "shows a security alert" in _texts(qtbot, exchange)
    assert "shows a security alert" not in _texts(qtbot, exchange, None)


def test_addresses_say_what_outlook_would_have_waited(qtbot: QtBot) -> None:
    won = replace(TRIED, address="192.0.2.7", outcome=AddressOutcome.CONNECTED, failure=None)
    slow = replace(TRIED, duration_ms=20_000.0)
    lost = replace(won, outcome=AddressOutcome.ABANDONED)
    texts = _texts(qtbot, Dial(host="x", port=443, tried=(slow, won, lost)))

    assert "would have waited 20.0 s" in texts
    assert "given up: another address was faster" in texts


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (StepState(planned=PLANNED, result=Interrupted()), "interrupted"),
        (
            StepState(
                planned=replace(PLANNED, skipped=SkipReason.NOT_JOINED),
                result=Skipped(reason=SkipReason.NOT_JOINED),
            ),
            "this PC is not joined to a domain",
        ),
        (
            StepState(
                planned=PLANNED,
                result=Readdressed(
                    url="https://x", address=EmailAddress(local="bob", domain="fabrikam.example")
                ),
            ),
            "bob@fabrikam.example",
        ),
        (
            StepState(
                planned=PLANNED,
                result=Refused(url="https://x", error=ServerError(code="500", message="No.")),
            ),
            "500: the e-mail address cannot be found",
        ),
        (
            RoundState(
                number=1,
                address="ann@x",
                plan=(replace(PLANNED, skipped=SkipReason.NOT_JOINED),),
            ),
            "HTTPS at the root domain (skipped: this PC is not joined to a domain)",
        ),
        (ServicesState(scope=Scope.INTERNAL), "inside the company's network"),
        (ServicesState(scope=Scope.EXTERNAL), "from outside"),
        (ChecksState(), "nothing is changed there"),
        (RedirectFollowed(source="a", target="b", status=302), "HTTP status 302"),
        (PromptState(prompt=alert()), "awaited"),
    ],
)
def test_states_say_what_they_stand_for(qtbot: QtBot, state: Subject, says: str) -> None:
    assert says in _texts(qtbot, state)


@pytest.mark.parametrize(
    ("probed", "says"),
    [
        (None, "has not been tried yet"),
        (replace(EVIL_PROBED, result=ProbeResult.WORKS), "works for this user"),
        (replace(EVIL_PROBED, result=ProbeResult.REACHABLE), "is not known"),
        (replace(EVIL_PROBED, result=ProbeResult.NOT_TRIED), "was not tried"),
    ],
)
def test_a_service_says_no_more_than_was_seen(
    qtbot: QtBot, probed: ServiceProbed | None, says: str
) -> None:
    assert says in _texts(qtbot, ServiceState(service_url=EVIL_URL, probed=probed))


@pytest.mark.parametrize("step", list(StepName))
def test_every_step_is_explained_in_sentences(step: StepName) -> None:
    text = what_outlook_does(step)

    assert "Outlook" in text or "PC" in text
    assert text.endswith(".")


def test_the_machine_shows_each_fact_with_its_origin_and_what_is_not_known(qtbot: QtBot) -> None:
    facts = (
        Fact(name=FactName.JOINED, value="yes", origin="NetGetJoinInformation"),
        Fact(name=FactName.SITE, value="Lyon", origin="DsGetSiteNameW", used=False),
    )
    pane = _shown(qtbot, MachineDetected(facts=facts, troubles=("DsGetDcNameW failed.",)))

    (table,) = pane.panel.findChildren(TextTable)
    assert table.texts() == [
        ["Joined to a domain", "yes", "yes", "NetGetJoinInformation"],
        ["AD site", "Lyon", "no", "DsGetSiteNameW"],
    ]
    assert "DsGetDcNameW failed." in "".join(texts_of(pane.panel))


def test_a_fact_that_does_not_count_says_so(qtbot: QtBot) -> None:
    texts = _texts(qtbot, replace(EVIL_FACT, value="Lyon", used=False))

    assert "no: something that counts more" in texts


def test_points_are_listed_in_the_order_in_which_they_are_asked(qtbot: QtBot) -> None:
    first = replace(EVIL_POINT, name="CN=EXCH02,CN=x", url="https://b/", sites=("Paris", "Lyon"))
    passed = replace(
        first, name="CN=EXCH03", rank=0, reason=PointReason.DUPLICATE, sites=(), created=None
    )
    to_partner = replace(EVIL_POINTER, name="CN=Partner", url="LDAP://dc2", domains=())
    choice = ScpChoice(site="Paris", chosen=(first,), passed_over=(passed,), pointers=(to_partner,))
    pane = _shown(qtbot, PointsChosen(directory="ldap://dc1", choice=choice))

    (table,) = pane.panel.findChildren(TextTable)
    assert table.texts() == [
        [
            "1",
            "EXCH02",
            "Paris, Lyon",
            "2007-05-10 09:30 UTC",
            "for the site of this PC",
            "https://b/",
        ],
        ["none", "EXCH03", "", "", "an earlier one has the same URL", "https://b/"],
        ["pointer", "Partner", "", "", "names no domain", "LDAP://dc2"],
    ]
    assert "this PC is in site Paris" in "".join(texts_of(pane.panel))


def test_a_point_says_whether_it_was_asked(qtbot: QtBot) -> None:
    passed = replace(EVIL_POINT, rank=0, sites=())

    assert "never reached" in _texts(qtbot, PointState(point=EVIL_POINT, turn=Turn.NOT_REACHED))
    assert "none named" in _texts(qtbot, PointState(point=passed, turn=Turn.NEVER))


@pytest.mark.parametrize(
    ("client_site", "says"), [("Paris", "Paris"), ("", "its subnet is mapped to no site")]
)
def test_a_ping_says_where_the_controller_sees_this_pc(
    qtbot: QtBot, client_site: str, says: str
) -> None:
    seen = Controller(host="dc1", domain="a", forest="a", client_site=client_site)
    ping = Ping(question=PingQuestion(host="dc1"), controller=seen)

    assert says in _texts(qtbot, ping)


@pytest.mark.parametrize("step", list(StepName))
def test_a_step_says_when_it_is_taken_when_it_is_left_and_where_that_is_written(
    qtbot: QtBot, step: StepName
) -> None:
    texts = _texts(qtbot, StepState(planned=PlannedStep(step=step)), step)

    assert what_outlook_does(step) in texts
    for caption, told in step_account(step):
        assert told
        assert f"{caption}\n{told}" in texts
    assert "KB " in texts


def test_a_search_tells_its_base_its_filter_and_every_sign_in(qtbot: QtBot) -> None:
    tried = (
        BindTry(mechanism=Mechanism.KERBEROS, outcome=BindOutcome.NOT_POSSIBLE),
        BindTry(mechanism=Mechanism.NTLM, outcome=BindOutcome.SIGNED_IN, username="ann"),
    )
    question = LdapQuestion(
        url="ldap://dc01", filter="(objectClass=serviceConnectionPoint)", attributes=("keywords",)
    )
    search = Search(
        question=question,
        tries=tried,
        bind="ntlm-sealed",
        base="CN=Configuration,DC=contoso",
        entries=(Entry(name="CN=EXCH01", attributes=(("keywords", ("Site=Paris",)),)),),
        finished=True,
    )

    texts = _texts(qtbot, search)

    for told in (
        "CN=Configuration,DC=contoso",
        "(objectClass=serviceConnectionPoint)",
        "Sign-in by Kerberos as the signed-in user: not possible here",
        "Sign-in by NTLM as ann: signed in",
        "NTLM, signed and sealed",
        "Objects found\n1",
        "Site=Paris",
    ):
        assert told in texts
