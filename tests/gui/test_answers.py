"""Questions from the engine's thread, and answers out of the window."""

import asyncio

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from app.domain.prompts import Answer, PromptKind
from app.gui.answers import BackgroundAnswers, WindowAnswers
from tests.gui.values import alert, consent


async def _answered(answers: WindowAnswers, answer: Answer) -> Answer:
    prompt = alert()
    asking = asyncio.ensure_future(answers.answer(prompt))
    await asyncio.sleep(0)
    answers.give(prompt, answer)
    answers.give(prompt, Answer.NO)  # A second click comes too late.
    return await asyncio.wait_for(asking, 5)


@pytest.mark.parametrize("answer", [Answer.YES, Answer.NO])
def test_the_answer_comes_back_to_whoever_asked(qtbot: QtBot, answer: Answer) -> None:
    answers = WindowAnswers()

    with qtbot.waitSignals([answers.asked, answers.withdrawn]):
        assert asyncio.run(_answered(answers, answer)) is answer


def test_a_prompt_out_of_time_is_withdrawn(qtbot: QtBot) -> None:
    answers = WindowAnswers()

    async def ask() -> None:
        async with asyncio.timeout(0):
            await answers.answer(alert())

    with qtbot.waitSignal(answers.withdrawn), pytest.raises(TimeoutError):
        asyncio.run(ask())


def test_an_answer_to_another_prompt_changes_nothing() -> None:
    answers = WindowAnswers()

    async def ask() -> bool:
        asking = asyncio.ensure_future(answers.answer(alert()))
        await asyncio.sleep(0)
        answers.give(consent(), Answer.YES)
        for _ in range(3):
            await asyncio.sleep(0)
        is_open = not asking.done()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        return is_open

    assert asyncio.run(ask())
    answers.give(alert(), Answer.YES)


def test_credentials_are_not_asked_for_in_the_middle_of_a_run() -> None:
    prompt = replace(alert(), kind=PromptKind.CREDENTIALS)

    assert asyncio.run(WindowAnswers().answer(prompt)) is Answer.ASSUMED_NO


def test_in_the_background_the_answer_is_no() -> None:
    assert asyncio.run(BackgroundAnswers().answer(alert())) is Answer.ASSUMED_NO
