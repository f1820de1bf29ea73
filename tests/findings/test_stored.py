"""What this PC keeps of Outlook's."""

import pytest

from app.domain.machine import Fact, FactName
from app.findings import examine
from tests.findings.runs import HOST, SETTINGS, Run, bare, codes, run, session

ENTRY = Fact(
    name=FactName.STORED_CREDENTIAL,
    value="MS.Outlook:ann",
    about="MS.Outlook:ann",
    origin="CredEnumerateW",
)


def cached(url: str) -> Fact:
    return Fact(
        name=FactName.CACHED_ANSWER,
        value=f"written 2007-03-15 23:06 UTC, 3 bytes: {url}; https://mail.contoso.com/OAB/",
        about="ann - Autodiscover.xml",
        origin="folder",
    )


CASES: dict[str, tuple[Run, Run]] = {
    "stored-credentials": (run({HOST: SETTINGS}, held=(ENTRY,)), run({HOST: SETTINGS})),
    "cached-settings-differ": (
        run({HOST: SETTINGS}, held=(cached("https://old.fabrikam.com/EWS"),)),
        run({HOST: SETTINGS}, held=(cached("https://cas.contoso.com/EWS"),)),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_stored_credentials_matter_more_where_a_sign_in_was_refused() -> None:
    wrong = run({HOST: SETTINGS}, held=(ENTRY,), password="wrong")

    assert "warning stored-credentials" in codes(wrong)
    assert "notice stored-credentials" in codes(CASES["stored-credentials"][0])


def test_what_outlook_keeps_cannot_differ_from_settings_that_were_not_found() -> None:
    nothing = run({}, held=(cached("https://old.fabrikam.com/EWS"),))

    assert "cached-settings-differ" not in bare(nothing)


def test_the_file_is_named() -> None:
    found = examine(session(CASES["cached-settings-differ"][0]))

    assert any("ann - Autodiscover.xml" in one.meaning for one in found)
