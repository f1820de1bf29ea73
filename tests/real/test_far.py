"""A client far away: round trips, real delays, and a firewall that drops without a word."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support import addresses
from tests.support.contoso import ANN, mail_domain
from tests.support.daemons import Daemon
from tests.support.far_line import FarLine, dropping, far_line, why_not

pytestmark = pytest.mark.real

DELAY_S: Final = 0.05
TRIES: Final = 3


@pytest.fixture(scope="module")
def line(private_network: None) -> Iterator[FarLine]:
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with far_line() as made:
        yield made


@pytest.fixture
def options(anchor_file: Path) -> list[str | Path]:
    """What every run has: it trusts Contoso's root and asks knot."""
    return [
        *("--joined", "no", "--resolver", addresses.NAME_SERVER),
        *("--no-system-trust", "--trust-file", anchor_file, "--no-probes", "--format", "json"),
    ]


def check(line: FarLine, case: str, options: list[str | Path], *more: str) -> dict[str, Any]:
    said = line.run("check", f"ann@{mail_domain(case)}", *options, *more)
    told: dict[str, Any] = json.loads(said)
    return told


def test_success_at_step_two_takes_one_trip_each_for_name_connection_tls_and_answer(
    line: FarLine, options: list[str | Path], name_server: Daemon, web_server: Daemon
) -> None:
    counts: list[int] = []
    told: dict[str, Any] = {}
    for _ in range(TRIES):
        line.slow_down(DELAY_S)
        told = check(line, "root", options)
        counts.append(line.trips.count)
        if counts[-1] <= 4:
            break

    assert told["outlook"]["found_at"] == {"round": 1, "position": 2, "step": "https-root"}
    assert [one["tls_version"] for one in told["certificates"]] == ["TLSv1.3"]
    # On a busy machine a packet of the server's own may get in between: never in each of them.
    assert min(counts) == 4, counts


def test_a_sign_in_takes_one_more(
    line: FarLine, options: list[str | Path], name_server: Daemon, web_server: Daemon
) -> None:
    counts: list[int] = []
    told: dict[str, Any] = {}
    for _ in range(TRIES):
        line.slow_down(DELAY_S)
        told = check_signed_in(line, options)
        counts.append(line.trips.count)
        if counts[-1] <= 5:
            break

    assert told["outcome"] == "found"
    assert min(counts) == 5, counts


def check_signed_in(line: FarLine, options: list[str | Path]) -> dict[str, Any]:
    said = line.run(
        *("check", f"ann@{mail_domain('sign-in-twice')}", *options),
        *("--username", ANN.address, "--password-stdin"),
        typed=f"{ANN.password}\n",
    )
    told: dict[str, Any] = json.loads(said)
    return told


def test_what_a_line_takes_is_in_every_part_of_the_run(
    line: FarLine, options: list[str | Path], name_server: Daemon, web_server: Daemon
) -> None:
    line.slow_down(DELAY_S)
    told = check(line, "root", options)

    # Four round trips of 100 ms: at least that, whatever the machine has else to do.
    (step,) = [one for one in told["steps"] if one["step"] == "https-root"]
    assert step["duration_ms"] >= 400
    assert step["outlook_ms"] >= 399


def test_a_root_domain_that_is_dropped_is_told_and_the_run_goes_on(
    line: FarLine, options: list[str | Path], name_server: Daemon, web_server: Daemon
) -> None:
    line.slow_down(DELAY_S)
    assert check(line, "dropped", options)["found_by"] == "https-root"

    with dropping(addresses.DROPPED, 443):
        told = check(line, "dropped", options, "--timeout", "1")

    assert told["found_by"] == "https-autodiscover"
    (hole,) = told["outlook"]["black_holes"]
    assert (hole["host"], hole["port"]) == (mail_domain("dropped"), 443)
    assert hole["addresses"] == [addresses.DROPPED]
    assert hole["outlook_ms"] == 20_000
    assert told["outlook"]["found_at"]["position"] == 3
    assert told["outlook"]["waited_ms"] >= 20_000
    root = next(one for one in told["steps"] if one["step"] == "https-root")
    assert "did not answer within 1 s" in root["reason"]


def test_a_survey_has_its_answer_while_the_dropped_step_still_waits(
    line: FarLine, options: list[str | Path], name_server: Daemon, web_server: Daemon
) -> None:
    line.slow_down(DELAY_S)
    with dropping(addresses.DROPPED, 443):
        told = check(line, "dropped", options, "--timeout", "2", "--mode", "survey")

    steps = {one["step"]: one for one in told["steps"]}
    assert steps["https-autodiscover"]["result"] == "found"
    assert steps["https-autodiscover"]["duration_ms"] < steps["https-root"]["duration_ms"]
    assert told["found_by"] == "https-autodiscover"
    assert told["outlook"]["found_at"]["position"] == 3
    assert told["outlook"]["waited_ms"] >= 20_000
