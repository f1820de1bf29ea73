"""Looks further than a handshake shows: fetches missing issuers, and asks about revocation."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

import anyio
import anyio.to_thread

from app.certificates.completion import Completion
from app.certificates.revocation import Revocation, marked
from app.domain.examination import Examined, Shown
from app.domain.retrieval import Retrieval, Retrieve
from app.domain.verdict import Verdict

LONGEST_S = 15.0
"""For all that is fetched for one handshake, however long that may last."""


class Judge(Protocol):
    """Judges a chain (DER, leaf first) for a host, with further certificates beside it."""

    def __call__(
        self, chain: Sequence[bytes], host: str, extra: Sequence[bytes] = ()
    ) -> Verdict: ...


class Examiner:
    """Implements domain.examination.Examine."""

    def __init__(
        self,
        judge: Judge,
        *,
        fetches_intermediates: bool,
        checks_revocation: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`clock` gives the time that answers about revocation must hold for: always now."""
        self._judge = judge
        self._fetches_intermediates = fetches_intermediates
        self._checks_revocation = checks_revocation
        self._clock = clock

    async def __call__(
        self,
        shown: Shown,
        retrieve: Retrieve,
        tell: Callable[[Retrieval], None],
        limit_s: float,
    ) -> Examined:
        async def judge_again(extra: tuple[bytes, ...]) -> Verdict:
            return await anyio.to_thread.run_sync(
                self._judge, shown.chain, shown.host, extra, abandon_on_cancel=True
            )

        completion = Completion(shown.chain, shown.verdict, judge_again, retrieve, tell)
        revocation: Revocation | None = None
        with anyio.move_on_after(min(limit_s, LONGEST_S)):
            if self._fetches_intermediates:
                await completion.run()
            # Who is not trusted has nobody whose word would count.
            if self._checks_revocation and completion.verdict.trusted:
                path = completion.verdict.path
                revocation = Revocation(path, shown.staple, self._clock(), retrieve, tell)
                await revocation.run()
        if revocation is None:
            return Examined(verdict=completion.verdict)
        answers = revocation.answers
        return Examined(verdict=marked(completion.verdict, answers), revocation=answers)
