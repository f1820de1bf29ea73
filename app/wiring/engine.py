"""Runs, practice and session logs, as the terminal and the window ask for them."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import anyio
import msgspec

from app import profiles
from app.domain.batch import BatchRow, BatchTask, Show
from app.domain.conditions import options_again
from app.domain.events import Answered, Outcome, Recorded, RunStarted
from app.domain.inspection import Inspection, InspectionWish
from app.domain.options import RunOptions, WrongUseError, merged
from app.domain.prompts import Answer, Answers, Nobody
from app.domain.repeat import Repeat, repeat_of
from app.domain.secret import Secret
from app.domain.titles import ProfileTitle, ScenarioTitle
from app.findings import examine
from app.machine import Platform, this_platform
from app.practice.command_line import batch_line
from app.practice.many import MOST_DOMAINS, PRACTICE_DOMAINS, domain, many_domains
from app.practice.organisation import open_organisation
from app.practice.scenario import Scenario
from app.practice.scenarios import load_scenarios
from app.sessionlog import data_folder, load, read_session
from app.sessionlog.foreign import read_foreign
from app.wiring.allowed_sites import AllowedSites
from app.wiring.answers import OptionAnswers
from app.wiring.batch import run_batch
from app.wiring.checks import check
from app.wiring.inspect import inspect
from app.wiring.new_logs import NewLogs
from app.wiring.run import run
from app.wording.comparison import Comparison, compare

Sink = Callable[[Recorded], None]


class RealEngine:
    """The engine on the real network; `keeps_logs`: every run is saved, asked or not."""

    def __init__(
        self,
        complain: Callable[[str], None],
        *,
        keeps_logs: bool,
        platform: Platform | None = None,
    ) -> None:
        """`complain` is told, in one line, when a session can no longer be saved.

        `platform` stands in for the one that the program runs on.
        """
        self._logs = NewLogs(complain, keeps_logs=keeps_logs)
        self._platform = platform or this_platform()
        self._allowed_sites = AllowedSites(data_folder().parent / "allowed-sites.json", complain)

    # --- runs ------------------------------------------------------------------------------

    async def run(
        self, options: RunOptions, password: Secret | None, answers: Answers, sink: Sink
    ) -> Outcome:
        """Run one discovery; raises WrongUseError before anything is sent."""
        return await self._run(options, password, answers, sink)

    async def _run(
        self,
        options: RunOptions,
        password: Secret | None,
        answers: Answers,
        sink: Sink,
        repeat: Repeat | None = None,
    ) -> Outcome:
        checked = check(options)
        if not options.sign_in:
            password = None
            checked = dataclasses.replace(checked, current_user=False)
        # On the practice organisation, and where the answer is given beforehand, earlier answers
        # would make the same run come out otherwise the next time.
        remembers = options.asks_machine and not options.consent
        if remembers:
            facts = (*checked.facts, *self._allowed_sites.facts())
            checked = dataclasses.replace(checked, facts=facts)
        answering = OptionAnswers(options, answers)
        writer = self._logs.writer(options, str(checked.task.address))

        def keep_and_tell(recorded: Recorded) -> None:
            # First onto the disk: what was shown is never lost.
            if writer is not None:
                writer.write(recorded)
            event = recorded.event
            if remembers and isinstance(event, Answered) and event.answer is Answer.ALWAYS:
                self._allowed_sites.add(event.prompt.host)
            sink(recorded)

        with writer or nullcontext():
            return await run(checked, password, answering, keep_and_tell, self._platform, repeat)

    async def try_again(
        self, repeat: Repeat, options: RunOptions, password: Secret | None, sink: Sink
    ) -> Outcome:
        """Try services of an earlier run again, and log that as a run of its own.

        What is given now wins over how that run was made. Where it was practice, the servers of
        its scenario are started again. Raises WrongUseError before anything is sent.
        """
        scenario = repeat.conditions.scenario
        given = merged(options_again(repeat.conditions), options)
        given = msgspec.structs.replace(
            given, address=repeat.address, profile=given.profile or repeat.profile, mode=""
        )
        if not scenario:
            return await self._run(given, password, Nobody(), sink, repeat)
        async with open_organisation(_scenario(scenario)) as organisation:
            own = organisation.outside_options if given.outside else organisation.options
            known = password or Secret(_scenario(scenario).client.password)
            return await self._run(merged(own, given), known, Nobody(), sink, repeat)

    def to_try_again(self, path: Path) -> Repeat:
        """Read a session for its services; raises WrongLogError, or WrongUseError without any."""
        repeat = repeat_of(load(path), path.name)
        if repeat is None:
            raise WrongUseError(f"{path.name} holds no service URLs to try again.")
        return repeat

    async def practice(
        self,
        name: str,
        overrides: RunOptions,
        password: Secret | None,
        answers: Answers,
        sink: Sink,
    ) -> Outcome:
        """Run a scenario by the same way as any other run; given options win over its own."""
        scenario = _scenario(name)
        async with open_organisation(scenario) as organisation:
            outside = overrides.outside
            own = organisation.outside_options if outside else organisation.options
            options = merged(own, overrides)
            known = password or Secret(scenario.client.password)
            return await self.run(options, known, answers, sink)

    async def serve(self, name: str, announce: Callable[[str], None]) -> None:
        """Serve a scenario until cancelled."""
        async with open_organisation(_scenario(name)) as organisation:
            announce(organisation.command_line())
            await anyio.sleep_forever()

    async def serve_domains(self, count: int, announce: Callable[[str], None]) -> None:
        """Serve a provider's many domains until cancelled; raises WrongUseError."""
        if not 0 < count <= MOST_DOMAINS:
            raise WrongUseError(f"--domains is a number from 1 to {MOST_DOMAINS}.")
        async with open_organisation(many_domains(count)) as organisation:
            listed = organisation.trust_file.with_name("domains.csv")
            lines = ("domain", *map(domain, range(count)))
            listed.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            options = msgspec.structs.replace(organisation.options, authentication=None)
            announce(batch_line(str(listed), options))
            await anyio.sleep_forever()

    async def batch(
        self,
        task: BatchTask,
        password: Secret | None,
        take: Callable[[BatchRow], None],
        on_defect: Callable[[Exception], None],
        show: Show | None = None,
    ) -> None:
        """Run through a list; raises WrongUseError, before anything is sent or from `take`."""
        await run_batch(task, password, self._platform, take, on_defect, show)

    async def practise_batch(
        self,
        task: BatchTask,
        password: Secret | None,
        take: Callable[[BatchRow], None],
        on_defect: Callable[[Exception], None],
        show: Show | None = None,
    ) -> None:
        """Run through a list on the practice organisation of a provider, as `batch` does.

        Where signing in is wished for and no account is named, it is the provider's.
        """
        scenario = many_domains(PRACTICE_DOMAINS)
        async with open_organisation(scenario) as organisation:
            own = msgspec.structs.replace(organisation.options, authentication=None)
            options = merged(own, task.options)
            if options.sign_in and not options.username:
                account = scenario.account
                options = msgspec.structs.replace(options, username=account.logons[0])
                password = password or Secret(account.password)
            practised = msgspec.structs.replace(task, options=options)
            await run_batch(practised, password, self._platform, take, on_defect, show)

    async def inspect(self, wish: InspectionWish, options: RunOptions) -> Inspection:
        """Look at one server's certificate, or at a file; raises WrongUseError."""
        return await inspect(wish, options, self._platform)

    # --- what there is ---------------------------------------------------------------------

    def profiles(self) -> tuple[ProfileTitle, ...]:
        """List the emulated clients, the default first."""
        return tuple(ProfileTitle(name=one.name, title=one.title) for one in profiles.load_all())

    def scenarios(self) -> tuple[ScenarioTitle, ...]:
        """List the practice scenarios, easy ones first."""
        return tuple(
            ScenarioTitle(name=one.name, title=one.title, lesson=one.lesson)
            for one in load_scenarios()
        )

    def forget_allowed_sites(self) -> None:
        """Ask about every website again."""
        self._allowed_sites.forget()

    # --- session logs ----------------------------------------------------------------------

    def open_log(self, path: Path) -> Iterator[Recorded]:
        """Read a session log; raises WrongLogError with one plain line."""
        return read_session(path)

    def read_text(self, text: str) -> Iterator[Recorded]:
        """Read another program's log as pasted, and keep it like a run; raises WrongLogError."""
        records = read_foreign(text.encode(), "The text", datetime.now().astimezone())
        first = records[0].event
        address = first.address if isinstance(first, RunStarted) else ""
        writer = self._logs.writer(RunOptions(), address)
        with writer or nullcontext():
            for recorded in records:
                if writer is not None:
                    writer.write(recorded)
                yield recorded

    def compare(self, first: Path, second: Path) -> Comparison:
        """Tell what differs between two logs; raises WrongLogError with one plain line."""
        one, other = load(first), load(second)
        return compare(one, other, (examine(one), examine(other)))

    def newest_log(self) -> Path | None:
        """Tell which file holds the newest run; None where none could be written."""
        return self._logs.newest


def _scenario(name: str) -> Scenario:
    known = {one.name: one for one in load_scenarios()}
    if name not in known:
        raise WrongUseError(f"There is no scenario {name!r}; there are {', '.join(known)}.")
    return known[name]
