"""Facts below each other: what most kinds of row have for their details."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.failures import Failure
from app.gui.panels.labels import Facts, PlainLabel
from app.wording import failure_text
from app.wording.language import _


class FactsPanel(QWidget):
    """Facts alone; which, says who knows the row."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = Facts()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._facts)
        self._layout.addStretch()


class ExplainedFacts(FactsPanel):
    """Facts below a sentence that says what they are about."""

    def __init__(self, name: str, text: str = "") -> None:
        """`name` is spoken; the text can be another one for each row."""
        super().__init__()
        self._text = PlainLabel(name, text)
        self._layout.setSpacing(12)
        self._layout.insertWidget(0, self._text)


def failure_facts(failure: Failure | None) -> tuple[tuple[str, str], ...]:
    """Tell what went wrong, and in the words of which library; nothing where nothing did."""
    if failure is None:
        return ()
    return ((_("Failure"), failure_text(failure)), (_("The library said"), failure.origin))
