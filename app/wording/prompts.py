"""What Outlook would have shown the user, and what came of it."""

from typing import assert_never

from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.steps import StepName
from app.wording.acceptors import alert_lines, alert_source
from app.wording.language import _
from app.wording.lines import one_line


def prompt_title(prompt: Prompt) -> str:
    """Tell in a few words what Outlook would show."""
    host = prompt.host
    match prompt.kind:
        case PromptKind.CREDENTIALS:
            return _("Outlook asks for user name and password for {host}").format(host=host)
        case PromptKind.SECURITY_ALERT:
            if prompt.step in {StepName.HTTPS_ROOT, StepName.HTTPS_AUTODISCOVER}:
                # protocol.md 5.2: in the background it "cannot show the cert dialog".
                return _(
                    "Outlook skips {host} in the background, and shows a security alert when the"
                    " user is watching"
                ).format(host=host)
            return _("Outlook shows a security alert about {host}").format(host=host)
        case PromptKind.REDIRECT_CONSENT:
            return _("Outlook asks whether {host} may give the settings").format(host=host)
        case _:
            assert_never(prompt.kind)


def prompt_text(prompt: Prompt) -> str:
    """Give the text of Outlook's dialog, in lines; `prompt_source` says how far it is known."""
    match prompt.kind:
        case PromptKind.CREDENTIALS:
            # No source has the dialog's words: this tells what it does, in ours.
            return _(
                "Outlook asks for a user name and a password for {host}.\nThe account is {address}."
            ).format(host=one_line(prompt.host), address=one_line(prompt.address))
        case PromptKind.SECURITY_ALERT:
            return _security_alert(prompt)
        case PromptKind.REDIRECT_CONSENT:
            # KB 2480582, protocol.md 5.7. The box and the buttons below it are from memory,
            # and therefore left out.
            return _(
                "Allow this website to configure {address} server settings?\n{url}\nYour account"
                " was redirected to this website for settings.\nYou should only allow settings"
                " from sources you know and trust."
            ).format(address=one_line(prompt.address), url=one_line(prompt.url))
        case _:
            assert_never(prompt.kind)


def prompt_source(prompt: Prompt) -> str:
    """Tell from where the words of `prompt_text` are."""
    match prompt.kind:
        case PromptKind.CREDENTIALS:
            return _("In our words.")
        case PromptKind.SECURITY_ALERT:
            return alert_source()
        case PromptKind.REDIRECT_CONSENT:
            return _("Outlook's words (KB 2480582).")
        case _:
            assert_never(prompt.kind)


def answer_title(answer: Answer) -> str:
    """Tell how a prompt was answered."""
    match answer:
        case Answer.YES:
            return _("answered: yes")
        case Answer.ALWAYS:
            return _("answered: yes, and not to be asked again")
        case Answer.NO:
            return _("answered: no")
        case Answer.ASSUMED_YES:
            return _("taken as yes")
        case Answer.ASSUMED_NO:
            return _("taken as no")
        case _:
            assert_never(answer)


def _security_alert(prompt: Prompt) -> str:
    if prompt.judged is None:
        return _("Security Alert\n{host}\nDo you want to proceed?").format(
            host=one_line(prompt.host)
        )
    return "\n".join(
        (
            _("Security Alert"),
            one_line(prompt.host),
            *(
                f"[{'ok' if good else '!'}] {text}"
                for good, text in alert_lines(prompt.judged.verdict)
            ),
            # KB 940726, KB 2783881
            _("Do you want to proceed?"),
        )
    )
