"""A session as one HTML file: no script, nothing from elsewhere, and every text escaped."""

import base64
import hashlib
from functools import cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.domain.finding import Conclusions
from app.domain.session import Session
from app.export.report.whole import report_of
from app.paths import resources
from app.wording.language import _, language
from app.wording.lines import LONGEST, plain

MOST_CHARACTERS: Final = 60_000
"""Of one text of many lines."""


def as_html(session: Session, concluded: Conclusions) -> str:
    """Give the report."""
    environment = _environment()
    # Only this very style: whatever else a text smuggled in would not count.
    style = environment.get_template("report.css").render()
    text = environment.get_template("report.html").render(
        report=report_of(session, concluded),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )
    return text + "\n"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(resources() / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.filters["lines"] = _lines
    # Asked anew for each report: the language may be another one then.
    made.globals["_"] = _
    made.globals["language"] = language
    return made


def _shown(value: object) -> object:
    """Make whatever is put into the template a single harmless line; it is escaped after that."""
    if isinstance(value, Markup | int | float):
        return value
    text = plain(" ".join(str(value).split()))
    return text if len(text) <= 4 * LONGEST else text[: 4 * LONGEST] + " ..."


def _lines(text: str) -> Markup:
    """Keep the lines of a text, each of them as harmless as any other."""
    cut = text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + "\n..."
    return Markup("\n").join(plain(line.expandtabs(4)) for line in cut.split("\n"))
