"""The window of all pages of help: contents that can be searched, and a page beside them."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.panels.fields import caption, field
from app.gui.panels.labels import PlainLabel
from app.gui.panels.page_view import PageView
from app.gui.places import give_size, keep_place, put_back
from app.gui.plain_text import one_line
from app.wording.guide import Leads, Page, Target, finding_pages, guide_pages, has_words, page_of
from app.wording.language import _, ngettext

WIDTH: Final = 980
HEIGHT: Final = 680
SHARES: Final = (30, 70)
PLACE: Final = Qt.ItemDataRole.UserRole


class HelpWindow(QWidget):
    """Can be read beside the session.

    Signals:
        practice_wished(name): a lesson is to begin.
    """

    practice_wished = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(_("Help"))
        give_size(self, WIDTH, HEIGHT)
        self._pages = (*guide_pages(), *finding_pages())
        self._before: list[Target] = []
        self._after: list[Target] = []
        self._shown: Target | None = None
        self.search = field(_("Search"), _("words, or the code of a finding"))
        self.search.setClearButtonEnabled(True)
        self.count = PlainLabel(_("How many"))
        self.contents = QTreeWidget()
        self.page = PageView()
        self.back = QPushButton(_("&Back"))
        self.forward = QPushButton(_("&Forward"))
        self._items: dict[Target, QTreeWidgetItem] = {}
        self._findings = QTreeWidgetItem([_("Pages of the findings")])
        self._fill()
        self._lay_out()
        self._connect()
        if self._pages:
            self.show_target(self._pages[0].target)
        put_back(self, "help")

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the place."""
        super().hideEvent(event)
        keep_place(self, "help", event)

    @property
    def shown(self) -> Target | None:
        """What is on the right."""
        return self._shown

    def show_target(self, target: Target) -> None:
        """Show a page, or wish for the lesson that the target is."""
        if target.leads is Leads.PRACTICE:
            self.practice_wished.emit(target.name)
        elif target != self._shown and (page := page_of(target)):
            if self._shown is not None:
                self._before.append(self._shown)
            self._after.clear()
            self._show(page)

    def visible_pages(self) -> tuple[Target, ...]:
        """Give the pages that the search has left, from top to bottom."""
        return tuple(target for target, item in self._items.items() if not item.isHidden())

    def _show(self, page: Page) -> None:
        self._shown = page.target
        self.page.show_page(page, self._words())
        item = self._items[page.target]
        self.contents.blockSignals(True)
        self.contents.setCurrentItem(item)
        self.contents.blockSignals(False)
        self.back.setEnabled(bool(self._before))
        self.forward.setEnabled(bool(self._after))

    def _words(self) -> tuple[str, ...]:
        return tuple(self.search.text().split())

    def _go(self, taken: list[Target], left: list[Target]) -> None:
        page = page_of(taken.pop()) if taken else None
        if page is not None:
            if self._shown is not None:
                left.append(self._shown)
            self._show(page)

    def _filter(self, text: str) -> None:
        for page in self._pages:
            self._items[page.target].setHidden(not has_words(page, text))
        left = self.visible_pages()
        of_findings = [one for one in left if one.leads is Leads.FINDING]
        self._findings.setHidden(not of_findings)
        is_search = bool(text.strip())
        self._findings.setExpanded(is_search)
        told = ngettext("{count} page", "{count} pages", len(left)).format(count=len(left))
        self.count.show_text(told if is_search else "")
        again = page_of(self._shown) if self._shown in left else None
        if again is not None:
            self.page.show_page(again, self._words())

    def _go_to_found(self) -> None:
        """Show the first page that the search has left, and let its list be walked through."""
        if left := self.visible_pages():
            if self._shown not in left:
                self.show_target(left[0])
            self.contents.setFocus()

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        target = item.data(0, PLACE) if item is not None else None
        if isinstance(target, Target):
            self.show_target(target)

    def _fill(self) -> None:
        self.contents.setAccessibleName(_("Contents"))
        self.contents.setHeaderHidden(True)
        for page in self._pages:
            item = QTreeWidgetItem([one_line(page.title)])
            item.setData(0, PLACE, page.target)
            if page.target.leads is Leads.FINDING:
                self._findings.addChild(item)
            else:
                self.contents.addTopLevelItem(item)
            self._items[page.target] = item
        self.contents.addTopLevelItem(self._findings)

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.addWidget(self.back)
        above.addWidget(self.forward)
        above.addWidget(caption(_("&Search:"), self.search))
        above.addWidget(self.search, stretch=1)
        beside = QSplitter(Qt.Orientation.Horizontal)
        beside.setChildrenCollapsible(False)
        beside.addWidget(self.contents)
        beside.addWidget(self.page)
        for at, share in enumerate(SHARES):
            beside.setStretchFactor(at, share)
        beside.setSizes([10 * share for share in SHARES])
        layout = QVBoxLayout(self)
        layout.addLayout(above)
        layout.addWidget(self.count)
        layout.addWidget(beside, stretch=1)
        self.count.show_text("")

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._go_to_found)
        self.contents.currentItemChanged.connect(lambda item, _before: self._choose(item))
        self.contents.itemActivated.connect(lambda *_: self.page.setFocus())
        self.page.followed.connect(self.show_target)
        self.back.clicked.connect(lambda: self._go(self._before, self._after))
        self.forward.clicked.connect(lambda: self._go(self._after, self._before))
        for keys, act in (
            (QKeySequence.StandardKey.Back, self.back.click),
            (QKeySequence.StandardKey.Forward, self.forward.click),
            (QKeySequence.StandardKey.Find, self.search.setFocus),
            (QKeySequence(Qt.Key.Key_Escape), self.close),
        ):
            QShortcut(QKeySequence(keys), self, act)
