"""Makes what shows a session when it is wanted first: an empty tab shows none."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSplitter

if TYPE_CHECKING:
    from app.gui.panels.details import DetailsPane
    from app.gui.panels.session_view import SessionView


class LateView(QObject):
    """One view, at the left of its place.

    Signals:
        made: there is a view from now on.
        again_wished(services): these services are to be tried again; None: all.
        help_wished(code): the page of help about this finding is to be shown.
        told(text): this is to be said to the user.
        note_wished(path, text): a note is to be written to the log.
    """

    made = Signal()
    again_wished = Signal(object)
    help_wished = Signal(str)
    told = Signal(str)
    note_wished = Signal(object, str)

    def __init__(self, place: QSplitter) -> None:
        super().__init__(place)
        self._place = place
        self._prepared: DetailsPane | None = None
        self.there: SessionView | None = None
        """The view; None as long as nobody wanted it."""

    @property
    def view(self) -> "SessionView":
        """The view, made now at the latest."""
        if self.there is None:
            from app.gui.panels.session_view import SessionView

            self.there = made = SessionView(self._prepared)
            self._prepared = None
            # The session from outside may be there already.
            self._place.insertWidget(0, made)
            made.again_wished.connect(self.again_wished)
            made.help_wished.connect(self.help_wished)
            made.told.connect(self.told)
            made.results.note.wished.connect(self.note_wished)
            self.made.emit()
        return self.there

    def prepare(self) -> None:
        """Make half of the view, since all of it in one go would be felt by somebody who types."""
        if self.there is None and self._prepared is None:
            from app.gui.panels.details import DetailsPane

            self._prepared = DetailsPane()
