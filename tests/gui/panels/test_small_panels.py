"""Banner, complaint, question, status line, welcome and labels."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.prompts import Answer, PromptKind
from app.gui.models.awaited import Wait
from app.gui.panels.about import about_box
from app.gui.panels.banner import Banner
from app.gui.panels.complaint import Complaint
from app.gui.panels.labels import LONGEST, Facts, PlainLabel
from app.gui.panels.question import SECONDS, QuestionPanel, buttons
from app.gui.panels.status import StatusLine
from app.gui.panels.welcome import Welcome
from app.gui.progress import Progress
from app.wording import Line, Mark
from tests.gui.hands import click, press, tick
from tests.gui.hostile import HOSTILE, assert_harmless, texts_of
from tests.gui.values import alert, consent


def test_the_banner_takes_text_as_it_is(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)

    banner.show_line(Line(what=HOSTILE, verdict=HOSTILE, mark=Mark.BAD))
    banner.show_lesson(HOSTILE)

    assert_harmless(banner)
    assert banner.lesson.text().startswith("Practice: ")


def test_a_complaint_is_there_only_while_something_is_wrong(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    complaint = Complaint()
    complaint.setParent(around)
    around.show()

    complaint.show_text(HOSTILE)
    assert complaint.isVisible()
    assert_harmless(complaint)
    complaint.show_text("")
    assert not complaint.isVisible()
    assert complaint.text == ""


def test_a_label_is_never_longer_than_can_be_laid_out_at_once(qtbot: QtBot) -> None:
    label = PlainLabel("Name", "x" * 100_000)
    qtbot.addWidget(label)

    assert len(label.text()) == LONGEST
    assert label.accessibleName() == "Name"


def test_facts_without_a_value_are_left_out(qtbot: QtBot) -> None:
    facts = Facts()
    qtbot.addWidget(facts)

    facts.show_facts((("A", "1"), ("B", "")))
    facts.show_facts((("A", "2"), ("B", "")))

    assert texts_of(facts) == ["A", "2"]


def test_the_careful_answer_has_the_focus_and_both_are_told(qtbot: QtBot) -> None:
    panel = QuestionPanel()
    qtbot.addWidget(panel)
    prompt = alert()
    panel.show()
    panel.ask(prompt)
    panel.activateWindow()
    qtbot.waitUntil(panel.no.hasFocus)

    with qtbot.waitSignal(panel.answered) as answered:
        press(panel.no, Qt.Key.Key_Space)
    assert answered.args == [prompt, Answer.NO]
    assert not panel.isVisible()
    panel.ask(consent())
    with qtbot.waitSignal(panel.answered) as answered:
        click(panel.yes)
    assert answered.args[1] is Answer.YES


def test_a_website_can_be_allowed_for_good_and_the_box_is_empty_again_next_time(
    qtbot: QtBot,
) -> None:
    panel = QuestionPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.ask(consent())

    with qtbot.waitSignal(panel.answered) as answered:
        press(panel.again, Qt.Key.Key_Space)
        click(panel.yes)
    assert answered.args[1] is Answer.ALWAYS
    panel.ask(consent())
    assert not panel.again.isChecked()


def test_only_a_website_can_be_allowed_for_good(qtbot: QtBot) -> None:
    panel = QuestionPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.ask(consent())
    tick(panel.again)

    panel.ask(alert())

    assert not panel.again.isVisible()
    with qtbot.waitSignal(panel.answered) as answered:
        click(panel.yes)
    assert answered.args[1] is Answer.YES


def test_a_withdrawn_question_can_no_longer_be_answered(qtbot: QtBot) -> None:
    panel = QuestionPanel()
    qtbot.addWidget(panel)
    panel.ask(alert())
    panel.withdraw()

    with qtbot.assertNotEmitted(panel.answered):
        click(panel.yes)


def test_the_time_for_an_answer_runs_down_to_nothing(qtbot: QtBot) -> None:
    panel = QuestionPanel()
    qtbot.addWidget(panel)
    panel.ask(consent())
    assert f"in {SECONDS} s" in "".join(texts_of(panel))

    for _ in range(SECONDS + 5):
        panel._tick()

    assert "in 0 s" in "".join(texts_of(panel))


def test_every_kind_of_prompt_has_its_two_buttons() -> None:
    assert set(buttons()) == set(PromptKind)


def test_the_status_line_counts_on_between_events(qtbot: QtBot) -> None:
    now = [100.0]
    status = StatusLine(lambda: now[0])
    qtbot.addWidget(status)
    status.show_progress(Progress(text="Starting", is_running=True))
    assert status.text == "Starting"
    status._refresh()
    assert status.text == "Starting"

    wait = Wait(what="the server", since_ms=1_000.0)
    under_way = Progress(text="", is_running=True, wait=wait, now_ms=1_500.0, told_at=100.0)
    status.show_progress(under_way)
    assert status.text == "Waiting for the server — 500 ms"
    now[0] += 2
    status._refresh()
    assert status.text == "Waiting for the server — 2.5 s"
    limited = replace(under_way, wait=replace(wait, limit_s=20.0, others=1), told_at=102.0)
    status.show_progress(limited)
    assert status.text == (
        "Waiting for the server — 500 ms, at most 20 s more (and for 1 more answer)"
    )
    now[0] += 30
    status._refresh()
    assert status.text == (
        "Waiting for the server — 30.5 s, at most 0 s more (and for 1 more answer)"
    )
    status.show_progress(replace(under_way, text="Done", is_running=False))
    assert status.text == "Done"
    status.say("Saved")
    assert status.text == "Saved"


def test_the_empty_window_offers_practice(qtbot: QtBot) -> None:
    welcome = Welcome()
    qtbot.addWidget(welcome)

    with qtbot.waitSignal(welcome.practice_wished):
        click(welcome.button)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(welcome.practice_wished):
            press(welcome.button, key)
    # Two sentences below the heading.
    sentences = [text for text in texts_of(welcome)[1:] if text]
    assert len(sentences) == 2
    assert all(text.count(". ") == 0 and text.endswith(".") for text in sentences)


def test_the_box_about_the_program_names_its_version(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)

    box = about_box(around)

    assert box.textFormat() == Qt.TextFormat.PlainText
    assert box.text().startswith("Autodiscope ")
