"""The second session of a tab: the same address as it is seen from outside."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.events import Recorded
from app.gui.answers import WindowAnswers
from app.gui.engine import Engine
from app.gui.engine_thread import Job
from app.gui.feed import Feed
from app.gui.panels.complaint import Complaint
from app.gui.panels.question import QuestionPanel
from app.gui.panels.session_view import SessionView
from app.wording.language import _


class OutsidePane(QFrame):
    """Runs beside the tab's own session, with an engine, a log and questions of its own.

    Signals:
        ended: nothing is under way here any more.
        save_wished: the session here is to be kept in a file.
        closed: the pane is not wanted any more.
    """

    ended = Signal()
    save_wished = Signal()
    closed = Signal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(_("From outside"))
        self.engine = engine
        self.answers = WindowAnswers(self)
        self.view = SessionView()
        self.complaint = Complaint()
        self.question = QuestionPanel()
        self.save = QPushButton(_("Save this session…"))
        self.close_button = QPushButton(_("Close"))
        self._feed = Feed(self)
        self._lay_out()
        self._feed.arrived.connect(self._apply)
        self._feed.ended.connect(self._end)
        self.answers.asked.connect(self.question.ask)
        self.answers.withdrawn.connect(self.question.withdraw)
        self.question.answered.connect(self.answers.give)
        self.question.shown.connect(self.view.give_way)
        self.save.clicked.connect(self.save_wished)
        self.close_button.clicked.connect(self._close)
        self.hide()

    @property
    def is_running(self) -> bool:
        """Whether a run is under way here."""
        return self._feed.is_running

    @property
    def is_blank(self) -> bool:
        """Whether nothing has come here."""
        return self.view.tree.session.row_count == 0

    def announce(self, place: str, headline: str) -> None:
        """Show the pane before its run begins."""
        self.complaint.show_text("")
        self.view.place.show_text(place)
        self.view.start_anew(headline, "")
        self.save.setEnabled(False)
        self.close_button.setEnabled(False)
        self.show()

    def start(self, job: Job) -> None:
        """Begin the run that was announced."""
        self._feed.start(job)

    def give_up(self, reason: str) -> None:
        """Say why there is no run here after all."""
        self._end(reason)

    def cancel(self) -> None:
        """Stop what is under way here."""
        self._feed.cancel()

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop, and wait at most so long."""
        return self._feed.stop(seconds)

    def _apply(self, records: Sequence[Recorded]) -> None:
        self.view.apply(records)
        self.save.setEnabled(True)

    def _end(self, complaint: str) -> None:
        self.complaint.show_text(complaint)
        if not self.is_blank:
            self.view.end()
            self.setAccessibleDescription(self.view.time_text())
        else:
            self.view.banner.hide()
        self.close_button.setEnabled(True)
        self.ended.emit()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _lay_out(self) -> None:
        self.view.parts.show_narrow(is_narrow=True)
        # The same letters stand for the same buttons of the session beside it.
        for part in (self.view, self.question):
            for button in part.findChildren(QAbstractButton):
                button.setText(button.text().replace("&", ""))
            for label in _captions(part):
                label.setText(label.text().replace("&", ""))
        for button in (self.save, self.close_button):
            button.setAccessibleName(_("{button} (from outside)").format(button=button.text()))
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.save)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self.complaint)
        layout.addWidget(self.question)
        layout.addWidget(self.view, stretch=1)
        layout.addLayout(buttons)


def _captions(part: QWidget) -> list[QLabel]:
    return [label for label in part.findChildren(QLabel) if label.buddy() is not None]
