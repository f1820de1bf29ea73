"""Services of an earlier run that are tried again."""

import sys

from msgspec.structs import replace

from app.cli.commands import Check
from app.cli.engine import Engine
from app.cli.output import Output
from app.domain.options import RunOptions, WrongUseError
from app.domain.repeat import Repeat, giver_elsewhere
from app.wording import again_lines, continued_text, not_again_lines, one_line
from app.wording.language import _


def repeat_wished(command: Check, engine: Engine) -> Repeat | None:
    """Give what of an earlier run is tried again; None where the run is a whole one."""
    if command.continues is None:
        return None
    repeat = engine.to_try_again(command.continues)
    if not command.services:
        return repeat
    wanted = tuple(one for one in repeat.services if one.service in command.services)
    if not wanted:
        named = ", ".join(dict.fromkeys(one.service for one in repeat.services))
        raise WrongUseError(
            _("{name} holds no such service; it has {services}.").format(
                name=command.continues.name, services=named
            )
        )
    return replace(repeat, services=wanted)


def tell_again(repeat: Repeat, options: RunOptions) -> None:
    """Say on standard error what a file, which may come from anybody, makes this run do."""
    told = [
        _("Continues {continued}, for {address}.").format(
            continued=continued_text(repeat.continues), address=repeat.address
        )
    ]
    told += [
        _("As in that run: {text}.").format(text=text) for text in again_lines(repeat.conditions)
    ]
    told += not_again_lines(repeat.conditions, options)
    elsewhere = giver_elsewhere(repeat)
    if elsewhere and options.consent != "allow" and not repeat.conditions.scenario:
        told.append(
            _(
                "{elsewhere}, which gave the settings, is of another domain: without"
                " --consent allow it gets no credentials."
            ).format(elsewhere=elsewhere)
        )
    Output(sys.stderr).text("".join(f"{one_line(text)}\n" for text in told))
