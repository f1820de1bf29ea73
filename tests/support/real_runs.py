"""Runs the whole client against real servers, and holds every run's log to what must be true."""

import base64
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import anyio
import pytest
from msgspec import Struct, json
from msgspec.structs import replace

from app import profiles
from app.domain.attempts import Attempt, Exchange, Lookup, Search
from app.domain.connections import Judged, Resolution
from app.domain.events import (
    CertificateJudged,
    Connected,
    NameResolved,
    Outcome,
    Recorded,
    RunFinished,
    ServiceProbed,
)
from app.domain.failures import Failure
from app.domain.options import RunOptions
from app.domain.profile import Profile
from app.domain.prompts import Nobody
from app.domain.secret import Secret
from app.domain.session import Session
from app.domain.steps import StepName
from app.machine import Platform
from app.sessionlog import load
from app.wiring import RealEngine
from tests.support import addresses
from tests.support.own_time import own_time
from tests.support.transcript import transcript

_LONGEST_RUN: Final = 30.0
_PAUSE: Final = 0.002


class Ran(Struct, kw_only=True):
    """A run that is over, or is being cancelled."""

    records: list[Recorded]
    session: Session

    @property
    def finished(self) -> RunFinished:
        assert self.session.finished
        return self.session.finished

    @property
    def outcome(self) -> Outcome:
        return self.session.outcome

    @property
    def lines(self) -> list[str]:
        return transcript(self.records)

    def lines_of(self, step: StepName) -> list[str]:
        """The step's part of the transcript, without its name."""
        start = f"{step}: "
        return [line.removeprefix(start) for line in self.lines if line.startswith(start)]

    def attempts(self, step: StepName) -> list[Attempt]:
        rows = self.session.attempts
        return [one for row, one in rows if self.session.step_of(row) == (1, step)]

    def failures(self, step: StepName) -> list[Failure | None]:
        return [attempt.failure for attempt in self.attempts(step)]

    def exchange(self, step: StepName) -> Exchange:
        """The step's first exchange."""
        return next(one for one in self.attempts(step) if isinstance(one, Exchange))

    def search(self) -> Search:
        return next(one for one in self.attempts(StepName.SCP) if isinstance(one, Search))

    def lookup(self) -> Lookup:
        return next(one for one in self.attempts(StepName.DNS_SRV) if isinstance(one, Lookup))

    def resolutions(self, step: StepName) -> list[Resolution]:
        return [
            one.event.resolution
            for one in self.records
            if one.step is step and isinstance(one.event, NameResolved)
        ]

    def connected(self) -> list[Connected]:
        return [one.event for one in self.records if isinstance(one.event, Connected)]

    def judged(self, host: str) -> list[Judged]:
        """The verdicts on a host's certificate, Autodiscover's first."""
        events = (one.event for one in self.records)
        found = (one.judged for one in events if isinstance(one, CertificateJudged))
        return [one for one in found if one.host == host]

    def probed(self) -> list[ServiceProbed]:
        return [one.event for one in self.records if isinstance(one.event, ServiceProbed)]


def limit_dns(patch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the profiles wait for DNS no longer than that: no option does it."""
    load = profiles.load

    def quicker(name: str) -> Profile:
        profile = load(name)
        return replace(profile, limits=replace(profile.limits, dns_s=seconds))

    patch.setattr("app.wiring.checks.profiles.load", quicker)


class Client:
    """The program as a person would start it, with a log of each run."""

    def __init__(self, folder: Path, anchor_file: Path) -> None:
        """Trust `anchor_file` alone, ask knot alone, and keep the logs in `folder`."""
        self.platform: Platform | None = None
        """Set where the program shall find itself on another PC."""
        self._logs = (folder / f"run-{number}.autodiscope" for number in itertools.count(1))
        self._options = RunOptions(
            joined="no",
            resolvers=(addresses.NAME_SERVER,),
            trust_files=(str(anchor_file),),
            system_trust=False,
            timeout=5.0,
        )

    async def run(self, address: str, *, password: str = "", **options: Any) -> Ran:
        """Run to the end, and look the run's log over."""
        log = next(self._logs)
        ran = Ran(records=[], session=Session())
        with anyio.fail_after(_LONGEST_RUN):
            await self._start(ran, log, address, password, options)
        self._look_over(ran, log, options.get("username") or address, password)
        return ran

    async def cancelled(
        self, address: str, *, when: Callable[[Ran], bool], password: str = "", **options: Any
    ) -> tuple[Ran, float]:
        """Cancel as soon as `when` holds for an attempt of this run; give the seconds that took.

        Before, the kernel may still show what an earlier test left.
        """
        log = next(self._logs)
        ran = Ran(records=[], session=Session())
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._start, ran, log, address, password, options)
            with anyio.fail_after(_LONGEST_RUN):
                while not (ran.session.attempts and when(ran)):
                    assert not ran.session.finished, ran.lines
                    await anyio.sleep(_PAUSE)
            began = own_time()
            tasks.cancel_scope.cancel()
        took = own_time() - began
        self._look_over(ran, log, options.get("username") or address, password)
        return ran, took

    async def _start(
        self, ran: Ran, log: Path, address: str, password: str, options: dict[str, Any]
    ) -> None:
        def take(recorded: Recorded) -> None:
            ran.records.append(recorded)
            ran.session.apply(recorded)

        await RealEngine(pytest.fail, keeps_logs=False, platform=self.platform).run(
            replace(self._options, address=address, save=str(log), **options),
            Secret(password) if password else None,
            Nobody(),
            take,
        )

    @staticmethod
    def _look_over(ran: Ran, log: Path, username: str, password: str) -> None:
        """The log has the run as it was, and no secret, nor has any event."""
        loaded = load(log)
        assert loaded.rows == ran.session.rows
        assert (loaded.started, loaded.finished) == (ran.session.started, ran.session.finished)
        assert loaded.chosen == ran.session.chosen
        assert isinstance(ran.records[-1].event, RunFinished)
        if not password:
            return
        pair = base64.b64encode(f"{username}:{password}".encode())
        for text in (log.read_bytes(), repr(ran.records).encode(), json.encode(ran.records)):
            assert password.encode() not in text
            assert base64.b64encode(password.encode()) not in text
            assert pair not in text
