"""What findings tell to be normal has the sign of information in every form, as in the window."""

import pytest
from lxml import html

from app.domain.rows import ServicesState, ServiceState
from app.domain.session import Session
from app.export.text_tree import branch_lines
from app.findings import conclude
from app.wording import PROBLEMS, Mark, describe
from app.wording.language import speaking
from tests.findings.runs import HOST, PLAIN, ROOT, SETTINGS, Run, run, session
from tests.findings.test_normal import CLOSED, NOBODY, WEB_SITE, problems
from tests.support.exports import exported

LANGUAGES = ("en", "de")
NORMAL = (
    run({ROOT: NOBODY, HOST: SETTINGS}),
    run({ROOT: CLOSED, HOST: SETTINGS}),
    run({ROOT: WEB_SITE, HOST: SETTINGS}, assumed=True),
)
"""Where nothing is wrong, though much fails."""
WRONG = run({ROOT: WEB_SITE, HOST: CLOSED, PLAIN: CLOSED}, assumed=True)
"""Where the same at the root domain is part of what fails."""


def signs_in_report(session: Session, language: str = "en") -> dict[str, set[str]]:
    """Give the signs of the lines that belong to rows, by the part that they stand in."""
    with speaking(language):
        page = html.document_fromstring(exported("html", session).encode())
    found = {
        "steps": "//section[@aria-labelledby='steps']//tbody//span",
        "waterfall": "//section[@aria-labelledby='waterfall']//tbody//span",
        "certificates": "//article[contains(@class, 'certificate')]/h3/span",
        "tree": "//ul[@class='tree']//li/span[contains(@class, 'mark')]",
    }
    return {
        part: {word for one in page.xpath(path) for word in one.get("class").split()} - {"mark"}
        for part, path in found.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("made", NORMAL)
def test_a_text_has_no_sign_of_a_problem_where_all_that_failed_is_normal(
    made: Run, language: str
) -> None:
    shown = session(made)
    assert problems(shown)

    with speaking(language):
        text = exported("text", shown)

    assert "[i ]" in text
    assert "[X ]" not in text
    assert "[! ]" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("made", NORMAL)
def test_a_report_has_none_either(made: Run, language: str) -> None:
    for part, signs in signs_in_report(session(made), language).items():
        assert signs, part
        assert signs.isdisjoint(PROBLEMS), part


def test_what_is_wrong_keeps_its_sign() -> None:
    shown = session(WRONG)
    assert any(describe(row, over=True).mark is Mark.BAD for row in problems(shown))

    assert "[X ]" in exported("text", shown)
    for part in ("waterfall", "tree"):
        assert Mark.BAD in signs_in_report(shown)[part], part


def test_each_row_has_the_sign_that_the_window_gives_it() -> None:
    """In the text line by line: what is normal is a matter of each row."""
    shown = session(WRONG)
    normal = conclude(shown).normal
    sign = {Mark.GOOD: "ok", Mark.WARNING: "! ", Mark.BAD: "X ", Mark.INFORMATION: "i "}

    for row in shown.rows:
        mark = Mark.INFORMATION if row.number in normal else describe(row, over=True).mark
        (line,) = branch_lines(shown, row.number, 1, normal)
        assert line.startswith(f"[{sign.get(mark, '- ')}]")


def test_no_row_of_the_list_of_services_is_normal_or_its_list_would_have_to_say_so() -> None:
    for made in NORMAL:
        shown = session(made)
        subjects = [shown.row(number).subject for number in conclude(shown).normal]
        assert not any(isinstance(one, ServiceState | ServicesState) for one in subjects)
