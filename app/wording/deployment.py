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


def method_title(method: Method) -> str:
    """Name a method as the document does that the project grew out of. [SEED]"""
    return {
        Method.ONE: "Method One: one certificate with every name",
        Method.TWO: "Method Two: two certificates",
        Method.THREE: "Method Three: one certificate and redirection",
        Method.SRV: "One certificate and a DNS service record (SRV)",
    }[method]


def method_name(method: Method) -> str:
    """Name a method in one word, for the head of a column."""
    return {
        Method.ONE: "One",
        Method.TWO: "Two",
        Method.THREE: "Three",
        Method.SRV: "SRV",
    }[method]


def state_title(state: MethodState) -> str:
    """Tell how far a method is followed."""
    return {
        MethodState.FOLLOWED: "followed, as far as this session shows",
        MethodState.UNFINISHED: "begun, and something is missing",
        MethodState.NOT_FOLLOWED: "not followed, as far as this session shows",
    }[state]


def check_title(check: Check) -> str:
    """Name a line of the check-list; "mail." is the name for the services outside."""
    return {
        Check.MAIL_RESOLVES_OUTSIDE: "mail. resolves outside",
        Check.MAIL_RESOLVES_INSIDE: "mail. resolves inside",
        Check.AUTODISCOVER_RESOLVES: "autodiscover. resolves",
        Check.AUTODISCOVER_443_OPEN: "443 open on autodiscover.",
        Check.AUTODISCOVER_REDIRECTS: "80 on autodiscover. redirects to https",
        Check.CERTIFICATE_HAS_MAIL: "certificate has mail.",
        Check.CERTIFICATE_HAS_AUTODISCOVER: "certificate at autodiscover. has autodiscover.",
        Check.SRV_RECORD: "SRV record, port 443, its target resolves",
        Check.SCP_HOST_IN_CERTIFICATE: "SCP host in certificate",
        Check.INSIDE_HOSTS_IN_CERTIFICATE: "inside service hosts in certificate",
        Check.CERTIFICATES_VALID: "certificates trusted and in date",
    }[check]


def tick_title(tick: Tick) -> str:
    """Tell a tick in a word or two."""
    return {
        Tick.YES: "yes",
        Tick.NO: "no",
        Tick.NOT_SEEN: "not seen",
        Tick.NOT_PART: "-",
    }[tick]


def use_title(use: NameUse) -> str:
    """Tell what a name is used for."""
    return {
        NameUse.SCP: "service connection point",
        NameUse.AUTODISCOVER: "Autodiscover",
        NameUse.INTERNAL_SERVICE: "services inside",
        NameUse.EXTERNAL_SERVICE: "services outside",
        NameUse.OUTLOOK_ANYWHERE: "Outlook Anywhere",
        NameUse.PRINCIPAL: "Outlook Anywhere's principal (msstd)",
    }[use]


def block_kind_title(kind: BlockKind) -> str:
    """Tell where a block belongs."""
    return {
        BlockKind.SHELL: "Exchange Management Shell",
        BlockKind.ZONE: "DNS zone",
        BlockKind.STEPS: "by hand",
    }[kind]


def events_text(evidence: tuple[int, ...]) -> str:
    """Give the numbers of the events; nothing where there are none."""
    if not evidence:
        return ""
    word = "event" if len(evidence) == 1 else "events"
    return f" ({word} {', '.join(map(str, evidence))})"


def principal_text(principal: PrincipalSeen) -> str:
    """Tell whether Outlook Anywhere finds its principal name. [RCA-MSSTD-SAN], protocol.md 5.5"""
    if principal.match is None:
        return f"{principal.wanted}; the certificate of {principal.server} was not seen"
    match principal.match:
        case PrincipalMatch.NOT_ASKED:
            return "nothing (CertPrincipalName is none)"
        case PrincipalMatch.COMMON_NAME:
            found = "it is the common name, so that every Windows finds it"
        case PrincipalMatch.OTHER_NAME_ONLY:
            found = (
                "it is another name than the common one: Windows Vista SP1 and later find it; XP"
                " and Vista before SP1 do not, and ask for the password again and again"
            )
        case PrincipalMatch.NO_NAME:
            found = "it is not there, so that Outlook Anywhere does not connect"
        case _:
            assert_never(principal.match)
    return f"{principal.wanted} in the certificate of {principal.server}; {found}"
