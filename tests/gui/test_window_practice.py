"""Practice and Outlook's questions in the window."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from app.domain.connections import Judged
from app.domain.options import RunOptions
from app.domain.prompts import Answer
from app.domain.secret import Secret
from app.domain.titles import ScenarioTitle
from app.gui.jobs import Choices
from app.gui.window import Window
from app.wording.language import speaking
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import choose, click, pick, run, tick, type_and_start, type_into
from tests.gui.hostile import texts_of
from tests.gui.recordings import found, not_found, under_way
from tests.gui.values import alert, consent

OpenWindow = Callable[[FakeEngine], Window]


def test_a_question_is_answered_in_the_window(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(under_way())
    engine.prompt = consent()
    window = open_window(engine)
    type_and_start(window)
    qtbot.waitUntil(window.tab.question.isVisible)
    assert any("You should only allow settings" in text for text in texts_of(window.tab.question))
    qtbot.waitUntil(window.tab.question.no.hasFocus)

    with qtbot.waitSignal(window.session_ended):
        click(window.tab.question.yes)

    assert engine.answers == [Answer.YES]
    assert not window.tab.question.isVisible()


def test_a_question_goes_away_with_its_run(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(under_way())
    engine.prompt = alert()
    window = open_window(engine)
    type_and_start(window)
    qtbot.waitUntil(window.tab.question.isVisible)

    with qtbot.waitSignal(window.session_ended):
        click(window.form.cancel)

    assert not window.tab.question.isVisible()
    assert engine.answers == []


def test_in_the_background_nobody_is_asked(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    engine.prompt = consent()
    window = open_window(engine)
    click(window.form.more)
    tick(window.form.further.certificates.in_background)

    run(qtbot, window)

    assert engine.answers == [Answer.ASSUMED_NO]


def test_the_first_thing_to_try_is_practice(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    assert window.tab.welcome.isVisible()

    with qtbot.waitSignal(window.session_ended):
        click(window.tab.welcome.button)

    assert engine.practised == ["fresh-install"]
    assert window.tab.view.banner.lesson.text() == "Practice: Fresh install. It works inside."
    assert not window.tab.welcome.isVisible()


def test_the_menu_offers_every_scenario_with_its_lesson(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(not_found())
    window = open_window(engine)
    actions = window.menus._practice.actions()
    assert [action.text() for action in actions] == ["Fresh install", "Expired certificate"]
    assert [action.toolTip() for action in actions] == ["It works inside.", "Dates matter."]

    with qtbot.waitSignal(window.session_ended):
        choose(window, "Practice", "Expired certificate")

    assert engine.practised == ["expired"]
    assert window.tabs.tabText(0) == "Practice — Expired certificate: nothing found"
    assert window.tab.view.banner.headline.text().startswith("Outlook finds no settings")
    assert not window.tab.view.results.isTabVisible(0)
    # The first certificate that was refused is what to look at.
    selected = window.tab.tree.session.row(window.tab.view.tree_panel.selected)
    assert isinstance(selected.subject, Judged)


def test_a_scenario_that_nobody_knows_yet_goes_by_its_name(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)

    with qtbot.waitSignal(window.session_ended):
        window.starting.practise("two-sites")

    assert window.tab.view.banner.lesson.text() == "Practice: two-sites"


def test_a_scenario_has_its_title_once_the_list_is_there_in_german_too(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    """The command line begins one by its code, before anything is known of it."""
    engine = FakeEngine(found())
    scenario = ScenarioTitle(
        name="two-sites", title="Two sites, and a server in each", lesson="Dates matter."
    )
    with speaking("de"):
        window = open_window(engine)
        with qtbot.waitSignal(window.session_ended):
            window.starting.practise("two-sites")
        before = window.tabs.tabText(0)

        window.choices_read.emit(Choices(profiles=(), scenarios=(scenario,)))

        assert before == "Übung — two-sites: gefunden"
        named = "Zwei Standorte mit je einem Server"
        assert window.tabs.tabText(0).startswith("Übung — Zwei Standorte mit je einem")
        assert window.tab.view.banner.lesson.text() == f"Übung: {named}. Dates matter."
        assert "two-sites" not in window.windowTitle()


def test_an_untouched_form_leaves_a_scenario_as_it_is(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)

    with qtbot.waitSignal(window.session_ended):
        click(window.tab.welcome.button)

    assert engine.options == RunOptions()
    assert engine.password is None


def test_what_was_changed_in_the_form_wins_over_a_scenario_but_not_its_mailbox_and_network(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    form = window.form
    type_into(form.address, "bob@fabrikam.example")
    type_into(form.username, "FABRIKAM\\bob")
    type_into(form.password, "Secret-of-Bob")
    pick(form.joined, 1)
    pick(form.profile, 1)
    click(form.more)
    for own in (
        form.further.client.directory,
        form.further.client.site,
        form.further.network.resolvers,
    ):
        type_into(own, "x")
    for also_own in (form.further.network.connects, form.further.certificates.trust_files.text):
        type_into(also_own, "x")
    tick(form.further.certificates.only_these)
    type_into(form.further.client.policies, "ExcludeSrvRecord=1")
    tick(form.further.certificates.in_background)

    with qtbot.waitSignal(window.session_ended):
        choose(window, "Practice", "Expired certificate")

    assert engine.practised == ["expired"]
    assert engine.options == RunOptions(
        profile="outlook-2007-rtm",
        policies=("ExcludeSrvRecord=1",),
        consent="deny",
        security_alert="skip",
    )
    assert engine.password is None
    assert window.tab.view.banner.lesson.text().endswith(
        "Dates matter. (With options of your own.)"
    )


def test_options_from_outside_take_the_place_of_the_form_s(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    pick(window.form.profile, 1)

    with qtbot.waitSignal(window.session_ended):
        window.starting.practise("expired", RunOptions(save="a.autodiscope"), Secret("x"))

    assert engine.options == RunOptions(save="a.autodiscope")
    assert engine.password
    # Where the session is saved changes nothing about the lesson.
    assert window.tab.view.banner.lesson.text().endswith("Dates matter.")
