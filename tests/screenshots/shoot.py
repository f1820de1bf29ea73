"""Draws the states of the window that are asked for, within one process and one scale."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from app.domain.attempts import Exchange
from app.domain.connections import Judged
from app.domain.rows import PromptState, Row
from app.domain.session import Session
from app.gui.help_window import HelpWindow
from app.gui.language import speak_in
from app.gui.late_engine import LateEngine
from app.gui.panels.session_view import SessionView
from app.gui.window import Window
from app.sessionlog.places import data_folder
from app.wording.guide import Leads, Target
from app.wording.language import _

PATIENCE_MS: Final = 60_000
COLOURS: Final = 256
SIZE: Final = (1_280, 860)
_Widget = TypeVar("_Widget", bound=QWidget)


def main(arguments: list[str]) -> int:
    """Draw into the folder that comes first, in the language behind it, the pictures named."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("autodiscope")
    folder, language, *names = Path(arguments[0]), *arguments[1:]
    speak_in(application, language)
    os.chdir(Path.home())
    for name in names:
        STATES[name](folder / f"{name}.png")
    sys.stdout.flush()
    # Threads of the engine may still be ending.
    os._exit(0)


def _start(target: Path) -> None:
    with _window() as window:
        _keep(window, target)


def _good_run(target: Path) -> None:
    with _window() as window:
        _practise(window, "method-one")
        _keep(window, target)


def _expired(target: Path) -> None:
    with _window() as window:
        _practise(window, "expired")
        _select(window, lambda row: isinstance(row.subject, Judged) and not _is_good(row.subject))
        _keep(window, target)


def _wrong_name(target: Path) -> None:
    with _window() as window:
        _practise(window, "wrong-name")
        _select(window, lambda row: isinstance(row.subject, PromptState))
        _keep(window, target)


def _exchange(target: Path) -> None:
    with _window() as window:
        _practise(window, "method-one")
        _select(window, _has_settings)
        _keep(window, target)


def _redirect_consent(target: Path) -> None:
    with _window() as window:
        _practise(window, "method-three")
        _select(window, lambda row: isinstance(row.subject, PromptState))
        _keep(window, target)


def _results(target: Path) -> None:
    with _window() as window:
        _practise(window, "method-one")
        tabs = _shown(window, QTabWidget, _("What the run brought"))
        tabs.setCurrentIndex(1)
        _keep(window, target)


def _help(target: Path) -> None:
    with _window() as window:
        _practise(window, "wrong-name")
        _view(window).findings.show_help()
        _keep(window.findChildren(HelpWindow)[0], target)


def _guide(target: Path) -> None:
    with _window() as window:
        window.menus.contents.trigger()
        shown = window.findChildren(HelpWindow)[0]
        shown.show_target(Target(leads=Leads.GUIDE, name="course"))
        _keep(shown, target)


def _certificate(target: Path) -> None:
    with _window() as window:
        _practise(window, "wrong-name")
        # By its name alone: where a picture was made is nobody's concern.
        chain = Path("chain.pem")
        judged = next(
            row.subject
            for row in _session(window).rows
            if isinstance(row.subject, Judged) and not _is_good(row.subject)
        )
        from app.export.pem import pem

        chain.write_text("".join(map(pem, judged.verdict.presented)), encoding="ascii")
        certificate = window.tools.certificate
        window.tools.open_certificate()
        certificate.target.text.setText(str(chain))
        certificate.name.setText(judged.verdict.host)
        certificate.look.click()
        _wait(lambda: certificate.inspection is not None)
        certificate.panel.tabs.setCurrentWidget(certificate.panel.chain)
        _keep(certificate, target)
        certificate.close()


def _plan(target: Path) -> None:
    with _window() as window:
        _practise(window, "method-one")
        window.tools.open_plan(_session(window))
        _keep(window.tools.plan, target)
        window.tools.plan.close()


def _compare(target: Path) -> None:
    with _window() as window:
        _practise(window, "method-one")
        _practise(window, "wrong-name")
        newest = sorted(data_folder().glob("*.autodiscope"), key=lambda one: one.stat().st_mtime)
        window.menus.compare.trigger()
        _settle()
        from app.gui.compare_window import CompareWindow

        (compare,) = (one for one in _windows() if isinstance(one, CompareWindow))
        for field, file, shown in (
            (compare.first, newest[-2], "monday.autodiscope"),
            (compare.second, newest[-1], "tuesday.autodiscope"),
        ):
            field.text.setText(str(file))
            field.text.setProperty("shown", shown)
        compare.compare.click()
        _wait(lambda: compare.table.rowCount() > 0)
        for field in (compare.first, compare.second):
            field.text.setText(str(field.text.property("shown")))
        _keep(compare, target)
        compare.close()


def _many(target: Path) -> None:
    with _window() as window:
        window.menus.batch.trigger()
        batch = window.tools.batch
        assert batch is not None
        batch.form.list.practice.click()
        _wait(batch.start.isEnabled)
        batch.start.click()
        _wait(lambda: not batch.is_running and batch.results.rows.rowCount() > 0)
        _keep(batch, target)
        batch.close()


def _dark(target: Path) -> None:
    hints = QApplication.styleHints()
    with _window() as window:
        _practise(window, "wrong-name")
        # While it is on show: what was drawn before has to change its colours too.
        hints.setColorScheme(Qt.ColorScheme.Dark)
        _wait(lambda: hints.colorScheme() == Qt.ColorScheme.Dark)
        _select(window, lambda row: isinstance(row.subject, PromptState))
        _keep(window, target)
    hints.setColorScheme(Qt.ColorScheme.Unknown)
    _settle()


STATES: Final[dict[str, Callable[[Path], None]]] = {
    "start": _start,
    "good-run": _good_run,
    "expired": _expired,
    "wrong-name": _wrong_name,
    "exchange": _exchange,
    "redirect-consent": _redirect_consent,
    "results": _results,
    "help": _help,
    "guide": _guide,
    "certificate": _certificate,
    "plan": _plan,
    "compare": _compare,
    "many": _many,
    "dark": _dark,
    "scaled": _wrong_name,
}


@contextmanager
def _window() -> Iterator[Window]:
    window = Window(LateEngine())
    chosen: list[object] = []
    window.choices_read.connect(chosen.append)
    window.resize(*SIZE)
    window.show()
    _wait(lambda: bool(chosen))
    _settle()
    yield window
    assert window.stop(5)
    window.close()


def _practise(window: Window, scenario: str) -> None:
    window.starting.practise(scenario)

    def is_over() -> bool:
        view = next((one for one in _views(window) if one.isVisible()), None)
        return view is not None and view.tree.session.finished is not None

    _wait(lambda: not _is_running(window) and is_over())
    _settle()


def _is_running(window: Window) -> bool:
    return window.menus.cancel.isEnabled()


def _views(window: Window) -> list[SessionView]:
    return window.findChildren(SessionView)


def _view(window: Window) -> SessionView:
    return next(one for one in _views(window) if one.isVisible())


def _session(window: Window) -> Session:
    return _view(window).tree.session


def _select(window: Window, wanted: Callable[[Row], bool]) -> None:
    view = _view(window)
    view.tree_section.select(next(row.number for row in view.tree.session.rows if wanted(row)))
    _settle()


def _has_settings(row: Row) -> bool:
    subject = row.subject
    return isinstance(subject, Exchange) and subject.response is not None and not subject.failure


def _is_good(judged: Judged) -> bool:
    return judged.verdict.is_good


def _shown(window: Window, kind: type[_Widget], name: str) -> _Widget:
    found = (one for one in window.findChildren(kind) if one.accessibleName() == name)
    return next(one for one in found if one.isVisible())


def _windows() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def _keep(widget: QWidget, target: Path) -> None:
    """Write what the widget shows; few colours, since a picture of a window has no more."""
    _settle()
    drawn = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(drawn.constBits()).cast("B").cast("I")
    table = _colours([colour for colour, _count in Counter(pixels).most_common()])
    few = drawn.convertToFormat(
        QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither
    )
    writer = QImageWriter(str(target), b"png")
    writer.setCompression(100)
    assert writer.write(few), writer.errorString()


def _colours(used: list[int]) -> list[int]:
    """Choose of the colours, the most common first; of every kind that is there at least one."""
    kinds: dict[int, int] = {}
    for colour in used:
        kinds.setdefault(colour & 0xE0E0E0, colour)
    chosen = dict.fromkeys(list(kinds.values())[: COLOURS // 2])
    chosen.update(dict.fromkeys(used[:COLOURS]))
    return list(chosen)[:COLOURS]


def _wait(is_over: Callable[[], bool]) -> None:
    loop, look, patience = QEventLoop(), QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if is_over() else None)
    look.start(5)
    patience.setSingleShot(True)
    patience.timeout.connect(loop.quit)
    patience.start(PATIENCE_MS)
    loop.exec()
    assert is_over(), "the window takes too long"


def _settle() -> None:
    """Let everything be laid out and painted."""
    for _turn in range(10):
        QApplication.processEvents()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
