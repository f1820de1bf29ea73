"""Shows the addresses of a host, and how the race for a connection to them went."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.domain.connections import AddressOutcome, Dial, Resolution, ResolvedBy
from app.gui.panels.labels import Facts, PlainLabel
from app.gui.plain_text import one_line, tool_tip
from app.wording import failure_text, milliseconds
from app.wording.language import _


class AddressesPanel(QWidget):
    """One line for each address that was tried."""

    def __init__(self) -> None:
        super().__init__()
        self._outlook = PlainLabel(_("What Outlook would have waited"))
        self._failure = PlainLabel(_("What went wrong"))
        self._table = QTableWidget(0, len(_headings()))
        self._table.setAccessibleName(_("Addresses tried"))
        self._table.setHorizontalHeaderLabels(_headings())
        self._table.verticalHeader().hide()
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self._table.setTabKeyNavigation(False)
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # A race has a handful of addresses: measuring them costs nothing.
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(_headings()) - 1, QHeaderView.ResizeMode.Stretch)
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
            _("Outlook tries one address after the other, and would have waited {waited}.").format(
                waited=waited
            )
        )
        self._table.setRowCount(len(dial.tried))
        for at, tried in enumerate(dial.tried):
            came = _outcomes()[tried.outcome]
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
        self._remark = PlainLabel(_("Remark"))
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
                (_("Host"), resolution.host),
                (_("Asked"), _resolvers()[resolution.by]),
                (_("Addresses"), "\n".join(resolution.addresses)),
                (_("Alias of"), resolution.canonical_name),
                (_("Took"), milliseconds(resolution.duration_ms)),
                (_("Failure"), failure_text(failure) if failure else ""),
                (_("The library said"), failure.origin if failure else ""),
            )
        )
        self._remark.show_text(
            _("Asked for comparison only: the connection goes where the operating system says.")
            if resolution.beside
            else ""
        )


def _headings() -> tuple[str, ...]:
    return (_("Address"), _("Began after"), _("Took"), _("What came of it"))


def _outcomes() -> dict[AddressOutcome, str]:
    return {
        AddressOutcome.CONNECTED: _("connected"),
        AddressOutcome.FAILED: _("failed"),
        AddressOutcome.ABANDONED: _("given up: another address was faster"),
    }


def _resolvers() -> dict[ResolvedBy, str]:
    return {
        ResolvedBy.OPERATING_SYSTEM: _("The operating system, as Outlook does"),
        ResolvedBy.DNS: "DNS",
        ResolvedBy.GIVEN: _("Nobody: the address was given"),
    }
