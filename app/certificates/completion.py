"""Fetches the issuers that a server did not send, as Windows does, until there is a path."""

from collections.abc import Awaitable, Callable

import anyio.to_thread

from app.certificates.bundles import certificates_of_bundle
from app.certificates.pointers import pointers_of, why_not_fetched
from app.certificates.reading import Parsed, parse, quiet
from app.domain.failures import Failure, FailureKind
from app.domain.retrieval import Fetched, Purpose, Retrieval, Retrieve, Wanted
from app.domain.verdict import Problem, Verdict

MOST_LEVELS = 5
"""Issuers above each other that are fetched; real servers leave out one, seldom two."""

JudgeAgain = Callable[[tuple[bytes, ...]], Awaitable[Verdict]]
"""Judges the same chain with further certificates (DER) beside it."""


class Completion:
    """The search for missing issuers; `verdict` is the best so far, whenever time runs out."""

    def __init__(
        self,
        chain: tuple[bytes, ...],
        verdict: Verdict,
        judge_again: JudgeAgain,
        retrieve: Retrieve,
        tell: Callable[[Retrieval], None],
    ) -> None:
        self.verdict = verdict
        self.extra: tuple[bytes, ...] = ()
        """What was fetched, and belongs to the path (DER)."""
        self._known = set(chain)
        self._judge_again = judge_again
        self._retrieve = retrieve
        self._tell = tell

    async def run(self) -> None:
        for _ in range(MOST_LEVELS):
            verdict = self.verdict
            if verdict.trusted or Problem.MISSING_INTERMEDIATE not in verdict.problems:
                return
            top = await anyio.to_thread.run_sync(_top_of, verdict, abandon_on_cancel=True)
            brought = await self._issuers_of(top) if top is not None else ()
            new = tuple(one.der for one in brought if one.der not in self._known)
            if not new:
                # Nothing that leads on; also where issuers point at each other in a circle.
                return
            self._known.update(new)
            self.extra += new
            self.verdict = await self._judge_again(self.extra)

    async def _issuers_of(self, certificate: Parsed) -> tuple[Parsed, ...]:
        for url in pointers_of(certificate).issuers:
            refusal = why_not_fetched(url)
            if refusal is not None:
                self._tell_of(certificate, url, Fetched(failure=refusal))
                continue
            fetched = await self._retrieve(Wanted(purpose=Purpose.ISSUER, url=url))
            brought = await anyio.to_thread.run_sync(
                certificates_of_bundle, fetched.content, abandon_on_cancel=True
            )
            self._tell_of(certificate, url, fetched, brought)
            # A bundle may hold what has nothing to do with it.
            issuers = [
                one for one in brought if one.subject_compared == certificate.issuer_compared
            ]
            if issuers:
                return (*issuers, *(one for one in brought if one not in issuers))
        return ()

    def _tell_of(
        self, about: Parsed, url: str, fetched: Fetched, brought: tuple[Parsed, ...] = ()
    ) -> None:
        failure = fetched.failure
        subjects = tuple(one.subject.rfc4514_string() for one in brought)
        if failure is None and not any(
            one.subject_compared == about.issuer_compared for one in brought
        ):
            said = "a certificate, but not the issuer's" if brought else "no certificate"
            failure = Failure(kind=FailureKind.PROTOCOL, detail=f"What lies there is {said}.")
        self._tell(
            Retrieval(
                purpose=Purpose.ISSUER,
                url=url,
                about=about.subject.rfc4514_string(),
                size=len(fetched.content),
                duration_ms=fetched.duration_ms,
                before=fetched.before,
                subjects=subjects,
                failure=failure,
            )
        )


def _top_of(verdict: Verdict) -> Parsed | None:
    with quiet():
        return parse(verdict.path[-1].der) if verdict.path else None
