"""Reads the scenario files, and refuses one that contradicts itself."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from app.paths import practice_scenarios
from app.practice.scenario import AutodiscoverServer, RedirectServer, Scenario


def load_scenarios() -> tuple[Scenario, ...]:
    """Give all scenarios that ship with the program, easy things first."""
    found = [read_scenario(path) for path in practice_scenarios()]
    return tuple(sorted(found, key=lambda one: (one.order, one.name)))


def read_scenario(path: Path) -> Scenario:
    """Read one file.

    Raises ValueError with the file's name: a scenario is part of the program, or is written by
    somebody who wants to know what is wrong with it.
    """
    try:
        scenario = msgspec.toml.decode(path.read_bytes(), type=Scenario)
    except msgspec.DecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    dangling = sorted(set(_named(scenario)) - set(scenario.certificates) - set(scenario.answers))
    if dangling:
        raise ValueError(f"{path.name} names what it does not describe: {', '.join(dangling)}")
    return scenario


def _named(scenario: Scenario) -> Iterable[str]:
    for server in scenario.servers:
        if not isinstance(server, RedirectServer):
            yield from server.certificates
        if isinstance(server, AutodiscoverServer):
            yield from server.answers
    if scenario.directory:
        yield scenario.directory.certificate
