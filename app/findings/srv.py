"""The service record (SRV) and what stands in its way."""

from collections.abc import Iterator
from typing import Final

from app.domain.events import Source
from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.notes import NoteCode
from app.domain.steps import Found, StepName
from app.findings.case import Case
from app.findings.places import is_plain_name
from app.findings.raising import Raised, events_of, raised, rows_of
from app.wording.exchange_2007 import HOST
from app.wording.language import _
from app.wording.lines import number

_SRV: Final = "_autodiscover._tcp.%s. 3600 IN SRV 0 0 443 %s."


def srv_behind_faulty_host(case: Case) -> Iterator[Raised]:
    """SRV works, after an autodiscover host that should not exist. Symptom 59 [KB940881]"""
    found = any(
        isinstance(step.result, Found) and step.name is StepName.DNS_SRV
        for step in case.parts.steps
    )
    standing = [
        one
        for one in case.asked
        if one.step in {StepName.HTTPS_AUTODISCOVER, StepName.HTTP_REDIRECT}
        and one.host == f"autodiscover.{one.domain}"
        and one.kind is not None
        and one.kind is not FailureKind.NAME_NOT_FOUND
    ]
    if found and standing:
        host = standing[0].host
        seconds = sum(one.waited_ms for one in standing) / 1000
        cost = (
            _("Here that took {seconds} s.").format(seconds=number(seconds)) if seconds >= 1 else ""
        )
        yield raised(
            "srv-behind-faulty-host",
            Severity.WARNING,
            _(
                "The service record (SRV) works, but {host} exists and is asked first, in vain"
            ).format(host=host),
            meaning=_(
                "Outlook asks this host before it looks for the service record, and may"
                " show a security alert on the way."
            )
            + " "
            + cost,
            advice=_(
                "Delete the A and CNAME records of {host}, and a wildcard record that"
                " answers for it."
            ).format(host=host),
            events=events_of(standing),
            source="KB 940881",
            explains=rows_of(standing),
        )


def srv_port(case: Case) -> Iterator[Raised]:
    """A port other than 443 in the record. Symptom 60"""
    for row, noted in case.parts.notes(NoteCode.SRV_PORT_IGNORED)[:1]:
        port = noted.detail or noted.subject
        yield raised(
            "srv-port-ignored",
            case.decisive,
            _(
                "The service record (SRV) names port {port}; Outlook 2007 asks port 443"
                " all the same"
            ).format(port=port),
            meaning=_("Whatever listens on the other port is never asked."),
            advice=_("Publish Autodiscover on port 443, and let the record say so."),
            events=(row.event,),
            source="gromox, autodiscover(7)",
        )


def srv_denied(case: Case) -> Iterator[Raised]:
    """The record says that there is no such service. RFC 2782"""
    for row, lookup in case.parts.lookups:
        if lookup.records and all(record.target == "." for record in lookup.records):
            yield raised(
                "srv-denied",
                case.decisive if case.found_nothing else Severity.NOTICE,
                _("The service record {name} says that there is no Autodiscover").format(
                    name=lookup.question.name
                ),
                meaning=_("Outlook finds nothing by this record: whoever entered it decided so."),
                advice=_("If Autodiscover is to be found by it, let the record name a host."),
                command=_SRV % (case.domain, HOST) if is_plain_name(case.domain) else "",
                events=(row.event,),
                source="RFC 2782",
            )


def srv_not_asked(case: Case) -> Iterator[Raised]:
    """The first release of Outlook 2007 knows no service record. Symptom 59"""
    started = case.session.started
    names = {step.name for step in case.parts.steps}
    # Another program's log tells of what it reached, not of what it knows.
    own = started is not None and started.source is Source.THIS_PROGRAM
    if case.found_nothing and own and names and StepName.DNS_SRV not in names:
        yield raised(
            "srv-not-asked",
            Severity.NOTICE,
            _("This Outlook does not ask for the service record (SRV)"),
            meaning=_("Where Autodiscover is published by such a record alone, it finds nothing."),
            advice=_("Install Service Pack 1 for Outlook 2007, or at least the update KB 939184."),
            events=tuple(step.row.event for step in case.parts.steps[:1]),
            source="KB 940881",
        )
