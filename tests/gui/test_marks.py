"""Signs for marks."""

import pytest
from PySide6.QtGui import QImage

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
