"""Asks which name server stands for the world outside, before anything is asked there."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton

from app.gui.panels.fields import caption, field
from app.gui.panels.labels import PlainLabel
from app.wording.language import _

PUBLIC_RESOLVER = "9.9.9.9"
"""Quad9's. Any other one does as well, and it is asked only once somebody has agreed to it."""


class ResolverPanel(QFrame):
    """A sentence, a field, and a button, whose click is the consent.

    Signals:
        agreed(resolvers): run both, the one outside with these DNS servers; empty in practice.
    """

    agreed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._explanation = PlainLabel(_("Inside and outside"))
        self.resolver = field(
            _("DNS server outside"),
            PUBLIC_RESOLVER,
            _("--resolver: ADDRESS[:PORT], with spaces between"),
        )
        self._caption = caption(_("DNS server outside"), self.resolver)
        self.agree = QPushButton(_("As&k it, and run both"))
        self.decline = QPushButton(_("Don't run"))
        for button in (self.agree, self.decline):
            button.setAccessibleName(button.text().replace("&", ""))
        self.agree.clicked.connect(self._agree)
        self.decline.clicked.connect(self.hide)
        self.resolver.returnPressed.connect(self._agree)
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(self._explanation, 0, 0, 1, 4)
        for column, widget in enumerate((self._caption, self.resolver, self.agree, self.decline)):
            layout.addWidget(widget, 1, column)
        layout.setColumnStretch(1, 1)
        self.hide()

    def ask(self, resolvers: str) -> None:
        """Show which server would be asked: the one that is given, else a public one."""
        self._explanation.show_text(
            _(
                "The same address is looked for twice: from here, and as a PC would that is not"
                " joined to a domain and asks the DNS server below. That server learns the names"
                " of the mail domain and of its hosts. The connections themselves go out from"
                " this network both times."
            )
        )
        self._show_field(is_shown=True)
        self.resolver.setText(resolvers or PUBLIC_RESOLVER)
        self.show()
        self.resolver.setFocus()

    def ask_for_practice(self) -> None:
        """Say what a run of a scenario from both sides is; there is nothing to choose."""
        self._explanation.show_text(
            _(
                "The scenario is run twice: from here, and as a PC outside would that asks the"
                " practice organisation's public DNS server. Nothing leaves this computer."
            )
        )
        self._show_field(is_shown=False)
        self.resolver.clear()
        self.show()
        self.agree.setFocus()

    def _show_field(self, *, is_shown: bool) -> None:
        self.resolver.setVisible(is_shown)
        self._caption.setVisible(is_shown)
        self.agree.setText(_("As&k it, and run both") if is_shown else _("Run both"))
        self.agree.setAccessibleName(self.agree.text().replace("&", ""))

    def _agree(self) -> None:
        is_empty = self.resolver.isVisible() and not self.resolver.text().strip()
        if is_empty:
            # Without a server of its own, the run outside would ask the same as the one here.
            self.resolver.setFocus()
            return
        self.hide()
        self.agreed.emit(self.resolver.text().strip())
