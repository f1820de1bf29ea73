"""Signs in to a proxy that asks for it, if the user said so: Negotiate, NTLM or Basic."""

import base64
import binascii
import sys
from collections.abc import Awaitable, Callable
from typing import Final

from msgspec.structs import replace

from app.domain.authentication import (
    HttpWay,
    Mechanism,
    Scheme,
    challenges,
    http_ways,
    offered_schemes,
)
from app.domain.failures import Failure, FailureKind
from app.domain.network import Terms
from app.domain.proxies import ProxyAnswer, ProxyAt
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import Turn
from app.net.contexts import HTTP, Context, Wanted, begin, go_on
from app.net.failures import AttemptFailedError
from app.net.masking import Masking, basic_token
from app.net.permission import why_no_kerberos
from app.net.proof import token_header
from app.net.proxies import Proxies
from app.net.proxy_answers import SIGN_IN_WANTED, broken, sign_in_refused, sign_in_wanted

MOST_LEGS: Final = 4
"""NTLM takes two, Kerberos one or two: more is a proxy that asks for ever."""
_UNAUTHORIZED: Final = 401
LONGEST_TOKEN: Final = 1 << 16
SIGNED_IN_USER: Final = "the signed-in user"
_ON_WINDOWS: Final = sys.platform == "win32"

Ask = Callable[[Secret, Masking | None], Awaitable[ProxyAnswer]]
"""Sends the request with this Proxy-Authorization; raises what is no answer."""
Report = Callable[[ProxyAnswer], None]


async def sign_in_to_proxy(
    first: ProxyAnswer,
    ask: Ask,
    challenged: Callable[[], tuple[str, ...]],
    terms: Terms,
    proxies: Proxies,
    report: Report,
) -> ProxyAnswer:
    """Answer a 407; gives the answer that let the request through, or refused it otherwise.

    `challenged` gives Proxy-Authenticate of the newest answer. Who is refused once is not sent
    again in the run, to no proxy.
    """
    report(first)
    sign_in = proxies.sign_in
    if not sign_in.was_given and not sign_in.may_be_current_user:
        raise AttemptFailedError(sign_in_wanted(first))
    async with sign_in.turn() as turn:
        if turn.is_empty:
            because = "what was given was refused before in this run, and is not sent again"
            raise AttemptFailedError(sign_in_wanted(first, because))
        attempt = await _begin(first, turn, terms)
        answer = first
        for _ in range(MOST_LEGS):
            is_answered = False
            try:
                answer = await ask(attempt.header, attempt.masking)
                is_answered = True
            finally:
                # Whatever ended it, and be it that nobody waits any longer.
                if not is_answered:
                    proxies.miss(first.proxy, turn)
            answer = replace(answer, scheme=attempt.scheme, username=attempt.who)
            report(answer)
            if _is_refusal(answer, is_let_in=first.proxy in proxies.let_in):
                break
            if answer.status != SIGN_IN_WANTED:
                if answer.status != _UNAUTHORIZED:
                    proxies.let_in.add(first.proxy)
                else:
                    # Perhaps the proxy's own word all the same: not to be heard for ever.
                    proxies.miss(first.proxy, turn)
                return answer
            if not await attempt.go_on(challenged(), turn, terms.limits.directory_s):
                break
        turn.refuse(current_user=attempt.is_current_user)
        raise AttemptFailedError(sign_in_refused(first.proxy, attempt.who))


def _is_refusal(answer: ProxyAnswer, *, is_let_in: bool) -> bool:
    """Tell whether 401 is how the proxy says that the password is wrong, as tinyproxy does.

    In answer to CONNECT no server has had a say yet. Over plain HTTP it may be the server's own
    word: where the proxy has let this user in before, or marks what it passes on (Via).
    RFC 9110 7.6.3
    """
    if answer.status != _UNAUTHORIZED:
        return False
    return answer.method == "CONNECT" or not (is_let_in or answer.header("via"))


class _Attempt:
    """One sign-in by one way."""

    def __init__(self, proxy: ProxyAt, way: HttpWay, credentials: Credentials | None) -> None:
        self.proxy = proxy
        self.scheme = way.scheme
        self.is_current_user = credentials is None
        self.who = credentials.username if credentials else SIGNED_IN_USER
        self.masking = Masking(credentials, str(proxy)) if credentials else None
        self.header = Secret("")
        self._credentials = credentials
        self._wanted = Wanted(
            mechanism=way.mechanism,
            # The service of a proxy is HTTP, as that of a web server. RFC 4559 4
            host=proxy.host,
            credentials=credentials,
            binding=None,
            service=HTTP,
            bare=way.scheme is Scheme.NTLM,
        )
        self._context: Context | None = None

    async def begin(self, terms: Terms) -> None:
        """Make the first header; raises AttemptFailedError before the proxy has had anything."""
        refusal = why_no_kerberos(self._wanted.mechanism, self._credentials, terms.domain)
        if refusal:
            raise self._impossible(Failure(kind=FailureKind.SIGN_IN_NEEDED, detail=refusal))
        if self._wanted.mechanism is Mechanism.SIMPLE:
            assert self._credentials is not None
            self.header = Secret(f"Basic {basic_token(self._credentials)}")
            return
        try:
            self._context, token = await begin(self._wanted, terms.limits.directory_s)
        except AttemptFailedError as error:
            if error.failure.kind is FailureKind.SIGN_IN_REFUSED:
                # By the domain itself, which counts it, whatever the proxy would have said.
                raise
            raise self._impossible(error.failure) from error
        self.header = token_header(self.scheme, token)

    async def go_on(self, values: tuple[str, ...], turn: Turn, limit_s: float) -> bool:
        """Take the proxy's token and make the next header; False where it has refused."""
        token = _token_of(self.scheme, values)
        context = self._context
        if context is None or not token or context.complete:
            return False
        try:
            answer = await go_on(context, token, self._wanted, limit_s)
        except AttemptFailedError as error:
            if self._wanted.mechanism is not Mechanism.NTLM:
                # Its ticket is out, and what comes back is no yes.
                turn.miss()
            raise self._impossible(error.failure) from error
        if not answer:
            return False
        self.header = token_header(self.scheme, answer)
        return True

    def _impossible(self, failure: Failure) -> AttemptFailedError:
        why = failure.detail.rstrip(".")
        what = f"cannot be signed in to by {self.scheme.value} as {self.who}: {why}"
        return AttemptFailedError(broken(self.proxy, what, failure.origin))


async def _begin(first: ProxyAnswer, turn: Turn, terms: Terms) -> _Attempt:
    """Take the strongest way for which a first token can be made; the proxy gets nothing yet."""
    is_given = turn.credentials is not None
    ways = http_ways(
        offered_schemes(first.header("proxy-authenticate")),
        terms.authentication,
        given=is_given,
        current_user=turn.current_user and not is_given,
        windows=_ON_WINDOWS,
    )
    failure: Failure | None = None
    for way in ways:
        attempt = _Attempt(first.proxy, way, turn.credentials)
        try:
            await attempt.begin(terms)
        except AttemptFailedError as error:
            if error.failure.kind is FailureKind.SIGN_IN_REFUSED:
                turn.refuse(current_user=attempt.is_current_user)
                refused = sign_in_refused(first.proxy, attempt.who, error.failure)
                raise AttemptFailedError(refused) from error
            failure = error.failure
            continue
        return attempt
    if failure is not None:
        raise AttemptFailedError(failure)
    raise AttemptFailedError(sign_in_wanted(first, "this client cannot, or may not, use these"))


def _token_of(scheme: Scheme, values: tuple[str, ...]) -> bytes:
    """Give the token behind a scheme; nothing where there is none, or none that can be read."""
    for challenge in challenges(values):
        if challenge.scheme.lower() != scheme.value or not challenge.token:
            continue
        if len(challenge.token) > LONGEST_TOKEN:
            return b""
        try:
            return base64.b64decode(challenge.token, validate=True)
        except (binascii.Error, ValueError):
            return b""
    return b""
