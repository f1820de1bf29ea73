"""The report in a browser that nobody sees: drawn, printed, and held to its content policy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.domain.events import Recorded
from app.domain.notes import Noted
from app.export import EXPORTERS
from app.findings import conclude
from tests.support import browser, played_runs
from tests.support.played_runs import session_of

pytestmark = [
    pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "-"),
    # Each test starts it up to twice, and is to tell which of them did not come to its end.
    pytest.mark.timeout(3 * browser.LONGEST_S),
]

RUNS = (played_runs.found, played_runs.not_found)
EVIL = "</style><script>document.title='taken'</script><img src=x onerror=document.title='taken'>"


def page(folder: Path, records: list[Recorded]) -> Path:
    session = session_of(records)
    target = folder / "report.html"
    target.write_bytes(EXPORTERS["html"].file(session, conclude(session)))
    return target


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.__name__)
def test_the_browser_draws_it_and_has_nothing_to_complain_of(
    tmp_path: Path, run: Callable[[], list[Recorded]]
) -> None:
    drawn = tmp_path / "report.png"

    complaints = browser.picture(page(tmp_path, run()), drawn)

    assert complaints == ""
    assert drawn.read_bytes().startswith(b"\x89PNG")
    # A page whose style the policy refused is nearly empty of colours, and small.
    assert drawn.stat().st_size > 50_000


def test_it_is_printed_on_paper(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"

    assert browser.printed(page(tmp_path, played_runs.not_found()), target) == ""

    assert target.read_bytes().startswith(b"%PDF-")
    assert target.read_bytes().count(b"/Type /Page\n") in range(2, 20)


def test_the_policy_lets_no_foreign_script_run(tmp_path: Path) -> None:
    target = page(tmp_path, played_runs.not_found())
    spoilt = target.read_text().replace("<h1", "<script>document.title='taken'</script><h1", 1)
    target.write_text(spoilt)

    complaints = browser.picture(target, tmp_path / "report.png")

    assert "Content Security Policy" in complaints
    assert "<title>Autodiscover for" in browser.contents(target)


def test_an_evil_text_stays_text(tmp_path: Path) -> None:
    records = [
        replace(one, event=replace(one.event, subject=EVIL))
        if isinstance(one.event, Noted)
        else one
        for one in played_runs.not_found()
    ]
    target = page(tmp_path, records)

    assert browser.picture(target, tmp_path / "report.png") == ""
    read = browser.contents(target)
    assert "<title>Autodiscover for" in read
    assert "&lt;script&gt;document.title" in read
