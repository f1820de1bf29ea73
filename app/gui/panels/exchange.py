"""Shows an HTTP exchange: each request and response, with headers and body."""

from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from app.domain.attempts import Exchange, Leg
from app.domain.failures import Failure, FailureKind
from app.domain.steps import StepName
from app.gui.models.http_pages import HttpPage, exchange_pages, leg_pages
from app.gui.panels.labels import PlainLabel
from app.gui.panels.xml_view import XmlView
from app.wording import certificate_fault


class ExchangePanel(QWidget):
    """One page for each message; a new one comes to the front."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: tuple[HttpPage, ...] = ()
        self._detail = PlainLabel("What went wrong")
        self._origin = PlainLabel("What the library said")
        self._consequence = PlainLabel("What Outlook does then")
        self._tabs = QTabBar()
        self._tabs.setAccessibleName("Requests and responses")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._view = XmlView("Message")
        self._tabs.currentChanged.connect(self._show_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._detail, self._origin, self._consequence, self._tabs):
            layout.addWidget(widget)
        layout.addWidget(self._view, stretch=1)

    def show_exchange(self, exchange: Exchange, step: StepName | None) -> None:
        """Show all legs of an exchange, and what spoilt it."""
        self._show_failure(exchange.failure, step)
        self._show_pages(exchange_pages(exchange))

    def show_leg(self, leg: Leg) -> None:
        """Show one request with its response."""
        self._show_failure(None, None)
        self._show_pages(leg_pages(leg))

    def _show_failure(self, failure: Failure | None, step: StepName | None) -> None:
        self._detail.show_text(failure.detail if failure else "")
        self._origin.show_text(
            f"The library said: {failure.origin}" if failure and failure.origin else ""
        )
        is_rejected = failure is not None and failure.kind is FailureKind.CERTIFICATE_REJECTED
        self._consequence.show_text(certificate_fault(step) if is_rejected and step else "")

    def _show_pages(self, pages: tuple[HttpPage, ...]) -> None:
        if pages == self._pages:
            return
        self._pages = pages
        self._tabs.blockSignals(True)
        while self._tabs.count():
            self._tabs.removeTab(0)
        for page in pages:
            self._tabs.addTab(page.title)
        self._tabs.setCurrentIndex(len(pages) - 1)
        self._tabs.blockSignals(False)
        self._show_page(self._tabs.currentIndex())

    def _show_page(self, at: int) -> None:
        page = self._pages[at]
        self._view.show_message(page.head, page.body)
