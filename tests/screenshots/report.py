"""The report as a browser shows it, and as it prints it; where there is a browser."""

import tempfile
from pathlib import Path
from typing import Final

from app.export import EXPORTERS
from app.findings import conclude
from tests.support import browser, played_runs
from tests.support.played_runs import session_of

NAMES: Final = ("report",)


def make(folder: Path, names: list[str]) -> str:
    """Draw the report; give a complaint where there is no browser."""
    if not names:
        return ""
    if complaint := browser.why_not():
        return complaint
    session = session_of(played_runs.not_found())
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "report.html"
        page.write_bytes(EXPORTERS["html"].file(session, conclude(session)))
        browser.picture(page, folder / "report.png")
    return ""
