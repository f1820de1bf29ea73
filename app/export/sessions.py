"""The list of session logs as a text and as JSON."""

from collections.abc import Sequence
from pathlib import Path

from app.domain.listed import Listed
from app.export.indented import indented
from app.wording.language import ngettext
from app.wording.lines import number, one_line
from app.wording.listed import first_finding, outcome_title, started_text

FORMAT = 1


def sessions_as_text(folder: Path, sessions: Sequence[Listed]) -> str:
    """Give some lines for each session, the newest first, and where they lie."""
    lines = []
    for one in sessions:
        head = (started_text(one.started_at), one_line(one.address), outcome_title(one))
        lines.append("  ".join(filter(None, head)))
        lines += [f"    {text}" for text in (first_finding(one),) if text]
        lines += [f"    | {one_line(text)}" for text in one.note.splitlines() if text.strip()]
        lines.append(f"    {one_line(one.name)}")
    count = len(sessions)
    text = ngettext("{count} session log in {folder}", "{count} session logs in {folder}", count)
    return "\n".join((*lines, text.format(count=number(count), folder=folder))) + "\n"


def sessions_as_json(folder: Path, sessions: Sequence[Listed]) -> str:
    """Give the list for other programs; keys may be added to it, never taken away or renamed."""
    document = {
        "format": FORMAT,
        "folder": str(folder),
        "sessions": [
            {
                "file": one.name,
                "size": one.size,
                "started_at": one.started_at,
                "address": one.address,
                "source": one.source,
                "outcome": None if one.trouble or one.is_running else one.outcome,
                "running": one.is_running,
                "finding": {
                    "code": one.code,
                    "severity": one.severity,
                    "title": one.finding,
                }
                if one.code
                else None,
                "note": one.note or None,
                "trouble": one.trouble or None,
            }
            for one in sessions
        ],
    }
    return indented(document)
