"""The version, as Windows shows and compares it."""

from pathlib import Path

import pytest

from app import __version__
from checkout import ROOT
from version import four_numbers, program_version


def test_the_version_is_the_programs_own() -> None:
    assert program_version(ROOT) == __version__


def test_a_program_without_a_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("version = 1\n")

    with pytest.raises(ValueError, match="no version"):
        program_version(tmp_path)


@pytest.mark.parametrize(
    ("version", "numbers"),
    [
        ("0.1.0", (0, 1, 0, 0)),
        ("1.2.3.4", (1, 2, 3, 4)),
        ("2.0", (2, 0, 0, 0)),
        ("1.0.0rc2", (1, 0, 0, 2)),
        ("1.2.3.4.5", (1, 2, 3, 4)),
    ],
)
def test_windows_compares_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert four_numbers(version) == numbers
