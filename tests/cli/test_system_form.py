"""Days, times and numbers in the form that the C library knows of a system."""

import locale
from datetime import date, time

import pytest

from app.cli.system_form import SystemForm, in_four_digits, system_form, without_seconds
from app.wording.forms import NEUTRAL, Form

DAY, TIME = date(2039, 1, 2), time(14, 5, 9)


class FakeLocale:
    """A C library whose system writes as the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, marks: tuple[str, str]) -> None:
        self.asked: list[tuple[int, str]] = []
        self._name = name
        thousands, point = marks
        told = {"thousands_sep": thousands, "decimal_point": point}
        monkeypatch.setattr(locale, "setlocale", self.set)
        monkeypatch.setattr(locale, "localeconv", lambda: told)

    def set(self, category: int, name: str) -> str:
        self.asked.append((category, name))
        return self._name


def told(monkeypatch: pytest.MonkeyPatch, day: str, clock: str) -> None:
    patterns = {locale.D_FMT: day, locale.T_FMT: clock}
    monkeypatch.setattr(locale, "nl_langinfo", patterns.__getitem__)


def written(form: Form) -> tuple[str, str, str]:
    return form.day(DAY), form.time(TIME, seconds=True), form.time(TIME, seconds=False)


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("%d.%m.%Y", "%T", ("02.01.2039", "14:05:09", "14:05")),
        ("%d/%m/%y", "%T", ("02/01/2039", "14:05:09", "14:05")),
        ("%m/%d/%Y", "%r", ("01/02/2039", "02:05:09 PM", "02:05 PM")),
        ("%D", "%H.%M.%S", ("01/02/2039", "14.05.09", "14.05")),
    ],
)
@pytest.mark.skipif(not hasattr(locale, "nl_langinfo"), reason="Windows tells no patterns")
def test_a_day_has_the_order_of_the_place_and_its_year_four_digits(
    monkeypatch: pytest.MonkeyPatch, day: str, clock: str, expected: tuple[str, str, str]
) -> None:
    FakeLocale(monkeypatch, "de_DE.UTF-8", (".", ","))
    told(monkeypatch, day, clock)

    form = system_form()

    assert written(form) == expected
    assert form.marks == ".,"


def test_where_the_patterns_are_not_told_python_writes_by_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    FakeLocale(monkeypatch, "German_Germany.utf8", (".", ","))
    monkeypatch.delattr(locale, "nl_langinfo", raising=False)

    form = system_form()

    assert isinstance(form, SystemForm)
    assert form.day(DAY) == DAY.strftime("%x")
    assert form.time(TIME, seconds=False) == TIME.strftime("%X")


@pytest.mark.parametrize("name", ["C", "C.UTF-8", "POSIX"])
def test_nobodys_locale_has_the_neutral_form(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    FakeLocale(monkeypatch, name, ("", "."))

    assert system_form() is NEUTRAL


def test_a_locale_that_is_not_installed_has_the_neutral_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_category: int, _name: str) -> str:
        raise locale.Error("unsupported locale setting")

    monkeypatch.setattr(locale, "setlocale", refuse)

    assert system_form() is NEUTRAL


def test_libraries_go_on_to_write_numbers_with_a_point(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeLocale(monkeypatch, "de_DE.UTF-8", (".", ","))

    system_form()

    assert fake.asked[-1] == (locale.LC_NUMERIC, "C")


def test_a_system_without_a_mark_of_thousands_leaves_numbers_to_the_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    FakeLocale(monkeypatch, "pt_PT.UTF-8", ("", ","))

    assert system_form().marks == ""


def test_patterns_are_changed_where_they_say_years_or_seconds_and_only_there() -> None:
    assert in_four_digits("%x") == "%x"
    assert without_seconds("%X") == "%X"
