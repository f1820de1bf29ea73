"""What Outlook's dialogs hold, part by part, for whoever draws a picture of one."""

from typing import assert_never

from msgspec import Struct

from app.domain.acceptors import SecurityAlert
from app.domain.prompts import Prompt, PromptKind
from app.domain.verdict import Verdict
from app.wording.acceptors import alert_lines, alert_source
from app.wording.language import _
from app.wording.lines import one_line
from app.wording.prompts import prompt_source, prompt_text


class Dialog(Struct, frozen=True, kw_only=True):
    """One dialog, from top to bottom; what it does not have is empty."""

    title: str
    heading: str
    """The site or the question, in the largest letters."""
    paragraphs: tuple[str, ...] = ()
    checks: tuple[tuple[bool, str], ...] = ()
    """The lines of the alert, each with whether it has a tick or a warning sign."""
    fields: tuple[tuple[str, str], ...] = ()
    """Captions and what stands in the field."""
    question: str = ""
    box: str = ""
    """Beside a box that can be ticked."""
    buttons: tuple[str, ...] = ()
    source: str = ""
    """From where the words are, and what is drawn from memory."""

    @property
    def spoken(self) -> str:
        """All of it in lines, for who cannot see a picture."""
        signs = {True: _("ticked"), False: _("warning")}
        checks = (f"{signs[good]}: {text}" for good, text in self.checks)
        fields = (f"{caption}: {value}" for caption, value in self.fields)
        buttons = _("Buttons: {names}").format(names=", ".join(self.buttons))
        rest = (*self.paragraphs, *checks, *fields, self.question, self.box)
        return "\n".join(one for one in (self.title, self.heading, *rest, buttons) if one)


def dialog(prompt: Prompt) -> Dialog:
    """Give the dialog of a prompt; its source says how far the words are known."""
    match prompt.kind:
        case PromptKind.CREDENTIALS:
            # No source has the dialog's words: protocol.md 3.4 has that there is one.
            return Dialog(
                title=_("Sign in"),
                heading=one_line(prompt.host),
                fields=((_("User name"), one_line(prompt.address)), (_("Password"), "")),
                buttons=(_("OK"), _("Cancel")),
                source=_("In our words, and drawn from memory."),
            )
        case PromptKind.SECURITY_ALERT:
            verdict = prompt.judged.verdict if prompt.judged else None
            return alert_dialog(prompt.host, verdict)
        case PromptKind.REDIRECT_CONSENT:
            # KB 2480582, protocol.md 5.7
            question, url, *rest = prompt_text(prompt).splitlines()
            return Dialog(
                title="Microsoft Outlook",
                heading=question,
                paragraphs=(url, *rest),
                # These are as remembered. protocol.md 5.7
                box=_("Don't ask me about this website again"),
                buttons=(_("Allow"), _("Cancel")),
                source=" ".join(
                    (prompt_source(prompt), _("The box and the buttons are drawn from memory."))
                ),
            )
        case _:
            assert_never(prompt.kind)


def alert_dialog(host: str, about: Verdict | SecurityAlert | None) -> Dialog:
    """Give the security alert about a certificate; without one, what is known all the same."""
    return Dialog(
        title=_("Security Alert"),
        heading=one_line(host),
        checks=alert_lines(about) if about else (),
        # KB 940726, KB 2783881
        question=_("Do you want to proceed?"),
        buttons=(_("Yes"), _("No"), _("View Certificate...")),
        source=" ".join((alert_source(), _("The buttons are drawn from memory."))),
    )
