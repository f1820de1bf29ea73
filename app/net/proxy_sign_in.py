"""Signs in to a proxy that asks for it, if the user said so: Negotiate, NTLM or Basic."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import Final

import anyio
import anyio.to_thread
import spnego
from msgspec.structs import replace

from app.domain.authentication import Scheme, challenges, offered_schemes
from app.domain.failures import Failure
from app.domain.network import Terms
from app.domain.proxies import ProxyAnswer, ProxyAt
from app.domain.secret import Credentials
from app.domain.sign_in import SignIn, Turn
from app.net.contexts import expected_errors
from app.net.failures import AttemptFailedError
from app.net.masking import Masking, basic_token
from app.net.proxy_answers import SIGN_IN_WANTED, broken, sign_in_refused, sign_in_wanted

MOST_LEGS: Final = 4
"""NTLM takes two, Kerberos one or two: more is a proxy that asks for ever."""
_UNAUTHORIZED: Final = 401
LONGEST_TOKEN: Final = 1 << 16
SIGNED_IN_USER: Final = "the signed-in user"

Ask = Callable[[str, Masking | None], Awaitable[ProxyAnswer]]
"""Sends the request with this Proxy-Authorization; raises what is no answer."""
Report = Callable[[ProxyAnswer], None]


async def sign_in_to_proxy(
    first: ProxyAnswer,
    ask: Ask,
    challenged: Callable[[], tuple[str, ...]],
    terms: Terms,
    sign_in: SignIn,
    report: Report,
) -> ProxyAnswer:
    """Answer a 407; gives the answer that let the request through, or refused it otherwise.

    `challenged` gives Proxy-Authenticate of the newest answer. Who is refused once is not sent
    again in the run, to no proxy.
    """
    report(first)
    if not sign_in.was_given and not sign_in.may_be_current_user:
        raise AttemptFailedError(sign_in_wanted(first))
    async with sign_in.turn() as turn:
        if turn.is_empty:
            because = "what was given was refused before in this run, and is not sent again"
            raise AttemptFailedError(sign_in_wanted(first, because))
        attempt = await _begin(first, turn, terms)
        answer = first
        for _ in range(MOST_LEGS):
            try:
                answer = await ask(attempt.header, attempt.masking)
            except AttemptFailedError:
                turn.miss()
                raise
            answer = replace(answer, scheme=attempt.scheme, username=attempt.who)
            report(answer)
            if answer.status == _UNAUTHORIZED and answer.method == "CONNECT":
                # How tinyproxy says that the password is wrong; no server has a say in this yet.
                break
            if answer.status != SIGN_IN_WANTED:
                return answer
            if not await attempt.go_on(challenged(), terms.limits.directory_s):
                break
        turn.refuse(current_user=turn.credentials is None)
        raise AttemptFailedError(sign_in_refused(first.proxy, attempt.who))


class _Attempt:
    """One sign-in by one scheme."""

    def __init__(self, proxy: ProxyAt, scheme: Scheme, credentials: Credentials | None) -> None:
        self.proxy = proxy
        self.scheme = scheme
        self.who = credentials.username if credentials else SIGNED_IN_USER
        self.masking = Masking(credentials, str(proxy)) if credentials else None
        self.header = ""
        self._credentials = credentials
        self._context: spnego.ContextProxy | None = None

    async def begin(self, limit_s: float) -> None:
        """Make the first header; raises AttemptFailedError before anything has gone out."""
        if self.scheme is Scheme.BASIC:
            assert self._credentials is not None
            self.header = f"Basic {basic_token(self._credentials)}"
            return
        token = await self._aside(self._first, limit_s)
        self._set(token)

    async def go_on(self, values: tuple[str, ...], limit_s: float) -> bool:
        """Take the proxy's token and make the next header; False where it has refused."""
        token = _token_of(self.scheme, values)
        context = self._context
        if context is None or not token or context.complete:
            return False
        answer = await self._aside(lambda: context.step(token), limit_s)
        if not answer:
            return False
        self._set(answer)
        return True

    def _set(self, token: bytes | None) -> None:
        name = "Negotiate" if self.scheme is Scheme.NEGOTIATE else "NTLM"
        self.header = f"{name} {base64.b64encode(token or b'').decode('ascii')}"

    def _first(self) -> bytes | None:
        who: spnego.Credential = spnego.CredentialCache()
        if self._credentials is not None:
            password = self._credentials.password.reveal()
            who = spnego.Password(self._credentials.username, password)
        # The service of a proxy is HTTP, as that of a web server. RFC 4559 4
        self._context = spnego.client(
            who, hostname=self.proxy.host, service="HTTP", protocol=self.scheme.value
        )
        return self._context.step()

    async def _aside(self, step: Callable[[], bytes | None], limit_s: float) -> bytes | None:
        """Take a step in a thread: it may ask a KDC, and cannot be interrupted."""
        expected: tuple[type[Exception], ...] = (ImportError, *expected_errors())

        def guarded() -> bytes | Failure | None:
            try:
                return step()
            except expected as error:
                what = f"cannot be signed in to by {self.scheme.value} as {self.who}"
                origin = f"{type(error).__name__}: {error}"[:300]
                return broken(self.proxy, what, origin)

        try:
            with anyio.fail_after(limit_s):
                done = await anyio.to_thread.run_sync(guarded, abandon_on_cancel=True)
        except TimeoutError as error:
            what = f"cannot be signed in to: no token came within {limit_s:g} s"
            raise AttemptFailedError(broken(self.proxy, what)) from error
        if isinstance(done, Failure):
            raise AttemptFailedError(done)
        return done


async def _begin(first: ProxyAnswer, turn: Turn, terms: Terms) -> _Attempt:
    """Take the strongest scheme for which a first token can be made; nothing goes out here."""
    offered = offered_schemes(first.header("proxy-authenticate"))
    left = list(Scheme)
    failure: Failure | None = None
    if turn.credentials is None:
        # There is no password of the signed-in user to be sent.
        left.remove(Scheme.BASIC)
    on_offer = {name.lower() for name in offered}
    for scheme in left:
        if scheme.value not in on_offer or scheme not in terms.authentication.schemes:
            continue
        attempt = _Attempt(first.proxy, scheme, turn.credentials)
        try:
            await attempt.begin(terms.limits.directory_s)
        except AttemptFailedError as error:
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
