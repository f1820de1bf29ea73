"""Signs for marks."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage

from app.gui.marks import SIGNS, SIZES, icon
from app.wording import Mark


@pytest.mark.parametrize("mark", list(Mark))
def test_each_mark_has_a_word_and_an_icon_in_every_size(mark: Mark) -> None:
    assert SIGNS[mark].word
    assert {size.width() for size in icon(mark).availableSizes()} == set(SIZES)


def test_no_two_marks_look_alike_without_colours_or_sound_alike() -> None:
    def shape(mark: Mark) -> bytes:
        drawn = icon(mark).pixmap(32, 32).toImage()
        return bytes(drawn.convertToFormat(QImage.Format.Format_Grayscale8).constBits())

    assert len({shape(mark) for mark in Mark}) == len(Mark)
    assert len({sign.word for sign in SIGNS.values()}) == len(Mark)


@pytest.mark.parametrize("size", [16, 24, 32, 48])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0, 3.0])
def test_a_sign_is_as_sharp_as_the_screen(size: int, scale: float) -> None:
    drawn = icon(Mark.BAD).pixmap(QSize(size, size), scale)

    # One that were drawn for fewer pixels would be blown up, or stay small.
    assert drawn.width() == round(size * scale)
    assert drawn.devicePixelRatio() == scale


def test_a_sign_in_a_selected_line_keeps_its_colours() -> None:
    for mark in Mark:
        shown = [
            icon(mark).pixmap(QSize(32, 32), 1.0, mode).toImage()
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected)
        ]
        assert shown[0] == shown[1], mark
