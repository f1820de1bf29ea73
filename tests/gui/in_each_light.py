"""A program of its own on a real screen: the window in light, dark and high contrast, measured.

Prints, for each of them, which texts cannot be read on their ground.
"""

import json
import sys
from collections.abc import Callable, Iterator

from PySide6.QtCore import QAbstractListModel, QElapsedTimer, QEventLoop, QModelIndex, Qt, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant
from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QToolTip,
    QWidget,
)

from app.gui.colours import BAD, GOOD, MUTED, TEXT, WARNING, contrast, wants_contrast
from app.gui.panels.xml_view import SHADES
from app.gui.readable import ReadableColours
from app.gui.window import Window
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import click, select_row, type_and_start
from tests.gui.recordings import not_found

Role = QPalette.ColorRole
Found = tuple[str, QColor, QColor]
LIGHT, DARK = Qt.ColorScheme.Light, Qt.ColorScheme.Dark
# From light to dark, and by contrast alone, each in both directions.
STATES = (
    ("light", LIGHT, 0),
    ("dark", DARK, 0),
    ("dark, high contrast", DARK, 1),
    ("light, high contrast", LIGHT, 1),
    ("light, without high contrast", LIGHT, 0),
)


def tell(key: str, value: object) -> None:
    """Say on the bus of this session what a desktop says when its settings are changed."""
    signal = QDBusMessage.createSignal(
        "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings", "SettingChanged"
    )
    signal.setArguments(["org.freedesktop.appearance", key, QDBusVariant(value)])
    assert QDBusConnection.sessionBus().send(signal)


def wait(is_over: Callable[[], bool]) -> None:
    loop, look, clock = QEventLoop(), QTimer(), QElapsedTimer()
    clock.start()
    look.timeout.connect(lambda: loop.quit() if is_over() or clock.elapsed() > 30_000 else None)
    look.start(10)
    loop.exec()
    assert is_over()


def over(colour: QColor, ground: QColor) -> QColor:
    """Give what is seen of a colour that lets its ground through."""
    share = colour.alphaF()

    def mixed(one: float, other: float) -> float:
        return one * share + other * (1 - share)

    return QColor.fromRgbF(
        mixed(colour.redF(), ground.redF()),
        mixed(colour.greenF(), ground.greenF()),
        mixed(colour.blueF(), ground.blueF()),
    )


def texts(widget: QWidget) -> Iterator[Found]:
    """Give each text of a widget with its colour and its ground."""
    palette, name = widget.palette(), f"{type(widget).__name__} {widget.accessibleName()}"
    palette.setCurrentColorGroup(QPalette.ColorGroup.Active)
    yield name, palette.color(widget.foregroundRole()), palette.color(widget.backgroundRole())
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        base = palette.color(Role.Base)
        yield f"{name}, text", palette.color(Role.Text), base
        yield f"{name}, hint", palette.color(Role.PlaceholderText), base
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        yield from _of_document(widget, name)
    if isinstance(widget, QTextEdit):
        yield f"{name}, text", palette.color(Role.Text), palette.color(Role.Base)
        yield from _of_page(widget, name)
    if isinstance(widget, QAbstractItemView):
        yield from _of_items(widget, name)
        yield f"{name}, chosen", palette.color(Role.HighlightedText), palette.color(Role.Highlight)


def _of_document(view: QPlainTextEdit | QTextEdit, name: str) -> Iterator[Found]:
    base, block = view.palette().color(Role.Base), view.document().begin()
    while block.isValid():
        for stretch in block.layout().formats():
            brush = stretch.format.foreground()
            if brush.style() is not Qt.BrushStyle.NoBrush:
                yield f"{name}: {block.text()[:30]}", brush.color(), base
        block = block.next()


def _of_page(view: QTextEdit, name: str) -> Iterator[Found]:
    """Give those stretches that have a colour of their own, such as links."""
    base, block = view.palette().color(Role.Base), view.document().begin()
    while block.isValid():
        place = block.begin()
        while not place.atEnd():
            stretch = place.fragment()
            brush = stretch.charFormat().foreground()
            if brush.style() is not Qt.BrushStyle.NoBrush:
                yield f"{name}: {stretch.text()[:30]}", brush.color(), base
            place += 1
        block = block.next()


def _of_items(view: QAbstractItemView, name: str) -> Iterator[Found]:
    model, palette = view.model(), view.palette()
    ahead = [model.index(row, 0) for row in range(model.rowCount())]
    while ahead:
        index = ahead.pop()
        ahead += [model.index(row, 0, index) for row in range(model.rowCount(index))]
        # Of a list, Qt does not tell it.
        one_column = isinstance(model, QAbstractListModel)
        for column in range(1 if one_column else model.columnCount(index.parent())):
            cell: QModelIndex = index.siblingAtColumn(column)
            brush = cell.data(Qt.ItemDataRole.ForegroundRole)
            own = brush.color() if isinstance(brush, QBrush) else brush
            colour = own if isinstance(own, QColor) else palette.color(Role.Text)
            for ground in (Role.Base, Role.AlternateBase):
                yield f"{name}: {cell.data()}", colour, palette.color(ground)


def unreadable(top: QWidget) -> list[str]:
    shown = [one for one in top.findChildren(QWidget) if one.isVisible() and one.isEnabled()]
    tip = QToolTip.palette()
    tips = ("tool tip", tip.color(Role.ToolTipText), tip.color(Role.ToolTipBase))
    found = [tips, *(text for one in shown for text in texts(one))]
    return sorted(
        {
            f"{name}: {colour.name()} on {ground.name()}"
            for name, colour, ground in found
            if contrast(over(colour, ground), ground) < TEXT
        }
    )


def own_colours(top: QWidget) -> list[str]:
    """Give those colours in use that are the program's own; hints are told from text by theirs."""
    shades = (MUTED, GOOD, WARNING, BAD, *SHADES.values())
    own = {shade for one in shades for shade in (one.light, one.dark)}
    shown = [one for one in top.findChildren(QWidget) if one.isVisible()]
    used = [(name, colour) for one in shown for name, colour, _ground in texts(one)]
    return sorted(own & {colour.name() for name, colour in used if not name.endswith(", hint")})


def look_at(window: Window) -> dict[str, object]:
    """Select each line of the tree, and measure all texts in sight."""
    left: set[str] = set()
    own: set[str] = set()
    assert sum(isinstance(one, QLabel) for one in window.findChildren(QWidget)) > 10
    for row in window.tab.tree.session.rows:
        select_row(window.tab.view.tree_panel, row.number)
        left |= set(unreadable(window))
        own |= set(own_colours(window))
    ground = window.palette().color(Role.Window).lightness()
    return {"unreadable": sorted(left), "own": sorted(own), "is_dark": ground < 128}


def change(window: Window, scheme: Qt.ColorScheme, contrast_wished: int) -> None:
    """Let the desktop and the menu of appearances say so, and wait until Qt has taken it."""
    hints = QApplication.styleHints()
    tell("contrast", contrast_wished)
    hints.setColorScheme(scheme)
    wanted = (scheme, bool(contrast_wished))
    wait(lambda: (hints.colorScheme(), wants_contrast()) == wanted)
    for _turn in range(10):
        QApplication.processEvents()
    # Each widget hears of it by an event of its own.
    wait(lambda: bool(own_colours(window)) is not bool(contrast_wished))


def main() -> int:
    application = QApplication(sys.argv[:1])
    ReadableColours(application)
    window = Window(FakeEngine(not_found()))
    window.resize(1_200, 820)
    ended: list[object] = []
    window.session_ended.connect(ended.append)
    window.show()
    type_and_start(window)
    wait(lambda: bool(ended))
    click(window.form.more)
    told: dict[str, dict[str, object]] = {}
    for name, scheme, wished in STATES:
        change(window, scheme, wished)
        told[name] = look_at(window)
        if len(sys.argv) > 1:
            window.grab().save(f"{sys.argv[1]}/{name}.png")
    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()
    assert window.stop(5)
    return 0


if __name__ == "__main__":
    sys.exit(main())
