"""Shows what a server presents to a client that does not name it."""

from app.domain.sni import SniComparison
from app.gui.panels.facts import ExplainedFacts
from app.wording import sni_text
from app.wording.language import _


class SniPanel(ExplainedFacts):
    """The comparison of one host."""

    def __init__(self) -> None:
        super().__init__(
            _("Why"),
            _(
                "Outlook on Windows XP does not tell the server which host it wants (SNI), so"
                " that a server with several certificates shows it the one for anybody."
            ),
        )

    def show_comparison(self, comparison: SniComparison) -> None:
        """Show what came without the name."""
        shown, failure = comparison.without_name, comparison.failure
        self._facts.show_facts(
            (
                (
                    _("Host"),
                    _("{host}, port {port}").format(host=comparison.host, port=comparison.port),
                ),
                (_("Without its name"), sni_text(comparison)),
                (_("Issuer"), shown.issuer if shown else ""),
                (_("SHA-256 without"), shown.sha256 if shown else ""),
                (_("SHA-256 with"), comparison.with_name),
                (_("Told by the library"), failure.origin if failure else ""),
            )
        )
