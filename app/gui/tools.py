"""What the Tools menu opens beside the main window, each once and whenever it is wished."""

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from app.domain.options import RunOptions
from app.domain.session import Session
from app.gui.certificate_window import CertificateWindow
from app.gui.engine import Engine
from app.gui.plan_window import PlanWindow
from app.wording.language import _


class Tools:
    """The windows of the Tools menu."""

    def __init__(self, parent: QWidget, engine: Engine, options: Callable[[], RunOptions]) -> None:
        self.certificate = CertificateWindow(engine, options, parent)
        self.plan = PlanWindow(parent)
        self._parent = parent

    def open_certificate(self) -> None:
        """Show the Certificate window, or bring it to the front."""
        self.certificate.show()
        self.certificate.raise_()
        self.certificate.activateWindow()
        self.certificate.target.setFocus()

    def open_plan(self, session: Session) -> None:
        """Plan from what the session has shown so far."""
        # What plans has the judge's libraries, which the first painting need not wait for.
        from app.certificates.planner import certificate_plan
        from app.export import as_plan

        plan = certificate_plan(session)
        if plan is None:
            box = QMessageBox(
                QMessageBox.Icon.Information,
                _("Certificate plan"),
                _("There is nothing to plan yet: run, or open a session, first."),
            )
            box.setParent(self._parent, box.windowFlags())
            box.open()
            return
        self.plan.show_plan(plan, as_plan(session))
        self.plan.show()
        self.plan.raise_()
        self.plan.activateWindow()

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop what is under way; tell whether it has ended."""
        return self.certificate.stop(seconds)
