"""What is written to a file, and what is said where it cannot be."""

import asyncio
from pathlib import Path

import pytest

from app.domain.options import WrongUseError
from app.gui import file_jobs
from app.gui.inbox import Inbox


def test_a_log_is_copied_and_a_refusal_is_one_line(tmp_path: Path) -> None:
    source = tmp_path / "a.autodiscope"
    source.write_text("{}\n")
    inbox = Inbox(lambda: None)

    asyncio.run(file_jobs.copy_log(source, tmp_path / "b.autodiscope")(inbox))
    assert (tmp_path / "b.autodiscope").read_text() == "{}\n"
    with pytest.raises(WrongUseError, match=r"cannot be saved as .*missing"):
        asyncio.run(file_jobs.copy_log(source, tmp_path / "missing" / "c")(inbox))
    with pytest.raises(WrongUseError, match="cannot be saved"):
        asyncio.run(file_jobs.copy_log(source, source)(inbox))
    source.unlink()
    with pytest.raises(WrongUseError, match=r"a\.autodiscope is no longer there to be saved"):
        asyncio.run(file_jobs.copy_log(source, tmp_path / "d.autodiscope")(inbox))


def test_a_text_is_written_and_a_refusal_is_one_line(tmp_path: Path) -> None:
    inbox = Inbox(lambda: None)

    asyncio.run(file_jobs.save_text("Zürich\n", tmp_path / "a.txt")(inbox))

    assert (tmp_path / "a.txt").read_bytes().decode().splitlines() == ["Zürich"]
    with pytest.raises(WrongUseError, match=r"^It cannot be saved as .*: Is a directory$"):
        asyncio.run(file_jobs.save_text("", tmp_path)(inbox))
