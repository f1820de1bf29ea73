from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from app.domain.acceptance import Ground
from app.domain.connections import Judged
from app.domain.events import AttemptFinished, AttemptStarted, CertificateJudged, Recorded
from app.domain.failures import Failure, FailureKind
from app.domain.finding import Conclusions
from app.domain.notes import Noted
from app.domain.questions import HttpQuestion
from app.domain.session import Session
from app.domain.steps import StepName
from app.domain.verdict import MatchedBy, NameAnswer, Problem
from app.export.text import as_text
from app.export.text_form import mark_sign
from app.export.text_tree import branch_lines
from app.findings import conclude
from app.wording import Mark
from tests.support import played_runs
from tests.support.exports import exported
from tests.support.played_runs import Player, judged, session_of
from tests.support.work import calls_of

GOLDEN = Path(__file__).parent / "golden"


def interrupted() -> list[Recorded]:
    """The same as found, up to the first request to the autodiscover host."""
    return played_runs.found()[:18]


@pytest.mark.parametrize(
    "run",
    [played_runs.found, played_runs.sign_in_needed, played_runs.not_found, interrupted],
    ids=lambda run: run.__name__,
)
def test_a_session_reads_as_the_golden_text(run: Callable[[], list[Recorded]]) -> None:
    text = exported("text", session_of(run()))

    assert text == (GOLDEN / f"{run.__name__}.txt").read_text(encoding="utf-8")


def test_an_empty_session_has_a_text_too() -> None:
    assert exported("text", Session()).splitlines() == [
        "A session without its start",
        "",
        "[! ] Interrupted (< 1 ms)",
        "     The run for an unknown address did not come to its end",
    ]


def test_every_mark_has_a_sign_of_the_same_width() -> None:
    signs = {mark_sign(mark) for mark in Mark}

    assert len(signs) == len(Mark)
    assert {len(sign) for sign in signs} == {4}


def text_of_step(step: StepName, *problems: Problem) -> str:
    """Give the text of a run with one rejected certificate and no alert about it."""
    player = Player()
    report = player.start(joined=True).in_step(step)
    attempt = report.in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url="https://a.example/")))
    attempt(CertificateJudged(judged=judged("a.example", Ground.REJECTED, *problems)))
    attempt(AttemptFinished(failure=Failure(kind=FailureKind.CERTIFICATE_REJECTED, detail="No.")))
    return exported("text", session_of(player.records))


def test_both_outcomes_of_a_bad_certificate_are_told_where_no_alert_tells_them() -> None:
    text = text_of_step(StepName.HTTPS_ROOT, Problem.NAME_MISMATCH)

    assert (
        "| Outlook skips this address in the background, and shows a security alert"
        " when the user is watching." in text
    )


def test_a_certificate_without_dates_and_names_leaves_them_out() -> None:
    records = [
        msgspec.structs.replace(one, event=without_dates(one.event))
        if isinstance(one.event, CertificateJudged)
        else one
        for one in played_runs.found()
    ]

    text = exported("text", session_of(records))

    assert "| CN=mail.contoso.example, issued by CN=Contoso CA" in text
    assert "| valid" not in text
    assert "| names" not in text


def without_dates(event: CertificateJudged) -> CertificateJudged:
    verdict = event.judged.verdict
    leaf = msgspec.structs.replace(verdict.presented[0], not_before=None, names=())
    changed = msgspec.structs.replace(verdict, presented=(leaf,))
    return CertificateJudged(judged=msgspec.structs.replace(event.judged, verdict=changed))


def test_hostile_text_stays_in_its_line() -> None:
    records = [
        msgspec.structs.replace(
            one, event=msgspec.structs.replace(one.event, subject="\x1b[2J\n[ok] Outlook finds")
        )
        if isinstance(one.event, Noted)
        else one
        for one in played_runs.not_found()
    ]

    text = exported("text", session_of(records))

    assert "\x1b" not in text
    assert not any(line.startswith("[ok] Outlook finds") for line in text.splitlines())


def test_how_windows_came_to_its_verdict_is_told() -> None:
    note = "Windows needed 0.4 s to fetch what was missing."
    records = [
        replace(one, event=CertificateJudged(judged=_with_note(one.event.judged, note)))
        if isinstance(one.event, CertificateJudged)
        else one
        for one in played_runs.found()
    ]

    session = session_of(records)

    assert note in exported("text", session)
    assert note in exported("json", session)


def _with_note(judged: Judged, note: str) -> Judged:
    return replace(judged, verdict=replace(judged.verdict, notes=(note,)))


def refused_often(count: int) -> Session:
    player = Player()
    step = player.start().in_step(StepName.HTTPS_ROOT)
    for _ in range(count):
        attempt = step.in_new_attempt()
        attempt(AttemptStarted(question=HttpQuestion(method="POST", url=played_runs.ROOT_URL)))
        refused = judged("contoso.example", Ground.REJECTED, Problem.EXPIRED)
        attempt.in_new_connection()(CertificateJudged(judged=refused))
    return session_of(player.records)


def _calls_to_write(session: Session) -> int:
    return calls_of(lambda: as_text(session, Conclusions()))


def test_the_work_for_many_refused_certificates_grows_with_their_number_only() -> None:
    few, many = (_calls_to_write(refused_often(count)) for count in (50, 200))

    assert many < 4.4 * few


def test_one_row_with_all_below_it_reads_as_in_the_whole_text() -> None:
    session = session_of(played_runs.found())
    number = next(row.number for row, _ in session.attempts)
    normal = conclude(session).normal

    lines = branch_lines(session, number, 1_000, normal)

    assert lines[0].startswith("[")
    assert "".join(f"        {line}\n" for line in lines) in exported("text", session)
    assert branch_lines(session, number, 2, normal) == lines[:2]


def test_where_the_eras_differ_about_a_name_both_are_told() -> None:
    both = (
        NameAnswer(
            rules="outlook-2007", matched_by=MatchedBy.COMMON_NAME, matched_name="a.example"
        ),
        NameAnswer(rules="rfc-9525"),
    )
    shown = judged("a.example", Ground.GOOD)
    shown = replace(shown, verdict=replace(shown.verdict, by_rules=both))
    player = Player()
    attempt = player.start().in_step(StepName.HTTPS_ROOT).in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url="https://a.example/")))
    attempt(CertificateJudged(judged=shown))

    text = exported("text", session_of(player.records))

    assert "| Name by the rules of 2007: matches a.example (common name)" in text
    assert "| Name by today's (RFC 9525): does not match" in text
