"""Checks of a whole practice run, whose outcome is known, and of its session in every form."""

import asyncio
from typing import Final

from app.domain.events import Outcome, Recorded
from app.domain.options import RunOptions
from app.domain.prompts import Nobody
from app.domain.session import Session
from app.domain.steps import StepName
from app.export import EXPORTERS
from app.findings import conclude, examine
from app.selftest.check import NotWholeError, Seen, need
from app.wiring import RealEngine

EXPECTED: Final = {
    # Through the directory, with a certificate that is tolerated ...
    "fresh-install": (Outcome.FOUND, StepName.SCP, "self-signed-tolerated"),
    # ... and not found, for a reason that has to be told.
    "expired": (Outcome.NOT_FOUND, None, "certificate-expired"),
}


def look_at_practice() -> Seen:
    """Run scenarios whose outcome and first finding are known."""
    for name, expected in EXPECTED.items():
        session = practised(name)
        end = session.finished
        found_by = end.found_by if end else None
        first = next(iter(examine(session)), None)
        came = (session.outcome, found_by, first.code if first else "")
        need(came == expected, f"The scenario {name} came to {came} instead of {expected}.")
    return Seen(text=f"{', '.join(EXPECTED)} came out as they should")


def look_at_exports() -> Seen:
    """Write a session in every form, the report with its template among them."""
    session = practised("fresh-install")
    concluded = conclude(session)
    sizes = {name: len(one.file(session, concluded)) for name, one in EXPORTERS.items()}
    empty = [name for name, size in sizes.items() if size < 100]
    need(not empty, f"Nothing is written as {', '.join(empty)}.")
    return Seen(text="; ".join(f"{name} {size:,} bytes" for name, size in sizes.items()))


def practised(name: str) -> Session:
    """Run a scenario; nothing of it is kept on the disk."""
    session = Session()

    def fold(recorded: Recorded) -> None:
        session.apply(recorded)

    engine = RealEngine(refuse, keeps_logs=False)
    asyncio.run(engine.practice(name, RunOptions(), None, Nobody(), fold))
    return session


def refuse(line: str) -> None:
    """Fail where the engine complains: of a log that was not to be written."""
    raise NotWholeError(line)
