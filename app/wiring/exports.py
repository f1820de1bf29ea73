"""A session as it is to be shown or exported: with its findings, masked where that is wished."""

from collections.abc import Iterable

from app.domain.events import Recorded
from app.domain.finding import Findings
from app.domain.session import Session
from app.export.masking import mask_of
from app.findings import examine


def seen(records: Iterable[Recorded], *, masked: bool) -> tuple[Session, Findings]:
    """Fold the records, and examine them as they were: a mask must not change a conclusion."""
    kept = tuple(records)
    session = _folded(kept)
    findings = examine(session)
    if not masked:
        return session, findings
    mask = mask_of(kept)
    return _folded(map(mask.of, kept)), mask.of(findings)


def _folded(records: Iterable[Recorded]) -> Session:
    session = Session()
    for recorded in records:
        session.apply(recorded)
    return session
