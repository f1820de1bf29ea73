import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.session import Session
from app.export import EXPORTERS
from app.sessionlog import PassedOver, WrongLogError, encoded_line, load, read_lines, read_session
from app.sessionlog import lines as lines_module
from app.sessionlog import reader as reader_module
from app.sessionlog.lines import Header
from tests.support import played_runs, posix
from tests.support.exports import exported

RECORDS = played_runs.found()
HEADER = encoded_line(Header(autodiscope=1, program_version="0.1.0"))
LINES = [encoded_line(one) for one in RECORDS]
STRANGE = b'{"number":99,"at_ms":1.0,"event":{"type":"moon-landed","crew":[1,2]}}'


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        path = tmp_path / "run.autodiscope"
        path.write_bytes(data)
        return path

    return write


def complaint(path: Path) -> str:
    with pytest.raises(WrongLogError) as caught:
        load(path)
    text = str(caught.value)
    assert len(text.splitlines()) == 1
    return text.replace(str(path), "FILE")


@pytest.mark.parametrize("missing", [1, 10, len(LINES[-1]) - 1])
def test_a_torn_last_line_is_dropped(write: Callable[[bytes], Path], missing: int) -> None:
    path = write((HEADER + b"".join(LINES))[:-missing])

    assert list(read_session(path)) == RECORDS[:-1]


def test_zeros_after_a_power_failure_are_a_torn_line(write: Callable[[bytes], Path]) -> None:
    assert list(read_session(write(HEADER + LINES[0] + b"\0" * 4096))) == RECORDS[:1]


def test_a_damaged_last_line_is_dropped_too(write: Callable[[bytes], Path]) -> None:
    assert list(read_session(write(HEADER + LINES[0] + b"\0\0\n"))) == RECORDS[:1]


def test_a_header_alone_is_an_empty_session(write: Callable[[bytes], Path]) -> None:
    assert load(write(HEADER)).row_count == 0


def test_a_damaged_line_in_the_middle_is_named(write: Callable[[bytes], Path]) -> None:
    path = write(HEADER + LINES[0] + b"{]\n" + LINES[1])

    assert complaint(path) == "FILE is damaged in line 3."


def test_events_of_a_newer_program_are_kept_apart(write: Callable[[bytes], Path]) -> None:
    path = write(HEADER + LINES[0] + STRANGE + b"\n" + LINES[1])

    first, strange, last = read_lines(path)

    assert strange == PassedOver(number=99, tag="moon-landed", line=STRANGE)
    assert [first, last] == list(read_session(path)) == RECORDS[:2]


def test_new_fields_of_a_newer_program_are_passed_over(write: Callable[[bytes], Path]) -> None:
    path = write(HEADER + LINES[0].replace(b'{"number"', b'{"moon":[{}],"number"'))

    assert list(read_session(path)) == RECORDS[:1]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"hello\n",
        HEADER[:-1],
        LINES[0],
        b"[]\n",
        b'{"autodiscope":"one"}\n',
        b"\xff\xfe\0\0\n",
        b'{"autodiscope":1,"program_version":"\xff"}\n',
        b'{"autodiscope":1,"x":' + b"[" * 100_000 + b"\n",
        b"\x89PNG\r\n\x1a\n" + bytes(1000),
    ],
)
def test_a_file_of_no_known_kind_is_no_session(write: Callable[[bytes], Path], data: bytes) -> None:
    assert complaint(write(data)).startswith("FILE is nothing that can be read here: a session of")


def test_the_format_of_another_version_is_named(write: Callable[[bytes], Path]) -> None:
    newer = encoded_line(Header(autodiscope=2, program_version="3.1"))

    assert complaint(write(newer)) == (
        "FILE is of another Autodiscope 3.1 (format 2); this one reads format 1."
    )
    assert complaint(write(b'{"autodiscope":0}\n')) == (
        "FILE is of another Autodiscope (format 0); this one reads format 1."
    )


def test_what_cannot_be_opened_is_told_in_one_line(tmp_path: Path) -> None:
    # In the words of the system.
    assert re.fullmatch(r"FILE cannot be read: [^.]*\.", complaint(tmp_path / "none"))
    assert complaint(tmp_path) == "FILE is not a file."
    assert complaint(Path("a\0b")) == "That is no name of a file."


@posix.has_pipes
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    assert complaint(pipe) == "FILE is not a file."


def test_a_line_has_a_greatest_length(
    write: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lines_module.LONGEST_LINE == 8 << 20
    monkeypatch.setattr(reader_module, "LONGEST_LINE", 1000)
    endless = LINES[0].replace(b'"program_version":"', b'"program_version":"' + b"x" * 1000)

    assert complaint(write(HEADER + endless + LINES[1])) == "FILE is damaged in line 2."


def test_a_session_has_a_greatest_length(
    write: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "MOST_RECORDS", 3)

    assert len(list(read_session(write(HEADER + b"".join(LINES[:3]))))) == 3
    assert complaint(write(HEADER + b"".join(LINES[:4]))) == (
        "FILE is too long: it has more than 3 events."
    )


def any_end() -> st.SearchStrategy[bytes]:
    mutated = st.builds(_mutated, st.sampled_from(LINES), st.integers(0, 400), st.binary())
    whole = st.sampled_from([*LINES, STRANGE + b"\n", b"\n"])
    return st.lists(st.one_of(whole, mutated, st.binary()), max_size=20).map(b"".join)


def _mutated(line: bytes, at: int, by: bytes) -> bytes:
    return line[:at] + by + line[at + len(by) :]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.binary(), any_end().map(lambda end: HEADER + end)))
def test_any_bytes_give_a_session_or_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.autodiscope"
    path.write_bytes(data)

    try:
        session, complaint = load(path), "one line"
    except WrongLogError as error:
        session, complaint = Session(), str(error)

    assert len(complaint.splitlines()) == 1
    assert all(exported(form, session).endswith("\n") for form in EXPORTERS)
