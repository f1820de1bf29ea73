"""Shows what DNS and a directory answered: SRV records, and objects with their attributes."""

from typing import Final

from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.domain.attempts import Lookup, Ping, Search
from app.domain.binds import BindTry
from app.gui.columns import Columns
from app.gui.panels.facts import ExplainedFacts, failure_facts
from app.gui.panels.labels import Facts, PlainLabel
from app.gui.panels.table import TextTable
from app.gui.plain_text import one_line
from app.wording import bind_title
from app.wording.binds import bind_try_line
from app.wording.language import _, said

MOST: Final = 500
"""Records or objects that are listed; the session log has the rest."""


class LookupPanel(QWidget):
    """The SRV records of one name, in the order in which they are tried."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = Facts()
        self._rule = PlainLabel(
            _("Order"), _("The lowest priority is tried first, then the highest weight. (RFC 2782)")
        )
        self._table = TextTable(_("SRV records"), _headings(), kept="records")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._facts)
        layout.addWidget(self._rule)
        layout.addWidget(self._table, stretch=1)

    def show_lookup(self, lookup: Lookup) -> None:
        """Show the question and the records."""
        self._facts.show_facts(
            (
                (_("Name"), lookup.question.name),
                *failure_facts(lookup.failure),
            )
        )
        self._table.show_lines(
            (one.target, str(one.port), str(one.priority), str(one.weight))
            for one in lookup.records
        )


class SearchPanel(QWidget):
    """A search of the directory: the question, and the objects."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = Facts()
        self._objects = QTreeWidget()
        self._objects.setAccessibleName(_("Objects found"))
        self._objects.setHeaderLabels([_("Object"), _("Value")])
        Columns(self._objects, "objects", (200, 400))
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
        self._facts.show_facts(
            (
                (_("Directory"), search.question.url),
                (_("Signed in"), bind_title(search.bind)),
                (_("Ways of signing in"), "\n".join(map(_tried, search.tries))),
                (_("Searched below"), search.base),
                (_("Filter"), search.question.filter),
                (_("Attributes"), ", ".join(search.question.attributes)),
                (_("Objects found"), str(len(search.entries)) if search.finished else ""),
                (_("Points to"), "\n".join(search.referrals)),
                *failure_facts(search.failure),
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
                (_("As"), tried.username or _("the signed-in user")),
                (_("Requests"), str(tried.legs)),
                (_("Reason"), said(failure.detail) if failure else ""),
                (_("The library said"), failure.origin if failure else ""),
            )
        )
        self._objects.hide()


def _tried(tried: BindTry) -> str:
    line = bind_try_line(tried)
    return f"{line.what}: {line.verdict}"


class PingPanel(ExplainedFacts):
    """A ping of a domain controller: what it said of itself and of this PC."""

    def __init__(self) -> None:
        super().__init__(
            _("Purpose"),
            # [MS-ADTS] 6.3.3
            _(
                "One datagram asks the domain controller in which AD site it sees this"
                " PC. It goes by the address that the datagram comes from: behind a VPN"
                " or a NAT that is another site's, perhaps."
            ),
        )

    def show_ping(self, ping: Ping) -> None:
        """Show the question and the answer."""
        told = ping.controller
        answer = (
            (
                (
                    _("Site of this PC"),
                    told.client_site or _("none: its subnet is mapped to no site"),
                ),
                (_("Domain controller"), told.host),
                (_("Its site"), told.site),
                (_("Domain"), told.domain),
                (_("Forest"), told.forest),
                (_("NetBIOS names"), f"{told.netbios_domain}\\{told.netbios_host}"),
            )
            if told
            else ()
        )
        self._facts.show_facts(
            (
                (_("Asked"), ping.question.url),
                (_("For the domain"), ping.question.domain),
                *answer,
                *failure_facts(ping.failure),
            )
        )


def _headings() -> tuple[str, ...]:
    return (_("Target"), _("Port"), _("Priority"), _("Weight"))
