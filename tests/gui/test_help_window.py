"""The window of help: its pages, the search, the links and the keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextBrowser
from pytestqt.qtbot import QtBot

from app.domain.listed import Keeping
from app.gui.help_window import HelpWindow
from app.gui.keeping import read_keeping
from app.gui.menus import Menus
from app.gui.panels.findings import FindingsPanel
from app.gui.panels.page_view import MOST_MARKS, PageView
from app.gui.window import Window
from app.paths import practice_scenarios, resources
from app.wording.guide import GUIDE, Leads, Page, Target
from app.wording.language import speaking
from app.wording.pages import Block, Kind, page_names
from tests.gui.conftest import OpenWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.hands import choose, click, click_index, press, retype, run, type_into
from tests.gui.hostile import FORBIDDEN, HOSTILE, LITERAL
from tests.gui.recordings import not_found
from tests.gui.test_accessibility import nameless


def guide(name: str) -> Target:
    return Target(leads=Leads.GUIDE, name=name)


CLOCK = Target(leads=Leads.FINDING, name="clock-wrong")


@pytest.fixture
def help_window(qtbot: QtBot, open_window: OpenWindow) -> HelpWindow:
    window = open_window(FakeEngine([]))
    window.activateWindow()
    window.form.address.setFocus()
    qtbot.waitUntil(window.form.address.hasFocus)
    QTest.keyClick(window.form.address, Qt.Key.Key_F1)
    shown = window.findChild(HelpWindow)
    assert shown
    qtbot.waitUntil(shown.isVisible)
    return shown


def text_of(shown: HelpWindow) -> str:
    return shown.page.toPlainText()


def links(view: PageView) -> list[str]:
    found: list[str] = []
    cursor = QTextCursor(view.document())
    while cursor.movePosition(QTextCursor.MoveOperation.NextCharacter):
        href = cursor.charFormat().anchorHref()
        if href and (not found or found[-1] != href):
            found.append(href)
    return found


def turn_to(shown: HelpWindow, target: Target) -> None:
    """Click on a page in the contents."""
    tree = shown.contents
    item = shown._items[target]
    if (above := item.parent()) and not above.isExpanded():
        click_index(tree, tree.indexFromItem(above))
        press(tree, Qt.Key.Key_Right)
    click_index(tree, tree.indexFromItem(item))
    assert shown.shown == target


def follow(shown: HelpWindow, link: str) -> None:
    """Go from link to link by Tab, and follow that one."""
    shown.page.setFocus()
    for _ in range(links(shown.page).index(link) + 1):
        QTest.keyClick(shown.page, Qt.Key.Key_Tab)
    QTest.keyClick(shown.page, Qt.Key.Key_Return)


def test_f1_opens_the_first_page_with_all_others_beside_it(help_window: HelpWindow) -> None:
    assert help_window.shown == guide("getting-started")
    assert text_of(help_window).startswith("Getting started\nAutodiscope goes the way of Outlook")
    assert "autodiscope check ann@contoso.example\nautodiscope check" in text_of(help_window)
    assert "[[" not in text_of(help_window)
    assert [one.name for one in help_window.visible_pages()] == [*GUIDE, *page_names("findings")]
    assert nameless(help_window) == []


def test_every_page_is_shown_whole_and_with_its_links(help_window: HelpWindow) -> None:
    for target in help_window.visible_pages():
        turn_to(help_window, target)
        assert len(text_of(help_window)) > 300
        assert all(one.startswith("page:") for one in links(help_window.page))

    turn_to(help_window, guide("course"))
    lessons = [one for one in links(help_window.page) if one.startswith("page:practice/")]
    assert len(lessons) == len(practice_scenarios())


def test_what_a_page_says_stays_plain_text(qtbot: QtBot) -> None:
    view = PageView()
    qtbot.addWidget(view)
    blocks = tuple(Block(kind=kind, text=HOSTILE) for kind in Kind)

    view.show_page(Page(target=CLOCK, title=HOSTILE, blocks=blocks, source=""))

    assert links(view) == []
    assert view.toPlainText().count(LITERAL) == 1 + len(Kind)
    assert not any(mark in view.toPlainText() for mark in FORBIDDEN)


def test_a_link_leads_to_pages_of_this_program_and_nowhere_else(qtbot: QtBot) -> None:
    view = PageView()
    qtbot.addWidget(view)
    followed: list[object] = []
    view.followed.connect(followed.append)

    for url in (
        "https:finding/clock-wrong",
        "https://example.com/",
        "file:///etc/passwd",
        "page:elsewhere/x",
        "page:",
    ):
        view.anchorClicked.emit(QUrl(url))
    assert followed == []
    view.anchorClicked.emit(QUrl("page:finding/clock-wrong"))

    assert followed == [CLOCK]
    assert not QTextBrowser.openLinks(view)
    assert not QTextBrowser.openExternalLinks(view)
    assert view.loadResource(3, QUrl("file:///etc/passwd")) is None


def test_links_are_followed_by_keys_and_taken_back(help_window: HelpWindow) -> None:
    turn_to(help_window, guide("reading-a-verdict"))
    help_window.page.setFocus()
    QTest.keyClick(help_window.page, Qt.Key.Key_Tab)
    QTest.keyClick(help_window.page, Qt.Key.Key_Return)
    assert help_window.shown == Target(leads=Leads.FINDING, name="self-signed-outside")
    item = help_window.contents.currentItem()
    assert item
    assert item.text(0) == "self-signed-outside"

    click(help_window.back)
    assert help_window.shown == guide("reading-a-verdict")
    click(help_window.back)
    assert help_window.shown == guide("getting-started")
    assert not help_window.back.isEnabled()
    click(help_window.forward)
    assert help_window.shown == guide("reading-a-verdict")
    turn_to(help_window, CLOCK)

    assert not help_window.forward.isEnabled()


def test_the_contents_are_walked_through_by_keys(help_window: HelpWindow) -> None:
    help_window.contents.setFocus()
    QTest.keyClick(help_window.contents, Qt.Key.Key_Down)

    assert help_window.shown == guide("reading-a-verdict")
    click_index(help_window.contents, help_window.contents.indexFromItem(help_window._findings))
    assert help_window.shown == guide("reading-a-verdict")


def test_a_search_leaves_the_pages_that_hold_every_word(help_window: HelpWindow) -> None:
    retype(help_window.search, "telemetry datagram")

    assert help_window.visible_pages() == (guide("what-is-sent-where"),)
    assert help_window.count.text() == "1 page"
    assert help_window._findings.isHidden()
    QTest.keyClick(help_window.search, Qt.Key.Key_Return)
    assert help_window.shown == guide("what-is-sent-where")
    marked = [mark.cursor.selectedText() for mark in help_window.page.extraSelections()]
    assert marked[0] == "telemetry"
    assert "datagram" in marked

    retype(help_window.search, "clock-wrong")
    assert CLOCK in help_window.visible_pages()
    assert help_window._findings.isExpanded()
    retype(help_window.search, "no such words anywhere")
    assert help_window.visible_pages() == ()
    assert help_window.count.text() == "0 pages"
    QTest.keyClick(help_window.search, Qt.Key.Key_Return)
    retype(help_window.search, "")
    assert len(help_window.visible_pages()) > 100
    assert help_window.count.text() == ""


def test_marks_have_an_end(qtbot: QtBot) -> None:
    view = PageView()
    qtbot.addWidget(view)
    block = Block(kind=Kind.PARAGRAPH, text="a " * 3 * MOST_MARKS)

    view.show_page(Page(target=CLOCK, title="Title", blocks=(block,), source=""), ("a",))

    assert len(view.extraSelections()) == MOST_MARKS


def test_a_page_keeps_its_text_when_the_colours_change(help_window: HelpWindow) -> None:
    before = text_of(help_window)
    palette = help_window.palette()
    palette.setColor(palette.ColorRole.Link, Qt.GlobalColor.magenta)
    help_window.page.setPalette(palette)

    assert text_of(help_window) == before
    cursor = QTextCursor(help_window.page.document())
    cursor.setPosition(before.index("Start this lesson") + 3)
    assert cursor.charFormat().foreground().color() == Qt.GlobalColor.magenta


def test_a_lesson_begins_in_the_main_window(qtbot: QtBot, open_window: OpenWindow) -> None:
    engine = FakeEngine(not_found())
    window = open_window(engine)
    choose(window, "Help", "Contents")
    shown = window.findChild(HelpWindow)
    assert shown
    turn_to(shown, guide("course"))

    with qtbot.waitSignal(window.session_ended):
        follow(shown, "page:practice/expired")

    assert window.tab.practised
    assert window.tab.practised.scenario == "expired"
    assert shown.shown == guide("course")


def test_f1_on_a_finding_opens_its_page_and_not_the_contents(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(not_found()))
    run(qtbot, window)
    window.activateWindow()
    findings = window.tab.view.findings
    findings.list.setFocus()
    qtbot.waitUntil(findings.list.hasFocus)

    QTest.keyClick(findings.list, Qt.Key.Key_F1)

    shown, code = window.findChild(HelpWindow), selected(findings)
    assert shown
    assert shown.isVisible()
    assert shown.shown == Target(leads=Leads.FINDING, name=code)


def test_the_help_button_of_a_finding_opens_its_page_in_the_window_of_help(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeEngine(not_found()))
    run(qtbot, window)
    findings = window.tab.view.findings
    click(findings.help)
    shown = window.findChild(HelpWindow)
    assert shown
    before = Target(leads=Leads.FINDING, name=selected(findings))
    assert shown.shown == before

    # It is the window of all pages: another finding's page comes into it, and one can go back.
    press(findings.list, Qt.Key.Key_Down)
    click(findings.help)

    assert window.findChildren(HelpWindow) == [shown]
    assert shown.shown == Target(leads=Leads.FINDING, name=selected(findings))
    click(shown.back)
    assert shown.shown == before


def test_a_link_of_a_findings_page_leads_on(help_window: HelpWindow) -> None:
    page = Page(
        target=CLOCK,
        title="clock-wrong",
        blocks=(Block(kind=Kind.PARAGRAPH, text="See [[reading-a-verdict]]."),),
        source="",
    )
    help_window.page.show_page(page)
    (link,) = links(help_window.page)

    follow(help_window, link)

    assert help_window.shown == guide("reading-a-verdict")


def selected(findings: FindingsPanel) -> str:
    assert findings.selected
    return findings.selected.code


def test_in_german_each_entry_of_the_help_menu_has_a_letter_of_its_own(qtbot: QtBot) -> None:
    with speaking("de"):
        menus = Menus()
        qtbot.addWidget(menus)
        entries = [menus.contents.text(), menus.keys.text(), menus.about.text()]

    letters = [text[text.index("&") + 1].lower() for text in entries]
    assert len(set(letters)) == len(entries), entries


def test_keys_find_and_close(qtbot: QtBot, help_window: HelpWindow) -> None:
    help_window.activateWindow()
    help_window.page.setFocus()
    qtbot.waitUntil(help_window.page.hasFocus)
    press(help_window.page, "Ctrl+F")
    assert help_window.search.hasFocus()

    QTest.keyClick(help_window.search, Qt.Key.Key_Escape)

    assert not help_window.isVisible()


def test_the_pages_come_in_the_language_of_the_reader(qtbot: QtBot, window_parent: Window) -> None:
    with speaking("de"):
        shown = HelpWindow(window_parent)
        qtbot.addWidget(shown)

        assert shown.windowTitle() == "Hilfe"
        assert text_of(shown).startswith("Erste Schritte\n")
        type_into(shown.search, "telemetrie")
        assert shown.count.text() == "1 Seite"


@pytest.fixture
def window_parent(open_window: OpenWindow) -> Window:
    return open_window(FakeEngine([]))


def test_the_settings_are_taken_as_the_page_of_deployment_gives_them(tmp_path: Path) -> None:
    page = (resources() / "help" / "deployment.txt").read_text(encoding="utf-8")
    sample = page[page.index("    [General]") : page.index("\n\nWebsites")]
    (tmp_path / "settings.ini").write_text(
        "\n".join(line.strip() for line in sample.splitlines()) + "\n"
    )
    kept = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)

    assert (kept.value("language"), kept.value("appearance")) == ("de", "dark")
    assert read_keeping(kept) == Keeping(days=30, megabytes=100)
    QApplication.processEvents()
