"""What the settings say and leave out."""

import pytest

from app.findings import examine
from tests.findings.runs import (
    CLEAN,
    HOST,
    INSIDE,
    PASSWORD,
    SERVICE,
    Run,
    bare,
    certificate,
    codes,
    run,
    scp,
    session,
    settings,
    verdict,
)
from tests.support.fake_network import Reply

OAB = "<OABUrl>https://mail.contoso.com/OAB/0f/</OABUrl>"
NO_OAB = (OAB, "")
EXCH, EXPR = "<Type>EXCH</Type>", "<Type>EXPR</Type>"
USER = "<DisplayName>Ann Archer</DisplayName>"


def given(*changes: tuple[str, str]) -> Run:
    return run({HOST: settings(*changes)})


def without_expr(text: str) -> str:
    start = text.index(f"<Protocol>{EXPR}")
    return text[start : text.index("</Protocol>", start) + len("</Protocol>")]


def outside_only(name: str) -> tuple[str, str]:
    """Take an element out of the block for outside alone."""
    block = without_expr(CLEAN.decode())
    start = block.index(f"<{name}>")
    end = block.index(f"</{name}>") + len(f"</{name}>")
    return block, block[:start] + block[end:]


def known_as(address: str) -> str:
    return f"{USER}<AutoDiscoverSMTPAddress>{address}</AutoDiscoverSMTPAddress>"


INTERNAL = ("https://mail.contoso.com/EWS", "https://cas01.contoso.local/EWS")

CASES: dict[str, tuple[Run, Run]] = {
    "no-exch-block": (
        given((EXCH, "<Type>WEB</Type>")),
        given((EXCH, "<Type>EXHTTP</Type>")),
    ),
    "no-expr-block": (given((without_expr(CLEAN.decode()), "")), given()),
    "no-auth-package": (given(("<AuthPackage>ntlm</AuthPackage>", "")), given()),
    "outlook-anywhere-basic": (given(("ntlm", "Basic")), given()),
    "service-host-internal": (given(INTERNAL), given()),
    "outside-urls-missing": (given(outside_only("OOFUrl")), given(outside_only("UMUrl"))),
    "no-address-book": (
        given(NO_OAB),
        given((OAB, "<OABUrl>Public Folder</OABUrl>")),
    ),
    "address-book-in-public-folder": (
        given((OAB, "<OABUrl>Public Folder</OABUrl>")),
        given(NO_OAB),
    ),
    "address-book-over-http": (given((OAB, OAB.replace("https", "http"))), given()),
    "address-is-alias": (
        given(
            (USER, f"{USER}<AutoDiscoverSMTPAddress>a.archer@contoso.com</AutoDiscoverSMTPAddress>")
        ),
        given((USER, f"{USER}<AutoDiscoverSMTPAddress>Ann@Contoso.com</AutoDiscoverSMTPAddress>")),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_clean_settings_raise_nothing() -> None:
    assert codes(given()) == ["notice root-domain-not-used", "notice sign-in-normal"]


def test_inside_names_outside_explain_that_the_services_fail() -> None:
    found = codes(given(INTERNAL))

    assert found[0] == "error service-host-internal"
    assert "error service-host-not-in-dns" not in found


def test_the_outside_urls_are_written_with_a_name_of_the_certificate() -> None:
    shown = certificate("mail.contoso.com", "autodiscover.contoso.com")
    reply = Reply(
        body=CLEAN.replace(b"https://mail.contoso.com", b"https://cas01.contoso.local"),
        wants_password=PASSWORD,
        verdict=verdict("autodiscover.contoso.com", shown=shown),
    )

    finding = examine(session(run({HOST: reply})))[0]

    assert "-ExternalUrl 'https://mail.contoso.com/EWS/Exchange.asmx'" in finding.command
    assert "'<SERVER>\\EWS (Default Web Site)'" in finding.command
    assert "<ANGLE BRACKETS>" in finding.advice


def test_inside_alone_outlook_anywhere_off_is_worth_a_notice() -> None:
    reply = settings((without_expr(CLEAN.decode()), ""))

    assert "notice no-expr-block" in codes(run({INSIDE: reply}, points=(scp(),)))
    assert "warning no-expr-block" in codes(run({HOST: reply}))


def test_a_server_name_that_is_reached_from_outside_is_not_inside_only() -> None:
    reply = settings(INTERNAL)
    reached = run({HOST: reply, "https://cas01.contoso.local/EWS/Exchange.asmx": SERVICE})

    assert "service-host-internal" not in bare(reached)
