"""Joins the main window's menus with what they do."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.gui.dialogs import to_front
from app.gui.menus import connect_view
from app.wording.guide import Leads, Target

if TYPE_CHECKING:
    from app.gui.batch_window import BatchWindow
    from app.gui.window import Window


def connect_menus(window: "Window") -> None:
    """Let each entry of the menus do its work."""
    _connect_file(window)
    _connect_run(window)
    connect_view(window.menus, window.tabs.section_in_use)
    menus, tabs, dialogs = window.menus, window.tabs, window.dialogs
    menus.next_tab.triggered.connect(lambda: tabs.turn(1))
    menus.previous_tab.triggered.connect(lambda: tabs.turn(-1))
    menus.certificate.triggered.connect(window.tools.open_certificate)
    menus.plan.triggered.connect(lambda: window.tools.open_plan(window.tab.tree.session))
    menus.batch.triggered.connect(window.tools.open_batch)
    window.tools.batch_opened.connect(lambda batch: _connect_batch(window, batch))
    menus.contents.triggered.connect(dialogs.show_help)
    dialogs.practice_wished.connect(window.starting.practise)
    menus.keys.triggered.connect(lambda: dialogs.list_keys(menus.key_list()))
    menus.about.triggered.connect(dialogs.about)


def _connect_batch(window: "Window", batch: "BatchWindow") -> None:
    batch.open_wished.connect(window.starting.open_session)
    batch.help_wished.connect(
        lambda: window.dialogs.show_page(Target(leads=Leads.GUIDE, name="many-addresses"))
    )


def _connect_file(window: "Window") -> None:
    menus, saving, dialogs = window.menus, window.saving, window.dialogs
    menus.new_tab.triggered.connect(window.tabs.open_blank)
    menus.close_tab.triggered.connect(window.tabs.close_shown)
    menus.open.triggered.connect(dialogs.choose_session)
    menus.sessions.triggered.connect(lambda: to_front(window.kept.window))
    menus.recent.chosen.connect(lambda path: window.starting.open_session(Path(path)))
    menus.compare.triggered.connect(lambda: dialogs.compare(window.tab.log))
    menus.paste.triggered.connect(dialogs.paste)
    menus.save.triggered.connect(lambda: saving.choose_target(window.tab))
    menus.export.triggered.connect(lambda: saving.choose_export(window.tab, masked=False))
    menus.export_masked.triggered.connect(lambda: saving.choose_export(window.tab, masked=True))
    menus.ticket.triggered.connect(lambda: saving.copy_for_ticket(window.tab))
    menus.quit.triggered.connect(window.close)


def _connect_run(window: "Window") -> None:
    menus = window.menus
    menus.start.triggered.connect(window.starting.run_when_ready)
    menus.cancel.triggered.connect(window.cancel)
    menus.both.triggered.connect(window.starting.ask_for_both)
    menus.survey.triggered.connect(window.starting.survey)
    menus.services_again.triggered.connect(lambda: _try_again(window))
    menus.ask_again.triggered.connect(window.ask_again)
    menus.copy_all.triggered.connect(window.tabs.copy_services)
    menus.practice_wished.connect(lambda scenario: window.starting.practise(scenario.name))


def _try_again(window: "Window") -> None:
    tab = window.tab
    window.ask_to_try_again(tab, None, is_outside=tab.is_outside_in_use)
