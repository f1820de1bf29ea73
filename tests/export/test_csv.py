import csv
import io

import pytest

from app.domain.session import Session
from app.export.csv import COLUMNS, harmless
from tests.support import played_runs
from tests.support.exports import exported
from tests.support.played_runs import session_of


def table(session: Session) -> list[dict[str, str]]:
    """Read the table as Python's reader of RFC 4180 does."""
    text = exported("csv", session)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


def test_each_attempt_is_a_line_with_its_answer_its_times_and_its_certificate() -> None:
    rejected, found, reachable, unknown = table(session_of(played_runs.found()))

    assert rejected["target"] == played_runs.ROOT_URL
    assert rejected["failure"] == "certificate-rejected"
    assert rejected["name_matches"] == "no"
    assert rejected["problems"] == "name-mismatch"
    assert (found["step"], found["round"], found["method"]) == ("https-autodiscover", "1", "POST")
    assert (found["status"], found["scheme"], found["requests"]) == ("200", "basic", "2")
    assert (found["dns_ms"], found["tcp_ms"], found["tls_ms"]) == ("3.0", "4.0", "0.0")
    assert found["waiting_ms"] == "20.0"
    assert found["address"] == "192.0.2.10"
    assert found["started_at"].startswith("2026-11-22T10:00:00")
    assert found["subject"] == "CN=mail.contoso.example"
    assert found["not_after"] == "2027-01-01T00:00:00.000+00:00"
    assert (reachable["step"], reachable["status"]) == ("", "401")
    assert unknown["detail"] == "exch01.contoso.local is unknown."


def test_searches_and_lookups_are_lines_too() -> None:
    kinds = [line["kind"] for line in table(session_of(played_runs.not_found()))]

    assert kinds == ["search", "exchange", "exchange", "lookup", "exchange"]


def test_a_session_without_attempts_is_the_headings_alone() -> None:
    assert exported("csv", Session()) == "\ufeff" + ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r", "\n@", " =", "\u00a0=", "\uff1d", "\uff20"]
)
def test_no_text_from_the_network_becomes_a_formula(start: str) -> None:
    cell = harmless(f"{start}cmd|' /C calc'!A0")

    assert isinstance(cell, str)
    assert cell.startswith("'")
    assert not {"\t", "\r", "\n"} & set(cell)


def test_numbers_stay_numbers_and_harmless_texts_stay_as_they_are() -> None:
    assert harmless(-1.5) == -1.5
    assert harmless(None) is None
    assert harmless("CN=mail") == "CN=mail"
