"""What comes next after an answer: another URL, a question to the user, or a result."""

from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from app.domain.acceptance import Grant
from app.domain.address import EmailAddress, WrongAddressError, ascii_host, same_organisation
from app.domain.attempts import Reading
from app.domain.connections import Judged
from app.domain.failures import Failure, FailureKind
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.settings import AddressRedirect, HttpRedirect, ServerError, Settings, UrlRedirect
from app.domain.steps import (
    Found,
    Readdressed,
    Refused,
    StepName,
    StepResult,
    Why,
)
from app.protocol.redirects import WrongUrlError, checked_url, is_autodiscover_url, is_https


class GoTo(Struct, frozen=True, kw_only=True):
    """Ask this URL next."""

    url: str
    method: str = "POST"
    tolerant: bool = False
    """The URL came from an SCP, and this client is joined: a missing trust passes."""
    grants: tuple[Grant, ...] = ()
    status: int | None = None
    """The HTTP status that led here; None where none did."""


class DeadEnd(Struct, frozen=True, kw_only=True):
    """This way leads no further; the failure says why the answer is of no use."""

    failure: Failure
    why: Why = Why.NO_URL_WORKED


class Ask(Struct, frozen=True, kw_only=True):
    """Ask the user; `after` tells what an answer leads to."""

    prompt: Prompt
    yes: "GoTo | Readdressed"
    no: DeadEnd


Move = GoTo | Ask | DeadEnd | StepResult


class Trail(Struct, frozen=True, kw_only=True):
    """Where a step stands, and how it got there."""

    step: StepName
    address: EmailAddress
    goto: GoTo
    """What was asked last."""
    urls: tuple[str, ...]
    """All URLs of this way so far, the last one included."""
    addresses: tuple[str, ...]
    """All addresses of the run so far, the current one included; lower case."""
    most_redirects: int
    redirect_servers: tuple[str, ...]

    @property
    def host(self) -> str:
        """The host that was asked last; for a local file, the mail domain stands for it."""
        if self.goto.method == "READ":
            return self.address.domain
        return urlsplit(self.goto.url).hostname or self.address.domain


def next_move(trail: Trail, reading: Reading, judged: Judged | None) -> Move:
    """Decide by protocol.md 1.3 to 1.5 what an answer leads to."""
    if trail.goto.method == "GET" and not isinstance(reading, HttpRedirect):
        return _not_a_redirect(reading)
    match reading:
        case Settings():
            return Found(url=trail.goto.url, settings=reading)
        case ServerError():
            return Refused(url=trail.goto.url, error=reading)
        case HttpRedirect(status=status, location=location):
            # On the GET step the user is asked whatever the target. [OXDISCO-302] [KB2480582]
            always = trail.step is StepName.HTTP_REDIRECT and trail.goto.method == "GET"
            return _to_url(trail, location, status=status, always_ask=always)
        case UrlRedirect(url=url):
            return _to_url(trail, url, status=None, always_ask=False)
        case AddressRedirect(address=address):
            return _to_address(trail, address)
        case Failure():
            return _after_failure(trail, reading, judged)


def after(ask: Ask, answer: Answer) -> GoTo | Readdressed | DeadEnd:
    """Tell what the answer to a question leads to."""
    return ask.yes if answer.is_yes else ask.no


def consent(trail: Trail, goto: GoTo, came_from: str) -> Ask:
    """Put the redirect question of protocol.md 5.7 for this URL. [KB2480582]."""
    parts = urlsplit(goto.url)
    return Ask(
        prompt=Prompt(
            kind=PromptKind.REDIRECT_CONSENT,
            step=trail.step,
            address=str(trail.address),
            url=goto.url,
            host=parts.hostname or "",
            port=parts.port or 443,
            came_from=came_from,
        ),
        yes=goto,
        no=_refused_redirect(parts.hostname or goto.url),
    )


def allowed_target(url: str, *, any_path: bool) -> str | Failure:
    """Give the URL if a client may go there at all: https, and the right path if that counts."""
    try:
        checked_url(url)
    except WrongUrlError as wrong:
        return _no_target(str(wrong))
    if not is_https(url):
        # A redirect never lowers https to http. protocol.md 8.2 rule 7
        return _no_target(f"It leads to {url}, which is not https.")
    if not any_path and not is_autodiscover_url(url):
        return _no_target(f"It leads to {url}, which is no Autodiscover URL.")
    return _in_a_labels(url)


def _in_a_labels(url: str) -> str | Failure:
    """Give the URL in the one form in which names are compared, asked and shown to the user.

    A name that only looks like another one is seen for what it is.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host.isascii():
        return url
    plain = ascii_host(host)
    if not plain:
        return _no_target(f"It leads to {host}, which is no host name.")
    netloc = plain if parts.port is None else f"{plain}:{parts.port}"
    return parts._replace(netloc=netloc).geturl()


def _place(url: str) -> tuple[str | None, int]:
    parts = urlsplit(url)
    return parts.hostname, parts.port or 443


def _no_target(detail: str) -> Failure:
    return Failure(kind=FailureKind.REDIRECT_REFUSED, detail=detail)


def _to_url(trail: Trail, url: str, *, status: int | None, always_ask: bool) -> Move:
    # A redirectUrl needs no particular path, an HTTP Location does. [EX07-REDIRECTURL] [EWSMA]
    target = allowed_target(url, any_path=status is None)
    if isinstance(target, Failure):
        return DeadEnd(failure=target)
    if target.casefold() in (known.casefold() for known in trail.urls):
        return DeadEnd(failure=_loop(f"{target} was asked before in this step"))
    if len(trail.urls) > trail.most_redirects:
        return DeadEnd(
            failure=_loop(f"more than {trail.most_redirects} redirects"),
            why=Why.TOO_MANY_REDIRECTS,
        )
    host = urlsplit(target).hostname or ""
    goto = GoTo(
        url=target,
        # The tolerance is for the URL of the SCP, and ends where that server sends us away.
        tolerant=trail.goto.tolerant and _place(target) == _place(trail.goto.url),
        grants=trail.goto.grants,
        status=status,
    )
    if host in trail.redirect_servers:
        return goto
    if always_ask or not same_organisation(host, trail.host):
        return consent(trail, goto, trail.goto.url)
    return goto


def _to_address(trail: Trail, text: str) -> Move:
    try:
        address = EmailAddress.parse(text)
    except WrongAddressError as wrong:
        failure = Failure(
            kind=FailureKind.PROTOCOL,
            detail=f"The server names another address that is of no use: {wrong}",
        )
        return DeadEnd(failure=failure)
    if str(address).casefold() in trail.addresses:
        return DeadEnd(failure=_loop(f"the address {address} was asked about before"))
    if len(trail.addresses) > trail.most_redirects:
        return DeadEnd(
            failure=_loop(f"more than {trail.most_redirects} changes of address"),
            why=Why.TOO_MANY_REDIRECTS,
        )
    readdressed = Readdressed(url=trail.goto.url, address=address)
    if address.domain == trail.address.domain:
        return readdressed
    return Ask(
        prompt=Prompt(
            kind=PromptKind.REDIRECT_CONSENT,
            step=trail.step,
            address=str(trail.address),
            url=str(address),
            host=address.domain,
            port=0,
            came_from=trail.goto.url,
        ),
        yes=readdressed,
        no=_refused_redirect(address.domain),
    )


def _not_a_redirect(reading: Reading) -> DeadEnd:
    # [RCA-REDIR] words it "a positive HTTP response other than a redirect response".
    if isinstance(reading, Failure):
        answered = {
            FailureKind.HTTP_STATUS,
            FailureKind.NOT_AUTODISCOVER,
            FailureKind.SIGN_IN_NEEDED,
        }
        is_answer = reading.kind in answered
        return DeadEnd(failure=reading, why=Why.NOT_A_REDIRECT if is_answer else Why.NO_URL_WORKED)
    failure = Failure(
        kind=FailureKind.NOT_AUTODISCOVER, detail="The server answered, but did not redirect."
    )
    return DeadEnd(failure=failure, why=Why.NOT_A_REDIRECT)


def _after_failure(trail: Trail, failure: Failure, judged: Judged | None) -> Move:
    wants_sign_in = failure.kind is FailureKind.SIGN_IN_NEEDED
    dead = DeadEnd(failure=failure, why=Why.SIGN_IN_NEEDED if wants_sign_in else Why.NO_URL_WORKED)
    if failure.kind is not FailureKind.CERTIFICATE_REJECTED or judged is None:
        return dead
    grant = Grant(host=judged.host, port=judged.port, leaf_sha256=judged.verdict.leaf_sha256)
    asked_before = any(
        (one.host, one.port) == (grant.host, grant.port) for one in trail.goto.grants
    )
    if asked_before or not grant.leaf_sha256:
        # The yes was to another certificate than the one that came now: not twice.
        return dead
    # "If Outlook may show a dialog, it shows it; if not, the step fails." protocol.md 5.2
    prompt = Prompt(
        kind=PromptKind.SECURITY_ALERT,
        step=trail.step,
        address=str(trail.address),
        url=trail.goto.url,
        host=judged.host,
        port=judged.port,
        judged=judged,
    )
    again = replace(trail.goto, grants=(*trail.goto.grants, grant))
    return Ask(prompt=prompt, yes=again, no=dead)


def _refused_redirect(host: str) -> DeadEnd:
    return DeadEnd(
        failure=Failure(
            kind=FailureKind.REDIRECT_REFUSED,
            detail=f"The user did not allow settings from {host}.",
        ),
        why=Why.CONSENT_REFUSED,
    )


def _loop(what: str) -> Failure:
    return Failure(
        kind=FailureKind.REDIRECT_LOOP, detail=f"The redirects lead in a circle: {what}."
    )
