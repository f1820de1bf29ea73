"""Shows the service connection points of a directory: rank, reason, and what became of each."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.events import PointsChosen
from app.domain.rows import PointerState, PointState
from app.domain.scp import ScpPointer, ServicePoint
from app.gui.panels.facts import FactsPanel
from app.gui.panels.labels import PlainLabel
from app.gui.panels.table import TextTable
from app.wording import point_reason, pointer_reason, site_text, turn_text
from app.wording.forms import moment_text
from app.wording.language import _, pgettext


class PointsPanel(QWidget):
    """All points in the order in which they are asked, then those that are passed over."""

    def __init__(self) -> None:
        super().__init__()
        self._site = PlainLabel(_("AD site"))
        self._rule = PlainLabel(
            _("Order"),
            # [EWSMA] [INFOTECHGUYZ], protocol.md 2.4
            _(
                "First the points for the site of this PC, then those for every site,"
                " then those for other sites; the oldest first in each."
            ),
        )
        self._table = TextTable(
            _("Service connection points"),
            (_("Rank"), _("Server"), _("Sites"), _("Created"), _("Why"), "URL"),
            kept="points",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._site)
        layout.addWidget(self._rule)
        layout.addWidget(self._table, stretch=1)

    def show_points(self, chosen: PointsChosen) -> None:
        """Show what a directory holds."""
        choice = chosen.choice
        self._site.show_text(_("The order was made so: {site}.").format(site=site_text(choice)))
        points = (
            (_rank(one), *_cells(one), point_reason(one.reason), one.url)
            for one in (*choice.chosen, *choice.passed_over)
        )
        pointers = ((_("pointer"), *_cells(one), _for(one), one.url) for one in choice.pointers)
        self._table.show_lines((*points, *pointers))


class PointPanel(FactsPanel):
    """One point or pointer."""

    def show_point(self, state: PointState) -> None:
        """Show a service connection point."""
        point = state.point
        self._facts.show_facts(
            (
                (_("Server"), point.server),
                ("URL", point.url),
                (_("Sites"), ", ".join(point.sites) or _("none named")),
                (_("Created"), _created(point)),
                (_("Rank"), _rank(point)),
                (_("Why"), point_reason(point.reason)),
                (_("Asked"), turn_text(state.turn, over=False)),
                (_("Object"), point.name),
            )
        )

    def show_pointer(self, state: PointerState) -> None:
        """Show a pointer to another directory."""
        pointer = state.pointer
        self._facts.show_facts(
            (
                (_("Directory"), pointer.url),
                (_("For the domains"), ", ".join(pointer.domains)),
                (_("Created"), _created(pointer)),
                (_("Why"), pointer_reason(state)),
                (_("Object"), pointer.name),
            )
        )


def _cells(one: ServicePoint | ScpPointer) -> tuple[str, str, str]:
    if isinstance(one, ServicePoint):
        return one.server, ", ".join(one.sites), _created(one)
    return one.object_name, "", _created(one)


def _rank(point: ServicePoint) -> str:
    return str(point.rank) if point.rank else pgettext("rank", "none")


def _for(pointer: ScpPointer) -> str:
    return (
        _("for {domains}").format(domains=", ".join(pointer.domains))
        if pointer.domains
        else _("names no domain")
    )


def _created(one: ServicePoint | ScpPointer) -> str:
    return moment_text(one.created) if one.created else ""
