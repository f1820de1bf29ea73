import msgspec
import pytest

from app.domain.acceptance import Ground
from app.domain.steps import StepName
from app.domain.verdict import MatchedBy, NameAnswer, Problem, Verdict
from app.wording import (
    accepted_because,
    certificate_fault,
    eras_differ,
    name_rules,
    problem_title,
    three_answers,
)
from tests.support.played_runs import judged

HOST = "mail.contoso.example"


@pytest.mark.parametrize(
    ("ground", "problems", "text"),
    [
        (Ground.GOOD, (), "accepted: trusted, in date, name matches"),
        (
            Ground.TOLERATED,
            (Problem.SELF_SIGNED,),
            "accepted although untrusted: a domain-joined Outlook 2007 lets this pass here",
        ),
        (
            Ground.GRANTED,
            (Problem.NAME_MISMATCH,),
            "accepted because the user said yes, although the name does not match",
        ),
        (
            Ground.REJECTED,
            (Problem.NAME_MISMATCH,),
            "certificate not accepted: the name does not match",
        ),
        (
            Ground.REJECTED,
            (Problem.SELF_SIGNED, Problem.EXPIRED, Problem.NAME_MISMATCH),
            "certificate not accepted: it is self-signed, it has expired, the name does not match",
        ),
        (
            Ground.REJECTED,
            (Problem.UNKNOWN_ISSUER, Problem.MALFORMED, Problem.SUPERFLUOUS),
            "certificate not accepted: its issuer is not trusted",
        ),
        (
            Ground.REJECTED,
            (Problem.MISSING_INTERMEDIATE, Problem.NOT_YET_VALID),
            "certificate not accepted: an intermediate certificate is missing, it is not valid yet",
        ),
        (
            Ground.REJECTED,
            (Problem.UNKNOWN_ISSUER,),
            "certificate not accepted: its issuer is not trusted",
        ),
        (Ground.REJECTED, (), "certificate not accepted: nothing is wrong with it"),
    ],
)
def test_the_reason_of_an_acceptance_names_every_fault(
    ground: Ground, problems: tuple[Problem, ...], text: str
) -> None:
    assert accepted_because(judged(HOST, ground, *problems)) == text


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        (Problem.MALFORMED, "it cannot be read"),
        (Problem.REVOKED, "it is revoked"),
        (Problem.WRONG_USAGE, "it is not trusted"),
    ],
)
def test_an_untrusted_certificate_is_called_what_it_is(problem: Problem, fault: str) -> None:
    shown = judged(HOST, Ground.REJECTED)
    verdict = msgspec.structs.replace(
        shown.verdict, trusted=False, in_date=False, problems=(problem,)
    )

    text = accepted_because(msgspec.structs.replace(shown, verdict=verdict))

    assert text == f"certificate not accepted: {fault}, it is out of date"


def test_a_verdict_on_nothing_says_that_it_cannot_be_read() -> None:
    shown = judged(HOST, Ground.REJECTED)
    verdict = msgspec.structs.replace(shown.verdict, trusted=False, presented=())

    text = accepted_because(msgspec.structs.replace(shown, verdict=verdict))

    assert text == "certificate not accepted: it cannot be read"


def test_the_three_answers_are_always_all_given() -> None:
    shown = judged(HOST, Ground.REJECTED, Problem.EXPIRED)

    assert three_answers(shown.verdict) == (
        ("Trusted", True),
        ("In date", False),
        ("Name matches", True),
    )


@pytest.mark.parametrize("step", [StepName.HTTPS_ROOT, StepName.HTTPS_AUTODISCOVER])
def test_both_outcomes_of_a_fault_are_told_for_the_https_steps(step: StepName) -> None:
    assert certificate_fault(step) == (
        "Outlook skips this address in the background, and shows a security alert"
        " when the user is watching."
    )


def test_other_steps_have_one_outcome() -> None:
    assert certificate_fault(StepName.SCP) == "Outlook shows a security alert."
    assert "must be good" in certificate_fault(StepName.DNS_SRV)


@pytest.mark.parametrize(
    ("answers", "differ"),
    [
        ((), False),
        ((MatchedBy.SAN, MatchedBy.SAN), False),
        ((None, None), False),
        ((MatchedBy.COMMON_NAME, None), True),
    ],
)
def test_the_eras_differ_where_one_of_them_says_no(
    answers: tuple[MatchedBy | None, ...], differ: bool
) -> None:
    assert eras_differ(named(*answers)) is differ


def test_each_era_tells_by_what_the_name_matches() -> None:
    lines = name_rules(named(MatchedBy.WILDCARD, None))

    assert lines == (
        ("Name by the rules of 2007", "matches *.contoso.example (wildcard)"),
        ("Name by today's (RFC 9525)", "does not match"),
    )


def named(*answers: MatchedBy | None) -> Verdict:
    rules = ("outlook-2007", "rfc-9525")
    by_rules = tuple(
        NameAnswer(rules=one, matched_by=by, matched_name="*.contoso.example" if by else "")
        for one, by in zip(rules, answers, strict=False)
    )
    return msgspec.structs.replace(judged(HOST, Ground.GOOD).verdict, by_rules=by_rules)


def test_what_lies_in_a_file_is_sent_by_nobody() -> None:
    for problem in Problem:
        assert "sen" not in problem_title(problem, of_file=True).split()
        assert " sent" not in problem_title(problem, of_file=True)
        assert "server does not" not in problem_title(problem, of_file=True)
