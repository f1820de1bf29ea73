"""Shows the service URLs as a list, to be copied one by one or all together."""

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.domain.settings import ServiceUrl
from app.gui.columns import Columns
from app.gui.models.service_table import SCOPES, VERDICTS, Column, ServiceTable
from app.gui.panels.features import FeaturesPanel
from app.gui.panels.labels import PlainLabel
from app.gui.plain_text import one_line
from app.wording import short_verdicts
from app.wording.language import _, ngettext

SERVICE_WIDTH = 180
URL_WIDTH = 400
"""Wider than there is room: what is left beside services and verdicts is shared evenly."""
BESIDE_WORDS = 32
"""Pixels that a verdict's sign takes, with what is free around it and its words."""
URLS = (Column.INSIDE, Column.OUTSIDE)


class ServicesPanel(QWidget):
    """The list, its heading and its buttons.

    Signals:
        again_wished(services): these are to be tried again; None: all of the session.
    """

    again_wished = Signal(object)

    def __init__(self, table: ServiceTable) -> None:
        super().__init__()
        self._table = table
        self._heading = PlainLabel(_("Heading")).enlarge(1.0, bold=True)
        self.view = QTableView()
        self.features = FeaturesPanel()
        self.copy = QPushButton(_("&Copy"))
        self.copy_all = QPushButton(_("Copy &all"))
        self.all_again = QPushButton(_("Try again…"))
        self.again = QAction(_("Try this &service again…"), self.view)
        self._can_try_again = False
        self._prepare_view()
        self.copy.setAccessibleName(_("Copy service URLs"))
        self.copy_all.setAccessibleName(_("Copy all service URLs"))
        self.copy.setToolTip(_("Copy the selected URL (Ctrl+C)"))
        self.copy_all.setToolTip(_("Copy the whole list (Ctrl+Shift+C)"))
        self.all_again.setAccessibleName(_("Try all services again"))
        self.all_again.setToolTip(_("Ask the services once more, in a run of their own (F9)"))
        self.all_again.clicked.connect(lambda: self.again_wished.emit(None))
        self.again.triggered.connect(lambda: self.again_wished.emit(self._chosen_services()))
        self.copy.clicked.connect(self.copy_selected)
        self.copy_all.clicked.connect(self.copy_list)
        top = QHBoxLayout()
        top.addWidget(self._heading, stretch=1)
        top.addWidget(self.all_again)
        top.addWidget(self.copy)
        top.addWidget(self.copy_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addLayout(top)
        beside = QHBoxLayout()
        beside.addWidget(self.view, stretch=5)
        beside.addWidget(self.features, stretch=3)
        layout.addLayout(beside)
        table.modelReset.connect(self._refresh)
        self._refresh()

    def copy_selected(self) -> None:
        """Copy the selected URL; of a verdict with that, of a service the URLs of both sides."""
        texts = [self._copied(index.row(), Column(index.column())) for index in self._chosen()]
        if any(texts):
            QGuiApplication.clipboard().setText("\n".join(dict.fromkeys(texts)))

    def copy_list(self) -> None:
        """Copy the whole list with its headings."""
        if self._table.lines:
            QGuiApplication.clipboard().setText(self._table.as_text())

    def offer_again(self, *, is_possible: bool) -> None:
        """Let services be tried again, where there are any and nothing is under way."""
        self._can_try_again = is_possible
        self.all_again.setEnabled(is_possible)
        self.again.setEnabled(is_possible and bool(self._chosen()))

    def _chosen_services(self) -> tuple[ServiceUrl, ...]:
        """Give the service of the selected URL; where another column is selected, both sides'."""
        return tuple(
            one
            for index in self._chosen()
            for one in self._table.services_at(index.row(), Column(index.column()))
        )

    def _chosen(self) -> list[QModelIndex]:
        return sorted(self.view.selectionModel().selectedIndexes())

    def _copied(self, row: int, column: Column) -> str:
        line = self._table.lines[row]
        if (side := line.side(column)) and column in VERDICTS:
            return f"{one_line(side.service_url.url, 4_000)}\t{one_line(side.sentence, 4_000)}"
        columns = (column,) if column in SCOPES else URLS
        return "\n".join(one_line(line.text(one), 4_000) for one in columns if line.text(one))

    def _prepare_view(self) -> None:
        self.view.setModel(self._table)
        self.view.setAccessibleName(_("Service URLs"))
        self.view.setAlternatingRowColors(True)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.setWordWrap(False)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(self.view.fontMetrics().height() + 8)
        Columns(self.view, "services", self._widths())
        action = QAction(_("Copy"), self.view)
        action.setShortcut(QKeySequence.StandardKey.Copy)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self.copy_selected)
        self.view.addActions((action, self.again))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.view.selectionModel().selectionChanged.connect(self._select)

    def _widths(self) -> tuple[int, ...]:
        """Give the services and the verdicts what they want: of a URL the rest can be copied."""
        metrics = self.view.fontMetrics()
        verdict = max(map(metrics.horizontalAdvance, short_verdicts())) + BESIDE_WORDS
        return (SERVICE_WIDTH, verdict, verdict, URL_WIDTH, URL_WIDTH)

    def _select(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: ARG002
        self.copy.setEnabled(bool(self._chosen()))
        self.again.setEnabled(self._can_try_again and bool(self._chosen()))

    def _refresh(self) -> None:
        count = len(self._table.lines)
        self._heading.show_text(
            ngettext(
                "Service URLs of {count} service", "Service URLs of {count} services", count
            ).format(count=count)
        )
        self.copy.setEnabled(False)
        self.copy_all.setEnabled(count > 0)
        self.again.setEnabled(False)
