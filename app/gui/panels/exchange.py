"""Shows an HTTP exchange: every request with its response, in parts and as it was."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.domain.attempts import Exchange, Leg
from app.domain.failures import Failure, FailureKind
from app.domain.steps import StepName
from app.gui.marks import SIGNS, icon
from app.gui.models.http_pages import LegPages, Message, exchange_pages, leg_pages
from app.gui.panels.labels import PlainLabel
from app.gui.panels.table import TextTable
from app.gui.panels.xml_view import XmlView
from app.gui.plain_text import one_line, tool_tip
from app.protocol.decoding import decoded
from app.wording import certificate_fault
from app.wording.binds import bind_try_line
from app.wording.language import _, said

MOST_LEGS: Final = 4
"""In sight at once; beyond them the list scrolls."""
MOST_LISTED: Final = 100
ICON_SIZE: Final = 16
LOWEST: Final = 60
BODY, HEADERS, RAW = range(3)


class ExchangePanel(QWidget):
    """The legs, of the chosen one the messages, of the chosen message the parts."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: tuple[LegPages, ...] = ()
        self._detail = PlainLabel(_("What went wrong"))
        self._origin = PlainLabel(_("What the library said"))
        self._consequence = PlainLabel(_("What Outlook does then"))
        self._sign_in = PlainLabel(_("Ways of signing in"))
        self.legs = QListWidget()
        self.messages = _bar()
        self.parts = _bar()
        self._note = PlainLabel(_("Note"))
        self.body = XmlView(_("Body"))
        self.headers = TextTable(_("Headers"), (_("Name"), _("Value")), kept="headers")
        self.raw = XmlView(_("Raw message"))
        self._stack = QStackedWidget()
        self._name()
        self._lay_out()
        self.legs.currentRowChanged.connect(lambda _row: self._show_leg())
        self.messages.currentChanged.connect(lambda _at: self._show_message())
        self.parts.currentChanged.connect(self._stack.setCurrentIndex)

    def show_exchange(self, exchange: Exchange, step: StepName | None) -> None:
        """Show all legs of an exchange, and what spoilt it."""
        self._show_failure(exchange.failure, step)
        tried = (bind_try_line(one) for one in exchange.tries)
        self._sign_in.show_text("\n".join(f"{one.what}: {one.verdict}" for one in tried))
        self._show_pages(exchange_pages(exchange))

    def show_leg(self, leg: Leg) -> None:
        """Show one request with its response."""
        self._show_failure(None, None)
        self._sign_in.show_text("")
        self._show_pages((leg_pages(leg),))

    def _show_failure(self, failure: Failure | None, step: StepName | None) -> None:
        self._detail.show_text(said(failure.detail) if failure else "")
        told = _("The library said: {text}").format(text=failure.origin) if failure else ""
        self._origin.show_text(told if failure and failure.origin else "")
        is_rejected = failure is not None and failure.kind is FailureKind.CERTIFICATE_REJECTED
        self._consequence.show_text(certificate_fault(step) if is_rejected and step else "")

    def _show_pages(self, pages: tuple[LegPages, ...]) -> None:
        if pages == self._pages:
            return
        self._pages = pages
        self.legs.blockSignals(True)
        self.legs.clear()
        for number, one in enumerate(pages[:MOST_LISTED], start=1):
            text = f"{number}  {one.line.what} — {one.line.verdict}"
            item = QListWidgetItem(icon(one.line.mark), one_line(text))
            item.setToolTip(tool_tip(text))
            spoken = f"{SIGNS[one.line.mark].word}: {one_line(text)}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            self.legs.addItem(item)
        self.legs.setCurrentRow(self.legs.count() - 1)
        self.legs.blockSignals(False)
        line = max(self.legs.sizeHintForRow(0), self.legs.fontMetrics().lineSpacing() + 4)
        self.legs.setFixedHeight(line * min(MOST_LEGS, self.legs.count()) + 6)
        self.legs.setVisible(self.legs.count() > 1)
        self._show_leg()

    def _show_leg(self) -> None:
        """Bring the newest message of the leg to the front."""
        leg = self._pages[max(0, self.legs.currentRow())]
        told = (leg.response, leg.request) if leg.response else (leg.request,)
        self.messages.blockSignals(True)
        while self.messages.count():
            self.messages.removeTab(0)
        for message in told:
            self.messages.addTab(message.title)
        self.messages.setCurrentIndex(0)
        self.messages.blockSignals(False)
        self._show_message()

    def _show_message(self) -> None:
        leg = self._pages[max(0, self.legs.currentRow())]
        is_response = leg.response is not None and self.messages.currentIndex() == 0
        message = leg.response if leg.response is not None and is_response else leg.request
        self._note.show_text(message.note)
        self.body.show_message("", message.body)
        self.headers.show_lines(_table(message))
        self.raw.show_raw(message.head + decoded(message.body))
        self.parts.setTabEnabled(BODY, bool(message.body))
        if not message.body and self.parts.currentIndex() == BODY:
            self.parts.setCurrentIndex(HEADERS)
        elif message.body and self._is_first_look():
            self.parts.setCurrentIndex(BODY)

    def _is_first_look(self) -> bool:
        # What the user chose stays; headers came to the front where there was nothing else.
        return self.parts.currentIndex() == HEADERS and not self._has_chosen

    def _note_choice(self, at: int) -> None:
        self._has_chosen = at != BODY

    def _name(self) -> None:
        self._has_chosen = False
        self.legs.hide()
        # It scrolls: the pane need not be higher for it.
        self._stack.setMinimumHeight(LOWEST)
        self.legs.setAccessibleName(_("Requests of this exchange"))
        self.legs.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.legs.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.legs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.messages.setAccessibleName(_("Request or response"))
        self.parts.setAccessibleName(_("Part of the message"))
        for title in (_("Body"), _("Headers"), _("Raw")):
            self.parts.addTab(title)
        self.parts.tabBarClicked.connect(self._note_choice)

    def _lay_out(self) -> None:
        for view in (self.body, self.headers, self.raw):
            self._stack.addWidget(view)
        bars = QHBoxLayout()
        bars.setSpacing(8)
        bars.addWidget(self.messages)
        bars.addStretch(1)
        bars.addWidget(self.parts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        above: Sequence[QWidget] = (
            self._detail,
            self._origin,
            self._consequence,
            self.legs,
            self._sign_in,
        )
        for widget in above:
            layout.addWidget(widget)
        layout.addLayout(bars)
        layout.addWidget(self._note)
        layout.addWidget(self._stack, stretch=1)


def _table(message: Message) -> tuple[tuple[str, str], ...]:
    told = ((f"    {name}", value) for name, value in message.told)
    heading = ((_("The token of the sign-in says:"), ""),) if message.told else ()
    return (("", message.first), *message.headers, *heading, *told)


def _bar() -> QTabBar:
    bar = QTabBar()
    bar.setDrawBase(False)
    bar.setExpanding(False)
    bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return bar
