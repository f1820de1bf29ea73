"""One LDAP attempt: TLS where a password is to go out, bind, rootDSE, and the search by pages."""

import sansldap
from sansldap import LDAPResultCode, SearchScope

from app.domain.attempts import Entry, Search
from app.domain.authentication import Scheme
from app.domain.events import Bound, EntriesReceived
from app.domain.failures import Failure, FailureKind
from app.domain.growth import Watched
from app.domain.network import Terms
from app.net.failures import AttemptFailedError, ldap_code, of_ldap_result
from app.net.ldap import MOST_ENTRIES, PAGE_SIZE, LdapClient, too_many
from app.net.lines import Line, Lines
from app.net.masking import Masking
from app.net.options import NetworkOptions
from app.net.permission import why_no_sign_in
from app.net.target import Target, read_target

BASE_ATTRIBUTE = "configurationNamingContext"
"""Of the rootDSE. [MS-ADTS] 3.1.1.3.2"""
MOST_PAGES = 2 * MOST_ENTRIES // PAGE_SIZE
"""A directory may give pages that are not full, but not without end."""


async def search_directory(
    watched: Watched[Search], terms: Terms, options: NetworkOptions, lines: Lines
) -> Failure | None:
    """Search, reporting each stage; give the Failure that ended it, if one did."""
    target = read_target(watched.attempt.question.url, "ldap", "ldaps")
    if isinstance(target, Failure):
        return target
    searching = _Searching(watched, terms, options, target, lines)
    try:
        return await searching.run()
    except AttemptFailedError as error:
        # A directory may quote in its refusal what it was sent.
        masking = searching.masking
        return masking.hide_in_failure(error.failure) if masking else error.failure


class _Searching:
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
        self._lines = lines
        self._why_anonymous = ""
        """Why nobody signed in; empty once somebody has."""
        self.masking: Masking | None = None
        """Set before the password goes out."""

    async def run(self) -> Failure | None:
        line = await self._lines.open(self._target)
        if self._target.tls:
            await self._lines.secure(line)
        client = LdapClient(line, self._terms.limits.directory_s)
        self._why_anonymous = await self._sign_in(line, client)
        base = await self._base(client)
        bind = "anonymous" if self._why_anonymous else "simple"
        self._watched.report_on(line.place, Bound(bind=bind, base=base))
        failure = await self._read_pages(line, client, base)
        await client.say_goodbye()
        return failure

    async def _sign_in(self, line: Line, client: LdapClient) -> str:
        """Sign in if that can be done safely; else say why the search is anonymous."""
        sign_in = self._terms.sign_in
        if sign_in is None or not sign_in.was_given:
            return "no credentials were given"
        if line.judged is None:
            answer = await client.ask_for_tls()
            if ldap_code(answer) != LDAPResultCode.SUCCESS:
                return "the password is never sent without TLS, which the directory does not offer"
            await self._lines.secure(line)
        # A simple bind is to LDAP what Basic is to HTTP: the password itself goes out.
        refusal = why_no_sign_in(
            line.judged,
            (Scheme.BASIC.value,),
            self._terms.authentication,
            old_tls=self._options.old_tls,
        )
        if refusal:
            return refusal
        async with sign_in.turn() as turn:
            if turn.credentials is None:
                return "the credentials were refused before in this run"
            if not turn.credentials.password.reveal():
                # RFC 4513 5.1.2: it would count as a success, and be an anonymous one.
                return "the password is empty"
            self.masking = Masking(turn.credentials, turn.credentials.username)
            result = await client.bind_simple(turn.credentials)
            if ldap_code(result) == LDAPResultCode.INVALID_CREDENTIALS:
                turn.refused = True
                raise AttemptFailedError(
                    Failure(
                        kind=FailureKind.SIGN_IN_REFUSED,
                        detail=f"The directory {self._target} refused the user name or the "
                        f"password of {turn.credentials.username}.",
                        origin=result.diagnostics_message.strip("\0 ")[:500],
                    )
                )
        if ldap_code(result) != LDAPResultCode.SUCCESS:
            raise AttemptFailedError(of_ldap_result(result, str(self._target)))
        return ""

    async def _base(self, client: LdapClient) -> str:
        page, result = await client.search(
            "", SearchScope.BASE, sansldap.FilterPresent("objectClass"), (BASE_ATTRIBUTE,), None
        )
        self._check(result)
        named = [value for entry in page.entries for value in entry.values(BASE_ATTRIBUTE)]
        if not named or not named[0]:
            raise AttemptFailedError(
                Failure(
                    kind=FailureKind.DIRECTORY,
                    detail=f"The directory {self._target} names no configuration naming context; "
                    "it is no Active Directory, or hides it from this user.",
                )
            )
        return named[0]

    async def _read_pages(self, line: Line, client: LdapClient, base: str) -> Failure | None:
        question = self._watched.attempt.question
        query = sansldap.LDAPFilter.from_string(question.filter)
        entries: list[Entry] = []
        references, cookie = 0, b""
        for _ in range(MOST_PAGES):
            page, result = await client.search(
                base, SearchScope.SUBTREE, query, question.attributes, cookie
            )
            entries += page.entries
            references += page.references
            if max(len(entries), references) > MOST_ENTRIES:
                return too_many(str(self._target))
            if ldap_code(result) != LDAPResultCode.SUCCESS or not page.cookie:
                break
            cookie = page.cookie
        else:
            return too_many(str(self._target))
        self._watched.report_on(
            line.place, EntriesReceived(entries=tuple(entries), references=references)
        )
        self._check(result)
        return None

    def _check(self, result: sansldap.LDAPResult) -> None:
        if ldap_code(result) != LDAPResultCode.SUCCESS:
            raise AttemptFailedError(of_ldap_result(result, str(self._target), self._why_anonymous))
