"""No two controls that are in sight at the same time have the same letter for Alt."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGroupBox,
    QLabel,
    QMenu,
    QMenuBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.gui.language import speak_in
from app.gui.panels.defect import DefectDialog
from app.gui.settings import settings
from app.sessionlog import SessionWriter
from app.wording.language import LANGUAGES, speaking
from tests.gui import recordings
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import run
from tests.gui.values import alert

LETTER = re.compile(r"&(?!&)(\w)")


@pytest.fixture(params=LANGUAGES, autouse=True)
def language(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    code: str = request.param
    settings().clear()
    with speaking(code):
        speak_in(qapp, code)
        yield code
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()
    settings().clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = tmp_path / "data" / "autodiscope" / "sessions"
    made.mkdir(parents=True)
    for name in ("1", "2"):
        with SessionWriter(made / f"{name}.autodiscope") as writer:
            for recorded in recordings.found():
                writer.write(recorded)
    return made


def texts_of(widget: QWidget) -> Iterator[str]:
    match widget:
        case QLabel() if widget.buddy() is not None:
            yield widget.text()
        case QAbstractButton():
            yield widget.text()
        case QGroupBox():
            yield widget.title()
        case QTabBar():
            yield from (widget.tabText(at) for at in range(widget.count()))
        case QMenuBar():
            yield from (action.text() for action in widget.actions())
        case _:
            pass


def letters_of(texts: Iterator[str]) -> dict[str, list[str]]:
    letters: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        if found := LETTER.search(text):
            letters[found[1].casefold()].append(text)
    return letters


def doubled(top: QWidget) -> dict[str, list[str]]:
    """Give the letters that several controls in sight of a window have, with their texts."""
    inside = (one for one in top.findChildren(QWidget) if one.window() is top and one.isVisible())
    letters = letters_of(text for one in inside for text in texts_of(one))
    return {letter: texts for letter, texts in letters.items() if len(texts) > 1}


def shown() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def doubled_anywhere() -> dict[str, dict[str, list[str]]]:
    found = {type(one).__name__: doubled(one) for one in shown()}
    return {name: letters for name, letters in found.items() if letters}


def test_a_doubled_letter_is_found(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine())
    before = doubled(window)
    window.form.cancel.setText(window.form.start.text())

    assert (len(before), len(doubled(window))) == (0, 1)


def test_the_main_window_has_each_letter_once(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine(recordings.not_found()))
    assert doubled(window) == {}

    window.form.more.click()
    assert doubled(window) == {}
    window.starting.ask_for_both()
    window.tab.question.ask(alert())
    assert doubled(window) == {}
    run(qtbot, window)
    window.form.more.click()
    assert doubled(window) == {}


@pytest.mark.parametrize("kind", ["found", "not_found"])
def test_each_part_of_a_session_leaves_the_letters_of_the_others(
    qtbot: QtBot, open_window: OpenWindow, kind: str
) -> None:
    window = open_window(FakeEngine(getattr(recordings, kind)()))
    window.resize(1_600, 1_100)
    run(qtbot, window)
    window.form.more.click()
    tab = window.tab
    for at in range(tab.view.results.count()):
        tab.view.results.setCurrentIndex(at)
        assert doubled(window) == {}, tab.view.results.tabText(at)
    for row in tab.tree.session.rows:
        tab.view.tree_panel.setCurrentIndex(tab.tree.index_of(row.number))
        assert doubled(window) == {}, row.subject


def test_two_sides_have_each_letter_once(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(recordings.found())
    window = open_window(engine)
    window.resize(1_600, 1_100)
    window.form.address.setText("ann@contoso.example")
    window.starting.ask_for_both()
    assert doubled(window) == {}
    both = window.tab.both
    with qtbot.waitSignals([window.session_ended, both.over], timeout=30_000):
        window.resolver.agreed.emit("192.0.2.53")

    outside = both.pane
    assert outside.isVisible()
    outside.question.ask(alert())
    for results in (window.tab.view.results, outside.view.results):
        results.setCurrentWidget(results.note)
        assert doubled(window) == {}


def test_each_menu_has_each_letter_once(open_window: OpenWindow) -> None:
    window = open_window(FakeEngine())
    menus = window.menus.findChildren(QMenu)
    assert len(menus) >= 8

    for menu in menus:
        letters = letters_of(action.text() for action in menu.actions())
        assert not [texts for texts in letters.values() if len(texts) > 1], menu.title()


def test_each_other_window_has_each_letter_once(
    qtbot: QtBot, folder: Path, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(recordings.found()))
    run(qtbot, window)
    menus = window.menus
    for action in (
        *(menus.certificate, menus.plan, menus.sessions, menus.compare, menus.paste, menus.about),
        *(menus.keys, menus.services_again, menus.contents, menus.batch),
    ):
        action.trigger()
    sessions = window.kept.window
    qtbot.waitUntil(lambda: sessions.table.model().rowCount() == 2, timeout=30_000)
    sessions.table.selectAll()
    sessions.export.click()
    sessions.delete.click()
    DefectDialog(window, lambda: None).show()
    plan = window.tools.plan
    batch = window.tools.batch
    assert batch is not None
    batch.form.list.practice.click()
    with qtbot.waitSignal(batch.reading.came, timeout=30_000):
        pass
    assert {type(one).__name__ for one in shown()} >= {
        *("CertificateWindow", "PlanWindow", "SessionsWindow", "CompareWindow", "PasteDialog"),
        *("QMessageBox", "KeyboardDialog", "HelpWindow", "BatchWindow", "ExportSeveralDialog"),
        "DefectDialog",
    }

    assert doubled_anywhere() == {}
    for at in range(plan.tabs.count()):
        plan.tabs.setCurrentIndex(at)
        assert doubled(plan) == {}
    batch.begin()
    qtbot.waitUntil(batch.results.open.isVisible, timeout=30_000)
    assert doubled(batch) == {}
    for one in shown():
        if one is not window:
            one.close()
