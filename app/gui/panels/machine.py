"""Shows what was found out about this PC, and from where each fact comes."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.events import MachineDetected
from app.domain.machine import Fact
from app.gui.origins import named_in_window
from app.gui.panels.facts import FactsPanel
from app.gui.panels.labels import PlainLabel
from app.gui.panels.table import TextTable
from app.wording import fact_title, fact_value
from app.wording.language import _, pgettext, said


class MachinePanel(QWidget):
    """All facts in a table, and what could not be found out."""

    def __init__(self) -> None:
        super().__init__()
        self._rule = PlainLabel(
            _("Rule"),
            _("An option counts more than what this PC says; a policy more than a setting."),
        )
        self._troubles = PlainLabel(_("What could not be found out"))
        self._table = TextTable(
            _("Facts about this PC"),
            (_("Fact"), _("Value"), _("Counts"), pgettext("origin of a fact", "From")),
            kept="machine",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._rule)
        layout.addWidget(self._troubles)
        layout.addWidget(self._table, stretch=1)

    def show_machine(self, detected: MachineDetected) -> None:
        """Show all that is known of the PC."""
        self._troubles.show_text("\n".join(map(said, detected.troubles)))
        self._table.show_lines(
            (
                fact_title(fact),
                fact_value(fact),
                _("yes") if fact.used else _("no"),
                named_in_window(fact.origin),
            )
            for fact in detected.facts
        )


class FactPanel(FactsPanel):
    """One fact."""

    def show_fact(self, fact: Fact) -> None:
        """Show the fact, and what told it."""
        counts = _("yes") if fact.used else _("no: something that counts more says it, too")
        self._facts.show_facts(
            (
                (fact_title(fact), fact_value(fact)),
                (pgettext("origin of a fact", "From"), named_in_window(fact.origin)),
                (_("Counts"), counts),
            )
        )
