"""A session as it is to be shown or exported: with its findings, masked where that is wished."""

from collections.abc import Iterable

from app.domain.events import Recorded
from app.domain.finding import Conclusions
from app.domain.session import Session, folded
from app.export.masking import mask_of
from app.findings import conclude


def seen(records: Iterable[Recorded], *, masked: bool) -> tuple[Session, Conclusions]:
    """Fold the records, and conclude from them unmasked: a mask must not change a conclusion."""
    kept = tuple(records)
    session = folded(kept)
    concluded = conclude(session)
    if not masked:
        return session, concluded
    mask = mask_of(kept)
    return folded(map(mask.of, kept)), mask.of(concluded)
