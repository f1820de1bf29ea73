"""Each finding has its page of help, and each page its finding."""

import pytest

from app.findings import help_pages
from app.findings.help_pages import help_page
from app.paths import resources
from tests.findings.test_catalogue import CASES, RAISED_ELSEWHERE

CODES = sorted({*CASES, *RAISED_ELSEWHERE})


def test_there_is_a_page_for_every_finding_and_no_other() -> None:
    assert sorted(path.stem for path in (resources() / "findings").iterdir()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_page_is_plain_text_for_a_person(code: str) -> None:
    page = help_page(code)

    assert len(page) > 100
    assert page.endswith("\n")
    assert all(line.isprintable() for line in page.splitlines())
    assert "UNSOURCED" not in page
    assert "#" not in page


def test_paragraphs_are_whole_headings_stand_out_and_commands_stay_as_they_are() -> None:
    page = help_page("certificate-expired")

    assert "\n\nWhat to do\n----------\n\nList the certificates" in page
    assert "\n\n    Get-ExchangeCertificate | Format-List" in page
    assert "This one, or one above it in its chain, is past its last day." in page


def test_a_page_that_is_missing_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert help_page("no-such-finding").startswith("There is no page")

    def not_whole() -> None:
        raise FileNotFoundError

    monkeypatch.setattr(help_pages, "resources", not_whole)
    assert help_page("sign-in-normal").startswith("There is no page")
