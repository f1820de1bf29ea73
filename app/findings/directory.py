"""The directory itself: whether it answers, lets this client in, and has objects of Exchange."""

from collections.abc import Iterator
from typing import Final

from app.domain.attempts import Search
from app.domain.binds import Bind
from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.notes import NoteCode
from app.domain.rows import Row
from app.domain.scp import PointReason
from app.domain.steps import Nothing, StepName, Why
from app.domain.urls import host_of
from app.findings.case import Case
from app.findings.parts import Step
from app.findings.raising import Raised, raised
from app.wording.language import _, said

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


def no_controller(case: Case) -> Iterator[Raised]:
    """A PC of a domain finds no domain controller, as a laptop at home. [SEED]"""
    for step, _result in _scp_nothing(case, Why.NO_DIRECTORY):
        yield raised(
            "no-domain-controller",
            case.decisive if case.found_nothing else Severity.NOTICE,
            _("This PC belongs to a domain, but finds no domain controller"),
            meaning=_(
                "Outlook cannot ask the Active Directory for its server, and goes on as"
                " a PC outside does. For a laptop away from the office that is normal."
            ),
            advice=_(
                "In the office, see that the PC asks the DNS servers of the domain. Away"
                " from it nothing is to be done here."
            ),
            events=_search_events(case, step),
            source="Exchange 2007 Wiki",
        )


def directory_not_reached(case: Case) -> Iterator[Raised]:
    """A domain controller is known and does not answer."""
    for step, search in _failed_searches(case):
        if search.failure and search.failure.kind in UNREACHED:
            yield raised(
                "directory-not-reached",
                case.decisive,
                _("The domain controller {place} cannot be reached").format(place=_place(search)),
                meaning=_(
                    "Outlook cannot ask the Active Directory for its server, and goes on as"
                    " a PC outside does. {detail}"
                ).format(detail=said(search.failure.detail)),
                advice=_(
                    "See that the domain controller is up, and that port 389 (LDAP) is open"
                    " from this PC to it."
                ),
                events=_search_events(case, step),
            )


def directory_wants_sign_in(case: Case) -> Iterator[Raised]:
    """Without a sign-in the directory gives no objects. Symptom 66 [ADSC-SCP]"""
    for step, search in _failed_searches(case):
        kind = search.failure.kind if search.failure else None
        if kind is FailureKind.DIRECTORY and search.bind in {"", Bind.ANONYMOUS}:
            detail = said(search.failure.detail) if search.failure else ""
            yield raised(
                "directory-wants-sign-in",
                case.decisive,
                _("The directory {place} wants a sign-in before it names the server").format(
                    place=_place(search)
                ),
                meaning=_(
                    "Whether there is a service connection point is not known: authenticated"
                    " users only may read it. {detail}"
                ).format(detail=detail),
                advice=_(
                    "Run again with a user name and a password of the domain, or as a user"
                    " who is signed in to it (--current-user). Outlook itself signs in as"
                    " that user."
                ),
                events=_search_events(case, step),
                source="[MS-ADSC], class serviceConnectionPoint",
            )


def directory_refuses_sign_in(case: Case) -> Iterator[Raised]:
    """The directory does not take the credentials."""
    for step, search in _failed_searches(case):
        if search.failure and search.failure.kind is FailureKind.SIGN_IN_REFUSED:
            yield raised(
                "directory-refuses-sign-in",
                case.decisive,
                _("The directory {place} refuses the user name or the password").format(
                    place=_place(search)
                ),
                meaning=_(
                    "Outlook cannot read the service connection point, and goes on as a PC"
                    " outside does. {detail}"
                ).format(detail=said(search.failure.detail)),
                advice=_(
                    "Check user name (DOMAIN\\user or user@domain) and password; see whether"
                    " the account is locked."
                ),
                events=_search_events(case, step),
            )


def directory_failed(case: Case) -> Iterator[Raised]:
    """Everything else that a directory can do instead of answering."""
    told = {*UNREACHED, FailureKind.SIGN_IN_REFUSED}
    for step, search in _failed_searches(case):
        if search.failure is None or search.failure.kind in told:
            continue
        if search.failure.kind is FailureKind.DIRECTORY and search.bind in {"", Bind.ANONYMOUS}:
            continue
        yield raised(
            "directory-failed",
            case.decisive,
            _("The directory {place} does not answer the question for the server").format(
                place=_place(search)
            ),
            meaning=_("Outlook goes on as a PC outside does. {detail}").format(
                detail=said(search.failure.detail)
            ),
            advice=_("Look at this line of the run; what the directory said is there in full."),
            events=_search_events(case, step),
        )


def _scp_nothing(case: Case, why: Why) -> Iterator[tuple[Step, Nothing]]:
    for step in case.parts.steps:
        result = step.result
        if step.name is StepName.SCP and isinstance(result, Nothing) and result.why is why:
            yield step, result


def _failed_searches(case: Case) -> Iterator[tuple[Step, Search]]:
    """Give the last search of each step that failed for it."""
    for step, _result in _scp_nothing(case, Why.DIRECTORY_FAILED):
        searches = [search for _row, search in _searches_of(case, step)]
        if searches:
            yield step, searches[-1]


def _searches_of(case: Case, step: Step) -> list[tuple[Row, Search]]:
    return [
        (row, search)
        for row, search in case.parts.searches
        if case.session.step_of(row) == (step.round, step.name)
    ]


def _search_events(case: Case, step: Step) -> tuple[int, ...]:
    return (step.row.event, *(row.event for row, _search in _searches_of(case, step)))


def _place(search: Search) -> str:
    return host_of(search.question.url) or search.question.url


def no_connection_point(case: Case) -> Iterator[Raised]:
    """The directory answers, and holds none. Symptom 66"""
    for step, _result in _scp_nothing(case, Why.NO_SCP):
        if any(state.round == step.round for state in _unusable_steps(case)):
            continue
        yield raised(
            "no-connection-point",
            case.decisive,
            _("The Active Directory holds no service connection point of Exchange"),
            meaning=_(
                "Outlook on PCs of the domain is not led to the server, and goes on as a"
                " PC outside does."
            ),
            advice=_(
                "If this forest has Exchange, see why setup's object is missing: each"
                " Client Access server has one. If Exchange is in another forest, export"
                " a pointer there (Export-AutoDiscoverConfig)."
            ),
            command="Get-ClientAccessServer | Format-List"
            " Name,AutoDiscoverServiceInternalUri,AutoDiscoverSiteScope",
            events=_search_events(case, step),
            source="Exchange 2007 white paper on Autodiscover (TechNet bb332063)",
        )


def _unusable_steps(case: Case) -> Iterator[Step]:
    bad = {PointReason.NO_URL, PointReason.NOT_HTTPS, PointReason.MALFORMED_URL}
    rounds = {case.session.step_of(one.row) for one in case.parts.points if one.point.reason in bad}
    return (step for step in case.parts.steps if (step.round, step.name) in rounds)


def site_not_mapped(case: Case) -> Iterator[Raised]:
    """The subnet of this PC belongs to no site. Symptom 64"""
    scoped = [one for one in case.parts.points if one.point.sites]
    for row, noted in case.parts.notes(NoteCode.SITE_NOT_MAPPED)[:1]:
        yield raised(
            "site-not-mapped",
            Severity.WARNING if len(scoped) > 1 else Severity.NOTICE,
            _("{subject} maps the subnet of this PC to no Active Directory site").format(
                subject=noted.subject
            ),
            meaning=_(
                "Outlook cannot prefer the Exchange server of its own site, and may ask"
                " one far away."
            ),
            advice=_("Add the subnet to its site in Active Directory Sites and Services."),
            events=(row.event, *(one.row.event for one in scoped)),
        )


def pointer_not_followed(case: Case) -> Iterator[Raised]:
    """An object leads to a directory that is not asked."""
    for row, noted in case.parts.notes(NoteCode.POINTER_NOT_FOLLOWED)[:1]:
        yield raised(
            "scp-pointer-not-followed",
            Severity.WARNING,
            _("The directory points to another one that is not asked: {subject}").format(
                subject=noted.subject
            ),
            meaning=_("Mailboxes of that other forest are not found through the Active Directory."),
            advice=_(
                "Correct the pointer (Export-AutoDiscoverConfig makes it anew). {detail}"
            ).format(detail=said(noted.detail)),
            events=(row.event,),
            source="Export-AutoDiscoverConfig (TechNet aa998832)",
        )
