"""A question in windows that are low: its buttons are always in sight."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.prompts import Answer, Prompt
from app.gui.arrangement import ScreenSized, column
from app.gui.frame import MARGINS
from app.gui.panels.question import QuestionPanel
from app.gui.session_tab import SessionTab
from app.wording.language import speaking
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import click
from tests.gui.recordings import not_found
from tests.gui.values import consent

LOW, WIDTH = 600, 1_280
FORM_MENU_AND_STATUS = 150


@pytest.fixture(params=["en", "de"])
def tab(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[SessionTab]:
    with speaking(request.param):
        made = SessionTab(FakeEngine(), FakeEngine())
        qtbot.addWidget(made)
        made.resize(WIDTH, 1_000)
        made.view.start_anew("A run", "A lesson that is long enough to be told.")
        made._pages.setCurrentIndex(1)
        made.show()
        made.view.banner.show_lesson("A lesson that is long enough to be told.")
        made.view.apply(not_found()[:-1])
        made.view._examine_meanwhile()
        yield made
        assert made.stop(5)


def lower(tab: SessionTab, height: int) -> None:
    tab.resize(WIDTH, height)
    QApplication.processEvents()
    QApplication.processEvents()


def in_sight(panel: QuestionPanel) -> bool:
    buttons = (panel.yes, panel.no, panel.again)
    return all(one.visibleRegion().boundingRect().size() == one.size() for one in buttons)


def test_in_a_low_window_results_and_lesson_leave_their_place_to_it(tab: SessionTab) -> None:
    lower(tab, LOW - FORM_MENU_AND_STATUS)
    assert tab.view.results.isVisible()
    assert tab.view.banner.lesson.isVisible()

    tab.question.ask(consent())
    lower(tab, LOW - FORM_MENU_AND_STATUS)

    assert tab.minimumSizeHint().height() <= LOW - FORM_MENU_AND_STATUS
    assert in_sight(tab.question)
    assert tab.view.tree_panel.height() > 60
    assert not tab.view.results.isVisible()
    assert not tab.view.banner.lesson.isVisible()


def test_they_are_back_when_it_is_answered(tab: SessionTab) -> None:
    lower(tab, LOW - FORM_MENU_AND_STATUS)
    tab.question.ask(consent())
    given: list[Answer] = []
    tab.question.answered.connect(lambda _prompt, answer: given.append(answer))

    click(tab.question.no)

    assert given == [Answer.NO]
    assert tab.view.results.isVisible()
    assert tab.view.banner.lesson.isVisible()


def test_what_came_meanwhile_is_there_afterwards_and_nothing_that_was_never_wanted(
    tab: SessionTab,
) -> None:
    lower(tab, LOW - FORM_MENU_AND_STATUS)
    tab.question.ask(consent())
    tab.view.start_anew("Another run", "")
    tab.question.withdraw()
    assert not tab.view.results.isVisible()
    assert not tab.view.banner.lesson.isVisible()

    tab.question.ask(consent())
    tab.view.results.show_services()
    assert not tab.view.results.isVisible()
    tab.question.withdraw()
    assert tab.view.results.isVisible()


def test_in_a_tall_window_everything_stays(tab: SessionTab) -> None:
    tab.question.ask(consent())
    QApplication.processEvents()

    assert tab.view.findings.isVisible()
    assert tab.view.banner.lesson.isVisible()
    assert tab.question.area.verticalScrollBar().maximum() == 0


def test_the_window_does_not_scroll_for_a_question_that_fits(tab: SessionTab, qtbot: QtBot) -> None:
    window = ScreenSized(column((), tab))
    qtbot.addWidget(window)
    lower(tab, LOW - FORM_MENU_AND_STATUS)
    window.resize(WIDTH, LOW - FORM_MENU_AND_STATUS + sum(MARGINS[1::2]))
    window.show()
    tab.question.ask(consent())
    QApplication.processEvents()
    QApplication.processEvents()

    assert window.verticalScrollBar().maximum() == 0
    assert in_sight(tab.question)
    # It goes by itself.
    tab.setParent(None)


def long_question() -> Prompt:
    return replace(consent(), url="https://mail.contoso.example/" + "a/" * 1_500)


def test_a_long_question_scrolls_and_its_buttons_stay(qtbot: QtBot) -> None:
    panel = QuestionPanel()
    qtbot.addWidget(panel)
    panel.resize(600, 220)

    panel.ask(long_question())
    QApplication.processEvents()

    assert panel.height() == 220
    assert panel.area.verticalScrollBar().maximum() > 0
    assert panel.area.verticalScrollBar().value() == 0
    assert in_sight(panel)
