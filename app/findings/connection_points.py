"""Service connection points: where they lead, and for which sites they are."""

from collections.abc import Iterator
from typing import Final

from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.rows import Turn
from app.domain.scp import PointReason
from app.domain.settings import ServerError
from app.domain.steps import Found, StepName
from app.domain.urls import host_of
from app.findings.case import Case
from app.findings.parts import Asked, Point
from app.findings.places import is_inside_name
from app.findings.raising import Raised, by_host, events_of, names_text, raised, rows_of
from app.wording.exchange_2007 import HOST, set_service_connection_point
from app.wording.language import _
from app.wording.lines import number

UNREACHED: Final = frozenset(
    {
        FailureKind.NAME_NOT_FOUND,
        FailureKind.NO_ANSWER_FROM_DNS,
        FailureKind.REFUSED,
        FailureKind.UNREACHABLE,
        FailureKind.TIMED_OUT,
        FailureKind.RESET,
    }
)


def point_unusable(case: Case) -> Iterator[Raised]:
    """A point without a URL, or with one that no client may follow."""
    bad = {
        PointReason.NO_URL: _("holds no URL"),
        PointReason.NOT_HTTPS: _("holds a URL that is not https"),
        PointReason.MALFORMED_URL: _("holds a URL that is malformed"),
    }
    told: set[str] = set()
    for one in case.parts.points:
        if one.point.reason in bad and one.point.name not in told:
            told.add(one.point.name)
            yield raised(
                "connection-point-unusable",
                case.decisive,
                _("The service connection point of {server} {bad}").format(
                    server=one.point.server, bad=bad[one.point.reason]
                ),
                meaning=_("Outlook passes over this server."),
                advice=_("Give it the https address under which clients inside reach the server."),
                command=set_service_connection_point(one.point.server, HOST),
                events=(one.row.event,),
            )


def inside_record_missing(case: Case) -> Iterator[Raised]:
    """The SCP names a published name that the DNS of this PC does not know. Symptom 18"""
    for host, points, attempts in _unreached_points(case, {FailureKind.NAME_NOT_FOUND}):
        if _is_own_name(case, host, points):
            continue
        yield raised(
            "inside-record-missing",
            case.decisive,
            _(
                "{host}, to which the service connection point leads, is not in the DNS"
                " that was asked"
            ).format(host=host),
            meaning=_(
                "Outlook on PCs of the domain cannot reach the server under this name,"
                " though it may resolve outside."
            ),
            advice=_(
                "Enter {host} in the DNS inside (split DNS: a zone of that name, or of"
                " its domain) with the inside address of the Client Access server."
            ).format(host=host),
            events=(*_point_events(points), *events_of(attempts)),
            explains=rows_of(attempts),
        )


def point_server_gone(case: Case) -> Iterator[Raised]:
    """The name of the server itself is not there any more. Symptom 61 [KB3137323]"""
    for host, points, attempts in _unreached_points(case, {FailureKind.NAME_NOT_FOUND}):
        if not _is_own_name(case, host, points):
            continue
        server = points[0].point.server
        yield raised(
            "scp-server-gone",
            case.decisive,
            _(
                "The service connection point of {server} leads to {host}, which is not in DNS"
            ).format(server=server, host=host),
            meaning=_("Outlook asks this server and fails before it goes on.")
            if case.found_nothing
            else _("Outlook asks this server and fails before it goes on to the next one."),
            advice=_(
                "If {server} was taken away without uninstalling Exchange, delete its"
                " object with ADSI Edit: {name}. If it still serves, enter {host} in DNS."
            ).format(server=server, name=points[0].point.name, host=host),
            command="Get-ClientAccessServer | Format-List"
            " Name,AutoDiscoverServiceInternalUri,AutoDiscoverSiteScope",
            events=(*_point_events(points), *events_of(attempts)),
            source="KB 3137323",
            explains=rows_of(attempts),
        )


def point_server_silent(case: Case) -> Iterator[Raised]:
    """The server of a point has a name, and does not take connections. Symptoms 20, 21, 61"""
    for host, points, attempts in _unreached_points(case, UNREACHED - {FailureKind.NAME_NOT_FOUND}):
        waited = sum(one.waited_ms for one in attempts) / 1000
        cost = (
            _("It took {seconds} s until that was clear.").format(seconds=number(waited))
            if waited >= 1
            else ""
        )
        yield raised(
            "scp-server-silent",
            case.decisive,
            _(
                "{host}, to which the service connection point of {server} leads, takes"
                " no connection on port 443"
            ).format(host=host, server=points[0].point.server),
            meaning=_("Outlook on PCs of the domain asks this server and fails before it goes on.")
            + " "
            + cost,
            advice=_(
                "Start the server or its IIS, open port 443 to it, or, if the server is"
                " gone, delete its object with ADSI Edit: {name}."
            ).format(name=points[0].point.name),
            command="Get-ClientAccessServer | Format-List"
            " Name,AutoDiscoverServiceInternalUri,AutoDiscoverSiteScope",
            events=(*_point_events(points), *events_of(attempts)),
            explains=rows_of(attempts),
        )


def _unreached_points(
    case: Case, kinds: set[FailureKind] | frozenset[FailureKind]
) -> Iterator[tuple[str, tuple[Point, ...], tuple[Asked, ...]]]:
    failed = [one for one in case.asked if one.step is StepName.SCP and one.kind in kinds]
    for host, attempts in by_host(failed).items():
        points = tuple(one for one in case.parts.points if host_of(one.point.url) == host)
        if points:
            yield host, points, attempts


def _is_own_name(case: Case, host: str, points: tuple[Point, ...]) -> bool:
    label = host.partition(".")[0]
    is_named_so = any(one.point.server.lower().partition(".")[0] == label for one in points)
    return is_named_so or is_inside_name(host, (case.machine.dns_domain,))


def _point_events(points: tuple[Point, ...]) -> tuple[int, ...]:
    return tuple(one.row.event for one in points)


def point_refuses_address(case: Case) -> Iterator[Raised]:
    """The SCP's server does not know the address, and another one does. [QUEST], symptom 63"""
    refused = [
        one
        for one in case.asked
        if one.step is StepName.SCP and isinstance(one.reading, ServerError)
    ]
    elsewhere = any(
        isinstance(step.result, Found) and step.name is not StepName.SCP
        for step in case.parts.steps
    )
    if refused and elsewhere:
        host = refused[0].host
        yield raised(
            "scp-server-refuses-address",
            Severity.WARNING,
            _(
                "The Exchange that this PC's domain names ({host}) does not know the"
                " address; another one does"
            ).format(host=host),
            meaning=_(
                "Outlook asks the Exchange of the PC's own forest first, on every start."
                " After a move to another system that costs time, and can lead profiles"
                " back."
            ),
            advice=_(
                "If the mailboxes have moved for good, take the service connection"
                " points away, or set ExcludeScpLookup = 1 on the PCs; else export a"
                " pointer to the other forest."
            ),
            events=(*events_of(refused), *case.settings_events),
            source="KB 3012603",
            explains=rows_of(refused),
        )


def point_short_name(case: Case) -> Iterator[Raised]:
    """A NetBIOS name in the URL. Symptom 65"""
    for one in case.parts.points:
        host = host_of(one.point.url)
        if one.turn is Turn.ASKED and host and "." not in host:
            yield raised(
                "scp-short-name",
                Severity.WARNING,
                _(
                    "The service connection point of {server} holds a name of one part: {host}"
                ).format(server=one.point.server, host=host),
                meaning=_(
                    "Such a name resolves only where the PC adds the right domain to it, and"
                    " no public authority puts it into a certificate."
                ),
                advice=_("Let it hold a full name that is in the certificate."),
                command=set_service_connection_point(
                    one.point.server, case.published_host(()) or HOST
                ),
                events=(one.row.event,),
                source="KB 940726",
            )


def point_of_other_site(case: Case) -> Iterator[Raised]:
    """No point is for the site of this PC, so one of another site is asked. Symptom 64"""
    asked = [one for one in case.parts.points if one.turn is Turn.ASKED]
    others = [one for one in asked if one.point.reason is PointReason.OTHER_SITE]
    if others and len(others) == len(asked):
        sites = names_text(site for one in others for site in one.point.sites)
        yield raised(
            "scp-of-other-site",
            Severity.NOTICE,
            _("No Exchange server is set for the site of this PC; one for {sites} is asked").format(
                sites=sites
            ),
            meaning=_("It works, over the line between the sites."),
            advice=_("If a server is to serve this site too, add the site to its scope."),
            command="Set-ClientAccessServer -Identity <SERVER> -AutoDiscoverSiteScope <SITES>",
            events=tuple(one.row.event for one in others),
            source="Exchange 2007 white paper on Autodiscover (TechNet bb332063)",
        )
