"""What a person does with mouse and keyboard, as real events."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QMenu,
    QMenuBar,
    QMessageBox,
    QTabBar,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.gui.models.session_tree import SessionTree
from app.gui.panels.tree import TreePanel
from app.gui.window import Window
from tests.gui.values import ADDRESS

CTRL = Qt.KeyboardModifier.ControlModifier
NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
COPY = Qt.DropAction.CopyAction
PATIENCE_S = 20


# --- keys and clicks -----------------------------------------------------------------------


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT)


def type_into(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)


def press(widget: QWidget, keys: Qt.Key | QKeySequence | str) -> None:
    QTest.keySequence(widget, QKeySequence(keys))


def retype(field: QWidget, text: str) -> None:
    """Type in the place of what a field holds."""
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    type_into(field, text)


def paste_into(field: QWidget, text: str) -> None:
    """Paste what the keys of a test cannot type: they know no more than ASCII."""
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(field, Qt.Key.Key_V, CTRL)


def tick(box: QAbstractButton) -> None:
    """Change a check box by the keyboard."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)


def pick(box: QComboBox, at: int) -> None:
    """Choose in a box of choices by the keyboard."""
    press(box, Qt.Key.Key_Home)
    for _ in range(at):
        press(box, Qt.Key.Key_Down)
    assert box.currentIndex() == at


def click_tab(tabs: QTabWidget | QTabBar, at: int) -> None:
    bar = tabs if isinstance(tabs, QTabBar) else tabs.tabBar()
    QTest.mouseClick(bar, LEFT, pos=bar.tabRect(at).center())


def click_index(view: QAbstractItemView, index: QModelIndex) -> None:
    """Scroll to a line of a list, a table or a tree, and click on it."""
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())


def click_row(listed: QListWidget, row: int) -> None:
    click_index(listed, listed.model().index(row, 0))


def drag(widget: QWidget, start: QPoint, by: QPoint) -> None:
    QTest.mousePress(widget, LEFT, pos=start)
    QTest.mouseMove(widget, start + by / 2)
    QTest.mouseMove(widget, start + by)
    QTest.mouseRelease(widget, LEFT, pos=start + by)


# --- menus, boxes and dialogs --------------------------------------------------------------


def bare(text: str) -> str:
    """Give the text of an entry as it is read: without the mark of its letter."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def open_menu(window: QWidget, bar: QMenuBar, title: str) -> QMenu:
    """Open a menu by Alt and its letter."""
    above = next(one for one in bar.actions() if bare(one.text()) == title)
    letter = Qt.Key(ord(above.text()[above.text().index("&") + 1].upper()))
    give_back(window)
    QTest.keyClick(window, letter, Qt.KeyboardModifier.AltModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu), title
    assert menu is above.menu()
    return menu


def choose(window: Window, title: str, *entries: str) -> None:
    """Choose from the menus by the keyboard: Alt and a letter, then arrows and Enter."""
    before = windows_in_sight()
    menu = open_menu(window, window.menus, title)
    for entry in entries:
        go_to(menu, entry)
        press(menu, Qt.Key.Key_Return)
        below = QApplication.activePopupWidget()
        menu = below if isinstance(below, QMenu) else menu
    assert QApplication.activePopupWidget() is None
    # Unless what was chosen has opened another window.
    if windows_in_sight() == before:
        give_back(window)


def give_back(window: QWidget | None) -> None:
    """Give a window the keyboard again, as a window manager does: here is none."""
    if window is not None and window.isVisible():
        top = window.window()
        top.activateWindow()
        # Another window that is being closed may take it once more.
        until = time.monotonic() + PATIENCE_S
        while QApplication.activeWindow() is not top and time.monotonic() < until:
            QTest.qWait(5)
        assert QApplication.activeWindow() is top


def go_to(menu: QMenu, entry: str) -> None:
    """Move down in an open menu to an entry, which has to be one that can be chosen."""
    for _ in menu.actions():
        press(menu, Qt.Key.Key_Down)
        # None where the first entry is one that cannot be chosen, and nothing is below it.
        active: QAction | None = menu.activeAction()
        if active is not None and bare(active.text()) == entry:
            assert active.isEnabled(), entry
            return
    offered = [bare(one.text()) for one in menu.actions()]
    raise LookupError(f"{entry} is not in {offered}")


def choose_at(view: QWidget, at: QPoint, entry: str) -> None:
    """Open the context menu there by the mouse, and choose its entry by the keyboard."""
    with _choosing(entry):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.mapToGlobal(at))
        QApplication.sendEvent(view, event)


def choose_here(view: QWidget, entry: str) -> None:
    """Open the context menu of what has the keyboard by the Menu key, and choose its entry."""
    view.setFocus()
    with _choosing(entry):
        # What the system makes of that key: the screen of the tests has no such key.
        at = view.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, view.mapToGlobal(at))
        QApplication.sendEvent(view, event)


@contextmanager
def _choosing(entry: str) -> Iterator[None]:
    def pick_entry() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), entry
        try:
            go_to(menu, entry)
            press(menu, Qt.Key.Key_Return)
        finally:
            menu.close()

    before = QApplication.activeWindow()
    with in_its_loop(QApplication.activePopupWidget, pick_entry):
        yield
    # What was chosen may have opened a window of its own.
    if QApplication.activeWindow() is None:
        give_back(before)


@contextmanager
def in_its_loop(shown: Callable[[], QWidget | None], act: Callable[[], None]) -> Iterator[None]:
    """Act once when there is something that has an event loop of its own."""
    acted: list[bool] = []
    look = QTimer()

    def try_it() -> None:
        if shown() is not None:
            look.stop()
            acted.append(True)
            act()

    look.timeout.connect(try_it)
    look.start(5)
    yield
    look.stop()
    assert acted == [True]


@contextmanager
def naming(file: Path | str | None, kind: str = "") -> Iterator[list[str]]:
    """Type a file's name into the file dialog that comes; None cancels it.

    Gives the kinds of files that it offered, once it is closed.
    """
    offered: list[str] = []

    def name_it() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        offered.extend(dialog.nameFilters())
        try:
            if file is not None:
                if kind:
                    kinds = dialog.findChild(QComboBox, "fileTypeCombo")
                    assert isinstance(kinds, QComboBox)
                    pick(kinds, kinds.findText(kind))
                field = dialog.findChild(QLineEdit, "fileNameEdit")
                assert isinstance(field, QLineEdit)
                QTest.keyClick(field, Qt.Key.Key_A, CTRL)
                paste_into(field, str(file))
                press(field, Qt.Key.Key_Return)
        finally:
            # Else its loop would go on for ever.
            if dialog.isVisible():
                press(dialog, Qt.Key.Key_Escape)

    before = QApplication.activeWindow()
    with in_its_loop(QApplication.activeModalWidget, name_it):
        yield offered
    give_back(before)


@contextmanager
def answering(text: str) -> Iterator[list[str]]:
    """Press the button of that text in the box that stops everything; give its question."""
    heard: list[str] = []

    def box_in_sight() -> QMessageBox | None:
        found = QApplication.activeModalWidget()
        return found if isinstance(found, QMessageBox) else None

    def answer() -> None:
        box = box_in_sight()
        assert box is not None
        heard.append(box.text())
        click(next(one for one in box.buttons() if bare(one.text()) == text))

    with in_its_loop(box_in_sight, answer):
        yield heard


def answer_box(parent: QWidget, text: str) -> str:
    """Press the button of that text in the box that asks, and give its question."""
    (box,) = [one for one in parent.findChildren(QMessageBox) if one.isVisible()]
    question = box.text()
    click(next(one for one in box.buttons() if bare(one.text()) == text))
    return question


def opened(qtbot: QtBot, open_it: Callable[[], None]) -> QWidget:
    """Give the window or dialog that comes into sight by what is done."""
    before = set(windows_in_sight())
    open_it()
    qtbot.waitUntil(lambda: bool(set(windows_in_sight()) - before))
    (made,) = set(windows_in_sight()) - before
    return made


def windows_in_sight() -> list[QWidget]:
    kinds = (Qt.WindowType.Window, Qt.WindowType.Dialog)
    tops = QApplication.topLevelWidgets()
    return [one for one in tops if one.isVisible() and one.windowType() in kinds]


def leave(window: QWidget) -> None:
    """Close a window by Esc, as all but the main window are closed."""
    press(window, Qt.Key.Key_Escape)
    assert not window.isVisible(), type(window).__name__


# --- files brought by the mouse ------------------------------------------------------------


def of_files(*files: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def drop(target: QWidget, data: QMimeData) -> bool:
    """Bring it over the target and let go, as far as that is taken; tell whether it was."""
    over = QDragEnterEvent(QPoint(30, 30), COPY, data, LEFT, NO_KEY)
    over.ignore()
    QApplication.sendEvent(target, over)
    if not over.isAccepted():
        return False
    QApplication.sendEvent(target, QDragMoveEvent(QPoint(40, 40), COPY, data, LEFT, NO_KEY))
    let_go = QDropEvent(QPointF(40, 40), COPY, data, LEFT, NO_KEY)
    QApplication.sendEvent(target, let_go)
    return let_go.isAccepted()


def open_log(window: Window, path: Path) -> None:
    """Open a session log: drop it onto the window."""
    assert drop(window, of_files(path))


# --- the program ---------------------------------------------------------------------------


def type_and_start(window: Window, address: str = ADDRESS) -> None:
    type_into(window.form.address, address)
    click(window.form.start)


def run(qtbot: QtBot, window: Window) -> None:
    """Run to the end of what the engine plays."""
    with qtbot.waitSignal(window.session_ended):
        type_and_start(window)


def select(window: Window, kind: type) -> int:
    """Select the first row of that kind, and give its number."""
    number = next(
        row.number for row in window.tab.tree.session.rows if isinstance(row.subject, kind)
    )
    select_row(window.tab.view.tree_panel, number)
    return number


def select_row(panel: TreePanel, number: int) -> None:
    """Unfold what is above a row by keys, and click on it."""
    tree = panel.model()
    assert isinstance(tree, SessionTree)
    above = [number]
    while parent := tree.session.row(above[-1]).parent:
        above.append(parent)
    for one in reversed(above[1:]):
        if not panel.isExpanded(tree.index_of(one)):
            click_index(panel, tree.index_of(one))
            press(panel, Qt.Key.Key_Right)
    click_index(panel, tree.index_of(number))
    assert panel.selected == number


def walk(panel: TreePanel) -> Iterator[int]:
    """Unfold everything, go down from the first row to the last, and give the number of each."""
    tree = panel.model()
    assert isinstance(tree, SessionTree)
    for number in tree.below(0):
        click_index(panel, tree.index_of(number))
        press(panel, Qt.Key.Key_Asterisk)
    press(panel, Qt.Key.Key_Home)
    yield panel.selected
    for _ in tree.order()[1:]:
        press(panel, Qt.Key.Key_Down)
        yield panel.selected
