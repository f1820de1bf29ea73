"""The field for a technician's note on one session."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.technician_note import MOST_CHARACTERS, clean_note
from app.gui.panels.fields import caption
from app.wording.language import _

LINES: Final = 4


class NotePanel(QWidget):
    """Holds the note of one log at a time; what was typed is saved also when the field is left.

    Signals:
        wished(path, text): the note is to be written to that log.
        changed(note): another note is on show, or it was saved.
    """

    wished = Signal(object, str)
    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._path: Path | None = None
        self._saved = ""
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Note"))
        self.text.setPlaceholderText(_("Who rang, what was agreed; Ctrl+Enter saves it"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(LINES * self.text.fontMetrics().lineSpacing() + 12)
        self.text.installEventFilter(self)
        self.save = QPushButton(_("S&ave note"))
        self.save.setAccessibleName(_("Save the note"))
        row = QHBoxLayout()
        row.addWidget(self.text, stretch=1)
        row.addWidget(self.save, alignment=Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(caption(_("Note by the te&chnician:"), self.text))
        layout.addLayout(row)
        self.text.textChanged.connect(self._look)
        self.save.clicked.connect(self.commit)
        self.text.setEnabled(False)
        self._look()

    def show_note(self, path: Path | None, note: str) -> None:
        """Show the note of a log; None where none can take one. What was typed is saved before."""
        if path == self._path and note == self._saved:
            return
        if path != self._path or self._typed() == self._saved:
            self.commit()
            self._path, self._saved = path, note
            self.text.setPlainText(note)
        else:
            # What is being typed stays; the log has another note meanwhile.
            self._saved = note
        self.changed.emit(self._saved)
        self.text.setEnabled(path is not None)
        self._look()

    def commit(self) -> None:
        """Wish for the note to be written, where it is another than the one that was read."""
        if self._path is not None and (typed := self._typed()) != self._saved:
            self._saved = typed
            self.changed.emit(typed)
            self.wished.emit(self._path, typed)
            self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Save on Ctrl+Enter and when the field is left."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.commit()
                return True
        elif event.type() is QEvent.Type.FocusOut:
            self.commit()
        return super().eventFilter(watched, event)

    def _typed(self) -> str:
        return clean_note(self.text.toPlainText())

    def _look(self) -> None:
        if len(self.text.toPlainText()) > MOST_CHARACTERS:
            # As far as the log would take it, so that nobody types what is not kept.
            cursor = self.text.textCursor()
            place = min(cursor.position(), MOST_CHARACTERS)
            self.text.setPlainText(self.text.toPlainText()[:MOST_CHARACTERS])
            cursor.setPosition(place)
            self.text.setTextCursor(cursor)
        self.save.setEnabled(self._path is not None and self._typed() != self._saved)
