"""What can be chosen before a run, as lists of choice show it."""

from msgspec import Struct


class ProfileTitle(Struct, frozen=True, kw_only=True):
    """An emulated client; the first of several is the default."""

    name: str
    title: str


class ScenarioTitle(Struct, frozen=True, kw_only=True):
    """A scenario of the practice organisation."""

    name: str
    title: str
    lesson: str
    """What a trainee should learn, in one sentence."""
