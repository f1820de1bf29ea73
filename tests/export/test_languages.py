"""Exports in the language of the reader, and what machines read in English."""

import re
from collections.abc import Callable

import pytest

from app.domain.events import Recorded
from app.domain.finding import Conclusions
from app.domain.session import Session
from app.export import EXPORTERS, as_plan
from app.findings import conclude
from app.wording.forms import writing_as
from app.wording.language import ENGLISH, speaking
from tests.support import played_runs
from tests.support.forms import Marked

RUNS = (played_runs.found, played_runs.not_found, played_runs.sign_in_needed)
# Words that no German sentence has; names, commands and what a server says aside.
_ENGLISH = re.compile(r"\b(?:the|is|are|not|of|with|its|which|this)\b")
# What the runs of the tests themselves make up.
_MADE_UP = ("The certificate does not name", "is unknown", "No answer from", "No was the answer")


def written(records: list[Recorded], form: str, language: str) -> str:
    session = Session()
    for recorded in records:
        session.apply(recorded)
    exporter = EXPORTERS[form]
    with speaking(language), exporter.speaking():
        return exporter(session, conclude(session))


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("form", [name for name, one in EXPORTERS.items() if one.for_machines])
def test_what_machines_read_is_the_same_in_every_language(
    run: Callable[[], list[Recorded]], form: str
) -> None:
    records = run()

    assert written(records, form, "de") == written(records, form, ENGLISH)


@pytest.mark.parametrize("form", [name for name, one in EXPORTERS.items() if one.for_machines])
def test_what_machines_read_is_the_same_in_every_systems_form(form: str) -> None:
    records = played_runs.found()

    with writing_as(Marked()):
        in_that_form = written(records, form, ENGLISH)

    assert in_that_form == written(records, form, ENGLISH)


@pytest.mark.parametrize("form", ["text", "html"])
def test_what_people_read_has_no_day_but_in_the_systems_form(form: str) -> None:
    with writing_as(Marked()):
        told = written(played_runs.found(), form, ENGLISH)

    assert "D 2026" in told
    assert not re.search(r"(?<![\w.])\d{4}-\d\d-\d\d(?! *T)", told)


def test_json_har_csv_and_pem_are_for_machines() -> None:
    machines = {name for name, one in EXPORTERS.items() if one.for_machines}

    assert machines == {"json", "har", "csv", "pem"}


def test_a_text_is_german_for_a_german() -> None:
    told = written(played_runs.found(), "text", "de")

    assert "AutoErmittlung, wie Outlook sie macht, für ann@contoso.example" in told
    assert "Outlook findet seine Einstellungen für ann@contoso.example" in told
    assert "Dienstverbindungspunkt (Active Directory)" in told


def test_a_report_says_its_language_to_the_browser() -> None:
    assert '<html lang="de"' in written(played_runs.found(), "html", "de")
    assert '<html lang="en"' in written(played_runs.found(), "html", ENGLISH)
    assert "Wo die Zeit geblieben ist" in written(played_runs.found(), "html", "de")


@pytest.mark.parametrize("run", RUNS)
def test_no_english_is_left_in_a_german_tree_and_plan(run: Callable[[], list[Recorded]]) -> None:
    session = Session()
    for recorded in run():
        session.apply(recorded)
    with speaking("de"):
        told = EXPORTERS["text"](session, Conclusions()) + as_plan(session)

    left = [line for line in told.splitlines() if _ENGLISH.search(line)]
    assert [line for line in left if not any(one in line for one in _MADE_UP)] == []
