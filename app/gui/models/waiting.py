"""What a run waits for right now, and since when."""

from collections.abc import Iterable
from typing import assert_never

from msgspec import Struct

from app.domain.attempts import Attempt
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion, PingQuestion, Question
from app.domain.rows import PromptState, Row, StepState
from app.domain.session import Session
from app.gui.models.session_tree import Applied
from app.gui.plain_text import one_line
from app.wording import step_title


class Wait(Struct, frozen=True, kw_only=True):
    """One wait, as a phrase that goes on after "Waiting for"."""

    what: str
    since_ms: float


class Waiting:
    """Keeps the numbers of the open rows, so that asking costs nothing however long a run is."""

    def __init__(self) -> None:
        self._open: dict[int, None] = {}

    def note(self, session: Session, applied: Applied) -> None:
        """Take a batch into account."""
        for number in (*applied.added, *applied.changed):
            if _is_open(session.row(number)):
                self._open[number] = None
            else:
                self._open.pop(number, None)

    def newest(self, session: Session) -> Wait | None:
        """Tell the newest wait; None where nothing is open."""
        return _newest(session.row(number) for number in sorted(self._open, reverse=True))


def _is_open(row: Row) -> bool:
    if isinstance(row.subject, Attempt):
        return row.ended_ms is None
    match row.subject:
        case StepState(started=started, result=result):
            return started and result is None
        case PromptState(answer=answer):
            return answer is None
        case _:
            return False


def _newest(rows: Iterable[Row]) -> Wait | None:
    for row in rows:
        if isinstance(row.subject, Attempt):
            return Wait(what=_asked(row.subject.question), since_ms=row.started_ms)
        match row.subject:
            case PromptState():
                return Wait(what="your answer", since_ms=row.started_ms)
            case StepState(planned=planned):
                return Wait(what=step_title(planned.step), since_ms=row.started_ms)
            case _:
                continue
    return None


def _asked(question: Question) -> str:
    match question:
        case HttpQuestion(method=method, url=url):
            return one_line(f"{method} {url}", 200)
        case DnsQuestion(name=name):
            return one_line(f"DNS: SRV records of {name}", 200)
        case LdapQuestion(url=url):
            return one_line(f"the directory at {url}", 200)
        case PingQuestion(host=host):
            return one_line(f"the domain controller {host}, about this PC's site", 200)
        case _:
            assert_never(question)
