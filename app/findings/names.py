"""Names that do not resolve, or lead to an address that is of no use here."""

from collections.abc import Iterator
from typing import Final

from app.domain.connections import Connection, Resolution
from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.settings import Scope
from app.domain.steps import StepName
from app.findings.case import Case
from app.findings.places import is_plain_name, is_private_address
from app.findings.raising import Raised, by_host, events_of, names_text, raised, rows_of
from app.wording.language import _
from app.wording.powershell import shown

_SILENT: Final = frozenset(
    {FailureKind.UNREACHABLE, FailureKind.NO_ANSWER_FROM_DNS, FailureKind.TIMED_OUT}
)
_RECORD: Final = "autodiscover.%s. 3600 IN A <PUBLIC ADDRESS>"
_SRV: Final = "_autodiscover._tcp.%s. 3600 IN SRV 0 0 443 %s."


def autodiscover_name_missing(case: Case) -> Iterator[Raised]:
    """No record for autodiscover. Symptoms 17, 87"""
    missing = [
        one
        for one in case.asked
        if one.kind is FailureKind.NAME_NOT_FOUND
        and one.step in {StepName.HTTPS_AUTODISCOVER, StepName.HTTP_REDIRECT}
        and one.host == f"autodiscover.{one.domain}"
    ]
    # A name that another attempt of the run resolved is not missing.
    known = {one.host for one in case.parts.asked if one.kind is not FailureKind.NAME_NOT_FOUND}
    for host, attempts in by_host(missing).items():
        if host in known:
            continue
        domain = attempts[0].domain
        ad_domain = case.machine.dns_domain.lower()
        inside = case.joined and bool(ad_domain) and ad_domain != domain
        # A PC of the domain has the directory, which counts more: this is its second way.
        second = case.joined and bool(case.parts.points)
        yield raised(
            "autodiscover-name-missing",
            Severity.WARNING if second else case.decisive,
            _("{host} is not in the DNS that was asked").format(host=host),
            meaning=_(
                "A PC outside the domain, or one that cannot ask its directory, finds no"
                " settings without this name, a redirect or a service record."
            ),
            advice=(
                _(
                    "Enter {host} in the DNS inside, too: Autodiscover goes by the mail"
                    " domain ({domain}), not by that of the Active Directory ({ad_domain})."
                ).format(host=host, domain=domain, ad_domain=ad_domain)
                if inside
                else _(
                    "Enter {host} in DNS, with the address of the Client Access server."
                    " Where the certificate cannot hold this name, publish a service record"
                    " (SRV) in its place."
                ).format(host=host)
            ),
            command="\n".join((_RECORD % domain, _SRV % (domain, f"mail.{domain}")))
            if is_plain_name(domain)
            else "",
            events=events_of(attempts),
            source="Exchange 2007 Wiki; KB 940881",
            explains=rows_of(attempts),
        )


def names_differ(case: Case) -> Iterator[Raised]:
    """The operating system and DNS say different things: a hosts file, or a VPN's rule."""
    for one in (*case.parts.asked, *case.parts.checks):
        for connection in one.exchange.connections:
            used, beside = _both(connection)
            if used and beside and _differ(used, beside):
                yield raised(
                    "names-differ",
                    Severity.WARNING,
                    _("This PC takes {host} to be at {addresses}; DNS says {others}").format(
                        host=used.host,
                        addresses=names_text(used.addresses) or _("nowhere"),
                        others=names_text(beside.addresses) or _("that it is nowhere"),
                    ),
                    meaning=_("Outlook goes where this PC says. Other PCs may go elsewhere."),
                    advice=_(
                        "Look into the hosts file (C:\\Windows\\System32\\drivers\\etc\\hosts) and"
                        " the name rules of a VPN."
                    ),
                    command=f"nslookup {shown(used.host)}",
                    events=one.events,
                )
                return


def _both(connection: Connection) -> tuple[Resolution | None, Resolution | None]:
    used = [one for one in connection.resolutions if not one.beside]
    beside = [one for one in connection.resolutions if one.beside]
    return (used[0] if used else None), (beside[0] if beside else None)


def _differ(used: Resolution, beside: Resolution) -> bool:
    # Round robin gives the same addresses in turn: only lists that share none differ.
    if used.failure and beside.failure:
        return False
    return set(used.addresses).isdisjoint(beside.addresses)


def private_address_outside(case: Case) -> Iterator[Raised]:
    """A name for outside leads to an address for inside. Symptom 18, turned round"""
    if case.joined:
        return
    for one in case.asked:
        dials = [connection.dial for connection in one.exchange.connections if connection.dial]
        tried = [each.address for dial in dials for each in dial.tried]
        if one.kind in _SILENT and tried and all(is_private_address(each) for each in tried):
            yield raised(
                "private-address-outside",
                case.decisive,
                _("{host} leads to {names}, an address for inside only").format(
                    host=one.host, names=names_text(tried)
                ),
                meaning=_("From outside nobody can reach it, and Outlook waits in vain."),
                advice=_(
                    "Enter the public address in the public DNS; the inside one belongs into"
                    " the DNS inside."
                ),
                events=one.events,
                source="RFC 1918",
                explains=one.rows,
            )


def public_address_inside(case: Case) -> Iterator[Raised]:
    """Inside, a name leads out to the public address, and the firewall does not turn it round."""
    if not case.joined:
        return
    parts = [
        *(one for one in case.asked if one.step is StepName.SCP),
        *(one.asked for one in case.tried if one.asked and one.scope is Scope.INTERNAL),
    ]
    for host, attempts in by_host(parts).items():
        late = [one for one in attempts if one.kind is FailureKind.TIMED_OUT]
        addresses = [
            each.address
            for one in late
            for connection in one.exchange.connections
            if connection.dial
            for each in connection.dial.tried
        ]
        if addresses and not any(map(is_private_address, addresses)):
            services = [one for one in case.tried if one.asked in late]
            yield raised(
                "public-address-inside",
                case.decisive,
                _("Inside, {host} leads to {names}, which does not answer from here").format(
                    host=host, names=names_text(dict.fromkeys(addresses))
                ),
                meaning=_(
                    "Many firewalls do not let clients inside reach their own public"
                    " address: Outlook waits, and does without."
                ),
                advice=_(
                    "Enter {host} in the DNS inside, with the inside address of the server"
                    " (split DNS)."
                ).format(host=host),
                events=(*events_of(late), *events_of(services)),
                explains=rows_of(late) | rows_of(services),
            )
