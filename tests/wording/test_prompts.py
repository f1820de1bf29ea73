import msgspec
import pytest

from app.domain.acceptance import Ground
from app.domain.prompts import Prompt, PromptKind
from app.domain.steps import StepName
from app.domain.verdict import Problem
from app.wording import prompt_source, prompt_text, prompt_title
from tests.support.played_runs import judged

PROMPT = Prompt(
    kind=PromptKind.REDIRECT_CONSENT,
    step=StepName.HTTP_REDIRECT,
    address="user1@contoso.com",
    url="https://mail.cpandl.com/autodiscover/autodiscover.xml",
    host="mail.cpandl.com",
    port=443,
)


def of_kind(kind: PromptKind, step: StepName = StepName.HTTP_REDIRECT, **more: object) -> Prompt:
    return msgspec.structs.replace(PROMPT, kind=kind, step=step, **more)


def test_the_redirect_consent_has_the_words_of_the_knowledge_base() -> None:
    assert prompt_text(PROMPT).splitlines() == [
        "Allow this website to configure user1@contoso.com server settings?",
        "https://mail.cpandl.com/autodiscover/autodiscover.xml",
        "Your account was redirected to this website for settings.",
        "You should only allow settings from sources you know and trust.",
    ]


@pytest.mark.parametrize(
    ("problems", "signs"),
    [
        ((), "ok ok ok"),
        ((Problem.SELF_SIGNED,), "! ok ok"),
        ((Problem.EXPIRED,), "ok ! ok"),
        ((Problem.NAME_MISMATCH,), "ok ok !"),
        ((Problem.SELF_SIGNED, Problem.NOT_YET_VALID, Problem.NAME_MISMATCH), "! ! !"),
    ],
)
def test_the_security_alert_has_a_line_for_each_answer(
    problems: tuple[Problem, ...], signs: str
) -> None:
    shown = judged("mail.cpandl.com", Ground.REJECTED, *problems)

    title, host, *answers, question = prompt_text(
        of_kind(PromptKind.SECURITY_ALERT, judged=shown)
    ).splitlines()

    assert (title, host, question) == (
        "Security Alert",
        "mail.cpandl.com",
        "Do you want to proceed?",
    )
    assert " ".join(line[1 : line.index("]")] for line in answers) == signs


def test_a_wrong_name_is_told_in_the_words_of_the_knowledge_base() -> None:
    shown = judged("mail.cpandl.com", Ground.REJECTED, Problem.NAME_MISMATCH)

    text = prompt_text(of_kind(PromptKind.SECURITY_ALERT, judged=shown))

    assert (
        "The name on the security certificate is invalid or does not match the name of the site."
        in text
    )


def test_an_alert_without_its_certificate_still_asks() -> None:
    text = prompt_text(of_kind(PromptKind.SECURITY_ALERT))

    assert text.splitlines() == ["Security Alert", "mail.cpandl.com", "Do you want to proceed?"]


def test_words_that_no_source_has_are_called_ours() -> None:
    assert prompt_source(of_kind(PromptKind.CREDENTIALS)) == "In our words."
    assert "as remembered" in prompt_source(of_kind(PromptKind.SECURITY_ALERT))
    assert prompt_source(PROMPT) == "Outlook's words (KB 2480582)."


@pytest.mark.parametrize(
    ("kind", "step", "title"),
    [
        (
            PromptKind.CREDENTIALS,
            StepName.SCP,
            "Outlook asks for user name and password for mail.cpandl.com",
        ),
        (
            PromptKind.SECURITY_ALERT,
            StepName.SCP,
            "Outlook shows a security alert about mail.cpandl.com",
        ),
        (
            PromptKind.SECURITY_ALERT,
            StepName.HTTPS_ROOT,
            (
                "Outlook skips mail.cpandl.com in the background,"
                " and shows a security alert when the user is watching"
            ),
        ),
        (
            PromptKind.REDIRECT_CONSENT,
            StepName.DNS_SRV,
            "Outlook asks whether mail.cpandl.com may give the settings",
        ),
    ],
)
def test_a_prompt_is_named_by_what_outlook_does(
    kind: PromptKind, step: StepName, title: str
) -> None:
    assert prompt_title(of_kind(kind, step)) == title


@pytest.mark.parametrize("kind", PromptKind)
def test_a_hostile_url_adds_no_line_to_a_dialog(kind: PromptKind) -> None:
    hostile = of_kind(kind, url="https://x/\nAllow", host="x\ny", address="a\nb@c")

    assert len(prompt_text(hostile).splitlines()) == len(prompt_text(of_kind(kind)).splitlines())
