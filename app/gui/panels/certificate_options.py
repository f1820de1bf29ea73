"""The options about certificates, and the answers to what Outlook asks about them."""

from msgspec.structs import replace

from app.domain.options import RunOptions
from app.gui.panels.fields import choice, field
from app.gui.panels.files_field import FilesField
from app.gui.panels.option_group import OptionGroup, check_box
from app.wording.language import _


class CertificateOptions(OptionGroup):
    """What is trusted, as of when, and what is answered without asking."""

    def __init__(self) -> None:
        super().__init__(_("Certificates and questions"))
        self.trust_files = FilesField(
            _("Trust files"),
            _("none further"),
            _("--trust-file: PEM files with further trust anchors, with semicolons between them"),
            several=True,
        )
        self.only_these = check_box(_("Trust only these files"), "--no-system-trust")
        self.at = field(
            _("Judge certificates as of"), _("now"), _("--at: a day such as 2007-06-01; empty: now")
        )
        self.revocation = check_box(
            _("Ask whether they are revo&ked"),
            _("--revocation: by OCSP and CRL; Outlook on Windows XP does not"),
        )
        self.redirects = choice(
            _("Redirects"), _redirects(), _("--consent: Outlook's redirect question")
        )
        self.alerts = choice(
            _("Security alerts"), _alerts(), _("--security-alert: Outlook's certificate warning")
        )
        self.in_background = check_box(
            _("Answer as Outlook in background"),
            _("No questions: redirects are not allowed, certificate warnings are not accepted."),
        )
        self.show_rows(
            (
                (_("Trust files"), self.trust_files),
                self.only_these,
                (_("Judge as of (date)"), self.at),
                self.revocation,
                (_("Redirects"), self.redirects),
                (_("Security alerts"), self.alerts),
                self.in_background,
            )
        )
        self.in_background.toggled.connect(self._show_answers)

    def filled(self, options: RunOptions) -> RunOptions:
        """Give the options with what is set here, as it is typed; what is not set stays blank."""
        in_background = self.in_background.isChecked()
        return replace(
            options,
            trust_files=self.trust_files.files,
            system_trust=not self.only_these.isChecked(),
            at=self.at.text().strip(),
            revocation=self.revocation.isChecked(),
            consent="deny" if in_background else self.redirects.currentData(),
            security_alert="skip" if in_background else self.alerts.currentData(),
        )

    def _show_answers(self, in_background: bool) -> None:  # noqa: FBT001 - a signal sends it
        for answers in (self.redirects, self.alerts):
            answers.setEnabled(not in_background)


def _redirects() -> tuple[tuple[str, str], ...]:
    return (
        (_("Ask me"), ""),
        (_("Ask, in practice too"), "ask"),
        (_("Allow"), "allow"),
        (_("Don't allow"), "deny"),
    )


def _alerts() -> tuple[tuple[str, str], ...]:
    return ((_("Ask me"), ""), (_("No: next step"), "skip"), (_("Yes: accept"), "accept"))
