"""Outlook's own logs, read line by line: the Log tab of its test dialog, and olkdisc.log."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from itertools import islice

from msgspec import Struct

from app.protocol.windows_errors import WindowsError, read_error

LONGEST_LOG = 4 << 20
"""Characters; a run has some thousand."""
MOST_LINES = 20_000
LONGEST_LINE = 4_000


class State(StrEnum):
    """How far something has come, in the log's own words."""

    STARTING = "starting"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Kind(StrEnum):
    """What a line is about."""

    ADDRESS = "address"
    SCP_URL = "scp-url"
    URL = "url"
    LOCAL = "local"
    REDIRECT_CHECK = "redirect-check"
    SRV_LOOKUP = "srv-lookup"
    REDIRECTION = "redirection"
    LAST_ERROR = "last-error"
    SWITCH = "switch"
    """A registry value that is on."""
    NO_DIALOG = "no-dialog"
    """A certificate is at fault, and nobody is there to be asked."""
    DOCUMENT = "document"
    """The answer's XML."""
    OTHER = "other"


class LogLine(Struct, frozen=True, kw_only=True):
    """One line, put right where Outlook mislabels it."""

    text: str
    """As it stood, without its columns."""
    kind: Kind
    subject: str = ""
    """The address, URL, domain, registry value or XML that it is about."""
    state: State | None = None
    error: WindowsError | None = None
    status: int = 0
    """An HTTP status; 0 where there was none."""
    ticks_ms: int | None = None
    """Of the PC's clock since its start, 32 bits; None in the Log tab."""
    at: datetime | None = None
    """The PC's local time, as logged."""


# protocol.md 10.2; the columns are a thread, a tick count, a date and a time.
_COLUMNS = re.compile(
    r"\s*\d+\s+0x(?P<ticks>[0-9A-Fa-f]{1,8})\s+(?P<date>\d\d/\d\d/\d\d)\s+"
    r"(?P<time>\d\d:\d\d:\d\d)(?:\s+(?P<text>.*))?"
)
_RESULT = r"(?P<state>starting|Succeeded|Failed)(?:\s*\((?P<code>[^)]{1,20})\))?"
# protocol.md 10.1, with the spacing of Outlook 2013 and the decimals of 2016.
_FORMS = (
    (Kind.ADDRESS, re.compile(r"SMTP=(?P<subject>\S+)")),
    (Kind.SCP_URL, re.compile(r"Attempting URL (?P<subject>\S+) found through SCP")),
    (Kind.URL, re.compile(rf"Autodiscover to (?P<subject>\S+) {_RESULT}")),
    (Kind.LOCAL, re.compile(rf"Local autodiscover for (?P<subject>\S+) {_RESULT}")),
    (Kind.REDIRECT_CHECK, re.compile(rf"Redirect check to (?P<subject>\S+) {_RESULT}")),
    # "Srv Record lookup for http://..." is Outlook's own slip: it means the redirect check.
    (
        Kind.REDIRECT_CHECK,
        re.compile(rf"Srv Record lookup for (?P<subject>https?://\S+) {_RESULT}", re.IGNORECASE),
    ),
    (Kind.SRV_LOOKUP, re.compile(rf"Srv Record lookup for (?P<subject>\S+) {_RESULT}")),
    (Kind.REDIRECTION, re.compile(r"Autodiscover URL redirection to (?P<subject>\S+)")),
    (
        Kind.LAST_ERROR,
        re.compile(
            r"GetLastError\s*=\s*(?P<code>-?\d+|0x[0-9A-Fa-f]+)\s*[;,]\s*"
            r"httpStatus\s*=\s*(?P<status>\d{1,3})\b"
        ),
    ),
    (Kind.SWITCH, re.compile(r"AutoDiscover Warning:\s*(?P<subject>\w+) is ON")),
    (Kind.NO_DIALOG, re.compile(r"AutoDiscover: Failing on certificate error")),
)
_BEGIN = "AUTODISCOVER GET SETTINGS BEGIN"
_XML_BEGINS = re.compile(r"-+BEGIN XML-+")
_XML_ENDS = re.compile(r"-+END XML-+")


def read_outlook_log(text: str) -> tuple[LogLine, ...]:
    """Give the lines of the newest run in a log; none where no line is Outlook's."""
    lines = tuple(islice(_lines(text[:LONGEST_LOG].splitlines()), MOST_LINES))
    begins = [at for at, line in enumerate(lines) if line.text.startswith(_BEGIN)]
    newest = lines[begins[-1] :] if begins else lines
    return newest if any(line.kind is not Kind.OTHER for line in newest) else ()


def _lines(raw: Iterable[str]) -> Iterator[LogLine]:
    document: list[str] | None = None
    for line in _unwrapped(raw):
        if document is not None and _XML_ENDS.search(line.text) is None:
            document.append(line.text)
            continue
        if document is not None:
            yield _with(line, Kind.DOCUMENT, "\n".join(document))
            document = None
        elif _XML_BEGINS.search(line.text):
            document = []
        elif line.text:
            yield line


class _Raw(Struct, frozen=True):
    text: str
    ticks_ms: int | None = None
    at: datetime | None = None


def _unwrapped(raw: Iterable[str]) -> Iterator[LogLine]:
    """Cut the columns off, and put together what olkdisc.log wraps."""
    held: _Raw | None = None
    for text in raw:
        found = _COLUMNS.fullmatch(text[:LONGEST_LINE])
        if found is not None:
            if held is not None:
                yield _read(held)
            held = _Raw((found["text"] or "").strip(), int(found["ticks"], 16), _local_time(found))
        elif held is None:
            yield _read(_Raw(text[:LONGEST_LINE].strip()))
        elif len(held.text) < LONGEST_LINE and not _is_xml_border(held.text):
            held = _Raw(_joined(held.text, text.strip()), held.ticks_ms, held.at)
        else:
            yield _read(held)
            held = _Raw(text[:LONGEST_LINE].strip(), held.ticks_ms, held.at)
    if held is not None:
        yield _read(held)


def _is_xml_border(text: str) -> bool:
    return bool(_XML_BEGINS.search(text) or text.startswith("<"))


def _joined(first: str, rest: str) -> str:
    """Put a wrapped line together: at a space, or in the middle of a URL."""
    tight = first + rest
    return tight if _form(tight) else f"{first} {rest}"


def _form(text: str) -> tuple[Kind, re.Match[str]] | None:
    for kind, form in _FORMS:
        if found := form.match(text):
            return kind, found
    return None


def _read(raw: _Raw) -> LogLine:
    line = LogLine(text=raw.text, kind=Kind.OTHER, ticks_ms=raw.ticks_ms, at=raw.at)
    form = _form(raw.text)
    if form is None:
        return line
    kind, found = form
    parts = found.groupdict()
    state = parts.get("state")
    return LogLine(
        text=raw.text,
        kind=kind,
        subject=parts.get("subject") or "",
        state=State(state.lower()) if state else None,
        error=read_error(parts.get("code") or ""),
        status=int(parts.get("status") or 0),
        ticks_ms=raw.ticks_ms,
        at=raw.at,
    )


def _with(line: LogLine, kind: Kind, subject: str) -> LogLine:
    return LogLine(text=line.text, kind=kind, subject=subject, ticks_ms=line.ticks_ms, at=line.at)


def _local_time(found: re.Match[str]) -> datetime | None:
    try:
        # The log has no zone: it is the PC's, wherever that is.
        return datetime.strptime(f"{found['date']} {found['time']}", "%m/%d/%y %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return None
