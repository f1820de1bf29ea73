"""All of this part that others use, in one place."""

from app.wording.acceptors import (
    alert_lines,
    alert_source,
    alert_title,
    client_title,
    opinion_lines,
    opinion_text,
    welcome_title,
)
from app.wording.again import (
    again_lines,
    again_name,
    conditions_lines,
    continued_text,
    not_again_lines,
)
from app.wording.binds import bind_title
from app.wording.brief import brief_verdict
from app.wording.certificates import (
    accepted_because,
    certificate_fault,
    eras_differ,
    name_rules,
    problem_title,
    three_answers,
)
from app.wording.clock import clock_lines
from app.wording.course import black_hole_text, course_lines, interim
from app.wording.failures import error_title, failure_text, failure_title
from app.wording.features import feature_lines, feature_mark, feature_result, feature_title
from app.wording.findings import finding_line, severity_title, source_text
from app.wording.lines import PROBLEMS, Line, Mark, as_normal, milliseconds, one_line
from app.wording.machine import fact_origin, fact_title, fact_value, membership
from app.wording.outcome import summary
from app.wording.points import point_reason, pointer_reason, site_text, turn_text
from app.wording.probing import short_verdict, short_verdicts, told_text, withheld_text
from app.wording.prompts import answer_title, prompt_source, prompt_text, prompt_title
from app.wording.proxies import way, why_route
from app.wording.retrievals import retrieval_facts, retrieval_line, revocation_text
from app.wording.rows import concluded_line, describe, took_text
from app.wording.sni import sni_text
from app.wording.titles import (
    note_text,
    scope_title,
    service_title,
    skip_reason,
    source_title,
    step_title,
    why,
)
from app.wording.tokens import token_facts
from app.wording.waterfall import bar_text, phase_title, phases_text

__all__ = [
    "PROBLEMS",
    "Line",
    "Mark",
    "accepted_because",
    "again_lines",
    "again_name",
    "alert_lines",
    "alert_source",
    "alert_title",
    "answer_title",
    "as_normal",
    "bar_text",
    "bind_title",
    "black_hole_text",
    "brief_verdict",
    "certificate_fault",
    "client_title",
    "clock_lines",
    "concluded_line",
    "conditions_lines",
    "continued_text",
    "course_lines",
    "describe",
    "eras_differ",
    "error_title",
    "fact_origin",
    "fact_title",
    "fact_value",
    "failure_text",
    "failure_title",
    "feature_lines",
    "feature_mark",
    "feature_result",
    "feature_title",
    "finding_line",
    "interim",
    "membership",
    "milliseconds",
    "name_rules",
    "not_again_lines",
    "note_text",
    "one_line",
    "opinion_lines",
    "opinion_text",
    "phase_title",
    "phases_text",
    "point_reason",
    "pointer_reason",
    "problem_title",
    "prompt_source",
    "prompt_text",
    "prompt_title",
    "retrieval_facts",
    "retrieval_line",
    "revocation_text",
    "scope_title",
    "service_title",
    "severity_title",
    "short_verdict",
    "short_verdicts",
    "site_text",
    "skip_reason",
    "sni_text",
    "source_text",
    "source_title",
    "step_title",
    "summary",
    "three_answers",
    "token_facts",
    "told_text",
    "took_text",
    "turn_text",
    "way",
    "welcome_title",
    "why",
    "why_route",
    "withheld_text",
]
