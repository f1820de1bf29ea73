"""Files that are dropped onto the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from pytestqt.qtbot import QtBot

from app.domain.events import Recorded
from app.gui.late_engine import LateEngine
from app.gui.window import Window
from app.sessionlog import SessionWriter, WrongLogError
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import drop, of_files
from tests.gui.recordings import found, not_found
from tests.sessionlog.foreign import samples


class Reading(FakeEngine):
    """Reads what is called so, and nothing else."""

    def another(self) -> FakeEngine:
        return Reading(self.records)

    def open_log(self, path: Path) -> Iterator[Recorded]:
        if path.suffix != ".autodiscope":
            raise WrongLogError(f"{path.name} is nothing that can be read here.")
        return super().open_log(path)


def labels(window: Window) -> list[str]:
    return [window.tabs.tabText(at).split(":")[0] for at in range(window.tabs.count())]


def ended(window: Window) -> bool:
    return not window.tabs.is_running


def test_several_files_are_several_tabs(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Reading(found()))
    files = [Path(f"/logs/{name}.autodiscope") for name in "ab"]

    assert drop(window, of_files(*files))
    assert labels(window) == ["a.autodiscope", "b.autodiscope"]
    qtbot.waitUntil(lambda: ended(window))

    assert [tab.source for tab in window.tabs.tabs] == files
    assert window.complaint.text == ""


def test_what_cannot_be_read_is_told_in_one_line_and_leaves_no_tab(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(Reading(found()))

    drop(window, of_files(Path("/a.jpg"), Path("/b.autodiscope"), Path("/c.exe")))
    qtbot.waitUntil(lambda: ended(window) and window.tabs.count() == 2)

    # The tab that was there before, and the one file that could be read.
    assert labels(window)[0] == "New"
    assert window.tab.source == Path("/b.autodiscope")
    assert set(window.complaint.text.rstrip(".").split(". ")) == {
        "a.jpg is nothing that can be read here",
        "c.exe is nothing that can be read here",
    }


@pytest.mark.parametrize("kind", ["text", "page"])
def test_text_and_web_pages_are_no_files(open_window: OpenWindow, kind: str) -> None:
    window = open_window(Reading(found()))
    data = QMimeData()
    if kind == "text":
        data.setText("ann@contoso.com")
    else:
        data.setUrls([QUrl("https://contoso.com/a.autodiscope")])

    assert not drop(window, data)
    assert window.tab.is_blank


def test_our_logs_and_those_of_others_are_read(qtbot: QtBot, tmp_path: Path) -> None:
    own, foreign, neither = (tmp_path / name for name in ("run.autodiscope", "log.txt", "x.bin"))
    with SessionWriter(own) as writer:
        for recorded in not_found():
            writer.write(recorded)
    foreign.write_text(samples.OLKDISC)
    neither.write_bytes(bytes(range(256)))
    window = Window(LateEngine())
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.choices_read, timeout=20_000):
        window.show()

    drop(window, of_files(own, foreign, neither, tmp_path))
    qtbot.waitUntil(lambda: ended(window) and window.tabs.count() == 2, timeout=20_000)

    assert all(tab.tree.session.row_count > 3 for tab in window.tabs.tabs)
    assert "x.bin" in window.complaint.text
    assert str(tmp_path) in window.complaint.text
    assert window.stop(5)
