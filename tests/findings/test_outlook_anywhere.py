"""Outlook Anywhere and the principal name."""

import pytest

from app.findings import examine
from tests.findings.runs import (
    HOST,
    Run,
    bare,
    certificate,
    run,
    session,
    settings,
    verdict,
)
from tests.support.fake_network import Reply

PROXY = "https://mail.contoso.com/rpc/rpcproxy.dll"
EXPR = "<Type>EXPR</Type>"


def shown(*names: str, common: str = "", says: str = "") -> Run:
    """Give a run whose RPC proxy shows such a certificate, and whose settings say such a name."""
    leaf = certificate(*names, common=common)
    said = f"<CertPrincipalName>{says}</CertPrincipalName>" if says else ""
    proxy = Reply(status=401, verdict=verdict("mail.contoso.com", shown=leaf))
    return run({HOST: settings((EXPR, EXPR + said)), PROXY: proxy})


CASES: dict[str, tuple[Run, Run]] = {
    "msstd-mismatch": (
        shown("mail.contoso.com", says="msstd:owa.contoso.com"),
        shown("mail.contoso.com", says="none"),
    ),
    "msstd-wildcard": (
        shown("*.contoso.com"),
        shown("*.contoso.com", says="msstd:*.contoso.com"),
    ),
    "msstd-second-name": (
        shown("mail.contoso.com", "cas01.contoso.com", common="cas01.contoso.com"),
        shown("mail.contoso.com", "cas01.contoso.com"),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_the_command_tells_the_name_as_it_stands_in_the_certificate() -> None:
    finding = examine(session(shown("*.contoso.com")))[0]

    assert finding.command == ("Set-OutlookProvider EXPR -CertPrincipalName 'msstd:*.contoso.com'")
