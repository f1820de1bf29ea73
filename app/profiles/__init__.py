"""The clients that can be emulated, each read from a data file of its own."""

from functools import cache
from importlib import resources

import msgspec

from app.domain.profile import Profile

DEFAULT = "outlook-2007"

NAMES = ("outlook-2007", "outlook-2007-rtm")
"""In the order in which they are offered."""


class UnknownProfileError(ValueError):
    """There is no profile of that name; the message names those that there are."""


@cache
def load(name: str) -> Profile:
    """Read a profile by its name."""
    if name not in NAMES:
        raise UnknownProfileError(f"There is no profile {name!r}; there are {', '.join(NAMES)}.")
    text = resources.files(__name__).joinpath(f"{name}.toml").read_bytes()
    return msgspec.toml.decode(text, type=Profile)


def load_all() -> tuple[Profile, ...]:
    """Read all profiles, in the order in which they are offered."""
    return tuple(load(name) for name in NAMES)
