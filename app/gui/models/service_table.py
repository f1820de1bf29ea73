"""The list of service URLs: one line for each service, inside and outside side by side."""

from enum import IntEnum
from itertools import zip_longest
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QObject, Qt

from app.domain.course import first_answer
from app.domain.rows import Row, ServiceState, StepState
from app.domain.session import Session
from app.domain.settings import Scope, Service, ServiceUrl
from app.gui.marks import SIGNS, icon
from app.gui.models.line_table import Index, LineTable
from app.gui.models.session_tree import Applied
from app.gui.plain_text import one_line, tool_tip
from app.wording import Mark, describe, service_title, short_verdict
from app.wording.language import _


class Column(IntEnum):
    """The columns of the list: what came of both URLs stands before them, so that it is read."""

    SERVICE = 0
    INSIDE_VERDICT = 1
    OUTSIDE_VERDICT = 2
    INSIDE = 3
    OUTSIDE = 4


SCOPES: Final = {
    Column.INSIDE_VERDICT: Scope.INTERNAL,
    Column.OUTSIDE_VERDICT: Scope.EXTERNAL,
    Column.INSIDE: Scope.INTERNAL,
    Column.OUTSIDE: Scope.EXTERNAL,
}
"""The side that a column is about."""
VERDICTS: Final = (Column.INSIDE_VERDICT, Column.OUTSIDE_VERDICT)


class Side(Struct, frozen=True, kw_only=True):
    """One URL of a service, and what became of it."""

    service_url: ServiceUrl
    short: str
    """The verdict in the fewest words."""
    verdict: str
    """The whole sentence; empty as long as it has not been tried."""
    mark: Mark

    @property
    def sentence(self) -> str:
        """What came of it, in full."""
        return self.verdict or self.short


class ServiceLine(Struct, frozen=True, kw_only=True):
    """One line of the list; None where the answer named no URL."""

    service: Service
    inside: Side | None = None
    outside: Side | None = None

    def side(self, column: Column) -> Side | None:
        """Give the URL that a column is about."""
        scope = SCOPES.get(column)
        if scope is None:
            return None
        return self.inside if scope is Scope.INTERNAL else self.outside

    def text(self, column: Column) -> str:
        """Give all that a column says, as it is copied; empty where there is no such URL."""
        if column is Column.SERVICE:
            return service_title(self.service)
        side = self.side(column)
        if side is None:
            return ""
        return side.sentence if column in VERDICTS else side.service_url.url

    def shown(self, column: Column) -> str:
        """Give what a column shows: of a verdict what there is room for."""
        side = self.side(column)
        return side.short if side and column in VERDICTS else self.text(column)


class ServiceTable(LineTable[ServiceLine]):
    """Follows the service rows of a session."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(len(Column), parent)
        self._numbers: list[int] = []

    @property
    def lines(self) -> tuple[ServiceLine, ...]:
        """What is listed."""
        return tuple(self._lines)

    def start_anew(self) -> None:
        """Empty the list."""
        self._numbers = []
        self._replace([])

    def note(self, session: Session, applied: Applied) -> None:
        """Take a batch into account."""
        new = [
            number
            for number in applied.added
            if isinstance(session.row(number).subject, ServiceState)
        ]
        self._numbers += new
        if not self._numbers:
            self._show_early(session, applied)
        elif new or not set(self._numbers).isdisjoint(applied.changed):
            self._replace(_lines([session.row(number) for number in self._numbers]))

    def _show_early(self, session: Session, applied: Applied) -> None:
        """Show the first settings of a survey, before it is decided which Outlook would use."""
        touched = (session.row(number).subject for number in (*applied.added, *applied.changed))
        is_old = not any(isinstance(subject, StepState) for subject in touched)
        if is_old and not (self._lines and session.finished):
            return
        found = first_answer(session)
        among = found.settings.services if found else ()
        urls = {(one.service, one.scope, one.url): one for one in among}
        self._replace(_lines([_early_row(one) for one in urls.values()]))

    def as_text(self) -> str:
        """Give the list as lines with tabs, for a ticket or a spreadsheet."""
        rows = [list(_headings().values())]
        rows += [[one_line(line.text(column)) for column in Column] for line in self._lines]
        return "".join("\t".join(row) + "\n" for row in rows)

    def services_at(self, row: int, column: Column) -> tuple[ServiceUrl, ...]:
        """Give what a cell stands for: the service on its side, or on both."""
        line = self._lines[row]
        sides = (line.side(column),) if column in SCOPES else (line.inside, line.outside)
        return tuple(one.service_url for one in sides if one)

    def _replace(self, lines: list[ServiceLine]) -> None:
        if lines == self._lines:
            return
        if len(lines) == len(self._lines) and lines:
            # The same URLs with news about them: a selection stays where it is.
            self._lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, Column.OUTSIDE))
        else:
            self._replace_all(lines)

    def heading(self, column: int) -> str:
        """Give what stands above a column."""
        return _headings()[Column(column)]

    # --- what Qt asks ----------------------------------------------------------------------

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, column = self.line(index), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(line.shown(column)) or "—"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(line.text(column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(line, column)
        if role == Qt.ItemDataRole.DecorationRole and column in VERDICTS:
            side = line.side(column)
            return icon(side.mark) if side else None
        return None

    def _spoken(self, line: ServiceLine, column: Column) -> str:
        text = one_line(line.text(column)) or _("none")
        side = line.side(column)
        return f"{text}: {SIGNS[side.mark].word}" if side and column in VERDICTS else text


def _early_row(service_url: ServiceUrl) -> Row:
    state = ServiceState(service_url=service_url)
    return Row(number=0, parent=0, event=0, subject=state, started_ms=0.0)


def _lines(rows: list[Row]) -> list[ServiceLine]:
    lines: list[ServiceLine] = []
    for service in Service:
        inside = _of(rows, service, Scope.INTERNAL)
        outside = _of(rows, service, Scope.EXTERNAL)
        lines += [
            _line(service, within, without) for within, without in zip_longest(inside, outside)
        ]
    return lines


def _of(rows: list[Row], service: Service, scope: Scope) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        state = row.subject
        if isinstance(state, ServiceState):
            url = state.service_url
            if (url.service, url.scope) == (service, scope):
                found.append(row)
    return found


def _line(service: Service, inside: Row | None, outside: Row | None) -> ServiceLine:
    return ServiceLine(service=service, inside=_side(inside), outside=_side(outside))


def _side(row: Row | None) -> Side | None:
    state = row.subject if row else None
    if row is None or not isinstance(state, ServiceState):
        return None
    line = describe(row)
    return Side(
        service_url=state.service_url,
        short=short_verdict(state),
        verdict=line.verdict,
        mark=line.mark,
    )


def _headings() -> dict[Column, str]:
    return {
        Column.SERVICE: _("Service"),
        Column.INSIDE_VERDICT: _("Inside"),
        Column.OUTSIDE_VERDICT: _("Outside"),
        Column.INSIDE: _("Inside URL"),
        Column.OUTSIDE: _("Outside URL"),
    }
