"""Days, times and numbers in the form that Qt knows of a system."""

import os
import subprocess
import sys
from datetime import date, time

import pytest
from PySide6.QtCore import QLocale

from app.gui.system_form import system_form, with_seconds
from app.wording.forms import NEUTRAL

DAY, TIME = date(2039, 1, 2), time(14, 5, 9)


@pytest.mark.parametrize(
    ("name", "day", "minutes", "seconds", "marks"),
    [
        ("de_DE", "02.01.2039", "14:05", "14:05:09", ".,"),
        ("en_GB", "02/01/2039", "14:05", "14:05:09", ",."),
        ("en_US", "1/2/2039", "2:05 PM", "2:05:09 PM", ",."),
        ("fi_FI", "2.1.2039", "14.05", "14.05.09", "\xa0,"),
    ],
)
def test_a_day_has_the_order_of_the_place_and_its_year_four_digits(
    name: str, day: str, minutes: str, seconds: str, marks: str
) -> None:
    form = system_form(QLocale(name))

    assert form.day(DAY) == day
    assert form.time(TIME, seconds=False).replace("\u202f", " ") == minutes
    assert form.time(TIME, seconds=True).replace("\u202f", " ") == seconds
    assert form.marks == marks


def test_nobodys_locale_has_the_neutral_form() -> None:
    assert system_form(QLocale.c()) is NEUTRAL


@pytest.mark.parametrize(("times", "is_neutral"), [("C.UTF-8", True), ("de_DE.UTF-8", False)])
def test_the_language_of_texts_says_nothing_of_days(times: str, *, is_neutral: bool) -> None:
    program = (
        "from PySide6.QtCore import QLocale; from app.gui.system_form import system_form;"
        " from app.wording.forms import NEUTRAL;"
        " print(system_form(QLocale.system()) is NEUTRAL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "LANGUAGE": "en", "LC_ALL": "", "LC_TIME": times, "LANG": "C.UTF-8"},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )

    assert done.stdout.strip() == str(is_neutral)


def test_every_locale_of_qt_writes_seconds_and_a_year_of_four_digits() -> None:
    anywhere = (QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry)
    for locale in QLocale.matchingLocales(*anywhere):
        form = system_form(locale)
        if locale.zeroDigit() != "0" or system_form(locale) is NEUTRAL:
            continue
        assert "09" in form.time(TIME, seconds=True), locale.name()
        assert "2039" in form.day(DAY), locale.name()


@pytest.mark.parametrize("pattern", ["HH", "mm:HH", "HH:mm:ss"])
def test_a_pattern_that_shows_no_place_for_seconds_is_kept(pattern: str) -> None:
    assert with_seconds(pattern) == pattern
