"""Service connection points: where they lead, and for which sites they are."""

import pytest

from app.domain.failures import FailureKind
from app.findings import examine
from tests.findings.runs import (
    HOST,
    INSIDE,
    MAIL,
    PATH,
    SETTINGS,
    Run,
    bare,
    codes,
    failed,
    run,
    scp,
    session,
)
from tests.support.answers_xml import error_xml
from tests.support.fake_network import CLOSED, Reply

UNKNOWN = Reply(body=error_xml(), wants_password=SETTINGS.wants_password)
SHORT = f"https://cas01{PATH}"
OTHER = f"https://cas02.contoso.local{PATH}"

CASES: dict[str, tuple[Run, Run]] = {
    "connection-point-unusable": (
        run({HOST: SETTINGS}, points=(scp(url="http://cas01.contoso.local/a.xml"),)),
        run({INSIDE: SETTINGS}, points=(scp(),)),
    ),
    "inside-record-missing": (
        run({HOST: SETTINGS}, points=(scp(url=MAIL),)),
        run({HOST: SETTINGS}, points=(scp(),)),
    ),
    "scp-server-gone": (
        run({OTHER: SETTINGS}, points=(scp(), scp("CAS02", OTHER))),
        run({HOST: SETTINGS}, points=(scp(url=MAIL),)),
    ),
    "scp-server-silent": (
        run({INSIDE: CLOSED, HOST: SETTINGS}, points=(scp(),)),
        run({HOST: SETTINGS}, points=(scp(),)),
    ),
    "scp-server-refuses-address": (
        run({INSIDE: UNKNOWN, HOST: SETTINGS}, points=(scp(),)),
        run({INSIDE: UNKNOWN}, points=(scp(),)),
    ),
    "scp-short-name": (
        run({SHORT: SETTINGS}, points=(scp(url=SHORT),)),
        run({INSIDE: SETTINGS}, points=(scp(),)),
    ),
    "scp-of-other-site": (
        run({INSIDE: SETTINGS}, points=(scp(sites=("London",)),), site="Paris"),
        run({INSIDE: SETTINGS}, points=(scp(sites=("Paris",)),), site="Paris"),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (INSIDE, "scp-server-gone"),
        (f"https://cas01.contoso.com{PATH}", "scp-server-gone"),
        (f"https://cas01{PATH}", "scp-server-gone"),
        (f"https://old.contoso.local{PATH}", "scp-server-gone"),
        (MAIL, "inside-record-missing"),
        (f"https://webmail.contoso.com{PATH}", "inside-record-missing"),
    ],
)
def test_a_name_of_the_server_is_gone_and_a_published_name_lacks_its_record(
    url: str, code: str
) -> None:
    assert codes(run({}, points=(scp(url=url),)))[0] == f"error {code}"


def test_a_name_that_is_not_there_is_not_reported_as_a_failed_request_too() -> None:
    assert codes(run({OTHER: SETTINGS}, points=(scp(), scp("CAS02", OTHER)))) == [
        "warning scp-server-gone",
        "notice sign-in-normal",
    ]


def test_the_object_of_a_server_that_is_gone_is_named() -> None:
    finding = examine(session(run({}, points=(scp(),))))[0]

    assert "CN=CAS01,CN=Autodiscover" in finding.advice
    assert finding.source == "KB 3137323"


def test_the_time_that_a_silent_server_cost_is_told() -> None:
    silent = failed(FailureKind.TIMED_OUT)

    assert "scp-server-silent" in bare(run({INSIDE: silent}, points=(scp(),)))
