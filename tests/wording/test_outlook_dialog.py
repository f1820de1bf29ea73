"""Sessions in the words of Outlook's own test dialog."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from app.domain.events import AnswerRead, Recorded
from app.domain.session import Session
from app.domain.settings import UrlRedirect
from app.sessionlog.foreign import read_foreign
from app.wording.outlook_dialog import log_tab, results_tab
from tests.sessionlog.foreign import samples
from tests.support import played_runs
from tests.support.answers_xml import settings_xml
from tests.support.played_runs import session_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def session(text: str) -> Session:
    made = Session()
    for recorded in read_foreign(text.encode(), "It", NOW):
        made.apply(recorded)
    return made


def test_outlooks_own_log_comes_out_as_it_went_in_its_slip_included() -> None:
    assert log_tab(session(samples.NOTHING_FOUND)) == samples.NOTHING_FOUND


def test_a_run_of_this_program_reads_as_outlook_would_log_it() -> None:
    lines = log_tab(session_of(played_runs.not_found())).splitlines()

    assert lines[0] == "  SMTP=ann@contoso.example"
    urls = [line.split()[2] for line in lines if line.endswith(" starting")]
    assert len(urls) == len(set(urls))
    assert [line for line in lines if "httpStatus" in line]


@pytest.mark.parametrize("records", [played_runs.found(), played_runs.not_found()])
def test_what_is_written_as_outlook_does_can_be_read_again(
    records: list[Recorded],
) -> None:
    written = session_of(records)

    again = session(log_tab(written))

    assert again.outcome == written.outcome
    assert outcomes(again) == outcomes(written)


def outcomes(of: Session) -> list[str]:
    return [line for line in log_tab(of).splitlines() if line.startswith("Autodiscover to ")]


def test_the_url_of_a_connection_point_is_told_before_it_is_asked() -> None:
    lines = log_tab(session_of(played_runs.found())).splitlines()

    asked = [line.split()[2] for line in lines if line.startswith("Attempting URL ")]
    for url in asked:
        told = lines.index(f"Attempting URL {url} found through SCP")
        assert lines[told + 1] == f"Autodiscover to {url} starting"


def test_the_results_name_what_outlook_names_in_its_order() -> None:
    text = results_tab(session(samples.olkdisc_with_settings(settings_xml().decode())))

    lines = text.splitlines()
    assert lines[:2] == [
        "Autoconfiguration has started, this may take up to a minute",
        "Autoconfiguration found the following settings:",
    ]
    blocks = [line for line in lines if line.startswith("Protocol: ")]
    assert blocks == ["Protocol: Exchange RPC", "Protocol: Exchange HTTP"]
    titles = [line.split(": ")[0] for line in lines[lines.index(blocks[1]) :]]
    assert titles == [
        "Protocol",
        "Server",
        "SSL",
        "Mutual Authentication",
        "Availability Service URL",
        "OOF URL",
        "OAB URL",
        "Unified Message Service URL",
    ]


def test_without_settings_the_results_say_so_once_the_run_is_over() -> None:
    under_way = session_of(played_runs.not_found()[:-1])

    assert results_tab(under_way).count("\n") == 1
    assert results_tab(session_of(played_runs.not_found())).splitlines()[1] == (
        "Autoconfiguration was unable to determine your settings!"
    )


def test_an_answer_that_leads_elsewhere_is_no_success() -> None:
    redirect = AnswerRead(reading=UrlRedirect(url="https://mail.contoso.example/x"))
    records = [
        replace(one, event=redirect) if isinstance(one.event, AnswerRead) else one
        for one in played_runs.found()
    ]

    lines = log_tab(session_of(records)).splitlines()

    assert [line.partition("Failed ")[2] for line in lines if "Failed" in line][-1] == (
        "(0x800C8204)"
    )
    assert not [line for line in lines if "Succeeded" in line and "Autodiscover to" in line]
