import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.acceptance import Ground
from app.domain.batch import BatchRow, Entry, RowOutcome
from app.domain.events import (
    AttemptFinished,
    AttemptStarted,
    CertificateJudged,
    Outcome,
    Recorded,
    StepStarted,
)
from app.domain.failures import Failure, FailureKind
from app.domain.questions import HttpQuestion
from app.domain.steps import StepName
from app.domain.verdict import Problem
from app.export.batch import ROW_LINES, CsvLines, JsonLines, row_of
from app.findings import examine
from tests.support import played_runs
from tests.support.played_runs import ADDRESS, HOST_URL, Player, judged, session_of

ENTRY = Entry(line=7, input="Ann@contoso.example", address=ADDRESS)


def told(records: list[Recorded]) -> BatchRow:
    session = session_of(records)
    return row_of(ENTRY, session, examine(session), "x.autodiscope")


def test_a_run_that_found_settings_tells_where_and_its_certificate() -> None:
    row = told(played_runs.found())

    assert (row.line, row.input, row.address) == (7, "Ann@contoso.example", ADDRESS)
    assert (row.outcome, row.found_by) == (RowOutcome.FOUND, "https-autodiscover")
    assert row.autodiscover_url == HOST_URL
    assert (row.certificate, row.certificate_host) == ("good", "autodiscover.contoso.example")
    assert row.certificate_expires == "2027-01-01T00:00:00+00:00"
    assert (row.failure, row.reason, row.log) == ("", "", "x.autodiscope")
    assert row.duration_ms > 0


def test_a_run_that_found_nothing_tells_why() -> None:
    row = told(played_runs.not_found())

    assert row.outcome is RowOutcome.NOT_FOUND
    assert row.finding == examine(session_of(played_runs.not_found()))[0].code
    assert row.title
    assert row.failure
    assert row.reason


def test_a_run_that_needs_a_sign_in_has_no_failure() -> None:
    row = told(played_runs.sign_in_needed())

    assert (row.outcome, row.failure, row.reason) == (RowOutcome.SIGN_IN_NEEDED, "", "")


def test_of_several_failures_the_one_that_explains_most_is_told() -> None:
    player = Player()
    report = player.start().in_step(StepName.HTTPS_ROOT)
    report(StepStarted())
    for kind in (FailureKind.REFUSED, FailureKind.CERTIFICATE_REJECTED, FailureKind.TIMED_OUT):
        attempt = report.in_new_attempt()
        attempt(AttemptStarted(question=HttpQuestion(method="POST", url=HOST_URL)))
        if kind is FailureKind.CERTIFICATE_REJECTED:
            shown = judged("autodiscover.contoso.example", Ground.REJECTED, Problem.EXPIRED)
            attempt.in_new_connection()(CertificateJudged(judged=shown))
        attempt(AttemptFinished(failure=Failure(kind=kind, detail="It failed.")))
    player.end(Outcome.NOT_FOUND)
    row = told(player.records)

    assert (row.failure, row.certificate) == ("certificate-rejected", "rejected")
    assert row.certificate_problems == "expired"


def test_columns_have_the_names_that_scripts_rest_on() -> None:
    names = next(csv.reader([ROW_LINES[".csv"].heading.decode("utf-8-sig")]))

    assert names == [
        *("line", "input", "address", "outcome", "found_by", "autodiscover_url", "finding"),
        *("title", "certificate", "certificate_host", "certificate_problems"),
        *("certificate_expires", "duration_ms", "failure", "reason", "log"),
    ]
    row = BatchRow(line=1, input="x", outcome=RowOutcome.FOUND)
    assert list(json.loads(ROW_LINES[".jsonl"].line(row))) == names


def test_no_spreadsheet_calculates_with_an_input() -> None:
    line = CsvLines().line(BatchRow(line=1, input="=cmd()", outcome=RowOutcome.WRONG_INPUT))

    assert line.startswith(b"1,'=cmd(),")


@pytest.mark.parametrize("lines", [CsvLines(), JsonLines()], ids=["csv", "jsonl"])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=254))
def test_what_is_written_is_known_again(lines: CsvLines | JsonLines, text: str) -> None:
    row = BatchRow(line=3, input=text, outcome=RowOutcome.WRONG_INPUT, reason="a, \"b\"\n'c'")
    line = lines.line(row)

    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert lines.read(line) == lines.key(text)


@pytest.mark.parametrize("lines", [CsvLines(), JsonLines()], ids=["csv", "jsonl"])
@given(st.binary(max_size=200))
def test_what_is_none_of_ours_is_not_known(lines: CsvLines | JsonLines, line: bytes) -> None:
    assert lines.read(line) is None


@pytest.mark.parametrize("lines", [CsvLines(), JsonLines()], ids=["csv", "jsonl"])
def test_a_torn_line_is_not_known(lines: CsvLines | JsonLines) -> None:
    whole = lines.line(BatchRow(line=3, input="a@b.example", outcome=RowOutcome.FOUND, log="x"))

    # CSV cannot tell a shorter last cell; that line lacks its end.
    assert all(lines.read(whole[:cut]) is None for cut in range(len(whole) - 4))


def test_csv_can_be_read_by_others() -> None:
    row = BatchRow(line=1, input="a@b.example", outcome=RowOutcome.NOT_FOUND, title='one, "two"')
    text = (CsvLines().heading + CsvLines().line(row)).decode("utf-8-sig")
    (read,) = csv.DictReader(io.StringIO(text, newline=""))

    assert (read["input"], read["title"], read["outcome"]) == (
        "a@b.example",
        'one, "two"',
        "not-found",
    )
