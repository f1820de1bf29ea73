"""What Outlook's dialogs hold, part by part."""

import msgspec
import pytest

from app.domain.acceptance import Ground
from app.domain.prompts import Prompt, PromptKind
from app.domain.steps import StepName
from app.domain.verdict import Problem
from app.wording import alert_source
from app.wording.pictures import alert_dialog, dialog
from tests.support.played_runs import judged

CONSENT = Prompt(
    kind=PromptKind.REDIRECT_CONSENT,
    step=StepName.HTTP_REDIRECT,
    address="user1@contoso.com",
    url="https://mail.cpandl.com/autodiscover/autodiscover.xml",
    host="mail.cpandl.com",
    port=443,
)
ALERT = msgspec.structs.replace(
    CONSENT,
    kind=PromptKind.SECURITY_ALERT,
    judged=judged("mail.cpandl.com", Ground.REJECTED, Problem.NAME_MISMATCH),
)
CREDENTIALS = msgspec.structs.replace(CONSENT, kind=PromptKind.CREDENTIALS)


def test_the_redirect_question_stands_above_the_url_and_the_advice() -> None:
    shown = dialog(CONSENT)

    assert shown.heading == "Allow this website to configure user1@contoso.com server settings?"
    assert shown.paragraphs == (
        "https://mail.cpandl.com/autodiscover/autodiscover.xml",
        "Your account was redirected to this website for settings.",
        "You should only allow settings from sources you know and trust.",
    )
    assert shown.buttons == ("Allow", "Cancel")
    assert "KB 2480582" in shown.source
    assert "from memory" in shown.source


def test_the_alert_has_three_lines_each_with_its_sign() -> None:
    shown = dialog(ALERT)

    assert [good for good, _ in shown.checks] == [True, True, False]
    assert shown.checks[2][1] == (
        "The name on the security certificate is invalid or does not match the name of the site."
    )
    assert shown.question == "Do you want to proceed?"
    assert shown.source.startswith(alert_source())


def test_an_alert_without_its_certificate_has_no_lines() -> None:
    assert alert_dialog("mail.contoso.com", None).checks == ()
    assert dialog(msgspec.structs.replace(ALERT, judged=None)).checks == ()


def test_the_sign_in_shows_a_name_and_never_a_password() -> None:
    shown = dialog(CREDENTIALS)

    assert shown.fields == (("User name", "user1@contoso.com"), ("Password", ""))
    # Nothing of it is Microsoft's word.
    assert shown.source == "In our words, and drawn from memory."


@pytest.mark.parametrize("prompt", [CONSENT, ALERT, CREDENTIALS], ids=lambda one: one.kind)
def test_everything_in_the_picture_can_be_read_aloud(prompt: Prompt) -> None:
    shown = dialog(prompt)
    spoken = shown.spoken

    for part in (shown.title, shown.heading, *shown.paragraphs, shown.question, shown.box):
        assert part in spoken
    for _, text in (*shown.checks, *shown.fields):
        assert text in spoken
    assert f"Buttons: {', '.join(shown.buttons)}" in spoken
    assert "\n\n" not in spoken


def test_the_signs_are_spoken_too() -> None:
    assert "ticked: The security certificate date is valid." in dialog(ALERT).spoken
    assert "warning: The name on the security certificate" in dialog(ALERT).spoken


def test_a_text_of_the_network_keeps_to_its_line() -> None:
    shown = dialog(msgspec.structs.replace(CREDENTIALS, host="a\nb"))

    assert shown.heading == "a b"
