"""Shows which clients take a certificate, and the alert that Outlook 2007 would have shown."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.acceptors import opinions, security_alert
from app.domain.connections import Judged
from app.domain.steps import StepName
from app.gui.marks import SIGNS
from app.gui.panels.labels import Facts, PlainLabel
from app.wording import ALERT_SOURCE, Mark, alert_lines, alert_title, client_title, opinion_text


class AcceptorsPanel(QWidget):
    """A line for each client, and the three lines of the alert where there is one."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = PlainLabel("Heading", "Who accepts it")
        self._clients = Facts()
        self._alert = PlainLabel("Security alert")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._heading, self._clients, self._alert):
            layout.addWidget(widget)

    def show_judged(self, judged: Judged, step: StepName | None) -> None:
        """Show the clients' answers; without a `step` the certificate is a service URL's."""
        self._clients.show_facts(
            (client_title(one.client), opinion_text(one)) for one in opinions(judged, step)
        )
        alert = security_alert(judged, step)
        if alert is None:
            self._alert.show_text("")
            return
        lines = (
            f"{SIGNS[Mark.GOOD if good else Mark.WARNING].word}: {text}"
            for good, text in alert_lines(alert)
        )
        self._alert.show_text("\n".join((f"{alert_title(alert)}:", *lines, f"({ALERT_SOURCE})")))
