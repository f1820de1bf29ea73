"""The attempts of a report as bars of a waterfall."""

from collections.abc import Iterator

from msgspec import Struct

from app.domain.questions import target
from app.domain.session import Session
from app.domain.waterfall import Phase, Span, spans
from app.wording import Mark, concluded_line, milliseconds, phase_title, took_text
from app.wording.language import _


class Bar(Struct, frozen=True, kw_only=True):
    """One attempt of the waterfall; places are thousandths of the run's time."""

    row: int
    title: str
    mark: Mark
    took: str
    parts: tuple[tuple[Phase, float, float], ...]
    text: str
    """The same in words, for who cannot see it."""


def bars(session: Session, normal: frozenset[int]) -> Iterator[Bar]:
    """Give a bar for each attempt."""
    whole = session.last_ms or 1.0
    for row, attempt in session.attempts:
        told = spans(session, row)
        line = concluded_line(row, normal)
        yield Bar(
            row=row.number,
            title=target(attempt.question),
            mark=line.mark,
            took=took_text(row),
            parts=tuple(_part(span, whole) for span in told),
            text=", ".join(
                f"{phase_title(one.phase)} {milliseconds(one.duration_ms)}" for one in told
            )
            or _("nothing was measured"),
        )


def _part(span: Span, whole: float) -> tuple[Phase, float, float]:
    start = min(1_000.0, max(0.0, span.started_ms * 1_000 / whole))
    # What took next to nothing is still to be seen.
    width = min(1_000.0 - start, max(1.5, span.duration_ms * 1_000 / whole))
    return span.phase, round(start, 2), round(max(0.0, width), 2)
