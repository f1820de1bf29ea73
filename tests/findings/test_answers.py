"""Answers that are no settings though the server is well."""

import pytest

from tests.findings.runs import HOST, PLAIN, ROOT, SETTINGS, Run, bare, run
from tests.support.answers_xml import error_xml
from tests.support.fake_network import CLOSED, Reply

HTML = b"<!DOCTYPE html><html><body>Please sign in</body></html>"
INVALID = error_xml(600, "Invalid Request")

CASES: dict[str, tuple[Run, Run]] = {
    "not-autodiscover": (
        run({HOST: Reply(body=HTML)}),
        run({ROOT: Reply(body=HTML), HOST: SETTINGS}),
    ),
    "error-600-healthy": (
        run({HOST: CLOSED, PLAIN: Reply(body=INVALID)}),
        run({HOST: Reply(body=INVALID)}),
    ),
    "port-80-does-not-redirect": (
        run({HOST: CLOSED, PLAIN: Reply(body=HTML)}),
        run({HOST: CLOSED, PLAIN: CLOSED}),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_a_healthy_answer_is_not_also_a_page() -> None:
    found = bare(CASES["error-600-healthy"][0])

    assert "port-80-does-not-redirect" not in found
