"""The window that runs through many addresses, as a person uses it."""

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.domain.batch import Pacing
from app.domain.options import RunOptions
from app.gui.batch_window import BatchWindow
from app.gui.columns import kept_columns
from app.gui.help_window import HelpWindow
from app.gui.late_engine import LateEngine
from app.gui.models.batch_table import Column
from app.gui.settings import settings
from app.gui.window import Window
from app.sessionlog import SessionWriter
from app.wording.guide import Leads, Target
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import click, drop, of_files, pick, press, retype, type_into
from tests.gui.recordings import found
from tests.gui.test_accessibility import nameless
from tests.gui.test_columns import drag, widths_of

TEN = [f"ann@customer{number}.example" for number in range(10)]
BUSY_MS = 30_000
"""What a job imports takes its time on a busy machine."""


@pytest.fixture(autouse=True)
def unspoilt() -> Iterator[None]:
    settings().clear()
    yield
    settings().clear()


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("Email\n" + "".join(f"{one}\n" for one in TEN), encoding="utf-8")
    return path


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(found())


@pytest.fixture
def main(open_window: OpenWindow, engine: FakeEngine) -> Window:
    return open_window(engine)


@pytest.fixture
def window(main: Window) -> BatchWindow:
    press(main, main.menus.batch.shortcut())
    assert main.tools.batch is not None
    assert main.tools.batch.isVisible()
    return main.tools.batch


def read(qtbot: QtBot, window: BatchWindow, file: Path) -> None:
    retype(window.form.list.file.text, str(file))
    with qtbot.waitSignal(window.reading.came, timeout=BUSY_MS):
        pass
    qtbot.waitUntil(window.start.isEnabled, timeout=BUSY_MS)


def run(qtbot: QtBot, window: BatchWindow) -> None:
    with qtbot.waitSignal(window.ended, timeout=BUSY_MS):
        click(window.start)


def inputs(path: Path) -> list[str]:
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        return [row["input"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    return [json.loads(line)["input"] for line in path.read_bytes().splitlines()]


def cells(window: BatchWindow, column: Column) -> list[str]:
    shown = window.results.shown
    return [shown.index(row, column).data() for row in range(shown.rowCount())]


def box_of(qtbot: QtBot, window: BatchWindow) -> QMessageBox:
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=BUSY_MS)
    box = window.findChild(QMessageBox)
    assert box is not None
    return box


def visible_box(window: BatchWindow) -> QMessageBox | None:
    boxes = window.findChildren(QMessageBox)
    return next((one for one in boxes if one.isVisible()), None)


def answer(box: QMessageBox, text: str) -> None:
    click(next(one for one in box.buttons() if one.text().replace("&", "") == text))


def test_a_list_that_is_named_is_told_of_before_anything_is_sent(
    qtbot: QtBot, window: BatchWindow, engine: FakeEngine, listed: Path
) -> None:
    assert not window.start.isEnabled()
    listed.write_text("Email\nann@contoso.example\nfabrikam.example\n10.0.0.1\n")

    read(qtbot, window, listed)

    told = "3 lines were read; 1 of them is neither an address nor a domain, and stands first."
    assert window.told.text() == told
    shown = window.first_lines.texts()
    assert shown[0][:2] == ["4", "10.0.0.1"]
    assert "10.0.0.1" in shown[0][2]
    assert shown[1] == ["2", "ann@contoso.example", "ann@contoso.example"]
    assert shown[2] == ["3", "fabrikam.example", "autodiscope@fabrikam.example"]
    assert engine.task is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"", "The list is empty."),
        (b"a\0b", "The list is no CSV file: there are zero bytes in it."),
        (b"Email\n", "The list has no addresses and no domains in it."),
    ],
)
def test_what_is_wrong_with_a_list_is_a_line_in_plain_words(
    qtbot: QtBot, window: BatchWindow, tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "some.csv"
    if content is not None:
        path.write_bytes(content)

    type_into(window.form.list.file.text, str(path))

    qtbot.waitUntil(lambda: window.told.text().endswith(told), timeout=BUSY_MS)
    assert not window.start.isEnabled()


def test_the_column_and_the_name_before_the_at_are_taken(
    qtbot: QtBot, window: BatchWindow, listed: Path
) -> None:
    listed.write_text("Customer;Main\n1;fabrikam.example\n")
    type_into(window.form.list.column, "main")
    type_into(window.form.list.local_part, "info")

    read(qtbot, window, listed)

    qtbot.waitUntil(
        lambda: window.first_lines.texts() == [["2", "fabrikam.example", "info@fabrikam.example"]],
        timeout=BUSY_MS,
    )


def test_a_list_is_run_through_and_its_rows_are_shown_and_written(
    qtbot: QtBot, main: Window, window: BatchWindow, engine: FakeEngine, listed: Path
) -> None:
    read(qtbot, window, listed)
    run(qtbot, window)

    files = [listed.with_name("list-results.csv"), listed.with_name("list-results.jsonl")]
    assert [inputs(one) for one in files] == [TEN, TEN]
    assert engine.threads == ["engine"]
    assert engine.task is not None
    # Nobody signs in, nobody is asked, and nothing is kept that was not wished for.
    options = engine.task.options
    assert (options.sign_in, options.username, engine.password) == (False, "", None)
    assert (options.consent, options.security_alert, options.save) == ("deny", "", "")
    assert (engine.task.pacing, engine.task.logs) == (Pacing(), "")
    assert cells(window, Column.INPUT) == TEN
    assert cells(window, Column.LINE) == [str(line) for line in range(2, 12)]
    assert cells(window, Column.OUTCOME).count("No settings found") == 3
    assert cells(window, Column.FINDING)[0] == engine.title
    assert window.results.progress.text().startswith("10 of 10, ")
    assert window.results.progress.text().endswith(" — Settings found: 7, No settings found: 3")
    assert window.start.isEnabled()
    assert not window.cancel.isEnabled()


def test_what_is_set_here_and_in_the_main_window_counts(
    qtbot: QtBot, main: Window, window: BatchWindow, engine: FakeEngine, listed: Path
) -> None:
    type_into(main.form.address, "someone@else.example")
    type_into(main.form.username, "SOMEONE")
    type_into(main.form.further.network.resolvers, "192.0.2.53")
    redirects = main.form.further.certificates.redirects
    pick(redirects, redirects.findData("allow"))
    form = window.form
    retype(form.runs.jobs, "3")
    retype(form.runs.rate, "2.5")
    pick(form.runs.profile, 1)
    read(qtbot, window, listed)
    press(form.runs.sign_in, Qt.Key.Key_Space)
    type_into(form.runs.username, "CONTOSO\\admin")
    type_into(form.runs.password, "secret")
    run(qtbot, window)

    assert engine.task is not None
    options = engine.task.options
    assert (options.address, options.username) == ("", "CONTOSO\\admin")
    assert options.resolvers == ("192.0.2.53",)
    assert options.consent == "allow"
    assert options.profile == "outlook-2007-rtm"
    assert (engine.task.pacing.jobs, engine.task.pacing.rate) == (3, 2.5)
    assert engine.password is not None
    assert engine.password.reveal() == "secret"


def test_to_sign_in_without_an_account_is_refused(
    qtbot: QtBot, window: BatchWindow, engine: FakeEngine, listed: Path
) -> None:
    read(qtbot, window, listed)
    press(window.form.runs.sign_in, Qt.Key.Key_Space)
    type_into(window.form.runs.username, "CONTOSO\\admin")
    click(window.start)

    assert window.complaint.text.startswith("To sign in, one account is needed")
    assert engine.task is None


def test_wrong_use_is_a_line_in_the_window(
    qtbot: QtBot, window: BatchWindow, engine: FakeEngine, listed: Path
) -> None:
    engine.wrong_use = "'x' is no DNS server."
    read(qtbot, window, listed)
    run(qtbot, window)

    assert window.complaint.text == engine.wrong_use


@pytest.mark.parametrize("way", ["button", "escape", "closed"])
def test_a_list_is_stopped_at_once_and_gone_on_with_later(
    qtbot: QtBot, window: BatchWindow, engine: FakeEngine, listed: Path, way: str
) -> None:
    engine.hangs, engine.most_rows = True, 4
    read(qtbot, window, listed)
    click(window.start)
    qtbot.waitUntil(lambda: window.results.rows.rowCount() == 4, timeout=BUSY_MS)
    assert not window.form.isEnabled()
    begun = time.monotonic()
    with qtbot.waitSignal(window.ended, timeout=BUSY_MS):
        if way == "button":
            click(window.cancel)
            assert window.results.progress.text().startswith("Stopping …")
        elif way == "escape":
            press(window, Qt.Key.Key_Escape)
        else:
            window.close()
    assert engine.was_cancelled.is_set()
    assert time.monotonic() - begun < 5
    assert window.isVisible()
    assert window.results.progress.text().startswith("Stopped: 4 of 10 are finished.")

    engine.hangs, engine.most_rows = False, 100
    click(window.start)
    box = box_of(qtbot, window)
    assert "list-results.csv" in box.text()
    with qtbot.waitSignal(window.ended, timeout=BUSY_MS):
        answer(box, "Go on")

    assert engine.task is not None
    assert [one.input for one in engine.task.entries] == TEN[4:]
    assert inputs(listed.with_name("list-results.csv")) == TEN
    assert inputs(listed.with_name("list-results.jsonl")) == TEN
    assert "10 of 10" in window.results.progress.text()
    assert "4 were finished before" in window.results.progress.text()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=BUSY_MS)
    press(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_a_file_that_holds_something_is_not_touched_without_a_yes(
    qtbot: QtBot, window: BatchWindow, engine: FakeEngine, listed: Path
) -> None:
    file = listed.with_name("list-results.csv")
    file.write_text("mine")
    read(qtbot, window, listed)
    click(window.start)
    box = box_of(qtbot, window)
    answer(box, "Cancel")
    qtbot.waitUntil(window.start.isEnabled, timeout=BUSY_MS)

    assert (file.read_text(), engine.task) == ("mine", None)
    click(window.start)
    qtbot.waitUntil(lambda: visible_box(window) is not None, timeout=BUSY_MS)
    again = visible_box(window)
    assert again is not None
    with qtbot.waitSignal(window.ended, timeout=BUSY_MS):
        answer(again, "Go on")

    # It is none of ours.
    assert file.read_text() == "mine"
    assert "its line 1 is no result of a batch" in window.complaint.text


def test_results_go_where_the_user_says(
    qtbot: QtBot,
    window: BatchWindow,
    listed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    click(window.form.list.csv.browse)
    read(qtbot, window, listed)
    window.form.list.json.text.clear()
    run(qtbot, window)

    assert inputs(tmp_path / "mine.csv") == TEN
    assert sorted(one.name for one in tmp_path.iterdir()) == ["list.csv", "mine.csv"]


@pytest.mark.parametrize("way", ["double click", "enter", "button"])
def test_the_session_of_a_line_is_opened_where_it_was_kept(
    qtbot: QtBot,
    main: Window,
    window: BatchWindow,
    listed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    logs = tmp_path / "sessions"
    logs.mkdir()
    with SessionWriter(logs / "3.autodiscope") as writer:
        for recorded in found():
            writer.write(recorded)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(logs))
    click(window.form.list.logs.browse)
    read(qtbot, window, listed)
    run(qtbot, window)
    results = window.results
    assert not results.open.isEnabled()
    place = results.table.visualRect(results.shown.index(1, Column.INPUT)).center()
    QTest.mouseClick(results.table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    with qtbot.waitSignal(main.session_ended, timeout=BUSY_MS):
        if way == "double click":
            QTest.mouseDClick(results.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        elif way == "enter":
            press(results.table, Qt.Key.Key_Return)
        else:
            click(results.open)

    assert main.tab.source == logs / "3.autodiscope"


def test_only_those_without_settings_are_shown_where_that_is_wished(
    qtbot: QtBot, window: BatchWindow, listed: Path
) -> None:
    read(qtbot, window, listed)
    run(qtbot, window)

    press(window.results.only_problems, Qt.Key.Key_Space)

    assert set(cells(window, Column.OUTCOME)) == {"No settings found"}
    assert window.results.rows.rowCount() == 10


def test_place_and_columns_are_remembered(
    qtbot: QtBot, main: Window, window: BatchWindow, listed: Path
) -> None:
    read(qtbot, window, listed)
    run(qtbot, window)
    window.resize(window.width(), 640)
    drag(window.results.table, Column.INPUT, 60)
    chosen = widths_of(window.results.table)[Column.INPUT]
    qtbot.waitUntil(lambda: bool(kept_columns("batch", len(Column))), timeout=BUSY_MS)
    window.close()

    again = BatchWindow(FakeEngine(), RunOptions, RunOptions, main)
    again.show()

    assert again.height() == 640
    assert kept_columns("batch", len(Column))[Column.INPUT] == chosen
    again.close()


def test_a_click_on_a_heading_sorts(qtbot: QtBot, window: BatchWindow, listed: Path) -> None:
    read(qtbot, window, listed)
    run(qtbot, window)
    header = window.results.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(Column.OUTCOME) + 5, header.height() // 2)

    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    outcomes = cells(window, Column.OUTCOME)
    assert outcomes in (sorted(outcomes), sorted(outcomes, reverse=True))


def test_a_list_can_be_dropped(qtbot: QtBot, window: BatchWindow, listed: Path) -> None:
    with qtbot.waitSignal(window.reading.came, timeout=BUSY_MS):
        assert drop(window, of_files(listed))

    assert window.form.list.file.file == str(listed)


@pytest.mark.parametrize("way", ["key", "button"])
def test_help_opens_the_page_about_lists(
    qtbot: QtBot, main: Window, window: BatchWindow, way: str
) -> None:
    if way == "key":
        press(window, Qt.Key.Key_F1)
    else:
        click(window.help)

    shown = main.findChild(HelpWindow)
    assert shown is not None
    assert shown.shown == Target(leads=Leads.GUIDE, name="many-addresses")


def test_everything_has_a_name(qtbot: QtBot, window: BatchWindow, listed: Path) -> None:
    assert nameless(window) == []
    read(qtbot, window, listed)
    run(qtbot, window)

    assert nameless(window) == []
    spoken = window.results.shown.index(0, Column.INPUT).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"{TEN[0]}. Settings found. The certificate has expired.: good"


def test_every_field_is_reached_by_tab(qtbot: QtBot, window: BatchWindow, listed: Path) -> None:
    read(qtbot, window, listed)
    seen: set[QWidget] = set()
    at: QWidget | None = window.form.list.file.text
    while at is not None and at not in seen:
        seen.add(at)
        at = at.nextInFocusChain()

    form = window.form
    wanted = {form.list.csv.text, form.runs.jobs, form.runs.sign_in, window.start, window.help}
    assert wanted <= seen


def test_a_defect_in_one_run_reaches_whoever_watches_for_defects(
    qtbot: QtBot,
    window: BatchWindow,
    engine: FakeEngine,
    listed: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noticed: list[BaseException | None] = []
    monkeypatch.setattr("threading.excepthook", lambda args: noticed.append(args.exc_value))
    engine.defect = ZeroDivisionError()
    read(qtbot, window, listed)
    run(qtbot, window)

    qtbot.waitUntil(lambda: bool(noticed), timeout=BUSY_MS)
    assert noticed == [engine.defect]
    assert inputs(listed.with_name("list-results.csv")) == TEN
    assert "defect" in window.complaint.text


def test_the_end_of_the_program_stops_a_list(
    qtbot: QtBot, main: Window, window: BatchWindow, engine: FakeEngine, listed: Path
) -> None:
    engine.hangs, engine.most_rows = True, 4
    read(qtbot, window, listed)
    click(window.start)
    qtbot.waitUntil(lambda: window.results.rows.rowCount() == 4, timeout=BUSY_MS)

    assert main.stop(5)
    assert engine.was_cancelled.is_set()
    assert len(inputs(listed.with_name("list-results.csv"))) == 4


def test_practice_runs_through_forty_domains_of_the_program_itself(
    qtbot: QtBot, tmp_path: Path
) -> None:
    main = Window(LateEngine(keeps_logs=False))
    qtbot.addWidget(main)
    with qtbot.waitSignal(main.choices_read, timeout=BUSY_MS):
        main.show()
    press(main, main.menus.batch.shortcut())
    window = main.tools.batch
    assert window is not None
    with qtbot.waitSignal(window.reading.came, timeout=BUSY_MS):
        press(window.form.list.practice, Qt.Key.Key_Space)
    assert not window.form.list.file.isEnabled()
    type_into(window.form.list.csv.text, str(tmp_path / "out.csv"))
    # With the account that the provider of these domains has.
    press(window.form.runs.sign_in, Qt.Key.Key_Space)
    with qtbot.waitSignal(window.ended, timeout=4 * BUSY_MS):
        click(window.start)

    assert window.complaint.text == ""
    assert window.results.rows.rowCount() == 40
    outcomes = cells(window, Column.OUTCOME)
    # Domains without an address are signed in for by nobody.
    assert outcomes.count("Sign-in needed") == outcomes.count("No settings found") == 20
    assert any("expired" in one for one in cells(window, Column.FINDING))
    assert len(inputs(tmp_path / "out.csv")) == 40
    assert main.stop(5)
