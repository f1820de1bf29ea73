"""What argparse complains of, said by us."""

import argparse

import pytest

from app.cli.arguments import parser
from app.cli.complaints import complaint
from app.domain.options import WrongUseError
from app.wording.language import speaking


@pytest.mark.parametrize(
    ("arguments", "english", "german"),
    [
        ("show", "These are wanted: FILE", "Es fehlen: FILE"),
        ("check a@b.c --nix", "There is no argument --nix here", "Ein Argument --nix gibt es hier"),
        ("check a@b.c --mode", "--mode wants a value", "--mode braucht einen Wert"),
        ("check --help=3", "takes no value, not even '3'", "nimmt keinen Wert, auch nicht '3'"),
        ("check --mode fast", "--mode cannot be 'fast'", "--mode kann nicht 'fast' sein"),
    ],
)
def test_each_complaint_is_in_the_language_of_the_program(
    arguments: str, english: str, german: str
) -> None:
    for language, expected in (("en", english), ("de", german)):
        with speaking(language), pytest.raises(WrongUseError) as raised:
            parser().parse_args(arguments.split())
        assert expected in str(raised.value)
        assert not str(raised.value).startswith("argument ")


def test_every_kind_of_complaint_of_argparse_is_known() -> None:
    made = argparse.ArgumentParser(prog="x", exit_on_error=False)
    either = made.add_mutually_exclusive_group(required=True)
    either.add_argument("--first", type=int)
    either.add_argument("--second")
    for arguments, expected in (
        (["--first", "x"], "--first cannot be 'x'"),
        (["--first", "1", "--second", "2"], "--second does not go with --first"),
    ):
        with pytest.raises(argparse.ArgumentError) as raised:
            made.parse_args(arguments)
        assert complaint(str(raised.value)) == expected
    assert complaint("ambiguous option: --s could match --a, --b") == "--s may stand for --a, --b"
    assert (
        complaint("one of the arguments --a --b is required") == "One of these is wanted: --a --b"
    )
    assert complaint("argument --rate: too fast") == "--rate: too fast"


def test_what_is_not_known_is_shown_as_it_is() -> None:
    assert complaint("something new") == "Something new"
