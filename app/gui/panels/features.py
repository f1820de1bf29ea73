"""Shows which features of Outlook 2007 work, inside and outside."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.features import Feature
from app.gui.panels.table import TextTable
from app.wording import feature_lines
from app.wording.language import _


class FeaturesPanel(QWidget):
    """One line for each feature; hidden where no settings are known."""

    def __init__(self) -> None:
        super().__init__()
        self.table = TextTable(
            _("Which features of Outlook 2007 work"),
            (_("Outlook 2007"), _("Inside"), _("Outside")),
            kept="features",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        self.hide()

    def show_features(self, features: Sequence[Feature]) -> None:
        """Show these in place of those before."""
        self.table.show_lines(feature_lines(features))
        self.setVisible(bool(features))
