"""Who answers which prompt."""

import pytest

from app.domain.options import RunOptions
from app.domain.prompts import Answer, Nobody, Prompt, PromptKind
from app.domain.steps import StepName
from app.wiring.answers import OptionAnswers

pytestmark = pytest.mark.anyio

CONSENT, ALERT, PASSWORD = (
    PromptKind.REDIRECT_CONSENT,
    PromptKind.SECURITY_ALERT,
    PromptKind.CREDENTIALS,
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Willing:
    async def answer(self, prompt: Prompt) -> Answer:
        return Answer.YES


@pytest.mark.parametrize(
    ("kind", "options", "answer"),
    [
        (CONSENT, RunOptions(), Answer.YES),
        (CONSENT, RunOptions(consent="ask"), Answer.YES),
        (CONSENT, RunOptions(consent="allow"), Answer.ASSUMED_YES),
        (CONSENT, RunOptions(consent="deny"), Answer.ASSUMED_NO),
        (CONSENT, RunOptions(mode="survey"), Answer.ASSUMED_NO),
        (CONSENT, RunOptions(mode="survey", consent="allow"), Answer.ASSUMED_YES),
        (ALERT, RunOptions(), Answer.YES),
        (ALERT, RunOptions(security_alert="skip"), Answer.ASSUMED_NO),
        (ALERT, RunOptions(security_alert="accept"), Answer.ASSUMED_YES),
        (PASSWORD, RunOptions(), Answer.ASSUMED_NO),
    ],
)
async def test_options_answer_before_the_person(
    kind: PromptKind, options: RunOptions, answer: Answer
) -> None:
    prompt = Prompt(
        kind=kind,
        step=StepName.HTTPS_ROOT,
        address="ann@contoso.com",
        url="https://mail.contoso.com/",
        host="mail.contoso.com",
        port=443,
    )

    assert await OptionAnswers(options, Willing()).answer(prompt) is answer


async def test_nobody_says_no() -> None:
    prompt = Prompt(
        kind=CONSENT, step=StepName.DNS_SRV, address="a@b.example", url="", host="", port=0
    )

    assert await Nobody().answer(prompt) is Answer.ASSUMED_NO
