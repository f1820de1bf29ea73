"""Shows what Outlook would have asked the user here, and how it was answered."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.rows import PromptState
from app.gui.panels.labels import Facts, PlainLabel
from app.wording import answer_title, prompt_source, prompt_text


class PromptPanel(QWidget):
    """Outlook's dialog as text in a frame, marked as Outlook's."""

    def __init__(self) -> None:
        super().__init__()
        self._text = PlainLabel("Outlook's question")
        self._source = PlainLabel("Source of the words")
        self._facts = Facts()
        frame = QFrame()
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.addWidget(self._text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(PlainLabel("Heading", "Outlook would have shown the user:"))
        layout.addWidget(frame)
        layout.addWidget(self._source)
        layout.addWidget(self._facts)
        layout.addStretch()

    def show_prompt(self, state: PromptState) -> None:
        """Show the question and the answer."""
        prompt = state.prompt
        self._text.show_text(prompt_text(prompt))
        self._source.show_text(prompt_source(prompt))
        self._facts.show_facts(
            (
                ("Answer", answer_title(state.answer) if state.answer else "awaited"),
                ("About", prompt.url),
                ("Came from", prompt.came_from),
            )
        )
