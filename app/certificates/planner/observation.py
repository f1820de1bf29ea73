"""What a session showed on one line of the check-list, whatever a method makes of it."""

from msgspec import Struct

from app.domain.deployment import Check


class Observation(Struct, frozen=True, kw_only=True):
    """What was seen; None: nothing was."""

    is_so: bool | None
    why: str
    evidence: tuple[int, ...] = ()


Observations = dict[Check, Observation]
