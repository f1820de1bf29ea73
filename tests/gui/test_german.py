"""The window in German: no text, tool tip, name, heading or menu entry of it is English."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    Qt,
    QTranslator,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QStatusBar,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.events import Recorded
from app.gui.language import speak_in
from app.gui.panels.question import QuestionPanel
from app.gui.panels.resolver import ResolverPanel
from app.gui.settings import settings
from app.sessionlog import SessionWriter
from app.wording.language import ENGLISH, speaking
from tests.gui import recordings
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import click, click_row, retype, run, type_and_start, walk
from tests.gui.values import alert, consent
from tests.gui.windows import each_window
from tests.support import played_runs

RUNS = (recordings.found, recordings.not_found, played_runs.found, played_runs.not_found)
# Words that no German sentence has, and those that the window is full of in English.
ENGLISH_WORDS = re.compile(
    r"\b(?:the|is|are|were|not|and|of|with|its|that|for|from|which|this|these|or|no|yes|all|to"
    r"|by|it|as|at|on|what|why|how|where|when|answer\w*|asked|ask|begin|cancel|certificates?"
    r"|choose|close|command|copy|cut|edit|file|find|first|found|good|bad|help|inside|outside"
    r"|last|look\w*|meaning|more|names?d|nothing|open|order|password|practice"
    r"|previous|ready|reason|redirects?|remark|request|rows?|run|save|second|search\w*|server's"
    r"|services?|session|settings|show\w*|sign|site|source|step|steps|time|tree|try"
    r"|trust|until|url of|used?|value|verdict|view|way|whole|without|years?)\b",
    re.IGNORECASE,
)
# What the runs of the tests themselves make up, and the servers and the engine in them.
MADE_UP = re.compile(
    r"The certificate (?:does not name|is not accepted)|is not among the names|is (?:un|not )known"
    r"|No was the answer|The e-mail address cannot be found|It works inside|Expired certificate"
    r"|SHA-256 with RSA"
)
# What is the same in every language: addresses, options, file types, what others have named.
SAME = re.compile(
    # The code of a finding.
    r"^[a-z0-9]+(?:-[a-z0-9]+)+$"
    r"|https?://\S*|ldaps?://\S*|\S+@\S+|--joined no|NAME=VALUE|FILE: |--[a-z-]+"
    r"|[\w.-]+\.(?:example|com|txt|log|xml|html|pem)\b"
    r"|\b(?:CN|DC|OU|O|Site)=\S+|\bHTTP[ /]\d.*|\b(?:GET|POST) \S+|\([a-zA-Z]+=[^)]*\)"
    r"|Remote Connectivity Analyzer|Client Access Server|Outlook Anywhere|Unified Messaging"
    r"|Active Directory|Exchange Server|Service Pack|white paper on Autodiscover"
    r"|\bTest-\w+|\b(?:Get|Set|New|Enable|Import|Export)-\w+"
)


@pytest.fixture(autouse=True)
def german(qapp: QApplication) -> Iterator[None]:
    settings().clear()
    with speaking("de"):
        speak_in(qapp, "de")
        yield
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()


def texts_of(top: QWidget) -> set[str]:
    """Give all that a window shows, hints at and tells a screen reader."""
    texts = {top.windowTitle()}
    for one in (top, *top.findChildren(QWidget)):
        texts |= {one.toolTip(), one.statusTip(), one.whatsThis()}
        texts |= {one.accessibleName(), one.accessibleDescription()}
        texts |= set(_own(one))
    for action in top.findChildren(QAction):
        texts |= {action.text(), action.toolTip(), action.statusTip()}
    return {text for text in texts if text}


def _own(widget: QWidget) -> Iterator[str]:
    match widget:
        case QMessageBox():
            yield from (widget.text(), widget.informativeText())
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
        case QGroupBox() | QMenu():
            yield widget.title()
        case QComboBox():
            yield from (widget.itemText(at) for at in range(widget.count()))
        case QTabWidget():
            yield from (widget.tabText(at) for at in range(widget.count()))
            yield from (widget.tabToolTip(at) for at in range(widget.count()))
        case QStatusBar():
            yield widget.currentMessage()
        case QAbstractItemView():
            yield from _of_model(widget.model())
        case _:
            pass


def _of_model(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    for column in range(_columns(model, QModelIndex())):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    for index in _indexes(model, QModelIndex()):
        for role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            yield str(model.data(index, role) or "")


def _indexes(model: QAbstractItemModel, above: QModelIndex) -> Iterator[QModelIndex]:
    for row in range(model.rowCount(above)):
        for column in range(_columns(model, above)):
            yield model.index(row, column, above)
        yield from _indexes(model, model.index(row, 0, above))


def _columns(model: QAbstractItemModel, above: QModelIndex) -> int:
    # Of a list, Qt does not tell it.
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(above)


def english(texts: Iterable[str]) -> list[str]:
    """Give those texts that have an English word in them."""
    plain = {text: re.sub(r"<[^>]*>", " ", text).replace("&", "") for text in texts}
    ours = {text: SAME.sub("", said) for text, said in plain.items() if not MADE_UP.search(said)}
    return sorted(text for text, said in ours.items() if ENGLISH_WORDS.search(said))


def test_english_is_found_where_there_is_some() -> None:
    with speaking(ENGLISH):
        left = english(texts_of(QuestionPanel()))

    assert "Outlook asks at this point:" in left
    assert "Nothing" in english(["Nothing"])
    assert english(["Ein Zertifikat von https://the.example/of/the"]) == []


def test_the_empty_window_is_german(open_window: OpenWindow) -> None:
    window = open_window(FakeEngine())

    assert english(texts_of(window)) == []


@pytest.mark.parametrize("records", RUNS)
def test_a_run_and_the_details_of_each_of_its_rows_are_german(
    qtbot: QtBot, open_window: OpenWindow, records: Callable[[], list[Recorded]]
) -> None:
    window = open_window(FakeEngine(records()))
    run(qtbot, window)
    tab = window.tab
    assert tab.view.findings.list.count() > 0
    shown = texts_of(window)

    walked = [shown := shown | texts_of(tab.view.details) for _ in walk(tab.view.tree_panel)]
    for at in range(tab.view.findings.list.count()):
        click_row(tab.view.findings.list, at)
        shown |= texts_of(tab.view.findings)

    assert len(walked) == tab.tree.session.row_count

    assert english(shown) == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = tmp_path / "data" / "autodiscope" / "sessions"
    made.mkdir(parents=True)
    with SessionWriter(made / "1.autodiscope") as writer:
        for recorded in recordings.found():
            writer.write(recorded)
    (made / "2.autodiscope").write_bytes(b"PK")
    return made


def test_the_other_windows_are_german(qtbot: QtBot, folder: Path, open_window: OpenWindow) -> None:
    window = open_window(FakeEngine(recordings.found()))
    run(qtbot, window)
    sessions = window.kept.window
    left: dict[str, list[str]] = {}
    for one in each_window(qtbot, window):
        if one is sessions:
            qtbot.waitUntil(lambda: sessions.table.model().rowCount() >= 2)
        left[type(one).__name__] = english(texts_of(one))

    assert len(left) >= 8, left
    assert {name: texts for name, texts in left.items() if texts} == {}


def test_what_is_asked_and_complained_of_is_german(qtbot: QtBot, open_window: OpenWindow) -> None:
    question, resolver = QuestionPanel(), ResolverPanel()
    for panel in (question, resolver):
        qtbot.addWidget(panel)
    said: set[str] = set()
    for prompt in (alert(), consent()):
        question.ask(prompt)
        said |= texts_of(question)
    resolver.ask("")
    said |= texts_of(resolver)
    resolver.ask_for_practice()
    said |= texts_of(resolver)
    engine = FakeEngine()
    engine.wrong_use = "'x' is neither HOST[:PORT] nor a file."
    window = open_window(engine)
    type_and_start(window, "nobody")
    said.add(window.complaint.text)
    retype(window.form.address, "ann@contoso.example")
    with qtbot.waitSignal(window.session_ended):
        click(window.form.start)
    said.add(window.complaint.text)

    assert english(said) == []


def test_no_two_entries_of_a_menu_have_the_same_letter(open_window: OpenWindow) -> None:
    window = open_window(FakeEngine())
    form = window.form
    above = [action.text() for action in window.menus.actions()]
    always = [form.start, form.both, form.survey, form.more, window.tab.welcome.button]
    captions = [label.text() for label in form.findChildren(QLabel) if label.buddy() is not None]
    groups = [(*above, *(one.text() for one in always), *captions[:5])]
    groups += [
        tuple(action.text() for action in menu.actions())
        for menu in window.menus.findChildren(QMenu)
    ]

    for texts in groups:
        letters = re.findall(r"&(\w)", " ".join(texts).casefold())
        assert sorted(letters) == sorted(set(letters)), texts
