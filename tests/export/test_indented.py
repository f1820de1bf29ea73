"""JSON that does no harm to the terminal that shows it, and says the same."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export.indented import indented

TEXTS = st.text(st.characters(codec="utf-8"))
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\x9b", "\x7f", "\xad", "\ufeff"])
def test_what_turns_or_commands_a_terminal_is_written_as_an_escape(mark: str) -> None:
    text = indented({"name": f"a{mark}b"})

    assert mark not in text
    assert f"\\u{ord(mark):04x}" in text


@given(DOCUMENTS)
def test_it_reads_as_it_was(document: Any) -> None:
    assert json.loads(indented(document)) == document


def test_letters_stay_letters() -> None:
    assert "Zoë 例 🙂" in indented({"name": "Zoë 例 🙂"})
