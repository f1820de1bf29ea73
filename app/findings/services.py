"""Whether the service URLs work that came back. protocol.md 7"""

from collections.abc import Iterator
from typing import Final

from app.domain.events import ProbeResult
from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.settings import Scope, Service
from app.domain.urls import scheme_of
from app.findings.case import Case
from app.findings.parts import Tried
from app.findings.places import is_inside_name
from app.findings.raising import Raised, by_host, events_of, names_text, raised, rows_of
from app.findings.service_pages import page_in_place_of, titles_of
from app.wording.language import _, said

_UNREACHED: Final = frozenset(
    {
        FailureKind.NAME_NOT_FOUND,
        FailureKind.NO_ANSWER_FROM_DNS,
        FailureKind.REFUSED,
        FailureKind.UNREACHABLE,
        FailureKind.TIMED_OUT,
        FailureKind.RESET,
        FailureKind.TLS,
    }
)
_WANT_SIGN_IN: Final = frozenset({Service.AVAILABILITY, Service.OOF, Service.UM, Service.EWS})


def inside_from_outside(case: Case) -> Iterator[Raised]:
    """From outside, the inside URLs need not work: Outlook does not use them there."""
    if case.joined:
        return
    failed = [
        one for one in case.tried if one.scope is Scope.INTERNAL and one.result is ProbeResult.FAILS
    ]
    if failed:
        hosts = names_text(dict.fromkeys(one.host for one in failed))
        yield raised(
            "inside-urls-not-reached",
            Severity.NOTICE,
            _(
                "The inside addresses ({hosts}) cannot be used from here: that is normal outside"
            ).format(hosts=hosts),
            meaning=_("Outlook outside the domain's network takes the outside addresses."),
            advice=_("Nothing is to be done. To see whether they work, run on a PC inside."),
            events=events_of(failed),
            explains=rows_of(failed),
        )


def host_unreachable(case: Case) -> Iterator[Raised]:
    """A host of service URLs has no address, or takes no connection. Symptoms 19 to 21"""
    failed = [one for one in _failing(case) if one.kind in _UNREACHED]
    for host, services in by_host(failed).items():
        one = services[0]
        failure = one.asked.exchange.failure if one.asked else None
        missing = one.kind is FailureKind.NAME_NOT_FOUND
        inside = one.scope is Scope.INTERNAL
        if missing:
            title = (
                _("{host}, named by the inside addresses, is not in the DNS that was asked")
                if inside
                else _("{host}, named by the outside addresses, is not in the DNS that was asked")
            )
            advice = (
                _("Enter {host} in the DNS inside, or let the URLs name a host that is in it.")
                if inside
                else _("Enter {host} in the DNS, or let the URLs name a host that is in it.")
            )
        else:
            title = (
                _("{host}, named by the inside addresses, cannot be reached")
                if inside
                else _("{host}, named by the outside addresses, cannot be reached")
            )
            advice = _(
                "See that {host} leads to the right address, that its port is open from here,"
                " and that IIS runs there."
            )
        yield raised(
            "service-host-not-in-dns" if missing else "service-host-unreachable",
            Severity.ERROR,
            title.format(host=host),
            meaning=_("Outlook does without {titles}.").format(titles=titles_of(services))
            + (" " + said(failure.detail) if failure else ""),
            advice=advice.format(host=host),
            command="Get-WebServicesVirtualDirectory | Format-List Identity,InternalUrl,"
            "ExternalUrl\n"
            "Get-OABVirtualDirectory | Format-List Identity,InternalUrl,ExternalUrl\n"
            "Get-UMVirtualDirectory | Format-List Identity,InternalUrl,ExternalUrl",
            events=events_of(services),
            explains=rows_of(services),
        )


def missing(case: Case) -> Iterator[Raised]:
    """404: the virtual directory, or the address book's files, are not there. protocol.md 7.1"""
    for host, services in by_host(_with(case, 404)).items():
        books = all(one.service is Service.OAB for one in services)
        yield raised(
            "address-book-not-there" if books else "service-missing",
            Severity.ERROR,
            _("{host} has no {titles} (404)").format(host=host, titles=titles_of(services)),
            meaning=_("Outlook does without {titles}.").format(titles=titles_of(services))
            + " "
            + (_("Its download fails with 0x8004010F.") if books else ""),
            advice=(
                _(
                    "Have the address book generated, and copied to the Client Access server"
                    " by the file distribution service."
                )
                if books
                else _("See that the URL is right, and that the virtual directory is there.")
            ),
            command="Update-OfflineAddressBook -Identity <ADDRESS BOOK>\n"
            "Restart-Service MSExchangeFDS"
            if books
            else "Get-WebServicesVirtualDirectory\nGet-UMVirtualDirectory\nGet-OABVirtualDirectory",
            events=events_of(services),
            explains=rows_of(services),
        )


def forbidden(case: Case) -> Iterator[Raised]:
    """403: TLS wanted, a path not published, an address not let in. Symptoms 32, 33"""
    for host, services in by_host(_with(case, 403)).items():
        plain = any(scheme_of(one.url) == "http" for one in services)
        yield raised(
            "service-forbidden",
            Severity.ERROR,
            _("{host} forbids {titles} (403)").format(host=host, titles=titles_of(services)),
            meaning=_("Outlook does without {titles}.").format(titles=titles_of(services)),
            advice=(
                _(
                    "The URL begins with http://: if the directory wants TLS (403.4), let"
                    " the URL begin with https://."
                )
                if plain
                else _(
                    "On a firewall (ISA, TMG) add /ews/*, /oab/* and /unifiedmessaging/* to"
                    " the publishing rule; otherwise look for restrictions of addresses in"
                    " IIS."
                )
            ),
            events=events_of(services),
            source="Microsoft Remote Connectivity Analyzer, an-http-403-received",
            explains=rows_of(services),
        )


def faulty(case: Case) -> Iterator[Raised]:
    """A fault of the server itself. Symptoms 37, 78"""
    faults = [one for one in _failing(case) if one.status is not None and one.status >= 500]
    for host, services in by_host(faults).items():
        stopped = services[0].status == 503
        yield raised(
            "service-pool-stopped" if stopped else "service-fault",
            Severity.ERROR,
            (
                _("{host} does not run {titles} (503)")
                if stopped
                else _("{host} reports a fault of its own for {titles} ({status})")
            ).format(host=host, titles=titles_of(services), status=services[0].status),
            meaning=_("Outlook does without {titles}.").format(titles=titles_of(services)),
            advice=(
                _(
                    "Start the application pool MSExchangeServicesAppPool in IIS, and look"
                    " into the event log for why it stopped."
                )
                if stopped
                else _("Look into the event log of the Client Access server.")
            ),
            events=events_of(services),
            explains=rows_of(services),
        )


def failing(case: Case) -> Iterator[Raised]:
    """What no rule before has a word for; a certificate's fault has a finding of its own."""
    rest = [one for one in _failing(case) if one.kind is not FailureKind.CERTIFICATE_REJECTED]
    for host, services in by_host(rest).items():
        failure = services[0].asked.exchange.failure if services[0].asked else None
        yield raised(
            "service-fails",
            Severity.ERROR,
            _("{titles} on {host} cannot be used").format(titles=titles_of(services), host=host),
            meaning=_("Outlook does without {titles}.").format(titles=titles_of(services))
            + (" " + said(failure.detail) if failure else ""),
            advice=_("Look at the line of this service for what was answered."),
            events=events_of(services),
            explains=rows_of(services),
        )


def anonymous(case: Case) -> Iterator[Raised]:
    """200 where a sign-in should be wanted. Symptom 31, protocol.md 7.5"""
    open_ = [
        one
        for one in case.tried
        if one.result in {ProbeResult.REACHABLE, ProbeResult.WORKS}
        and one.status == 200
        and one.service in _WANT_SIGN_IN
        and not (one.asked and one.asked.is_signed_in)
    ]
    for host, services in by_host(open_).items():
        body = services[0].asked.body if services[0].asked else b""
        if b"<html" in body[:2000].lower():
            yield page_in_place_of(services, host, Severity.WARNING)
        else:
            yield raised(
                "service-anonymous",
                Severity.WARNING,
                _("{host} answers for {titles} without a sign-in").format(
                    host=host, titles=titles_of(services)
                ),
                meaning=_("Whoever reaches the server may use it without being known."),
                advice=_("Switch anonymous authentication off for this virtual directory in IIS."),
                events=events_of(services),
                source="Microsoft Remote Connectivity Analyzer,"
                " anonymous-authentication-enabled-virtual-directory",
                explains=rows_of(services),
            )


def short_names(case: Case) -> Iterator[Raised]:
    """Inside URLs with a name of one part. Symptom 65"""
    short = [
        one
        for one in case.tried
        if one.scope is Scope.INTERNAL
        and one.host
        and "." not in one.host
        and is_inside_name(one.host)
    ]
    for host, services in by_host(short).items():
        yield raised(
            "service-short-name",
            Severity.WARNING if case.joined else Severity.NOTICE,
            _("The inside addresses name {host}, a name of one part").format(host=host),
            meaning=_(
                "It resolves only where the PC adds the right domain to it, and no"
                " public authority puts it into a certificate."
            ),
            advice=_("Let the inside URLs name a full name that is in the certificate."),
            command="Get-WebServicesVirtualDirectory | Format-List Identity,InternalUrl",
            events=events_of(services),
            source="KB 940726",
        )


def _failing(case: Case) -> list[Tried]:
    return [
        one
        for one in case.tried
        if one.result is ProbeResult.FAILS and (case.joined or one.scope is Scope.EXTERNAL)
    ]


def _with(case: Case, status: int) -> list[Tried]:
    return [one for one in _failing(case) if one.status == status]
