"""Error answers of Autodiscover, by code and message."""

import pytest

from app.findings import examine
from tests.findings.runs import (
    HOST,
    PASSWORD,
    Run,
    bare,
    codes,
    run,
    session,
)
from tests.support.answers_xml import error_xml
from tests.support.fake_network import Reply


def error(code: int, message: str = "No.") -> Run:
    return run({HOST: Reply(body=error_xml(code, message), wants_password=PASSWORD)})


OLD = "Client mailboxes must be on Exchange 2007 Server or later."
NO_MAILBOX = (
    "Autodiscover cannot process the given e-mail address. Only mailboxes and contacts are allowed."
)

CASES: dict[str, tuple[Run, Run]] = {
    "mailbox-too-old": (error(501, OLD), error(501)),
    "recipient-is-no-mailbox": (error(501, NO_MAILBOX), error(501)),
    "address-unknown": (error(500), error(501, OLD)),
    "request-not-understood": (error(601), error(602)),
    "autodiscover-in-trouble": (error(603), error(601)),
    "autodiscover-error": (error(777, "Seventh heaven"), error(603)),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


@pytest.mark.parametrize("code", [500, 501, 600, 601, 602, 603, 777])
def test_an_error_is_one_finding_and_no_more(code: int) -> None:
    found = codes(error(code))

    assert len(found) == 2
    assert found[0].startswith("error ")


def test_an_address_that_breaks_out_of_nothing_is_quoted() -> None:
    made = run(
        {HOST: Reply(body=error_xml(500), wants_password=PASSWORD)}, address="o'brien@contoso.com"
    )

    finding = examine(session(made))[0]

    assert "-Identity 'o''brien@contoso.com' |" in finding.command
