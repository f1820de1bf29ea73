"""The window that lists the session logs, as a person uses it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from app.domain.events import Recorded
from app.domain.listed import Keeping, Listed
from app.gui import keeping
from app.gui.columns import kept_columns
from app.gui.export_jobs import file_names
from app.gui.models.session_list import Column
from app.gui.panels.export_several import ExportSeveralDialog
from app.gui.sessions_window import SessionsWindow
from app.gui.settings import settings
from app.gui.window import Window
from app.sessionlog import SessionWriter, load, read_lines, write_note
from app.wording.language import speaking
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import (
    answer_box,
    click,
    click_tab,
    naming,
    open_log,
    paste_into,
    pick,
    press,
    retype,
    type_into,
)
from tests.gui.recordings import found
from tests.gui.test_columns import drag, widths_of
from tests.support import played_runs

NOT_FOUND = played_runs.not_found()

BUSY_MS = 30_000
"""What a job imports takes its time on a busy machine."""


def write(path: Path, records: list[Recorded]) -> Path:
    with SessionWriter(path) as writer:
        for recorded in records:
            writer.write(recorded)
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = tmp_path / "data" / "autodiscope" / "sessions"
    made.mkdir(parents=True)
    write(made / "1.autodiscope", found())
    write(made / "2.autodiscope", NOT_FOUND)
    (made / "3.autodiscope").write_bytes(b"PK")
    return made


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(found())


@pytest.fixture
def main(qtbot: QtBot, engine: FakeEngine, folder: Path) -> Iterator[Window]:
    made = Window(engine)
    qtbot.addWidget(made)
    with qtbot.waitSignals([made.choices_read, made.kept.housekeeping.done], timeout=BUSY_MS):
        made.show()
    yield made
    assert made.stop(5)


@pytest.fixture
def window(qtbot: QtBot, main: Window) -> SessionsWindow:
    with qtbot.waitSignal(main.kept.window.listed, timeout=BUSY_MS):
        press(main, main.menus.sessions.shortcut())
    return main.kept.window


def line(window: SessionsWindow, name: str) -> QPoint:
    index = window.shown.mapFromSource(window.sessions.index_of(name))
    return window.table.visualRect(index).center()


def choose(window: SessionsWindow, *names: str) -> None:
    for at, name in enumerate(names):
        keys = Qt.KeyboardModifier.ControlModifier if at else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(
            window.table.viewport(), Qt.MouseButton.LeftButton, keys, line(window, name)
        )


def cells(window: SessionsWindow, column: Column) -> list[str]:
    return [window.shown.index(row, column).data() for row in range(window.shown.rowCount())]


def test_all_that_was_kept_is_listed_also_what_cannot_be_read(window: SessionsWindow) -> None:
    assert sorted(cells(window, Column.OUTCOME)) == [
        "No settings found",
        "Settings found",
        "Unreadable",
    ]
    assert window.count.text() == "3 sessions"
    assert any(one.startswith("Is nothing that") for one in cells(window, Column.FINDING))


def test_titles_of_findings_are_in_the_language_of_the_window(
    qtbot: QtBot, window: SessionsWindow
) -> None:
    with speaking("de"), qtbot.waitSignal(window.listed, timeout=BUSY_MS):
        press(window, Qt.Key.Key_F5)
    # Whatever the catalogue holds, the reader was told which language to speak.
    assert b'"edition":"' in (window_index := index_of(window))
    assert b' de"' in window_index


def index_of(window: SessionsWindow) -> bytes:
    return Path(os.environ["XDG_DATA_HOME"], "autodiscope/sessions/index.json").read_bytes()


def test_a_search_finds_by_what_is_shown(window: SessionsWindow) -> None:
    type_into(window.search, "no settings")

    assert cells(window, Column.OUTCOME) == ["No settings found"]
    assert window.count.text() == "1 of 3 sessions"
    retype(window.search, "")
    assert len(cells(window, Column.OUTCOME)) == 3


def test_a_click_on_a_heading_sorts(window: SessionsWindow) -> None:
    header = window.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(Column.OUTCOME) + 5, header.height() // 2)

    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    once = cells(window, Column.OUTCOME)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert once in (sorted(once), sorted(once, reverse=True))
    assert cells(window, Column.OUTCOME) == once[::-1]


@pytest.mark.parametrize("way", ["double click", "enter", "button"])
def test_a_session_is_opened_in_a_tab(
    qtbot: QtBot, main: Window, window: SessionsWindow, way: str
) -> None:
    choose(window, "1.autodiscope")

    with qtbot.waitSignal(main.session_ended, timeout=BUSY_MS):
        if way == "double click":
            QTest.mouseDClick(
                window.table.viewport(),
                Qt.MouseButton.LeftButton,
                pos=line(window, "1.autodiscope"),
            )
        elif way == "enter":
            press(window.table, Qt.Key.Key_Return)
        else:
            click(window.open)

    assert main.tab.log is not None
    assert main.tab.log.name == "1.autodiscope"


def test_several_sessions_open_in_tabs_of_their_own(
    qtbot: QtBot, main: Window, window: SessionsWindow
) -> None:
    choose(window, "1.autodiscope", "2.autodiscope")
    before = main.tabs.count()

    with qtbot.waitSignals([main.session_ended, main.session_ended], timeout=BUSY_MS):
        click(window.open)

    assert main.tabs.count() == before + 1


def test_sessions_are_deleted_once_that_was_confirmed(
    qtbot: QtBot, window: SessionsWindow, folder: Path
) -> None:
    choose(window, "1.autodiscope", "3.autodiscope")
    press(window.table, Qt.Key.Key_Delete)
    with qtbot.waitSignal(window._removed, timeout=BUSY_MS):
        question = answer_box(window, "Delete")

    assert question == "Delete these 2 sessions? That cannot be undone."
    assert [one.name for one in folder.glob("*.autodiscope")] == ["2.autodiscope"]
    assert cells(window, Column.OUTCOME) == ["No settings found"]
    assert window.count.text().startswith("1 session. 2 session logs were deleted (")


def test_nothing_is_deleted_without_a_yes(window: SessionsWindow, folder: Path) -> None:
    choose(window, "1.autodiscope")
    click(window.delete)

    question = answer_box(window, "Cancel")

    assert question == "Delete this session? That cannot be undone."
    assert len(list(folder.glob("*.autodiscope"))) == 3


def test_what_cannot_be_deleted_is_told(
    qtbot: QtBot, window: SessionsWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *, missing_ok: bool = False) -> None:
        raise OSError(30, "Read-only file system")

    choose(window, "1.autodiscope")
    click(window.delete)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with qtbot.waitSignal(window._removed, timeout=BUSY_MS):
            answer_box(window, "Delete")

    assert window.complaint.text == "1.autodiscope cannot be deleted: Read-only file system."
    assert len(cells(window, Column.OUTCOME)) == 3


@pytest.mark.parametrize("way", ["button", "keys", "left", "another", "closed"])
def test_a_note_is_written_to_the_log_and_shown(
    qtbot: QtBot, window: SessionsWindow, folder: Path, way: str
) -> None:
    choose(window, "1.autodiscope")
    assert not window.note.save.isEnabled()
    window.note.text.setFocus()
    type_into(window.note.text, "Ticket 4711")

    with qtbot.waitSignal(window.noted, timeout=BUSY_MS):
        if way == "button":
            click(window.note.save)
        elif way == "keys":
            QTest.keyClick(window.note.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        elif way == "left":
            window.search.setFocus()
        elif way == "another":
            choose(window, "2.autodiscope")
        else:
            window.close()

    assert load(folder / "1.autodiscope").note == "Ticket 4711"
    assert "Ticket 4711" in cells(window, Column.NOTE)
    assert load(folder / "2.autodiscope").note == ""


def test_a_note_that_cannot_be_written_is_told(
    qtbot: QtBot, window: SessionsWindow, folder: Path
) -> None:
    choose(window, "1.autodiscope")
    (folder / "1.autodiscope").unlink()
    type_into(window.note.text, "too late")

    click(window.note.save)

    qtbot.waitUntil(lambda: "cannot be written" in window.complaint.text, timeout=BUSY_MS)


def test_what_is_no_session_of_ours_takes_no_note(window: SessionsWindow) -> None:
    choose(window, "3.autodiscope")
    assert not window.note.text.isEnabled()

    choose(window, "1.autodiscope", "2.autodiscope")
    assert not window.note.text.isEnabled()


def test_a_note_holds_no_more_than_a_log_takes(window: SessionsWindow) -> None:
    choose(window, "1.autodiscope")

    paste_into(window.note.text, "x" * 9_000)

    assert len(window.note.text.toPlainText()) == 4_000


@pytest.mark.parametrize("masked", [False, True])
def test_a_session_is_exported(
    qtbot: QtBot,
    window: SessionsWindow,
    tmp_path: Path,
    masked: bool,
) -> None:
    target = tmp_path / "out.txt"
    choose(window, "1.autodiscope")
    if masked:
        press(window.masked, Qt.Key.Key_Space)

    with naming(target):
        click(window.export)
    qtbot.waitUntil(lambda: str(target) in window.count.text(), timeout=BUSY_MS)

    assert target.read_text(encoding="utf-8").startswith("Autodiscover as Outlook does it")
    assert ("user1@" in target.read_text(encoding="utf-8")) == masked


def test_an_export_that_fails_is_told(qtbot: QtBot, window: SessionsWindow, tmp_path: Path) -> None:
    (tmp_path / "out.txt").mkdir()
    choose(window, "1.autodiscope")

    with naming(tmp_path / "out", "Text (*.txt)"):
        click(window.export)

    qtbot.waitUntil(lambda: "cannot be exported" in window.complaint.text, timeout=BUSY_MS)


def several(
    window: SessionsWindow, folder: Path, kind: str = "Text", *, names: tuple[str, ...] = ()
) -> None:
    """Choose sessions, and say where they go and as what."""
    choose(window, *(names or ("1.autodiscope", "2.autodiscope")))
    click(window.export)
    dialog = next(one for one in window.findChildren(ExportSeveralDialog) if one.isVisible())
    assert not dialog.export.isEnabled()
    type_into(dialog.folder.text, str(folder))
    pick(dialog.form, dialog.form.findText(kind))
    click(dialog.export)


@pytest.mark.parametrize("masked", [False, True])
def test_several_sessions_are_exported_to_one_folder(
    qtbot: QtBot, window: SessionsWindow, tmp_path: Path, masked: bool
) -> None:
    target = tmp_path / "new" / "exported"
    if masked:
        press(window.masked, Qt.Key.Key_Space)
    several(window, target)
    qtbot.waitUntil(
        lambda: f"2 sessions were exported to {target}" in window.count.text(), timeout=BUSY_MS
    )

    files = sorted(target.iterdir())
    texts = [one.read_text(encoding="utf-8") for one in files]
    assert all(one.startswith("Autodiscover as Outlook does it") for one in texts)
    assert all(("user1@" in one) == masked for one in texts)
    # A name would tell what is masked within.
    assert [one.name.count("@") for one in files] == ([0, 0] if masked else [1, 1])
    assert window.complaint.text == ""


@pytest.mark.parametrize("agreed", [False, True])
def test_a_file_that_is_there_is_written_over_after_a_yes_alone(
    qtbot: QtBot, window: SessionsWindow, tmp_path: Path, agreed: bool
) -> None:
    target = tmp_path / "exported"
    several(window, target)
    qtbot.waitUntil(lambda: "2 sessions were exported" in window.count.text(), timeout=BUSY_MS)
    files = sorted(target.iterdir())
    files[0].write_text("mine")
    files[1].unlink()

    several(window, target)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=BUSY_MS)
    assert not files[1].exists()
    question = answer_box(window, "Write over" if agreed else "Cancel")

    assert question == f"1 file is there already. Write over it?\n{files[0].name}"
    if agreed:
        qtbot.waitUntil(lambda: "2 sessions were exported" in window.count.text(), timeout=BUSY_MS)
    assert (files[0].read_text() == "mine") != agreed
    assert files[1].exists() == agreed


def test_what_cannot_be_read_is_told_and_holds_no_other_up(
    qtbot: QtBot, window: SessionsWindow, engine: FakeEngine, tmp_path: Path
) -> None:
    engine.unreadable = "3.autodiscope"
    several(window, tmp_path / "new", names=("1.autodiscope", "3.autodiscope", "2.autodiscope"))
    qtbot.waitUntil(lambda: "2 sessions were exported" in window.count.text(), timeout=BUSY_MS)

    assert window.complaint.text == "3.autodiscope is no session."
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_a_folder_that_cannot_be_made_is_told(
    qtbot: QtBot, window: SessionsWindow, folder: Path
) -> None:
    several(window, folder / "1.autodiscope" / "below")

    qtbot.waitUntil(lambda: "cannot be written" in window.complaint.text, timeout=BUSY_MS)


def test_each_of_several_files_has_a_name_of_its_own() -> None:
    one = Listed(name="x.autodiscope", size=1, changed_ns=1, address='Ann/"<b>@contoso.example')
    other = replace(one, address="ANN___B_@contoso.example")

    assert file_names((one, other, one), ".har", masked=False) == (
        "Ann___b_@contoso.example.har",
        "ANN___B_@contoso.example_2.har",
        "Ann___b_@contoso.example_3.har",
    )
    assert file_names((one, one), ".har", masked=True) == ("session.har", "session_2.har")


def test_columns_are_as_wide_as_the_user_made_them(qtbot: QtBot, window: SessionsWindow) -> None:
    drag(window.table, Column.ADDRESS, -60)
    chosen = widths_of(window.table)
    qtbot.waitUntil(lambda: bool(kept_columns("sessions", len(Column))), timeout=BUSY_MS)

    assert kept_columns("sessions", len(Column))[: Column.NOTE] == tuple(chosen[: Column.NOTE])


def test_the_limits_are_kept_in_the_settings(
    qtbot: QtBot, window: SessionsWindow, tmp_path: Path
) -> None:
    assert (window.keeping.days.value(), window.keeping.megabytes.value()) == (180, 500)

    for field, number in ((window.keeping.days, "30"), (window.keeping.megabytes, "0")):
        retype(field, number)
        press(field, Qt.Key.Key_Return)

    kept = settings()
    assert kept.fileName().startswith(str(tmp_path))
    assert keeping.read_keeping(kept) == Keeping(days=30, megabytes=0)
    assert window.keeping.megabytes.text() == "without limit"


@pytest.mark.parametrize("spoilt", ["-1", "many", "999999999", ""])
def test_spoilt_settings_are_as_in_the_beginning(tmp_path: Path, spoilt: str) -> None:
    file = QSettings(str(tmp_path / "x.ini"), QSettings.Format.IniFormat)
    file.setValue("sessions/days", spoilt)

    assert keeping.read_keeping(file) == Keeping()


def test_the_start_removes_what_is_old_and_says_so(
    qtbot: QtBot, engine: FakeEngine, folder: Path
) -> None:
    at = time.time() - 181 * 24 * 60 * 60
    os.utime(folder / "1.autodiscope", (at, at))
    main = Window(engine)
    qtbot.addWidget(main)

    with qtbot.waitSignals([main.choices_read, main.kept.housekeeping.told], timeout=BUSY_MS):
        main.show()

    assert not (folder / "1.autodiscope").exists()
    assert main.status.text.startswith("1 old session log was deleted (")
    assert main.stop(5)


def test_a_run_that_has_ended_is_in_the_index(
    qtbot: QtBot, main: Window, engine: FakeEngine, folder: Path
) -> None:
    engine.log = folder / "2.autodiscope"

    with qtbot.waitSignals([main.session_ended, main.kept.housekeeping.done], timeout=BUSY_MS):
        type_into(main.form.address, "ann@contoso.com")
        click(main.form.start)

    assert b"2.autodiscope" in (folder / "index.json").read_bytes()


def test_the_list_is_read_anew_when_it_is_shown_and_on_f5(
    qtbot: QtBot, main: Window, window: SessionsWindow, folder: Path
) -> None:
    choose(window, "2.autodiscope")
    write(folder / "4.autodiscope", found())

    with qtbot.waitSignal(window.listed, timeout=BUSY_MS):
        press(window, Qt.Key.Key_F5)

    assert len(cells(window, Column.DATE)) == 4
    assert [one.name for one in window.selected()] == ["2.autodiscope"]
    press(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    (folder / "4.autodiscope").unlink()
    main.activateWindow()
    qtbot.waitUntil(main.isActiveWindow, timeout=BUSY_MS)
    with qtbot.waitSignal(window.listed, timeout=BUSY_MS):
        press(main, main.menus.sessions.shortcut())
    assert len(cells(window, Column.DATE)) == 3


def test_a_folder_that_cannot_be_read_gives_one_line(
    qtbot: QtBot, window: SessionsWindow, folder: Path
) -> None:
    for one in folder.iterdir():
        one.unlink()
    folder.rmdir()
    with qtbot.waitSignal(window.listed, timeout=BUSY_MS):
        press(window, Qt.Key.Key_F5)
    assert window.count.text() == "There are no sessions yet: each run is kept here."

    folder.touch()
    with qtbot.waitSignal(window.listed, timeout=BUSY_MS):
        press(window, Qt.Key.Key_F5)

    assert window.complaint.text == f"{folder} cannot be read: Not a directory."


def test_a_window_that_is_closed_stops_its_reader(
    qtbot: QtBot, window: SessionsWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    (Path(os.environ["XDG_DATA_HOME"]) / "autodiscope/sessions/index.json").unlink()
    press(window, Qt.Key.Key_F5)
    was_running = window.reading.is_running

    window.close()

    assert was_running
    qtbot.waitUntil(lambda: not window.reading.is_running)
    assert window.stop(1)


def test_hundreds_are_listed_in_batches(qtbot: QtBot, window: SessionsWindow, folder: Path) -> None:
    content = (folder / "1.autodiscope").read_bytes()
    for number in range(400):
        (folder / f"many-{number}.autodiscope").write_bytes(content)
    with qtbot.waitSignal(window.listed, timeout=60_000):
        press(window, Qt.Key.Key_F5)
    sizes: list[int] = []
    window.sessions.rowsInserted.connect(lambda _, first, last: sizes.append(last - first + 1))

    with qtbot.waitSignal(window.listed, timeout=BUSY_MS):
        press(window, Qt.Key.Key_F5)

    assert window.count.text() == "403 sessions"
    # Each batch is an event of its own, with the user's between them.
    assert sizes == [250, 153]


def test_everything_has_a_name_and_can_be_reached_by_keyboard(window: SessionsWindow) -> None:
    for widget in window.findChildren(QWidget):
        is_inner = widget.objectName().startswith("qt_") or not widget.isVisible()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not is_inner:
            assert widget.accessibleName(), widget
    for button in window.findChildren(QPushButton):
        assert "&" in button.text()
    assert all(one.toolTip() for one in window.findChildren(QSpinBox))


# --- the note on the session on show, and what keeps that one --------------------------------


@pytest.mark.parametrize("way", ["button", "field left", "tab closed", "window closed"])
def test_a_note_is_written_where_its_session_is_on_show(
    qtbot: QtBot, main: Window, engine: FakeEngine, folder: Path, way: str
) -> None:
    with qtbot.waitSignal(main.session_ended, timeout=BUSY_MS):
        open_log(main, folder / "1.autodiscope")
    results = main.tab.view.results
    click_tab(results, results.indexOf(results.note))
    type_into(results.note.text, "Ticket 4711")

    if way == "button":
        with qtbot.waitSignal(main.kept.window.noted, timeout=BUSY_MS):
            click(results.note.save)
        assert results.tabText(results.indexOf(results.note)) == "Note •"
    elif way == "field left":
        main.activateWindow()
        results.note.text.setFocus()
        qtbot.waitUntil(results.note.text.hasFocus, timeout=BUSY_MS)
        with qtbot.waitSignal(main.kept.window.noted, timeout=BUSY_MS):
            press(results.note.text, Qt.Key.Key_Tab)
            press(results.note.save, Qt.Key.Key_Tab)
    elif way == "tab closed":
        with qtbot.waitSignal(main.kept.window.noted, timeout=BUSY_MS):
            press(main, main.menus.close_tab.shortcut())
    else:
        main.close()
        assert main.stop(5)

    assert load(folder / "1.autodiscope").note == "Ticket 4711"


def test_a_note_that_is_there_is_shown_with_its_session(
    qtbot: QtBot, main: Window, engine: FakeEngine, folder: Path
) -> None:
    write_note(folder / "2.autodiscope", "rang twice")
    engine.records = [
        one for one in read_lines(folder / "2.autodiscope") if isinstance(one, Recorded)
    ]
    with qtbot.waitSignal(main.session_ended, timeout=BUSY_MS):
        open_log(main, folder / "2.autodiscope")

    results = main.tab.view.results
    assert results.note.text.toPlainText() == "rang twice"
    assert results.tabText(results.indexOf(results.note)) == "Note •"


def test_a_run_takes_a_note_once_it_is_over(
    qtbot: QtBot, main: Window, engine: FakeEngine, folder: Path
) -> None:
    engine.hangs = True
    type_into(main.form.address, "ann@contoso.com")
    with qtbot.waitSignal(main.session_began, timeout=BUSY_MS):
        click(main.form.start)

    assert not main.tab.view.results.note.text.isEnabled()
    with qtbot.waitSignal(main.session_ended, timeout=BUSY_MS):
        click(main.form.cancel)


def test_a_note_on_the_session_on_show_that_cannot_be_written_is_told(
    qtbot: QtBot, main: Window, folder: Path
) -> None:
    with qtbot.waitSignal(main.session_ended, timeout=BUSY_MS):
        open_log(main, folder / "1.autodiscope")
    (folder / "1.autodiscope").unlink()
    results = main.tab.view.results
    click_tab(results, results.indexOf(results.note))
    type_into(results.note.text, "too late")

    click(results.note.save)

    qtbot.waitUntil(lambda: "cannot be written" in main.complaint.text, timeout=BUSY_MS)


def test_the_limits_spare_what_is_on_show_until_its_tab_is_closed(
    qtbot: QtBot, main: Window, folder: Path
) -> None:
    at = time.time() - 900 * 24 * 60 * 60
    os.utime(folder / "1.autodiscope", (at, at))
    with qtbot.waitSignals([main.session_ended, main.kept.housekeeping.done], timeout=BUSY_MS):
        open_log(main, folder / "1.autodiscope")
    assert (folder / "1.autodiscope").exists()

    click(main.tabs.new)
    click_tab(main.tabs, 0)
    press(main, main.menus.close_tab.shortcut())
    with qtbot.waitSignal(main.kept.housekeeping.done, timeout=BUSY_MS):
        main.kept.tidy()

    assert not (folder / "1.autodiscope").exists()
