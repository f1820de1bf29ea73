"""The form of a batch: a list, and how its runs are made."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from app.domain.batch import BatchTask, Entry
from app.domain.options import RunOptions
from app.gui.batch_jobs import BatchWish
from app.gui.panels.list_options import ListOptions
from app.gui.panels.runs_options import RunsOptions
from app.wording.language import _


class BatchForm(QWidget):
    """Two groups beside each other. The tool tips name the option, as complaints do.

    Signals:
        entered: Enter was pressed in a field.
    """

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = ListOptions()
        self.runs = RunsOptions()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, stretch=3)
        layout.addWidget(self.runs, stretch=2)
        for line in self.findChildren(QLineEdit):
            # The field of a number has its own.
            if not isinstance(line.parentWidget(), QSpinBox | QDoubleSpinBox):
                line.returnPressed.connect(self.entered)

    @property
    def is_practice(self) -> bool:
        """Whether the list is that of the program itself."""
        return self.list.practice.isChecked()

    @property
    def trouble(self) -> str:
        """Why this cannot be started, in a line; empty where nothing is missing."""
        if self.is_practice or not self.runs.lacks_account:
            return ""
        return _("To sign in, one account is needed for all: its user name and its password.")

    def wish(self, entries: tuple[Entry, ...], options: RunOptions) -> BatchWish:
        """Give what is to be run; `options` are those of the main window's form."""
        return BatchWish(
            task=BatchTask(
                entries=entries,
                options=self.runs.filled(options),
                pacing=self.runs.pacing,
                logs=self.list.logs.file,
            ),
            password=self.runs.secret,
            is_practice=self.is_practice,
            outputs=self.list.outputs,
        )

    def show_running(self, *, is_running: bool) -> None:
        """Let nothing be changed while a list is run through."""
        self.setEnabled(not is_running)
