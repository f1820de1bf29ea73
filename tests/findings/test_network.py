"""The network as a whole: none at all, no DNS, broken IPv6, long waits."""

import pytest

from app.domain.connections import AddressOutcome
from app.domain.failures import FailureKind
from tests.findings.runs import (
    HOST,
    PLAIN,
    ROOT,
    SETTINGS,
    SRV,
    Run,
    bare,
    codes,
    failed,
    run,
    timed,
    with_dials,
)
from tests.support.fake_network import NOBODY, Reply

UNREACHABLE = failed(FailureKind.UNREACHABLE)
NO_DNS = failed(FailureKind.NO_ANSWER_FROM_DNS)
ALL = {ROOT: UNREACHABLE, HOST: UNREACHABLE, PLAIN: UNREACHABLE}
WORKS, FAILS = AddressOutcome.CONNECTED, AddressOutcome.FAILED

CASES: dict[str, tuple[Run, Run]] = {
    "nothing-reachable": (run(ALL), run({**ALL, HOST: Reply(status=404)})),
    "dns-silent": (run({ROOT: NO_DNS, HOST: SETTINGS}), run({ROOT: NOBODY, HOST: SETTINGS})),
    "ipv6-broken": (
        with_dials(run({HOST: SETTINGS}), ("fe80::1", FAILS), ("192.0.2.1", WORKS)),
        with_dials(run({HOST: SETTINGS}), ("192.0.2.2", FAILS), ("192.0.2.1", WORKS)),
    ),
    "slow-answer": (timed(run({HOST: SETTINGS}), 6), timed(run({HOST: SETTINGS}), 2)),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_a_pc_without_a_network_is_the_whole_of_it() -> None:
    assert codes(run(ALL)) == ["error nothing-reachable"]


def test_dns_that_is_silent_about_the_service_record_is_told() -> None:
    assert codes(run({}, srv={SRV: NO_DNS}))[0] == "error dns-silent"
