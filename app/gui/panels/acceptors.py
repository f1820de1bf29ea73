"""Shows which clients take a certificate, and the alert that Outlook 2007 would have shown."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.acceptors import opinions, security_alert
from app.domain.connections import Judged
from app.domain.steps import StepName
from app.gui.panels.dialog_picture import DialogPicture
from app.gui.panels.labels import Facts, PlainLabel
from app.wording import alert_title, client_title, opinion_text
from app.wording.language import _
from app.wording.pictures import alert_dialog


class AcceptorsPanel(QWidget):
    """A line for each client, and a picture of the alert where there is one."""

    def __init__(self) -> None:
        super().__init__()
        self._clients = Facts()
        self._alert = PlainLabel(_("Security alert"))
        self.picture = DialogPicture()
        self._source = PlainLabel(_("Source of the words"))
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        for widget in (self._clients, self._alert, self.picture, self._source):
            layout.addWidget(widget)
        layout.addStretch()

    def show_judged(self, judged: Judged, step: StepName | None) -> None:
        """Show the clients' answers; without a `step` the certificate is a service URL's."""
        self._clients.show_facts(
            (client_title(one.client), opinion_text(one)) for one in opinions(judged, step)
        )
        alert = security_alert(judged, step)
        drawn = alert_dialog(judged.host, alert) if alert else None
        self._alert.show_text(f"{alert_title(alert)}:" if alert else "")
        self.picture.show_dialog(drawn)
        self._source.show_text(drawn.source if drawn else "")
