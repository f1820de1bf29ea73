"""What services say to the user who has signed in: errors, and what is as it should be."""

from collections.abc import Iterator
from typing import Final

from app.domain.events import ProbeResult
from app.domain.failures import Failure, FailureKind
from app.domain.finding import Severity
from app.domain.probing import UmTold
from app.domain.settings import Scope, Service
from app.findings.case import Case
from app.findings.parts import Tried
from app.findings.raising import Raised, by_host, events_of, raised, rows_of
from app.findings.service_pages import page_in_place_of, titles_of
from app.wording.language import _, said
from app.wording.powershell import command
from app.wording.titles import service_title

_ERRORS: Final = (
    "service-error",
    "free-busy-fails",
    "out-of-office-fails",
)
_WITH_OWN_CODE: Final = {Service.AVAILABILITY: 1, Service.OOF: 2}
_HTML: Final = (b"<!doctype html", b"<html")


def page_instead(case: Case) -> Iterator[Raised]:
    """A form to sign in, as a firewall puts it before a service. protocol.md 7.5"""
    pages = [one for one in _said(case, FailureKind.NOT_THE_SERVICE) if _is_page(one)]
    for host, services in by_host(pages).items():
        yield page_in_place_of(services, host, Severity.ERROR)


def answer_not_understood(case: Case) -> Iterator[Raised]:
    """Something that is neither the service's answer nor a page. Symptom 74 [RCA-OOF]"""
    for host, services in by_host(_said(case, FailureKind.NOT_THE_SERVICE)).items():
        yield raised(
            "service-answer-broken",
            Severity.ERROR,
            _("{host} answers for {titles} with something that Outlook cannot read").format(
                host=host, titles=titles_of(services)
            ),
            meaning=_("Outlook does without {titles}. {detail}").format(
                titles=titles_of(services), detail=_detail(services[0])
            ),
            advice=_(
                "On a Client Access server of Exchange 2007 with .NET Framework 3.5"
                " Service Pack 1, install what KB 958934 names. Elsewhere look at what"
                " was answered."
            ),
            events=events_of(services),
            source="KB 958934",
            explains=rows_of(services),
        )


def out_of_office_denied(case: Case) -> Iterator[Raised]:
    """Only the owner of a mailbox may ask for its settings. Symptom 76 [EXDEV]"""
    denied = [
        one
        for one in _said(case, FailureKind.SERVER_ERROR)
        if one.service is Service.OOF and "only the owner" in _detail(one)
    ]
    for host, services in by_host(denied).items():
        yield raised(
            "out-of-office-not-the-owner",
            Severity.WARNING,
            _("{host} tells the out-of-office settings to the owner of the mailbox alone").format(
                host=host
            ),
            meaning=_(
                "Whoever signed in here is not the owner of the mailbox: this says"
                " nothing about whether it works for the owner."
            ),
            advice=_("Run again with the user's own name and password."),
            events=events_of(services),
            source="Microsoft Learn, GetUserOofSettings",
            explains=rows_of(services),
        )


def service_error(case: Case) -> Iterator[Raised]:
    """The service answers, and reports an error."""
    by_service: dict[tuple[Service, str], list[Tried]] = {}
    for one in _said(case, FailureKind.SERVER_ERROR):
        by_service.setdefault((one.service, one.host), []).append(one)
    for (service, host), services in by_service.items():
        code = _ERRORS[_WITH_OWN_CODE.get(service, 0)]
        yield raised(
            code,
            Severity.ERROR,
            _("{service} on {host} reports an error").format(
                service=service_title(service), host=host
            ),
            meaning=_("Outlook does without it. {detail}").format(detail=_detail(services[0])),
            advice=_(
                "Test the services on the Client Access server itself, and look into its"
                " event log at this time."
            ),
            command=_test(case),
            events=events_of(services),
            explains=rows_of(services),
        )


def service_refuses_credentials(case: Case) -> Iterator[Raised]:
    """A service refuses what Autodiscover has taken."""
    taken = any(one.is_signed_in and one.status == 200 for one in case.parts.asked)
    # Inside or outside: whoever refuses has been reached.
    refused = [
        one
        for one in case.tried
        if one.kind is FailureKind.SIGN_IN_REFUSED and one.result is ProbeResult.FAILS
    ]
    for host, services in by_host(refused).items() if taken else ():
        yield raised(
            "service-refuses-credentials",
            Severity.ERROR,
            _("{host} refuses for {titles} the sign-in that Autodiscover took").format(
                host=host, titles=titles_of(services)
            ),
            meaning=_(
                "Outlook asks for the password again and again, or does without the"
                " service. What is told of services that were not tried after that is"
                " that they are reachable."
            ),
            advice=_(
                "Compare the ways of signing in (Basic, Windows) of this virtual"
                " directory with those of Autodiscover; behind a load balancer, let it"
                " keep the connection of one client to one server."
            ),
            command="Get-WebServicesVirtualDirectory | Format-List Identity,*Authentication*\n"
            "Get-OABVirtualDirectory | Format-List Identity,*Authentication*\n"
            "Get-UMVirtualDirectory | Format-List Identity,*Authentication*",
            events=events_of(services),
            explains=rows_of(services),
        )


def credentials_withheld(case: Case) -> Iterator[Raised]:
    """A host that may belong to somebody else was asked anonymously. protocol.md 8.2"""
    kept = [one for one in case.parts.tried if one.is_elsewhere]
    for host, services in by_host(kept).items():
        yield raised(
            "service-elsewhere",
            Severity.NOTICE,
            _("{host} got no password: it may belong to another organisation").format(host=host),
            meaning=_(
                "{titles}: only whether it is reachable is known. Outlook itself would"
                " sign in there."
            ).format(titles=titles_of(services)),
            advice=_("See that the host is one of this organisation or of its provider."),
            events=events_of(services),
        )


def no_voice_mail(case: Case) -> Iterator[Raised]:
    """IsUMEnabled says false, as for most users. protocol.md 7.4"""
    off = [one for one in case.parts.tried if isinstance(one.told, UmTold) and not one.told.enabled]
    if off:
        yield raised(
            "unified-messaging-off",
            Severity.NOTICE,
            _("The user has no voice mail (Unified Messaging): that is normal"),
            meaning=_("The service works, and says that the mailbox is not enabled for it."),
            advice=_("Nothing is to be done, unless the user should have voice mail."),
            events=events_of(off),
        )


def _said(case: Case, kind: FailureKind) -> list[Tried]:
    return [
        one
        for one in case.tried
        if one.kind is kind
        and one.result is ProbeResult.FAILS
        and (case.joined or one.scope is Scope.EXTERNAL)
    ]


def _is_page(one: Tried) -> bool:
    return one.asked is not None and one.asked.body.lstrip()[:15].lower().startswith(_HTML)


def _detail(one: Tried) -> str:
    return said(one.failure.detail) if isinstance(one.failure, Failure) else ""


def _test(case: Case) -> str:
    # [TECHNET-TEST], protocol.md 7.5
    return command("Test-OutlookWebServices", ("Identity", case.address)) + " | Format-List"
