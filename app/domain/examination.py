"""The seam between a handshake and what more is found out about its certificates."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from app.domain.retrieval import Retrieval, Retrieve
from app.domain.revocation import RevocationAnswer
from app.domain.verdict import Verdict


class Shown(Struct, frozen=True, kw_only=True):
    """What a handshake showed, and the verdict on that alone."""

    chain: tuple[bytes, ...]
    """DER, leaf first, as presented."""
    host: str
    verdict: Verdict
    staple: bytes = b""
    """The OCSP response that the server sent along; empty where it sent none."""


class Examined(Struct, frozen=True, kw_only=True):
    """The verdict after all that could be found out."""

    verdict: Verdict
    revocation: tuple[RevocationAnswer, ...] = ()
    """What each certificate below the anchor came to; empty where nobody was to ask."""


class Examine(Protocol):
    """Looks further than a handshake shows: missing issuers, revocation."""

    async def __call__(
        self,
        shown: Shown,
        retrieve: Retrieve,
        tell: Callable[[Retrieval], None],
        limit_s: float,
    ) -> Examined:
        """Give the final verdict within the limit; each retrieval is told as it ends."""
        ...
