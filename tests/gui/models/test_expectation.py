"""What may still come in a session, told batch by batch."""

from app.domain.events import SettingsChosen
from app.domain.rows import StepState
from app.domain.session import Session
from app.gui.models.expectation import Expectation
from tests.gui.recordings import found


def planned(session: Session) -> list[int]:
    """Give the steps that were neither begun nor skipped."""
    return [
        row.number
        for row in session.rows
        if isinstance(row.subject, StepState)
        and not row.subject.started
        and row.subject.result is None
    ]


def test_steps_are_passed_over_once_the_settings_are_chosen_and_told_of_once() -> None:
    session = Session()
    expectation = Expectation(session)
    told: list[int] = []
    for recorded in found():
        touched = session.apply(recorded)
        passed = expectation.passed_over((*touched.added, *touched.changed))
        if passed:
            assert isinstance(recorded.event, SettingsChosen)
        told += passed

    assert told == planned(session) != []


def test_where_no_more_comes_it_is_over_for_every_row() -> None:
    session = Session()
    expectation = Expectation(session)
    records = found()
    chosen = next(at for at, one in enumerate(records) if isinstance(one.event, SettingsChosen))
    for recorded in records[:chosen]:
        touched = session.apply(recorded)
        assert expectation.passed_over((*touched.added, *touched.changed)) == []
    before = expectation.is_over
    assert not any(expectation.is_over_for(row.number) for row in session.rows)

    expectation.end()

    assert (before, expectation.is_over) == (False, True)
    assert all(expectation.is_over_for(row.number) for row in session.rows)
    assert expectation.passed_over(()) == planned(session)
