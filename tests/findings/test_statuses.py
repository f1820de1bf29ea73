"""Statuses of HTTP in the place of settings."""

import pytest

from tests.findings.runs import HOST, ROOT, SETTINGS, Run, bare, codes, run
from tests.support.fake_network import Reply


def at_host(status: int, body: bytes = b"") -> Run:
    return run({HOST: Reply(status=status, body=body)})


CASES: dict[str, tuple[Run, Run]] = {
    "ssl-required": (at_host(403, b"403.4 Forbidden: SSL is required"), at_host(403)),
    "client-certificate-wanted": (at_host(403, b"HTTP Error 403.7 - Forbidden"), at_host(403)),
    "path-not-published": (at_host(403), at_host(404)),
    "autodiscover-directory-missing": (
        at_host(404),
        run({ROOT: Reply(status=404), HOST: SETTINGS}),
    ),
    "bad-request": (at_host(400), at_host(500)),
    "published-server-name-wrong": (
        at_host(500, b"500 The target principal name is incorrect. (-2146893022)"),
        at_host(500),
    ),
    "install-path-not-expanded": (
        at_host(500, b"Could not load file or assembly 'Microsoft.Exchange.Diagnostics'"),
        at_host(500),
    ),
    "application-pool-stopped": (at_host(503), at_host(500)),
    "server-fault": (at_host(502), at_host(503)),
    "permanent-redirect": (at_host(308), at_host(305)),
    "unexpected-status": (at_host(305), at_host(404)),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


@pytest.mark.parametrize("status", [400, 403, 404, 407, 500, 502, 503, 308, 305])
def test_a_status_is_one_finding_and_no_more(status: int) -> None:
    found = codes(at_host(status))

    assert len(found) == 2
    assert found[0].startswith("error ")
    assert found[1] == "notice root-domain-not-used"
