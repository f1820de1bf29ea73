import asyncio
import io
import queue
from collections.abc import Iterator
from typing import TextIO

import pytest
from msgspec.structs import replace

from app.cli import answers as answers_module
from app.cli.answers import TerminalAnswers, person_at_terminal
from app.domain.prompts import Answer, Nobody, Prompt, PromptKind
from app.domain.steps import StepName

CONSENT = Prompt(
    kind=PromptKind.REDIRECT_CONSENT,
    step=StepName.HTTP_REDIRECT,
    address="ann@contoso.example",
    url="https://mail.contoso.example/autodiscover/autodiscover.xml",
    host="mail.contoso.example",
    port=443,
)


def prompt(kind: PromptKind) -> Prompt:
    return Prompt(
        kind=kind,
        step=CONSENT.step,
        address=CONSENT.address,
        url=CONSENT.url,
        host=CONSENT.host,
        port=CONSENT.port,
    )


def test_nobody_denies() -> None:
    assert asyncio.run(Nobody().answer(CONSENT)) is Answer.ASSUMED_NO


class Keyboard(io.StringIO):
    """What is typed can be read once, by a thread that waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = 0
        self._typed: queue.Queue[str] = queue.Queue()

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        return self._typed.get()

    def open(self) -> TextIO | None:
        self.opened += 1
        return self

    def type(self, text: str) -> None:
        self._typed.put(text)


class Screen(io.StringIO):
    """Tells when the question stands on it."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: asyncio.Queue[str] = asyncio.Queue()

    def isatty(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if text.startswith("Allow?"):
            self._asked.put_nowait(text)
        return super().write(text)

    async def question(self) -> None:
        await self._asked.get()


@pytest.fixture
def keyboard() -> Iterator[Keyboard]:
    made = Keyboard()
    yield made
    # The thread that reads it ends with the input.
    made.type("")


@pytest.mark.parametrize(
    ("typed", "answer", "questions"),
    [
        ("y\n", Answer.YES, 1),
        (" YES \n", Answer.YES, 1),
        ("n\n", Answer.NO, 1),
        ("\n", Answer.NO, 1),
        ("a\n", Answer.ALWAYS, 1),
        (" Always\n", Answer.ALWAYS, 1),
        ("what?\nperhaps\ny\n", Answer.YES, 3),
    ],
)
def test_a_person_is_asked_until_the_reply_is_clear(
    keyboard: Keyboard, typed: str, answer: Answer, questions: int
) -> None:
    async def ask() -> tuple[Answer, str]:
        screen = Screen()
        asked = asyncio.ensure_future(TerminalAnswers(keyboard.open, screen).answer(CONSENT))
        for line in typed.splitlines(keepends=True):
            await screen.question()
            keyboard.type(line)
        return await asked, screen.getvalue()

    given, shown = asyncio.run(ask())
    assert given is answer
    assert shown.count("Allow? [y/N/always]") == questions


def test_a_yes_to_another_address_cannot_stand_for_later_runs(keyboard: Keyboard) -> None:
    async def ask() -> tuple[Answer, str]:
        screen = Screen()
        readdressed = replace(CONSENT, port=0)
        asked = asyncio.ensure_future(TerminalAnswers(keyboard.open, screen).answer(readdressed))
        for reply in ("always\n", "y\n"):
            await screen.question()
            keyboard.type(reply)
        return await asked, screen.getvalue()

    given, shown = asyncio.run(ask())
    assert given is Answer.YES
    assert shown.count("Allow? [y/N] ") == 2
    assert "Please answer y/n." in shown


@pytest.mark.parametrize("kind", [PromptKind.SECURITY_ALERT, PromptKind.CREDENTIALS])
def test_a_person_is_asked_about_redirects_alone(keyboard: Keyboard, kind: PromptKind) -> None:
    answers = TerminalAnswers(keyboard.open, io.StringIO())

    assert asyncio.run(answers.answer(prompt(kind))) is Answer.ASSUMED_NO
    assert keyboard.opened == 0


def test_the_question_shows_outlooks_text(keyboard: Keyboard) -> None:
    screen = io.StringIO()
    keyboard.type("n\n")

    asyncio.run(TerminalAnswers(keyboard.open, screen).answer(CONSENT))

    assert screen.getvalue().splitlines() == [
        "",
        "Outlook asks whether mail.contoso.example may give the settings:",
        "",
        "Allow this website to configure ann@contoso.example server settings?",
        "https://mail.contoso.example/autodiscover/autodiscover.xml",
        "Your account was redirected to this website for settings.",
        "You should only allow settings from sources you know and trust.",
        "",
        "Allow? [y/N/always] ",
    ]


def test_the_end_of_the_input_is_no_now_and_later(keyboard: Keyboard) -> None:
    keyboard.type("")

    async def ask_twice() -> list[Answer]:
        answers = TerminalAnswers(keyboard.open, io.StringIO())
        return [await answers.answer(CONSENT) for _ in range(2)]

    assert asyncio.run(ask_twice()) == [Answer.ASSUMED_NO, Answer.ASSUMED_NO]
    assert keyboard.opened == 1


def test_a_terminal_that_cannot_be_opened_is_nobody() -> None:
    answers = TerminalAnswers(lambda: None, io.StringIO())

    assert asyncio.run(answers.answer(CONSENT)) is Answer.ASSUMED_NO


def test_a_terminal_that_fails_is_nobody() -> None:
    broken = io.StringIO()
    broken.close()

    answers = TerminalAnswers(lambda: broken, io.StringIO())

    assert asyncio.run(answers.answer(CONSENT)) is Answer.ASSUMED_NO


def test_a_question_that_was_given_up_steals_no_later_reply(keyboard: Keyboard) -> None:
    async def give_up_then_ask() -> Answer:
        screen = Screen()
        answers = TerminalAnswers(keyboard.open, screen)
        first = asyncio.ensure_future(answers.answer(CONSENT))
        await screen.question()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        second = asyncio.ensure_future(answers.answer(CONSENT))
        await screen.question()
        keyboard.type("y\n")
        return await second

    assert asyncio.run(give_up_then_ask()) is Answer.YES
    assert keyboard.opened == 1


def test_without_a_screen_nobody_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for stderr in (None, io.StringIO()):
        monkeypatch.setattr("sys.stderr", stderr)
        assert isinstance(person_at_terminal(), Nobody)


def test_with_a_screen_the_person_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", Screen())

    assert isinstance(person_at_terminal(), TerminalAnswers)


@pytest.mark.parametrize(("stdin", "is_taken"), [(Screen(), True), (io.StringIO(), False)])
def test_where_no_terminal_has_a_name_standard_input_is_one_or_none(
    monkeypatch: pytest.MonkeyPatch, stdin: io.StringIO, is_taken: bool
) -> None:
    class Nowhere:
        def __init__(self, name: str) -> None:
            pass

        def open(self, **kwargs: str) -> TextIO:
            raise FileNotFoundError

    monkeypatch.setattr(answers_module, "Path", Nowhere)
    monkeypatch.setattr("sys.stdin", stdin)

    assert answers_module._open_terminal() is (stdin if is_taken else None)
