"""Shows what DNS and a directory answered: SRV records, and objects with their attributes."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.attempts import Lookup, Ping, Search
from app.domain.binds import BindTry
from app.gui.panels.labels import Facts, PlainLabel
from app.gui.plain_text import one_line
from app.wording import bind_title, failure_text
from app.wording.binds import bind_try_line

HEADINGS: Final = ("Target", "Port", "Priority", "Weight")
MOST: Final = 500
"""Records or objects that are listed; the session log has the rest."""


class LookupPanel(QWidget):
    """The SRV records of one name, in the order in which they are tried."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = Facts()
        self._rule = PlainLabel(
            "Order", "The lowest priority is tried first, then the highest weight. (RFC 2782)"
        )
        self._table = QTableWidget(0, len(HEADINGS))
        self._table.setAccessibleName("SRV records")
        self._table.setHorizontalHeaderLabels(HEADINGS)
        self._table.verticalHeader().hide()
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self._table.setTabKeyNavigation(False)
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._facts)
        layout.addWidget(self._rule)
        layout.addWidget(self._table, stretch=1)

    def show_lookup(self, lookup: Lookup) -> None:
        """Show the question and the records."""
        failure = lookup.failure
        self._facts.show_facts(
            (
                ("Name", lookup.question.name),
                ("Failure", failure_text(failure) if failure else ""),
                ("The library said", failure.origin if failure else ""),
            )
        )
        self._table.setRowCount(min(MOST, len(lookup.records)))
        for at, record in enumerate(lookup.records[:MOST]):
            cells = (record.target, str(record.port), str(record.priority), str(record.weight))
            for column, text in enumerate(cells):
                self._table.setItem(at, column, QTableWidgetItem(one_line(text)))


class SearchPanel(QWidget):
    """A search of the directory: the question, and the objects."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = Facts()
        self._objects = QTreeWidget()
        self._objects.setAccessibleName("Objects found")
        self._objects.setHeaderLabels(["Object", "Value"])
        self._objects.setColumnWidth(0, 200)
        self._objects.setAlternatingRowColors(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._facts)
        layout.addWidget(self._objects, stretch=1)

    def show_any(self, shown: Search | BindTry) -> None:
        """Show a search, or one sign-in of it."""
        if isinstance(shown, Search):
            self.show_search(shown)
        else:
            self.show_try(shown)

    def show_search(self, search: Search) -> None:
        """Show the question, who was asked as whom, and the objects."""
        failure = search.failure
        self._facts.show_facts(
            (
                ("Directory", search.question.url),
                ("Signed in", bind_title(search.bind)),
                ("Ways of signing in", "\n".join(map(_tried, search.tries))),
                ("Searched below", search.base),
                ("Filter", search.question.filter),
                ("Attributes", ", ".join(search.question.attributes)),
                ("Objects found", str(len(search.entries)) if search.finished else ""),
                ("Points to", "\n".join(search.referrals)),
                ("Failure", failure_text(failure) if failure else ""),
                ("The library said", failure.origin if failure else ""),
            )
        )
        self._objects.show()
        self._objects.clear()
        for entry in search.entries[:MOST]:
            item = QTreeWidgetItem([one_line(entry.name)])
            self._objects.addTopLevelItem(item)
            item.setFirstColumnSpanned(True)
            for attribute, values in entry.attributes:
                for value in values:
                    cells = [one_line(attribute), one_line(value, 4_000)]
                    item.addChild(QTreeWidgetItem(cells))
            item.setExpanded(True)

    def show_try(self, tried: BindTry) -> None:
        """Show one way of signing in, to whomever; there are no objects below it."""
        failure = tried.failure
        self._facts.show_facts(
            (
                ("As", tried.username or "the signed-in user"),
                ("Requests", str(tried.legs)),
                ("Reason", failure.detail if failure else ""),
                ("The library said", failure.origin if failure else ""),
            )
        )
        self._objects.hide()


def _tried(tried: BindTry) -> str:
    line = bind_try_line(tried)
    return f"{line.what}: {line.verdict}"


class PingPanel(QWidget):
    """A ping of a domain controller: what it said of itself and of this PC."""

    def __init__(self) -> None:
        super().__init__()
        self._purpose = PlainLabel(
            "Purpose",
            # [MS-ADTS] 6.3.3
            "One datagram asks the domain controller in which AD site it sees this PC. It goes by"
            " the address that the datagram comes from: behind a VPN or a NAT that is another"
            " site's, perhaps.",
        )
        self._facts = Facts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._purpose)
        layout.addWidget(self._facts)
        layout.addStretch()

    def show_ping(self, ping: Ping) -> None:
        """Show the question and the answer."""
        said, failure = ping.controller, ping.failure
        answer = (
            (
                ("Site of this PC", said.client_site or "none: its subnet is mapped to no site"),
                ("Domain controller", said.host),
                ("Its site", said.site),
                ("Domain", said.domain),
                ("Forest", said.forest),
                ("NetBIOS names", f"{said.netbios_domain}\\{said.netbios_host}"),
            )
            if said
            else ()
        )
        self._facts.show_facts(
            (
                ("Asked", ping.question.url),
                ("For the domain", ping.question.domain),
                *answer,
                ("Failure", failure_text(failure) if failure else ""),
                ("The library said", failure.origin if failure else ""),
            )
        )
