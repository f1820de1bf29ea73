"""Reads what may be another program's log, and says so where it is none."""

from datetime import datetime
from pathlib import Path
from typing import Final

from app.domain.events import Recorded
from app.domain.system_reasons import english_reason
from app.protocol.decoding import decoded
from app.sessionlog.foreign.analyzer import read_analyzer
from app.sessionlog.foreign.outlook import read_outlook
from app.sessionlog.lines import WrongLogError

LARGEST: Final = 8 << 20
KNOWN: Final = (
    "a session of Autodiscope, the Log tab of Outlook's test dialog, olkdisc.log,"
    " or a report of the Remote Connectivity Analyzer (XML or HTML)"
)


def read_foreign(body: bytes, name: str, read_at: datetime) -> tuple[Recorded, ...]:
    """Give the events of a log; `name` names it in the complaint. Raises WrongLogError."""
    if len(body) > LARGEST:
        raise WrongLogError(f"{name} is too large: {LARGEST >> 20} MiB at most.")
    records: list[Recorded] = []
    if read_analyzer(body, read_at, records.append):
        return tuple(records)
    if read_outlook(decoded(body), read_at, records.append):
        return tuple(records)
    raise WrongLogError(f"{name} is nothing that can be read here: {KNOWN}.")


def read_foreign_file(path: Path) -> tuple[Recorded, ...]:
    """Give the events of a file, which is taken to be as old as the run; raises WrongLogError."""
    try:
        with path.open("rb") as stream:
            body = stream.read(LARGEST + 1)
        read_at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError as error:
        reason = english_reason(error)
        raise WrongLogError(f"{path} cannot be read: {reason}.") from error
    return read_foreign(body, str(path), read_at)
