"""Well-formed Error answers of Autodiscover, by code and message. [OXDSCLI-ERR], protocol.md 4.4"""

from collections.abc import Callable, Iterator
from typing import Final

from app.domain.settings import ServerError
from app.findings.case import Case
from app.findings.parts import Asked
from app.findings.raising import (
    Raised,
    by_host,
    events_of,
    raised,
    rows_of,
)
from app.wording.language import _
from app.wording.powershell import command

_PROVIDER: Final = (
    "Microsoft Remote Connectivity Analyzer,"
    " outlook-autodiscover-provider-returned-error-status-xml-response"
)


def _errors(case: Case, matches: Callable[[ServerError], bool]) -> dict[str, tuple[Asked, ...]]:
    return by_host(
        one for one in case.asked if isinstance(one.reading, ServerError) and matches(one.reading)
    )


def _error(attempts: tuple[Asked, ...]) -> ServerError:
    reading = attempts[-1].reading
    assert isinstance(reading, ServerError)
    return reading


def _says(*texts: str) -> Callable[[ServerError], bool]:
    return lambda error: any(text in error.message.lower() for text in texts)


def _has_code(*codes: str) -> Callable[[ServerError], bool]:
    return lambda error: error.code in codes


def mailbox_too_old(case: Case) -> Iterator[Raised]:
    """A mailbox on Exchange 2003. Symptom 44"""
    for host, attempts in _errors(case, _says("must be on exchange 2007")).items():
        yield raised(
            "mailbox-too-old",
            case.decisive,
            _(
                "{host} has no settings for {address}: the mailbox is on an Exchange before 2007"
            ).format(host=host, address=attempts[-1].address),
            meaning=_("Outlook cannot set itself up."),
            advice=_("Move the mailbox to Exchange 2007, or enter the server in Outlook by hand."),
            command=command("Get-Mailbox", ("Identity", attempts[-1].address))
            + " | Format-List ServerName,Database,ExchangeVersion",
            events=events_of(attempts),
            source=_PROVIDER,
            explains=rows_of(attempts),
        )


def recipient_is_no_mailbox(case: Case) -> Iterator[Raised]:
    """A mail user or a group. Symptom 43"""
    for host, attempts in _errors(case, _says("only mailboxes and contacts")).items():
        yield raised(
            "recipient-is-no-mailbox",
            case.decisive,
            _("{host} knows {address}, but not as a mailbox").format(
                host=host, address=attempts[-1].address
            ),
            meaning=_("Autodiscover answers for mailboxes and contacts alone."),
            advice=_("See what kind of recipient it is, and whether its attributes are whole."),
            command=command("Get-Recipient", ("Identity", attempts[-1].address))
            + " | Format-List RecipientType,PrimarySmtpAddress,EmailAddresses",
            events=events_of(attempts),
            source=_PROVIDER,
            explains=rows_of(attempts),
        )


def address_unknown(case: Case) -> Iterator[Raised]:
    """500: not of this organisation, or mistyped. Symptom 42"""
    for host, attempts in _errors(case, _has_code("500", "501")).items():
        yield raised(
            "address-unknown",
            case.decisive,
            _("{host} does not know {address} (error {code})").format(
                host=host, address=attempts[-1].address, code=_error(attempts).code
            ),
            meaning=_(
                "The server is reached, and answers that it has no settings for this address."
            ),
            advice=_(
                "Check the spelling first. Then see whether a mailbox has this address"
                " among its e-mail addresses, and whether it was made so lately that it"
                " is not known everywhere yet."
            ),
            command=command("Get-Recipient", ("Identity", attempts[-1].address))
            + " | Format-List RecipientType,EmailAddresses",
            events=events_of(attempts),
            source="[MS-OXDSCLI]; " + _PROVIDER,
            explains=rows_of(attempts),
        )


def request_not_understood(case: Case) -> Iterator[Raised]:
    """600 or 601 to a proper POST. Symptom 45"""
    for host, attempts in _errors(case, _has_code("600", "601")).items():
        error = _error(attempts)
        yield raised(
            "request-not-understood",
            case.decisive,
            _("{host} does not know this kind of question (error {code})").format(
                host=host, code=error.code
            ),
            meaning=_(
                "Autodiscover for Outlook is not there, or something on the way changes"
                " the question."
            ),
            advice=_(
                "See that the provider for Outlook is installed, and that no gateway"
                " changes the request. If other clients get an answer, report it as a"
                " defect of this program."
            ),
            command="Get-OutlookProvider",
            events=events_of(attempts),
            source="[MS-OXDSCLI]",
            explains=rows_of(attempts),
        )


def server_in_trouble(case: Case) -> Iterator[Raised]:
    """602 and 603. Symptom 46"""
    for host, attempts in _errors(case, _has_code("602", "603")).items():
        error = _error(attempts)
        title = (
            _("Autodiscover on {host} is configured wrongly (error {code})")
            if error.code == "602"
            else _("Autodiscover on {host} cannot do its work (error {code})")
        )
        yield raised(
            "autodiscover-in-trouble",
            case.decisive,
            title.format(host=host, code=error.code),
            meaning=_("The server is reached, and fails itself."),
            advice=_(
                "Look into the event log of the Client Access server, and see that it"
                " reaches a domain controller and the mailbox server."
            ),
            command="Test-ServiceHealth\nGet-OutlookProvider | Format-List",
            events=events_of(attempts),
            source="[MS-OXDSCLI]",
            explains=rows_of(attempts),
        )


def other_error(case: Case) -> Iterator[Raised]:
    """A code that no document names."""
    for host, attempts in _errors(case, lambda _error: True).items():
        error = _error(attempts)
        yield raised(
            "autodiscover-error",
            case.decisive,
            _("{host} answers with error {code}: {message}").format(
                host=host, code=error.code[:20], message=error.message[:200]
            ),
            meaning=_("The server is reached, and gives no settings for this address."),
            advice=_("Look into the event log of the Client Access server for this moment."),
            events=events_of(attempts),
            explains=rows_of(attempts),
        )
