"""The language of Windows' menus, which is the program's unless something else is wished."""

import ctypes
import sys

import pytest

from app.wording.language import LANGUAGES
from app.wording.system_language import system_language


def test_windows_tells_its_language_by_a_number_that_python_knows() -> None:
    assert system_language({}) in LANGUAGES


@pytest.mark.usefixtures("wine")
def test_wine_speaks_english_in_the_proof() -> None:
    number = getattr(ctypes, "windll").kernel32.GetUserDefaultUILanguage()  # noqa: B009

    assert number == 0x0409
    assert system_language({}) == "en"


def test_a_variable_goes_before_windows() -> None:
    assert sys.platform == "win32"
    assert system_language({"LANGUAGE": "de"}) == "de"
