"""The list of service URLs: one line for each service, inside and outside side by side."""

from enum import IntEnum
from itertools import zip_longest
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.course import first_answer
from app.domain.rows import Row, ServiceState, StepState
from app.domain.session import Session
from app.domain.settings import Scope, Service, ServiceUrl
from app.gui.marks import SIGNS, icon
from app.gui.models.session_tree import Applied
from app.gui.plain_text import one_line, tool_tip
from app.wording import Mark, describe, service_title
from app.wording.language import _

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()


class Column(IntEnum):
    """The columns of the list."""

    SERVICE = 0
    INSIDE = 1
    OUTSIDE = 2
    VERDICT = 3


WORST_FIRST: Final = (
    Mark.BAD,
    Mark.WARNING,
    Mark.BUSY,
    Mark.SKIPPED,
    Mark.INFORMATION,
    Mark.GOOD,
)


class ServiceLine(Struct, frozen=True, kw_only=True):
    """One line of the list; a URL is empty where the answer named none."""

    service: Service
    inside: str = ""
    outside: str = ""
    inside_url: ServiceUrl | None = None
    outside_url: ServiceUrl | None = None
    verdict: str = ""
    mark: Mark = Mark.INFORMATION

    def text(self, column: Column) -> str:
        """Give what a column shows, and what is copied of it."""
        match column:
            case Column.SERVICE:
                return service_title(self.service)
            case Column.INSIDE:
                return self.inside
            case Column.OUTSIDE:
                return self.outside
            case Column.VERDICT:
                return self.verdict


class ServiceTable(QAbstractTableModel):
    """Follows the service rows of a session."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers: list[int] = []
        self._shown: tuple[ServiceLine, ...] = ()

    @property
    def lines(self) -> tuple[ServiceLine, ...]:
        """What is listed."""
        return self._shown

    def start_anew(self) -> None:
        """Empty the list."""
        self._numbers = []
        self._replace(())

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
        if is_old and not (self._shown and session.finished):
            return
        found = first_answer(session)
        among = found.settings.services if found else ()
        urls = {(one.service, one.scope, one.url): one for one in among}
        self._replace(_lines([_early_row(one) for one in urls.values()]))

    def as_text(self) -> str:
        """Give the list as lines with tabs, for a ticket or a spreadsheet."""
        rows = [list(_headings().values())]
        rows += [[one_line(line.text(column)) for column in Column] for line in self._shown]
        return "".join("\t".join(row) + "\n" for row in rows)

    def services_at(self, row: int, column: Column) -> tuple[ServiceUrl, ...]:
        """Give what a cell stands for: the service on its side, or on both."""
        line = self._shown[row]
        sides = {Column.INSIDE: (line.inside_url,), Column.OUTSIDE: (line.outside_url,)}
        return tuple(one for one in sides.get(column, (line.inside_url, line.outside_url)) if one)

    def _replace(self, lines: tuple[ServiceLine, ...]) -> None:
        if lines == self._shown:
            return
        if len(lines) == len(self._shown) and lines:
            # The same URLs with news about them: a selection stays where it is.
            self._shown = lines
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, Column.VERDICT))
            return
        self.beginResetModel()
        self._shown = lines
        self.endResetModel()

    # --- what Qt asks ----------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _headings()[Column(section)]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, column = self._shown[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(line.text(column)) or "—"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(line.text(column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(line, column)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.VERDICT:
            return icon(line.mark)
        return None

    def _spoken(self, line: ServiceLine, column: Column) -> str:
        if column is Column.VERDICT:
            return f"{one_line(line.verdict)}: {SIGNS[line.mark].word}"
        return one_line(line.text(column)) or _("none")


def _early_row(service_url: ServiceUrl) -> Row:
    state = ServiceState(service_url=service_url)
    return Row(number=0, parent=0, event=0, subject=state, started_ms=0.0)


def _lines(rows: list[Row]) -> tuple[ServiceLine, ...]:
    lines: list[ServiceLine] = []
    for service in Service:
        inside = _of(rows, service, Scope.INTERNAL)
        outside = _of(rows, service, Scope.EXTERNAL)
        lines += [
            _line(service, within, without) for within, without in zip_longest(inside, outside)
        ]
    return tuple(lines)


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
    told = {
        place: describe(row)
        for place, row in ((_("inside"), inside), (_("outside"), outside))
        if row is not None
    }
    verdicts = {line.verdict for line in told.values()}
    if len(verdicts) == 1:
        verdict = verdicts.pop()
    else:
        verdict = "; ".join(f"{place}: {line.verdict}" for place, line in told.items())
    return ServiceLine(
        service=service,
        inside=_url(inside),
        outside=_url(outside),
        inside_url=_service_url(inside),
        outside_url=_service_url(outside),
        verdict=verdict,
        mark=min((line.mark for line in told.values()), key=WORST_FIRST.index),
    )


def _url(row: Row | None) -> str:
    found = _service_url(row)
    return found.url if found else ""


def _service_url(row: Row | None) -> ServiceUrl | None:
    state = row.subject if row else None
    return state.service_url if isinstance(state, ServiceState) else None


def _headings() -> dict[Column, str]:
    return {
        Column.SERVICE: _("Service"),
        Column.INSIDE: _("Inside URL"),
        Column.OUTSIDE: _("Outside URL"),
        Column.VERDICT: _("Verdict"),
    }
