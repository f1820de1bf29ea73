"""The form of a batch: which list, where its results go, how fast, and with which account."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from app.domain.batch import LOCAL_PART, BatchTask, Entry, Pacing
from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle
from app.gui.batch_jobs import BatchWish, ListWish
from app.gui.panels.fields import caption, choice, field
from app.gui.panels.files_field import FilesField
from app.gui.panels.targets import FolderField, TargetField
from app.gui.plain_text import tool_tip
from app.wording.language import _, said

MOST_AT_ONCE: Final = 200
FASTEST: Final = 1_000.0
SETTLED_MS: Final = 300
"""A name that is being typed is no file yet."""
STANDARD: Final = Pacing()
CSV, JSON_LINES = ".csv", ".jsonl"


class BatchForm(QWidget):
    """Two groups beside each other. The tool tips name the option, as complaints do.

    Signals:
        list_changed: another list, or another part of it, is to be read.
        entered: Enter was pressed in a field.
    """

    list_changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._proposed: dict[TargetField, str] = {}
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLED_MS)
        self._settling.timeout.connect(self.list_changed)
        self._make_list_fields()
        self._make_pace_fields()
        self._make_account_fields()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list_group(), stretch=3)
        layout.addWidget(self._pace_group(), stretch=2)
        self._connect()
        self._show_practice(is_practice=False)
        self._show_account(signs_in=False)

    # --- what is wished --------------------------------------------------------------------

    def list_wish(self) -> ListWish:
        """Give the list that is named, as it is typed."""
        return ListWish(
            file=self.list.file,
            is_practice=self.practice.isChecked(),
            column=self.column.text().strip(),
            local_part=self.local_part.text().strip(),
        )

    def wish(self, entries: tuple[Entry, ...], options: RunOptions) -> BatchWish:
        """Give what is to be run; `options` are those of the main window's form."""
        signs_in = self.sign_in.isChecked()
        password = self.password.text() if signs_in else ""
        own = replace(
            options,
            address="",
            username=self.username.text().strip() if signs_in else "",
            sign_in=signs_in,
            current_user=False,
            profile=self.profile.currentData(),
            local_xml="",
            save="",
            # Nobody is asked, and no certificate is accepted unseen.
            consent="allow" if options.consent == "allow" else "deny",
            security_alert="",
        )
        pacing = Pacing(
            jobs=self.jobs.value(),
            rate=self.rate.value(),
            per_host=self.per_host.value(),
            per_resolver=self.per_resolver.value(),
        )
        outputs = (_with_suffix(self.csv.file, CSV), _with_suffix(self.json.file, JSON_LINES))
        return BatchWish(
            task=BatchTask(entries=entries, options=own, pacing=pacing, logs=self.logs.file),
            password=Secret(password) if password else None,
            is_practice=self.practice.isChecked(),
            outputs=tuple(path for path in outputs if path is not None),
        )

    @property
    def trouble(self) -> str:
        """Why this cannot be started, in a line; empty where nothing is missing."""
        if not self.sign_in.isChecked() or self.practice.isChecked():
            return ""
        if self.username.text().strip() and self.password.text():
            return ""
        return _("To sign in, one account is needed for all: its user name and its password.")

    # --- what is shown ---------------------------------------------------------------------

    def offer_profiles(self, profiles: Sequence[ProfileTitle]) -> None:
        """Fill the list of clients, once it is known."""
        if not profiles:
            return
        self.profile.clear()
        default, *others = profiles
        self.profile.addItem(said(default.title), "")
        for profile in others:
            self.profile.addItem(said(profile.title), profile.name)

    def choose_profile(self, name: str) -> None:
        """Choose the client that the main window's form has."""
        self.profile.setCurrentIndex(max(0, self.profile.findData(name)))

    def take_list(self, file: Path) -> None:
        """Take a file that was dropped."""
        self.practice.setChecked(False)
        self.list.text.setText(str(file))

    def propose_results(self) -> None:
        """Name files beside the list for its results, where the user has named none."""
        file = self.list.file
        for target, suffix in ((self.csv, CSV), (self.json, JSON_LINES)):
            # On made-up domains there is nothing to keep.
            proposed = ""
            if file and not self.practice.isChecked():
                list_file = Path(file)
                proposed = str(list_file.with_name(f"{list_file.stem}-{_('results')}{suffix}"))
            if target.file == self._proposed.get(target, ""):
                target.text.setText(proposed)
                self._proposed[target] = proposed

    def show_running(self, *, is_running: bool) -> None:
        """Let nothing be changed while a list is run through."""
        self.setEnabled(not is_running)

    # --- building --------------------------------------------------------------------------

    def _make_list_fields(self) -> None:
        self.list = FilesField(
            _("List of addresses"),
            _("a CSV file, as Excel or a directory writes it; it can be dropped here"),
            _("FILE: mail addresses, or domains alone, a line for each"),
        )
        self.practice = QCheckBox(_("&Practise on made-up domains"))
        self.practice.setToolTip(
            tool_tip(_("On servers of the program itself; nothing leaves this PC"))
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

    def _make_pace_fields(self) -> None:
        self.jobs = _count(_("Runs at the same time"), STANDARD.jobs, "--jobs")
        self.rate = QDoubleSpinBox()
        self.rate.setAccessibleName(_("Runs that begin in a second"))
        self.rate.setToolTip(
            tool_tip(_("--rate: a server that counts requests may want fewer; 0: without limit"))
        )
        self.rate.setRange(0, FASTEST)
        self.rate.setDecimals(1)
        self.rate.setSpecialValueText(_("without limit"))
        self.per_host = _count(
            _("Requests at the same time to one address"), STANDARD.per_host, "--per-host"
        )
        self.per_resolver = _count(
            _("Questions at the same time to name servers"),
            STANDARD.per_resolver,
            "--per-resolver",
        )
        self.profile = choice(_("Outlook version"), (("Outlook 2007", ""),), "--profile")

    def _make_account_fields(self) -> None:
        self.sign_in = QCheckBox(_("Sign in with one &account for all"))
        self.sign_in.setToolTip(
            tool_tip(
                _(
                    "Without it nobody signs in anywhere. A password that a server refuses is not"
                    " sent again in this batch, since wrong ones may lock the account out."
                )
            )
        )
        self.username = field(_("User name"), _("DOMAIN\\user or user@domain"), "--username")
        self.password = field(_("Password"), "", "--ask-password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)

    def _list_group(self) -> QGroupBox:
        return _group(
            _("List and results"),
            (
                (_("&List"), self.list),
                self.practice,
                (_("Col&umn"), self.column),
                (_("&Name before the @"), self.local_part),
                (_("Results as CS&V"), self.csv),
                (_("Results as &JSON lines"), self.json),
                (_("&Folder for the sessions"), self.logs),
            ),
        )

    def _pace_group(self) -> QGroupBox:
        return _group(
            _("Pace and account"),
            (
                (_("Runs at the same &time"), self.jobs),
                (_("Runs a secon&d"), self.rate),
                (_("&Requests to one address"), self.per_host),
                (_("&Questions to name servers"), self.per_resolver),
                (_("&Outlook version"), self.profile),
                self.sign_in,
                (_("Us&er name"), self.username),
                (_("Pass&word of the account"), self.password),
            ),
        )

    def _connect(self) -> None:
        for text in (self.list.text, self.column, self.local_part):
            text.textChanged.connect(lambda _text: self._settling.start())
        self.practice.toggled.connect(lambda is_on: self._show_practice(is_practice=is_on))
        self.practice.toggled.connect(lambda _is_on: self._settling.start(0))
        self.sign_in.toggled.connect(lambda is_on: self._show_account(signs_in=is_on))
        for line in self.findChildren(QLineEdit):
            # The field of a number has its own.
            if not isinstance(line.parentWidget(), QSpinBox | QDoubleSpinBox):
                line.returnPressed.connect(self.entered)

    def _show_practice(self, *, is_practice: bool) -> None:
        for widget in (self.list, self.column, self.local_part):
            widget.setEnabled(not is_practice)

    def _show_account(self, *, signs_in: bool) -> None:
        for widget in (self.username, self.password):
            widget.setEnabled(signs_in)


def _with_suffix(name: str, suffix: str) -> Path | None:
    if not name:
        return None
    path = Path(name)
    return path if path.suffix.lower() == suffix else path.with_name(f"{path.name}{suffix}")


def _count(name: str, standard: int, option: str) -> QSpinBox:
    made = QSpinBox()
    made.setAccessibleName(name)
    made.setToolTip(tool_tip(option))
    made.setRange(1, MOST_AT_ONCE)
    made.setValue(standard)
    return made


def _group(title: str, rows: Sequence[tuple[str, QWidget] | QCheckBox]) -> QGroupBox:
    group = QGroupBox(title)
    layout = QFormLayout(group)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    layout.setContentsMargins(10, 6, 10, 8)
    layout.setHorizontalSpacing(10)
    layout.setVerticalSpacing(4)
    for row in rows:
        if isinstance(row, QCheckBox):
            row.setAccessibleName(row.text().replace("&", ""))
            layout.addRow(QLabel(), row)
        else:
            text, widget = row
            layout.addRow(caption(text, widget), widget)
    return group
