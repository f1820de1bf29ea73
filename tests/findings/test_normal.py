"""Which rows look bad and are as they should be."""

import pytest

from app.domain.attempts import Exchange
from app.domain.connections import Judged
from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.rows import PromptState, Row, StepState
from app.domain.session import Session
from app.domain.verdict import Problem
from app.findings import conclude, examine
from app.findings.normal import normal_rows
from app.findings.raising import Raised, raised
from app.wording import PROBLEMS, describe
from tests.findings.runs import (
    ACCEPT,
    ALLOW,
    HOST,
    MAIL,
    PLAIN,
    ROOT,
    SETTINGS,
    Run,
    certificate,
    failed,
    run,
    session,
    verdict,
)
from tests.support.fake_network import Reply

WEB_SITE = Reply(
    verdict=verdict("contoso.com", Problem.NAME_MISMATCH, shown=certificate("www.contoso.com"))
)
NOBODY = failed(FailureKind.NAME_NOT_FOUND)
CLOSED = failed(FailureKind.REFUSED)
TO_MAIL = Reply(status=302, location=MAIL)


def problems(session: Session) -> list[Row]:
    return [row for row in session.rows if describe(row, over=True).mark in PROBLEMS]


def left(session: Session) -> list[Row]:
    """Give what is a problem and not normal."""
    normal = conclude(session).normal
    return [row for row in problems(session) if row.number not in normal]


@pytest.mark.parametrize(
    "made",
    [
        run({ROOT: NOBODY, HOST: SETTINGS}),
        run({ROOT: CLOSED, HOST: SETTINGS}),
        run({ROOT: WEB_SITE, HOST: SETTINGS}, assumed=True),
        run({ROOT: NOBODY, HOST: CLOSED, PLAIN: TO_MAIL, MAIL: SETTINGS}, yes=ALLOW),
    ],
)
def test_where_notices_explain_everything_nothing_is_left(made: Run) -> None:
    shown = session(made)

    assert {one.severity for one in examine(shown)} == {Severity.NOTICE}
    assert problems(shown)
    assert left(shown) == []


def test_the_alert_about_a_web_site_at_the_root_domain_is_told_by_its_notice() -> None:
    shown = session(run({ROOT: WEB_SITE, HOST: SETTINGS}, assumed=True))

    normal = [shown.row(number).subject for number in conclude(shown).normal]
    assert {type(one) for one in normal} == {StepState, Exchange, Judged, PromptState}


def test_what_a_finding_of_weight_rests_on_stays_a_problem_with_all_above_it() -> None:
    expired = Reply(verdict=verdict("autodiscover.contoso.com", Problem.EXPIRED))
    shown = session(run({ROOT: NOBODY, HOST: expired, PLAIN: CLOSED}))

    hosts = {row.subject.question.url for row in left(shown) if isinstance(row.subject, Exchange)}
    assert hosts == {HOST, PLAIN}
    assert any(isinstance(row.subject, Judged) for row in left(shown))
    assert sum(isinstance(row.subject, StepState) for row in left(shown)) == 2


def test_a_step_with_one_fault_is_no_more_normal_than_that() -> None:
    """At the root domain is a web site, and Outlook was made to ask it: it sends to a dead host."""
    dead = "https://gone.contoso.com/autodiscover/autodiscover.xml"
    sends = Reply(status=302, location=dead)
    shown = session(
        run({ROOT: sends, dead: CLOSED, HOST: SETTINGS}, yes=(*ALLOW, *ACCEPT)),
    )

    kinds = [type(row.subject) for row in left(shown)]
    assert kinds[0] is StepState
    assert Exchange in kinds


def test_a_row_that_shows_no_problem_is_not_told_to_be_normal() -> None:
    shown = session(run({ROOT: NOBODY, HOST: SETTINGS}))
    bad = {row.number for row in problems(shown)}

    assert conclude(shown).normal <= bad
    assert conclude(shown).findings == examine(shown)


def says(severity: Severity, *, explains: tuple[int, ...] = (), event: int = 0) -> Raised:
    return raised(
        "made-up",
        severity,
        "It is so",
        meaning="",
        advice="",
        events=(event,) if event else (),
        explains=explains,
    )


def test_what_stands_below_an_explained_attempt_is_explained_with_it() -> None:
    shown = session(run({ROOT: WEB_SITE, HOST: SETTINGS}, assumed=True))
    attempt = next(row for row in problems(shown) if isinstance(row.subject, Exchange))
    judged = next(row for row in problems(shown) if isinstance(row.subject, Judged))
    notice = says(Severity.NOTICE, explains=(attempt.number,))

    assert normal_rows(shown, [notice]) == {attempt.number, judged.number}


def test_a_finding_of_weight_about_a_part_outweighs_the_notice_about_the_whole() -> None:
    shown = session(run({ROOT: WEB_SITE, HOST: SETTINGS}, assumed=True))
    attempt = next(row for row in problems(shown) if isinstance(row.subject, Exchange))
    judged = next(row for row in problems(shown) if isinstance(row.subject, Judged))
    notice = says(Severity.NOTICE, explains=(attempt.number,))
    warning = says(Severity.WARNING, event=judged.event)

    assert normal_rows(shown, [notice, warning]) == frozenset()
