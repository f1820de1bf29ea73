"""What argparse complains of, in the program's own words and language."""

import re
from collections.abc import Callable
from typing import Final

from app.wording.language import _

# argparse has its sentences in its code, and says them in English. Where it says something that
# is not here, that is shown as it is.
_COMPLAINTS: Final[tuple[tuple[str, Callable[[], str]], ...]] = (
    (
        r"unrecognized arguments: (?P<names>.+)",
        lambda: _("There is no argument {names} here"),
    ),
    (
        r"the following arguments are required: (?P<names>.+)",
        lambda: _("These are wanted: {names}"),
    ),
    (
        r"one of the arguments (?P<names>.+) is required",
        lambda: _("One of these is wanted: {names}"),
    ),
    (
        r"argument (?P<name>.+?): invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)",
        lambda: _("{name} cannot be {value}; choose from {choices}"),
    ),
    (
        r"argument (?P<name>.+?): invalid \w+ value: (?P<value>.+)",
        lambda: _("{name} cannot be {value}"),
    ),
    (
        r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)",
        lambda: _("{name} does not go with {other}"),
    ),
    (
        r"argument (?P<name>.+?): expected (?:one argument|at least one argument)",
        lambda: _("{name} wants a value"),
    ),
    (
        r"argument (?P<name>.+?): ignored explicit argument (?P<value>.+)",
        lambda: _("{name} takes no value, not even {value}"),
    ),
    (
        r"ambiguous option: (?P<name>\S+) could match (?P<names>.+)",
        lambda: _("{name} may stand for {names}"),
    ),
    # What a type of ours says of a value.
    (r"argument (?P<name>.+?): (?P<why>.+)", lambda: "{name}: {why}"),
)


def complaint(message: str) -> str:
    """Say what argparse complains of; a sentence without its full stop."""
    for pattern, ours in _COMPLAINTS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return ours().format(**found.groupdict())
    return message[:1].upper() + message[1:]
