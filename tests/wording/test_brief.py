"""Verdicts in the fewest words."""

import pytest

from app.domain.acceptance import Ground
from app.domain.address import EmailAddress
from app.domain.attempts import Exchange, Lookup
from app.domain.events import RedirectFollowed
from app.domain.failures import Failure, FailureKind
from app.domain.machine import Fact, FactName
from app.domain.questions import DnsQuestion, HttpQuestion
from app.domain.rows import Row, StepState, Subject
from app.domain.session import Session
from app.domain.steps import (
    Interrupted,
    Nothing,
    PlannedStep,
    Readdressed,
    Skipped,
    SkipReason,
    StepName,
    StepResult,
    Why,
)
from app.domain.verdict import Problem
from app.wording import brief_verdict, describe
from app.wording.language import speaking
from tests.support import played_runs
from tests.support.played_runs import judged, session_of


def row_of(subject: Subject) -> Row:
    return Row(number=1, parent=0, event=1, subject=subject, started_ms=0.0, ended_ms=1.0)


@pytest.mark.parametrize(
    ("subject", "brief"),
    [
        (judged("a.example", Ground.GOOD), "accepted"),
        (judged("a.example", Ground.GOOD, Problem.EXPIRES_SOON), "accepted; 1 remark"),
        (judged("a.example", Ground.TOLERATED, Problem.SELF_SIGNED), "tolerated though untrusted"),
        (judged("a.example", Ground.GRANTED, Problem.NAME_MISMATCH), "accepted by the user"),
        (judged("a.example", Ground.REJECTED, Problem.NAME_MISMATCH), "wrong name"),
        (Fact(name=FactName.SITE, value="Paris", origin="--site"), "from --site"),
        (judged("a.example", Ground.REJECTED, Problem.EXPIRED), "expired"),
        (
            RedirectFollowed(
                source="_autodiscover._tcp.a.example", target="https://b", status=None
            ),
            "named by an SRV record",
        ),
        (RedirectFollowed(source="https://a", target="https://b", status=302), "HTTP 302"),
    ],
)
def test_a_verdict_loses_what_the_details_say(subject: Subject, brief: str) -> None:
    assert brief_verdict(row_of(subject)) == brief


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "session",
    [session_of(made()) for made in (played_runs.found, played_runs.not_found)],
    ids=("found", "not found"),
)
def test_no_brief_verdict_is_longer_than_the_whole_one(session: Session, language: str) -> None:
    with speaking(language):
        for row in session.rows:
            whole = describe(row, over=True).verdict
            assert len(brief_verdict(row, over=True)) <= len(whole), whole


@pytest.mark.parametrize(
    ("kind", "brief"),
    [
        (FailureKind.REFUSED, "connection refused"),
        (FailureKind.SIGN_IN_NEEDED, "asks for a sign-in"),
        (FailureKind.NOT_AUTODISCOVER, "not Autodiscover"),
        (FailureKind.NOT_THE_SERVICE, "not the service"),
        (FailureKind.DIRECTORY, "the directory is of no help"),
        (FailureKind.REDIRECT_LOOP, "redirected in a circle"),
        (FailureKind.TIMED_OUT, "no answer in time"),
    ],
)
def test_a_failure_is_its_kind_alone(kind: FailureKind, brief: str) -> None:
    failure = Failure(kind=kind, detail="Nobody wants to read all of it here.")
    question = HttpQuestion(method="POST", url="https://a.example/")

    for subject in (
        Lookup(question=DnsQuestion(name="_x"), failure=failure),
        Exchange(question=question, failure=failure),
        Exchange(question=question, reading=failure),
    ):
        assert brief_verdict(row_of(subject)) == brief


@pytest.mark.parametrize(
    ("result", "brief"),
    [
        (Nothing(why=Why.NO_LOCAL_FILE), "no local file is set"),
        (Nothing(why=Why.SIGN_IN_NEEDED), "asks for a sign-in"),
        (Nothing(why=Why.NO_URL_WORKED, detail="Why not."), "no URL gave settings"),
        (
            Readdressed(address=EmailAddress.parse("b@b.example"), url="https://a"),
            "names another address",
        ),
        (Skipped(reason=SkipReason.NOT_JOINED), "skipped: not in a domain"),
        (Skipped(reason=SkipReason.EXCLUDED_BY_POLICY), "skipped: by a policy"),
        (Interrupted(), ""),
    ],
)
def test_a_step_is_its_result_alone(result: StepResult, brief: str) -> None:
    planned = PlannedStep(step=StepName.HTTPS_ROOT)

    assert brief_verdict(row_of(StepState(planned=planned, result=result))) == brief
