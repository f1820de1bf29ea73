"""Redirects of every kind."""

import pytest

from app.domain.attempts import SrvRecord
from app.findings import examine
from tests.findings.runs import (
    ALLOW,
    HOST,
    INSIDE,
    MAIL,
    PASSWORD,
    PATH,
    PLAIN,
    SETTINGS,
    SRV,
    Run,
    bare,
    codes,
    run,
    scp,
    session,
)
from tests.support.answers_xml import error_xml, redirect_address_xml, redirect_url_xml
from tests.support.fake_network import CLOSED, Reply

PARTNER = f"https://autodiscover.fabrikam.com{PATH}"
MOVED = Reply(body=redirect_address_xml("ann@fabrikam.com"), wants_password=PASSWORD)
BACK = Reply(body=redirect_address_xml("ann@contoso.com"), wants_password=PASSWORD)
ELSEWHERE = Reply(body=redirect_url_xml(PARTNER), wants_password=PASSWORD)


def redirecting(location: str, **named: object) -> Run:
    pages = {HOST: CLOSED, PLAIN: Reply(status=302, location=location), MAIL: SETTINGS}
    return run(pages, **named)


CASES: dict[str, tuple[Run, Run]] = {
    "mailbox-moved": (
        run({HOST: MOVED, PARTNER: SETTINGS}, yes=ALLOW),
        run({HOST: MOVED, PARTNER: SETTINGS}),
    ),
    "redirect-loop": (
        run({HOST: MOVED, PARTNER: BACK}, yes=ALLOW),
        run({HOST: MOVED, PARTNER: SETTINGS}, yes=ALLOW),
    ),
    "redirect-not-allowed": (redirecting(MAIL), redirecting(MAIL, yes=ALLOW)),
    "redirect-not-https": (
        redirecting(f"http://mail.contoso.com{PATH}"),
        redirecting("https://mail.contoso.com/owa"),
    ),
    "redirect-elsewhere": (
        redirecting("https://mail.contoso.com/owa"),
        redirecting(f"http://mail.contoso.com{PATH}"),
    ),
    "redirect-consent-seen": (redirecting(MAIL, yes=ALLOW), redirecting(MAIL)),
    "srv-consent-seen": (
        run(
            {MAIL: SETTINGS},
            srv={SRV: (SrvRecord(priority=0, weight=0, port=443, target="mail.contoso.com"),)},
            yes=ALLOW,
        ),
        redirecting(MAIL, yes=ALLOW),
    ),
    "redirect-to-other-organisation": (
        run({HOST: ELSEWHERE, PARTNER: SETTINGS}, yes=ALLOW),
        redirecting(MAIL, yes=ALLOW),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_a_loop_is_told_once_and_not_as_a_move() -> None:
    assert codes(run({HOST: MOVED, PARTNER: BACK}, yes=ALLOW)) == [
        "error redirect-loop",
        "notice root-domain-not-used",
        "notice root-domain-not-used",
    ]


def test_what_the_old_server_no_longer_knows_is_part_of_the_move() -> None:
    pages = {
        INSIDE: [MOVED, Reply(body=error_xml(500), wants_password=PASSWORD)],
        PARTNER: SETTINGS,
    }

    found = bare(run(pages, points=(scp(),), yes=ALLOW))

    assert found[0] == "mailbox-moved"
    assert "address-unknown" not in found


def test_a_closed_port_443_belongs_to_a_redirect_that_works() -> None:
    assert codes(redirecting(MAIL, yes=ALLOW)) == [
        "notice redirect-consent-seen",
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ]


def test_where_nobody_was_asked_that_is_told() -> None:
    asked, assumed = redirecting(MAIL), redirecting(MAIL, assumed=True)

    assert "nobody was asked" not in examine(session(asked))[0].meaning
    assert "nobody was asked" in examine(session(assumed))[0].meaning
