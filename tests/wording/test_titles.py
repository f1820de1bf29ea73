from collections.abc import Callable
from enum import StrEnum

import pytest

from app.domain.authentication import Scheme
from app.domain.failures import Failure, FailureKind
from app.domain.notes import NoteCode, Noted
from app.domain.prompts import Answer
from app.domain.settings import Scope, Service
from app.domain.steps import SkipReason, StepName, Why
from app.domain.verdict import Problem
from app.wording import (
    answer_title,
    error_title,
    failure_text,
    failure_title,
    note_text,
    problem_title,
    scope_title,
    service_title,
    skip_reason,
    step_title,
    why,
)
from app.wording.exchanges import scheme_title

TITLES: list[tuple[type[StrEnum], Callable[..., str]]] = [
    (Answer, answer_title),
    (FailureKind, failure_title),
    (Problem, problem_title),
    (Scheme, scheme_title),
    (Scope, scope_title),
    (Service, service_title),
    (SkipReason, skip_reason),
    (StepName, step_title),
    (Why, why),
]


@pytest.mark.parametrize(("values", "title"), TITLES, ids=lambda one: getattr(one, "__name__", ""))
def test_every_value_has_words_of_its_own(values: type[StrEnum], title: Callable[..., str]) -> None:
    words = [title(one) for one in values]

    assert all(words)
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("code", NoteCode)
def test_every_note_names_its_subject_and_its_detail(code: NoteCode) -> None:
    text = note_text(Noted(code=code, subject="mail.contoso.example", detail="the detail"))

    assert text.endswith("(the detail)")
    assert "mail.contoso.example" in text or code in {
        NoteCode.SITE_UNKNOWN,
        NoteCode.NOTHING_TRUSTED,
    }


def test_a_note_without_detail_has_no_empty_brackets() -> None:
    noted = Noted(code=NoteCode.SITE_FOUND, subject="Paris")

    assert note_text(noted) == "This PC is in AD site Paris"


@pytest.mark.parametrize("code", ["500", "501", "600", "601", "602", "603"])
def test_every_error_code_of_the_specification_has_words(code: str) -> None:
    assert error_title(code)


def test_an_unknown_error_code_has_none() -> None:
    assert error_title("999") == ""


@pytest.mark.parametrize(
    ("kind", "detail", "duration_ms", "text"),
    [
        (FailureKind.TIMED_OUT, "Nothing came.", 20_000.0, "no answer in 20.0 s"),
        (FailureKind.TIMED_OUT, "Nothing came.", None, "no answer in time: Nothing came"),
        (FailureKind.NAME_NOT_FOUND, "No such name.", 1.0, "no address for this name"),
        (FailureKind.RESET, "", 1.0, "the connection was cut"),
        (FailureKind.TLS, "No common version.", 1.0, "no secure connection: No common version"),
    ],
)
def test_a_failure_says_what_was_seen_and_no_more(
    kind: FailureKind, detail: str, duration_ms: float | None, text: str
) -> None:
    failure = Failure(kind=kind, detail=detail)

    assert failure_text(failure, duration_ms=duration_ms) == text
