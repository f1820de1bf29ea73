import errno
import json
import os
import stat
import time
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.events import Outcome, Recorded, RunStarted, Source
from app.domain.listed import Keeping, Listed, Removal
from app.domain.task import Mode
from app.sessionlog import SessionWriter, WrongLogError, index, reader, removal
from app.sessionlog.lock import lock
from app.wiring import sessions
from app.wiring.sessions import SessionFolder
from app.wording.language import speaking
from app.wording.listed import first_finding
from tests.support import played_runs

FOUND = played_runs.found()
NOT_FOUND = played_runs.not_found()
DAY_S = 24 * 60 * 60


def write(path: Path, records: list[Recorded] = FOUND) -> Path:
    with SessionWriter(path) as writer:
        for recorded in records:
            writer.write(recorded)
    assert writer.trouble == ""
    return path


def all_of(folder: SessionFolder) -> dict[str, Listed]:
    return {one.name: one for batch in folder.sessions() for one in batch}


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    made = SessionFolder(tmp_path / "sessions")
    made.folder.mkdir()
    return made


def test_each_session_is_listed_with_what_came_of_it(folder: SessionFolder) -> None:
    write(folder.folder / "1.autodiscope", FOUND)
    write(folder.folder / "2.autodiscope", NOT_FOUND)
    folder.write_note(folder.folder / "2.autodiscope", "rang twice")

    listed = all_of(folder)

    assert [one.outcome for one in listed.values()] == [Outcome.NOT_FOUND, Outcome.FOUND]
    second = listed["2.autodiscope"]
    started = NOT_FOUND[0].event
    assert isinstance(started, RunStarted)
    assert (second.address, second.started_at) == (started.address, started.started_at)
    assert second.finding
    assert second.severity == "error"
    assert second.note == "rang twice"


def test_what_is_known_is_not_read_again(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        write(folder.folder / f"{number}.autodiscope")
    first = all_of(folder)

    def refuse(path: Path) -> None:
        raise AssertionError(path)

    monkeypatch.setattr(sessions, "read_session", refuse)

    assert all_of(folder) == first


@pytest.mark.parametrize("change", ["touched", "longer", "new", "gone"])
def test_what_has_changed_is_read_again(folder: SessionFolder, change: str) -> None:
    path = write(folder.folder / "1.autodiscope", FOUND[:5])
    before = all_of(folder)

    if change == "touched":
        os.utime(path, ns=(1, 1))
    elif change == "longer":
        path.unlink()
        write(path, FOUND)
    elif change == "new":
        write(folder.folder / "2.autodiscope", NOT_FOUND)
    else:
        path.unlink()

    after = all_of(folder)

    assert after != before
    assert index.read_index(folder.folder, sessions.edition()) == after


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"rubbish",
        b'{"format":2,"edition":"x","sessions":[{"name":3}]}',
        b'{"format":99,"edition":"x","sessions":[]}',
        b'{"a":' * 100_000,
        b'{"format":2,"edition":"\xff","sessions":[]}',
    ],
)
def test_a_damaged_index_is_made_anew(folder: SessionFolder, content: bytes) -> None:
    write(folder.folder / "1.autodiscope")
    before = all_of(folder)
    whole = (folder.folder / index.NAME).read_bytes()

    (folder.folder / index.NAME).write_bytes(content)

    assert all_of(folder) == before
    assert (folder.folder / index.NAME).read_bytes() == whole


def test_an_index_of_another_version_is_made_anew(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder.folder / "1.autodiscope")
    (one,) = all_of(folder).values()
    stale = json.loads((folder.folder / index.NAME).read_bytes())
    stale["edition"] = "0.0.0"
    stale["sessions"][0]["finding"] = "what an older one thought"
    (folder.folder / index.NAME).write_text(json.dumps(stale))

    assert list(all_of(folder).values()) == [one]


def test_the_index_is_the_owners_alone_and_nothing_else_is_left_behind(
    folder: SessionFolder,
) -> None:
    write(folder.folder / "1.autodiscope")
    all_of(folder)

    assert sorted(one.name for one in folder.folder.iterdir()) == ["1.autodiscope", index.NAME]
    assert stat.S_IMODE((folder.folder / index.NAME).stat().st_mode) == 0o600


def test_where_no_index_can_be_written_the_list_is_right_all_the_same(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder.folder / "1.autodiscope")

    def refuse(*_: object, **__: object) -> tuple[int, str]:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", refuse)

    assert list(all_of(folder)) == ["1.autodiscope"]
    assert not (folder.folder / index.NAME).exists()


def test_a_full_disk_leaves_the_old_index(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder.folder / "1.autodiscope")
    all_of(folder)
    before = (folder.folder / index.NAME).read_bytes()
    write(folder.folder / "2.autodiscope")

    def refuse(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)

    assert len(all_of(folder)) == 2
    assert (folder.folder / index.NAME).read_bytes() == before
    assert len(list(folder.folder.iterdir())) == 3


def test_damaged_and_foreign_files_are_listed_with_the_reason(folder: SessionFolder) -> None:
    whole = write(folder.folder / "whole.autodiscope").read_bytes()
    head, _, rest = whole.partition(b"\n")
    made = {
        "cut.autodiscope": whole[:-20],
        "damaged.autodiscope": head + b"\n{rubbish}\n" + rest,
        "empty.autodiscope": b"",
        "foreign.autodiscope": b"PK\x03\x04",
        "newer.autodiscope": b'{"autodiscope":2,"program_version":"9.9"}\n',
    }
    for name, content in made.items():
        (folder.folder / name).write_bytes(content)
    (folder.folder / "notes.txt").write_text("not even listed")
    (folder.folder / "folder.autodiscope").mkdir()
    (folder.folder / "link.autodiscope").symlink_to(folder.folder / "whole.autodiscope")

    listed = all_of(folder)

    troubles = {name: one.trouble for name, one in listed.items()}
    assert set(troubles) == {*made, "whole.autodiscope"}
    assert listed["cut.autodiscope"].outcome is Outcome.INTERRUPTED
    assert troubles["damaged.autodiscope"] == "Is damaged in line 2."
    assert troubles["newer.autodiscope"].startswith("Is of another Autodiscope 9.9")
    for name in ("empty.autodiscope", "foreign.autodiscope"):
        assert troubles[name].startswith("Is nothing that can be read here")


def test_another_programs_log_is_listed_as_that(folder: SessionFolder) -> None:
    url = "https://contoso.com/autodiscover/autodiscover.xml"
    text = f"Autodiscover to {url} starting\r\nAutodiscover to {url} FAILED (0x80004005)\r\n"
    (folder.folder / "outlook.autodiscope").write_text(text)

    (one,) = all_of(folder).values()

    assert one.trouble == ""
    assert one.source is not Source.THIS_PROGRAM


def test_a_run_under_way_is_listed_and_not_kept(folder: SessionFolder) -> None:
    with SessionWriter(folder.folder / "1.autodiscope") as writer:
        writer.write(FOUND[0])

        (one,) = all_of(folder).values()

    assert one.is_running
    assert index.read_index(folder.folder, sessions.edition()) == {}
    assert not all_of(folder)["1.autodiscope"].is_running


def test_a_session_that_goes_while_the_list_is_read_is_left_out(folder: SessionFolder) -> None:
    for name in ("1.autodiscope", "2.autodiscope"):
        write(folder.folder / name)
    reading = folder.sessions()
    first = next(reading)

    (folder.folder / "1.autodiscope").unlink()

    assert [one.name for one in first] == ["2.autodiscope"]
    assert [one for batch in reading for one in batch] == []


def test_a_reader_that_is_stopped_keeps_what_it_has_read(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "BREATH", 5)
    for name in ("1.autodiscope", "2.autodiscope"):
        write(folder.folder / name)

    reading = folder.sessions()
    assert isinstance(reading, Generator)
    batches = [next(reading)]
    while not batches[-1]:
        batches.append(next(reading))
    reading.close()

    assert len(batches) > 2
    assert list(index.read_index(folder.folder, sessions.edition())) == ["2.autodiscope"]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert all_of(SessionFolder(tmp_path / "none")) == {}


def test_a_folder_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(WrongLogError, match=r"file cannot be read: Not a directory\."):
        all_of(SessionFolder(tmp_path / "file"))


def test_a_run_that_has_ended_goes_into_the_index(folder: SessionFolder, tmp_path: Path) -> None:
    write(folder.folder / "1.autodiscope")
    all_of(folder)
    second = write(folder.folder / "2.autodiscope", NOT_FOUND)

    folder.take_in(second)
    folder.take_in(write(tmp_path / "elsewhere.autodiscope"))
    folder.take_in(folder.folder / "none.autodiscope")

    known = index.read_index(folder.folder, sessions.edition())
    assert sorted(known) == ["1.autodiscope", "2.autodiscope"]
    assert known == all_of(folder)


def test_a_search_wants_every_word_somewhere(folder: SessionFolder) -> None:
    write(folder.folder / "1.autodiscope", FOUND)
    write(folder.folder / "2.autodiscope", NOT_FOUND)
    (folder.folder / "3.autodiscope").write_bytes(b"")
    folder.write_note(folder.folder / "1.autodiscope", "Ticket 4711")

    def names(text: str) -> list[str]:
        return [one.name[0] for one in folder.found(text)]

    assert set(names("")) == {"1", "2", "3"}
    assert names("ticket 4711") == ["1"]
    assert names("no settings") == ["2"]
    assert names("unreadable nothing") == ["3"]
    assert names("ticket elsewhere") == []
    started = FOUND[0].event
    assert isinstance(started, RunStarted)
    assert "1" in names(f"{started.started_at.astimezone():%Y-%m-%d} {started.address.upper()}")


# --- removing -------------------------------------------------------------------------------


def aged(path: Path, days: float, now_ns: int) -> Path:
    at = now_ns - int(days * DAY_S * 10**9)
    os.utime(path, ns=(at, at))
    return path


def test_what_is_older_than_the_limit_goes(folder: SessionFolder) -> None:
    now = time.time_ns()
    for number, days in enumerate((200, 179.9, 180.1, 0)):
        aged(write(folder.folder / f"{number}.autodiscope"), days, now)

    removal_ = folder.tidy(Keeping(days=180, megabytes=0))

    assert removal_.removed == ("0.autodiscope", "2.autodiscope")
    assert list(all_of(folder)) == ["3.autodiscope", "1.autodiscope"]


def test_of_too_much_the_oldest_goes(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time_ns()
    for number in range(4):
        aged(write(folder.folder / f"{number}.autodiscope"), number, now)
    size = (folder.folder / "0.autodiscope").stat().st_size
    monkeypatch.setattr(removal, "_MEGABYTE", 2 * size)

    removed = folder.tidy(Keeping(days=0, megabytes=1))

    assert removed.removed == ("3.autodiscope", "2.autodiscope")
    assert removed.bytes == 2 * size
    assert folder.tidy(Keeping(days=0, megabytes=1)).removed == ()


def test_no_limit_takes_nothing_away(folder: SessionFolder) -> None:
    aged(write(folder.folder / "1.autodiscope"), 9_999, time.time_ns())

    assert folder.tidy(Keeping(days=0, megabytes=0)).removed == ()


def test_the_limits_spare_what_runs_is_on_show_or_is_not_ours(folder: SessionFolder) -> None:
    now = time.time_ns()
    shown = aged(write(folder.folder / "shown.autodiscope"), 900, now)
    for name, content in (("empty", b""), ("foreign", b"PK\n"), ("half", b'{"autodiscope":1}')):
        path = folder.folder / f"{name}.autodiscope"
        path.write_bytes(content)
        aged(path, 900, now)
    text = folder.folder / "mine.txt"
    text.touch()
    aged(text, 900, now)
    (folder.folder / "link.autodiscope").symlink_to(shown)
    writer = SessionWriter(folder.folder / "running.autodiscope")
    aged(writer.path, 900, now)
    before = sorted(folder.folder.iterdir())

    with shown.open("rb") as stream:
        assert lock(stream.fileno(), alone=False)
        spared = folder.tidy(Keeping(days=1, megabytes=1))
        left = sorted(folder.folder.iterdir())
    writer.close()

    assert spared.removed == ()
    assert left == before
    assert set(folder.tidy(Keeping(days=1)).removed) == {"running.autodiscope", "shown.autodiscope"}


def test_what_cannot_be_removed_is_told_once(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time_ns()
    for number in range(3):
        aged(write(folder.folder / f"{number}.autodiscope"), 900, now)

    def refuse(self: Path, *, missing_ok: bool = False) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", refuse)

    removed = folder.tidy(Keeping())

    assert removed.removed == ()
    assert removed.troubles == ("0.autodiscope cannot be deleted: Read-only file system.",)
    chosen = folder.delete(["1.autodiscope", "2.autodiscope"])
    assert len(chosen.troubles) == 2


def test_a_log_that_another_window_removed_first_is_no_trouble(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(write(folder.folder / "1.autodiscope"), 900, time.time_ns())
    files = index.session_files(folder.folder, ".autodiscope")
    monkeypatch.setattr(removal, "session_files", lambda *_: files)
    (folder.folder / "1.autodiscope").unlink()

    assert folder.tidy(Keeping()) == Removal()
    assert folder.delete(["1.autodiscope"]).removed == ("1.autodiscope",)


def test_a_folder_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    removed = SessionFolder(tmp_path / "file").tidy(Keeping())

    assert removed.troubles == (f"{tmp_path / 'file'} cannot be read: Not a directory.",)


def test_what_a_person_chooses_goes_whatever_it_is_unless_it_runs(folder: SessionFolder) -> None:
    names = ["1.autodiscope", "2.autodiscope", "3.autodiscope", "4.autodiscope"]
    write(folder.folder / names[0])
    (folder.folder / names[1]).write_bytes(b"rubbish")
    target = write(folder.folder.parent / "kept.autodiscope")
    (folder.folder / names[2]).symlink_to(target)

    with SessionWriter(folder.folder / names[3]):
        removed = folder.delete(names)

    assert removed.removed == tuple(names[:3])
    assert removed.troubles == ("4.autodiscope cannot be deleted: its run is still going on.",)
    assert target.exists()
    assert [one.name for one in folder.folder.glob("*.autodiscope")] == names[3:]


def test_the_oldest_start_stands_last_even_where_files_were_copied(folder: SessionFolder) -> None:
    for number, year in enumerate((2024, 2026, 2025)):
        started = RunStarted(
            program_version="1",
            started_at=datetime.fromisoformat(f"{year}-01-01T00:00:00+00:00"),
            address="a@b.c",
            profile="outlook-2007",
            mode=Mode.OUTLOOK,
            with_credentials=False,
        )
        write(
            folder.folder / f"{number}.autodiscope", [Recorded(number=1, at_ms=0.0, event=started)]
        )

    assert [one.name[0] for one in folder.found("")] == ["1", "2", "0"]


def test_hundreds_are_listed_from_the_index_at_once(folder: SessionFolder) -> None:
    content = write(folder.folder / "0.autodiscope", FOUND[:3]).read_bytes()
    for number in range(1, 300):
        (folder.folder / f"{number}.autodiscope").write_bytes(content)
    every = all_of(folder)

    batches = list(folder.sessions())

    assert len(batches) == 2
    assert {one.name: one for batch in batches for one in batch} == every
    assert len(every) == 300


def test_a_log_that_may_not_be_read_is_listed_with_the_reason(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder.folder / "1.autodiscope")

    def refuse(self: Path, *_: object, **__: object) -> None:
        # As a German system says it, be the program's language what it may.
        raise PermissionError(errno.EACCES, "Keine Berechtigung")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        (one,) = all_of(folder).values()

    assert one.trouble == "Cannot be read: Permission denied."
    with speaking("de"):
        assert first_finding(one) == "1.autodiscope ist nicht lesbar: Die Berechtigung fehlt."
    # Once it may be read, it is.
    assert all_of(folder)["1.autodiscope"].trouble == ""


def test_why_a_log_is_damaged_stands_in_the_index_in_english_and_is_said_in_german(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder.folder / "1.autodiscope")

    def stop(_path: Path) -> None:
        raise OSError(errno.EIO, "Eingabe-/Ausgabefehler")

    with monkeypatch.context() as patch, speaking("de"):
        patch.setattr(reader, "_check_file", stop)
        all_of(folder)
        (one,) = index.read_index(folder.folder, sessions.edition()).values()
        shown = first_finding(one)

    assert one.trouble == "Cannot be read: Input/output error."
    assert shown == "1.autodiscope ist nicht lesbar: Ein- oder Ausgabefehler."


def test_an_index_that_holds_reasons_in_the_systems_language_is_made_anew(
    folder: SessionFolder,
) -> None:
    write(folder.folder / "1.autodiscope")
    all_of(folder)
    old = json.loads((folder.folder / index.NAME).read_bytes())
    old["format"] = 1
    old["sessions"][0]["trouble"] = "Ist in Zeile 2 beschädigt."
    (folder.folder / index.NAME).write_text(json.dumps(old))

    (one,) = all_of(folder).values()

    assert one.trouble == ""
