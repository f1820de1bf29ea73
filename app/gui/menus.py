"""The window's menus and their shortcuts."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.domain.titles import ScenarioTitle
from app.gui.appearance import AppearanceMenu
from app.gui.language import LanguageMenu
from app.gui.menu_titles import menu_titles
from app.gui.models.tree_filter import Kinds
from app.gui.recent_menu import RecentMenu
from app.wording.language import _, said

if TYPE_CHECKING:
    from app.gui.panels.tree_section import TreeSection

Shortcut = QKeySequence.StandardKey | str | None


class Menus(QMenuBar):
    """Actions, which the window connects and enables.

    Signals:
        practice_wished(scenario): a scenario was chosen.
    """

    practice_wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._scenarios: list[QAction] = []
        file, run, view, self._practice, tools, help_menu = (
            self.addMenu(title) for title in menu_titles()
        )
        self.new_tab = _action(file, _("&New tab"), "Ctrl+T")
        self.open = _action(file, _("&Open session…"), QKeySequence.StandardKey.Open)
        self.recent = RecentMenu(_("Open recen&t"), self, lambda path: Path(path).name)
        file.addMenu(self.recent)
        self.paste = _action(file, _("&Read a pasted log…"), "Ctrl+Shift+V")
        self.paste.setStatusTip(_("The Log tab of Outlook's test dialog, or its olkdisc.log"))
        self.save = _action(file, _("&Save session as…"), QKeySequence.StandardKey.Save)
        self.export = _action(file, _("&Export…"), "Ctrl+Shift+S")
        self.export.setStatusTip(_("As a report, text, table, HTTP archive or certificates"))
        self.export_masked = _action(file, _("Export &masked…"), "Ctrl+Shift+M")
        self.export_masked.setStatusTip(_("Without addresses, names and hosts: it can be sent"))
        self.ticket = _action(file, _("Copy for a tic&ket"), "Ctrl+Shift+T")
        self.ticket.setStatusTip(_("Outcome, findings and service URLs, in lines of 80 characters"))
        self.sessions = _action(file, _("Sess&ions…"), "Ctrl+Shift+O")
        self.sessions.setStatusTip(_("All that were kept: to search, open, note and delete"))
        self.compare = _action(file, _("&Compare two sessions…"), "Ctrl+D")
        file.addSeparator()
        self.close_tab = _action(file, _("C&lose tab"), "Ctrl+W")
        self.quit = _action(file, _("&Quit"), QKeySequence.StandardKey.Quit)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.start = _action(run, _("&Start"), "F5")
        self.cancel = _action(run, _("&Cancel"), "Esc")
        self.both = _action(run, _("&Both inside and outside…"), "F6")
        self.survey = _action(run, _("S&urvey without sign-in"), "F7")
        self.services_again = _action(run, _("&Try services again…"), "F9")
        self.services_again.setStatusTip(_("Ask the services of the session on show once more"))
        run.addSeparator()
        self.ask_again = _action(run, _("Ask again about all &websites"), None)
        self.ask_again.setStatusTip(_("Forget for which websites a redirect needs no question"))
        self.copy_all = _action(run, _("Copy &all service URLs"), "Ctrl+Shift+C")
        self._add_to_view(view)
        self._practice.setToolTipsVisible(True)
        self._practice.setEnabled(False)
        self.certificate = _action(tools, _("&Certificate of a server or file…"), "Ctrl+K")
        self.plan = _action(tools, _("Certificate &plan…"), "Ctrl+Shift+K")
        self.plan.setStatusTip(_("Names, method and commands for the session on show"))
        self.batch = _action(tools, _("&Many addresses…"), "Ctrl+Shift+L")
        self.batch.setStatusTip(_("A list of addresses or domains, and a line of results for each"))
        self.contents = _action(help_menu, _("&Contents"), QKeySequence.StandardKey.HelpContents)
        self.contents.setStatusTip(_("Getting started, lessons, what is sent where, and more"))
        self.keys = _action(help_menu, _("&Keyboard"), "Ctrl+F1")
        self.about = _action(help_menu, _("&About Autodiscope"), None)
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def _add_to_view(self, view: QMenu) -> None:
        self.search = _action(view, _("&Find in the tree"), QKeySequence.StandardKey.Find)
        self.search_next = _action(view, _("Find &next"), "F3")
        self.search_previous = _action(view, _("Find pre&vious"), "Shift+F3")
        view.addSeparator()
        self.problem = _action(view, _("Unfold to the first &problem"), "F8")
        self.problems = _action(view, _("Only p&roblems, or everything"), "Ctrl+Shift+P")
        self.certificates = _action(view, _("Only &certificates, or everything"), "Ctrl+Shift+E")
        view.addSeparator()
        self.appearances = AppearanceMenu(view)
        view.addMenu(self.appearances)
        self.languages = LanguageMenu(view)
        view.addMenu(self.languages)

        view.addSeparator()
        self.next_tab = _action(view, _("Next &tab"), "Ctrl+Tab")
        self.previous_tab = _action(view, _("Previous ta&b"), "Ctrl+Shift+Tab")

    def key_list(self) -> list[tuple[str, str, str]]:
        """List the keys of all entries, with their menus."""
        keys: list[tuple[str, str, str]] = []
        for above in self.actions():
            menu = above.menu()
            for action in menu.actions() if isinstance(menu, QMenu) else ():
                key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                if key:
                    keys.append((_bare(above.text()), _bare(action.text()), key))
        return keys

    def press(self, keys: QKeySequence) -> None:
        """Do what these keys stand for, which were pressed before the menus were there."""
        for action in self.findChildren(QAction):
            if keys in action.shortcuts():
                action.trigger()

    def open_at(self, at: int) -> None:
        """Open the menu with this number, from left to right."""
        self.setActiveAction(self.actions()[at])

    def offer_scenarios(self, scenarios: Sequence[ScenarioTitle]) -> None:
        """List the scenarios, once they are known."""
        self._practice.clear()
        self._scenarios = [self._scenario_action(scenario) for scenario in scenarios]
        self._practice.setEnabled(bool(scenarios))

    def show_running(self, *, is_running: bool, has_rows: bool, has_services: bool) -> None:
        """Let be chosen what makes sense for the tab in front."""
        self.services_again.setEnabled(has_services and not is_running)
        for action in (self.start, self.both, self.survey):
            action.setEnabled(not is_running)
        self.cancel.setEnabled(is_running)
        for action in (self.save, self.export, self.export_masked, self.ticket):
            action.setEnabled(has_rows)

    def _scenario_action(self, scenario: ScenarioTitle) -> QAction:
        action = _action(self._practice, said(scenario.title).replace("&", "&&"), None)
        action.setToolTip(said(scenario.lesson))
        action.setStatusTip(said(scenario.lesson))
        action.triggered.connect(lambda: self.practice_wished.emit(scenario))
        return action


def connect_view(menus: Menus, section: "Callable[[], TreeSection]") -> None:
    """Let the View menu work on the tree in use at the time."""

    def search(direction: int) -> None:
        bar = section().bar
        bar.changed()
        bar.search_wished.emit(bar.text.text(), direction)

    def begin() -> None:
        section().bar.begin_search()

    def show_problem() -> None:
        section().go_to_first_problem()

    menus.search.triggered.connect(begin)
    menus.search_next.triggered.connect(lambda: search(1))
    menus.search_previous.triggered.connect(lambda: search(-1))
    menus.problem.triggered.connect(show_problem)
    menus.problems.triggered.connect(lambda: section().toggle_kinds(Kinds.PROBLEMS))
    menus.certificates.triggered.connect(lambda: section().toggle_kinds(Kinds.CERTIFICATES))


def _action(menu: QMenu, text: str, shortcut: Shortcut) -> QAction:
    action = menu.addAction(text)
    if shortcut is not None:
        action.setShortcut(QKeySequence(shortcut))
    return action


def _bare(text: str) -> str:
    return text.replace("&", "").rstrip("…")
