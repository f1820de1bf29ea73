"""Elements that are folded and unfolded, by keys as well as by clicks."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.gui.panels.folding import Folds
from app.gui.panels.xml_view import XmlView
from app.gui.plain_text import LONGEST_TEXT
from app.protocol.outline import Fold

BODY = b"<a><b><c>1</c><d>2</d></b><e><f>3</f></e></a>"
# <a> 0, <b> 1, <c> 2, <d> 3, </b> 4, <e> 5, <f> 6, </e> 7, </a> 8


@pytest.fixture
def view(qtbot: QtBot) -> XmlView:
    made = XmlView("Body")
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show_message("", BODY)
    made.show()
    return made


def in_sight(view: XmlView) -> list[str]:
    document = view.document()
    blocks = (document.findBlockByNumber(at) for at in range(document.blockCount()))
    return [block.text().strip() for block in blocks if block.isVisible()]


def go_to(view: XmlView, line: int) -> None:
    cursor = QTextCursor(view.document().findBlockByNumber(line))
    view.setTextCursor(cursor)


def click_margin(view: XmlView, line: int) -> None:
    top, height = next(one[1:] for one in view.lines_in_sight() if one[0] == line)
    place = QPoint(view.margin_width // 2, round(top + height / 2))
    QTest.mousePress(view._margin, Qt.MouseButton.LeftButton, pos=place)


ALL = ["<a>", "<b>", "<c>1</c>", "<d>2</d>", "</b>", "<e>", "<f>3</f>", "</e>", "</a>"]


def test_everything_is_in_sight_at_first(view: XmlView) -> None:
    assert in_sight(view) == ALL
    assert [line for line in range(9) if line in view.folds] == [0, 1, 5]


def test_the_element_around_the_cursor_is_folded_by_a_key_and_unfolded_by_another(
    view: XmlView,
) -> None:
    go_to(view, 3)

    QTest.keyClick(view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert in_sight(view) == ["<a>", "<b>", "<e>", "<f>3</f>", "</e>", "</a>"]
    assert view.textCursor().blockNumber() == 1

    QTest.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert in_sight(view) == ALL


def test_folding_again_folds_what_is_around(view: XmlView) -> None:
    go_to(view, 2)

    view.fold_here()
    view.fold_here()

    assert in_sight(view) == ["<a>"]
    view.fold_here()
    assert in_sight(view) == ["<a>"]


def test_what_was_folded_inside_is_still_so_when_the_outer_one_is_unfolded(view: XmlView) -> None:
    for line in (1, 0, 0):
        click_margin(view, line)

    assert in_sight(view) == ["<a>", "<b>", "<e>", "<f>3</f>", "</e>", "</a>"]


def test_all_is_folded_but_the_outermost_and_all_unfolded(view: XmlView) -> None:
    view.fold_all()
    assert in_sight(view) == ["<a>", "<b>", "<e>", "</a>"]

    view.unfold_all()
    assert in_sight(view) == ALL


def test_the_height_of_the_text_follows(view: XmlView) -> None:
    layout = view.document().documentLayout()
    before = layout.documentSize().height()

    click_margin(view, 0)

    assert layout.documentSize().height() < before
    assert [line for line, _, _ in view.lines_in_sight()] == [0]


def test_a_folded_element_is_drawn_with_its_dots(view: XmlView) -> None:
    before = view.grab().toImage()

    click_margin(view, 1)

    assert view.grab().toImage() != before


def test_another_text_begins_unfolded(view: XmlView) -> None:
    view.fold_all()

    view.show_message("", b"<x><y><z/></y></x>")

    assert in_sight(view) == ["<x>", "<y>", "<z/>", "</y>", "</x>"]
    assert view.folds.folded == set()


def test_a_head_stands_above_what_can_be_folded(view: XmlView) -> None:
    view.show_message("HTTP 200 OK\n\n", BODY)

    assert [line for line in range(11) if line in view.folds] == [2, 3, 7]


def test_what_is_cut_cannot_be_folded(view: XmlView) -> None:
    view.show_message("", b"<a><b>" + b"<c>x</c>\n" * (LONGEST_TEXT // 8) + b"</b></a>")

    assert 0 not in view.folds


def test_the_menu_of_the_text_offers_it_too(view: XmlView) -> None:
    reason, place = QContextMenuEvent.Reason.Keyboard, QPoint(5, 5)

    view.contextMenuEvent(QContextMenuEvent(reason, place, view.mapToGlobal(place)))

    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions()]
    menu.close()
    assert texts[-4:] == ["Fold this element", "Unfold this element", "Fold all", "Unfold all"]


@pytest.mark.parametrize("do", [XmlView.fold_here, XmlView.unfold_here, XmlView.fold_all])
def test_where_nothing_can_be_folded_nothing_happens(
    view: XmlView, do: Callable[[XmlView], None]
) -> None:
    view.show_raw("plain\ntext")

    do(view)

    assert in_sight(view) == ["plain", "text"]


def test_the_innermost_element_is_the_one_that_begins_last() -> None:
    folds = Folds()
    folds.use([Fold(first=0, last=8), Fold(first=1, last=4), Fold(first=5, last=7)], 10)

    assert [folds.around(line) for line in (9, 10, 12, 14, 16, 18)] == [None, 10, 11, 11, 15, 10]
