import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.events import Recorded
from app.domain.technician_note import MOST_CHARACTERS, NoteWritten
from app.export import EXPORTERS
from app.sessionlog import (
    PassedOver,
    SessionWriter,
    WrongLogError,
    load,
    note,
    read_lines,
    write_note,
)
from app.wiring.exports import seen
from tests.support import played_runs, posix

RECORDS = played_runs.found()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "run.autodiscope"
    with SessionWriter(path) as writer:
        for recorded in RECORDS:
            writer.write(recorded)
    return path


def test_a_note_stands_behind_the_run_and_changes_nothing_of_it(log: Path) -> None:
    before, rows = log.read_bytes(), load(log).rows

    write_note(log, "Called back at ten")

    session = load(log)
    assert log.read_bytes().startswith(before)
    assert session.note == "Called back at ten"
    assert (session.rows, session.last_ms) == (rows, RECORDS[-1].at_ms)
    *_, last = read_lines(log)
    assert isinstance(last, Recorded)
    assert last.number == RECORDS[-1].number + 1


def test_the_newest_note_counts_and_an_empty_one_takes_it_away(log: Path) -> None:
    notes = []
    for text in ("first", "second", ""):
        write_note(log, text)
        notes.append(load(log).note)

    assert notes == ["first", "second", ""]


def test_a_program_that_knows_no_notes_passes_over_them(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_note(log, "new")
    content = log.read_bytes().replace(b'"note-written"', b'"of-a-newer-program"')
    log.write_bytes(content)

    *run, last = read_lines(log)

    assert run == RECORDS
    assert isinstance(last, PassedOver)


def test_what_a_killed_program_left_half_written_goes_before_a_note_comes(log: Path) -> None:
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"number":99,"at')

    write_note(log, "kept")

    assert log.read_bytes().startswith(whole + b'{"number":')
    assert load(log).note == "kept"


def test_a_log_without_events_takes_a_note(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"
    SessionWriter(path).close()

    write_note(path, "nothing happened")

    assert load(path).note == "nothing happened"


def test_a_note_finds_the_last_line_however_long_it_is(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note, "_STRIDE", 7)

    write_note(log, "x" * 500)
    write_note(log, "behind it")

    assert load(log).note == "behind it"


def test_a_note_has_no_control_characters_and_an_end(log: Path) -> None:
    write_note(log, "  a\tb\x00\x1b[31m\r\nc \u202ed\udc80  \n" + "x" * 9_000)

    text = load(log).note

    assert text.startswith("a b[31m\nc d\nxxx")
    assert len(text) <= MOST_CHARACTERS


def test_a_hostile_log_brings_no_more_than_a_note_may_hold() -> None:
    records = [
        *RECORDS,
        Recorded(number=999, at_ms=0.0, event=NoteWritten(text="\x1b]0;gone\x07" + "y" * 10**6)),
    ]

    session = played_runs.session_of(records)

    assert session.note.startswith("]0;goneyyy")
    assert len(session.note) == MOST_CHARACTERS


def test_a_run_under_way_takes_no_note(tmp_path: Path) -> None:
    path = tmp_path / "run.autodiscope"
    with SessionWriter(path) as writer:
        writer.write(RECORDS[0])

        with pytest.raises(WrongLogError, match="still going on"):
            write_note(path, "too early")

        writer.write(RECORDS[1])
    assert list(read_lines(path)) == RECORDS[:2]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is no session of this program"),
        (b"Autodiscover to https://x starting\n", "is no session of this program"),
        (b'{"autodiscope":2}\n', "is no session of this program"),
        (b'{"autodiscope":1}\nrubbish\n', "is damaged in its last line"),
    ],
)
def test_what_is_no_session_takes_no_note(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "x.autodiscope"
    path.write_bytes(content)

    with pytest.raises(WrongLogError, match=complaint):
        write_note(path, "note")

    assert path.read_bytes() == content


def test_what_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(WrongLogError, match=r"cannot be written to .*: No such file"):
        write_note(tmp_path / "none.autodiscope", "note")
    with pytest.raises(WrongLogError, match="no name of a file"):
        write_note(Path("a\0b"), "note")


def test_a_full_log_takes_no_note(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note, "MOST_RECORDS", len(RECORDS))

    with pytest.raises(WrongLogError, match="is full"):
        write_note(log, "one more")


@posix.has_limits
def test_a_full_disk_leaves_the_log_as_it_was(log: Path) -> None:
    before = log.read_bytes()
    script = """
import resource, sys
from pathlib import Path
from app.sessionlog import WrongLogError, write_note
path = Path(sys.argv[1])
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
full, (wide, hard) = path.stat().st_size + 20, resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (full, hard))
try:
    write_note(path, "no room for this")
except WrongLogError as error:
    print(error)
# What was measured while this ran is written at its end.
resource.setrlimit(resource.RLIMIT_FSIZE, (wide, hard))
"""
    told = subprocess.run(
        [sys.executable, "-c", script, log],
        env=posix.for_a_child(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert told == f"The note cannot be written to {log}: No space left on device.\n"
    assert log.read_bytes() == before


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_a_note_is_in_what_is_exported_and_masked_there(log: Path, form: str) -> None:
    address = "ann@contoso.com"
    write_note(log, f"<b>{address}</b> rang\n\nagain")
    records = [one for one in read_lines(log) if isinstance(one, Recorded)]

    plain, masked = (EXPORTERS[form](*seen(records, masked=masked)) for masked in (False, True))

    shown = {"html": f"&lt;b&gt;{address}", "text": f"  | <b>{address}", "json": f"<b>{address}"}
    assert shown[form] in plain
    assert address not in masked
    assert "rang" in masked


@posix.has_modes
def test_a_note_leaves_the_file_to_its_owner(log: Path) -> None:
    write_note(log, "mine")

    assert stat.S_IMODE(log.stat().st_mode) == 0o600
