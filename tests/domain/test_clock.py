"""This PC's clock beside those of the servers, and what a wrong one does to certificates."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from msgspec.structs import replace

from app.domain.acceptance import Ground
from app.domain.attempts import Request, Response
from app.domain.clock import Clocks, ServerClock, read_clocks, wronged
from app.domain.events import (
    AttemptStarted,
    CertificateJudged,
    RequestSent,
    ResponseReceived,
    RunStarted,
    Source,
)
from app.domain.questions import HttpQuestion
from app.domain.session import Session
from app.domain.steps import StepName
from app.wording import clock_lines
from tests.support.played_runs import Player, judged, session_of

PC = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def answers(*dates: tuple[str, str], player: Player | None = None) -> Player:
    """Let hosts answer with these Date headers, all within a second of the start of the run."""
    player = player or Player()
    report = player.start().in_step(StepName.HTTPS_ROOT)
    for host, date in dates:
        attempt = report.in_new_attempt()
        url = f"https://{host}/autodiscover/autodiscover.xml"
        attempt(AttemptStarted(question=HttpQuestion(method="POST", url=url)))
        attempt(RequestSent(request=Request(method="POST", url=url, headers=())))
        headers = (("Date", date),) if date else ()
        attempt(ResponseReceived(response=Response(status=401, reason="", headers=headers)))
    return player


def ahead(by: timedelta) -> str:
    return format_datetime(PC + by, usegmt=True)


def clocks(*dates: tuple[str, str]) -> Clocks:
    return read_clocks(session_of(answers(*dates).records))


def test_clocks_that_agree_are_not_mentioned() -> None:
    found = clocks(("a.example", ahead(timedelta(seconds=200))), ("b.example", ahead(-HOUR / 20)))

    assert [one.host for one in found.servers] == ["a.example", "b.example"]
    assert (found.pc_is_off, found.servers_off) == (False, ())


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_single_server_is_believed(by: timedelta) -> None:
    found = clocks(("a.example", ahead(by)), ("a.example", ahead(by)))

    assert found.pc_behind_s == pytest.approx(by.total_seconds(), abs=2)
    assert found.servers_off == ()


def test_the_servers_vote() -> None:
    found = clocks(
        ("a.example", ahead(HOUR)), ("b.example", ahead(HOUR)), ("c.example", ahead(-DAY))
    )

    assert found.pc_behind_s == pytest.approx(3600, abs=2)
    assert [one.host for one in found.servers_off] == ["c.example"]


def test_one_of_two_does_not_make_a_majority() -> None:
    found = clocks(("a.example", ahead(HOUR)), ("b.example", ahead(0 * HOUR)))

    assert not found.pc_is_off
    assert [one.host for one in found.servers_off] == ["a.example"]


@pytest.mark.parametrize("date", ["", "yesterday", "Sun, 99 Nov 2026 10:00:00 GMT", "\x00"])
def test_what_is_no_date_tells_nothing(date: str) -> None:
    assert clocks(("a.example", date)) == Clocks()


def test_a_date_without_a_zone_is_taken_for_gmt() -> None:
    found = clocks(("a.example", "Sun, 22 Nov 2026 12:00:00 -0000"))

    assert found.pc_behind_s == pytest.approx(7200, abs=2)


def test_an_empty_session_and_another_programs_log_tell_nothing() -> None:
    foreign = Session()
    for recorded in answers(("a.example", ahead(HOUR))).records:
        event = recorded.event
        if isinstance(event, RunStarted):
            other = next(one for one in Source if one is not Source.THIS_PROGRAM)
            recorded = replace(recorded, event=replace(event, source=other))  # noqa: PLW2901
        foreign.apply(recorded)

    assert read_clocks(Session()) == Clocks()
    assert read_clocks(foreign) == Clocks()


def with_certificate(player: Player, *, valid: tuple[datetime, datetime], in_date: bool) -> Session:
    shown = judged("mail.example", Ground.REJECTED)
    leaf = replace(shown.verdict.presented[0], not_before=valid[0], not_after=valid[1])
    verdict = replace(shown.verdict, in_date=in_date, path=(leaf,))
    attempt = player.report.in_round(1).in_step(StepName.HTTPS_ROOT).in_new_attempt()
    attempt(
        AttemptStarted(
            question=HttpQuestion(method="POST", url="https://mail.example/autodiscover")
        )
    )
    attempt.in_new_connection()(CertificateJudged(judged=replace(shown, verdict=verdict)))
    return session_of(player.records)


@pytest.mark.parametrize(
    ("by", "valid", "in_date", "hosts"),
    [
        # The PC lives in the past: the certificate is not valid yet.
        (40 * DAY, (PC + DAY, PC + 100 * DAY), False, ["mail.example"]),
        # The PC lives in the future.
        (-40 * DAY, (PC - 100 * DAY, PC - DAY), False, ["mail.example"]),
        # Out of date by every clock.
        (-40 * DAY, (PC - 100 * DAY, PC - 90 * DAY), False, []),
        # In date by every clock.
        (40 * DAY, (PC - DAY, PC + 100 * DAY), True, []),
        # Judged for another day than today.
        (HOUR, (PC - DAY, PC + 100 * DAY), False, []),
        # The PC's clock is right.
        (0 * DAY, (PC + DAY, PC + 100 * DAY), False, []),
    ],
)
def test_a_certificate_that_only_seems_out_of_date_is_told_so(
    by: timedelta, valid: tuple[datetime, datetime], in_date: bool, hosts: list[str]
) -> None:
    session = with_certificate(answers(("a.example", ahead(by))), valid=valid, in_date=in_date)

    found = wronged(session, read_clocks(session))

    assert [one.host for one in found] == hosts
    assert any("only seems out of date" in line for line in clock_lines(session)) is bool(hosts)


def test_a_certificate_without_readable_dates_is_not_defended() -> None:
    session = answers(("a.example", ahead(DAY)))
    shown = judged("mail.example", Ground.REJECTED)
    verdict = replace(shown.verdict, in_date=False, path=())
    attempt = session.report.in_round(1).in_step(StepName.HTTPS_ROOT).in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="POST", url="https://mail.example/")))
    attempt.in_new_connection()(CertificateJudged(judged=replace(shown, verdict=verdict)))
    folded = session_of(session.records)

    assert wronged(folded, read_clocks(folded)) == ()


@pytest.mark.parametrize(
    ("dates", "lines"),
    [
        ([("a.example", 0 * HOUR)], []),
        ([("a.example", 90 * HOUR / 60)], ["This PC's clock is 90 min behind that of a.example"]),
        ([("a.example", -3 * HOUR)], ["This PC's clock is 3 h ahead of that of a.example"]),
        (
            [("a.example", 400 * DAY), ("b.example", 400 * DAY)],
            ["This PC's clock is 400 days behind the servers'"],
        ),
        (
            [("a.example", 0 * HOUR), ("b.example", -HOUR)],
            ["The clock of b.example is 60 min behind"],
        ),
    ],
)
def test_wrong_clocks_are_told_in_plain_words(
    dates: list[tuple[str, timedelta]], lines: list[str]
) -> None:
    said = answers(*((host, ahead(by)) for host, by in dates))

    assert list(clock_lines(session_of(said.records))) == lines


def test_a_server_is_off_in_either_direction() -> None:
    assert [ServerClock(host="a", ahead_s=by).is_off for by in (-301.0, 0.0, 299.0, 301.0)] == [
        True,
        False,
        False,
        True,
    ]
