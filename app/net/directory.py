"""One LDAP attempt: sign in, rootDSE, and the search by pages."""

import sansldap
from sansldap import LDAPResultCode, SearchScope

from app.domain.attempts import Entry, Search
from app.domain.events import Bound, EntriesReceived
from app.domain.failures import Failure, FailureKind
from app.domain.growth import Watched
from app.domain.network import Terms
from app.net.directory_failures import ldap_code, of_ldap_result
from app.net.entering import Entered, Entering
from app.net.failures import AttemptFailedError
from app.net.ldap import MOST_ENTRIES, MOST_REFERRALS, PAGE_SIZE, shown_referrals, too_many
from app.net.lines import Lines
from app.net.options import NetworkOptions
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
    entering = Entering(watched, terms, options, target, lines)
    try:
        return await _Searching(watched, target, await entering.run()).run()
    except AttemptFailedError as error:
        # A directory may quote in its refusal what it was sent.
        masking = entering.masking
        return masking.hide_in_failure(error.failure) if masking else error.failure


class _Searching:
    """What is done once the directory lets this client in."""

    def __init__(self, watched: Watched[Search], target: Target, entered: Entered) -> None:
        self._watched = watched
        self._target = target
        self._entered = entered
        self._client = entered.client

    async def run(self) -> Failure | None:
        base = await self._base()
        place = self._entered.line.place
        self._watched.report_on(place, Bound(bind=self._entered.bind, base=base))
        failure = await self._read_pages(base)
        await self._client.say_goodbye()
        return failure

    async def _base(self) -> str:
        page, result = await self._client.search(
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

    async def _read_pages(self, base: str) -> Failure | None:
        question = self._watched.attempt.question
        query = sansldap.LDAPFilter.from_string(question.filter)
        entries: list[Entry] = []
        referrals: list[str] = []
        references, cookie = 0, b""
        for _ in range(MOST_PAGES):
            page, result = await self._client.search(
                base, SearchScope.SUBTREE, query, question.attributes, cookie
            )
            entries += page.entries
            references += page.references
            referrals += page.referrals + shown_referrals(result.referrals)
            if max(len(entries), references) > MOST_ENTRIES:
                return too_many(str(self._target))
            if ldap_code(result) != LDAPResultCode.SUCCESS or not page.cookie:
                break
            cookie = page.cookie
        else:
            return too_many(str(self._target))
        received = EntriesReceived(
            entries=tuple(entries),
            references=references,
            referrals=tuple(referrals[:MOST_REFERRALS]),
        )
        self._watched.report_on(self._entered.line.place, received)
        self._check(result)
        return None

    def _check(self, result: sansldap.LDAPResult) -> None:
        if ldap_code(result) != LDAPResultCode.SUCCESS:
            why_anonymous = self._entered.why_anonymous
            raise AttemptFailedError(of_ldap_result(result, str(self._target), why_anonymous))
