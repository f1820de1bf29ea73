import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import __version__
from app.domain.attempts import Entry, Response
from app.domain.events import EntriesReceived, Event, Recorded, ResponseReceived
from app.domain.notes import NoteCode, Noted
from app.domain.secret import Secret
from app.sessionlog import (
    PassedOver,
    SessionWriter,
    encoded_line,
    lines,
    load,
    read_lines,
    read_session,
    reader,
)
from app.sessionlog import writer as writer_module
from app.sessionlog.lock import is_written, lock
from tests.support import played_runs, posix

RECORDS = played_runs.found()


def test_a_written_session_is_read_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"

    with SessionWriter(path) as writer:
        for recorded in RECORDS:
            writer.write(recorded)

    assert list(read_session(path)) == RECORDS
    assert load(path).rows == played_runs.session_of(RECORDS).rows
    assert writer.trouble == ""


def test_the_first_line_names_format_and_program(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"

    SessionWriter(path).close()

    header = msgspec.json.decode(path.read_bytes())
    assert header == {"autodiscope": 1, "program_version": __version__}


def test_each_event_is_in_the_file_before_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"

    with SessionWriter(path) as writer:
        for count, recorded in enumerate(RECORDS, start=1):
            writer.write(recorded)
            assert len(list(read_session(path))) == count


def test_a_session_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"
    SessionWriter(path).close()
    before = path.read_bytes()

    writer = SessionWriter(path)
    writer.write(RECORDS[0])
    writer.close()

    assert path.read_bytes() == before
    assert writer.trouble == f"{path} exists already; choose another name."


def test_a_folder_that_is_not_there_gives_one_line_and_no_exception(tmp_path: Path) -> None:
    told: list[str] = []

    with SessionWriter(tmp_path / "none" / "run.autodiscope", told.append) as writer:
        for recorded in RECORDS:
            writer.write(recorded)

    assert told == [writer.trouble]
    assert writer.trouble.endswith("cannot be written: No such file or directory.")


def test_a_disk_that_fails_at_the_end_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    writer = SessionWriter(tmp_path / "run.autodiscope")

    writer.close()
    writer.close()

    assert writer.trouble.endswith("cannot be written: Input/output error.")


def test_two_programs_never_write_into_the_same_log(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"
    path.touch()
    other = os.open(path, os.O_RDONLY)
    assert lock(other, alone=True)

    trouble = SessionWriter(path).trouble

    os.close(other)
    assert trouble == f"{path} is open in another Autodiscope; choose another name."
    assert SessionWriter(path).trouble == ""


def test_who_only_looks_keeps_no_run_from_being_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.autodiscope"
    path.touch()
    looking = os.open(path, os.O_RDONLY)
    assert lock(looking, alone=False)
    monkeypatch.setattr("time.sleep", lambda _: os.close(looking))

    assert SessionWriter(path).trouble == ""


def test_a_log_is_marked_while_it_is_written_and_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"
    with SessionWriter(path), path.open("rb") as stream:
        during = is_written(stream.fileno())
    with path.open("rb") as stream:
        assert (during, is_written(stream.fileno())) == (True, False)


SHORT = 1000
"""Stands for LONGEST_LINE."""


def written_and_read(
    path: Path, records: list[Recorded]
) -> list[tuple[Recorded, Recorded | PassedOver]]:
    path.unlink(missing_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for module in (lines, reader):
            patch.setattr(module, "LONGEST_LINE", SHORT)
        with SessionWriter(path) as writer:
            for recorded in records:
                writer.write(recorded)
        return list(zip(records, read_lines(path), strict=True))


def event_of(kind: type[Event], size: int) -> Event:
    if kind is ResponseReceived:
        response = Response(status=200, reason="OK", headers=(), body=bytes(size))
        return ResponseReceived(response=response)
    if kind is EntriesReceived:
        return EntriesReceived(entries=(Entry(name="\\" * size, attributes=()),))
    return Noted(code=NoteCode.FILE_READ, subject="x" * size)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(
            event_of,
            st.sampled_from([Noted, ResponseReceived, EntriesReceived]),
            st.integers(0, 2 * SHORT),
        ),
        max_size=8,
    )
)
def test_whatever_is_written_can_be_read_again_or_leaves_its_number_and_tag(
    tmp_path: Path, events: list[Event]
) -> None:
    records = [
        Recorded(number=number, at_ms=1e9 / 3, round=10**6, attempt=10**6, event=event)
        for number, event in enumerate(events, start=1)
    ]

    for recorded, read in written_and_read(tmp_path / "run.autodiscope", records):
        if len(msgspec.json.encode(recorded)) < SHORT:
            assert read == recorded
        else:
            assert isinstance(read, PassedOver)
            assert read.number == recorded.number
            marker = msgspec.json.decode(read.line)["event"]
            assert marker == {
                "type": "too-large-for-log",
                "tag": recorded.event.__struct_config__.tag,
                "bytes": len(msgspec.json.encode(recorded)) + 1,
            }


def test_the_longest_line_that_is_kept_is_the_longest_that_is_read(tmp_path: Path) -> None:
    empty = Recorded(number=1, at_ms=0.0, event=event_of(Noted, 0))
    room = SHORT - len(encoded_line(empty))
    records = [
        Recorded(number=1, at_ms=0.0, event=event_of(Noted, size)) for size in (room, room + 1)
    ]

    (_, fits), (_, does_not) = written_and_read(tmp_path / "run.autodiscope", records)

    assert fits == records[0]
    assert isinstance(does_not, PassedOver)


def test_a_session_goes_on_after_an_event_that_was_too_large(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"
    vast = Recorded(number=0, at_ms=0.0, event=event_of(EntriesReceived, lines.LONGEST_LINE))

    with SessionWriter(path) as writer:
        for recorded in (vast, *RECORDS):
            writer.write(recorded)

    assert list(read_session(path)) == RECORDS
    assert path.stat().st_size < lines.LONGEST_LINE


def test_a_full_log_is_told_once_and_can_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.autodiscope"
    told: list[str] = []
    for module in (reader, writer_module):
        monkeypatch.setattr(module, "MOST_RECORDS", 10)

    with SessionWriter(path, told.append) as writer:
        for recorded in RECORDS:
            writer.write(recorded)

    assert list(read_session(path)) == RECORDS[:10]
    assert told == [f"{path} is full: a session has at most 10 events."]


def test_a_secret_is_refused_by_the_encoder() -> None:
    event = Noted(code=NoteCode.FILE_READ, subject=Secret("hunter2"))  # type: ignore[arg-type]

    with pytest.raises(TypeError):
        encoded_line(Recorded(number=1, at_ms=0.0, event=event))


CHILD = """
import sys
from pathlib import Path
from app.sessionlog import SessionWriter
from tests.support import played_runs, posix
writer = SessionWriter(Path(sys.argv[1]))
for recorded in played_runs.found()[:20]:
    writer.write(recorded)
print("written", flush=True)
sys.stdin.read()
"""


def test_a_killed_program_leaves_every_event_that_happened(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=root,
        env=posix.for_a_child(),
    ) as child:
        assert child.stdout
        assert child.stdout.readline().strip() == b"written"
        child.kill()
        assert child.wait() != 0

    session = load(path)

    assert list(read_session(path)) == RECORDS[:20]
    assert session.outcome == "interrupted"
