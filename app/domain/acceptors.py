"""Which clients take a certificate, and the alert that Outlook 2007 would have shown about it."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import assert_never

from msgspec import Struct

from app.domain.acceptance import Ground, is_merely_unvouched
from app.domain.connections import Judged
from app.domain.steps import StepName
from app.domain.verdict import MatchedBy, Problem, Verdict

OLD_TLS = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})
"""RFC 8996: not to be used any more."""

# Apple, "Requirements for trusted certificates in iOS 13 and macOS 10.15" (HT210176).
LONG_LIFE = timedelta(days=825)
LONG_LIFE_COUNTS_FROM = datetime(2019, 7, 1, tzinfo=UTC)


class Client(StrEnum):
    """Who might connect to the server."""

    OUTLOOK_2007 = "outlook-2007"
    """On the path on which the certificate was met."""
    NEWER_OUTLOOK = "outlook-2010"
    """2010 and later."""
    PHONE = "phone"
    BROWSER = "browser"


class Welcome(StrEnum):
    """What a client makes of a certificate."""

    YES = "yes"
    WARNING = "warning"
    """The user is asked, or sees a warning page."""
    NO = "no"


class Doubt(StrEnum):
    """Why a client does not simply go on, or why it does nevertheless."""

    UNTRUSTED = "untrusted"
    REVOKED = "revoked"
    OUT_OF_DATE = "out-of-date"
    NAME = "name"
    TOLERATED = "tolerated"
    """A domain-joined Outlook 2007 lets a missing trust pass on this path."""
    NOT_TOLERATED_HERE = "not-tolerated-here"
    """The trust alone is missing, and on another path it would pass."""
    EXCEPTION_OF_2007 = "exception-of-2007"
    """The missing trust passes only because the exception is made for Outlook 2007."""
    USER_AGREED = "user-agreed"
    REDIRECTED = "redirected"
    """Behind a redirect there is no alert: the certificate must be good."""
    COMMON_NAME = "common-name"
    OLD_WILDCARD = "old-wildcard"
    MISSING_INTERMEDIATE = "missing-intermediate"
    WEAK_SIGNATURE = "weak-signature"
    WEAK_KEY = "weak-key"
    OLD_TLS = "old-tls"
    WEAK_CIPHER = "weak-cipher"
    LONG_LIFE = "long-life"


class Opinion(Struct, frozen=True, kw_only=True):
    """One client's answer, with its reasons."""

    client: Client
    welcome: Welcome
    doubts: tuple[Doubt, ...] = ()


class AlertShown(StrEnum):
    """When Outlook 2007 shows its security alert."""

    ALWAYS = "always"
    WHEN_WATCHED = "when-watched"
    """In the background the step fails instead, and the run goes on. protocol.md 5.2"""


class SecurityAlert(Struct, frozen=True, kw_only=True):
    """Outlook 2007's alert: three lines, each with a tick or a warning sign. protocol.md 5.7"""

    shown: AlertShown
    trusted: bool
    in_date: bool
    name_matches: bool


def opinions(judged: Judged, step: StepName | None) -> tuple[Opinion, ...]:
    """Give every client's answer; without a `step` the certificate is a service URL's."""
    modern = _modern_doubts(judged)
    return (
        _outlook_2007(judged, step),
        _newer_outlook(judged),
        _phone(judged, modern),
        _browser(judged, modern),
    )


def security_alert(judged: Judged, step: StepName | None) -> SecurityAlert | None:
    """Give the alert that Outlook 2007 shows here; None where it goes on, or gives up, silently."""
    if judged.acceptance.ground in {Ground.GOOD, Ground.TOLERATED}:
        return None
    if _is_redirected(step) and judged.acceptance.ground is not Ground.GRANTED:
        return None
    # KB 2783881 shows the alert, the log of KB 2212902 the silent failure. protocol.md 5.2
    watched = step in {StepName.HTTPS_ROOT, StepName.HTTPS_AUTODISCOVER}
    verdict = judged.verdict
    return SecurityAlert(
        shown=AlertShown.WHEN_WATCHED if watched else AlertShown.ALWAYS,
        trusted=verdict.trusted,
        in_date=verdict.in_date,
        name_matches=verdict.name_matches,
    )


def _outlook_2007(judged: Judged, step: StepName | None) -> Opinion:
    welcome, doubts = _of_outlook_2007(judged, step)
    return Opinion(client=Client.OUTLOOK_2007, welcome=welcome, doubts=doubts)


def _of_outlook_2007(judged: Judged, step: StepName | None) -> tuple[Welcome, tuple[Doubt, ...]]:
    faults = _faults(judged.verdict)
    passes_elsewhere = faults == (Doubt.UNTRUSTED,) and is_merely_unvouched(judged.verdict)
    match judged.acceptance.ground:
        case Ground.GOOD:
            return Welcome.YES, ()
        case Ground.TOLERATED:
            # TechNet bb851554 [SELFSIGNED], protocol.md 5.2
            return Welcome.YES, (Doubt.TOLERATED,)
        case Ground.GRANTED:
            return Welcome.WARNING, (*faults, Doubt.USER_AGREED)
        case Ground.REJECTED if _is_redirected(step):
            # protocol.md 5.2: after the consent the certificate must be good. KB 2480582
            return Welcome.NO, (*faults, Doubt.REDIRECTED)
        case Ground.REJECTED if passes_elsewhere:
            return Welcome.WARNING, (*faults, Doubt.NOT_TOLERATED_HERE)
        case Ground.REJECTED:
            return Welcome.WARNING, faults
        case _:
            assert_never(judged.acceptance.ground)


def _newer_outlook(judged: Judged) -> Opinion:
    # The alert is that of "Outlook 2007 and later versions": KB 2783881.
    doubts = _faults(judged.verdict)
    if judged.acceptance.ground is Ground.TOLERATED:
        doubts = (*doubts, Doubt.EXCEPTION_OF_2007)
    if judged.tls_version in OLD_TLS:
        doubts = (*doubts, Doubt.OLD_TLS)
    welcome = Welcome.WARNING if doubts else Welcome.YES
    return Opinion(client=Client.NEWER_OUTLOOK, welcome=welcome, doubts=doubts)


def _phone(judged: Judged, modern: tuple[Doubt, ...]) -> Opinion:
    doubts = (*_faults(judged.verdict), *modern)
    if _lives_long(judged.verdict):
        doubts = (*doubts, Doubt.LONG_LIFE)
    # No alert to say yes to: a self-signed certificate does not do for ActiveSync. [SELFSIGNED]
    welcome = Welcome.NO if doubts else Welcome.YES
    return Opinion(client=Client.PHONE, welcome=welcome, doubts=doubts)


def _browser(judged: Judged, modern: tuple[Doubt, ...]) -> Opinion:
    doubts = (*_faults(judged.verdict), *modern)
    final = {Doubt.REVOKED, Doubt.OLD_TLS, Doubt.WEAK_CIPHER}
    if not doubts:
        welcome = Welcome.YES
    else:
        welcome = Welcome.NO if final.intersection(doubts) else Welcome.WARNING
    return Opinion(client=Client.BROWSER, welcome=welcome, doubts=doubts)


def _faults(verdict: Verdict) -> tuple[Doubt, ...]:
    """Say which of the three answers are no."""
    trust = Doubt.REVOKED if Problem.REVOKED in verdict.problems else Doubt.UNTRUSTED
    return (
        *(() if verdict.trusted else (trust,)),
        *(() if verdict.in_date else (Doubt.OUT_OF_DATE,)),
        *(() if verdict.name_matches else (Doubt.NAME,)),
    )


def _modern_doubts(judged: Judged) -> tuple[Doubt, ...]:
    """Say what clients of today mind beyond the three answers."""
    verdict = judged.verdict
    by_problem = {
        Problem.MISSING_INTERMEDIATE: Doubt.MISSING_INTERMEDIATE,
        Problem.WILDCARD_LEGACY: Doubt.OLD_WILDCARD,
        Problem.WEAK_SIGNATURE: Doubt.WEAK_SIGNATURE,
        Problem.WEAK_KEY: Doubt.WEAK_KEY,
    }
    # RFC 9525 2: the common name never counts.
    by_name = verdict.matched_by is MatchedBy.COMMON_NAME
    return (
        *((Doubt.COMMON_NAME,) if by_name else ()),
        *(doubt for problem, doubt in by_problem.items() if problem in verdict.problems),
        *((Doubt.OLD_TLS,) if judged.tls_version in OLD_TLS else ()),
        *((Doubt.WEAK_CIPHER,) if _is_weak(judged.cipher) else ()),
    )


def _is_weak(cipher: str) -> bool:
    """OpenSSL at its lowest level offers more than AES and ChaCha20, which is all of today's."""
    return bool(cipher) and not any(name in cipher for name in ("AES", "CHACHA20"))


def _lives_long(verdict: Verdict) -> bool:
    leaf = verdict.presented[0] if verdict.presented else None
    if leaf is None or leaf.not_before is None or leaf.not_after is None:
        return False
    return leaf.not_before > LONG_LIFE_COUNTS_FROM and leaf.not_after - leaf.not_before > LONG_LIFE


def _is_redirected(step: StepName | None) -> bool:
    return step in {StepName.HTTP_REDIRECT, StepName.DNS_SRV}
