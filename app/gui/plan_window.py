"""The Certificate plan: names, check-list and methods of a session, with blocks to copy."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QHideEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.deployment import (
    Block,
    CertificatePlan,
    Method,
    MethodPlan,
    Tick,
    WantedCertificate,
)
from app.gui.panels.labels import Facts, PlainLabel
from app.gui.panels.table import TextTable
from app.gui.places import give_size, keep_place, put_back
from app.gui.plain_text import many_lines, visible
from app.wording.deployment import (
    block_kind_title,
    check_title,
    events_text,
    method_name,
    method_title,
    principal_text,
    state_title,
    tick_title,
    use_title,
)
from app.wording.language import _

WIDTH: Final = 900
HEIGHT: Final = 700
MOST_LINES: Final = 14
"""Of a block that are in sight at once."""
ORDER: Final = tuple(Method)


class PlanWindow(QDialog):
    """Shows one plan; closed, it can be shown again with another."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Certificate plan"))
        give_size(self, WIDTH, HEIGHT)
        self._text = ""
        self._head = Facts()
        self._remarks = PlainLabel(_("Remarks"))
        self.names = TextTable(
            _("Names to cover"),
            (_("Name"), _("Used for"), _("In a certificate"), _("Why")),
            kept="plan-names",
        )
        heads = (*(method_name(one) for one in ORDER), _("What the session showed"))
        self.checks = TextTable(_("Check-list"), (_("Check"), *heads), kept="plan-checks")
        # The reasons are long: they have the room of two lines and a tool tip.
        for table in (self.names, self.checks):
            table.setWordWrap(True)
            table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Parts of the plan"))
        self.copy_all = QPushButton(_("Copy the &whole plan"))
        self.copy_all.clicked.connect(self._copy_all)
        close = QPushButton(_("&Close"))
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_all)
        buttons.addStretch()
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(self._head)
        layout.addWidget(self.tabs, stretch=1)
        layout.addLayout(buttons)
        put_back(self, "plan")

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the place."""
        super().hideEvent(event)
        keep_place(self, "plan", event)

    def show_plan(self, plan: CertificatePlan, text: str) -> None:
        """Show a plan; `text` is the whole of it, to be copied."""
        self._text = text
        follows = method_title(plan.follows) if plan.follows else _("none that this session shows")
        published = plan.published
        if plan.is_proposed:
            published = _("{name} (proposed: none was seen)").format(name=published)
        wants = principal_text(plan.principal) if plan.principal else ""
        self._head.show_facts(
            (
                (_("Mail domain"), plan.domain),
                (_("Name outside (mail.)"), published),
                (_("Client Access server"), plan.server),
                (_("Outlook Anywhere wants"), wants),
                (_("Method followed"), follows),
                (_("Recommended"), f"{method_title(plan.recommended)}: {plan.because}"),
            )
        )
        self._show_names(plan)
        self._show_checks(plan)
        self._fill_tabs(plan)

    def _show_names(self, plan: CertificatePlan) -> None:
        self.names.show_lines(
            (
                one.host if one.is_public else _("{host} (inside only)").format(host=one.host),
                ", ".join(
                    f"{use_title(used.use)}{events_text(used.evidence)}" for used in one.uses
                ),
                tick_title(one.covered),
                one.why,
            )
            for one in plan.names
        )

    def _show_checks(self, plan: CertificatePlan) -> None:
        lines = zip(*(plan.of(method).ticks for method in ORDER), strict=True)
        self.checks.show_lines(
            (
                check_title(ticked[0].check),
                *(tick_title(one.tick) for one in ticked),
                "; ".join(
                    dict.fromkeys(
                        f"{one.why}{events_text(one.evidence)}" for one in ticked if one.why
                    )
                ),
            )
            for ticked in lines
        )

    def _fill_tabs(self, plan: CertificatePlan) -> None:
        while self.tabs.count():
            page = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if isinstance(page, MethodPage):
                page.deleteLater()
        methods = (plan.recommended, *(one for one in ORDER if one is not plan.recommended))
        for method in methods:
            is_recommended = method is plan.recommended
            page = MethodPage(plan.of(method), plan.remarks if is_recommended else ())
            name = method_name(method)
            self.tabs.addTab(
                page, _("{method} (recommended)").format(method=name) if is_recommended else name
            )
        self.tabs.insertTab(1, self.checks, _("Chec&k-list"))
        self.tabs.insertTab(2, self.names, _("&Names"))
        self.tabs.setCurrentIndex(0)

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self._text)


class MethodPage(QScrollArea):
    """One method: how far it is followed, what is missing, and each block with its button."""

    def __init__(self, plan: MethodPlan, remarks: tuple[str, ...]) -> None:
        super().__init__()
        self.setAccessibleName(method_title(plan.method))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        layout = QVBoxLayout(inner)
        facts = Facts()
        facts.show_facts(
            (
                (_("Method"), method_title(plan.method)),
                (_("State"), state_title(plan.state)),
                (_("Missing"), _listed(plan.missing)),
                (_("Not seen"), _listed(plan.not_seen)),
                *((_("Certificate"), _with_names(one)) for one in plan.certificates),
                (_("To change"), _listed(plan.changes) or _("nothing")),
                (_("To be looked at"), _listed(plan.perhaps)),
                (_("Remarks"), _listed(remarks)),
            )
        )
        layout.addWidget(facts)
        self.blocks = [BlockView(block) for block in plan.blocks]
        for view in self.blocks:
            layout.addWidget(view)
        layout.addStretch()
        self.setWidget(inner)


class BlockView(QWidget):
    """A block as plain text, and the button that copies it."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        self._block = block
        title = PlainLabel(_("Block"), f"{block.title} ({block_kind_title(block.kind)})")
        title.enlarge(1.0, bold=True)
        self.copy = QPushButton(_("Copy"))
        self.copy.setAccessibleName(visible(_("Copy: {title}").format(title=block.title)))
        self.copy.clicked.connect(self._copy)
        self.text = QPlainTextEdit(many_lines(block.text))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(visible(block.title))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        lines = min(MOST_LINES, block.text.count("\n") + 1)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * lines + 32)
        top = QHBoxLayout()
        top.addWidget(title, stretch=1)
        top.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.text)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._block.text)


def _listed(items: tuple[str, ...]) -> str:
    return "\n".join(items)


def _with_names(wanted: WantedCertificate) -> str:
    names = ", ".join(wanted.names)
    match wanted.at_hand:
        case Tick.YES:
            return _("{names} (there already)").format(names=names)
        case Tick.NOT_SEEN:
            return _("{names} (none was seen)").format(names=names)
        case _:
            return names
