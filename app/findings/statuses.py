"""Statuses of HTTP in the place of settings, and what is behind each of them."""

from collections.abc import Iterator
from typing import Final

from app.domain.failures import FailureKind
from app.findings.case import Case
from app.findings.parts import Asked
from app.findings.raising import Raised, by_host, events_of, raised, rows_of
from app.wording.language import _

_RCA: Final = "Microsoft Remote Connectivity Analyzer, "


def ssl_required(case: Case) -> Iterator[Raised]:
    """403.4. Symptom 32 [RCA-4034]"""
    for host, attempts in by_host(_with(case, 403, b"403.4", b"403 - 4")).items():
        yield raised(
            "ssl-required",
            case.decisive,
            _("{host} wants https, and was asked over http (403.4)").format(host=host),
            meaning=_("The server answers no question over http."),
            advice=_(
                "Let the URL begin with https://. On a firewall that ends TLS, let it go"
                " on to the server over https."
            ),
            events=events_of(attempts),
            source=_RCA + "an-http-403-4-returned",
            explains=rows_of(attempts),
        )


def client_certificate_wanted(case: Case) -> Iterator[Raised]:
    """403.7. Symptom 34 [KB4488049]"""
    for host, attempts in by_host(_with(case, 403, b"403.7", b"403 - 7")).items():
        yield raised(
            "client-certificate-wanted",
            case.decisive,
            _("{host} wants a certificate of the client (403.7)").format(host=host),
            meaning=_("Outlook does not present one, and is turned away."),
            advice=_(
                'Set "Client certificates: Ignore" for the Autodiscover virtual directory in IIS.'
            ),
            events=events_of(attempts),
            source="KB 4488049",
            explains=rows_of(attempts),
        )


def path_not_published(case: Case) -> Iterator[Raised]:
    """403 of a firewall that publishes other paths. Symptom 33 [RCA-403]"""
    for host, attempts in by_host(_with(case, 403)).items():
        yield raised(
            "path-not-published",
            case.decisive,
            _("{host} forbids the Autodiscover path (403)").format(host=host),
            meaning=_("Outlook finds no settings there."),
            advice=_(
                "On a firewall (ISA, TMG) add /autodiscover/*, /ews/*, /oab/* and"
                " /unifiedmessaging/* to the publishing rule. Otherwise look for"
                " restrictions of addresses in IIS."
            ),
            events=events_of(attempts),
            source=_RCA + "an-http-403-received",
            explains=rows_of(attempts),
        )


def directory_missing(case: Case) -> Iterator[Raised]:
    """404: the virtual directory is not there. Symptom 75 [1ASK2]"""
    for host, attempts in by_host(_with(case, 404)).items():
        yield raised(
            "autodiscover-directory-missing",
            case.decisive,
            _("{host} has no Autodiscover (404)").format(host=host),
            meaning=_("A web server answers there, without the path that Outlook asks for."),
            advice=_(
                "See that the name leads to the Client Access server. If it does, its"
                " virtual directory is missing: make it anew. Servers that are not IIS"
                " may want the path in other letters: /Autodiscover/Autodiscover.xml"
                " (--path-case spec)."
            ),
            command="Get-AutodiscoverVirtualDirectory\n"
            "New-AutodiscoverVirtualDirectory -BasicAuthentication $true"
            " -WindowsAuthentication $true",
            events=events_of(attempts),
            source="New-AutodiscoverVirtualDirectory",
            explains=rows_of(attempts),
        )


def ticket_too_big(case: Case) -> Iterator[Raised]:
    """400 for users in many groups. Symptom 38 [KB-400]"""
    for host, attempts in by_host(_with(case, 400)).items():
        yield raised(
            "bad-request",
            case.decisive,
            _("{host} does not take the request (400)").format(host=host),
            meaning=_(
                "If other users get an answer, this one may be in so many groups that"
                " the Kerberos ticket is too large for the server."
            ),
            advice=_(
                "On the server set MaxFieldLength and MaxRequestBytes to 65536 (DWORD)"
                " and restart the HTTP service."
            ),
            command=r"reg add 'HKLM\System\CurrentControlSet\Services\HTTP\Parameters'"
            " /v MaxFieldLength /t REG_DWORD /d 65536\n"
            r"reg add 'HKLM\System\CurrentControlSet\Services\HTTP\Parameters'"
            " /v MaxRequestBytes /t REG_DWORD /d 65536",
            events=events_of(attempts),
            source="Microsoft, HTTP 400 Bad Request from Exchange",
            explains=rows_of(attempts),
        )


def principal_name_wrong(case: Case) -> Iterator[Raised]:
    """ISA's 500 about the name of the server behind it. Symptom 35 [RCA-500]"""
    found = _with(case, 500, b"target principal name is incorrect", b"2146893022")
    for host, attempts in by_host(found).items():
        yield raised(
            "published-server-name-wrong",
            case.decisive,
            _(
                "The firewall at {host} does not accept the certificate of the server"
                " behind it (500)"
            ).format(host=host),
            meaning=_("Outlook gets an error in the place of settings."),
            advice=_(
                "In the publishing rule of the firewall, on its tab To, name the server"
                " exactly as its certificate does."
            ),
            events=events_of(attempts),
            source=_RCA + "an-http-500-returned",
            explains=rows_of(attempts),
        )


def install_path_not_expanded(case: Case) -> Iterator[Raised]:
    """%ExchangeInstallDir% in web.config. Symptom 36"""
    found = _with(case, 500, b"Microsoft.Exchange.Diagnostics")
    for host, attempts in by_host(found).items():
        yield raised(
            "install-path-not-expanded",
            case.decisive,
            _("Autodiscover on {host} cannot load a part of Exchange (500)").format(host=host),
            meaning=_("The service does not start, and no client gets settings."),
            advice=_(
                "In web.config of ClientAccess\\Autodiscover and ClientAccess\\exchweb\\ews"
                " replace %ExchangeInstallDir% by the real path, then restart IIS."
            ),
            command="iisreset /noforce",
            events=events_of(attempts),
            source="Microsoft, Could not load file or assembly when browsing EWS or Autodiscover",
            explains=rows_of(attempts),
        )


def pool_stopped(case: Case) -> Iterator[Raised]:
    """503: nothing runs behind IIS. Symptom 37"""
    for host, attempts in by_host(_with(case, 503)).items():
        yield raised(
            "application-pool-stopped",
            case.decisive,
            _("Autodiscover on {host} is not running (503)").format(host=host),
            meaning=_("The web server answers, the service behind it does not."),
            advice=_(
                "Start the application pool MSExchangeAutodiscoverAppPool in IIS, and"
                " look into the event log for why it stopped."
            ),
            events=events_of(attempts),
            explains=rows_of(attempts),
        )


def server_fault(case: Case) -> Iterator[Raised]:
    """Any other fault of the server."""
    faults = [
        one
        for one in case.asked
        if one.kind is FailureKind.HTTP_STATUS and one.status is not None and one.status >= 500
    ]
    for host, attempts in by_host(faults).items():
        yield raised(
            "server-fault",
            case.decisive,
            _("{host} reports a fault of its own ({status})").format(
                host=host, status=attempts[0].status
            ),
            meaning=_("Outlook finds no settings there."),
            advice=_(
                "Look into the event log of the Client Access server, and of a gateway before it."
            ),
            events=events_of(attempts),
            explains=rows_of(attempts),
        )


def permanent_redirect(case: Case) -> Iterator[Raised]:
    """308, which Outlook 2007 is not known to follow."""
    for host, attempts in by_host(_with(case, 308)).items():
        yield raised(
            "permanent-redirect",
            case.decisive,
            _("{host} redirects with status 308").format(host=host),
            meaning=_("Outlook 2007 is older than this status, and not known to follow it."),
            advice=_("Let the server redirect with 302 or 301."),
            events=events_of(attempts),
            source="RFC 9110",
            explains=rows_of(attempts),
        )


def other_status(case: Case) -> Iterator[Raised]:
    """What no rule before has a word for."""
    rest = [
        one
        for one in case.asked
        if one.kind is FailureKind.HTTP_STATUS and not one.is_redirect_step
    ]
    for host, attempts in by_host(rest).items():
        yield raised(
            "unexpected-status",
            case.decisive,
            _("{host} answers with status {status}, which is no settings").format(
                host=host, status=attempts[0].status
            ),
            meaning=_("Outlook passes over this address."),
            advice=_(
                "See that the name leads to the Client Access server, and look into the"
                " log of its IIS for this request."
            ),
            events=events_of(attempts),
            source="Exchange Web Services documentation, Handling Autodiscover error messages",
            explains=rows_of(attempts),
        )


def _with(case: Case, status: int, *texts: bytes) -> list[Asked]:
    """Give the attempts that ended in a status, and in a body with one of the texts."""
    return [
        one
        for one in case.asked
        if one.status == status
        and one.kind not in {None, FailureKind.SIGN_IN_REFUSED}
        and not (one.is_redirect_step and not texts)
        and (not texts or any(text.lower() in one.body.lower() for text in texts))
    ]
