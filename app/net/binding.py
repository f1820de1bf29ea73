"""Binds to a directory by one way: carries it to the directory's yes, or to what ends it."""

from collections.abc import Awaitable
from typing import TypeVar

import sansldap
from sansldap import LDAPResultCode, SearchScope

from app.domain.authentication import Mechanism
from app.domain.binds import Bind
from app.domain.clauses import sentence
from app.domain.failures import Failure, FailureKind
from app.domain.network import Terms
from app.domain.secret import Credentials
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
from app.net.line import Line
from app.net.lines import Lines
from app.net.options import NetworkOptions
from app.net.permission import why_no_kerberos, why_no_password, why_not_this_tls
from app.net.target import Target

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


class NotPossibleError(AttemptFailedError):
    """This way ends on this side; another one may still do."""


class Binding:
    """A connection to one directory, which is opened anew for a way if one was begun on it."""

    line: Line
    client: LdapClient

    def __init__(self, terms: Terms, options: NetworkOptions, target: Target, lines: Lines) -> None:
        self._terms = terms
        self._options = options
        self._target = target
        self._place = str(target)
        self._lines = lines
        self._offered: frozenset[str] | None = None
        self.legs = 0
        """How many requests to sign in have gone out by the way that is being tried."""

    async def connect(self) -> None:
        """Open the connection, with TLS where the question is for ldaps."""
        self.line = await self._lines.open(self._target)
        if self._target.tls:
            await self._lines.secure(self.line)
        self.client = LdapClient(self.line, self._terms.limits.directory_s)

    async def connect_for_a_way(self) -> None:
        """Give the next way a connection on which no other was begun."""
        if self.legs:
            # RFC 4513 5.2.1.4: a sign-in that was begun leaves its connection in an odd state.
            await self.line.aclose()
            await self.connect()
        self.legs = 0

    async def bind(self, mechanism: Mechanism, credentials: Credentials | None) -> Bind:
        """Bind by one way; what cannot be begun on this side is NotPossibleError."""
        if mechanism is Mechanism.SIMPLE:
            assert credentials is not None
            return await self._simple(credentials)
        return await self._negotiated(mechanism, credentials)

    # --- the password itself ---------------------------------------------------------------

    async def _simple(self, credentials: Credentials) -> Bind:
        if self.line.judged is None:
            answer = await self.client.ask_for_tls()
            if ldap_code(answer) != LDAPResultCode.SUCCESS:
                why = "The password is never sent without TLS, which the directory does not offer."
                raise NotPossibleError(not_possible(why))
            await self._lines.secure(self.line)
        # A simple bind is to LDAP what Basic is to HTTP: the password itself goes out.
        refusal = why_no_password(
            self.line.judged, self._terms.authentication, old_tls=self._options.old_tls
        )
        if refusal:
            raise NotPossibleError(not_possible(sentence(refusal)))
        result = await self._answered(self.client.bind_simple(credentials))
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
        judged = self.line.judged
        refusal = why_no_kerberos(mechanism, credentials, self._terms.domain)
        if judged and not refusal:
            refusal = why_not_this_tls(judged, old_tls=self._options.old_tls)
        if refusal:
            raise NotPossibleError(not_possible(sentence(refusal)))
        wanted = Wanted(
            mechanism=mechanism,
            host=self._target.host,
            credentials=credentials,
            binding=end_point(self.line.leaf) if judged else None,
        )
        try:
            context, token = await begin(wanted, self._terms.limits.directory_s)
        except AttemptFailedError as error:
            if error.failure.kind is FailureKind.SIGN_IN_REFUSED:
                raise
            raise NotPossibleError(error.failure) from error
        await self._exchange(context, token, wanted)
        if not judged:
            self.client.protect(context)
        name = (context.negotiated_protocol or "").lower()
        known = name if name in {Mechanism.KERBEROS, Mechanism.NTLM} else Mechanism.NEGOTIATE
        return Bind(f"{known}-in-tls" if judged else f"{known}-sealed")

    async def _exchange(self, context: Context, token: bytes, wanted: Wanted) -> None:
        """Carry tokens to and fro until both sides are content."""
        outgoing: bytes | None = token
        while outgoing is not None and self.legs < MOST_LEGS:
            result, incoming = await self._answered(self.client.bind_sasl(SASL, outgoing))
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
            page, result = await self.client.search(
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
        self.legs += 1
        try:
            return await leg
        except AttemptFailedError as error:
            if error.failure.kind is not FailureKind.RESET:
                raise
            raise AttemptFailedError(dropped_in_sign_in(error.failure, self._place)) from error
