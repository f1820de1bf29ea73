"""Shows what was fetched to judge a certificate."""

from app.domain.retrieval import Retrieval
from app.gui.panels.facts import FactsPanel
from app.wording import retrieval_facts


class RetrievalPanel(FactsPanel):
    """One fetch: from where, for which certificate, and what it brought."""

    def show_retrieval(self, retrieval: Retrieval) -> None:
        """Show the fetch."""
        self._facts.show_facts(retrieval_facts(retrieval))
