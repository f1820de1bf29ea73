"""Enters a directory: signs in by each way in turn until one works, and reports each."""

import sys
from dataclasses import dataclass

from app.domain.attempts import Search
from app.domain.authentication import Mechanism
from app.domain.binds import Bind, BindOutcome, BindTry
from app.domain.clauses import clause
from app.domain.events import BindTried
from app.domain.failures import Failure, FailureKind
from app.domain.growth import Watched
from app.domain.network import Terms
from app.domain.secret import Credentials
from app.domain.sign_in import Turn
from app.net.binding import Binding, NotPossibleError
from app.net.directory_ways import Way, directory_ways
from app.net.failures import AttemptFailedError
from app.net.ldap import LdapClient
from app.net.line import Line
from app.net.lines import Lines
from app.net.masking import Masking
from app.net.options import NetworkOptions
from app.net.target import Target

_ON_WINDOWS = sys.platform == "win32"
_OUTCOMES = {
    FailureKind.SIGN_IN_REFUSED: BindOutcome.REFUSED,
    FailureKind.DIRECTORY: BindOutcome.DECLINED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A directory that can be searched."""

    line: Line
    client: LdapClient
    bind: Bind
    why_anonymous: str = ""
    """Why nobody signed in; empty where somebody has."""


class Entering:
    """The ways into one directory."""

    def __init__(
        self,
        watched: Watched[Search],
        terms: Terms,
        options: NetworkOptions,
        target: Target,
        lines: Lines,
    ) -> None:
        self._watched = watched
        self._terms = terms
        self._binding = Binding(terms, options, target, lines)
        self._reasons: list[str] = []
        self.masking: Masking | None = None
        """Set before a password goes out, for what the directory says afterwards."""
        self._declined: Failure | None = None
        self._refused: Failure | None = None
        """Set where the signed-in user was refused, and given credentials are left to be tried."""

    async def run(self) -> Entered:
        """Give the directory, signed in or not; a refusal is raised as AttemptFailedError."""
        await self._binding.connect()
        sign_in = self._terms.sign_in
        if sign_in is None or not (sign_in.was_given or sign_in.may_be_current_user):
            return self._anonymous("no credentials were given")
        async with sign_in.turn() as turn:
            if turn.is_empty:
                return self._anonymous("the credentials were refused before in this run")
            for way in self._ways(turn):
                if not turn.has(current_user=way.current_user):
                    continue
                bind = await self._try(way, turn)
                if bind is not None:
                    return self._entered(bind)
        failure = self._refused or self._declined
        if failure is not None:
            raise AttemptFailedError(failure)
        return self._anonymous("; ".join(dict.fromkeys(self._reasons)))

    def _anonymous(self, why: str) -> Entered:
        return self._entered(Bind.ANONYMOUS, why)

    def _entered(self, bind: Bind, why_anonymous: str = "") -> Entered:
        return Entered(
            line=self._binding.line,
            client=self._binding.client,
            bind=bind,
            why_anonymous=why_anonymous,
        )

    def _ways(self, turn: Turn) -> tuple[Way, ...]:
        password = turn.credentials.password.reveal() if turn.credentials else ""
        if turn.credentials and not password:
            # RFC 4513 5.1.2: a simple bind without one would count as a success, an anonymous one.
            self._reasons.append("the password is empty")
        ways = directory_ways(
            self._terms.authentication,
            given=bool(password),
            current_user=turn.current_user,
            windows=_ON_WINDOWS,
        )
        if not ways and not self._reasons:
            self._reasons.append("no way of signing in that is allowed fits these credentials")
        return ways

    async def _try(self, way: Way, turn: Turn) -> Bind | None:
        await self._binding.connect_for_a_way()
        credentials = None if way.current_user else turn.credentials
        if credentials is not None:
            self.masking = Masking(credentials, credentials.username)
        try:
            bind = await self._binding.bind(way.mechanism, credentials)
        except NotPossibleError as error:
            self._report(way, credentials, BindOutcome.NOT_POSSIBLE, self._masked(error.failure))
            self._reasons.append(clause(error.failure.detail))
            return None
        except AttemptFailedError as error:
            outcome = _OUTCOMES.get(error.failure.kind, BindOutcome.BROKEN_OFF)
            self._report(way, credentials, outcome, self._masked(error.failure))
            self._draw_consequence(way, turn, outcome, error)
            return None
        self._report(way, credentials, BindOutcome.SIGNED_IN, None)
        return bind

    def _draw_consequence(
        self, way: Way, turn: Turn, outcome: BindOutcome, error: AttemptFailedError
    ) -> None:
        """Remember why a way failed, or end the whole sign-in with it."""
        match outcome:
            case BindOutcome.DECLINED:
                self._declined = error.failure
            case BindOutcome.REFUSED:
                turn.refuse(current_user=way.current_user)
                if not way.current_user or turn.is_empty:
                    raise error
                self._refused = error.failure
            case _:
                # NTLM's first message proves nothing yet.
                if self._binding.legs > (way.mechanism is Mechanism.NTLM):
                    turn.miss()
                raise error

    def _masked(self, failure: Failure) -> Failure:
        return self.masking.hide_in_failure(failure) if self.masking else failure

    def _report(
        self,
        way: Way,
        credentials: Credentials | None,
        outcome: BindOutcome,
        failure: Failure | None,
    ) -> None:
        tried = BindTry(
            mechanism=way.mechanism,
            outcome=outcome,
            username=credentials.username if credentials else "",
            legs=self._binding.legs,
            failure=failure,
        )
        self._watched.report_on(self._binding.line.place, BindTried(tried=tried))
