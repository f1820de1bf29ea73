"""The rows of a session: a tree that only grows, and that knows what one event touched."""

from msgspec.structs import replace

from app.domain.events import Recorded
from app.domain.rows import PointerState, PointState, Row, StepState, Subject, Touched

NOTHING = Touched()


class RowList:
    """Rows by number, counted from 1; below 0 stand the topmost."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._children: dict[int, list[int]] = {0: []}
        self._touched: dict[int, bool] = {}
        self.waiting: dict[int, dict[int, PointState | PointerState]] = {}
        """By step, what its turn is still to come: to look for it among all rows at each attempt
        would take most of the time of a long log."""

    def __getitem__(self, number: int) -> Row:
        return self._rows[number - 1]

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def all(self) -> tuple[Row, ...]:
        """Every row in the order in which they came."""
        return tuple(self._rows)

    def below(self, number: int) -> tuple[int, ...]:
        """Give the numbers of the rows directly below one."""
        return tuple(self._children[number])

    def take_touched(self) -> Touched:
        """Give what was touched since the last time."""
        touched = self._touched
        if not touched:
            return NOTHING
        self._touched = {}
        return Touched(
            added=tuple([number for number, is_new in touched.items() if is_new]),
            changed=tuple([number for number, is_new in touched.items() if not is_new]),
        )

    def add(
        self, parent: int, recorded: Recorded, subject: Subject, ended_ms: float | None = None
    ) -> int:
        """Add a row, which is under way unless it has ended, and give its number."""
        number = len(self._rows) + 1
        row = Row(
            number=number,
            parent=parent,
            event=recorded.number,
            subject=subject,
            started_ms=recorded.at_ms,
            ended_ms=ended_ms,
        )
        self._rows.append(row)
        self._children[parent].append(number)
        self._children[number] = []
        self._touched[number] = True
        return number

    def add_ended(self, parent: int, recorded: Recorded, subject: Subject) -> int:
        """Add a row that takes no time."""
        return self.add(parent, recorded, subject, recorded.at_ms)

    def show(self, number: int, subject: Subject) -> None:
        """Let a row show another value."""
        self.put(replace(self[number], subject=subject))

    def end(self, number: int, at_ms: float) -> None:
        """Say when a row's matter came to its end."""
        self.put(replace(self[number], ended_ms=at_ms))

    def put(self, row: Row) -> None:
        """Put a row in the place of the one with its number."""
        self._rows[row.number - 1] = row
        self._touched.setdefault(row.number, False)

    def end_open(self, at_ms: float) -> None:
        """End what is under way; a step that has not begun is not."""
        for row in self.all:
            is_planned_only = isinstance(row.subject, StepState) and not row.subject.started
            if row.ended_ms is None and not is_planned_only:
                self.end(row.number, at_ms)
