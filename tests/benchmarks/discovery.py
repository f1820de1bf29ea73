"""How long a whole discovery takes, and at what price, beside exchangelib's on the same servers.

    .venv/bin/python -m tests.benchmarks second-url-soap second-url-soap-cpu

Every sample is a fresh process that measures its first discovery itself: what was imported before
does not count. One setting tells of a later discovery: nothing is left to be read or compiled.
"""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from tests.benchmarks.figures import Figure, NotMeasured, Row
from tests.benchmarks.peers import places
from tests.benchmarks.peers.asked import AUTODISCOPE, AskedInVainError, asked
from tests.benchmarks.peers.installed import POX, SOAP, Missing, Peer, command_of
from tests.benchmarks.peers.places import Place
from tests.benchmarks.turns import Spread, in_turns, rounds
from tests.support import contoso, knot, nginx
from tests.support.contoso import ANN
from tests.support.far_line import far_line, why_not

OURS: Final = "autodiscope"
PEERS: Final = {"soap": SOAP, "pox": POX}
DELAY_S: Final = 0.05


class Setting(Struct, frozen=True, kw_only=True):
    """Under what circumstances is discovered."""

    place: Place
    what: str
    about: str
    rounds: int = 9
    is_far: bool = False
    times: int = 1
    """The last of so many discoveries is measured."""
    timeout_s: float | None = None
    """Our limit for a connection; None: Outlook's."""
    limit: float = 1.0


class Sample(Struct, frozen=True, kw_only=True):
    """What one discovery took."""

    took_s: float
    processor_s: float
    largest_kb: int
    found: str


SETTINGS: Final = {
    "second-url": Setting(
        place=Place.SECOND_URL,
        what="settings at the second hard-coded URL",
        about="The root domain refuses; autodiscover. asks for a sign-in, and answers",
    ),
    "again": Setting(
        place=Place.SECOND_URL,
        what="the same, the third time in a process",
        about="As before, with nothing left to be loaded",
        times=3,
    ),
    "redirect": Setting(
        place=Place.REDIRECT,
        what="settings behind the HTTP redirect",
        about="Both https addresses refuse; port 80 of autodiscover. redirects, with consent",
    ),
    "srv": Setting(
        place=Place.SRV,
        what="settings at the target of the SRV record",
        about="The root domain refuses and autodiscover. does not exist",
    ),
    "black-hole": Setting(
        place=Place.BLACK_HOLE,
        what="settings behind a root domain that never answers",
        about="Ours waits 20 s for it, as Outlook does, exchangelib 10 s",
        rounds=3,
        # What must be waited for is no race; what comes on top may not be more than a tenth.
        limit=2.2,
    ),
    "black-hole-10s": Setting(
        place=Place.BLACK_HOLE,
        what="the same with --timeout 10",
        about="Both wait 10 s for the root domain",
        rounds=3,
        timeout_s=10.0,
        limit=1.1,
    ),
    "far": Setting(
        place=Place.SECOND_URL,
        what="settings at the second hard-coded URL, 50 ms away",
        about="As the first, each packet on its way for 50 ms",
        rounds=5,
        is_far=True,
    ),
}


def rows() -> dict[str, Row]:
    """Give two rows for each setting and peer: time, and processor time."""
    return {
        f"{setting}-{peer}{suffix}": partial(measure, setting, peer, of_processor=bool(suffix))
        for setting in SETTINGS
        for peer in PEERS
        for suffix in ("", "-cpu")
        # Whoever waits for a time limit uses no processor.
        if not (suffix and SETTINGS[setting].place is Place.BLACK_HOLE)
    }


def measure(setting: str, peer: str, *, of_processor: bool) -> Figure | NotMeasured:
    """Compare the medians."""
    chosen, other = SETTINGS[setting], PEERS[peer]
    kind = "processor time" if of_processor else "time"
    name = f"{chosen.what}: {kind}, beside {other.title}"
    samples = measured(setting)
    if isinstance(samples, Missing):
        return NotMeasured(name=name, reason=samples.reason, about=f"{chosen.about}.")
    theirs = samples[peer]
    if isinstance(theirs, Missing):
        return NotMeasured(name=name, reason=theirs.reason, about=f"{chosen.about}.")
    ours = samples[OURS]
    assert not isinstance(ours, Missing)
    one, beside = (
        Spread.of([each.processor_s if of_processor else each.took_s for each in some])
        for some in (ours, theirs)
    )
    waits = chosen.place is Place.BLACK_HOLE
    value = f"{one.s() if waits else one.ms()} beside {beside.s() if waits else beside.ms()}"
    return Figure(
        name=name,
        value=value,
        ratio=one.median / beside.median,
        limit=1.0 if of_processor else chosen.limit,
        about=f"{chosen.about}.",
    )


def measure_memory() -> Figure | NotMeasured:
    """Compare the peaks of the processes, libraries and all."""
    name = f"memory of one discovery, beside {SOAP.title}"
    about = "The peak of a process that discovers once at the second hard-coded URL."
    samples = measured("second-url")
    theirs = samples if isinstance(samples, Missing) else samples["soap"]
    if isinstance(samples, Missing) or isinstance(theirs, Missing):
        assert isinstance(theirs, Missing)
        return NotMeasured(name=name, reason=theirs.reason, about=about)
    ours = samples[OURS]
    assert not isinstance(ours, Missing)
    one, beside = (Spread.of([each.largest_kb / 1024 for each in some]) for some in (ours, theirs))
    return Figure(
        name=name,
        value=f"{one.median:.1f} MiB beside {beside.median:.1f} MiB",
        ratio=one.median / beside.median,
        limit=1.5,
        about=about,
    )


@cache
def measured(setting: str) -> dict[str, list[Sample] | Missing] | Missing:
    """Measure ours and the peers that are there in turns, once for all rows; or say why not."""
    chosen = SETTINGS[setting]
    if chosen.is_far and (reason := why_not()):
        return Missing(reason=reason)
    commands = {name: command_of(peer) for name, peer in PEERS.items()}
    missing = {name: one for name, one in commands.items() if isinstance(one, Missing)}
    there = {name: one for name, one in commands.items() if not isinstance(one, Missing)}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(knot.running(folder, places.zones()))
        stack.enter_context(nginx.running(folder, places.sites()))
        anchor = folder / "anchor.pem"
        anchor.write_bytes(contoso.anchor().pem)
        line = stack.enter_context(far_line()) if chosen.is_far else None
        if line:
            line.slow_down(DELAY_S)
        ways: dict[str, Callable[[], Sample | Missing]] = {}
        for name, command in {OURS: AUTODISCOPE, **there}.items():
            start = line.command(*command) if line else command
            ways[name] = partial(_found, name, start, chosen, anchor)
        samples = in_turns(ways, rounds(chosen.rounds))
    return {**missing, **{name: _all_of(some) for name, some in samples.items()}}


def peers_of(row: str) -> tuple[Peer, ...]:
    """Tell which peers a row needs."""
    return tuple(PEERS.values()) if row in {*rows(), "memory-run"} else ()


def _all_of(samples: list[Sample | Missing]) -> list[Sample] | Missing:
    """One failure spoils a comparison: what failed was not measured."""
    whole: list[Sample] = []
    for one in samples:
        if isinstance(one, Missing):
            return one
        whole.append(one)
    return whole


def _found(
    name: str, command: list[str | Path] | tuple[str, ...], setting: Setting, anchor: Path
) -> Sample | Missing:
    """Discover once, and see that it came to the right server."""
    question: Mapping[str, object] = {
        "anchor": str(anchor),
        "address": places.address_at(setting.place),
        "user": ANN.address,
        "password": ANN.password,
        "timeout": setting.timeout_s,
        "times": setting.times,
    }
    try:
        sample = asked(command, question, Sample)
    except AskedInVainError as failed:
        if name == OURS:
            raise
        return Missing(reason=f"{PEERS[name].title} found nothing: {failed}")
    host = urlsplit(sample.found).hostname
    if host != places.host_at(setting.place):
        raise RuntimeError(f"{name} came to {host}")
    return sample
