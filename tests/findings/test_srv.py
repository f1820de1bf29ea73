"""The service record (SRV) and what stands in its way."""

import pytest

from app.domain.attempts import SrvRecord
from tests.findings.runs import (
    ALLOW,
    HOST,
    MAIL,
    SETTINGS,
    SRV,
    Run,
    bare,
    codes,
    run,
)
from tests.support.fake_network import Reply


def record(target: str = "mail.contoso.com", port: int = 443) -> SrvRecord:
    return SrvRecord(priority=0, weight=0, port=port, target=target)


FOUND = {MAIL: SETTINGS}
RECORD = {SRV: (record(),)}

CASES: dict[str, tuple[Run, Run]] = {
    "srv-behind-faulty-host": (
        run({**FOUND, HOST: Reply(status=404)}, srv=RECORD, yes=ALLOW),
        run(FOUND, srv=RECORD, yes=ALLOW),
    ),
    "srv-port-ignored": (
        run(FOUND, srv={SRV: (record(port=8443),)}, yes=ALLOW),
        run(FOUND, srv=RECORD, yes=ALLOW),
    ),
    "srv-denied": (run({}, srv={SRV: (record(target="."),)}), run({})),
    "srv-not-asked": (run({}, profile="outlook-2007-rtm"), run({})),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_that_the_autodiscover_name_is_missing_belongs_to_this_way_of_publishing() -> None:
    assert codes(run(FOUND, srv=RECORD, yes=ALLOW)) == [
        "notice srv-consent-seen",
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ]
