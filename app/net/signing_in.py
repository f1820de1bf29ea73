"""Signs in to a web server by each way in turn until one works, and reports each."""

import sys

from app.domain.attempts import Exchange
from app.domain.authentication import HttpWay, http_ways
from app.domain.binds import BindOutcome, BindTry
from app.domain.clauses import clause
from app.domain.events import BindTried
from app.domain.failures import Failure
from app.domain.growth import Watched
from app.domain.network import Terms
from app.domain.sign_in import Turn
from app.net.echoes import Echoes
from app.net.failures import AttemptFailedError
from app.net.legs import Legs
from app.net.options import NetworkOptions
from app.net.permission import why_no_sign_in
from app.net.sign_in_failures import refused_before, sign_in_needed
from app.net.target import Target
from app.net.way_in import WayEndedError, WayIn

_ON_WINDOWS = sys.platform == "win32"


class SigningIn:
    """The ways into one web server."""

    def __init__(
        self,
        watched: Watched[Exchange],
        terms: Terms,
        options: NetworkOptions,
        target: Target,
        legs: Legs,
    ) -> None:
        self._watched = watched
        self._terms = terms
        self._options = options
        self._target = target
        self._place = str(target)
        self._legs = legs
        self._reasons: list[str] = []

    async def run(self, offered: tuple[str, ...]) -> Failure | None:
        """Sign in by one of the ways that the server offers; None where it let this client in."""
        sign_in = self._terms.sign_in
        if sign_in is None or not (sign_in.was_given or sign_in.may_be_current_user):
            return sign_in_needed(self._place, offered)
        line = self._legs.line
        refusal = why_no_sign_in(line.judged if line else None, old_tls=self._options.old_tls)
        if refusal:
            return sign_in_needed(self._place, offered, refusal)
        async with sign_in.turn() as turn:
            if turn.is_empty:
                return refused_before(self._place)
            return await self._try_each(offered, turn)

    async def _try_each(self, offered: tuple[str, ...], turn: Turn) -> Failure | None:
        ended: dict[BindOutcome, Failure] = {}
        for way in self._ways(offered, turn):
            if not turn.has(current_user=way.current_user):
                continue
            try:
                await self._try(way, turn)
            except WayEndedError as error:
                ended[error.outcome] = error.failure
            else:
                return None
        for outcome in (BindOutcome.REFUSED, BindOutcome.DECLINED):
            if outcome in ended:
                return ended[outcome]
        because = "; ".join(dict.fromkeys(self._reasons)) or "none of these can be used here"
        return sign_in_needed(self._place, offered, because)

    def _ways(self, offered: tuple[str, ...], turn: Turn) -> tuple[HttpWay, ...]:
        ways = http_ways(
            offered,
            self._terms.authentication,
            given=turn.credentials is not None,
            current_user=turn.current_user,
            windows=_ON_WINDOWS,
        )
        if not ways:
            can = "the signed-in user" if turn.credentials is None else "this client"
            self._reasons.append(f"{can} cannot, or may not, use any of these")
        return ways

    async def _try(self, way: HttpWay, turn: Turn) -> None:
        """Sign in by one way, and report what came of it; a way to nothing is WayEndedError."""
        taken = WayIn(way, turn, self._terms, self._options, self._target, self._legs)
        self._legs.echoes = self._legs.echoes or self._echoes(turn)
        remark: Failure | None = None
        try:
            remark = await taken.run()
        except WayEndedError as error:
            self._report(taken, error.outcome, error.failure)
            if error.outcome is BindOutcome.REFUSED:
                turn.refuse(current_user=way.current_user)
            if error.outcome is BindOutcome.NOT_POSSIBLE:
                self._reasons.append(clause(error.failure.detail))
            raise
        except AttemptFailedError as error:
            self._report(taken, BindOutcome.BROKEN_OFF, error.failure)
            raise
        self._report(taken, BindOutcome.SIGNED_IN, remark)

    def _echoes(self, turn: Turn) -> Echoes:
        question = self._watched.attempt.question
        name = turn.credentials.username if turn.credentials else ""
        return Echoes(turn.credentials, f"{question.url}\n{question.body}\n{name}")

    def _report(self, taken: WayIn, outcome: BindOutcome, failure: Failure | None) -> None:
        echoes = self._legs.echoes
        tried = BindTry(
            mechanism=taken.way.mechanism,
            scheme=taken.way.scheme,
            outcome=outcome,
            username=taken.credentials.username if taken.credentials else "",
            legs=taken.count,
            failure=echoes.hide_in_failure(failure) if echoes and failure else failure,
        )
        self._watched.report(BindTried(tried=tried))
