"""The status line: what is being waited for, for how long, and that something is going on."""

import time
from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QStatusBar

from app.gui.frame import STATUS_MARGINS
from app.gui.models.awaited import Wait
from app.gui.panels.labels import PlainLabel
from app.gui.plain_text import one_line
from app.gui.progress import Progress, ready
from app.wording import milliseconds
from app.wording.language import _, ngettext

REFRESH_MS = 200


class StatusLine(QStatusBar):
    """Counts on by itself while something is waited for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._progress = Progress()
        self._text = PlainLabel(_("Status"), ready())
        self._text.setWordWrap(False)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(_("A run is under way"))
        # No end is known: a bar without a range moves to and fro.
        self._bar.setRange(0, 0)
        self._bar.setMaximumWidth(180)
        self._bar.setTextVisible(False)
        self._bar.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self.setContentsMargins(*STATUS_MARGINS)
        self.addWidget(self._text, 1)
        self.addPermanentWidget(self._bar)

    @property
    def text(self) -> str:
        """What the line says."""
        return self._text.text()

    def show_progress(self, progress: Progress) -> None:
        """Show how far the tab in front has come."""
        self._progress = progress
        self._bar.setVisible(progress.is_running)
        if progress.is_running:
            self._timer.start()
        else:
            self._timer.stop()
        self._refresh()

    def say(self, text: str) -> None:
        """Tell of something that was done; the next progress takes its place."""
        self._text.show_text(one_line(text))

    def _refresh(self) -> None:
        progress = self._progress
        if progress.wait is None or not progress.is_running:
            self._text.show_text(one_line(progress.text))
            return
        now_ms = progress.now_ms + (self._clock() - progress.told_at) * 1_000
        self._text.show_text(one_line(wait_text(progress.wait, now_ms)))


def wait_text(wait: Wait, now_ms: float) -> str:
    """Say what is waited for, for how long so far, and how long at most from now on."""
    waited_ms = max(0.0, now_ms - wait.since_ms)
    words = {"what": wait.what, "waited": milliseconds(waited_ms)}
    if wait.limit_s is None:
        text = _("Waiting for {what} — {waited}").format(**words)
    else:
        left = max(0, ceil(wait.limit_s - waited_ms / 1_000))
        text = _("Waiting for {what} — {waited}, at most {left} s more").format(**words, left=left)
    if not wait.others:
        return text
    more = ngettext("(and for {count} more answer)", "(and for {count} more answers)", wait.others)
    return f"{text} {more.format(count=wait.others)}"
