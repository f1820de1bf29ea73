"""A message as plain text with coloured parts."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextBlock
from pytestqt.qtbot import QtBot

from app.gui.panels.xml_view import SHADES, XmlView
from app.gui.plain_text import LONGEST_TEXT, cut_note
from app.protocol.outline import SpanKind


def _view(qtbot: QtBot, head: str, body: bytes) -> XmlView:
    view = XmlView("Message")
    qtbot.addWidget(view)
    view.show_message(head, body)
    return view


def _coloured(block: QTextBlock) -> dict[str, str]:
    """Give each coloured piece of a line with its colour."""
    utf16 = block.text().encode("utf-16-le")
    return {
        utf16[2 * one.start : 2 * (one.start + one.length)].decode("utf-16-le"): (
            one.format.foreground().color().name()
        )
        for one in block.layout().formats()
    }


def test_the_parts_of_a_document_have_their_colours(qtbot: QtBot) -> None:
    view = _view(qtbot, "HTTP 200 OK\n\n", b"<a x='1'><b>text</b></a>")
    line = view.document().findBlockByNumber(2)
    inner = view.document().findBlockByNumber(3)

    assert view.document().findBlockByNumber(0).layout().formats() == []
    assert _coloured(line)["x"] == SHADES[SpanKind.ATTRIBUTE].light
    assert _coloured(line)["'1'"] == SHADES[SpanKind.VALUE].light
    assert _coloured(inner)["text"] == SHADES[SpanKind.TEXT].light


def test_characters_beyond_16_bits_do_not_shift_the_colours(qtbot: QtBot) -> None:
    view = _view(qtbot, "\U0001f4e7\n", "<a>\U0001f4e7\U0001f4e7<b>x</b></a>".encode())
    pieces: dict[str, str] = {}
    block = view.document().begin()
    while block.isValid():
        pieces |= _coloured(block)
        block = block.next()

    assert pieces["x"] == SHADES[SpanKind.TEXT].light
    assert pieces["\U0001f4e7\U0001f4e7"] == SHADES[SpanKind.TEXT].light


def test_a_new_message_replaces_the_colours_of_the_old_one(qtbot: QtBot) -> None:
    view = _view(qtbot, "", b"<a>x</a>")

    view.show_message("plain\n", b"")

    assert view.toPlainText() == "plain\n"
    assert view.document().begin().layout().formats() == []


def test_a_huge_body_is_cut_and_says_so(qtbot: QtBot) -> None:
    view = _view(qtbot, "", b"x" * (LONGEST_TEXT + 1))

    assert view.toPlainText().endswith(cut_note())


def test_a_change_between_light_and_dark_colours_anew(qtbot: QtBot) -> None:
    view = _view(qtbot, "", b"<a>x</a>")

    view.changeEvent(QEvent(QEvent.Type.PaletteChange))

    assert "x" in _coloured(view.document().begin())
