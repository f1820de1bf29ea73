"""Lists of addresses are read in a thread, and only the newest counts."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.domain.batch import Entry
from app.gui.batch_jobs import ListWish
from app.gui.list_reading import ListReading

LIMIT_MS = 30_000


def test_of_two_lists_only_the_one_that_was_named_last_is_told_of(
    qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        (tmp_path / name).write_text(f"Email\n{name}.example\n")
    reading = ListReading()
    told: list[tuple[Entry, ...]] = []
    reading.read.connect(told.append)
    failed: list[str] = []
    reading.failed.connect(failed.append)

    reading.begin(ListWish(file=str(tmp_path / "none at all")))
    reading.begin(ListWish(file=str(tmp_path / "first")))
    with qtbot.waitSignal(reading.read, timeout=LIMIT_MS):
        reading.begin(ListWish(file=str(tmp_path / "second")))
    # Whatever the two others have to tell, they have told by then.
    assert reading.stop(5)
    qtbot.wait(1)

    assert failed == []
    assert [[one.input for one in entries] for entries in told] == [["second.example"]]
