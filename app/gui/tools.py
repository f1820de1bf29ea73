"""What the Tools menu opens beside the main window, each once and whenever it is wished."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from app.domain.options import RunOptions
from app.domain.session import Session
from app.domain.titles import ProfileTitle
from app.gui.dialogs import to_front
from app.gui.engine import Engine
from app.gui.panels.form import RunForm
from app.wording.language import _

if TYPE_CHECKING:
    from app.gui.batch_window import BatchWindow
    from app.gui.certificate_window import CertificateWindow
    from app.gui.plan_window import PlanWindow


class Tools(QObject):
    """The windows of the Tools menu, each made when it is wanted first: most starts see none.

    Signals:
        batch_opened(window): the window for many addresses was made.
    """

    batch_opened = Signal(object)

    def __init__(self, parent: QWidget, engine: Engine, form: RunForm) -> None:
        """The options of the form count in these windows, too."""
        super().__init__(parent)
        self._parent, self._engine, self._form = parent, engine, form
        self._profiles: Sequence[ProfileTitle] = ()
        self._certificate: CertificateWindow | None = None
        self._plan: PlanWindow | None = None
        self.batch: BatchWindow | None = None

    @property
    def certificate(self) -> "CertificateWindow":
        """The window that looks at one certificate."""
        if self._certificate is None:
            from app.gui.certificate_window import CertificateWindow

            self._certificate = CertificateWindow(self._engine, self._options, self._parent)
        return self._certificate

    @property
    def plan(self) -> "PlanWindow":
        """The window that shows a certificate plan."""
        if self._plan is None:
            from app.gui.plan_window import PlanWindow

            self._plan = PlanWindow(self._parent)
        return self._plan

    def offer_profiles(self, profiles: Sequence[ProfileTitle]) -> None:
        """Take the list of clients, once it is known."""
        self._profiles = profiles
        if self.batch is not None:
            self.batch.form.runs.offer_profiles(profiles)

    def open_certificate(self) -> None:
        """Show the Certificate window, or bring it to the front."""
        to_front(self.certificate)
        self.certificate.target.setFocus()

    def open_batch(self) -> None:
        """Show the window for many addresses, or bring it to the front."""
        if self.batch is None:
            from app.gui.batch_window import BatchWindow

            self.batch = BatchWindow(
                self._engine, self._options, self._form.practice_overrides, self._parent
            )
            self.batch.form.runs.offer_profiles(self._profiles)
            self.batch_opened.emit(self.batch)
        to_front(self.batch)

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
        to_front(self.plan)

    def stop(self, seconds: float) -> bool:
        """At the end of the program: stop what is under way; tell whether it has ended."""
        windows = (self._certificate, self.batch)
        ended = [window is None or window.stop(seconds) for window in windows]
        return all(ended)

    def _options(self) -> RunOptions:
        return self._form.wish().options
