"""What answers at the mail domain itself."""

import pytest

from app.domain.failures import FailureKind
from app.domain.verdict import Problem
from tests.findings.runs import (
    HOST,
    INSIDE,
    ROOT,
    SETTINGS,
    Run,
    bare,
    certificate,
    codes,
    failed,
    run,
    scp,
    settings,
    verdict,
)
from tests.support.fake_network import Reply

WEB_SITE = Reply(
    verdict=verdict("contoso.com", Problem.NAME_MISMATCH, shown=certificate("www.contoso.com"))
)
CONTROLLER = Reply(
    verdict=verdict("contoso.com", Problem.NAME_MISMATCH, shown=certificate("dc1.contoso.local"))
)
MAIL_ONLY = settings(
    ("<Type>EXCH</Type>", "<Type>IMAP</Type>"), ("<Type>EXPR</Type>", "<Type>SMTP</Type>")
)

CASES: dict[str, tuple[Run, Run]] = {
    "hoster-answers": (run({ROOT: MAIL_ONLY}), run({ROOT: SETTINGS})),
    "root-domain-controller": (
        run({ROOT: CONTROLLER, HOST: SETTINGS}, points=()),
        run({ROOT: WEB_SITE, HOST: SETTINGS}, points=()),
    ),
    "root-domain-web-site": (
        run({ROOT: WEB_SITE, HOST: SETTINGS}),
        run({ROOT: Reply(verdict=verdict("contoso.com", Problem.EXPIRED)), HOST: SETTINGS}),
    ),
    "root-domain-not-used": (
        run({ROOT: failed(FailureKind.REFUSED), HOST: SETTINGS}),
        run({INSIDE: SETTINGS}, points=(scp(),)),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


@pytest.mark.parametrize(
    "page", [Reply(status=404), Reply(body=b"<html>Welcome</html>"), Reply(status=503)]
)
def test_a_page_at_the_root_is_normal_and_nothing_else_is_said_of_it(page: Reply) -> None:
    assert codes(run({ROOT: page, HOST: SETTINGS})) == [
        "notice root-domain-web-site",
        "notice sign-in-normal",
    ]


def test_outside_a_name_of_the_domain_at_the_root_is_no_controller() -> None:
    assert "root-domain-controller" not in bare(run({ROOT: CONTROLLER, HOST: SETTINGS}))
