"""The results of many runs: a session as one row, and rows as lines of CSV or JSON."""

import csv
import io
from collections.abc import Iterator
from typing import Final, Protocol

import msgspec

from app.domain.batch import BatchRow, Entry, RowOutcome
from app.domain.connections import Judged
from app.domain.events import Outcome
from app.domain.failures import FailureKind
from app.domain.finding import Findings
from app.domain.session import Session
from app.export.csv import harmless
from app.export.json_attempts import attempt_failure
from app.wording.outcome import summary

_OUTCOMES: Final = {
    Outcome.FOUND: RowOutcome.FOUND,
    Outcome.SIGN_IN_NEEDED: RowOutcome.SIGN_IN_NEEDED,
    Outcome.NOT_FOUND: RowOutcome.NOT_FOUND,
}
# What explains most, where a run has failed in several ways; else what came last.
_TELLING: Final = (
    FailureKind.SIGN_IN_REFUSED,
    FailureKind.SERVER_ERROR,
    FailureKind.CERTIFICATE_REJECTED,
    FailureKind.REDIRECT_LOOP,
    FailureKind.NOT_AUTODISCOVER,
)


def row_of(entry: Entry, session: Session, findings: Findings, log: str = "") -> BatchRow:
    """Tell of a run that came to its end; a cancelled one has no row."""
    outcome = _OUTCOMES[session.outcome]
    finished = session.finished
    url = finished.autodiscover_url if finished else ""
    judged = _judged(session, url)
    leaf = judged.verdict.presented[0] if judged and judged.verdict.presented else None
    first = findings[0] if findings else None
    return BatchRow(
        line=entry.line,
        input=entry.input,
        address=entry.address,
        outcome=outcome,
        found_by=(finished.found_by or "") if finished else "",
        autodiscover_url=url,
        finding=first.code if first else "",
        title=first.title if first else "",
        certificate=judged.acceptance.ground.value if judged else "",
        certificate_host=judged.host if judged else "",
        certificate_problems=" ".join(judged.verdict.problems) if judged else "",
        certificate_expires=leaf.not_after.isoformat() if leaf and leaf.not_after else "",
        duration_ms=round(session.last_ms, 1),
        failure=_failure(session) if outcome is RowOutcome.NOT_FOUND else "",
        reason=summary(session).verdict if outcome is RowOutcome.NOT_FOUND else "",
        log=log,
    )


def _judged(session: Session, url: str) -> Judged | None:
    """Choose the certificate that counts: the Autodiscover URL's, an accepted one, the last one."""
    within = [
        row.subject
        for row in session.rows
        if isinstance(row.subject, Judged) and session.step_of(row)
    ]
    own = [one for one in within if url and one.host in url]
    accepted = [one for one in within if one.acceptance.accepted]
    return next((group[-1] for group in (own, accepted, within) if group), None)


def _failure(session: Session) -> str:
    kinds = [kind for _row, attempt in session.attempts if (kind := attempt_failure(attempt))]
    return next((kind.value for kind in _TELLING if kind in kinds), kinds[-1] if kinds else "")


class RowLines(Protocol):
    """Rows as lines of a file, which can be read again as far as going on needs it."""

    heading: bytes
    """What a file begins with."""
    beginning: bytes
    """What each line begins with; empty where the heading tells such a file."""

    def line(self, row: BatchRow) -> bytes:
        """Give a whole line, end of line included, with none within it."""
        ...

    def key(self, text: str) -> str:
        """Give an input as `read` will give it back."""
        ...

    def read(self, line: bytes) -> str | None:
        """Give the input of a line; None where it is none of ours."""
        ...


class JsonLines:
    """A JSON object a line."""

    heading = b""
    beginning = b'{"line":'

    def line(self, row: BatchRow) -> bytes:
        return msgspec.json.encode(row) + b"\n"

    def key(self, text: str) -> str:
        return text

    def read(self, line: bytes) -> str | None:
        try:
            return msgspec.json.decode(line, type=BatchRow).input
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return None


class CsvLines:
    """A line for Excel and its like, below one with headings. RFC 4180"""

    beginning = b""

    def __init__(self) -> None:
        # Excel tells from the mark that a file is UTF-8 and not of the system's code page.
        self.heading = b"\xef\xbb\xbf" + _csv_line(BatchRow.__struct_fields__)

    def line(self, row: BatchRow) -> bytes:
        return _csv_line(harmless(getattr(row, name)) for name in row.__struct_fields__)

    def key(self, text: str) -> str:
        return str(harmless(text))

    def read(self, line: bytes) -> str | None:
        try:
            (cells,) = csv.reader([line.decode()], strict=True)
        except (csv.Error, UnicodeDecodeError, ValueError):
            return None
        whole = len(cells) == len(BatchRow.__struct_fields__) and cells[0].isdigit()
        return cells[BatchRow.__struct_fields__.index("input")] if whole else None


def _csv_line(cells: Iterator[object] | tuple[str, ...]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()


ROW_LINES: Final[dict[str, RowLines]] = {".csv": CsvLines(), ".jsonl": JsonLines()}
"""By the suffix of the file."""
