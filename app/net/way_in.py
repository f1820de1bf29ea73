"""Signs in to a web server by one way: carries it to the server's yes, or to what ends it."""

import anyio

from app.domain.authentication import HttpWay, Mechanism, Scheme
from app.domain.binds import BindOutcome
from app.domain.clauses import sentence
from app.domain.failures import Failure, FailureKind
from app.domain.network import Terms
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import Turn
from app.domain.tokens import inner_of
from app.net.channel_binding import end_point
from app.net.context_failures import NOT_CARRIED_ON
from app.net.contexts import HTTP, Context, Wanted, begin, go_on
from app.net.failures import AttemptFailedError
from app.net.legs import Answer, Legs
from app.net.line import Line
from app.net.masking import basic_token
from app.net.options import NetworkOptions
from app.net.permission import why_no_kerberos, why_no_password, why_no_sign_in
from app.net.proof import Proof, token_header
from app.net.sign_in_failures import (
    LOCKED,
    declined,
    endless,
    lost_in_sign_in,
    no_challenge,
    not_carried_on,
    not_proven,
    refused,
)
from app.net.target import Target
from app.protocol.tokens import read_token

MOST_LEGS = 8
"""Kerberos takes one or two, NTLM two or three."""
MOST_BEGINNINGS = 2
"""How often a way is begun, where the connection goes away in the middle of it."""
_REFUSALS = {401, LOCKED}


class WayEndedError(AttemptFailedError):
    """One way of signing in has come to nothing; `outcome` says what that means for the others."""

    def __init__(self, outcome: BindOutcome, failure: Failure) -> None:
        super().__init__(failure)
        self.outcome = outcome


class LineLostError(AttemptFailedError):
    """The connection went away between two legs, or without a word in answer to one."""


class WayIn:
    """One way into one web server, for one user."""

    def __init__(
        self,
        way: HttpWay,
        turn: Turn,
        terms: Terms,
        options: NetworkOptions,
        target: Target,
        legs: Legs,
    ) -> None:
        self.way = way
        self._turn = turn
        self.credentials = None if way.current_user else turn.credentials
        self._terms = terms
        self._options = options
        self._host = target.host
        self._place = str(target)
        self._legs = legs
        self.count = 0
        """How many requests to sign in have gone out."""

    async def run(self) -> Failure | None:
        """Begin on the open connection, and anew on another where that one goes away.

        Gives a remark, where there is one; what comes to nothing is WayEndedError.
        """
        for beginning in range(1, MOST_BEGINNINGS + 1):
            # Each connection counts by itself: another one may show another certificate.
            line = await self._legs.transport.line()
            refusal = self._why_not(line) or why_no_kerberos(
                self.way.mechanism, self.credentials, self._terms.domain
            )
            if refusal:
                raise _not_possible(sentence(refusal))
            try:
                if self.way.mechanism is Mechanism.SIMPLE:
                    assert self.credentials is not None
                    return await self._by_password(self.credentials)
                return await self._by_tokens(line)
            except LineLostError:
                if beginning == MOST_BEGINNINGS or self._turn.is_empty:
                    raise
        raise AssertionError("a way begins at least once")

    def _why_not(self, line: Line) -> str:
        old_tls = self._options.old_tls
        if self.way.scheme is Scheme.BASIC:
            return why_no_password(line.judged, self._terms.authentication, old_tls=old_tls)
        return why_no_sign_in(line.judged, old_tls=old_tls)

    # --- the password itself ---------------------------------------------------------------

    async def _by_password(self, credentials: Credentials) -> Failure | None:
        header = Secret(f"Basic {basic_token(credentials)}")
        proof = Proof(Scheme.BASIC, credentials.username, header)
        answer = await self._ask(proof)
        self._check(answer.response.status, proof)
        return None

    # --- Kerberos and NTLM -----------------------------------------------------------------

    async def _by_tokens(self, line: Line) -> Failure | None:
        """Carry tokens to and fro, all on one connection, until the server answers."""
        wanted = Wanted(
            mechanism=self.way.mechanism,
            host=self._host,
            credentials=self.credentials,
            binding=end_point(line.leaf),
            service=HTTP,
            bare=self.way.scheme is Scheme.NTLM,
        )
        context, token = await self._begin(wanted)
        for _ in range(MOST_LEGS):
            if not self._legs.transport.is_open(line):
                raise LineLostError(lost_in_sign_in(self._place))
            proof = self._proof(token)
            answer = await self._ask(proof)
            status = answer.response.status
            if status != 401:
                self._check(status, proof)
                return await self._last_word(context, answer, wanted)
            token = await self._next(context, answer, wanted, proof)
        self._turn.miss()
        raise AttemptFailedError(endless(self._place))

    async def _begin(self, wanted: Wanted) -> tuple[Context, bytes]:
        try:
            return await begin(wanted, self._terms.limits.directory_s)
        except AttemptFailedError as error:
            # The domain itself may refuse a password, before this server has seen anything of it.
            is_refused = error.failure.kind is FailureKind.SIGN_IN_REFUSED
            outcome = BindOutcome.REFUSED if is_refused else BindOutcome.NOT_POSSIBLE
            raise WayEndedError(outcome, error.failure) from error

    def _proof(self, token: bytes) -> Proof:
        assert self._legs.echoes is not None
        self._legs.echoes.add(token)
        header = token_header(self.way.scheme, token)
        username = self.credentials.username if self.credentials else ""
        return Proof(self.way.scheme, username, header, read_token(token))

    async def _next(self, context: Context, answer: Answer, wanted: Wanted, proof: Proof) -> bytes:
        """Give what follows a 401, or say why nothing does."""
        if not answer.token:
            if proof.proves:
                raise self._refused(wanted)
            raise WayEndedError(BindOutcome.DECLINED, no_challenge(self._place))
        said = inner_of(answer.response.token)
        if wanted.mechanism is Mechanism.NTLM and isinstance(said, Failure) and not proof.proves:
            # What is spoilt or made up gets no proof in answer, though pyspnego might give one.
            raise WayEndedError(BindOutcome.DECLINED, not_carried_on(self._place, said))
        limit_s = self._terms.limits.directory_s
        try:
            token = await go_on(context, answer.token, wanted, limit_s)
        except AttemptFailedError as error:
            raise self._explained(error.failure, answer, wanted, proof) from error
        if not token:
            raise self._refused(wanted)
        return token

    def _explained(
        self, failure: Failure, answer: Answer, wanted: Wanted, proof: Proof
    ) -> WayEndedError:
        """Take the server's token for a reason, where one is in it."""
        if not proof.proves:
            said = inner_of(answer.response.token)
            failure = not_carried_on(self._place, said, failure.origin)
            return WayEndedError(BindOutcome.DECLINED, failure)
        if failure.detail == NOT_CARRIED_ON or failure.kind is FailureKind.SIGN_IN_REFUSED:
            return self._refused(wanted)
        return WayEndedError(BindOutcome.DECLINED, declined(self._place, failure))

    def _refused(self, wanted: Wanted) -> WayEndedError:
        by_ticket = wanted.mechanism is Mechanism.KERBEROS
        username = wanted.credentials.username if wanted.credentials else ""
        failure = refused(self._place, username, wanted.principal if by_ticket else "")
        return WayEndedError(BindOutcome.REFUSED, failure)

    async def _last_word(self, context: Context, answer: Answer, wanted: Wanted) -> Failure | None:
        """Hear the server's own proof, if it gives one; a failure is a remark, and no more.

        The server is already known by the certificate that was accepted.
        """
        if answer.token and not context.complete:
            try:
                await go_on(context, answer.token, wanted, self._terms.limits.directory_s)
            except AttemptFailedError as error:
                return not_proven(self._place, error.failure.origin)
        return None

    # --- both ------------------------------------------------------------------------------

    async def _ask(self, proof: Proof) -> Answer:
        """Send a leg; what becomes of a proof counts even if the answer never comes whole."""
        try:
            return await self._legs.ask(proof)
        except AttemptFailedError as error:
            raise self._unanswered(error.failure, proof) from error
        except anyio.get_cancelled_exc_class():
            if proof.proves and self._legs.status in _REFUSALS:
                self._turn.refuse(current_user=not proof.username)
            raise
        finally:
            self.count += self._legs.is_out

    def _unanswered(self, failure: Failure, proof: Proof) -> AttemptFailedError:
        status = self._legs.status
        if proof.proves and status in _REFUSALS:
            said = refused(self._place, proof.username, status=status)
            return WayEndedError(BindOutcome.REFUSED, said)
        if proof.proves and status is None and self._legs.is_out:
            self._turn.miss()
        if self._is_lost(failure):
            return LineLostError(failure)
        return AttemptFailedError(failure)

    def _is_lost(self, failure: Failure) -> bool:
        """Tell a connection that was closed while it lay idle. RFC 9112 9.3.1

        The question only reads, so that asking it twice does no harm.
        """
        line = self._legs.line
        is_broken = failure.kind in {FailureKind.RESET, FailureKind.PROTOCOL}
        return is_broken and line is not None and line.went_stale

    def _check(self, status: int, proof: Proof) -> None:
        if proof.proves and status in _REFUSALS:
            failure = refused(self._place, proof.username, status=status)
            raise WayEndedError(BindOutcome.REFUSED, failure)


def _not_possible(why: str) -> WayEndedError:
    return WayEndedError(
        BindOutcome.NOT_POSSIBLE, Failure(kind=FailureKind.SIGN_IN_NEEDED, detail=why)
    )
