"""Certificate plans in words: methods, lines of the check-list, ticks and uses of names."""

from typing import assert_never

from app.domain.deployment import (
    BlockKind,
    Check,
    Method,
    MethodState,
    NameUse,
    PrincipalSeen,
    Tick,
)
from app.domain.msstd import PrincipalMatch
from app.wording.language import _, ngettext


def method_title(method: Method) -> str:
    """Name a method as the document does that the project grew out of. [SEED]"""
    return {
        Method.ONE: _("Method One: one certificate with every name"),
        Method.TWO: _("Method Two: two certificates"),
        Method.THREE: _("Method Three: one certificate and redirection"),
        Method.SRV: _("One certificate and a DNS service record (SRV)"),
    }[method]


def method_name(method: Method) -> str:
    """Name a method in one word, for the head of a column."""
    return {
        Method.ONE: _("One"),
        Method.TWO: _("Two"),
        Method.THREE: _("Three"),
        Method.SRV: "SRV",
    }[method]


def state_title(state: MethodState) -> str:
    """Tell how far a method is followed."""
    return {
        MethodState.FOLLOWED: _("followed, as far as this session shows"),
        MethodState.UNFINISHED: _("begun, and something is missing"),
        MethodState.NOT_FOLLOWED: _("not followed, as far as this session shows"),
    }[state]


def check_title(check: Check) -> str:
    """Name a line of the check-list; "mail." is the name for the services outside."""
    return {
        Check.MAIL_RESOLVES_OUTSIDE: _("mail. resolves outside"),
        Check.MAIL_RESOLVES_INSIDE: _("mail. resolves inside"),
        Check.AUTODISCOVER_RESOLVES: _("autodiscover. resolves"),
        Check.AUTODISCOVER_443_OPEN: _("443 open on autodiscover."),
        Check.AUTODISCOVER_REDIRECTS: _("80 on autodiscover. redirects to https"),
        Check.CERTIFICATE_HAS_MAIL: _("certificate has mail."),
        Check.CERTIFICATE_HAS_AUTODISCOVER: _("certificate at autodiscover. has autodiscover."),
        Check.SRV_RECORD: _("SRV record, port 443, its target resolves"),
        Check.SCP_HOST_IN_CERTIFICATE: _("SCP host in certificate"),
        Check.INSIDE_HOSTS_IN_CERTIFICATE: _("inside service hosts in certificate"),
        Check.CERTIFICATES_VALID: _("certificates trusted and in date"),
    }[check]


def tick_title(tick: Tick) -> str:
    """Tell a tick in a word or two."""
    return {
        Tick.YES: _("yes"),
        Tick.NO: _("no"),
        Tick.NOT_SEEN: _("not seen"),
        Tick.NOT_PART: "-",
    }[tick]


def use_title(use: NameUse) -> str:
    """Tell what a name is used for."""
    return {
        NameUse.SCP: _("service connection point"),
        NameUse.AUTODISCOVER: "Autodiscover",
        NameUse.INTERNAL_SERVICE: _("services inside"),
        NameUse.EXTERNAL_SERVICE: _("services outside"),
        NameUse.OUTLOOK_ANYWHERE: "Outlook Anywhere",
        NameUse.PRINCIPAL: _("Outlook Anywhere's principal (msstd)"),
    }[use]


def block_kind_title(kind: BlockKind) -> str:
    """Tell where a block belongs."""
    return {
        BlockKind.SHELL: "Exchange Management Shell",
        BlockKind.ZONE: _("DNS zone"),
        BlockKind.STEPS: _("by hand"),
    }[kind]


def events_text(evidence: tuple[int, ...]) -> str:
    """Give the numbers of the events; nothing where there are none."""
    if not evidence:
        return ""
    told = ngettext("event {numbers}", "events {numbers}", len(evidence))
    return f" ({told.format(numbers=', '.join(map(str, evidence)))})"


def principal_text(principal: PrincipalSeen) -> str:
    """Tell whether Outlook Anywhere finds its principal name. [RCA-MSSTD-SAN], protocol.md 5.5"""
    if principal.match is None:
        return _("{wanted}; the certificate of {server} was not seen").format(
            wanted=principal.wanted, server=principal.server
        )
    match principal.match:
        case PrincipalMatch.NOT_ASKED:
            return _("nothing (CertPrincipalName is none)")
        case PrincipalMatch.COMMON_NAME:
            found = _("it is the common name, so that every Windows finds it")
        case PrincipalMatch.OTHER_NAME_ONLY:
            found = _(
                "it is another name than the common one: Windows Vista SP1 and later find it;"
                " XP and Vista before SP1 do not, and ask for the password again and again"
            )
        case PrincipalMatch.NO_NAME:
            found = _("it is not there, so that Outlook Anywhere does not connect")
        case _:
            assert_never(principal.match)
    return _("{wanted} in the certificate of {server}; {found}").format(
        wanted=principal.wanted, server=principal.server, found=found
    )
