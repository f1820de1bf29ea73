"""Shows the addresses of a host, and how the race for a connection to them went."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.connections import AddressOutcome, AddressTried, Dial, Resolution, ResolvedBy
from app.gui.panels.facts import failure_facts
from app.gui.panels.labels import Facts, PlainLabel
from app.gui.panels.table import TextTable
from app.wording import failure_text, milliseconds
from app.wording.language import _


class AddressesPanel(QWidget):
    """One line for each address that was tried."""

    def __init__(self) -> None:
        super().__init__()
        self._outlook = PlainLabel(_("What Outlook would have waited"))
        self._failure = PlainLabel(_("What went wrong"))
        self._table = TextTable(_("Addresses tried"), _headings(), kept="addresses")
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
        self._table.show_lines(map(_line, dial.tried))


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
        self._facts.show_facts(
            (
                (_("Host"), resolution.host),
                (_("Asked"), _resolvers()[resolution.by]),
                (_("Addresses"), "\n".join(resolution.addresses)),
                (_("Alias of"), resolution.canonical_name),
                (_("Took"), milliseconds(resolution.duration_ms)),
                *failure_facts(resolution.failure),
            )
        )
        self._remark.show_text(
            _("Asked for comparison only: the connection goes where the operating system says.")
            if resolution.beside
            else ""
        )


def _line(tried: AddressTried) -> tuple[str, ...]:
    came = _outcomes()[tried.outcome]
    if tried.failure:
        came = f"{came}: {failure_text(tried.failure)}"
    began, took = milliseconds(tried.started_ms), milliseconds(tried.duration_ms)
    return tried.address, began, took, came


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
