"""Hosts that swallow or refuse connections."""

import pytest

from app.domain.attempts import SrvRecord
from app.domain.failures import FailureKind
from app.findings import examine
from tests.findings.runs import (
    ALLOW,
    HOST,
    MAIL,
    PLAIN,
    ROOT,
    SETTINGS,
    SRV,
    Run,
    bare,
    failed,
    run,
    session,
    timed,
)
from tests.support.fake_network import CLOSED, Reply

SILENT = failed(FailureKind.TIMED_OUT)
REDIRECT = Reply(status=302, location=MAIL)

CASES: dict[str, tuple[Run, Run]] = {
    "root-domain-black-hole": (
        run({ROOT: SILENT, HOST: SETTINGS}),
        run({ROOT: CLOSED, HOST: SETTINGS}),
    ),
    "autodiscover-host-silent": (run({HOST: SILENT}), run({HOST: CLOSED, PLAIN: SILENT})),
    "autodiscover-host-closed": (
        run({HOST: CLOSED, PLAIN: CLOSED}),
        run({HOST: CLOSED, PLAIN: REDIRECT, MAIL: SETTINGS}, yes=ALLOW),
    ),
    "redirect-target-unreachable": (
        run({HOST: CLOSED, PLAIN: REDIRECT, MAIL: CLOSED}, yes=ALLOW),
        run({HOST: CLOSED, PLAIN: REDIRECT, MAIL: SETTINGS}, yes=ALLOW),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_the_seconds_that_a_black_hole_cost_are_told() -> None:
    finding = examine(session(timed(run({ROOT: SILENT, HOST: SETTINGS}), 4)))[0]

    assert finding.code == "root-domain-black-hole"
    assert "4.0 s" in finding.title
    assert "ExcludeHttpsRootDomain" in finding.command


def test_a_host_of_a_service_record_that_is_gone_is_told() -> None:
    record = SrvRecord(priority=0, weight=0, port=443, target="mail.contoso.com")
    finding = examine(session(run({}, srv={SRV: (record,)}, yes=ALLOW)))[0]

    assert finding.code == "redirect-target-unreachable"
    assert "the service record (SRV)" in finding.title


def test_a_closed_port_80_alone_is_as_it_should_be() -> None:
    found = bare(run({HOST: Reply(status=404), PLAIN: CLOSED}))

    assert found == ["autodiscover-directory-missing", "root-domain-not-used"]
