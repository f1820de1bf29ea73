"""What the window is asked to run, as values: where it leads, and what is said meanwhile."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from app.domain.address import EmailAddress
from app.domain.options import RunOptions
from app.domain.repeat import Repeat
from app.domain.secret import Secret
from app.gui.panels.form import Wish
from app.wording.language import _, said


class Errand(Struct, frozen=True, kw_only=True):
    """One run that is wished for, on the practice organisation where a scenario is named."""

    options: RunOptions
    """In practice: what wins over the scenario's own."""
    password: Secret | None = None
    in_background: bool = False
    scenario: str = ""
    """Its code, as on the command line."""
    scenario_title: str = ""
    """What a person calls it; empty as long as the list of scenarios is not there."""
    repeat: Repeat | None = None
    """What is tried again, in place of looking for settings."""

    @property
    def is_practice(self) -> bool:
        """Whether it goes to the practice organisation, for the first time or again."""
        return bool(self.scenario or (self.repeat and self.repeat.conditions.scenario))

    @property
    def knows_giver(self) -> bool:
        """Whether its run, or a person, makes sure of the host that gives the settings."""
        return self.repeat is None or self.options.consent == "allow"

    @property
    def headline(self) -> str:
        """Say what is under way."""
        if self.repeat:
            return _("Trying services of {address} again").format(address=self.repeat.address)
        if self.scenario:
            return _("Starting the servers of the practice organisation")
        return _("Looking for the settings of {address}").format(address=self.options.address)

    @property
    def name(self) -> str:
        """Say in a word what it is about."""
        if self.repeat:
            return self.repeat.address
        return (
            _("Practice — {scenario}").format(scenario=said(self.scenario_title) or self.scenario)
            if self.scenario
            else self.options.address
        )


class Coming(Struct, frozen=True, kw_only=True):
    """The session that is begun, as long as nothing of it is on show."""

    headline: str
    name: str = ""
    """What the tab is called until the session tells its address."""
    lesson: str = ""
    place: str = ""
    """From where it sees the world, where another one is beside it."""
    source: Path | None = None


def errand_of(wish: Wish) -> Errand:
    """Take what the form holds; raises WrongAddressError with one plain line."""
    EmailAddress.parse(wish.options.address)
    return Errand(options=wish.options, password=wish.password, in_background=wish.in_background)


def as_survey(errand: Errand) -> Errand:
    """Ask every step at once, and sign in nowhere."""
    options = replace(errand.options, mode="survey", sign_in=False)
    return replace(errand, options=options, password=None)
