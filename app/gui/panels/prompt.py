"""Shows what Outlook would have asked the user here, and how it was answered."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.rows import PromptState
from app.gui.panels.dialog_picture import DialogPicture
from app.gui.panels.labels import Facts, PlainLabel, Tinted
from app.wording import answer_title
from app.wording.language import _
from app.wording.pictures import dialog


class PromptPanel(QWidget):
    """A picture of Outlook's dialog, plainly called one."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = DialogPicture()
        self._caption = Tinted("")
        self._source = PlainLabel(_("Source of the words"))
        self._facts = Facts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self._caption, self.picture, self._source, self._facts):
            layout.addWidget(widget)
        layout.addStretch()

    def show_prompt(self, state: PromptState) -> None:
        """Show the question and the answer."""
        prompt = state.prompt
        drawn = dialog(prompt)
        self._caption.setText(_("A picture of what Outlook would have shown"))
        self.picture.show_dialog(drawn)
        self._source.show_text(drawn.source)
        self._facts.show_facts(
            (
                (_("Answer"), answer_title(state.answer) if state.answer else _("awaited")),
                (_("About"), prompt.url),
                (_("Came from"), prompt.came_from),
            )
        )
