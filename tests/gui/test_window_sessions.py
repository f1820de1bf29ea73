"""Session logs, service URLs and everything that can be reached by keys or ears."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.domain.settings import Scope, Service
from app.gui.models.service_table import Column
from app.gui.panels.paste import PasteDialog
from app.gui.window import Window
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import (
    answering,
    choose,
    click,
    click_index,
    leave,
    naming,
    open_log,
    paste_into,
    press,
    run,
    type_and_start,
    type_into,
)
from tests.gui.recordings import found, under_way
from tests.gui.values import consent, url_of

OpenWindow = Callable[[FakeEngine], Window]


def _clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_the_status_line_is_quiet_when_a_session_has_no_beginning(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(found()[1:]))

    with qtbot.waitSignal(window.session_ended):
        open_log(window, Path("/headless.autodiscope"))

    assert window.windowTitle() == "headless.autodiscope — Autodiscope"


def test_one_url_or_the_whole_list_is_copied(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine(found()))
    press(window, window.menus.copy_all.shortcut())
    run(qtbot, window)
    panel = window.tab.view.services_panel
    outside = url_of(Scope.EXTERNAL, Service.AVAILABILITY)
    inside = url_of(Scope.INTERNAL, Service.AVAILABILITY)
    assert not panel.copy.isEnabled()

    click_index(panel.view, window.tab.view.services.index(0, Column.OUTSIDE))
    click(panel.copy)
    assert _clipboard() == outside
    click_index(panel.view, window.tab.view.services.index(0, Column.SERVICE))
    click(panel.copy)
    assert _clipboard() == f"{inside}\n{outside}"
    click_index(panel.view, window.tab.view.services.index(0, Column.OUTSIDE_VERDICT))
    click(panel.copy)
    sentence = window.tab.view.services.lines[0].text(Column.OUTSIDE_VERDICT)
    assert _clipboard() == f"{outside}\t{sentence}"
    press(window, window.menus.copy_all.shortcut())
    assert _clipboard() == window.tab.view.services.as_text()


def test_a_saved_session_is_opened_and_saved_elsewhere(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    source = tmp_path / "a.autodiscope"
    source.write_text("{}\n")
    window = open_window(FakeEngine(found()))
    assert not window.menus.save.isEnabled()
    with qtbot.waitSignal(window.session_ended), naming(source):
        choose(window, "File", "Open session…")
    assert window.tab.tree.session.row_count > 20

    with naming(tmp_path / "b"):
        choose(window, "File", "Save session as…")
    qtbot.waitUntil(lambda: window.status.text.startswith("Saved as "))

    assert (tmp_path / "b.autodiscope").read_text() == "{}\n"


def test_a_key_copies_what_a_ticket_wants(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine(found()))
    assert not window.menus.ticket.isEnabled()
    run(qtbot, window)

    press(window, window.menus.ticket.shortcut())

    text = QGuiApplication.clipboard().text()
    assert "Outlook finds its settings for ann@contoso.example" in text
    assert "Service URLs, inside" in text
    assert window.status.text.startswith("Copied for a ticket")


@pytest.mark.parametrize(
    ("name", "kind", "written"),
    [
        ("a.csv", "", "a.csv"),
        ("A.HTML", "Table of the attempts (*.csv)", "A.HTML"),
        ("b", "HTTP archive (*.har)", "b.har"),
        ("contoso.com", "Text (*.txt)", "contoso.com.txt"),
        ("c", "", "c.html"),
    ],
)
def test_a_session_is_exported_as_its_suffix_or_the_kind_chosen_says(
    qtbot: QtBot,
    open_window: OpenWindow,
    tmp_path: Path,
    name: str,
    kind: str,
    written: str,
) -> None:
    window = open_window(FakeEngine(found()))
    assert not window.menus.export.isEnabled()
    assert not window.menus.export_masked.isEnabled()
    (tmp_path / "a.autodiscope").write_text("{}")
    with qtbot.waitSignal(window.session_ended):
        open_log(window, tmp_path / "a.autodiscope")

    with naming(tmp_path / name, kind) as offered:
        press(window, window.menus.export.shortcut())
    qtbot.waitUntil(lambda: window.status.text.startswith("Saved as "))
    content = (tmp_path / written).read_bytes()
    with naming(tmp_path / f"masked-{name}", kind):
        press(window, window.menus.export_masked.shortcut())
    masked = tmp_path / f"masked-{written}"
    qtbot.waitUntil(lambda: masked.exists() and b"domain1.example" in masked.read_bytes())

    assert offered == [
        "Report (*.html)",
        "Text (*.txt)",
        "JSON (*.json)",
        "HTTP archive (*.har)",
        "Table of the attempts (*.csv)",
        "Certificates (*.pem)",
    ]
    assert b"contoso" in content
    assert b"contoso" not in masked.read_bytes()


def test_an_export_that_cannot_be_written_is_told(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    run(qtbot, window)

    with naming(tmp_path / "a.html"):
        press(window, window.menus.export.shortcut())
    assert "none could be written" in window.complaint.text
    engine.log = tmp_path / "a.txt"
    engine.log.write_text("{}")
    (tmp_path / "b.html").mkdir()
    with naming(tmp_path / "b"):
        press(window, window.menus.export.shortcut())
    qtbot.waitUntil(lambda: "cannot be exported" in window.complaint.text)
    with answering("Write over"), naming(tmp_path / "a", "Text (*.txt)"):
        press(window, window.menus.export_masked.shortcut())
    qtbot.waitUntil(lambda: "not written over" in window.complaint.text)

    assert engine.log.read_text() == "{}"


def test_nothing_happens_when_no_file_is_chosen(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine(found()))
    run(qtbot, window)

    for key in ("Ctrl+O", "Ctrl+S", "Ctrl+Shift+S", "Ctrl+Shift+M"):
        with naming(None):
            press(window, key)

    assert not window.tab.is_running
    assert window.tabs.count() == 1
    assert window.complaint.text == ""


def test_a_broken_file_shows_one_line_and_nothing_is_lost(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    run(qtbot, window)
    rows = window.tab.tree.session.row_count
    engine.records, engine.wrong_log = [], "broken.autodiscope is no session of this program."

    with qtbot.waitSignal(window.session_ended):
        open_log(window, Path("/broken.autodiscope"))

    assert window.complaint.text == "broken.autodiscope is no session of this program."
    assert window.tab.tree.session.row_count == rows


def test_a_session_that_was_never_saved_cannot_be_copied(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    run(qtbot, window)

    with naming(tmp_path / "c.autodiscope"):
        press(window, window.menus.save.shortcut())
    assert "none could be written" in window.complaint.text
    engine.log = tmp_path / "gone.autodiscope"
    with naming(tmp_path / "c.autodiscope"):
        press(window, window.menus.save.shortcut())

    qtbot.waitUntil(lambda: "is no longer there to be saved" in window.complaint.text)


def test_websites_that_were_allowed_for_good_can_be_asked_about_again(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)

    choose(window, "Run", "Ask again about all websites")

    qtbot.waitUntil(lambda: engine.forgot)
    assert window.status.text == "Redirects are asked about again"


def test_trouble_with_the_session_log_is_told(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)

    engine.tell("The disk is full.")

    qtbot.waitUntil(lambda: window.complaint.text == "The disk is full.")


def test_about_opens_a_box_that_does_not_block(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine())

    choose(window, "Help", "About Autodiscope")
    (box,) = window.findChildren(QMessageBox)
    qtbot.waitUntil(box.isVisible)

    leave(box)


def test_every_widget_that_takes_the_focus_has_a_name_to_be_spoken(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    engine = FakeEngine(under_way())
    engine.prompt = consent()
    window = open_window(engine)
    type_and_start(window)
    qtbot.waitUntil(window.tab.question.isVisible)
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        # The list of a combo box is a window of its own, and named by the box.
        and widget.window() is window
        # A bar of tabs speaks the tab in front, where there is one.
        and not (widget.accessibleName() or _spoken_name(widget))
    ]

    assert nameless == []
    assert window.tab.view.tree_panel.accessibleName()
    with qtbot.waitSignal(window.session_ended):
        click(window.form.cancel)


def _spoken_name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_keys_are_where_people_look_for_them(open_window: OpenWindow) -> None:
    menus = open_window(FakeEngine()).menus

    keys = {
        action.shortcut().toString()
        for action in (menus.open, menus.start, menus.cancel, menus.copy_all)
    }
    assert keys == {"Ctrl+O", "F5", "Esc", "Ctrl+Shift+C"}


def test_a_pasted_log_is_read_and_can_be_saved(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    engine = FakeEngine(found())
    window = open_window(engine)
    press(window, window.menus.paste.shortcut())
    (dialog,) = window.findChildren(PasteDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert not dialog.read.isEnabled()

    paste_into(dialog.text, "SMTP=ann@contoso.com")
    with qtbot.waitSignal(window.session_ended):
        click(dialog.read)

    assert engine.pasted == "SMTP=ann@contoso.com"
    assert window.tab.tree.session.row_count > 20


def test_a_text_that_is_no_log_is_told_in_one_line(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine()
    engine.wrong_log = "The text is nothing that can be read here."
    window = open_window(engine)

    with qtbot.waitSignal(window.session_ended):
        press(window, window.menus.paste.shortcut())
        (dialog,) = window.findChildren(PasteDialog)
        type_into(dialog.text, "Hello")
        click(dialog.read)

    assert window.complaint.text == "The text is nothing that can be read here."
