"""The same address from here and from outside, and the survey without sign-in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.authentication import Mechanism
from app.domain.binds import BindOutcome, BindTry
from app.domain.events import (
    AttemptFinished,
    AttemptStarted,
    BindTried,
    Outcome,
    Recorded,
    StepFinished,
)
from app.domain.failures import Failure, FailureKind
from app.domain.options import RunOptions
from app.domain.prompts import Answer
from app.domain.questions import LdapQuestion
from app.domain.settings import Scope, Service
from app.domain.steps import Found, StepName
from app.domain.task import Mode
from app.gui.late_engine import LateEngine
from app.gui.panels.resolver import PUBLIC_RESOLVER
from app.gui.window import Window
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import (
    choose,
    click,
    naming,
    pick,
    press,
    retype,
    run,
    type_and_start,
    type_into,
)
from tests.gui.recordings import Tape, found, not_found, under_way
from tests.gui.values import ADDRESS, consent, settings, url_of
from tests.support.slow_runs import FOUND, HOST, Clocked, black_hole

OpenWindow = Callable[[FakeEngine], Window]


def beside(engine: FakeEngine) -> FakeEngine:
    assert engine.beside
    return engine.beside


def agree(qtbot: QtBot, window: Window) -> None:
    """Agree to the server that is shown, and wait for the end of both runs."""
    click(window.resolver.agree)
    qtbot.waitUntil(lambda: not window.tab.is_running)


def refused(*, in_directory: bool = False) -> list[Recorded]:
    """A run in which the password was turned down."""
    tape = Tape()
    step = tape.step(tape.start(joined=True), StepName.SCP)
    attempt = step.in_new_attempt()
    question = LdapQuestion(url="ldap://dc01", filter="", attributes=())
    attempt(AttemptStarted(question=question))
    kind = FailureKind.DIRECTORY if in_directory else FailureKind.SIGN_IN_REFUSED
    if in_directory:
        tried = BindTry(mechanism=Mechanism.SIMPLE, outcome=BindOutcome.REFUSED)
        attempt(BindTried(tried=tried))
    attempt(AttemptFinished(failure=Failure(kind=kind, detail="No.")))
    tape.finish(Outcome.NOT_FOUND)
    return tape.records


# --- consent -------------------------------------------------------------------------------


def test_nothing_is_asked_outside_before_the_click_and_the_server_is_in_sight(
    open_window: OpenWindow,
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    type_into(window.form.address, ADDRESS)

    click(window.form.both)

    assert window.resolver.isVisible()
    assert window.resolver.resolver.text() == PUBLIC_RESOLVER
    assert engine.options is None
    assert beside(engine).options is None
    click(window.resolver.decline)
    assert not window.resolver.isVisible()
    assert engine.options is None


def test_the_server_of_the_options_is_offered_first(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    type_into(window.form.address, ADDRESS)
    click(window.form.more)
    type_into(window.form.further.network.resolvers, "192.0.2.53, 192.0.2.54")
    click(window.form.both)
    assert window.resolver.resolver.text() == "192.0.2.53 192.0.2.54"

    agree(qtbot, window)

    assert engine.options
    assert engine.options.resolvers == ()
    outside = beside(engine).options
    assert outside
    assert outside.resolvers == ("192.0.2.53", "192.0.2.54")


def test_without_a_server_nothing_runs(open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    type_into(window.form.address, ADDRESS)
    click(window.form.both)

    retype(window.resolver.resolver, "")
    press(window.resolver.resolver, Qt.Key.Key_Return)

    assert window.resolver.isVisible()
    assert engine.options is None


def test_a_wrong_address_is_told_before_the_question(open_window: OpenWindow) -> None:
    window = open_window(FakeEngine(found()))

    click(window.form.both)

    assert window.complaint.text.startswith("Type an e-mail address")
    assert not window.resolver.isVisible()


# --- the two runs --------------------------------------------------------------------------


def test_two_sessions_stand_side_by_side(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(not_found())
    window = open_window(engine)
    beside(engine).records = found()
    type_into(window.form.address, ADDRESS)
    pick(window.form.joined, 1)
    click(window.form.more)
    type_into(window.form.further.client.directory, "ldap://dc01")
    type_into(window.form.further.client.site, "Paris")
    press(window, window.menus.both.shortcut())

    agree(qtbot, window)

    inside, outside = engine.options, beside(engine).options
    assert inside == RunOptions(
        address=ADDRESS, joined="yes", directory="ldap://dc01", site="Paris"
    )
    assert outside == RunOptions(address=ADDRESS, joined="no", resolvers=(PUBLIC_RESOLVER,))
    pane = window.tab.both.pane
    assert window.tab.view.place.text() == "From here"
    assert pane.view.place.text() == (
        f"From outside: not joined to a domain, and names come from {PUBLIC_RESOLVER}"
    )
    assert window.tab.view.banner.headline.text().startswith("Outlook finds no settings")
    assert pane.view.banner.headline.text().startswith("Outlook finds its settings")
    assert pane.view.services.rowCount() == 4
    assert window.tab.view.isVisible()
    assert pane.isVisible()
    assert window.form.start.isEnabled()


def test_the_pane_is_closed_and_goes_with_the_next_run(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(found()))
    type_into(window.form.address, ADDRESS)
    click(window.form.both)
    agree(qtbot, window)

    click(window.tab.both.pane.close_button)
    assert not window.tab.both.pane.isVisible()
    assert not window.tab.view.place.isVisible()

    click(window.form.both)
    agree(qtbot, window)
    assert window.tab.both.pane.isVisible()
    with qtbot.waitSignal(window.session_ended):
        click(window.form.start)
    assert not window.tab.both.pane.isVisible()
    assert not window.tab.view.place.isVisible()


def test_with_a_password_the_run_outside_waits_for_the_one_here(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(under_way())
    engine.prompt = consent()
    window = open_window(engine)
    type_into(window.form.address, ADDRESS)
    type_into(window.form.password, "Winter!2007")
    click(window.form.both)
    click(window.resolver.agree)
    qtbot.waitUntil(window.tab.question.isVisible)
    assert beside(engine).options is None
    assert not window.form.both.isEnabled()

    engine.records = beside(engine).records = []
    with qtbot.waitSignal(window.session_ended):
        click(window.tab.question.no)

    # The run here did not end by itself: no RunFinished.
    qtbot.waitUntil(lambda: not window.tab.is_running)
    assert beside(engine).options is None
    assert "did not come to its end" in window.tab.both.pane.complaint.text


@pytest.mark.parametrize("in_directory", [True, False])
def test_a_refused_password_is_not_tried_again_outside(
    qtbot: QtBot, open_window: OpenWindow, in_directory: bool
) -> None:
    engine = FakeEngine(refused(in_directory=in_directory))
    window = open_window(engine)
    type_into(window.form.address, ADDRESS)
    type_into(window.form.password, "wrong")
    click(window.form.both)

    agree(qtbot, window)

    outside = beside(engine)
    assert outside.options
    assert (outside.password, outside.options.sign_in) == (None, False)


def test_a_password_that_was_not_refused_goes_outside_too(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    type_into(window.form.address, ADDRESS)
    type_into(window.form.password, "right")
    click(window.form.both)

    agree(qtbot, window)

    assert beside(engine).password
    assert beside(engine).threads == ["engine"]


def test_wrong_options_here_are_told_and_nothing_runs_outside(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine()
    engine.wrong_use = "--at is a day."
    window = open_window(engine)
    type_into(window.form.address, ADDRESS)
    type_into(window.form.password, "x")
    click(window.form.both)

    agree(qtbot, window)

    assert window.complaint.text == "--at is a day."
    assert beside(engine).options is None
    assert window.tab.both.pane.complaint.isHidden() is False


def test_cancel_stops_both(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(under_way())
    window = open_window(engine)
    beside(engine).records = under_way()
    engine.hangs = beside(engine).hangs = True
    type_into(window.form.address, ADDRESS)
    click(window.form.both)
    click(window.resolver.agree)
    qtbot.waitUntil(lambda: window.tab.both.pane.view.tree.session.row_count > 0)
    qtbot.waitUntil(lambda: window.tab.tree.session.row_count > 0)

    click(window.form.cancel)

    qtbot.waitUntil(lambda: not window.tab.is_running)
    assert engine.was_cancelled.is_set()
    assert beside(engine).was_cancelled.is_set()


def test_cancel_takes_away_what_only_waits(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(under_way())
    engine.hangs = True
    window = open_window(engine)
    type_into(window.form.address, ADDRESS)
    type_into(window.form.password, "x")
    click(window.form.both)
    click(window.resolver.agree)
    qtbot.waitUntil(lambda: window.tab.tree.session.row_count > 0)

    click(window.form.cancel)

    qtbot.waitUntil(lambda: not window.tab.is_running)
    assert beside(engine).options is None
    assert window.tab.both.pane.close_button.isEnabled()


def test_each_side_asks_its_own_questions(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    beside(engine).prompt = consent()
    type_into(window.form.address, ADDRESS)
    click(window.form.both)
    click(window.resolver.agree)
    qtbot.waitUntil(window.tab.both.pane.question.isVisible)
    assert not window.tab.question.isVisible()

    click(window.tab.both.pane.question.yes)

    qtbot.waitUntil(lambda: not window.tab.is_running)
    assert beside(engine).answers == [Answer.YES]


def test_the_session_from_outside_is_saved_from_its_own_log(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    engine.log, beside(engine).log = tmp_path / "inside", tmp_path / "outside"
    engine.log.write_text("inside")
    (tmp_path / "outside").write_text("outside")
    type_into(window.form.address, ADDRESS)
    click(window.form.both)
    agree(qtbot, window)
    target = tmp_path / "kept.autodiscope"

    with naming(tmp_path / "kept"):
        click(window.tab.both.pane.save)

    qtbot.waitUntil(lambda: target.exists() and target.read_text() == "outside")


def test_everything_beside_can_be_reached_and_has_a_name(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(found()))
    type_into(window.form.address, ADDRESS)
    click(window.form.both)
    asked = (window.resolver.resolver, window.resolver.agree, window.resolver.decline)
    assert [one.accessibleName() for one in asked] == [
        "DNS server outside",
        "Ask it, and run both",
        "Don't run",
    ]
    reached: list[QWidget | None] = [window.focusWidget()]
    for _ in asked[1:]:
        press(window, Qt.Key.Key_Tab)
        reached.append(window.focusWidget())
    assert reached == list(asked)
    agree(qtbot, window)

    for widget in window.tab.both.pane.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert "&" not in widget.accessibleName()
    names = [
        window.tab.both.pane.save.accessibleName(),
        window.tab.both.pane.close_button.accessibleName(),
    ]
    assert names == ["Save this session… (from outside)", "Close (from outside)"]


# --- practice ------------------------------------------------------------------------------


def test_in_practice_the_scenario_on_show_is_run_from_both_sides(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    with qtbot.waitSignal(window.session_ended):
        choose(window, "Practice", "Expired certificate")

    click(window.form.both)
    assert not window.resolver.resolver.isVisible()
    agree(qtbot, window)

    assert engine.practised == ["expired", "expired"]
    assert beside(engine).practised == ["expired"]
    assert engine.options == RunOptions()
    assert beside(engine).options == RunOptions(outside=True)


def test_an_address_in_the_form_wins_over_the_scenario_on_show(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    with qtbot.waitSignal(window.session_ended):
        choose(window, "Practice", "Expired certificate")
    type_into(window.form.address, ADDRESS)

    with qtbot.waitSignal(window.session_ended):
        click(window.form.survey)

    assert engine.practised == ["expired"]
    assert engine.options == RunOptions(address=ADDRESS, mode="survey", sign_in=False)


def test_what_the_inside_lacks_is_seen_beside_what_the_outside_has(qtbot: QtBot) -> None:
    window = Window(LateEngine())
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.choices_read, timeout=20_000):
        window.show()
    with qtbot.waitSignal(window.session_ended, timeout=20_000):
        choose(window, "Practice", "A name that only the internet knows")

    click(window.form.both)
    click(window.resolver.agree)
    qtbot.waitUntil(lambda: not window.tab.is_running, timeout=20_000)

    assert window.tab.tree.session.outcome is Outcome.NOT_FOUND
    assert window.tab.both.pane.view.tree.session.outcome is Outcome.FOUND
    assert window.stop(5)


# --- survey --------------------------------------------------------------------------------


@pytest.mark.parametrize("by_key", [True, False])
def test_a_survey_without_sign_in_is_one_button_and_one_key(
    qtbot: QtBot, open_window: OpenWindow, by_key: bool
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    type_into(window.form.address, ADDRESS)
    type_into(window.form.password, "stays here")

    with qtbot.waitSignal(window.session_ended):
        if by_key:
            press(window, window.menus.survey.shortcut())
        else:
            click(window.form.survey)

    assert engine.password is None
    assert engine.options == RunOptions(address=ADDRESS, mode="survey", sign_in=False)


def test_a_survey_shows_its_first_answer_while_it_goes_on(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    made = Clocked(Mode.SURVEY)
    made.begin(StepName.HTTPS_ROOT)
    answer = Found(url="https://x/", settings=settings())
    made.begin(StepName.HTTPS_AUTODISCOVER)(StepFinished(result=answer))
    engine = FakeEngine(made.records)
    engine.hangs = True
    window = open_window(engine)

    type_and_start(window)

    qtbot.waitUntil(lambda: window.tab.view.services.rowCount() == 4)
    inside = window.tab.view.services.lines[0].inside
    assert inside
    assert inside.service_url.url == url_of(Scope.INTERNAL, Service.AVAILABILITY)
    assert window.tab.view.banner.reason.text() == (
        "Settings found at https://x/; still awaited, and first with Outlook:"
        " HTTPS at the root domain"
    )
    with qtbot.waitSignal(window.session_ended):
        click(window.form.cancel)


def test_the_outcome_says_what_outlook_would_have_waited(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    made = Clocked()
    with made.step(StepName.HTTPS_ROOT) as place:
        made.fail(made.ask(place, black_hole(20_000.0)))
    with made.step(StepName.HTTPS_AUTODISCOVER, FOUND) as place:
        made.answer(place, HOST, 100.0)
    made.finish(StepName.HTTPS_AUTODISCOVER)
    window = open_window(FakeEngine(made.records))

    run(qtbot, window)

    assert "at step 3 (HTTPS at the autodiscover host) after 20.2 s" in window.status.text
    assert window.tab.view.banner.reason.text().splitlines()[1:] == [
        (
            "Outlook would have found its settings at step 3 (HTTPS at the autodiscover host)"
            " after 20.2 s."
        ),
        "443 of contoso.example never answers: Outlook waits 20.0 s.",
    ]
