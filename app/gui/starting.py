"""Begins what is wished for: runs, practice and logs, each in a tab that has room for it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from app.domain.address import WrongAddressError
from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.gui import jobs
from app.gui.errands import Coming, Errand, as_survey, errand_of
from app.gui.jobs import Choices
from app.gui.panels.banner import lesson_text
from app.gui.panels.complaint import Complaint
from app.gui.panels.form import RunForm
from app.gui.panels.resolver import ResolverPanel
from app.gui.password_keeping import PasswordKeeping
from app.gui.session_tab import SessionTab
from app.gui.session_tabs import SessionTabs
from app.wording.language import _


class Starting(QObject):
    """Belongs to the main window; what keeps something from beginning is told in its complaint."""

    def __init__(
        self,
        form: RunForm,
        tabs: SessionTabs,
        complaint: Complaint,
        resolver: ResolverPanel,
        passwords: PasswordKeeping,
    ) -> None:
        """`resolver` asks for what a run from outside needs to know."""
        super().__init__(form)
        self._form, self._tabs, self._complaint = form, tabs, complaint
        self._resolver, self._passwords = resolver, passwords
        self._asked: Errand | None = None
        # What the engine offers; nothing as long as it is not loaded.
        self._choices = Choices(profiles=(), scenarios=())
        form.start_wished.connect(self.run_when_ready)
        form.rows.both_wished.connect(self.ask_for_both)
        form.rows.survey_wished.connect(self.survey)
        resolver.agreed.connect(self._run_both)

    def take_choices(self, choices: Choices) -> None:
        """Take what the engine offers; what the command line began goes by its code until then."""
        self._choices = choices
        for tab in self._tabs.tabs:
            if errand := tab.practised:
                title = choices.scenario(errand.scenario).title
                tab.name_scenario(title, self._lesson(errand))

    # --- runs ------------------------------------------------------------------------------

    def run(self) -> None:
        """Run with what the form holds, or say what is wrong with it."""
        if errand := self._errand(may_be_practice=False):
            self.begin(errand)

    def run_when_ready(self) -> None:
        """Run once the password is there that is being fetched from the key store."""
        self._passwords.when_ready(self.run)

    def survey(self) -> None:
        """Ask every step at once and sign in nowhere; nobody is asked anything."""
        if errand := self._errand(may_be_practice=True):
            self.begin(as_survey(errand))

    def ask_for_both(self) -> None:
        """Offer the run from here beside the one from outside; nothing is asked outside before."""
        errand = self._errand(may_be_practice=True)
        self._asked = errand
        if errand is None:
            return
        if errand.scenario:
            self._resolver.ask_for_practice()
        else:
            self._resolver.ask(" ".join(errand.options.resolvers))

    def practise(
        self, name: str, overrides: RunOptions | None = None, password: Secret | None = None
    ) -> None:
        """Run on the practice organisation; without overrides, with those of the form."""
        given = self._form.practice_overrides() if overrides is None else overrides
        title = self._choices.scenario(name).title
        self.begin(Errand(options=given, password=password, scenario=name, scenario_title=title))

    def begin(self, errand: Errand) -> None:
        """Run this, where there is room."""
        if tab := self._room(is_run=True):
            tab.run(errand, self._lesson(errand))
            if not self._choices.profiles:
                tab.tell(_("The run begins as soon as the libraries for it are loaded …"))

    def _run_both(self, resolvers: str) -> None:
        errand, self._asked = self._asked, None
        if errand and (tab := self._room(is_run=True)):
            tab.run_both(errand, self._lesson(errand), resolvers)

    # --- logs ------------------------------------------------------------------------------

    def open_session(self, path: Path) -> None:
        """Show a session log."""
        if tab := self._room():
            coming = Coming(
                headline=_("Reading {name}").format(name=path.name), name=path.name, source=path
            )
            tab.begin(jobs.read_log(tab.engine, path), coming)

    def open_files(self, files: Sequence[Path]) -> None:
        """Show each of these files."""
        for file in files:
            self.open_session(file)

    def read_text(self, text: str) -> None:
        """Show another program's log that was pasted."""
        if tab := self._room():
            coming = Coming(headline=_("Reading the log"), name=_("Pasted log"))
            tab.begin(jobs.read_text(tab.engine, text), coming)

    # --- what it takes ---------------------------------------------------------------------

    def _errand(self, *, may_be_practice: bool) -> Errand | None:
        """Give what the form wishes; without an address perhaps the scenario on show once more.

        None while a run goes on in the tab in front, so that no password goes out twice because
        of a key that was pressed twice.
        """
        tab = self._tabs.tab
        if tab.is_running:
            return None
        wish = self._form.wish()
        if may_be_practice and tab.practised and not wish.options.address:
            return tab.practised
        try:
            return errand_of(wish)
        except WrongAddressError as error:
            self._complaint.show_text(str(error))
            self._form.address.setFocus()
            return None

    def _room(self, *, is_run: bool = False) -> SessionTab | None:
        """Give a tab for what comes next, or say why there is none."""
        refusal = self._tabs.refusal(is_run=is_run)
        self._complaint.show_text(refusal)
        self._resolver.hide()
        return None if refusal else self._tabs.room()

    def _lesson(self, errand: Errand) -> str:
        scenario = self._choices.scenario(errand.scenario)
        return lesson_text(scenario, errand.options) if errand.scenario else ""
