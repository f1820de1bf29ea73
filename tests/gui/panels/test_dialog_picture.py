"""The picture of Outlook's dialog: drawn, named for screen readers, and never pressed."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.rows import PromptState
from app.gui import colours
from app.gui.panels.dialog_picture import DialogPicture
from app.gui.panels.prompt import PromptPanel
from app.wording.pictures import dialog
from tests.gui.hostile import FORBIDDEN, HOSTILE, texts_of
from tests.gui.values import alert, consent

CREDENTIALS = replace(consent(), kind=PromptKind.CREDENTIALS)
PROMPTS = [alert(), consent(), CREDENTIALS]


def shown(qtbot: QtBot, prompt: Prompt, width: int = 400) -> DialogPicture:
    picture = DialogPicture()
    qtbot.addWidget(picture)
    picture.show_dialog(dialog(prompt))
    picture.resize(width, picture.heightForWidth(width))
    picture.show()
    return picture


def drawn(picture: DialogPicture) -> QImage:
    return picture.grab().toImage()


def colours_of(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(image.height())
    }


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda one: one.kind)
def test_a_screen_reader_is_told_that_it_is_a_picture_and_what_it_holds(
    qtbot: QtBot, prompt: Prompt
) -> None:
    picture = shown(qtbot, prompt)

    heard = QAccessible.queryAccessibleInterface(picture)
    name = heard.text(QAccessible.Text.Name)
    assert name.startswith("A picture of what Outlook would have shown: ")
    assert heard.text(QAccessible.Text.Description) == dialog(prompt).spoken
    assert picture.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_its_fields_are_drawn_with_what_they_hold(qtbot: QtBot) -> None:
    fields = (("User name:", "ann"), ("Password:", ""))
    empty, filled = (
        shown(qtbot, CREDENTIALS),
        shown(qtbot, CREDENTIALS),
    )
    given = dialog(CREDENTIALS)
    empty.show_dialog(replace(given, fields=()))
    filled.show_dialog(replace(given, fields=fields))

    assert filled.heightForWidth(400) > empty.heightForWidth(400)
    filled.resize(400, filled.heightForWidth(400))
    assert drawn(filled) != drawn(empty)


def test_a_frame_tells_that_it_has_the_keyboard(qtbot: QtBot) -> None:
    picture = shown(qtbot, CREDENTIALS)
    picture.clearFocus()
    before = drawn(picture)

    QTest.mouseClick(picture, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(picture.hasFocus)

    assert drawn(picture) != before
    picture.clearFocus()
    assert drawn(picture) == before


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda one: one.kind)
def test_nothing_in_it_can_be_pressed(qtbot: QtBot, prompt: Prompt) -> None:
    panel = PromptPanel()
    qtbot.addWidget(panel)
    panel.show_prompt(PromptState(prompt=prompt, answer=Answer.NO))

    assert panel.findChildren(QAbstractButton) == []
    assert "A picture of what Outlook would have shown" in texts_of(panel)
    assert panel.picture.dialog == dialog(prompt)


def test_a_narrow_picture_is_a_tall_one(qtbot: QtBot) -> None:
    picture = shown(qtbot, consent())

    assert picture.heightForWidth(260) > picture.heightForWidth(420) > 100
    # It grows no wider than a dialog.
    assert picture.heightForWidth(2_000) == picture.heightForWidth(430)


def test_the_lines_of_the_alert_have_their_signs(qtbot: QtBot) -> None:
    from app.gui.marks import SIGNS
    from app.wording import Mark

    found = colours_of(drawn(shown(qtbot, alert())))

    assert SIGNS[Mark.GOOD].fill in found
    assert SIGNS[Mark.WARNING].fill in found


def test_what_is_drawn_changes_with_the_dialog(qtbot: QtBot) -> None:
    picture = shown(qtbot, alert())
    before = drawn(picture)

    picture.show_dialog(dialog(alert("other.example")))

    assert drawn(picture) != before


def test_the_focus_is_to_be_seen(qtbot: QtBot) -> None:
    picture = shown(qtbot, consent())
    before = drawn(picture)

    picture.activateWindow()
    picture.setFocus()
    qtbot.waitUntil(picture.hasFocus)

    assert drawn(picture) != before


def test_with_high_contrast_it_has_the_systems_colours(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = QColor("#f0f0f0").name()
    assert ground in colours_of(drawn(shown(qtbot, consent())))

    monkeypatch.setattr("app.gui.panels.dialog_picture.wants_contrast", lambda: True)

    picture = shown(qtbot, consent())
    assert ground not in colours_of(drawn(picture))
    assert picture.palette().window().color().name() in colours_of(drawn(picture))


def test_text_in_it_has_the_contrast_that_text_needs(qtbot: QtBot) -> None:
    from app.gui.panels.dialog_picture import Paint

    picture = shown(qtbot, consent())
    paint = Paint(picture.palette())

    for text, ground in (
        (paint.text, paint.ground),
        (paint.text, paint.field),
        (paint.text, paint.button),
        (paint.title_text, paint.title),
    ):
        assert colours.contrast(text, ground) >= colours.TEXT


def test_an_evil_text_is_made_harmless_before_it_is_drawn_or_told(qtbot: QtBot) -> None:
    evil = replace(consent(), host=HOSTILE, url=HOSTILE, address=HOSTILE)

    picture = shown(qtbot, evil)

    drawn(picture)
    told = picture.accessibleName() + picture.accessibleDescription()
    assert not [mark for mark in FORBIDDEN if mark in told]


def test_without_a_dialog_there_is_no_picture(qtbot: QtBot) -> None:
    picture = shown(qtbot, consent())

    picture.show_dialog(None)

    assert not picture.isVisible()
    assert picture.heightForWidth(400) == 0
