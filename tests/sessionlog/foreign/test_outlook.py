"""Outlook's own logs as sessions."""

from datetime import UTC, datetime

import pytest

from app.domain.attempts import Exchange
from app.domain.events import MachineDetected, Outcome, Recorded, Source
from app.domain.failures import FailureKind
from app.domain.rows import RoundState
from app.domain.session import Session
from app.domain.settings import Service
from app.domain.steps import StepName
from app.sessionlog import WrongLogError
from app.sessionlog.foreign import read_foreign
from tests.sessionlog.foreign import samples
from tests.support.answers_xml import settings_xml
from tests.support.transcript import transcript

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def records(text: str) -> tuple[Recorded, ...]:
    return read_foreign(text.encode(), "It", NOW)


def session(text: str) -> Session:
    made = Session()
    for recorded in records(text):
        made.apply(recorded)
    return made


def lines(text: str) -> list[str]:
    return [line for line in transcript(records(text)) if "note foreign-line" not in line]


def failures(text: str) -> list[FailureKind]:
    attempts = (attempt for _, attempt in session(text).attempts)
    return [attempt.failure.kind for attempt in attempts if attempt.failure]


def test_a_log_tab_becomes_the_steps_that_outlook_took() -> None:
    assert lines(samples.NOTHING_FOUND) == [
        "round 1 for ann@wingtiptoys.com",
        f"https-root: POST {samples.ROOT}",
        "https-root:   fails: certificate-rejected",
        "https-root: nothing: no-url-worked",
        f"https-autodiscover: POST {samples.OWN}",
        "https-autodiscover:   fails: name-not-found",
        "https-autodiscover: nothing: no-url-worked",
        "local-xml: nothing: no-local-file",
        f"http-redirect: GET {samples.PLAIN}",
        "http-redirect:   fails: name-not-found",
        "http-redirect: nothing: no-url-worked",
        "dns-srv: SRV _autodiscover._tcp.wingtiptoys.com",
        "dns-srv:   fails: name-not-found",
        "dns-srv: nothing: no-srv-record",
        "outcome not-found",
    ]


def test_the_mislabelled_failure_is_that_of_the_redirect_check() -> None:
    checked = next(
        attempt
        for _, attempt in session(samples.NOTHING_FOUND).attempts
        if isinstance(attempt, Exchange) and attempt.question.method == "GET"
    )

    assert checked.failure is not None
    assert checked.failure.kind is FailureKind.NAME_NOT_FOUND
    assert checked.failure.origin.startswith("Srv Record lookup for http://")


def test_the_way_by_the_directory_tells_of_the_tolerated_trust() -> None:
    found = session(samples.BY_SCP)

    assert found.outcome is Outcome.FOUND
    assert found.finished is not None
    assert found.finished.found_by is StepName.SCP
    notes = [line for line in transcript(records(samples.BY_SCP)) if "foreign-line" in line]
    assert any("httpStatus=401" in line for line in notes)
    (attempt,) = [one for _, one in found.attempts if isinstance(one, Exchange)]
    assert [leg.response.status for leg in attempt.legs if leg.response] == [401, 200]


@pytest.mark.parametrize("text", [samples.OLDER_SPACING, samples.DECIMALS])
def test_numbers_are_read_in_every_spelling(text: str) -> None:
    assert failures(text) == [FailureKind.TIMED_OUT]


def test_without_an_address_the_domain_comes_from_other_lines() -> None:
    read = session(samples.OLDER_SPACING)

    assert read.started is not None
    assert read.started.address == "(an address that the log does not tell)"
    assert "https-root: nothing: no-url-worked" in lines(samples.OLDER_SPACING)


def test_after_a_redirect_the_urls_belong_to_its_step() -> None:
    told = lines(samples.REDIRECTED)

    target = "https://mail.wingtiptoys.com/autodiscover/autodiscover.xml"
    assert f"http-redirect: POST {target}" in told
    assert failures(samples.REDIRECTED) == [FailureKind.SIGN_IN_REFUSED]


def test_olkdisc_gives_the_newest_run_with_its_times_and_switches() -> None:
    read = session(samples.OLKDISC)

    assert read.started is not None
    assert read.started.source is Source.OLKDISC
    assert read.started.address == "ann@wingtiptoys.com"
    assert f"{read.started.started_at:%Y-%m-%d %H:%M:%S}" == "2012-04-23 16:50:34"
    # 0x21392CD4 - 0x21392988: from the start of the run to the failure of the root domain.
    ended = [one.at_ms for one in records(samples.OLKDISC) if one.attempt]
    assert ended[1] == 0x21392CD4 - 0x21392988
    assert lines(samples.OLKDISC)[1:3] == [
        f"https-root: POST {samples.ROOT}",
        "https-root:   fails: certificate-rejected",
    ]
    plan = next(row.subject.plan for row in read.rows if isinstance(row.subject, RoundState))
    skipped = [one.step for one in plan if one.skipped]
    assert skipped == [StepName.SCP, StepName.HTTPS_AUTODISCOVER]


def test_settings_in_the_log_become_service_urls() -> None:
    xml = settings_xml().decode()

    read = session(samples.olkdisc_with_settings(xml))

    assert read.outcome is Outcome.FOUND
    assert read.chosen is not None
    assert Service.AVAILABILITY in {one.service for one in read.chosen.settings.services}


def test_a_log_says_nothing_about_the_pc() -> None:
    events = [one.event for one in records(samples.NOTHING_FOUND)]

    assert not any(isinstance(event, MachineDetected) for event in events)


@pytest.mark.parametrize("text", ["", "Hello", "{}", "SRV record", "\0\1\2", "<html></html>"])
def test_what_is_no_log_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(WrongLogError, match=r"^It is nothing that can be read here: a session of"):
        records(text)
