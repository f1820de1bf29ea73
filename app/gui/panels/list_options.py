"""Which list is run through, and where its results go."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal

from app.domain.batch import LOCAL_PART
from app.gui.batch_jobs import ListWish
from app.gui.panels.fields import field
from app.gui.panels.files_field import FilesField
from app.gui.panels.option_group import OptionGroup, check_box
from app.gui.panels.targets import FolderField, TargetField
from app.wording.language import _

SETTLED_MS: Final = 300
"""A name that is being typed is no file yet."""
CSV, JSON_LINES = ".csv", ".jsonl"


class ListOptions(OptionGroup):
    """The files of a batch.

    Signals:
        changed: another list, or another part of it, is to be read.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(_("List and results"))
        self._proposed: dict[TargetField, str] = {}
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLED_MS)
        self._settling.timeout.connect(self.changed)
        self._make_list_fields()
        self._make_result_fields()
        self.show_rows(
            (
                (_("&List"), self.file),
                self.practice,
                (_("Col&umn"), self.column),
                (_("&Name before the @"), self.local_part),
                (_("Results as CS&V"), self.csv),
                (_("Results as &JSON lines"), self.json),
                (_("&Folder for the sessions"), self.logs),
            )
        )
        for text in (self.file.text, self.column, self.local_part):
            text.textChanged.connect(lambda _text: self._settling.start())
        self.practice.toggled.connect(lambda is_on: self._show_practice(is_practice=is_on))
        self.practice.toggled.connect(lambda _is_on: self._settling.start(0))
        self._show_practice(is_practice=False)

    def wish(self) -> ListWish:
        """Give the list that is named, as it is typed."""
        return ListWish(
            file=self.file.file,
            is_practice=self.practice.isChecked(),
            column=self.column.text().strip(),
            local_part=self.local_part.text().strip(),
        )

    @property
    def outputs(self) -> tuple[Path, ...]:
        """The files for the results, with the suffix of what is in them."""
        outputs = (_with_suffix(self.csv.file, CSV), _with_suffix(self.json.file, JSON_LINES))
        return tuple(path for path in outputs if path is not None)

    def take(self, file: Path) -> None:
        """Take a file that was dropped."""
        self.practice.setChecked(False)
        self.file.text.setText(str(file))

    def propose_results(self) -> None:
        """Name files beside the list for its results, where the user has named none."""
        file = self.file.file
        for target, suffix in ((self.csv, CSV), (self.json, JSON_LINES)):
            # On made-up domains there is nothing to keep.
            proposed = ""
            if file and not self.practice.isChecked():
                list_file = Path(file)
                proposed = str(list_file.with_name(f"{list_file.stem}-{_('results')}{suffix}"))
            if target.file == self._proposed.get(target, ""):
                target.text.setText(proposed)
                self._proposed[target] = proposed

    def _make_list_fields(self) -> None:
        self.file = FilesField(
            _("List of addresses"),
            _("a CSV file, as Excel or a directory writes it; it can be dropped here"),
            _("FILE: mail addresses, or domains alone, a line for each"),
        )
        self.practice = check_box(
            _("&Practise on made-up domains"),
            _("On servers of the program itself; nothing leaves this PC"),
        )
        self.column = field(
            _("Column"),
            _("found by its heading"),
            _(
                "--column: the heading above the addresses; empty: one that is known, else the"
                " first"
            ),
        )
        self.local_part = field(
            _("Name before the @"),
            LOCAL_PART,
            _(
                "--local-part: what stands before the @ where the list names a domain alone;"
                " nobody signs in for such an address"
            ),
        )

    def _make_result_fields(self) -> None:
        again = _("One that is there already is gone on with, once you have agreed.")
        self.csv = TargetField(
            _("Results as CSV"),
            _("only shown here"),
            f"--output. {again}",
            _("CSV files (*.csv)"),
        )
        self.json = TargetField(
            _("Results as JSON lines"),
            _("only shown here"),
            f"--output. {again}",
            _("JSON lines (*.jsonl)"),
        )
        self.logs = FolderField(
            _("Folder for the sessions"),
            _("not kept"),
            _("--save-logs: the session of each run, to be opened by a double click on its line"),
        )

    def _show_practice(self, *, is_practice: bool) -> None:
        for widget in (self.file, self.column, self.local_part):
            widget.setEnabled(not is_practice)


def _with_suffix(name: str, suffix: str) -> Path | None:
    if not name:
        return None
    path = Path(name)
    return path if path.suffix.lower() == suffix else path.with_name(f"{path.name}{suffix}")
