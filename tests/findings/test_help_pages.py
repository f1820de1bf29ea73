"""Each finding has its page of help, each page its finding, and each language all pages."""

import re
import shlex
from pathlib import Path
from typing import Final

import pytest

from app.cli.parse import parse
from app.findings.help_pages import help_page
from app.paths import resources
from app.wording import pages
from app.wording.language import ENGLISH, LANGUAGES, speaking
from tests.findings.test_catalogue import CASES, RAISED_ELSEWHERE

CODES: Final = sorted({*CASES, *RAISED_ELSEWHERE})
TRANSLATED: Final = sorted(set(LANGUAGES) - {ENGLISH})

CMDLET: Final = re.compile(
    r"\b(?:Disable|Enable|Export|Format|Get|Import|Move|New|Remove|Restart|Set|Test|Update)"
    r"-[A-Z][A-Za-z]+"
)
UNTRANSLATED: Final = re.compile(
    r"--[a-z][a-z-]+"  # options of this program
    r"|(?<!\w)-(?!Computer|Dienste)[A-Z][A-Za-z]+"  # parameters of cmdlets, not "und -Dienste"
    r"|\b0x[0-9A-F]+|\bKB \d+|\bHK[A-Z]+\b|\b\d{3,}(?:\.\d)?\b"
    r"|\b[A-Za-z]+[a-z][A-Z]\w*"  # RedirectServers, autoConfigUrl
    r"|\b[a-z0-9-]+(?:\.[a-z0-9]+)+\b"  # hosts and files
)
GERMAN_NAME: Final = "AutoErmittlung"
"""Microsoft's word for Autodiscover, which looks like a name of the first kind."""
OF_EXCHANGE_2007: Final = frozenset(
    [
        "Enable-ExchangeCertificate",
        "Enable-OutlookAnywhere",
        "Enable-UMMailbox",
        "Export-AutoDiscoverConfig",
        "Format-List",
        "Get-AutodiscoverVirtualDirectory",
        "Get-CASMailbox",
        "Get-ClientAccessServer",
        "Get-ExchangeCertificate",
        "Get-Mailbox",
        "Get-MailboxDatabase",
        "Get-OABVirtualDirectory",
        "Get-OfflineAddressBook",
        "Get-OutlookAnywhere",
        "Get-OutlookProvider",
        "Get-Recipient",
        "Get-UMVirtualDirectory",
        "Get-WebServicesVirtualDirectory",
        "Import-ExchangeCertificate",
        "Move-Mailbox",
        "New-AutodiscoverVirtualDirectory",
        "New-ExchangeCertificate",
        "New-UMVirtualDirectory",
        "New-WebServicesVirtualDirectory",
        "Restart-Service",
        "Set-AutodiscoverVirtualDirectory",
        "Set-CASMailbox",
        "Set-ClientAccessServer",
        "Set-MailboxDatabase",
        "Set-OABVirtualDirectory",
        "Set-OfflineAddressBook",
        "Set-OutlookAnywhere",
        "Set-OutlookProvider",
        "Set-UMVirtualDirectory",
        "Set-WebServicesVirtualDirectory",
        "Test-OutlookWebServices",
        "Test-ServiceHealth",
        "Update-OfflineAddressBook",
    ]
)
ENGLISH_WORDS: Final = frozenset(
    ["and", "are", "by", "does", "from", "has", "is", "it", "not", "of", "or", "that", "the", "to"]
)
GERMAN_WORDS: Final = frozenset(
    [
        "das",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "ein",
        "eine",
        "es",
        "im",
        "ist",
        "nicht",
        "oder",
        "und",
        "wenn",
        "zu",
    ]
)
WITHOUT_UMLAUT: Final = re.compile(
    r"\b(?:fuer|ueber|koenn|muess|waehl|pruef|aender|zurueck|loesch|oeffn|gross|ausser)",
    re.IGNORECASE,
)


def source(code: str, language: str = ENGLISH) -> str:
    """Give a page as it is written."""
    folder = resources() / "findings"
    of_language = folder if language == ENGLISH else folder / language
    return (of_language / f"{code}.txt").read_text(encoding="utf-8")


def typed(page: str) -> list[str]:
    """Give what a page wants to be typed."""
    return [line.strip() for line in page.splitlines() if line.startswith("    ")]


def prose(page: str) -> str:
    """Give what a page says."""
    return "\n".join(line for line in page.splitlines() if not line.startswith("    "))


@pytest.mark.parametrize("folder", [".", *TRANSLATED])
def test_there_is_a_page_for_every_finding_and_no_other(folder: str) -> None:
    assert sorted(page.stem for page in (resources() / "findings" / folder).glob("*.txt")) == CODES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_page_is_plain_text_for_a_person(code: str, language: str) -> None:
    with speaking(language):
        page = help_page(code)

    assert len(page) > 300
    assert page.endswith("\n")
    assert all(line.isprintable() for line in page.splitlines())
    assert "UNSOURCED" not in page
    assert "#" not in page
    assert "\n\n\n" not in page


@pytest.mark.parametrize("code", CODES)
def test_a_page_tells_more_than_what_is_wrong(code: str) -> None:
    headings = [line for line in source(code).splitlines() if line.startswith("# ")]

    assert len(headings) >= 2
    assert len(headings) == len(set(headings))


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("code", CODES)
def test_what_is_typed_is_the_same_in_every_language(code: str, language: str) -> None:
    assert typed(source(code, language)) == typed(source(code))


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("code", CODES)
def test_names_numbers_and_options_are_the_same_in_every_language(code: str, language: str) -> None:
    translated = UNTRANSLATED.findall(prose(source(code, language)))
    names = {name for name in translated if not name.startswith(GERMAN_NAME)}

    assert names == set(UNTRANSLATED.findall(prose(source(code))))


@pytest.mark.parametrize("code", CODES)
def test_a_german_page_is_german(code: str) -> None:
    page = source(code, "de")
    # What a server or a program says in English stands in quotation marks or brackets.
    said = re.sub(r"„[^“]*“|\([^)]*\)", "", prose(page))
    words = set(re.findall(r"[\w-]+", said.lower()))

    assert not words & ENGLISH_WORDS
    assert len(words & GERMAN_WORDS) >= 3
    assert not WITHOUT_UMLAUT.search(said)
    assert page.count("„") == page.count("“")
    assert '"' not in prose(page)
    assert len(re.findall("(?m)^# ", page)) == len(re.findall("(?m)^# ", source(code)))


@pytest.mark.parametrize("code", CODES)
def test_a_page_names_cmdlets_of_exchange_2007_alone(code: str) -> None:
    assert set(CMDLET.findall(source(code))) <= OF_EXCHANGE_2007


@pytest.mark.parametrize("code", CODES)
def test_this_program_takes_the_command_lines_that_a_page_gives(code: str) -> None:
    for line in typed(source(code)):
        if line.startswith("autodiscope "):
            parse(shlex.split(line)[1:])


@pytest.mark.parametrize("code", CODES)
def test_this_program_has_the_options_that_a_page_names(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(["check", "--help"])
    known = capsys.readouterr().out

    for option in re.findall(r"--[a-z][a-z-]+", source(code)):
        assert f" {option}" in known


def test_paragraphs_are_whole_headings_stand_out_and_commands_stay_as_they_are() -> None:
    page = help_page("certificate-expired")

    assert "\n\nWhat to do\n----------\n\nList the certificates" in page
    assert "\n\n    Get-ExchangeCertificate | Format-List" in page
    assert "This one, or one above it in its chain, is past its last day." in page


def test_each_item_of_a_list_is_a_line() -> None:
    assert "\n\n• A wildcard record (*.contoso.com) that leads to the web hoster.\n• A CNAME" in (
        help_page("autodiscover-foreign-host")
    )
    assert "\n1. Cable or wireless: is it plugged in, is it signed in?\n2. The PC's address" in (
        help_page("nothing-reachable")
    )


def test_a_page_comes_in_the_language_of_the_reader() -> None:
    with speaking("de"):
        page = help_page("certificate-expired")

    assert "\n\nWas zu tun ist\n--------------\n\n" in page
    assert "What to do" not in page


def test_a_page_that_is_missing_in_a_language_is_given_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "findings").mkdir()
    (tmp_path / "findings" / "some-code.txt").write_text("What it is.\n")
    monkeypatch.setattr(pages, "resources", lambda: tmp_path)

    with speaking("de"):
        assert help_page("some-code") == "What it is.\n"


def test_a_page_that_is_missing_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert help_page("no-such-finding").startswith("There is no page")

    def not_whole() -> None:
        raise FileNotFoundError

    monkeypatch.setattr(pages, "resources", not_whole)
    assert help_page("sign-in-normal").startswith("There is no page")
