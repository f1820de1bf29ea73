"""Reads the scenario files, and refuses one that contradicts itself."""

from pathlib import Path

import dns.exception
import msgspec

from app.paths import practice_scenarios
from app.practice.scenario import (
    AutodiscoverServer,
    BlackHole,
    IssuerSite,
    RedirectServer,
    Scenario,
)
from app.practice.zones import Zones


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
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    _check(scenario, path.name)
    return scenario


def _check(scenario: Scenario, file: str) -> None:
    certificates = {
        name
        for server in scenario.servers
        if not isinstance(server, RedirectServer | BlackHole | IssuerSite)
        for name in server.certificates
    }
    if scenario.directory:
        certificates.add(scenario.directory.certificate)
    answers = {
        name
        for server in scenario.servers
        if isinstance(server, AutodiscoverServer)
        for name in server.answers
    }
    dangling = (certificates - set(scenario.certificates)) | (answers - set(scenario.answers))
    if dangling:
        wanted = ", ".join(sorted(dangling))
        raise ValueError(f"{file} names what it does not describe: {wanted}")
    try:
        for zones in (scenario.zones, scenario.outside_zones):
            Zones(zones)
    except dns.exception.DNSException as error:
        raise ValueError(f"{file} has a zone that cannot be read: {error}") from error
