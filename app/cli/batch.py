"""Runs through a list of addresses in the terminal: rows to files, progress beside them."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from app.cli.commands import Batch, PasswordFrom
from app.cli.defect import tell_defect
from app.cli.engine import Engine
from app.cli.output import Output
from app.cli.password import PROXY, read_password
from app.cli.status import Exit
from app.domain.batch import BatchRow, BatchTask, Entry, RowOutcome
from app.domain.options import WrongUseError
from app.export.batch import ROW_LINES
from app.protocol.address_list import LARGEST_LIST, WrongListError, read_list
from app.wiring.batch_files import BatchResults, read_list_file
from app.wording.batch import progress_text
from app.wording.language import _, ngettext, said
from app.wording.system_reasons import reason_of

_STDIN: Final = Path("-")
_TELL_S: Final = 1.0
_TELL_SELDOM_S: Final = 10.0
"""Where nobody looks at a screen, each line stays."""
_JSON: Final = ROW_LINES[".jsonl"]


def run_list(command: Batch, engine: Engine) -> Exit:
    """Run through the list; raises WrongUseError, before anything is sent where that is known."""
    entries = _entries(command)
    with BatchResults(entries, command.outputs, resume=command.resume) as results:
        sink = _Sink(results, has_files=bool(command.outputs))
        password = read_password(command.password, sys.stdin)
        proxy_password = read_password(command.proxy_password, sys.stdin, PROXY)
        task = BatchTask(
            entries=sink.left,
            options=replace(command.options, proxy_password=proxy_password),
            pacing=command.pacing,
            logs=command.logs,
        )
        meter = Meter(len(entries), len(entries) - len(sink.left), time.monotonic)
        _tell_beginning(command, meter)
        defects: list[Exception] = []

        def take(row: BatchRow) -> None:
            sink.take(row)
            meter.count(row)

        interrupted = False
        try:
            asyncio.run(engine.batch(task, password, take, defects.append))
        except KeyboardInterrupt:
            interrupted = True
        finally:
            meter.end()
    if defects:
        tell_defect(defects[0])
    if interrupted:
        _tell_interruption(command, meter)
        return Exit.INTERRUPTED
    return Exit.DEFECT if defects else Exit.DONE


# --- what goes in ---------------------------------------------------------------------------


def _entries(command: Batch) -> tuple[Entry, ...]:
    name = str(command.file)
    try:
        if command.file != _STDIN:
            return read_list_file(command.file, command.column, command.local_part)
        name = _("Standard input")
        data = sys.stdin.buffer.read(LARGEST_LIST + 1) if sys.stdin is not None else b""
        return read_list(data, command.column, command.local_part)
    except WrongListError as error:
        raise WrongUseError(f"{name}: {said(str(error))}") from error
    except OSError as error:
        reason = reason_of(error)
        raise WrongUseError(
            _("{file} cannot be read: {reason}.").format(file=name, reason=reason)
        ) from error


def _tell_beginning(command: Batch, meter: "Meter") -> None:
    if meter.before:
        told = ngettext(
            "{count} of {total} is finished already.",
            "{count} of {total} are finished already.",
            meter.before,
        )
        _say(told.format(count=meter.before, total=meter.total))
    if command.password is not PasswordFrom.NOWHERE:
        _say(
            _(
                "One account, {user}, signs in for all addresses. A password that a server refuses"
                " is not sent again in this batch, since wrong ones may lock the account out."
                " For a domain without an address nobody signs in."
            ).format(user=command.options.username)
        )


def _tell_interruption(command: Batch, meter: "Meter") -> None:
    told = _("Interrupted: {done} of {total} are finished.").format(
        done=meter.done, total=meter.total
    )
    if command.outputs:
        told += " " + _("The same command with --resume goes on.")
    _say(told)


def _say(text: str) -> None:
    Output(sys.stderr).text(f"{text}\n")


# --- what comes out -------------------------------------------------------------------------


class _Sink:
    """Puts each row where it is still missing; without files, to standard output."""

    def __init__(self, results: BatchResults, *, has_files: bool) -> None:
        self._results = results
        self._stdout = None if has_files else Output(sys.stdout)
        self.left = results.left

    def take(self, row: BatchRow) -> None:
        """Write a row; raises WrongUseError where it cannot be, or nobody wants any more."""
        self._results.take(row)
        if self._stdout is not None:
            self._stdout.data(_JSON.line(row))
            if self._stdout.is_gone:
                raise WrongUseError(self._stdout.trouble or _("Nobody reads the results."))


# --- progress -------------------------------------------------------------------------------


class Meter:
    """Counts rows, and tells from time to time on standard error how it goes."""

    def __init__(self, total: int, before: int, clock: Callable[[], float]) -> None:
        """`before`: how many were finished when this began."""
        self.total = total
        self.before = before
        self.outcomes: Counter[RowOutcome] = Counter()
        self._clock = clock
        self._began = self._told = clock()
        self._is_screen = sys.stderr is not None and sys.stderr.isatty()
        self._width = 0

    @property
    def done(self) -> int:
        return self.before + self.outcomes.total()

    def count(self, row: BatchRow) -> None:
        self.outcomes[row.outcome] += 1
        now = self._clock()
        if now - self._told >= (_TELL_S if self._is_screen else _TELL_SELDOM_S):
            self._told = now
            self._write(progress_text(self.done, self.total, self.before, now - self._began))

    def end(self) -> None:
        """Tell how many of each outcome there are."""
        counts = ", ".join(f"{outcome} {count}" for outcome, count in self.outcomes.most_common())
        text = progress_text(self.done, self.total, self.before, self._clock() - self._began)
        self._write(f"{text}: {counts}" if counts else text)
        if self._is_screen:
            _say("")

    def _write(self, text: str) -> None:
        if not self._is_screen:
            _say(text)
            return
        # Over the line before, the rest of which goes.
        Output(sys.stderr).text(f"\r{text:<{self._width}}")
        self._width = len(text)
