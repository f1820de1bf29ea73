"""Services tried again, in words."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from app.domain.conditions import Conditions, Continued
from app.domain.events import ProbeResult, Recorded, RunStarted, ServiceProbed
from app.domain.options import RunOptions
from app.wording import (
    Mark,
    again_lines,
    conditions_lines,
    continued_text,
    not_again_lines,
    summary,
)
from tests.support import played_runs
from tests.support.played_runs import session_of

EARLIER = Continued(log="run.autodiscope", started_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC))


def continuing(records: list[Recorded]) -> list[Recorded]:
    first, *others = records
    assert isinstance(first.event, RunStarted)
    return [replace(first, event=replace(first.event, continues=EARLIER)), *others]


def test_the_earlier_run_goes_by_time_and_file() -> None:
    assert continued_text(EARLIER) == "the run of 2026-11-22 09:00:00 UTC (run.autodiscope)"
    assert continued_text(replace(EARLIER, log="")) == "the run of 2026-11-22 09:00:00 UTC"


def test_the_outcome_counts_what_the_services_came_to() -> None:
    line = summary(session_of(continuing(played_runs.found())))

    assert line.what == "The services of ann@contoso.example were tried again"
    # What is for clients inside need not work for this PC, which is in no domain.
    assert line.verdict == "1 is reachable, 1 is for clients inside"
    assert line.mark is Mark.GOOD


def test_a_service_that_fails_is_told_as_a_fault() -> None:
    records = [
        replace(one, event=replace(one.event, result=ProbeResult.FAILS))
        if isinstance(one.event, ServiceProbed)
        else one
        for one in continuing(played_runs.found())
    ]

    line = summary(session_of(records))

    assert (line.verdict, line.mark) == ("1 fails, 1 is for clients inside", Mark.WARNING)


def test_where_no_service_was_tried_that_is_said() -> None:
    records = [
        one
        for one in continuing(played_runs.found())
        if type(one.event).__name__ != "ServiceProbed"
    ]

    line = summary(session_of(records))

    assert (line.verdict, line.mark) == ("None was tried", Mark.GOOD)


@pytest.mark.parametrize(
    ("conditions", "told"),
    [
        (Conditions(), ()),
        (Conditions(username="ann"), ("User name: ann",)),
        (Conditions(resolvers=("10.1.2.53",)), ("Asks the DNS servers: 10.1.2.53",)),
        (
            Conditions(connects=("mail.contoso.com:443=10.1.2.3",)),
            ("Reaches mail.contoso.com:443 at 10.1.2.3",),
        ),
        (
            Conditions(scenario="expired", outside=True),
            ("On the practice organisation: expired", "Seen from outside"),
        ),
        (
            Conditions(proxy="http://proxy:3128", timeout=2.5, old_tls="look", revocation=True),
            (
                "Proxy: http://proxy:3128",
                "Waits 2.5 s for a connection",
                "Asks whether certificates are revoked",
                "Sends no credentials over TLS 1.0 and 1.1",
            ),
        ),
        (
            Conditions(trust_files=("corp.pem",), system_trust=False, at="2007-06-01"),
            (
                "Trusts also: corp.pem",
                "Does not trust what this PC trusts",
                "Certificates as of 2007-06-01",
            ),
        ),
    ],
)
def test_how_a_run_was_made_is_told_where_it_is_out_of_the_ordinary(
    conditions: Conditions, told: tuple[str, ...]
) -> None:
    assert conditions_lines(conditions) == told


LOOSE = Conditions(
    username="ann",
    current_user=True,
    joined="yes",
    trust_files=("corp.pem",),
    at="2007-06-01",
    authentication=("basic",),
    proxy="http://wilma@proxy:3128",
    resolvers=("10.1.2.53",),
)


def test_what_holds_again_is_told_apart_from_what_does_not() -> None:
    assert again_lines(LOOSE) == ("Asks the DNS servers: 10.1.2.53", "Proxy: http://proxy:3128")
    told = not_again_lines(LOOSE, RunOptions())
    assert [line.partition(": --")[2].split()[0] for line in told] == [
        "trust-file",
        "joined",
        "at",
        "authentication",
        "current-user",
        "proxy",
    ]


def test_what_is_given_again_is_not_missed() -> None:
    given = RunOptions(
        trust_files=("corp.pem",),
        joined="yes",
        at="2007-06-01",
        authentication=("basic",),
        current_user=True,
        proxy="http://wilma@proxy:3128",
    )

    assert not_again_lines(LOOSE, given) == ()
    assert not_again_lines(Conditions(), RunOptions()) == ()


def test_in_practice_the_scenario_brings_it_all_again() -> None:
    assert not_again_lines(replace(LOOSE, scenario="expired"), RunOptions()) == ()
