"""Days, times and numbers in the system's form, and what keeps the neutral one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.wording.forms import NEUTRAL, day_text, form, moment_text, write_as, writing_as
from app.wording.language import for_machines, said, speaking
from app.wording.lines import milliseconds, number
from tests.support.forms import Marked

NOON = datetime(2026, 11, 22, 14, 5, 9, tzinfo=UTC)


def test_without_a_systems_form_days_are_written_as_iso_8601_has_them() -> None:
    assert day_text(NOON) == "2026-11-22"
    assert moment_text(NOON) == "2026-11-22 14:05 UTC"
    assert moment_text(NOON, seconds=True) == "2026-11-22 14:05:09 UTC"


def test_a_moment_names_its_zone_and_one_without_a_zone_names_none() -> None:
    berlin = timezone(timedelta(hours=1), "CET")

    assert moment_text(NOON.astimezone(berlin)) == "2026-11-22 15:05 CET"
    assert moment_text(NOON.replace(tzinfo=None)) == "2026-11-22 14:05"


def test_the_systems_form_holds_in_every_thread() -> None:
    write_as(Marked())
    try:
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(day_text, date(2026, 1, 2)).result() == "<D 2026 01 02>"
    finally:
        write_as(NEUTRAL)
    assert form() is NEUTRAL


def test_what_machines_read_keeps_the_neutral_form_in_english() -> None:
    with writing_as(Marked()), speaking("de"), for_machines():
        assert moment_text(NOON) == "2026-11-22 14:05 UTC"
        assert number(1234.5, 1) == "1,234.5"
        assert said("valid until 2026-11-22") == "valid until 2026-11-22"


def test_numbers_have_the_marks_of_the_system_before_those_of_the_language() -> None:
    with speaking("de"):
        assert number(1234.5, 1) == "1.234,5"
        with writing_as(Marked()):
            assert number(1234.5, 1) == "1'234,5"
            assert milliseconds(12_300) == "12,3 s"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("It expired on 2026-11-22.", "It expired on <D 2026 11 22>."),
        ("revoked (2026-11-22)", "revoked (<D 2026 11 22>)"),
        ("seen 2026-11-22 14:05 UTC, twice", "seen <D 2026 11 22> <T 14 05> UTC, twice"),
        ("at 2026-11-22 14:05:09", "at <D 2026 11 22> <T 14 05 09>"),
        ("longer than 33,554,432 bytes", "longer than 33'554'432 bytes"),
    ],
)
def test_a_stored_sentence_is_shown_in_the_systems_form(stored: str, shown: str) -> None:
    with writing_as(Marked()):
        assert said(stored) == shown
    assert said(stored) == stored


@pytest.mark.parametrize(
    "quoted",
    [
        "https://mail.example/2026-11-22/list",
        "log_2026-11-22 and 2026-11-22.xml",
        '"2026-11-22"',
        "serial 2026-13-40",
        "2026-11-22T14:05:09Z",
        "10,20,30 and 1,2345 and 1,234.5",
    ],
)
def test_what_others_wrote_keeps_its_form(quoted: str) -> None:
    with writing_as(Marked()):
        assert said(quoted) == quoted


def test_a_stored_thousand_has_the_marks_of_the_language() -> None:
    with speaking("de"):
        assert said("Something new with 33,554,432 parts") == "Something new with 33.554.432 parts"
