"""The language of the program, before anything else is known."""

import pytest

from app.cli.language import wished_language
from app.domain.options import WrongUseError


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
