"""Signs in to a directory by each way in turn until one works, and reports each."""

import sys
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

import sansldap
from sansldap import LDAPResultCode, SearchScope

from app.domain.attempts import Search
from app.domain.authentication import Mechanism
from app.domain.binds import Bind, BindOutcome, BindTry
from app.domain.events import BindTried
from app.domain.failures import Failure, FailureKind
from app.domain.growth import Watched
from app.domain.network import Terms
from app.domain.secret import Credentials
from app.domain.sign_in import Turn
from app.net.channel_binding import end_point
from app.net.context_failures import NOT_CARRIED_ON
from app.net.contexts import Context, Wanted, begin, go_on
from app.net.directory_failures import (
    dropped_in_sign_in,
    endless,
    ldap_code,
    not_possible,
    not_proven,
    not_sealed,
    of_bind_result,
)
from app.net.failures import AttemptFailedError
from app.net.ldap import LdapClient
from app.net.lines import Line, Lines
from app.net.masking import Masking
from app.net.options import NetworkOptions
from app.net.permission import why_no_kerberos, why_no_password, why_not_this_tls
from app.net.target import Target
from app.net.ways import Way, ways_in

T = TypeVar("T")

SASL = "GSS-SPNEGO"
"""[MS-ADTS] 3.1.1.3.4.5.2; RFC 4178 inside of RFC 4422."""
OFFER = "supportedSASLMechanisms"
CAPABILITIES = "supportedCapabilities"
"""Both of the rootDSE. RFC 4512 5.1, [MS-ADTS] 3.1.1.3.2"""
MICROSOFT = {"1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1851"}
"""Active Directory, and its smaller edition AD LDS. [MS-ADTS] 3.1.1.3.4.3"""
MOST_LEGS = 8
"""Kerberos takes one or two, NTLM two or three."""
_ON_WINDOWS = sys.platform == "win32"


class NotPossibleError(AttemptFailedError):
    """This way ends on this side; another one may still do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A directory that can be searched."""

    line: Line
    client: LdapClient
    bind: Bind
    why_anonymous: str = ""
    """Why nobody signed in; empty where somebody has."""


class SigningIn:
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
        self._options = options
        self._target = target
        self._place = str(target)
        self._lines = lines
        self._offered: frozenset[str] | None = None
        self._reasons: list[str] = []
        self.masking: Masking | None = None
        """Set before a password goes out, for what the directory says afterwards."""
        self._declined: Failure | None = None
        self._refused: Failure | None = None
        """Set where the signed-in user was refused, and given credentials are left to be tried."""
        self._legs = 0
        """How many requests to sign in have gone out by the way that is being tried."""

    async def run(self) -> Entered:
        """Give the directory, signed in or not; a refusal is raised as AttemptFailedError."""
        await self._connect()
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
                    return Entered(line=self._line, client=self._client, bind=bind)
        failure = self._refused or self._declined
        if failure is not None:
            raise AttemptFailedError(failure)
        return self._anonymous("; ".join(dict.fromkeys(self._reasons)))

    def _anonymous(self, why: str) -> Entered:
        return Entered(line=self._line, client=self._client, bind=Bind.ANONYMOUS, why_anonymous=why)

    def _ways(self, turn: Turn) -> tuple[Way, ...]:
        password = turn.credentials.password.reveal() if turn.credentials else ""
        if turn.credentials and not password:
            # RFC 4513 5.1.2: a simple bind without one would count as a success, an anonymous one.
            self._reasons.append("the password is empty")
        ways = ways_in(
            self._terms.authentication,
            given=bool(password),
            current_user=turn.current_user,
            windows=_ON_WINDOWS,
        )
        if not ways and not self._reasons:
            self._reasons.append("no way of signing in that is allowed fits these credentials")
        return ways

    async def _connect(self) -> None:
        self._line = await self._lines.open(self._target)
        if self._target.tls:
            await self._lines.secure(self._line)
        self._client = LdapClient(self._line, self._terms.limits.directory_s)

    async def _try(self, way: Way, turn: Turn) -> Bind | None:
        if self._legs:
            # RFC 4513 5.2.1.4: a sign-in that was begun leaves its connection in an odd state.
            await self._line.aclose()
            await self._connect()
        self._legs = 0
        credentials = None if way.current_user else turn.credentials
        if credentials is not None:
            self.masking = Masking(credentials, credentials.username)
        try:
            if way.mechanism is Mechanism.SIMPLE:
                assert credentials is not None
                bind = await self._simple(credentials)
            else:
                bind = await self._negotiated(way.mechanism, credentials)
        except NotPossibleError as error:
            self._report(way, credentials, BindOutcome.NOT_POSSIBLE, self._masked(error.failure))
            self._reasons.append(_clause(error.failure))
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
                if self._legs > (way.mechanism is Mechanism.NTLM):
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
            legs=self._legs,
            failure=failure,
        )
        self._watched.report_on(self._line.place, BindTried(tried=tried))

    # --- the password itself ---------------------------------------------------------------

    async def _simple(self, credentials: Credentials) -> Bind:
        if self._line.judged is None:
            answer = await self._client.ask_for_tls()
            if ldap_code(answer) != LDAPResultCode.SUCCESS:
                why = "The password is never sent without TLS, which the directory does not offer."
                raise NotPossibleError(not_possible(why))
            await self._lines.secure(self._line)
        # A simple bind is to LDAP what Basic is to HTTP: the password itself goes out.
        refusal = why_no_password(
            self._line.judged, self._terms.authentication, old_tls=self._options.old_tls
        )
        if refusal:
            raise NotPossibleError(not_possible(f"{refusal[0].upper()}{refusal[1:]}."))
        result = await self._answered(self._client.bind_simple(credentials))
        if ldap_code(result) != LDAPResultCode.SUCCESS:
            raise AttemptFailedError(of_bind_result(result, self._place, credentials.username))
        return Bind.SIMPLE

    # --- Kerberos and NTLM -----------------------------------------------------------------

    async def _negotiated(self, mechanism: Mechanism, credentials: Credentials | None) -> Bind:
        offer = await self._offer()
        if SASL not in offer:
            raise NotPossibleError(not_possible(f"The directory does not offer {SASL}."))
        if mechanism is Mechanism.NTLM and not offer & MICROSOFT:
            # Others refuse it as they refuse a wrong password, which would end all ways.
            why = "The directory is no Active Directory, so that it does not know NTLM."
            raise NotPossibleError(not_possible(why))
        judged = self._line.judged
        refusal = why_no_kerberos(mechanism, credentials, self._terms.domain)
        if judged and not refusal:
            refusal = why_not_this_tls(judged, old_tls=self._options.old_tls)
        if refusal:
            raise NotPossibleError(not_possible(f"{refusal[0].upper()}{refusal[1:]}."))
        wanted = Wanted(
            mechanism=mechanism,
            host=self._target.host,
            credentials=credentials,
            binding=end_point(self._line.leaf) if judged else None,
        )
        try:
            context, token = await begin(wanted, self._terms.limits.directory_s)
        except AttemptFailedError as error:
            if error.failure.kind is FailureKind.SIGN_IN_REFUSED:
                raise
            raise NotPossibleError(error.failure) from error
        await self._exchange(context, token, wanted)
        if not judged:
            self._client.protect(context)
        name = (context.negotiated_protocol or "").lower()
        known = name if name in {Mechanism.KERBEROS, Mechanism.NTLM} else Mechanism.NEGOTIATE
        return Bind(f"{known}-in-tls" if judged else f"{known}-sealed")

    async def _exchange(self, context: Context, token: bytes, wanted: Wanted) -> None:
        """Carry tokens to and fro until both sides are content."""
        outgoing: bytes | None = token
        while outgoing is not None and self._legs < MOST_LEGS:
            result, incoming = await self._answered(self._client.bind_sasl(SASL, outgoing))
            code = ldap_code(result)
            if code not in {LDAPResultCode.SUCCESS, LDAPResultCode.SASL_BIND_IN_PROGRESS}:
                raise AttemptFailedError(await self._refusal(context, result, incoming, wanted))
            outgoing = None
            if incoming and not context.complete:
                limit_s = self._terms.limits.directory_s
                outgoing = await go_on(context, incoming, wanted, limit_s)
            if context.lacks_seal and not wanted.binding:
                raise AttemptFailedError(not_sealed(self._place))
            if code == LDAPResultCode.SUCCESS:
                if not context.complete:
                    raise AttemptFailedError(not_proven(self._place))
                return
        raise AttemptFailedError(endless(self._place))

    async def _refusal(
        self, context: Context, result: sansldap.LDAPResult, token: bytes, wanted: Wanted
    ) -> Failure:
        """Say why, in Kerberos' words where the directory's token has some."""
        if token and not context.complete:
            try:
                await go_on(context, token, wanted, self._terms.limits.directory_s)
            except AttemptFailedError as error:
                if error.failure.detail != NOT_CARRIED_ON:
                    return error.failure
        by_ticket = wanted.mechanism is Mechanism.KERBEROS
        return of_bind_result(result, self._place, wanted.who, by_ticket=by_ticket)

    async def _offer(self) -> frozenset[str]:
        """Read what the directory offers; nobody vouches for it, but at worst it costs a way."""
        if self._offered is None:
            page, result = await self._client.search(
                "",
                SearchScope.BASE,
                sansldap.FilterPresent("objectClass"),
                (OFFER, CAPABILITIES),
                None,
            )
            entries = page.entries if ldap_code(result) == LDAPResultCode.SUCCESS else []
            self._offered = frozenset(
                value
                for entry in entries
                for attribute in (OFFER, CAPABILITIES)
                for value in entry.values(attribute)
            )
        return self._offered

    async def _answered(self, leg: Awaitable[T]) -> T:
        self._legs += 1
        try:
            return await leg
        except AttemptFailedError as error:
            if error.failure.kind is not FailureKind.RESET:
                raise
            raise AttemptFailedError(dropped_in_sign_in(error.failure, self._place)) from error


_OUTCOMES = {
    FailureKind.SIGN_IN_REFUSED: BindOutcome.REFUSED,
    FailureKind.DIRECTORY: BindOutcome.DECLINED,
}


def _clause(failure: Failure) -> str:
    """Give a sentence in the form in which it stands among others, in brackets."""
    return failure.detail[:1].lower() + failure.detail[1:].rstrip(".")
