"""The language of the user's system."""

import pytest

from app.wording.system_language import system_language


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
