"""Shows which way a connection takes, and what a proxy on it said for itself."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.proxies import ProxyAnswer, Route
from app.gui.panels.labels import Facts
from app.wording import milliseconds, way, why_route


class ProxyPanel(QWidget):
    """The facts of a way, or of one answer."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = Facts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._facts)
        layout.addStretch()

    def show_any(self, subject: Route | ProxyAnswer) -> None:
        """Show either of them."""
        if isinstance(subject, Route):
            self._show_route(subject)
        else:
            self._show_answer(subject)

    def _show_route(self, route: Route) -> None:
        self._facts.show_facts(
            (
                ("Target", route.target),
                ("Way", way(route)),
                ("Because", why_route(route)),
                ("Name resolved by", "this PC" if route.is_direct else "the proxy"),
            )
        )

    def _show_answer(self, answer: ProxyAnswer) -> None:
        said = f"{answer.status} {answer.reason}".rstrip()
        self._facts.show_facts(
            (
                ("Proxy", str(answer.proxy)),
                ("Asked", f"{answer.method} {answer.target}"),
                (
                    "Signed in with",
                    f"{answer.scheme} as {answer.username}" if answer.scheme else "",
                ),
                ("Status", said),
                ("Title of its page", answer.title),
                ("Headers", "\n".join(f"{name}: {value}" for name, value in answer.headers)),
                ("Took", milliseconds(answer.duration_ms) if answer.duration_ms else ""),
            )
        )
