"""What is done with saved sessions in the terminal."""

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import assert_never

from app.cli.commands import Compare, Export, Format, ListSessions, Show, ShowPlan
from app.cli.output import Output
from app.cli.results import show, speaking_to, standard_output, writing
from app.cli.status import Exit
from app.domain.events import Recorded
from app.domain.options import WrongUseError
from app.domain.session import Session, folded
from app.export import (
    EXPORTERS,
    as_plan,
    comparison_as_json,
    comparison_as_text,
    sessions_as_json,
    sessions_as_text,
)
from app.export.masking import mask_of
from app.findings import examine
from app.sessionlog import PassedOver, encoded_line, read_lines
from app.sessionlog.foreign import read_foreign
from app.wiring.exports import seen
from app.wiring.sessions import SessionFolder
from app.wording.comparison import compare
from app.wording.language import _

LARGEST_PIPED = 16 << 20
"""Bytes; what is more than the reader takes is refused there."""


def run_on_saved(command: Show | ShowPlan | Export | Compare | ListSessions) -> Exit:
    """Carry out a command that reads sessions, and sends nothing."""
    match command:
        case Show():
            return _show(command)
        case ShowPlan(file=file):
            with standard_output() as output:
                output.text(as_plan(_session(file)))
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
    with standard_output() as output:
        if command.format is Format.JSONL:
            _show_lines(command, output)
        else:
            exporter = EXPORTERS[command.format]
            with exporter.speaking():
                text = exporter(*seen(_records(command.file), masked=command.masked))
            show(command.format, text, output)
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
    with writing(target):
        if target.exists() and target.samefile(command.file):
            raise WrongUseError(_("The session itself is not written over; choose another name."))
        target.write_bytes(content)
    return Exit.DONE


def _compare(command: Compare) -> Exit:
    first, second = _session(command.first), _session(command.second)
    write = comparison_as_json if command.format is Format.JSON else comparison_as_text
    with speaking_to(command.format):
        found = compare(first, second, (examine(first), examine(second)))
        text = write(found, str(command.first), str(command.second))
    with standard_output() as output:
        show(command.format, text, output)
    return Exit.DONE


def _list_sessions(command: ListSessions) -> Exit:
    folder = SessionFolder()
    write = sessions_as_json if command.format is Format.JSON else sessions_as_text
    with speaking_to(command.format):
        text = write(folder.folder, folder.found(command.search))
    with standard_output() as output:
        show(command.format, text, output)
    return Exit.DONE


def _session(file: Path) -> Session:
    return folded(_records(file))


def _records(file: Path) -> Iterable[Recorded]:
    return (one for one in _lines(file) if isinstance(one, Recorded))


def _lines(file: Path) -> Iterable[Recorded | PassedOver]:
    """Read a file; `-` stands for another program's log that is piped in."""
    if file != Path("-"):
        return read_lines(file)
    body = sys.stdin.buffer.read(LARGEST_PIPED) if sys.stdin is not None else b""
    return read_foreign(body, _("Standard input"), datetime.now().astimezone())
