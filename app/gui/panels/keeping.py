"""The limits up to which session logs are kept."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from app.domain.listed import Keeping
from app.gui.keeping import LONGEST_DAYS, MOST_MEGABYTES
from app.gui.panels.fields import caption
from app.gui.plain_text import tool_tip
from app.wording.language import _


class KeepingPanel(QWidget):
    """Two numbers.

    Signals:
        changed(keeping): the user has set other limits.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.days = _number(_("Days for which sessions are kept"), LONGEST_DAYS)
        self.days.setSuffix(_(" days"))
        self.megabytes = _number(_("Megabytes that sessions may take together"), MOST_MEGABYTES)
        self.megabytes.setSuffix(_(" MB"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(caption(_("&Keep for"), self.days))
        row.addWidget(self.days)
        row.addWidget(caption(_("&up to"), self.megabytes))
        row.addWidget(self.megabytes)
        row.addWidget(caption(_("together"), self.megabytes))
        row.addStretch(1)
        for field in (self.days, self.megabytes):
            field.valueChanged.connect(self._tell)

    @property
    def keeping(self) -> Keeping:
        """What is set."""
        return Keeping(days=self.days.value(), megabytes=self.megabytes.value())

    def show_keeping(self, keeping: Keeping) -> None:
        """Show what is set, without telling of it."""
        for field, value in ((self.days, keeping.days), (self.megabytes, keeping.megabytes)):
            was = field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(was)

    def _tell(self) -> None:
        self.changed.emit(self.keeping)


def _number(name: str, most: int) -> QSpinBox:
    made = QSpinBox()
    made.setAccessibleName(name)
    made.setRange(0, most)
    made.setSpecialValueText(_("without limit"))
    made.setKeyboardTracking(False)
    when = _(
        "Applied when the program starts and after each run: the oldest go first, never one that"
        " runs or is on show. 0 is without a limit."
    )
    made.setToolTip(tool_tip(when))
    return made
