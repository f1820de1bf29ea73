"""All that an HTML report shows."""

from itertools import islice
from typing import Final

from msgspec import Struct

from app import __version__
from app.domain.finding import Conclusions
from app.domain.rows import ServicesState
from app.domain.session import Session
from app.domain.settings import Scope
from app.export.plan import as_plan
from app.export.report.certificates import ToldCertificate, told_certificates
from app.export.report.findings import ToldFinding, told_finding
from app.export.report.hosts import Asked, asked
from app.export.report.services import ServiceLine, ToldFeature, services, told_features
from app.export.report.tree import Branch, StepLine, branch, steps
from app.export.report.waterfall import Bar, bars
from app.export.text import circumstances
from app.export.text_tree import Around, steps_with_alert
from app.wording import (
    Line,
    clock_lines,
    continued_text,
    course_lines,
    milliseconds,
    scope_title,
    summary,
)
from app.wording.forms import moment_text
from app.wording.language import _

# A real run has some hundred rows and a dozen certificates; a hostile one must not make a report
# that no browser opens.
MOST_ROWS: Final = 3_000
MOST_CERTIFICATES: Final = 100
MOST_BARS: Final = 300
MOST_PLAN: Final = 60_000
"""Characters of the certificate plan."""


class Report(Struct, frozen=True, kw_only=True):
    """All that stands in a report."""

    address: str
    continues: str
    """The earlier run whose services were tried again; empty where there is none."""
    circumstances: str
    started: str
    took: str
    version: str
    outcome: Line
    note: tuple[str, ...]
    """The technician's, line by line."""
    told: tuple[str, ...]
    findings: tuple[ToldFinding, ...]
    services: tuple[ServiceLine, ...]
    scopes: tuple[str, ...]
    features: tuple[ToldFeature, ...]
    steps: tuple[StepLine, ...]
    asked: tuple[Asked, ...]
    bars: tuple[Bar, ...]
    certificates: tuple[ToldCertificate, ...]
    tree: tuple[Branch, ...]
    rows: int
    """How many rows the tree has at most: no link leads beyond."""
    left_out: int
    """Rows of the tree for which there was no room."""
    plan: str


def report_of(session: Session, concluded: Conclusions) -> Report:
    """Gather what a report shows."""
    started, normal = session.started, concluded.normal
    rows = session.rows[:MOST_ROWS]
    around = Around(alerts=steps_with_alert(session), normal=normal)
    return Report(
        address=started.address if started else _("an unknown address"),
        continues=continued_text(started.continues) if started and started.continues else "",
        circumstances=circumstances(session, started) if started else "",
        started=moment_text(started.started_at, seconds=True) if started else "",
        took=milliseconds(session.last_ms),
        version=__version__,
        outcome=summary(session),
        note=tuple(session.note.splitlines()),
        told=(*course_lines(session), *clock_lines(session)),
        findings=tuple(told_finding(session, one, MOST_ROWS) for one in concluded.findings),
        services=tuple(services(rows)),
        scopes=tuple(map(scope_title, Scope)),
        features=tuple(told_features(session)),
        steps=tuple(steps(rows, session, normal)),
        asked=tuple(islice(asked(session), MOST_ROWS)),
        bars=tuple(islice(bars(session, normal), MOST_BARS)),
        certificates=tuple(islice(told_certificates(session, normal), MOST_CERTIFICATES)),
        tree=tuple(
            branch(session, number, around, MOST_ROWS)
            for number in session.children(0)
            if number <= MOST_ROWS and not isinstance(session.row(number).subject, ServicesState)
        ),
        rows=MOST_ROWS,
        left_out=max(0, session.row_count - MOST_ROWS),
        plan=as_plan(session)[:MOST_PLAN],
    )
