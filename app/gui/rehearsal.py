"""Shows the main window for a moment and practises in it, to see that Qt is whole here."""

import sys
import time
from typing import cast

from msgspec import Struct
from PySide6.QtCore import QAbstractItemModel, QEvent, QLibraryInfo, QObject, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QTreeView

from app.domain.events import Outcome, Recorded, RunFinished
from app.domain.options import RunOptions
from app.domain.prompts import Answers
from app.domain.secret import Secret
from app.gui.engine import Sink
from app.gui.garbage import Garbage
from app.gui.late_engine import LateEngine
from app.gui.pictures import program_icon
from app.gui.window import FIRST_SCENARIO, Window
from app.wording.language import ENGLISH, LANGUAGES, _

LOOK_MS = 20


class Rehearsed(Struct, frozen=True, kw_only=True):
    """What was seen; `complaint` is empty where all is well."""

    complaint: str = ""
    platform: str = ""
    painted_ms: float = 0.0
    rows: int = 0


class OnScreen(Struct, frozen=True, kw_only=True):
    """What Qt knows of the window's place on the screen: why a system may not have painted it."""

    visible: bool = False
    exposed: bool = False
    """The system wants it painted."""
    active: bool = False
    minimized: bool = False
    screen: str = ""


def rehearse(limit_s: float) -> Rehearsed:
    """Show the window until its practice run is over, at most so long; nothing is kept."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    if program_icon().isNull():
        return Rehearsed(complaint=_("The icon of the window cannot be read."))
    if mute := _languages_without_qt():
        text = _("Qt's own texts are missing in {languages}.")
        return Rehearsed(complaint=text.format(languages=", ".join(mute)))
    watched = _Watched()
    begun = time.perf_counter()
    window = Window(watched)
    Garbage(window)
    painted = _Painted(begun)
    window.installEventFilter(painted)
    window.show()
    QTimer.singleShot(0, lambda: window.starting.practise(FIRST_SCENARIO))

    def rows() -> int:
        trees = window.findChildren(QTreeView)
        return max((_rows_of(one) for one in trees if one.isVisible()), default=0)

    def look() -> None:
        if watched.outcome is not None and rows() and painted.after_ms:
            application.exit()

    clock = QTimer()
    clock.timeout.connect(look)
    clock.start(LOOK_MS)
    # Stopped with the clock: to be told to end when it has ended would end each later loop, too.
    limit = QTimer()
    limit.setSingleShot(True)
    limit.timeout.connect(application.exit)
    limit.start(int(limit_s * 1000))
    application.exec()
    clock.stop()
    limit.stop()
    seen = Rehearsed(
        complaint=complaint_of(
            watched.outcome,
            painted_ms=painted.after_ms,
            rows=rows(),
            limit_s=limit_s,
            on_screen=_on_screen(window),
        ),
        platform=QGuiApplication.platformName(),
        painted_ms=painted.after_ms,
        rows=rows(),
    )
    # Not closed: what a window remembers of itself is the user's, and stays as it was.
    window.hide()
    return seen


def _languages_without_qt() -> list[str]:
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    others = {code: title for code, title in LANGUAGES.items() if code != ENGLISH}
    return [
        title for code, title in others.items() if not QTranslator().load(f"qtbase_{code}", folder)
    ]


def _on_screen(window: Window) -> OnScreen:
    # None before it was shown, which Qt's types do not tell.
    handle = cast("QWindow | None", window.windowHandle())
    size = window.screen().size()
    return OnScreen(
        visible=window.isVisible(),
        exposed=handle is not None and handle.isExposed(),
        active=window.isActiveWindow(),
        minimized=window.isMinimized(),
        screen=f"{size.width()} x {size.height()}",
    )


def complaint_of(
    outcome: Outcome | None, *, painted_ms: float, rows: int, limit_s: float, on_screen: OnScreen
) -> str:
    """Say in a sentence what was not as it should be; empty where all was."""
    if not painted_ms:
        text = _(
            "The window was not painted within {limit} s (visible: {visible}, exposed: {exposed},"
            " active: {active}, minimized: {minimized}, screen: {screen})."
        )
        return text.format(
            limit=f"{limit_s:g}",
            visible=_yes_or_no(on_screen.visible),
            exposed=_yes_or_no(on_screen.exposed),
            active=_yes_or_no(on_screen.active),
            minimized=_yes_or_no(on_screen.minimized),
            screen=on_screen.screen,
        )
    if outcome is None:
        text = _("The practice run in the window did not end within {limit} s.")
        return text.format(limit=f"{limit_s:g}")
    if outcome is not Outcome.FOUND:
        text = _("The practice run in the window ended with {outcome}.")
        return text.format(outcome=outcome)
    return "" if rows else _("The window shows no row of the practice run.")


def _yes_or_no(it_is: bool) -> str:  # noqa: FBT001 - a fact
    return _("yes") if it_is else _("no")


def _rows_of(tree: QTreeView) -> int:
    # None before a model is set, which Qt's types do not tell.
    model = cast("QAbstractItemModel | None", tree.model())
    return model.rowCount() if model is not None else 0


class _Watched(LateEngine):
    """The engine of the window, which tells how the practice run ended, and keeps no log."""

    def __init__(self) -> None:
        super().__init__(keeps_logs=False)
        self.outcome: Outcome | None = None

    async def practice(
        self,
        name: str,
        overrides: RunOptions,
        password: Secret | None,
        answers: Answers,
        sink: Sink,
    ) -> Outcome:
        """Run on the practice organisation, and remember the end."""

        def watch(recorded: Recorded) -> None:
            sink(recorded)
            if isinstance(recorded.event, RunFinished):
                self.outcome = recorded.event.outcome

        return await super().practice(name, overrides, password, answers, watch)


class _Painted(QObject):
    """Notes when the window was painted first."""

    def __init__(self, begun: float) -> None:
        super().__init__()
        self._begun = begun
        self.after_ms = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.after_ms:
            self.after_ms = (time.perf_counter() - self._begun) * 1000
        return super().eventFilter(watched, event)
