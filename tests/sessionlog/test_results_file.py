import errno
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.sessionlog.results_file import ResultsFile, WrongResultsError

HEADING = b"heading\n"


def read(line: bytes) -> str | None:
    return line.strip().decode() if line.startswith(b"row ") else None


def opened(path: Path, *, heading: bytes = b"", resume: bool = True) -> ResultsFile:
    return ResultsFile(path, heading, b"row ", read, resume=resume)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.txt"


@pytest.mark.parametrize("heading", [b"", HEADING])
def test_lines_stand_below_the_heading(path: Path, heading: bytes) -> None:
    with opened(path, heading=heading, resume=False) as file:
        file.append(b"row 1\n")
        file.append(b"row 2\n")

    assert path.read_bytes() == heading + b"row 1\nrow 2\n"


@pytest.mark.parametrize("heading", [b"", HEADING])
def test_going_on_counts_what_is_finished_and_drops_a_torn_line(path: Path, heading: bytes) -> None:
    path.write_bytes(heading + b"row a\nrow b\nrow a\nrow tor")

    with opened(path, heading=heading) as file:
        assert file.finished == {"row a": 2, "row b": 1}
        file.append(b"row c\n")

    assert path.read_bytes() == heading + b"row a\nrow b\nrow a\nrow c\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(min_value=0, max_value=len(HEADING) + 12), headed=st.booleans())
def test_wherever_a_kill_has_torn_it_going_on_makes_it_whole(
    path: Path, cut: int, *, headed: bool
) -> None:
    heading = HEADING if headed else b""
    path.write_bytes((heading + b"row 1\nrow 2\n")[:cut])

    with opened(path, heading=heading) as file:
        for line in ("row 1", "row 2"):
            if not file.finished[line]:
                file.append(line.encode() + b"\n")

    assert path.read_bytes() == heading + b"row 1\nrow 2\n"


@pytest.mark.parametrize(
    ("content", "heading", "line"),
    [
        (b"Dear Ann,\nhow are you?\n", b"", 1),
        (b"Dear Ann,", b"", 1),
        (b"Dear Ann,\nhow are you?\n", HEADING, 1),
        (b"row 1\nother\nrow 2\n", b"", 2),
        (b"x" * 70_000, b"", 1),
        (b"row 1\nrow " + b"x" * 70_000 + b"\n", b"", 2),
    ],
)
def test_a_file_of_something_else_is_left_as_it_is(
    path: Path, content: bytes, heading: bytes, line: int
) -> None:
    path.write_bytes(content)

    with pytest.raises(WrongResultsError, match=f"its line {line} is no result of a batch"):
        opened(path, heading=heading)

    assert path.read_bytes() == content


def test_a_file_that_exists_is_never_written_over(path: Path) -> None:
    path.write_bytes(b"row 1\n")

    with pytest.raises(WrongResultsError, match="exists already: --resume goes on with it"):
        opened(path, resume=False)

    assert path.read_bytes() == b"row 1\n"


def test_two_do_not_write_into_one_file(path: Path) -> None:
    with opened(path), pytest.raises(WrongResultsError, match="open in another Autodiscope"):
        opened(path)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        # Windows has other words for it.
        ("", r"cannot be written: (Is a directory|Permission denied)\.$"),
        ("no/such/file", r"cannot be written: No such file or directory\.$"),
    ],
)
def test_what_cannot_be_opened_is_told(tmp_path: Path, name: str, complaint: str) -> None:
    with pytest.raises(WrongResultsError, match=complaint):
        opened(tmp_path / name)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_a_device_is_no_file() -> None:
    with pytest.raises(WrongResultsError, match="is not a file"):
        opened(Path("/dev/full"))


def test_a_full_disk_is_told_and_leaves_no_half_line(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, room = os.write, [8]

    def full(descriptor: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        part = bytes(data)[: room[0]]
        room[0] -= len(part)
        return write(descriptor, part)

    with opened(path) as file:
        monkeypatch.setattr(os, "write", full)
        file.append(b"row 1\n")
        with pytest.raises(WrongResultsError, match="cannot be written: No space left on device"):
            file.append(b"row 2\n")

    assert path.read_bytes() == b"row 1\n"
