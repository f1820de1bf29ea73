"""Shows the addresses of a host, and how the race for a connection to them went."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.domain.connections import AddressOutcome, Dial, Resolution, ResolvedBy
from app.gui.panels.labels import Facts, PlainLabel
from app.gui.plain_text import one_line, tool_tip
from app.wording import failure_text, milliseconds

HEADINGS: Final = ("Address", "Began after", "Took", "What came of it")
OUTCOMES: Final = {
    AddressOutcome.CONNECTED: "connected",
    AddressOutcome.FAILED: "failed",
    AddressOutcome.ABANDONED: "given up: another address was faster",
}
RESOLVERS: Final = {
    ResolvedBy.OPERATING_SYSTEM: "The operating system, as Outlook does",
    ResolvedBy.DNS: "DNS",
    ResolvedBy.GIVEN: "Nobody: the address was given",
}


class AddressesPanel(QWidget):
    """One line for each address that was tried."""

    def __init__(self) -> None:
        super().__init__()
        self._outlook = PlainLabel("What Outlook would have waited")
        self._failure = PlainLabel("What went wrong")
        self._table = QTableWidget(0, len(HEADINGS))
        self._table.setAccessibleName("Addresses tried")
        self._table.setHorizontalHeaderLabels(HEADINGS)
        self._table.verticalHeader().hide()
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self._table.setTabKeyNavigation(False)
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # A race has a handful of addresses: measuring them costs nothing.
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(HEADINGS) - 1, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._failure, self._outlook):
            layout.addWidget(widget)
        layout.addWidget(self._table, stretch=1)

    def show_dial(self, dial: Dial) -> None:
        """Show a race, and what a client without one would have waited. [DAVESTORK]"""
        self._failure.show_text(failure_text(dial.failure) if dial.failure else "")
        waited = milliseconds(dial.outlook_waited_ms)
        self._outlook.show_text(
            f"Outlook tries one address after the other, and would have waited {waited}."
        )
        self._table.setRowCount(len(dial.tried))
        for at, tried in enumerate(dial.tried):
            came = OUTCOMES[tried.outcome]
            if tried.failure:
                came = f"{came}: {failure_text(tried.failure)}"
            began, took = milliseconds(tried.started_ms), milliseconds(tried.duration_ms)
            cells = (tried.address, began, took, came)
            for column, text in enumerate(cells):
                item = QTableWidgetItem(one_line(text))
                item.setToolTip(tool_tip(text))
                self._table.setItem(at, column, item)


class ResolutionPanel(QWidget):
    """What a host name led to."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = Facts()
        self._remark = PlainLabel("Remark")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._facts)
        layout.addWidget(self._remark)
        layout.addStretch()

    def show_resolution(self, resolution: Resolution) -> None:
        """Show who was asked, and the answer."""
        failure = resolution.failure
        self._facts.show_facts(
            (
                ("Host", resolution.host),
                ("Asked", RESOLVERS[resolution.by]),
                ("Addresses", "\n".join(resolution.addresses)),
                ("Alias of", resolution.canonical_name),
                ("Took", milliseconds(resolution.duration_ms)),
                ("Failure", failure_text(failure) if failure else ""),
                ("The library said", failure.origin if failure else ""),
            )
        )
        self._remark.show_text(
            "Asked for comparison only: the connection goes where the operating system says."
            if resolution.beside
            else ""
        )
