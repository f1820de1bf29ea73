"""Runs through a list of addresses: so many at a time, no faster than wished, a row for each."""

import dataclasses
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Final

import anyio
import anyio.to_thread
from msgspec.structs import replace

from app.domain.address import EmailAddress
from app.domain.batch import LOCAL_PART, BatchRow, BatchTask, Entry, Pace, RowOutcome, Show
from app.domain.events import Recorded
from app.domain.options import WrongUseError
from app.domain.prompts import Nobody
from app.domain.secret import Credentials, Secret
from app.domain.session import Session
from app.domain.sign_in import SignIn, Tally
from app.export.batch import row_of
from app.findings import examine
from app.machine import Platform, detect
from app.net.crowd import Crowd
from app.sessionlog import SessionWriter, new_log_path
from app.wiring.answers import OptionAnswers
from app.wiring.checks import Checked, check
from app.wiring.run import Shared, for_proxies, run
from app.wording.language import for_machines, said, speaking

_ANYBODY: Final = f"{LOCAL_PART}@contoso.example"
"""For the check of options where no entry of the list has an address."""
_THREADS_A_RUN: Final = 4
"""Names and verdicts wait in threads; a run seldom has more than two at a time."""


async def run_batch(
    task: BatchTask,
    password: Secret | None,
    platform: Platform,
    take: Callable[[BatchRow], None],
    on_defect: Callable[[Exception], None],
    show: Show | None = None,
) -> None:
    """Give each entry's row to `take` as soon as it is known; raises WrongUseError.

    Cancelled runs have no row. A WrongUseError of `take` ends the whole. `show` gets each row
    that was taken, in the language of a person.
    """
    checked = check(replace(task.options, address=_first_address(task)))
    if task.logs:
        _make_folder(Path(task.logs))
    limiter = anyio.to_thread.current_default_thread_limiter()
    limiter.total_tokens = max(limiter.total_tokens, _THREADS_A_RUN * task.pacing.jobs)
    if checked.asks_machine:
        # Once for all: the PC does not change meanwhile.
        profile, limits = checked.task.profile, checked.task.limits
        told = await detect(platform, profile.office, limits.directory_s)
        facts = (*checked.facts, *told.facts)
        checked = dataclasses.replace(checked, facts=facts, asks_machine=False)
    spoken = show.language if show else ""
    batch = _Batch(task, checked, password, platform, on_defect, spoken)
    pace = Pace(task.pacing.rate, time.monotonic)
    entries = iter(task.entries)
    troubles: list[WrongUseError] = []
    async with anyio.create_task_group() as group:

        async def work() -> None:
            for entry in entries:
                if not entry.trouble:
                    await anyio.sleep(pace.wait_s())
                row, shown = await batch.row(entry)
                try:
                    take(row)
                except WrongUseError as wrong:
                    troubles.append(wrong)
                    group.cancel_scope.cancel()
                    continue
                if show is not None:
                    show.row(shown)

        for _ in range(min(task.pacing.jobs, len(task.entries))):
            group.start_soon(work)
    if troubles:
        raise troubles[0]


def _first_address(task: BatchTask) -> str:
    return next((one.address for one in task.entries if one.address), _ANYBODY)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUseError(f"{folder} cannot be made: {error.strerror or error}.") from error


class _Batch:
    """What all runs of one list have in common."""

    def __init__(
        self,
        task: BatchTask,
        checked: Checked,
        password: Secret | None,
        platform: Platform,
        on_defect: Callable[[Exception], None],
        spoken: str,
    ) -> None:
        self._spoken = spoken
        self._checked = checked
        self._platform = platform
        self._on_defect = on_defect
        self._logs = task.logs
        self._answers = OptionAnswers(task.options, Nobody())
        # One tally, so that a wrong password cannot lock the account out from many runs.
        tally = Tally()
        pacing = task.pacing
        given = Credentials(checked.username, password) if password else None
        self._signing_in = Shared(
            sign_in=SignIn(given, tally=tally),
            proxy_sign_in=for_proxies(checked, tally),
            crowd=Crowd(pacing.per_host, pacing.per_resolver),
        )

    async def row(self, entry: Entry) -> tuple[BatchRow, BatchRow]:
        """Run for one entry, and give its row for programs and for persons.

        Nothing but cancellation is raised.
        """
        blank = BatchRow(
            line=entry.line,
            input=entry.input,
            address=entry.address,
            outcome=RowOutcome.WRONG_INPUT,
            reason=entry.trouble,
        )
        if entry.trouble:
            return self._both(blank)
        try:
            return await self._run(entry)
        except Exception as error:  # noqa: BLE001 - a defect in one run must not end the others.
            self._on_defect(error)
            reason = "A defect in the program."
            return self._both(replace(blank, outcome=RowOutcome.DEFECT, reason=reason))

    def _both(self, row: BatchRow) -> tuple[BatchRow, BatchRow]:
        with speaking(self._spoken):
            return row, replace(row, reason=said(row.reason))

    async def _run(self, entry: Entry) -> tuple[BatchRow, BatchRow]:
        task = replace(self._checked.task, address=EmailAddress.parse(entry.address))
        checked = dataclasses.replace(self._checked, task=task)
        session = Session()
        writer = self._writer(entry.address)

        def keep_and_fold(recorded: Recorded) -> None:
            if writer is not None:
                writer.write(recorded)
            session.apply(recorded)

        with writer or nullcontext():
            await run(
                checked,
                None,
                self._answers,
                keep_and_fold,
                self._platform,
                shared=self._shared(entry),
            )
        log = "" if writer is None or writer.trouble else writer.path.name
        # Whoever reads it by a program reads it in English.
        with for_machines():
            row = row_of(entry, session, examine(session), log)
        if not self._spoken:
            return row, row
        with speaking(self._spoken):
            return row, row_of(entry, session, examine(session), log)

    def _shared(self, entry: Entry) -> Shared:
        # Nobody signs in for a mailbox that was made up. And once the credentials are gone, a
        # run is one without any: that a server asks for some is its outcome, and no fault.
        if entry.is_domain or self._signing_in.sign_in.is_spent:
            return dataclasses.replace(self._signing_in, sign_in=SignIn(None))
        return self._signing_in

    def _writer(self, address: str) -> SessionWriter | None:
        if not self._logs:
            return None
        now = datetime.now().astimezone()
        return SessionWriter(new_log_path(Path(self._logs), address, now))
