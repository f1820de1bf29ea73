"""What Outlook would have shown the user, and what came of it."""

from typing import assert_never

from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.steps import StepName
from app.wording.acceptors import ALERT_SOURCE, alert_lines
from app.wording.lines import one_line


def prompt_title(prompt: Prompt) -> str:
    """Tell in a few words what Outlook would show."""
    host = prompt.host
    match prompt.kind:
        case PromptKind.CREDENTIALS:
            return f"Outlook asks for user name and password for {host}"
        case PromptKind.SECURITY_ALERT:
            if prompt.step in {StepName.HTTPS_ROOT, StepName.HTTPS_AUTODISCOVER}:
                # protocol.md 5.2: in the background it "cannot show the cert dialog".
                return (
                    f"Outlook skips {host} in the background,"
                    " and shows a security alert when the user is watching"
                )
            return f"Outlook shows a security alert about {host}"
        case PromptKind.REDIRECT_CONSENT:
            return f"Outlook asks whether {host} may give the settings"
        case _:
            assert_never(prompt.kind)


def prompt_text(prompt: Prompt) -> str:
    """Give the text of Outlook's dialog, in lines; `prompt_source` says how far it is known."""
    match prompt.kind:
        case PromptKind.CREDENTIALS:
            # No source has the dialog's words: this tells what it does, in ours.
            return (
                f"Outlook asks for a user name and a password for {one_line(prompt.host)}.\n"
                f"The account is {one_line(prompt.address)}."
            )
        case PromptKind.SECURITY_ALERT:
            return _security_alert(prompt)
        case PromptKind.REDIRECT_CONSENT:
            # KB 2480582, protocol.md 5.7. The box and the buttons below it are from memory,
            # and therefore left out.
            return (
                f"Allow this website to configure {one_line(prompt.address)} server settings?\n"
                f"{one_line(prompt.url)}\n"
                "Your account was redirected to this website for settings.\n"
                "You should only allow settings from sources you know and trust."
            )
        case _:
            assert_never(prompt.kind)


def prompt_source(prompt: Prompt) -> str:
    """Tell from where the words of `prompt_text` are."""
    match prompt.kind:
        case PromptKind.CREDENTIALS:
            return "In our words."
        case PromptKind.SECURITY_ALERT:
            return ALERT_SOURCE
        case PromptKind.REDIRECT_CONSENT:
            return "Outlook's words (KB 2480582)."
        case _:
            assert_never(prompt.kind)


def answer_title(answer: Answer) -> str:
    """Tell how a prompt was answered."""
    match answer:
        case Answer.YES:
            return "answered: yes"
        case Answer.ALWAYS:
            return "answered: yes, and not to be asked again"
        case Answer.NO:
            return "answered: no"
        case Answer.ASSUMED_YES:
            return "taken as yes"
        case Answer.ASSUMED_NO:
            return "taken as no"
        case _:
            assert_never(answer)


def _security_alert(prompt: Prompt) -> str:
    if prompt.judged is None:
        return f"Security Alert\n{one_line(prompt.host)}\nDo you want to proceed?"
    return "\n".join(
        (
            "Security Alert",
            one_line(prompt.host),
            *(
                f"[{'ok' if good else '!'}] {text}"
                for good, text in alert_lines(prompt.judged.verdict)
            ),
            # KB 940726, KB 2783881
            "Do you want to proceed?",
        )
    )
