"""Reasons, alone and among others."""

import pytest

from app.domain.clauses import clause, sentence

PAIRS = [
    ("the password is empty", "The password is empty."),
    ("ann@contoso.example is locked", "Ann@contoso.example is locked."),
]


@pytest.mark.parametrize(("part", "whole"), PAIRS)
def test_a_clause_becomes_a_sentence_of_its_own(part: str, whole: str) -> None:
    assert sentence(part) == whole


@pytest.mark.parametrize("whole", ["The password is empty.", "The password is empty"])
def test_a_sentence_becomes_a_clause_among_others(whole: str) -> None:
    assert clause(whole) == "the password is empty"
