"""Domain values in plain English, for the window, the terminal and the exports alike."""

from app.wording.certificates import (
    accepted_because,
    certificate_fault,
    problem_title,
    three_answers,
)
from app.wording.failures import error_title, failure_text, failure_title
from app.wording.lines import Line, Mark, milliseconds, one_line
from app.wording.outcome import summary
from app.wording.prompts import answer_title, prompt_source, prompt_text, prompt_title
from app.wording.rows import describe
from app.wording.titles import (
    note_text,
    scope_title,
    service_title,
    skip_reason,
    step_title,
    why,
)

__all__ = [
    "Line",
    "Mark",
    "accepted_because",
    "answer_title",
    "certificate_fault",
    "describe",
    "error_title",
    "failure_text",
    "failure_title",
    "milliseconds",
    "note_text",
    "one_line",
    "problem_title",
    "prompt_source",
    "prompt_text",
    "prompt_title",
    "scope_title",
    "service_title",
    "skip_reason",
    "step_title",
    "summary",
    "three_answers",
    "why",
]
