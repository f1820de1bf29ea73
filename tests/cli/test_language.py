"""The language of the program, before anything else is known."""

import pytest

from app.cli.language import system_language, wished_language
from app.domain.options import WrongUseError


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de"}, "de"),
        ({"LANG": "de_AT@euro"}, "de"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        # gettext's order: LANGUAGE, LC_ALL, LC_MESSAGES, LANG.
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "de_DE.UTF-8"}, "de"),
        ({"LC_MESSAGES": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "en_GB", "LANGUAGE": "de"}, "de"),
        # A list, the dearest first.
        ({"LANGUAGE": "fr:de:en"}, "de"),
        ({"LANGUAGE": "", "LANG": "de_DE"}, "de"),
    ],
)
def test_the_environment_says_the_language(environment: dict[str, str], code: str) -> None:
    assert system_language(environment, None) == code


@pytest.mark.parametrize(
    ("number", "code"), [(0x0407, "de"), (0x0C07, "de"), (0x0409, "en"), (1, "en")]
)
def test_windows_says_the_language_of_its_own_dialogs(number: int, code: str) -> None:
    assert system_language({}, lambda: number) == code
    assert system_language({"LANG": "de_DE.UTF-8"}, lambda: 0x0409) == "de"


@pytest.mark.parametrize(
    ("arguments", "code", "rest"),
    [
        ([], "", []),
        (["--language", "de"], "de", []),
        (
            ["check", "ann@contoso.com", "--language=en", "--joined", "no"],
            "en",
            ["check", "ann@contoso.com", "--joined", "no"],
        ),
        (["show", "x", "--", "--language", "de"], "", ["show", "x", "--", "--language", "de"]),
        (["show", "--lang", "de"], "", ["show", "--lang", "de"]),
    ],
)
def test_the_language_is_taken_out_of_the_arguments(
    arguments: list[str], code: str, rest: list[str]
) -> None:
    assert wished_language(arguments) == (code, rest)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--language", "tlh"], "--language is one of en, de, not 'tlh'."),
        (["check", "--language"], "--language wants a language, such as en or de."),
    ],
)
def test_a_language_that_is_not_there_is_wrong_use(arguments: list[str], complaint: str) -> None:
    with pytest.raises(WrongUseError) as wrong:
        wished_language(arguments)

    assert str(wrong.value) == complaint
