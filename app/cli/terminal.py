"""Carries out the commands that end in the terminal, and gives the exit status."""

import asyncio
import sys
from collections.abc import Coroutine, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, assert_never

from msgspec.structs import replace

from app.cli.answers import person_at_terminal
from app.cli.batch import run_list
from app.cli.commands import (
    Batch,
    Check,
    Compare,
    Export,
    Format,
    ListProfiles,
    ListScenarios,
    ListSessions,
    LookAtCertificate,
    Practice,
    ServeDomains,
    ServePractice,
    Show,
    ShowPlan,
    TerminalCommand,
)
from app.cli.defect import tell_defect
from app.cli.engine import Engine
from app.cli.output import Output, complain
from app.cli.password import PROXY, read_password
from app.cli.progress import Progress
from app.cli.status import Exit
from app.domain.defect import RecentEvents
from app.domain.events import Outcome, Recorded
from app.domain.options import RunOptions, WrongUseError
from app.domain.repeat import Repeat, giver_elsewhere
from app.domain.session import Session
from app.export import (
    EXPORTERS,
    as_plan,
    chain_pem,
    comparison_as_json,
    comparison_as_text,
    inspection_json,
    inspection_text,
    sessions_as_json,
    sessions_as_text,
)
from app.export.masking import mask_of
from app.findings import conclude, examine
from app.sessionlog import PassedOver, WrongLogError, encoded_line, read_lines
from app.sessionlog.foreign import read_foreign
from app.wiring.exports import seen
from app.wiring.sessions import SessionFolder
from app.wording import again_lines, continued_text, not_again_lines, one_line
from app.wording.comparison import compare
from app.wording.language import _, for_machines, said
from app.wording.system_reasons import reason_of


def run_command(command: TerminalCommand, engine: Engine) -> int:
    """Carry out a command; complaints are one line on standard error, and nothing is raised."""
    recent = RecentEvents()
    try:
        return _run(command, engine, recent)
    except (WrongUseError, WrongLogError) as error:
        complain(str(error))
        return Exit.WRONG_USE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - where a defect becomes an exit status
        tell_defect(error, recent)
        return Exit.DEFECT


def _run(command: TerminalCommand, engine: Engine, recent: RecentEvents) -> Exit:
    match command:
        case Check() | Practice():
            return _run_discovery(command, engine, recent)
        case ServePractice(scenario=scenario):
            asyncio.run(engine.serve(scenario, lambda told: Output(sys.stdout).text(told + "\n")))
            return Exit.DONE
        case ServeDomains(count=count):
            tell = Output(sys.stdout).text
            asyncio.run(engine.serve_domains(count, lambda told: tell(f"{told}\n")))
            return Exit.DONE
        case Batch():
            return run_list(command, engine)
        case LookAtCertificate():
            return _look(command, engine)
        case ListScenarios():
            return _list([(one.name, said(one.lesson)) for one in engine.scenarios()])
        case ListProfiles():
            return _list([(one.name, said(one.title)) for one in engine.profiles()])
        case Show() | ShowPlan() | Export() | Compare() | ListSessions():
            return _run_on_saved(command)
        case _:
            assert_never(command)


# --- runs -----------------------------------------------------------------------------------


def _run_discovery(command: Check | Practice, engine: Engine, recent: RecentEvents) -> Exit:
    repeat = _repeat(command, engine) if isinstance(command, Check) else None
    password = read_password(command.password, sys.stdin)
    proxy_password = read_password(command.proxy_password, sys.stdin, PROXY)
    options = replace(command.options, proxy_password=proxy_password)
    watcher = _Watcher(command.format, recent)
    answers = person_at_terminal()
    run: Coroutine[Any, Any, Outcome]
    match command:
        case Check() if repeat is not None:
            _tell_again(repeat, options)
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


def _repeat(command: Check, engine: Engine) -> Repeat | None:
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


def _tell_again(repeat: Repeat, options: RunOptions) -> None:
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


LARGEST_PIPED = 16 << 20
"""Bytes; what is more than the reader takes is refused there."""


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
            _write(self._form, text, self._output)
        _check_written(self._output)


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


# --- certificates ---------------------------------------------------------------------------


def _look(command: LookAtCertificate, engine: Engine) -> Exit:
    inspection = asyncio.run(engine.inspect(command.wish, command.options))
    form = inspection_json if command.format is Format.JSON else inspection_text
    output = Output(sys.stdout)
    with _speaking(command.format):
        text = form(inspection)
    _write(command.format, text, output)
    if command.pem is not None and inspection.chain:
        _write_file(command.pem, chain_pem(inspection))
    _check_written(output)
    return Exit.DONE if inspection.accepted else Exit.NOT_FOUND


def _write_file(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WrongUseError(
            _("{file} cannot be written: {reason}.").format(file=target, reason=reason_of(error))
        ) from error


# --- saved sessions and lists ---------------------------------------------------------------


def _run_on_saved(command: Show | ShowPlan | Export | Compare | ListSessions) -> Exit:
    match command:
        case Show():
            return _show(command)
        case ShowPlan(file=file):
            output = Output(sys.stdout)
            output.text(as_plan(_session(file)))
            _check_written(output)
            return Exit.DONE
        case Export():
            return _export(command)
        case Compare():
            return _compare(command)
        case ListSessions():
            return _list_sessions(command)
        case _:
            assert_never(command)


def _show(command: Show) -> Exit:
    output = Output(sys.stdout)
    if command.format is Format.JSONL:
        _show_lines(command, output)
    else:
        exporter = EXPORTERS[command.format]
        with exporter.speaking():
            text = exporter(*seen(_records(command.file), masked=command.masked))
        _write(command.format, text, output)
    _check_written(output)
    return Exit.DONE


def _show_lines(command: Show, output: Output) -> None:
    if command.masked:
        # What this version does not know, it cannot mask either, and leaves out.
        records = tuple(_records(command.file))
        for each in map(mask_of(records).of, records):
            output.data(encoded_line(each))
        return
    for one in _lines(command.file):
        output.data(one.line + b"\n" if isinstance(one, PassedOver) else encoded_line(one))


def _export(command: Export) -> Exit:
    exporter = EXPORTERS[command.format]
    with exporter.speaking():
        content = exporter.file(*seen(_records(command.file), masked=command.masked))
    target = command.target
    try:
        if target.exists() and target.samefile(command.file):
            raise WrongUseError(_("The session itself is not written over; choose another name."))
        target.write_bytes(content)
    except OSError as error:
        raise WrongUseError(
            _("{file} cannot be written: {reason}.").format(file=target, reason=reason_of(error))
        ) from error
    return Exit.DONE


def _compare(command: Compare) -> Exit:
    output = Output(sys.stdout)
    first, second = _session(command.first), _session(command.second)
    write = comparison_as_json if command.format is Format.JSON else comparison_as_text
    with _speaking(command.format):
        found = compare(first, second, (examine(first), examine(second)))
        text = write(found, str(command.first), str(command.second))
    _write(command.format, text, output)
    _check_written(output)
    return Exit.DONE


def _list_sessions(command: ListSessions) -> Exit:
    output = Output(sys.stdout)
    folder = SessionFolder()
    write = sessions_as_json if command.format is Format.JSON else sessions_as_text
    with _speaking(command.format):
        text = write(folder.folder, folder.found(command.search))
    _write(command.format, text, output)
    _check_written(output)
    return Exit.DONE


def _session(file: Path) -> Session:
    session = Session()
    for one in _records(file):
        session.apply(one)
    return session


def _records(file: Path) -> Iterable[Recorded]:
    return (one for one in _lines(file) if isinstance(one, Recorded))


def _lines(file: Path) -> Iterable[Recorded | PassedOver]:
    """Read a file; `-` stands for another program's log that is piped in."""
    if file != Path("-"):
        return read_lines(file)
    body = sys.stdin.buffer.read(LARGEST_PIPED) if sys.stdin is not None else b""
    return read_foreign(body, _("Standard input"), datetime.now().astimezone())


def _list(names: list[tuple[str, str]]) -> Exit:
    width = max((len(name) for name, _title in names), default=0)
    Output(sys.stdout).text("".join(f"{name:<{width}}  {title}\n" for name, title in names))
    return Exit.DONE


def _speaking(form: Format) -> AbstractContextManager[None]:
    """Speak English inside to whoever reads it by a program, else as before."""
    return nullcontext() if form is Format.TEXT else for_machines()


def _check_written(output: Output) -> None:
    if output.trouble:
        raise WrongUseError(output.trouble)


def _write(form: Format, text: str, output: Output) -> None:
    # JSON is UTF-8 wherever it is written (RFC 8259 8.1); a text suits the terminal.
    if form is Format.JSON:
        output.data(text.encode())
    else:
        output.text(text)
