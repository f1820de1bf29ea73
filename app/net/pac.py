"""Runs a proxy auto-configuration script, which may be hostile: without I/O, and within limits."""

import json
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from app.net.pac_library import LIBRARY

TIME_S: Final = 1.0
MEMORY: Final = 32 << 20
STACK: Final = 256 << 10
LARGEST_SOURCE: Final = 1 << 20
LARGEST_ANSWER: Final = 1 << 16


class Ran(Struct, frozen=True, kw_only=True):
    """What came of a script."""

    answer: str = ""
    """What FindProxyForURL gave, such as PROXY proxy:8080; DIRECT."""
    wanted: tuple[str, ...] = ()
    """Names that it needs the address of; it is to be run again once they are known."""
    trouble: str = ""
    """Why there is no answer: a part of a sentence."""
    origin: str = ""


class Circumstances(Struct, frozen=True, kw_only=True):
    """What a script can find out."""

    url: str
    host: str
    known: Mapping[str, str | None]
    """The IPv4 addresses of names that were looked up; None where a name has none."""
    own_address: str
    now: float
    """Seconds since 1970."""


def run_script(source: str, about: Circumstances) -> Ran:
    """Run a script once; to be called in a thread, since it may take its whole time."""
    # Its import starts a thread, which a program without a script has no use for.
    import quickjs  # noqa: PLC0415

    context = quickjs.Context()
    context.set_memory_limit(MEMORY)
    context.set_max_stack_size(STACK)
    context.set_time_limit(TIME_S)
    try:
        # Values go in as JSON, which is JavaScript, too; what is thrown is caught inside.
        circumstances = ",".join(
            json.dumps(one) for one in (dict(about.known), about.own_address, about.now)
        )
        arguments = ",".join(json.dumps(one) for one in (source, about.url, about.host))
        said = context.eval(f"({LIBRARY})({circumstances})({arguments})")
    except quickjs.JSException as error:
        return Ran(trouble=_why(str(error)), origin=str(error)[:300])
    return _read(said)


def _read(said: object) -> Ran:
    # A script can change how values become JSON, and harms nobody but itself by it.
    if not isinstance(said, str) or len(said) > LARGEST_ANSWER:
        return Ran(trouble="gave an answer that cannot be read")
    try:
        answer, error, wanted = msgspec.json.decode(said, type=tuple[str, str, str])
        names = msgspec.json.decode(wanted, type=tuple[str, ...])
    except msgspec.DecodeError:
        return Ran(trouble="gave an answer that cannot be read")
    if names:
        return Ran(wanted=names)
    if error:
        return Ran(trouble="ended with an error", origin=error)
    return Ran(answer=answer)


def _why(error: str) -> str:
    if "interrupted" in error:
        return f"did not come to an end within {TIME_S:g} s of computing"
    if "memory" in error:
        return f"wanted more than {MEMORY >> 20} MB"
    return "ended with an error"
