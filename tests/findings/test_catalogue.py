"""All rules together: what is told first, and that nothing makes them raise."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import app.findings
from app.domain.events import Recorded, RoundStarted, RunStarted
from app.domain.finding import Severity
from app.domain.session import Session
from app.findings import examine
from app.findings.catalogue import MOST_FINDINGS, RULES
from app.sessionlog.foreign import read_foreign
from tests.findings import (
    test_answers,
    test_blocks,
    test_connection_points,
    test_directory,
    test_error_answers,
    test_names,
    test_network,
    test_outlook_anywhere,
    test_ports,
    test_redirects,
    test_root_domain,
    test_service_answers,
    test_services,
    test_sign_in,
    test_srv,
    test_statuses,
    test_stored,
    test_this_pc,
    test_tls,
    test_tolerated,
    test_untrusted,
    test_web_proxies,
    test_wrong_names,
)
from tests.findings.runs import HOST, STARTED, Run, bare, run
from tests.sessionlog.foreign import samples
from tests.support import played_runs
from tests.support.fake_network import Reply

CASES: dict[str, tuple[Run, Run]] = {
    **test_answers.CASES,
    **test_blocks.CASES,
    **test_connection_points.CASES,
    **test_directory.CASES,
    **test_error_answers.CASES,
    **test_names.CASES,
    **test_network.CASES,
    **test_outlook_anywhere.CASES,
    **test_ports.CASES,
    **test_redirects.CASES,
    **test_root_domain.CASES,
    **test_services.CASES,
    **test_service_answers.CASES,
    **test_sign_in.CASES,
    **test_srv.CASES,
    **test_statuses.CASES,
    **test_stored.CASES,
    **test_this_pc.CASES,
    **test_tls.CASES,
    **test_tolerated.CASES,
    **test_untrusted.CASES,
    **test_web_proxies.CASES,
    **test_wrong_names.CASES,
}
RAISED_ELSEWHERE = {"local-file-used"}
"""Its test writes a file."""

PLAYED = (played_runs.found, played_runs.not_found, played_runs.sign_in_needed)


def written_codes() -> set[str]:
    """Give the codes that stand in the rules."""
    folder = Path(app.findings.__file__).parent
    code = re.compile(
        r'^ +"([a-z0-9]+(?:-[a-z0-9]+)+)"(?:,$| if )|else "([a-z0-9-]+)",$', re.MULTILINE
    )
    sources = (path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    return {one or other for source in sources for one, other in code.findall(source)}


def test_every_code_has_its_two_tests() -> None:
    assert written_codes() == set(CASES) | RAISED_ELSEWHERE


def test_at_least_sixty_symptoms_are_known() -> None:
    assert len(CASES) >= 60


def test_no_rule_stands_twice_in_the_catalogue() -> None:
    assert len(set(RULES)) == len(RULES)


def test_every_rule_of_a_file_stands_in_the_catalogue() -> None:
    modules = {rule.__module__ for rule in RULES}
    assert modules == {
        f"app.findings.{path.stem}"
        for path in Path(app.findings.__file__).parent.glob("*.py")
        if "Iterator[Raised]" in path.read_text(encoding="utf-8")
    }


def test_an_empty_session_has_no_findings() -> None:
    assert examine(Session()) == ()


@pytest.mark.parametrize("code", CASES)
def test_every_prefix_of_every_run_can_be_examined(code: str) -> None:
    for made in CASES[code]:
        session = Session()
        for recorded in made():
            session.apply(recorded)
            examine(session)


@pytest.mark.parametrize("made", PLAYED)
def test_findings_rest_on_events_that_are_there(made: Run) -> None:
    records = made()
    session = played_runs.session_of(records)

    for finding in examine(session):
        assert finding.evidence
        assert list(finding.evidence) == sorted(set(finding.evidence))
        assert all(session.row_of_event(number) for number in finding.evidence)


@pytest.mark.parametrize("code", CASES)
def test_a_finding_says_all_that_a_reader_needs(code: str) -> None:
    finding = next(
        one for one in examine(played_runs.session_of(CASES[code][0]())) if one.code == code
    )

    for text in (finding.title, finding.meaning, finding.advice):
        assert text[0].isupper() or text[0].islower()
        assert "None" not in text
        assert "  " not in text
    assert not finding.title.endswith(".")
    assert finding.meaning.endswith((".", '"'))
    assert finding.advice.endswith(".")
    assert "UNSOURCED" not in finding.source
    assert finding.evidence


def test_worse_ones_come_first() -> None:
    for made in (one for pair in CASES.values() for one in pair):
        severities = [one.severity for one in examine(played_runs.session_of(made()))]
        assert severities == sorted(severities, key=list(Severity).index)


def test_a_hostile_session_has_no_more_findings_than_can_be_read() -> None:
    moved = [
        Reply(status=302, location=f"https://h{number}.contoso.com/autodiscover/autodiscover.xml")
        for number in range(9)
    ]
    assert len(bare(run({HOST: moved}))) <= MOST_FINDINGS


@given(st.text(max_size=60))
def test_a_text_from_the_network_stays_in_its_line(text: str) -> None:
    detail = f"{text}\x1b[2J\n{text}"
    records = run({HOST: Reply(status=500, body=detail.encode("utf-8", "replace"))})()

    for finding in examine(played_runs.session_of(records)):
        whole = finding.title + finding.meaning + finding.advice
        assert whole.isprintable() or "\N{REPLACEMENT CHARACTER}" in whole
        assert "\n" not in whole


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (samples.NOTHING_FOUND, "autodiscover-name-missing"),
        (samples.BY_SCP, "sign-in-normal"),
        (samples.DECIMALS, "root-domain-black-hole"),
        (samples.REDIRECTED, "credentials-refused"),
        (samples.OLKDISC, "autodiscover-name-missing"),
    ],
)
def test_the_log_of_another_program_has_findings_too(text: str, first: str) -> None:
    records = read_foreign(text.encode(), "a log", STARTED)

    found = [one.code for one in examine(played_runs.session_of(records))]

    assert found[0] == first
    assert "srv-not-asked" not in found


EVERYTHING = [
    *(recorded for made in PLAYED for recorded in made()),
    *(recorded for pair in list(CASES.values())[::5] for recorded in pair[0]()),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(EVERYTHING), max_size=60))
def test_events_in_any_order_can_be_examined(records: list[Recorded]) -> None:
    session = played_runs.session_of(records)

    assert len(examine(session)) <= MOST_FINDINGS


@pytest.mark.parametrize("code", ["srv-denied", "address-unknown", "no-exch-block"])
def test_no_name_in_a_log_can_add_a_command(code: str) -> None:
    address = "ann@contoso.com\nRemove-Mailbox *"
    records = [
        replace(one, event=replace(one.event, address=address))
        if isinstance(one.event, RunStarted | RoundStarted)
        else one
        for one in CASES[code][0]()
    ]

    findings = examine(played_runs.session_of(records))

    assert code in [one.code for one in findings]
    for finding in findings:
        assert not [
            line for line in finding.command.split("\n") if line.lower().startswith("remove")
        ]
