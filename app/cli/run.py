"""A run in the terminal: shown while it goes on, and as a whole at its end."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, assert_never

from msgspec.structs import replace

from app.cli.again import repeat_wished, tell_again
from app.cli.answers import person_at_terminal
from app.cli.commands import Check, Format, Practice
from app.cli.engine import Engine
from app.cli.output import Output
from app.cli.password import PROXY, read_password
from app.cli.progress import Progress
from app.cli.results import check_written, show
from app.cli.status import Exit
from app.domain.defect import RecentEvents
from app.domain.events import Outcome, Recorded
from app.domain.session import Session
from app.export import EXPORTERS
from app.findings import conclude
from app.sessionlog import encoded_line


def run_discovery(command: Check | Practice, engine: Engine, recent: RecentEvents) -> Exit:
    """Run a discovery, practised or real, and show it while it goes on and at its end."""
    repeat = repeat_wished(command, engine) if isinstance(command, Check) else None
    password = read_password(command.password, sys.stdin)
    proxy_password = read_password(command.proxy_password, sys.stdin, PROXY)
    options = replace(command.options, proxy_password=proxy_password)
    watcher = _Watcher(command.format, recent)
    answers = person_at_terminal()
    run: Coroutine[Any, Any, Outcome]
    match command:
        case Check() if repeat is not None:
            tell_again(repeat, options)
            run = engine.try_again(repeat, options, password, watcher)
        case Check():
            run = engine.run(options, password, answers, watcher)
        case Practice(scenario=scenario):
            run = engine.practice(scenario, options, password, answers, watcher)
        case _:
            assert_never(command)
    try:
        outcome = asyncio.run(run)
    except KeyboardInterrupt:
        outcome = Outcome.CANCELLED
    watcher.finish()
    return _exit_of(outcome)


class _Watcher:
    """Takes the events of a run, and shows them in the form that was asked for."""

    def __init__(self, form: Format, recent: RecentEvents) -> None:
        self._form = form
        self._recent = recent
        self._session = Session()
        self._output = Output(sys.stdout)
        self._progress = Progress(Output(sys.stderr))

    def __call__(self, recorded: Recorded) -> None:
        self._recent.note(recorded)
        match self._form:
            case Format.JSONL:
                self._output.data(encoded_line(recorded))
            case Format.JSON:
                self._session.apply(recorded)
            case Format.TEXT:
                touched = self._session.apply(recorded)
                self._progress.tell(self._session, touched.added + touched.changed)
            case _:
                assert_never(self._form)

    def finish(self) -> None:
        """Show the whole, unless every event has been shown."""
        if self._form is not Format.JSONL:
            exporter = EXPORTERS[self._form]
            with exporter.speaking():
                text = exporter(self._session, conclude(self._session))
            show(self._form, text, self._output)
        check_written(self._output)


def _exit_of(outcome: Outcome) -> Exit:
    match outcome:
        case Outcome.FOUND:
            return Exit.DONE
        case Outcome.SIGN_IN_NEEDED:
            return Exit.SIGN_IN_NEEDED
        case Outcome.NOT_FOUND:
            return Exit.NOT_FOUND
        case Outcome.CANCELLED | Outcome.INTERRUPTED:
            return Exit.INTERRUPTED
        case _:
            assert_never(outcome)
