"""The tree with what finds, filters and copies its rows, and the legend of its colours."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.attempts import Exchange, Leg
from app.domain.rows import ServicesState, ServiceState
from app.domain.settings import ServiceUrl
from app.gui.models.session_tree import SessionTree
from app.gui.models.tree_cells import Column
from app.gui.models.tree_filter import Kinds, TreeFilter
from app.gui.panels.tree import TreePanel
from app.gui.panels.tree_bar import TreeBar
from app.gui.panels.waterfall import Legend
from app.gui.plain_text import one_line
from app.wording.language import _

MOST_COPIED = 5_000
"""Lines of text: more would hold the window up; an export has all."""


class TreeSection(QWidget):
    """The tree, its bar above, the legend below.

    Signals:
        again_wished(services): these are to be tried again; None: all of the session.
        told(text): this is to be said to the user.
    """

    again_wished = Signal(object)
    told = Signal(str)

    def __init__(self, tree: SessionTree, blamed: Callable[[], int] | None = None) -> None:
        """`blamed` gives the row that the findings hold to be the cause; 0 where there is none."""
        super().__init__()
        self._blamed = blamed or (lambda: 0)
        self._tree = tree
        self._can_try_again = False
        self.bar = TreeBar()
        self.panel = TreePanel(tree)
        self.legend = Legend()
        self.copy_row = self._action(_("&Copy row"), QKeySequence.StandardKey.Copy)
        self.copy_text = self._action(_("Copy as &text, with all below it"), None)
        self.copy_curl = self._action(_("Copy as c&url command (sh, bash)"), None)
        self.copy_curl_cmd = self._action(_("Copy as curl command (Command &Prompt)"), None)
        self.again = self._action(_("Try this &service again…"), None)
        self.all_again = self._action(_("Try &all services again…"), None)
        self.unfold = self._action(_("&Unfold all below it"), None)
        self._prepare()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.bar)
        layout.addWidget(self.panel, stretch=1)
        layout.addWidget(self.legend)

    def select(self, number: int) -> None:
        """Select a row that the user chose elsewhere, though a filter hides it."""
        if not self._tree.is_shown(number):
            self.bar.show_everything()
        self.panel.select(number)

    def go_to_first_problem(self) -> None:
        """Unfold the tree to the first problem, and select it; say so where there is none."""
        if number := self._tree.first_problem(self._blamed()):
            self.select(number)
            self.panel.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self._tree.is_over:
            self.told.emit(
                _("No problem: what failed is normal, as the findings say")
                if self._tree.normal
                else _("No problem: nothing failed")
            )

    def toggle_kinds(self, kinds: Kinds) -> None:
        """Show only rows of these kinds, or everything where it is so already."""
        is_so = self._tree.filter.kinds is kinds
        self.bar.show_kinds(Kinds.ALL if is_so else kinds)

    def offer_again(self, *, is_possible: bool) -> None:
        """Let services be tried again, where there are any and nothing is under way."""
        self._can_try_again = is_possible
        self._offer(self.panel.selected)

    def search(self, text: str, direction: int) -> None:
        """Select the next match, the previous one, or with 0 the first from here on."""
        order = self._tree.order()
        places = {number: at for at, number in enumerate(order)}
        found = [places[number] for number in self._tree.matches(text)]
        if not found:
            self.bar.show_place(0, 0)
            return
        # Before the first one, where nothing is selected.
        here = places.get(self.panel.selected, -1)
        match direction:
            case -1:
                at = bisect_left(found, here) - 1
            case 0:
                at = bisect_left(found, here)
            case _:
                at = bisect_right(found, here)
        at %= len(found)
        self.panel.select(order[found[at]])
        self.bar.show_place(at + 1, len(found))

    # --- copying ---------------------------------------------------------------------------

    def _copy_row(self) -> None:
        if number := self.panel.selected:
            line = self._tree.line(number)
            time = self._tree.index_of(number, Column.TIME).data()
            texts = (one_line(line.what), one_line(line.verdict), time)
            QGuiApplication.clipboard().setText("\t".join(texts).rstrip("\t"))

    def _copy_text(self) -> None:
        if number := self.panel.selected:
            # The exporters need the judge's libraries, for which the first painting does not wait.
            from app.export import branch_lines

            lines = branch_lines(self._tree.session, number, MOST_COPIED + 1, self._tree.normal)
            cut = (
                _("[cut here: File, Export has the whole]") + "\n"
                if len(lines) > MOST_COPIED
                else ""
            )
            text = "".join(f"{line}\n" for line in lines[:MOST_COPIED])
            QGuiApplication.clipboard().setText(text + cut)

    def _copy_curl(self, shell_name: str) -> None:
        if command := self._curl(shell_name):
            QGuiApplication.clipboard().setText(command)

    def _curl(self, shell_name: str) -> str:
        from app.export.curl import Shell, curl_command, request_of

        number = self.panel.selected
        request = request_of(self._tree.session.row(number).subject) if number else None
        return curl_command(request, Shell(shell_name)) if request else ""

    # --- building --------------------------------------------------------------------------

    def _action(self, text: str, shortcut: QKeySequence.StandardKey | None) -> QAction:
        action = QAction(text, self.panel)
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.panel.addAction(action)
        return action

    def _prepare(self) -> None:
        self.panel.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.copy_row.triggered.connect(self._copy_row)
        self.copy_text.triggered.connect(self._copy_text)
        self.copy_curl.triggered.connect(lambda: self._copy_curl("posix"))
        self.copy_curl_cmd.triggered.connect(lambda: self._copy_curl("cmd"))
        self.again.triggered.connect(lambda: self.again_wished.emit(self._selected_services()))
        self.all_again.triggered.connect(lambda: self.again_wished.emit(None))
        self.unfold.triggered.connect(self.panel.unfold_selected)
        self.bar.filter_wished.connect(self._filter)
        self.bar.search_wished.connect(self.search)
        self.bar.problem_wished.connect(self.go_to_first_problem)
        self.bar.left.connect(self.panel.setFocus)
        self.panel.row_selected.connect(self._offer)
        self.panel.waterfall_shown.connect(self.legend.setVisible)
        self._offer(0)

    def _filter(self, wanted: TreeFilter) -> None:
        self.panel.show_filter(wanted)

    def _selected_services(self) -> tuple[ServiceUrl, ...]:
        """Give the service of the row that is selected, or those of its side."""
        number = self.panel.selected
        subject = self._tree.session.row(number).subject if number else None
        if isinstance(subject, ServiceState):
            return (subject.service_url,)
        if not isinstance(subject, ServicesState):
            return ()
        below = map(self._tree.session.row, self._tree.session.children(number))
        return tuple(
            row.subject.service_url for row in below if isinstance(row.subject, ServiceState)
        )

    def _offer(self, number: int) -> None:
        self.all_again.setEnabled(self._can_try_again)
        self.again.setEnabled(self._can_try_again and bool(self._selected_services()))
        for action in (self.copy_row, self.copy_text, self.unfold):
            action.setEnabled(bool(number))
        subject = self._tree.session.row(number).subject if number else None
        is_request = isinstance(subject, Exchange | Leg)
        for action in (self.copy_curl, self.copy_curl_cmd):
            action.setEnabled(is_request)
