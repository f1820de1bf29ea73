"""What to look for in the tree, and what of it to show."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.gui.marks import icon
from app.gui.models.tree_filter import Kinds, TreeFilter
from app.wording import Mark
from app.wording.language import _, ngettext

PAUSE_MS = 150
"""After the last key: to filter at each would hold up who types."""
LONGEST = 400
WIDE_ENOUGH = 620
"""Pixels from which the button has its words."""


class TreeBar(QWidget):
    """A field with two arrows, a choice, and the way to the first problem.

    Signals:
        filter_wished(filter): other rows are to be shown.
        search_wished(text, direction): go to the next match (1), the previous one (-1), or the
            first one from here on (0).
        problem_wished(): go to what went wrong first.
        left(): the tree is to have the keyboard again.
    """

    filter_wished = Signal(object)
    search_wished = Signal(str, int)
    problem_wished = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = _Field()
        self.previous = _button(_("Previous match"), _("Previous match (Shift+F3)"))
        self.previous.setArrowType(Qt.ArrowType.UpArrow)
        self.next = _button(_("Next match"), _("Next match (F3)"))
        self.next.setArrowType(Qt.ArrowType.DownArrow)
        self.count = QLabel()
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setAccessibleName(_("Matches"))
        self.kinds = QComboBox()
        self.only_matches = QCheckBox(_("Hide others"))
        self.problem = _button(_("First problem"), _("Unfold the tree to the first problem (F8)"))
        self.problem.setIcon(icon(Mark.BAD))
        self.problem.setText(_("First problem"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._prepare()
        self._lay_out()

    @property
    def wanted(self) -> TreeFilter:
        """What the tree is to show."""
        text = self.text.text() if self.only_matches.isChecked() else ""
        return TreeFilter(kinds=list(_kinds())[self.kinds.currentIndex()], text=text)

    def begin_search(self) -> None:
        """Let the user type what to look for."""
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()

    def show_kinds(self, kinds: Kinds) -> None:
        """Choose as the user would."""
        self.kinds.setCurrentIndex(list(_kinds()).index(kinds))

    def show_everything(self) -> None:
        """Take away what hides rows; the text to look for stays."""
        self.only_matches.setChecked(False)
        self.show_kinds(Kinds.ALL)

    def show_place(self, at: int, count: int) -> None:
        """Tell which of the matches is selected, counted from 1; 0: none of them."""
        told = ""
        if self.text.text():
            told = (
                _("{at} of {count}").format(at=at, count=count)
                if at
                else ngettext("{count} match", "{count} matches", count).format(count=count)
                if count
                else _("no match")
            )
        self.count.setText(told)

    def changed(self) -> None:
        """Act on the text at once, where it was to be waited for more of it."""
        if self._pause.isActive():
            self._pause.stop()
            self._act()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say in words what the sign does, where there is room: alone it looks like "close"."""
        super().resizeEvent(event)
        is_wide = self.width() >= WIDE_ENOUGH
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.problem.setToolButtonStyle(style if is_wide else Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _prepare(self) -> None:
        self.text.setPlaceholderText(_("Find in the tree"))
        self.text.setAccessibleName(_("Find in the tree"))
        self.text.setToolTip(_("Find in the tree (Ctrl+F); Enter goes on, Shift+Enter back"))
        self.text.setClearButtonEnabled(True)
        self.text.setMaxLength(LONGEST)
        self.text.setMinimumWidth(70)
        self.text.textChanged.connect(self._pause.start)
        self.text.gone_to.connect(self._go)
        self.text.left.connect(self.left)
        self._pause.timeout.connect(self._act)
        self.previous.clicked.connect(lambda: self._go(-1))
        self.next.clicked.connect(lambda: self._go(1))
        self.problem.clicked.connect(self.problem_wished)
        self.kinds.setAccessibleName(_("Rows to show"))
        self.kinds.setToolTip(_("Which rows to show, with all above them"))
        self.kinds.addItems(list(_kinds().values()))
        self.kinds.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.kinds.currentIndexChanged.connect(self._filter)
        self.only_matches.setToolTip(_("Show only rows with that text, and all above them"))
        self.only_matches.toggled.connect(self._filter)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.text, stretch=1)
        for widget in (self.previous, self.next, self.count, self.only_matches):
            layout.addWidget(widget)
        layout.addWidget(self.kinds)
        layout.addWidget(self.problem)

    def _act(self) -> None:
        if self.only_matches.isChecked():
            self.filter_wished.emit(self.wanted)
        self.search_wished.emit(self.text.text(), 0)

    def _filter(self) -> None:
        self._pause.stop()
        self.filter_wished.emit(self.wanted)

    def _go(self, direction: int) -> None:
        self.changed()
        self.search_wished.emit(self.text.text(), direction)


class _Field(QLineEdit):
    """A field that knows the keys of a search.

    Signals:
        gone_to(direction): Enter (1), or Shift+Enter (-1).
        left(): Escape in an empty field, or the arrow down.
    """

    gone_to = Signal(int)
    left = Signal()

    def event(self, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            # Here it leaves the search, and does not cancel the run.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.gone_to.emit(-1 if is_back else 1)
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case Qt.Key.Key_Escape | Qt.Key.Key_Down:
                self.left.emit()
            case _:
                super().keyPressEvent(event)


def _button(name: str, tip: str) -> QToolButton:
    made = QToolButton()
    made.setAccessibleName(name)
    made.setToolTip(tip)
    made.setAutoRaise(True)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def _kinds() -> dict[Kinds, str]:
    return {
        Kinds.ALL: _("Everything"),
        Kinds.PROBLEMS: _("Only problems"),
        Kinds.CERTIFICATES: _("Only certificates"),
    }
