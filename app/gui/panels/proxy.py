"""Shows which way a connection takes, and what a proxy on it said for itself."""

from app.domain.proxies import ProxyAnswer, Route
from app.gui.origins import named_in_window
from app.gui.panels.facts import FactsPanel
from app.wording import milliseconds, way, why_route
from app.wording.language import _


class ProxyPanel(FactsPanel):
    """The facts of a way, or of one answer."""

    def show_any(self, subject: Route | ProxyAnswer) -> None:
        """Show either of them."""
        if isinstance(subject, Route):
            self._show_route(subject)
        else:
            self._show_answer(subject)

    def _show_route(self, route: Route) -> None:
        self._facts.show_facts(
            (
                (_("Target"), route.target),
                (_("Way"), way(route)),
                (_("Because"), why_route(route, named_in_window)),
                (_("Name resolved by"), _("this PC") if route.is_direct else _("the proxy")),
            )
        )

    def _show_answer(self, answer: ProxyAnswer) -> None:
        said = f"{answer.status} {answer.reason}".rstrip()
        self._facts.show_facts(
            (
                (_("Proxy"), str(answer.proxy)),
                (_("Asked"), f"{answer.method} {answer.target}"),
                (
                    _("Signed in with"),
                    _("{scheme} as {username}").format(
                        scheme=answer.scheme, username=answer.username
                    )
                    if answer.scheme
                    else "",
                ),
                (_("Status"), said),
                (_("Title of its page"), answer.title),
                (_("Headers"), "\n".join(f"{name}: {value}" for name, value in answer.headers)),
                (_("Took"), milliseconds(answer.duration_ms) if answer.duration_ms else ""),
            )
        )
