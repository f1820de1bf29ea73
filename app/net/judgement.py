"""Has a certificate chain judged, within a limit, and words its rejection."""

from collections.abc import Callable, Sequence

import anyio
import anyio.to_thread

from app.domain.connections import Judged
from app.domain.examination import Examined, Shown
from app.domain.failures import Failure, FailureKind
from app.domain.profile import Limits
from app.domain.retrieval import Fetched, Retrieval, Wanted
from app.domain.verdict import Verdict
from app.net.failures import AttemptFailedError
from app.net.options import Judge, NetworkOptions
from app.net.retrieval import ChooseRoute, Retriever
from app.net.target import Target


async def ask_for_verdict(
    judge: Judge, chain: Sequence[bytes], target: Target, limit_s: float
) -> Verdict:
    """Judge in a thread of its own, which is abandoned when time is up or the run cancelled."""
    try:
        with anyio.fail_after(limit_s):
            return await anyio.to_thread.run_sync(judge, chain, target.host, abandon_on_cancel=True)
    except TimeoutError as error:
        failure = Failure(
            kind=FailureKind.TLS,
            detail=f"The certificate of {target} could not be judged within {limit_s:g} s.",
        )
        raise AttemptFailedError(failure) from error


async def examined(
    options: NetworkOptions,
    shown: Shown,
    retriever: Retriever,
    tell: Callable[[Retrieval], None],
    limits: Limits,
    limit_s: float,
    route: ChooseRoute | None = None,
) -> Examined:
    """Have it looked further than the handshake shows, where that is wanted.

    `limit_s` is what is left of the handshake's own limit.
    """
    if options.examine is None:
        return Examined(verdict=shown.verdict)

    async def retrieve(wanted: Wanted) -> Fetched:
        return await retriever.fetch(wanted, limits, route)

    return await options.examine(shown, retrieve, tell, max(limit_s, 0.0))


def rejection(judged: Judged) -> Failure:
    """Name the host, and give the three answers."""
    verdict = judged.verdict
    # Each written out, so that the catalogue has it.
    trusted = "trusted: yes" if verdict.trusted else "trusted: no"
    dated = "in date: yes" if verdict.in_date else "in date: no"
    named = "name matches: yes" if verdict.name_matches else "name matches: no"
    which = f"{judged.host} (port {judged.port})"
    return Failure(
        kind=FailureKind.CERTIFICATE_REJECTED,
        detail=f"The certificate of {which} is not accepted ({trusted}, {dated}, {named}).",
        origin=" ".join(verdict.reasons),
    )
