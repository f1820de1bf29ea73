"""Shows one service URL, and what came of trying it."""

from typing import assert_never

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.events import ProbeResult, ServiceProbed
from app.domain.rows import ServiceState
from app.gui.panels.labels import Facts, PlainLabel
from app.wording import failure_text, scope_title, service_title, told_text, withheld_text
from app.wording.language import _


class ServicePanel(QWidget):
    """A service URL with its check."""

    def __init__(self) -> None:
        super().__init__()
        self._check = PlainLabel(_("Check"))
        self._facts = Facts()
        self._principal = PlainLabel("Principal name")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._check)
        layout.addWidget(self._facts)
        layout.addWidget(self._principal)
        layout.addStretch()

    def show_service(self, state: ServiceState) -> None:
        """Show the URL, where it stood in the answer, and the check."""
        one, probed = state.service_url, state.probed
        failure = probed.failure if probed else None
        self._check.show_text(_check(probed))
        self._facts.show_facts(
            (
                (_("Service"), service_title(one.service)),
                (_("For clients"), scope_title(one.scope).lower()),
                ("URL", one.url),
                (
                    _("From the answer"),
                    _("{element} in {protocol}").format(element=one.element, protocol=one.protocol),
                ),
                (_("Ways to sign in"), ", ".join(probed.schemes) if probed else ""),
                (_("The library said"), failure.origin if failure else ""),
            )
        )

    def show_principal(self, text: str) -> None:
        """Say what Outlook Anywhere wants to find in the certificate; nothing where it is none."""
        told = _("Outlook Anywhere wants in the certificate: {what}.").format(what=text)
        self._principal.show_text(told if text else "")


def _more(probed: ServiceProbed) -> str:
    texts = (told_text(probed.told) if probed.told else "", withheld_text(probed))
    return "".join(f" {text[0].upper()}{text[1:]}." for text in texts if text)


def _check(probed: ServiceProbed | None) -> str:
    """Say what was seen, and no more. protocol.md 7.5"""
    if probed is None:
        return _("This address has not been tried yet.")
    failed = f" {failure_text(probed.failure)}." if probed.failure else ""
    match probed.result:
        case ProbeResult.WORKS:
            return _("The service works for this user.") + _more(probed)
        case ProbeResult.REACHABLE:
            return _(
                "The server is reachable. Whether the service works for this user is not known."
            ) + _more(probed)
        case ProbeResult.FAILS:
            return _("The service cannot be reached at this address:") + failed
        case ProbeResult.NOT_TRIED:
            return _("This address was not tried.") + failed
        case _:
            assert_never(probed.result)
