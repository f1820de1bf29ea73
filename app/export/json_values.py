"""Values that stand in several parts of the JSON."""

from datetime import datetime
from typing import TypeAlias

from app.domain.rows import Row
from app.domain.session import Session
from app.domain.steps import StepName

Json: TypeAlias = (
    "str | int | float | bool | datetime | list[Json] | tuple[str, ...] | dict[str, Json] | None"
)


def round_and_step(session: Session, row: Row) -> tuple[int | None, StepName | None]:
    """Tell where in the run a row belongs; both None outside of steps."""
    return session.step_of(row) or (None, None)


def duration_ms(row: Row) -> float | None:
    """Give how long a row took; None while it is under way."""
    return None if row.took_ms is None else round(row.took_ms, 3)
