"""Which clients take a certificate, and what Outlook 2007 would have shown, in words."""

from collections.abc import Sequence
from typing import assert_never

from app.domain.acceptors import AlertShown, Client, Doubt, Opinion, SecurityAlert, Welcome
from app.domain.verdict import Verdict
from app.wording.language import _


def client_title(client: Client) -> str:
    """Name a client."""
    return {
        Client.OUTLOOK_2007: _("Outlook 2007 here"),
        Client.NEWER_OUTLOOK: _("Outlook 2010 and later"),
        Client.PHONE: _("A phone"),
        Client.BROWSER: _("A browser"),
    }[client]


def welcome_title(welcome: Welcome) -> str:
    """Give the answer in a word or two."""
    match welcome:
        case Welcome.YES:
            return _("yes")
        case Welcome.WARNING:
            return _("with a warning")
        case Welcome.NO:
            return _("no")
        case _:
            assert_never(welcome)


def doubt_text(doubt: Doubt) -> str:
    """Give the reason. What no source says for a client is said in our words, of clients at large.

    protocol.md 5.2 to 5.6 tell what has a source.
    """
    return {
        Doubt.UNTRUSTED: _("it is not trusted"),
        Doubt.REVOKED: _("its issuer has revoked it"),
        Doubt.OUT_OF_DATE: _("it is out of date"),
        Doubt.NAME: _("its name does not match"),
        # "this validation failure is allowed when domain-joined clients connect to the
        # Autodiscover service": TechNet bb851554 [SELFSIGNED], protocol.md 5.2
        Doubt.TOLERATED: _("a domain-joined PC lets the missing trust pass here; others do not"),
        Doubt.NOT_TOLERATED_HERE: (
            _("only a domain-joined PC lets that pass, at an address that the directory gave")
        ),
        Doubt.EXCEPTION_OF_2007: _("the exception for domain-joined PCs is known of Outlook 2007"),
        Doubt.USER_AGREED: _("the user has agreed"),
        # KB 2480582, protocol.md 5.2
        Doubt.REDIRECTED: _("where a redirect or an SRV record led, the certificate must be good"),
        # RFC 9525 2
        Doubt.COMMON_NAME: _("modern clients do not look at the common name"),
        # RFC 9525 6.3
        Doubt.OLD_WILDCARD: _("modern clients take a wildcard only as a whole label"),
        # "Windows clients can fetch intermediates by AIA; phones cannot": protocol.md 5.6
        Doubt.MISSING_INTERMEDIATE: (
            _(
                "the server does not send an intermediate certificate, and not every client"
                " fetches it"
            )
        ),
        Doubt.WEAK_SIGNATURE: _("modern clients refuse signatures with SHA-1 or MD5"),
        Doubt.WEAK_KEY: _("modern clients refuse keys of this length"),
        # RFC 8996
        Doubt.OLD_TLS: _("modern clients refuse TLS 1.0 and 1.1"),
        Doubt.WEAK_CIPHER: _("modern clients refuse this cipher"),
        # Apple, HT210176
        Doubt.LONG_LIFE: _("iPhones refuse certificates that are made for more than 825 days"),
    }[doubt]


def opinion_text(opinion: Opinion) -> str:
    """Give a client's answer with its reasons."""
    reasons = "; ".join(doubt_text(doubt) for doubt in opinion.doubts)
    answer = welcome_title(opinion.welcome)
    return f"{answer}: {reasons}" if reasons else answer


def alert_title(alert: SecurityAlert) -> str:
    """Tell when Outlook 2007 shows its security alert."""
    match alert.shown:
        case AlertShown.ALWAYS:
            return _("Outlook 2007 shows this security alert")
        case AlertShown.WHEN_WATCHED:
            return _(
                "Outlook 2007 shows this security alert when the user is watching, and skips"
                " the address in the background"
            )
        case _:
            assert_never(alert.shown)


def alert_source() -> str:
    """Tell from where the words of the alert are."""
    return _(
        "The line about a wrong name and the question are Outlook's (KB 940726); the other"
        " lines are as remembered."
    )


def alert_lines(about: Verdict | SecurityAlert) -> tuple[tuple[bool, str], ...]:
    """Give the three lines of the alert, each with whether it has a tick or a warning sign."""
    # protocol.md 5.7: the line about a wrong name is from KB 940726 and KB 2783881; the others are
    # from memory (UNSOURCED).
    trust = (
        _("The security certificate is from a trusted certifying authority.")
        if about.trusted
        else _("The security certificate was issued by a company you have not chosen to trust.")
    )
    date = (
        _("The security certificate date is valid.")
        if about.in_date
        else _("The security certificate has expired or is not yet valid.")
    )
    name = (
        _("The name on the security certificate is valid.")
        if about.name_matches
        else _(
            "The name on the security certificate is invalid or does not match the name of"
            " the site."
        )
    )
    return (about.trusted, trust), (about.in_date, date), (about.name_matches, name)


def opinion_lines(opinions: Sequence[Opinion]) -> tuple[str, ...]:
    """Give a line for each client; a single one where all say the same."""
    if all(one.welcome is Welcome.YES and not one.doubts for one in opinions):
        return (_("accepted by Outlook 2007 here, Outlook 2010 and later, phones and browsers"),)
    return tuple(f"{client_title(one.client)}: {opinion_text(one)}" for one in opinions)
