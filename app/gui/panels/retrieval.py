"""Shows what was fetched to judge a certificate."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.retrieval import Retrieval
from app.gui.panels.labels import Facts
from app.wording import retrieval_facts


class RetrievalPanel(QWidget):
    """One fetch: from where, for which certificate, and what it brought."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = Facts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._facts)
        layout.addStretch()

    def show_retrieval(self, retrieval: Retrieval) -> None:
        """Show the fetch."""
        self._facts.show_facts(retrieval_facts(retrieval))
