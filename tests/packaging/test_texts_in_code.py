"""Texts of sessions, as they are found in the code."""

from pathlib import Path
from textwrap import dedent

import pytest

from texts_in_code import in_data, shown, stored


def found(tmp_path: Path, code: str) -> list[str]:
    path = tmp_path / "code.py"
    path.write_text(dedent(code))
    return list(stored(path))


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('x = "The answer is empty."', ["The answer is empty."]),
        ('x = f"{place} does not answer."', ["{place} does not answer."]),
        # Put together out of two lines, and named after what is put in.
        (
            'x = (f"{self.place} did not answer"\n f" within {limit_s:.0f} s.")',
            ["{place} did not answer within {limit_s} s."],
        ),
        # Two placeholders are never named alike.
        ('x = f"from {a.b} to {a_b} it goes"', ["from {a_b} to {a_b_2} it goes"]),
        # A text within a placeholder is one of its own.
        (
            """x = f"It failed{' for the moment' if short else ''}." """,
            ["for the moment", "It failed{the_moment_if_short_else}."],
        ),
        # One that is filled in by str.format is a template already; other braces are text.
        ('x = "{place} finds it too weak."', ["{place} finds it too weak."]),
        ('x = "did not come to the {}."', ["did not come to the {value}."]),
        ('x = "a set { of braces }"', ["a set {{ of braces }}"]),
        ('raise WrongUseError("That is no name.")', ["That is no name."]),
        # What is shown by a call has its place there.
        ('x = _("The answer is empty.")', []),
        # Not for a person.
        ('raise ValueError("a host is wanted here")', []),
        ('"""A docstring with words."""', []),
        ('def f(x: "a quoted annotation") -> "and another one": ...', []),
        ('x: "a quoted annotation" = 1', []),
        ('y = x == "their own words"', []),
        (r'x = re.compile(r"some words\s+here and there")', []),
        ('x = "https"', []),
        ('x = "two\\nlines of a page"', []),
        ('x = "CN=some name,DC=contoso"', []),
    ],
)
def test_a_text_for_a_person_is_found(tmp_path: Path, code: str, texts: list[str]) -> None:
    assert sorted(found(tmp_path, code)) == sorted(texts)


def test_a_scenario_says_its_title_and_its_lesson(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('name = "x"\ntitle = "A title"\nlesson = "A {lesson}."\n')

    assert list(in_data(path)) == ["A title", "A {{lesson}}."]


def test_what_is_shown_is_written_in_a_call(tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    path.write_text(
        'a = _("One " "text")\nb = f"{_(\'inside\')} {x}"\n'
        'c = ngettext("{n} file", "{n} files", n)\nd = pgettext("service", "Other")\n'
    )

    assert sorted(shown(path)) == [
        ("", ("One text",)),
        ("", ("inside",)),
        ("", ("{n} file", "{n} files")),
        ("service", ("Other",)),
    ]


@pytest.mark.parametrize("code", ['_(f"of {x}")', "_(x)", 'ngettext("one", many, 2)'])
def test_a_text_that_is_not_written_out_is_a_defect(tmp_path: Path, code: str) -> None:
    path = tmp_path / "code.py"
    path.write_text(code)

    with pytest.raises(ValueError, match=r"code\.py:1: .* wants plain texts"):
        list(shown(path))
