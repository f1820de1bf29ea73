import base64
import hashlib
from collections.abc import Callable
from itertools import pairwise

import pytest
from lxml import html
from msgspec.structs import replace

from app.domain.conditions import Continued
from app.domain.events import Recorded, RunStarted
from app.domain.notes import Noted
from app.domain.session import Session
from app.export.report import whole
from app.wording import Mark
from tests.support import played_runs
from tests.support.exports import exported
from tests.support.played_runs import Player, session_of

RUNS = (played_runs.found, played_runs.sign_in_needed, played_runs.not_found)


def page(session: Session) -> html.HtmlElement:
    return html.document_fromstring(exported("html", session).encode())


def texts(found: object) -> list[str]:
    assert isinstance(found, list)
    return [" ".join(" ".join(one.itertext()).split()) for one in found]


def test_the_outcome_and_the_first_finding_stand_at_the_top() -> None:
    tree = page(session_of(played_runs.not_found()))

    (top,) = texts(tree.xpath("//header"))
    assert "Autodiscover as Outlook does it, for ann@contoso.example" in top
    assert "Outlook finds no settings for ann@contoso.example" in top
    assert "What to do: Check the spelling first." in top
    assert tree.xpath("string(//title)") == "Autodiscover for ann@contoso.example"


def test_a_run_that_tries_services_again_says_so_at_the_top() -> None:
    first, *others = played_runs.found()
    assert isinstance(first.event, RunStarted)
    earlier = Continued(log="<b>.autodiscope", started_at=first.event.started_at)
    begun = replace(first, event=replace(first.event, continues=earlier))

    tree = page(session_of([begun, *others]))

    (top,) = texts(tree.xpath("//header"))
    assert "Services tried again, for ann@contoso.example" in top
    assert "Continues the run of 2026-11-22 10:00:00 UTC (<b>.autodiscope)" in top
    assert tree.xpath("string(//title)") == "Services for ann@contoso.example"


def test_the_parts_stand_in_the_order_in_which_they_are_wanted() -> None:
    tree = page(session_of(played_runs.found()))

    assert texts(tree.xpath("//h2")) == [
        "Findings",
        "Service URLs",
        "What works in Outlook 2007",
        "Steps",
        "Where the time went",
        "Certificates",
        "Who was asked",
        "Everything that happened",
        "Certificate plan",
    ]
    services = texts(tree.xpath("//section[@aria-labelledby='services']//tbody/tr"))
    assert services[0] == (
        "Availability (free/busy) Inside https://exch01.contoso.local/ews/exchange.asmx"
        " i for clients inside; from here: no address for this name"
    )
    steps = texts(tree.xpath("//section[@aria-labelledby='steps']//tbody/tr"))
    assert steps[2].startswith("HTTPS at the autodiscover host 1 ✓ settings found")
    asked = texts(tree.xpath("//section[@aria-labelledby='asked']//tbody/tr"))
    assert asked[0] == "contoso.example 192.0.2.10 DNS 443"


def test_a_certificate_is_told_with_answers_names_chain_and_who_accepts_it() -> None:
    tree = page(session_of(played_runs.found()))

    told = texts(tree.xpath("//article[contains(@class, 'certificate')]"))
    # The autodiscover host showed its certificate once, and the root domain its own.
    assert [one.split()[1] for one in told] == [
        "contoso.example:443",
        "autodiscover.contoso.example:443",
        "mail.contoso.example:443",
    ]
    assert "Trusted In date Name matches ✓ yes ✓ yes ✗ no" in told[0]
    assert "The name on the security certificate is invalid" in told[0]
    assert "Names mail.contoso.example, autodiscover.contoso.example" in told[0]
    assert "accepted by Outlook 2007 here" in told[1]
    assert "AB:AB:AB" in told[1]


def test_the_waterfall_shows_each_attempt_where_it_was_and_says_it_in_words() -> None:
    tree = page(session_of(played_runs.found()))

    drawn = tree.xpath("//svg")
    bars = [[one.get("class") for one in svg.xpath("./rect")] for svg in drawn]
    assert bars == [
        ["dns", "tcp", "tls"],
        ["dns", "tcp", "tls", "waiting", "waiting"],
        ["dns", "tcp", "tls", "waiting"],
        [],
    ]
    assert drawn[1].get("aria-label").startswith("DNS 3 ms, TCP 4 ms, TLS < 1 ms, waiting 10 ms")
    assert drawn[3].get("aria-label") == "nothing was measured"
    for rect in tree.xpath("//rect"):
        assert 0 <= float(rect.get("x")) <= float(rect.get("x")) + float(rect.get("width")) <= 1000


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.__name__)
def test_the_tree_reads_as_in_the_text(run: Callable[[], list[Recorded]]) -> None:
    session = session_of(run())
    tree = page(session)

    lines = texts(tree.xpath("//ul[@class='tree']//span[@class='what']"))
    text = exported("text", session)
    assert len(lines) > 10
    for line in lines:
        assert line in text


@pytest.mark.parametrize("run", [*RUNS, list], ids=lambda run: run.__name__)
def test_the_page_allows_nothing_but_its_own_style(run: Callable[[], list[Recorded]]) -> None:
    text = exported("html", session_of(run()))

    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        f" style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">"
    ) in text
    # In front of everything that it is to hold for.
    assert text.index("Content-Security-Policy") < text.index("<style>")
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("run", [*RUNS, list], ids=lambda run: run.__name__)
def test_the_page_can_be_read_aloud(run: Callable[[], list[Recorded]]) -> None:
    tree = page(session_of(run()))

    assert tree.get("lang") == "en"
    levels = [int(str(one.tag)[1]) for one in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - sooner <= 1 for sooner, later in pairwise(levels))
    assert all(one.get("scope") in {"col", "row"} for one in tree.iter("th"))
    assert all(one.get("aria-label") for one in tree.xpath("//*[@role='img']"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    # No link leads nowhere.
    assert {one.removeprefix("#") for one in tree.xpath("//@href")} <= set(ids)
    assert set(tree.xpath("//@aria-labelledby")) <= set(ids)


def test_every_mark_has_a_sign() -> None:
    for mark in Mark:
        assert f".mark.{mark}" in exported("html", Session())


def test_what_is_too_much_for_a_page_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "MOST_ROWS", 12)
    session = session_of(played_runs.found())

    tree = page(session)

    assert len(tree.xpath("//ul[@class='tree']//li")) == 12
    left = f"{session.row_count - 12} more lines are in the session itself."
    assert left in tree.text_content()
    ids = set(tree.xpath("//@id"))
    assert {one.removeprefix("#") for one in tree.xpath("//@href")} <= ids


def test_a_text_of_the_network_is_escaped_once() -> None:
    player = Player()
    player.start()
    records = [
        replace(one, event=replace(one.event, subject="a<b>&amp;\u202e\n\x00c"))
        if isinstance(one.event, Noted)
        else one
        for one in played_runs.not_found()
    ]

    text = exported("html", session_of(records))

    assert "a&lt;b&gt;&amp;amp;\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}c" in text


def test_what_works_in_outlook_stands_in_a_table_inside_and_outside() -> None:
    tree = page(session_of(played_runs.found()))

    (table,) = tree.xpath("//section[@aria-labelledby='features']//table")
    assert texts(table.xpath(".//thead//th")) == ["Feature", "Inside", "Outside"]
    rows = texts(table.xpath(".//tbody/tr"))
    assert rows[0] == "Free/busy i not reached from outside i reachable"
    assert (
        rows[2]
        == "Offline address book \N{EN DASH} no address in the settings \N{EN DASH} not tried"
    )
    assert len(rows) == 4


def test_without_settings_there_is_no_table_of_features() -> None:
    tree = page(session_of(played_runs.not_found()))

    assert tree.xpath("//section[@aria-labelledby='features']") == []
