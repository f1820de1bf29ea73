"""Who accepts a certificate, by fault, path and client; and what Outlook 2007 would have shown."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from app.domain.acceptance import Acceptance, CertificatePolicy, Ground, accepts
from app.domain.acceptors import (
    AlertShown,
    Client,
    Doubt,
    Welcome,
    opinions,
    security_alert,
)
from app.domain.connections import Judged
from app.domain.steps import StepName
from app.domain.verdict import MatchedBy, Problem, Verdict
from tests.support import builders

HOST = "mail.contoso.example"
YES, WARNING, NO = Welcome.YES, Welcome.WARNING, Welcome.NO


def judged(
    verdict: Verdict | None = None,
    *,
    tolerant: bool = False,
    granted: bool = False,
    tls: str = "TLSv1.2",
    cipher: str = "ECDHE-RSA-AES128-GCM-SHA256",
) -> Judged:
    verdict = verdict or builders.verdict(HOST)
    policy = CertificatePolicy(tolerates_untrusted=tolerant)
    acceptance = accepts(verdict, HOST, 443, policy)
    if granted:
        acceptance = Acceptance(accepted=True, ground=Ground.GRANTED)
    return Judged(
        host=HOST,
        port=443,
        verdict=verdict,
        acceptance=acceptance,
        tls_version=tls,
        cipher=cipher,
    )


def with_problem(*problems: Problem, matched_by: MatchedBy = MatchedBy.SAN) -> Verdict:
    return replace(builders.verdict(HOST), problems=problems, matched_by=matched_by)


def lasting(start: datetime, end: datetime) -> Verdict:
    verdict = builders.verdict(HOST)
    leaf = replace(verdict.presented[0], not_before=start, not_after=end)
    return replace(verdict, presented=(leaf,))


def untrusted() -> Verdict:
    return builders.verdict(HOST, trusted=False)


REVOKED = replace(untrusted(), problems=(Problem.REVOKED,))
SHORT_NAME = with_problem(Problem.COMMON_NAME_ONLY, matched_by=MatchedBy.COMMON_NAME)
TEN_YEARS = lasting(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
OLD_TEN_YEARS = lasting(datetime(2019, 6, 30, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))
UNREADABLE = replace(builders.verdict(HOST), presented=())

SCP, ROOT, REDIRECT = StepName.SCP, StepName.HTTPS_ROOT, StepName.HTTP_REDIRECT

# One answer each of: Outlook 2007, newer Outlook, phone, browser.
ANSWERS = [
    ("good", judged(), ROOT, (YES, YES, YES, YES)),
    ("untrusted", judged(untrusted()), ROOT, (WARNING, WARNING, NO, WARNING)),
    ("tolerated", judged(untrusted(), tolerant=True), SCP, (YES, WARNING, NO, WARNING)),
    ("granted", judged(untrusted(), granted=True), SCP, (WARNING, WARNING, NO, WARNING)),
    ("redirected", judged(untrusted()), REDIRECT, (NO, WARNING, NO, WARNING)),
    ("service", judged(untrusted()), None, (WARNING, WARNING, NO, WARNING)),
    ("revoked", judged(REVOKED), ROOT, (WARNING, WARNING, NO, NO)),
    ("common name", judged(SHORT_NAME), ROOT, (YES, YES, NO, WARNING)),
    ("wildcard", judged(with_problem(Problem.WILDCARD_LEGACY)), ROOT, (YES, YES, NO, WARNING)),
    ("chain", judged(with_problem(Problem.MISSING_INTERMEDIATE)), ROOT, (YES, YES, NO, WARNING)),
    ("sha-1", judged(with_problem(Problem.WEAK_SIGNATURE)), ROOT, (YES, YES, NO, WARNING)),
    ("rsa-1024", judged(with_problem(Problem.WEAK_KEY)), ROOT, (YES, YES, NO, WARNING)),
    ("tls 1.0", judged(tls="TLSv1"), ROOT, (YES, WARNING, NO, NO)),
    ("tls 1.1", judged(tls="TLSv1.1"), ROOT, (YES, WARNING, NO, NO)),
    ("cipher", judged(cipher="CAMELLIA128-SHA"), ROOT, (YES, YES, NO, NO)),
    ("ten years", judged(TEN_YEARS), ROOT, (YES, YES, NO, YES)),
    ("ten years, from before", judged(OLD_TEN_YEARS), ROOT, (YES, YES, YES, YES)),
    ("nothing to read", judged(UNREADABLE), ROOT, (YES, YES, YES, YES)),
]


@pytest.mark.parametrize(("fault", "subject", "step", "answers"), ANSWERS)
def test_every_client_has_its_answer(
    fault: str, subject: Judged, step: StepName | None, answers: tuple[Welcome, ...]
) -> None:
    given = opinions(subject, step)

    assert [one.client for one in given] == list(Client)
    assert tuple(one.welcome for one in given) == answers
    # An answer that is not a plain yes has a reason.
    assert all(one.doubts for one in given if one.welcome is not YES)


def doubts(subject: Judged, client: Client, step: StepName | None = ROOT) -> tuple[Doubt, ...]:
    return next(one.doubts for one in opinions(subject, step) if one.client is client)


def test_the_three_answers_are_named_one_by_one() -> None:
    bad = judged(builders.verdict(HOST, trusted=False, in_date=False, name_matches=False))

    assert doubts(bad, Client.OUTLOOK_2007) == (Doubt.UNTRUSTED, Doubt.OUT_OF_DATE, Doubt.NAME)


def test_what_passes_on_a_joined_pc_alone_is_said_to() -> None:
    tolerated = judged(untrusted(), tolerant=True)

    assert doubts(tolerated, Client.OUTLOOK_2007, SCP) == (Doubt.TOLERATED,)
    assert Doubt.EXCEPTION_OF_2007 in doubts(tolerated, Client.NEWER_OUTLOOK, SCP)
    assert Doubt.NOT_TOLERATED_HERE in doubts(judged(untrusted()), Client.OUTLOOK_2007)


@pytest.mark.parametrize("problem", [Problem.WEAK_SIGNATURE, Problem.WRONG_USAGE, Problem.REVOKED])
def test_what_passes_nowhere_is_not_said_to_pass_elsewhere(problem: Problem) -> None:
    verdict = replace(untrusted(), problems=(problem,))

    assert Doubt.NOT_TOLERATED_HERE not in doubts(judged(verdict), Client.OUTLOOK_2007)


def test_what_is_revoked_would_not_pass_on_a_joined_pc_either() -> None:
    assert doubts(judged(REVOKED), Client.OUTLOOK_2007) == (Doubt.REVOKED,)
    assert accepts(REVOKED, HOST, 443, CertificatePolicy(tolerates_untrusted=True)).ground is (
        Ground.REJECTED
    )


@pytest.mark.parametrize(
    ("subject", "step", "shown"),
    [
        (judged(), SCP, None),
        (judged(untrusted(), tolerant=True), SCP, None),
        (judged(untrusted()), SCP, AlertShown.ALWAYS),
        (judged(untrusted()), ROOT, AlertShown.WHEN_WATCHED),
        (judged(untrusted()), StepName.HTTPS_AUTODISCOVER, AlertShown.WHEN_WATCHED),
        (judged(untrusted()), None, AlertShown.ALWAYS),
        (judged(untrusted()), REDIRECT, None),
        (judged(untrusted(), granted=True), REDIRECT, AlertShown.ALWAYS),
    ],
)
def test_the_alert_comes_where_outlook_would_show_it(
    subject: Judged, step: StepName | None, shown: AlertShown | None
) -> None:
    alert = security_alert(subject, step)

    assert (alert.shown if alert else None) == shown


def test_the_alert_has_the_three_answers() -> None:
    alert = security_alert(judged(builders.verdict(HOST, in_date=False)), SCP)

    assert alert
    assert (alert.trusted, alert.in_date, alert.name_matches) == (True, False, True)
