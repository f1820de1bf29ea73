"""Shows the selected row: its line on top, and below it the panel for its kind."""

from typing import assert_never

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QStackedWidget, QWidget

from app.domain.attempts import Exchange, Leg, Lookup, Ping, Search
from app.domain.binds import BindTry
from app.domain.connections import Dial, Judged, Resolution
from app.domain.events import MachineDetected, PointsChosen
from app.domain.machine import Fact
from app.domain.proxies import ProxyAnswer, Route
from app.domain.retrieval import Retrieval
from app.domain.rows import (
    PointerState,
    PointState,
    PromptState,
    RoundState,
    Row,
    ServiceState,
    StepState,
)
from app.domain.sni import SniComparison
from app.domain.steps import StepName
from app.gui.marks import icon
from app.gui.panels.addresses import AddressesPanel, ResolutionPanel
from app.gui.panels.certificate import CertificatePanel
from app.gui.panels.exchange import ExchangePanel
from app.gui.panels.labels import PlainLabel
from app.gui.panels.machine import FactPanel, MachinePanel
from app.gui.panels.points import PointPanel, PointsPanel
from app.gui.panels.prompt import PromptPanel
from app.gui.panels.proxy import ProxyPanel
from app.gui.panels.records import LookupPanel, PingPanel, SearchPanel
from app.gui.panels.remark import Remark, RemarkPanel
from app.gui.panels.retrieval import RetrievalPanel
from app.gui.panels.service import ServicePanel
from app.gui.panels.sni import SniPanel
from app.gui.panels.step import StepPanel
from app.wording import Line
from app.wording.language import _

_State = RoundState | StepState | PromptState | ServiceState | Remark
_Listed = MachineDetected | Fact | PointsChosen | PointState | PointerState

ICON_SIZE = 24


class DetailsPane(QWidget):
    """The details of one row; shown anew whenever the row changes."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QLabel()
        self._what = PlainLabel(_("Selected line")).enlarge(1.15, bold=True)
        self._verdict = PlainLabel(_("Verdict")).enlarge(1.05)
        self._hint = PlainLabel(_("Hint"), hint())
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._exchange = ExchangePanel()
        self._certificate = CertificatePanel()
        self._addresses = AddressesPanel()
        self._resolution = ResolutionPanel()
        self._retrieval = RetrievalPanel()
        self._sni = SniPanel()
        self._lookup = LookupPanel()
        self._search = SearchPanel()
        self._ping = PingPanel()
        self._machine = MachinePanel()
        self._fact = FactPanel()
        self._points = PointsPanel()
        self._point = PointPanel()
        self._step = StepPanel()
        self._prompt = PromptPanel()
        self._proxy = ProxyPanel()
        self._service = ServicePanel()
        self._remark = RemarkPanel()
        self._stack = QStackedWidget()
        self._pages: dict[QWidget, QWidget] = {}
        self._add_scrolled(self._hint, self._resolution, self._step)
        self._add_scrolled(self._prompt, self._service, self._remark)
        self._add_scrolled(self._ping, self._fact, self._point)
        self._add_scrolled(self._retrieval, self._sni, self._proxy)
        # Each has views that scroll by themselves; in a low window all of it has to.
        self._add_squeezed(self._exchange, self._certificate)
        # These are little more than a view that scrolls by itself.
        self._add(self._addresses, self._lookup, self._search)
        self._add(self._machine, self._points)
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 8, 8, 0)
        layout.addWidget(self._sign, 0, 0)
        layout.addWidget(self._what, 0, 1)
        layout.addWidget(self._verdict, 1, 1)
        layout.addWidget(self._stack, 2, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(2, 1)
        self.clear()

    @property
    def panel(self) -> QWidget:
        """The panel that is shown."""
        shown = self._stack.currentWidget()
        return next(panel for panel, page in self._pages.items() if page is shown)

    def clear(self) -> None:
        """Show no row."""
        self._sign.clear()
        self._what.show_text("")
        self._verdict.show_text("")
        self._stack.setCurrentWidget(self._pages[self._hint])

    def show_row(self, row: Row, line: Line, step: StepName | None) -> None:
        """Show a row, its wording, and the panel for its kind."""
        self._sign.setPixmap(icon(line.mark).pixmap(ICON_SIZE, ICON_SIZE))
        self._what.show_text(line.what)
        self._verdict.show_text(line.verdict)
        self._stack.setCurrentWidget(self._pages[self._fill(row, step)])

    def show_principal(self, text: str) -> None:
        """Say beside a service what Outlook Anywhere wants of its certificate."""
        self._service.show_principal(text)

    def _add(self, *panels: QWidget) -> None:
        for panel in panels:
            self._pages[panel] = panel
            self._stack.addWidget(panel)

    def _add_squeezed(self, *panels: QWidget) -> None:
        for panel in panels:
            area = _scroll_area()
            # What is inside takes the keyboard itself.
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(_Squeezed(panel))
            self._pages[panel] = area
            self._stack.addWidget(area)

    def _add_scrolled(self, *panels: QWidget) -> None:
        for panel in panels:
            area = _scroll_area()
            area.setWidget(panel)
            self._pages[panel] = area
            self._stack.addWidget(area)

    def _fill(self, row: Row, step: StepName | None) -> QWidget:
        subject = row.subject
        match subject:
            case Exchange():
                self._exchange.show_exchange(subject, step)
                return self._exchange
            case Leg():
                self._exchange.show_leg(subject)
                return self._exchange
            case Judged():
                self._certificate.show_judged(subject, step)
                return self._certificate
            case Dial() | Resolution() | Route() | ProxyAnswer():
                return self._fill_way(subject)
            case Lookup():
                self._lookup.show_lookup(subject)
                return self._lookup
            case Search() | BindTry():
                self._search.show_any(subject)
                return self._search
            case Ping():
                self._ping.show_ping(subject)
                return self._ping
            case MachineDetected() | Fact() | PointsChosen() | PointState() | PointerState():
                return self._fill_listed(subject)
            case _:
                return self._fill_other(subject)

    def _fill_other(self, subject: _State | Retrieval | SniComparison) -> QWidget:
        if isinstance(subject, SniComparison):
            self._sni.show_comparison(subject)
            return self._sni
        if isinstance(subject, Retrieval):
            self._retrieval.show_retrieval(subject)
            return self._retrieval
        return self._fill_state(subject)

    def _fill_way(self, way: Dial | Resolution | Route | ProxyAnswer) -> QWidget:
        match way:
            case Dial():
                self._addresses.show_dial(way)
                return self._addresses
            case Resolution():
                self._resolution.show_resolution(way)
                return self._resolution
            case _:
                self._proxy.show_any(way)
                return self._proxy

    def _fill_listed(self, listed: _Listed) -> QWidget:
        match listed:
            case MachineDetected():
                self._machine.show_machine(listed)
                return self._machine
            case Fact():
                self._fact.show_fact(listed)
                return self._fact
            case PointsChosen():
                self._points.show_points(listed)
                return self._points
            case PointState():
                self._point.show_point(listed)
                return self._point
            case PointerState():
                self._point.show_pointer(listed)
                return self._point
            case _:
                assert_never(listed)

    def _fill_state(self, state: _State) -> QWidget:
        match state:
            case RoundState():
                self._step.show_round(state)
                return self._step
            case StepState():
                self._step.show_step(state)
                return self._step
            case PromptState():
                self._prompt.show_prompt(state)
                return self._prompt
            case ServiceState():
                self._service.show_service(state)
                return self._service
            case _:
                self._remark.show_remark(state)
                return self._remark


class _Squeezed(QWidget):
    """Makes a panel as small as it can be before it is scrolled, not as it would like to be."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        self._panel = panel
        panel.setParent(self)

    def minimumSizeHint(self) -> QSize:
        hint, layout = self._panel.minimumSizeHint(), self._panel.layout()
        # Texts that are wrapped need more lines the narrower they are.
        lowest = layout.minimumHeightForWidth(self.width()) if layout else 0
        return QSize(hint.width(), max(hint.height(), lowest))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panel.resize(self.size())
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            # It has no layout, which would say so by itself.
            self.updateGeometry()
        return super().event(event)


def _scroll_area() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setAccessibleName(_("Details"))
    return area


def hint() -> str:
    """Say what this pane is for."""
    return _("Select a line of the tree to see what was asked, and what was answered.")
