"""What stands between quotes in a command stays there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wording.powershell import (
    LONGEST,
    UnsafeTextError,
    is_computer_name,
    listed,
    quoted,
)

# about_Quoting_Rules; PowerShell's tokenizer takes the curly ones for the straight one.
QUOTES = "'\u2018\u2019\u201a\u201b"


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("mail.contoso.com", "'mail.contoso.com'"),
        ("O'Hara", "'O''Hara'"),
        ('$env:USERNAME `n "x"', "'$env:USERNAME `n \"x\"'"),
        ("a\u2019; Remove-Mailbox *; \u2018", "'a\u2019\u2019; Remove-Mailbox *; \u2018\u2018'"),
        ("\u201a\u201b", "'\u201a\u201a\u201b\u201b'"),
        ("", "''"),
    ],
)
def test_each_quote_is_doubled_and_the_rest_stays(text: str, argument: str) -> None:
    assert quoted(text) == argument


@pytest.mark.parametrize(
    "text",
    ["a\nb", "a\rb", "a\0b", "\x1b[31m", "a\u2028b", "a\u2029b", "\u202eb", "\u200b", "\ud800",
     "a\x85b", "x" * (LONGEST + 1)],
)  # fmt: skip
def test_what_no_command_may_hold_is_refused(text: str) -> None:
    with pytest.raises(UnsafeTextError):
        quoted(text)


@given(st.text())
def test_no_text_gets_out_of_its_quotes(text: str) -> None:
    try:
        argument = quoted(text)
    except UnsafeTextError:
        return

    assert argument[0] == argument[-1] == "'"
    # As the tokenizer reads: a pair of quotes is one mark, a lone one would be the end.
    rest = re.sub(f"[{QUOTES}]{{2}}", "", argument[1:-1])
    assert not set(QUOTES) & set(rest)
    assert re.sub(f"([{QUOTES}])[{QUOTES}]", r"\1", argument[1:-1]) == text


def test_several_texts_are_one_argument() -> None:
    assert listed(("a", "b'c")) == "'a', 'b''c'"


@pytest.mark.parametrize("name", ["EXCH01", "cas-1", "O'HARA", "München", "MAIL_7"])
def test_these_are_names_of_servers(name: str) -> None:
    assert is_computer_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "a b", "EXCH01\\EWS", "a/b", "x (Default Web Site)", "a;b", 'a"b', "a\nb", "*", "a|b",
     ".x", "x" * 64, "a\u2019b", "a\u202eb"],
)  # fmt: skip
def test_these_are_not(name: str) -> None:
    assert not is_computer_name(name)
