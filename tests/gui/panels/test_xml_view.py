"""A message as plain text with coloured parts."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextBlock
from pytestqt.qtbot import QtBot

from app.gui.panels.xml_view import SHADES, XmlView
from app.gui.plain_text import LONGEST_SHOWN_LINE, LONGEST_TEXT, cut_note
from app.protocol.outline import SpanKind
from tests.support.work import calls_of


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


LONG = LONGEST_SHOWN_LINE


def _longest_line(view: XmlView) -> int:
    return max(map(len, view.toPlainText().split("\n")))


@pytest.mark.parametrize("letter", ["A", "\U0001f4e7"])
def test_a_long_line_is_broken_and_what_follows_it_keeps_colours_and_folds(
    qtbot: QtBot, letter: str
) -> None:
    text = letter * (2 * LONG + 10)
    view = _view(qtbot, "HTTP 200 OK\n\n", f"<a><b>{text}</b><c><d>x</d></c></a>".encode())
    lines = view.toPlainText().split("\n")
    folded = lines.index("  <c>")
    inner = view.document().findBlockByNumber(lines.index("    <d>x</d>"))

    assert _longest_line(view) == LONG
    assert "".join(lines).count(letter) == len(text)
    assert _coloured(inner)["x"] == SHADES[SpanKind.TEXT].light
    second = view.document().findBlockByNumber(lines.index("  <c>") - 2)
    assert set(_coloured(second).values()) == {SHADES[SpanKind.TEXT].light}
    assert folded in view.folds
    view.folds.toggle(folded)
    assert view.folds.hidden(len(lines))[folded + 1 : folded + 3] == [True, True]
    assert not view.folds.hidden(len(lines))[folded + 3]


def test_an_element_with_a_long_line_folds_all_of_it(qtbot: QtBot) -> None:
    view = _view(qtbot, "", f"<a><b><c>{'A' * 3 * LONG}</c></b><d/></a>".encode())
    lines = view.toPlainText().split("\n")

    view.folds.toggle(lines.index("  <b>"))

    shown = [
        line
        for line, is_hidden in zip(lines, view.folds.hidden(len(lines)), strict=True)
        if not is_hidden
    ]
    assert shown == ["<a>", "  <b>", "  <d/>", "</a>"]


@pytest.mark.parametrize("letter", ["A", "\U0001f4e7"])
def test_the_work_for_a_page_in_one_line_grows_with_its_length_only(
    qtbot: QtBot, letter: str
) -> None:
    view = _view(qtbot, "", b"")

    def work(count: int) -> int:
        # It is no XML: so it stays in one line.
        body = f"<p>{f'<b>{letter}</b>' * count}<br>".encode()
        return calls_of(lambda: view.show_message("", body))

    work(10)
    assert work(2_000) < 3 * work(1_000)


def test_a_raw_message_is_broken_too(qtbot: QtBot) -> None:
    view = _view(qtbot, "", b"")

    view.show_raw("A" * (LONG + 1))

    assert view.toPlainText() == "A" * LONG + "\nA"
