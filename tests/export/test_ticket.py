"""What is pasted into a ticket, and what a file of text begins with."""

from collections.abc import Callable

import pytest

from app.domain.events import Recorded
from app.domain.session import Session
from app.export import EXPORTERS, as_ticket
from app.findings import conclude, examine
from app.wording.language import speaking
from tests.support import played_runs
from tests.support.played_runs import session_of

RUNS = (played_runs.found, played_runs.not_found, played_runs.sign_in_needed)


def ticket(session: Session) -> str:
    return as_ticket(session, examine(session))


def is_one_word(line: str) -> bool:
    return len(line.split()) == 1


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.__name__)
def test_no_line_is_broken_anew_but_commands_and_what_is_one_word(
    run: Callable[[], list[Recorded]], language: str
) -> None:
    with speaking(language):
        lines = ticket(session_of(run())).splitlines()

    long = [line for line in lines if len(line) > 80]
    assert all(line.lstrip().startswith("> ") or is_one_word(line.lstrip(" |")) for line in long)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.__name__)
def test_the_outcome_stands_before_the_findings_and_these_before_the_services(
    run: Callable[[], list[Recorded]],
) -> None:
    text = ticket(session_of(run()))

    places = [text.find(part) for part in ("\n[", "\nFindings", "\nService URLs, ")]
    present = [place for place in places if place >= 0]
    assert len(present) >= 2
    assert present == sorted(present)
    assert "ann@contoso.example" in text.splitlines()[0]


def test_nothing_is_lost_where_a_line_is_broken() -> None:
    session = session_of(played_runs.found())
    whole = " ".join(EXPORTERS["text"](session, conclude(session)).split())

    for line in ticket(session).splitlines():
        assert " ".join(line.strip(" |").split()) in whole


def test_a_command_stays_in_one_line() -> None:
    session = session_of(played_runs.not_found())
    commands = [one for each in examine(session) for one in each.command.split("\n") if one]

    lines = ticket(session).splitlines()

    assert any(len(one) > 80 for one in commands)
    assert {f"       > {one}" for one in commands} <= set(lines)


def test_a_file_of_text_begins_with_it_and_goes_on_with_everything() -> None:
    session = session_of(played_runs.found())
    concluded = conclude(session)

    written = EXPORTERS["text"].file(session, concluded).decode()

    assert written.startswith(as_ticket(session, concluded.findings))
    rest = written[len(as_ticket(session, concluded.findings)) :]
    assert rest.lstrip().startswith("Everything that happened")
    assert "[ok] HTTPS at the" in rest or "[ok] Service connection point" in rest
    assert rest.index("Everything") < rest.index("Certificate plan for")


def test_a_session_without_anything_has_one_too() -> None:
    assert ticket(Session()).startswith("A session without its start\n")
