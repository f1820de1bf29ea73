"""How servers ask for a sign-in, and what became of it."""

from collections.abc import Iterator

from app.domain.acceptance import Ground
from app.domain.authentication import offered_schemes
from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.settings import Settings
from app.domain.urls import scheme_of
from app.findings.case import Case
from app.findings.parts import Asked
from app.findings.raising import (
    Raised,
    by_host,
    events_of,
    names_text,
    raised,
    rows_of,
)
from app.wording.language import _, said

_LOCKED = 456
"""Account locked, or a password that must be changed first. [EWSMA]"""
_SET_SCHEMES = (
    "Set-AutodiscoverVirtualDirectory -Identity <SERVER DIRECTORY>"
    " -BasicAuthentication $true -WindowsAuthentication $true"
)


def account_locked(case: Case) -> Iterator[Raised]:
    """Status 456: the password may even be right."""
    locked = [one for one in case.asked if one.status == _LOCKED]
    refused = [one for one in case.asked if one.kind is FailureKind.SIGN_IN_REFUSED]
    if locked:
        yield raised(
            "account-locked",
            Severity.ERROR,
            _(
                "{host} says that the account is locked, or its password must be changed first"
            ).format(host=locked[0].host),
            meaning=_("Outlook asks for the password again and again, and takes none."),
            advice=_("Unlock the account, or sign in elsewhere and change the password."),
            events=events_of(locked),
            source="EWS Managed API",
            explains=rows_of((*locked, *refused)),
        )


def credentials_refused(case: Case) -> Iterator[Raised]:
    """401 after the sign-in. Symptom 28"""
    refused = [one for one in case.asked if one.kind is FailureKind.SIGN_IN_REFUSED]
    names = dict.fromkeys(
        leg.request.username
        for one in refused
        for leg in one.exchange.legs
        if leg.request.scheme and leg.request.username
    )
    if refused:
        hosts = names_text(dict.fromkeys(one.host for one in refused))
        title = (
            _("{hosts} refuses the user name or the password of {names}")
            if names
            else _("{hosts} refuses the user name or the password")
        )
        yield raised(
            "credentials-refused",
            Severity.ERROR,
            title.format(hosts=hosts, names=names_text(names)),
            meaning=_(
                "The server is reached, its certificate passes: it is the sign-in that"
                " fails. Outlook asks for the password again."
            ),
            advice=_(
                "Try the same sign-in at Outlook Web Access, as DOMAIN\\user and as"
                " user@domain. See whether the account is locked or disabled, and"
                " whether Windows has stored an old password for this server."
            ),
            events=events_of(refused),
            source="Exchange Web Services documentation, Handling Autodiscover error messages",
            explains=rows_of(refused),
        )


def no_scheme(case: Case) -> Iterator[Raised]:
    """401 without a way of signing in. Symptom 30 [RCA-NOAUTH]"""
    silent = [one for one in case.asked if one.status == 401 and not _offered(one)]
    for host, attempts in by_host(silent).items():
        yield raised(
            "no-sign-in-offered",
            case.decisive,
            _("{host} wants a sign-in, and offers no way to do it").format(host=host),
            meaning=_("No client can sign in there, whatever the password."),
            advice=_(
                "Switch Basic and Windows authentication on for the Autodiscover virtual"
                " directory, in Exchange and not in IIS."
            ),
            command=_SET_SCHEMES,
            events=events_of(attempts),
            source="Microsoft Remote Connectivity Analyzer,"
            " no-supported-authentication-methods-found-response",
            explains=rows_of(attempts),
        )


def password_withheld(case: Case) -> Iterator[Raised]:
    """There are credentials, and this client did not send them."""
    if not case.with_credentials:
        return
    wanting = [
        one for one in case.asked if one.kind is FailureKind.SIGN_IN_NEEDED and _offered(one)
    ]
    for host, attempts in by_host(wanting).items():
        first = attempts[0]
        ground = first.judged.acceptance.ground if first.judged else None
        is_plain = scheme_of(first.url) == "http"
        if is_plain:
            continue
        tolerated = ground is Ground.TOLERATED
        detail = said(first.exchange.failure.detail) if first.exchange.failure else ""
        yield raised(
            "password-withheld",
            case.decisive,
            (
                _(
                    "The password was not sent to {host}: its certificate is not trusted, only"
                    " tolerated"
                )
                if tolerated
                else _("The password was not sent to {host}")
            ).format(host=host),
            meaning=_(
                "This program is more careful than Outlook, and goes on without. {detail}"
            ).format(detail=detail),
            advice=(
                _(
                    "If you trust this server, name Basic among the kinds of sign-in"
                    " (--authentication basic). Better: replace the certificate."
                )
                if tolerated
                else _(
                    "The server offers {names}. Allow one of them (--authentication), or let"
                    " the server offer another one."
                ).format(names=names_text(_offered(first)))
            ),
            events=events_of(attempts),
        )


def sign_in_needed(case: Case) -> Iterator[Raised]:
    """Without credentials: reachable, and that is all that can be said. protocol.md 7.5"""
    wanting = [
        one for one in case.asked if one.kind is FailureKind.SIGN_IN_NEEDED and _offered(one)
    ]
    if wanting and not case.with_credentials:
        hosts = names_text(dict.fromkeys(one.host for one in wanting))
        offered = names_text(dict.fromkeys(each for one in wanting for each in _offered(one)))
        yield raised(
            "sign-in-needed",
            Severity.NOTICE,
            _("{hosts} is reachable and asks for a sign-in ({offered})").format(
                hosts=hosts, offered=offered
            ),
            meaning=_(
                "The server is reached and its certificate passes. What it answers to"
                " this user is not known."
            ),
            advice=_("Run again with user name and password to see the settings."),
            events=events_of(wanting),
            explains=rows_of(wanting),
        )


def anonymous_allowed(case: Case) -> Iterator[Raised]:
    """Settings without a sign-in. Symptom 31 [RCA-ANON]"""
    for one in case.giver:
        statuses = [leg.response.status for leg in one.exchange.legs if leg.response]
        signed = any(leg.request.scheme for leg in one.exchange.legs)
        if 401 not in statuses and not signed and scheme_of(one.url) == "https":
            yield raised(
                "anonymous-allowed",
                Severity.WARNING,
                _("{host} gives settings to everybody, without a sign-in").format(host=one.host),
                meaning=_(
                    "Whoever knows an address learns the names of servers, and services may"
                    " answer without knowing the user."
                ),
                advice=_(
                    "Switch anonymous authentication off for the Autodiscover virtual"
                    " directory in IIS."
                ),
                events=one.events,
                source="Microsoft Remote Connectivity Analyzer,"
                " anonymous-authentication-enabled-virtual-directory",
            )


def handshake_is_normal(case: Case) -> Iterator[Raised]:
    """401 once, then the settings: healthy. Symptom 27 [OLKDISC]"""
    for one in case.giver:
        statuses = [leg.response.status for leg in one.exchange.legs if leg.response]
        if 401 in statuses and isinstance(one.reading, Settings):
            yield raised(
                "sign-in-normal",
                Severity.NOTICE,
                _("{host} answered 401 first, then gave the settings: that is normal").format(
                    host=one.host
                ),
                meaning=_(
                    "Outlook asks without a sign-in first, too, and signs in when it is asked to."
                ),
                advice=_("Nothing is to be done about the 401."),
                events=one.events,
                source="Outlook's log (olkdisc.log)",
            )


def _offered(one: Asked) -> tuple[str, ...]:
    response = one.exchange.response
    return offered_schemes(response.header("www-authenticate")) if response else ()
