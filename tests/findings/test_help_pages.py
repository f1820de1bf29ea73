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
def test_a_page_is_plain_text_that_fits_into_its_window(code: str) -> None:
    page = help_page(code)

    assert len(page) > 100
    assert page.endswith("\n")
    assert all(line.isprintable() for line in page.splitlines())
    assert not [line for line in page.splitlines() if len(line) > 150]
    assert "UNSOURCED" not in page


def test_a_page_that_is_missing_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert help_page("no-such-finding").startswith("There is no page")

    def not_whole() -> None:
        raise FileNotFoundError

    monkeypatch.setattr(help_pages, "resources", not_whole)
    assert help_page("sign-in-normal").startswith("There is no page")
