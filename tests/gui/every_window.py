"""A program of its own on a real screen: every window but the main one, measured.

Prints which texts cannot be read on their ground in which light, and what does not fit the screen.
"""

import json
import os
import sys
from collections.abc import Iterator

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QApplication,
    QMessageBox,
    QTabWidget,
    QWidget,
)

from app.domain.session import Session
from app.gui.compare_window import CompareWindow
from app.gui.defects import Report
from app.gui.language import speak_in
from app.gui.panels.defect import DefectDialog
from app.gui.readable import ReadableColours
from app.gui.window import Window
from app.sessionlog import SessionWriter
from app.sessionlog.places import data_folder
from app.wording.comparison import Comparison
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import windows_in_sight
from tests.gui.in_each_light import STATES, change, own_colours, unreadable, wait
from tests.gui.recordings import found
from tests.gui.test_certificate_window import HOST, inspection
from tests.gui.test_compare_window import DIFFERENCE, FINDING
from tests.gui.test_window_again import LOG


def keep_sessions() -> None:
    folder = data_folder()
    folder.mkdir(parents=True)
    for name in ("1", "2"):
        with SessionWriter(folder / f"{name}.autodiscope") as writer:
            for recorded in found():
                writer.write(recorded)


def engine() -> FakeEngine:
    made = FakeEngine(found())
    made.log = LOG
    made.inspection = inspection()
    made.comparison = Comparison(differences=(DIFFERENCE,), first_only=(FINDING,), second_only=())
    return made


def open_all(window: Window) -> None:
    """Open each, and let it show all that it may have to show."""
    menus = window.menus
    for action in (
        *(menus.certificate, menus.plan, menus.sessions, menus.compare, menus.paste, menus.about),
        *(menus.keys, menus.services_again, menus.contents, menus.batch),
    ):
        action.trigger()
    # A box as one of ours is where there is nothing to plan.
    window.tools.open_plan(Session())
    sessions = window.kept.window
    wait(lambda: sessions.table.model().rowCount() == 2)
    sessions.table.selectAll()
    sessions.export.click()
    sessions.delete.click()
    sessions.complaint.show_text("The list cannot be read: " + "x " * 40)
    DefectDialog(window, lambda: LOG).add(Report(text="LookupError\n" * 40, file=LOG))
    certificate = window.tools.certificate
    certificate.target.text.setText(HOST)
    certificate.look.click()
    wait(lambda: certificate.inspection is not None)
    batch = window.tools.batch
    assert batch is not None
    batch.form.list.practice.click()
    wait(batch.start.isEnabled)
    batch.start.click()
    wait(lambda: batch.results.rows.rowCount() > 0 and not batch.is_running)
    (compare,) = window.findChildren(CompareWindow)
    compare.first.text.setText("a")
    compare.second.text.setText("b")
    compare.compare.click()
    wait(lambda: compare.table.rowCount() > 0)
    for one in windows_in_sight():
        if isinstance(one, QMessageBox) and one.detailedText():
            role = QMessageBox.ButtonRole.ActionRole
            details = (each for each in one.buttons() if one.buttonRole(each) == role)
            next(details).click()


def others(window: Window) -> dict[str, QWidget]:
    """Give each, by its kind and its title."""
    tops = [one for one in windows_in_sight() if one is not window]
    return {f"{type(one).__name__}: {one.windowTitle()}": one for one in tops}


def pages(top: QWidget) -> Iterator[None]:
    """Bring each page of its tabs to the front."""
    tabs = [one for one in top.findChildren(QTabWidget) if one.isVisible()]
    yield
    for one in tabs:
        for at in range(one.count()):
            one.setCurrentIndex(at)
            yield


def look_at(top: QWidget) -> tuple[set[str], set[str]]:
    left: set[str] = set()
    own: set[str] = set()
    for _page in pages(top):
        left |= set(unreadable(top))
        own |= set(own_colours(top))
    return left, own


def too_large(top: QWidget) -> list[str]:
    """Give what does not fit the screen, be it at first or however small it is made."""
    room = top.screen().availableSize()
    least = QSize(0, 0)
    for _page in pages(top):
        QApplication.processEvents()
        least = least.expandedTo(top.minimumSizeHint()).expandedTo(top.minimumSize())
    return [
        f"{what} {size.width()} x {size.height()}"
        for what, size in (("at first", top.size()), ("at least", least))
        if size.width() > room.width() or size.height() > room.height()
    ]


def main() -> int:
    language, *lights = sys.argv[1:]
    folder = lights[1:]
    application = QApplication(sys.argv[:1])
    speak_in(application, language)
    ReadableColours(application)
    keep_sessions()
    window = Window(engine())
    ended: list[object] = []
    window.session_ended.connect(ended.append)
    window.show()
    window.form.address.setText("ann@contoso.example")
    wait(window.form.start.isEnabled)
    window.form.start.click()
    wait(lambda: bool(ended))
    open_all(window)
    tops = others(window)
    large = {name: sizes for name, top in tops.items() if (sizes := too_large(top))}
    faint: dict[str, list[str]] = {}
    own: set[str] = set()
    for light, scheme, wished in STATES if lights else ():
        change(window, scheme, wished)
        for name, top in tops.items():
            left, ours = look_at(top)
            # Where contrast is wished for, colour alone says nothing.
            if wrong := left | ours if wished else left:
                faint[f"{light}, {name}"] = sorted(wrong)
            own |= {type(top).__name__ for _colour in ours}
            if folder:
                top.grab().save(f"{folder[0]}/{type(top).__name__}, {light}.png")
    told = {"windows": sorted(tops), "large": large, "unreadable": faint, "own": sorted(own)}
    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()
    # Threads of the engine may still be ending.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
