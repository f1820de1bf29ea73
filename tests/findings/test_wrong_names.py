"""Certificates that do not hold the name in the URL."""

import pytest

from app.domain.verdict import Problem
from app.findings import examine
from tests.findings.runs import (
    ACCEPT,
    ALLOW,
    HOST,
    INSIDE,
    MAIL,
    PASSWORD,
    PLAIN,
    SETTINGS,
    Run,
    bare,
    certificate,
    codes,
    run,
    scp,
    session,
    verdict,
)
from tests.support.fake_network import CLOSED, Reply

NAME = "autodiscover.contoso.com"


def made_out_to(*names: str, host: str = NAME) -> Reply:
    shown = verdict(host, Problem.NAME_MISMATCH, shown=certificate(*names))
    return Reply(body=SETTINGS.body, wants_password=PASSWORD, verdict=shown)


REDIRECT = Reply(status=302, location=MAIL)
PUBLIC = made_out_to("mail.contoso.com", NAME, host="cas01.contoso.local")

CASES: dict[str, tuple[Run, Run]] = {
    "redirect-site-listens-on-443": (
        run({HOST: made_out_to("mail.contoso.com"), PLAIN: REDIRECT, MAIL: SETTINGS}, yes=ALLOW),
        run({HOST: CLOSED, PLAIN: REDIRECT, MAIL: SETTINGS}, yes=ALLOW),
    ),
    "autodiscover-foreign-host": (
        run({HOST: made_out_to("*.hoster.example", "hoster.example")}),
        run({HOST: made_out_to("mail.contoso.com")}),
    ),
    "certificate-name-mismatch": (
        run({INSIDE: PUBLIC}, points=(scp(),)),
        run({HOST: made_out_to("hoster.example")}),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_the_commands_name_this_server_and_a_name_that_the_certificate_holds() -> None:
    finding = examine(session(run({INSIDE: PUBLIC}, points=(scp("EXCH'01"),))))[0]

    assert finding.command.splitlines()[0] == (
        "Set-ClientAccessServer -Identity 'EXCH''01' -AutoDiscoverServiceInternalUri"
        " 'https://mail.contoso.com/autodiscover/autodiscover.xml'"
    )
    assert len(finding.command.splitlines()) == 4
    assert "mail.contoso.com must resolve" in finding.advice


def test_a_foreign_certificate_does_not_tell_what_to_order() -> None:
    reply = made_out_to("mail.evil.example", host="cas01.contoso.local")

    finding = examine(session(run({INSIDE: reply}, points=(scp(),))))[0]

    assert finding.code == "certificate-name-mismatch"
    assert "evil" not in finding.command
    assert "-DomainName 'cas01.contoso.local'" in finding.command


def test_a_name_that_the_user_let_pass_is_still_the_first_finding() -> None:
    assert codes(run({INSIDE: PUBLIC}, points=(scp(),), yes=ACCEPT))[0] == (
        "error certificate-name-mismatch"
    )


def test_a_service_with_a_wrong_name_is_an_error_though_the_settings_were_found() -> None:
    ews = "https://mail.contoso.com/EWS/Exchange.asmx"
    wrong = made_out_to("www.contoso.com", host="mail.contoso.com")
    reply = Reply(status=401, verdict=wrong.verdict)

    found = codes(run({HOST: SETTINGS, ews: reply}))

    assert found[0] == "error certificate-name-mismatch"
    assert "error service-fails" not in found


def test_an_inside_name_in_a_certificate_is_no_foreign_host() -> None:
    found = bare(run({HOST: made_out_to("EXCH01", "exch01.contoso.local")}))

    assert "certificate-name-mismatch" in found
    assert "autodiscover-foreign-host" not in found
