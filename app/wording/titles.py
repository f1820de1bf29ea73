"""Names of steps, services, scopes and reasons."""

from typing import assert_never

from app.domain.events import Source
from app.domain.notes import NoteCode, Noted
from app.domain.settings import Scope, Service
from app.domain.steps import SkipReason, StepName, Why
from app.wording.language import _, said

# The texts stand inside functions, not in constants: the catalogue of translations is asked when a
# text is wanted, not when the module is read.


def step_title(step: StepName) -> str:
    """Name a step as a person reads it."""
    match step:
        case StepName.SCP:
            return _("Service connection point (Active Directory)")
        case StepName.HTTPS_ROOT:
            return _("HTTPS at the root domain")
        case StepName.HTTPS_AUTODISCOVER:
            return _("HTTPS at the autodiscover host")
        case StepName.LOCAL_XML:
            return _("Local XML file")
        case StepName.HTTP_REDIRECT:
            return _("HTTP redirect")
        case StepName.DNS_SRV:
            return _("DNS service record (SRV)")
        case _:
            assert_never(step)


def service_title(service: Service) -> str:
    """Name a service as Outlook's users know it."""
    return {
        Service.AVAILABILITY: _("Availability (free/busy)"),
        Service.OOF: _("Out of Office"),
        Service.OAB: _("Offline Address Book"),
        Service.UM: _("Unified Messaging"),
        Service.EWS: _("Exchange Web Services"),
        Service.ECP: _("Exchange Control Panel"),
        Service.OWA: _("Outlook Web Access"),
        Service.OUTLOOK_ANYWHERE: _("Outlook Anywhere"),
        Service.MAPI_HTTP: _("MAPI over HTTP"),
        Service.IMAP: "IMAP",
        Service.POP3: "POP3",
        Service.SMTP: "SMTP",
        Service.ACTIVE_SYNC: _("ActiveSync"),
        Service.DAV: _("WebDAV"),
        Service.PUBLIC_FOLDER: _("Public folders"),
        Service.OTHER: _("Other"),
    }[service]


def scope_title(scope: Scope) -> str:
    """Tell for whom a service URL is meant."""
    match scope:
        case Scope.INTERNAL:
            return _("Inside")
        case Scope.EXTERNAL:
            return _("Outside")
        case _:
            assert_never(scope)


def skip_reason(reason: SkipReason) -> str:
    """Tell why a step is not taken."""
    match reason:
        case SkipReason.NOT_JOINED:
            return _("this PC is not joined to a domain")
        case SkipReason.EXCLUDED_BY_POLICY:
            return _("a registry policy excludes it")
        case _:
            assert_never(reason)


def why(reason: Why) -> str:
    """Tell why a step came to nothing."""
    return {
        Why.NO_DIRECTORY: _("no domain controller is known"),
        Why.DIRECTORY_FAILED: _("the directory could not be asked"),
        Why.NO_SCP: _("the directory holds no service connection point"),
        Why.NO_URL_WORKED: _("no URL gave settings"),
        Why.SIGN_IN_NEEDED: _("reachable, asks for a sign-in"),
        Why.NO_LOCAL_FILE: _("no local file is set, as on nearly every PC"),
        Why.BAD_LOCAL_FILE: _("the local file cannot be used"),
        Why.NOT_A_REDIRECT: _("no redirect came back"),
        Why.NO_SRV_RECORD: _("there is no SRV record"),
        Why.DNS_FAILED: _("DNS gave no answer"),
        Why.SRV_DENIED: _("the SRV record says that there is no such service"),
        Why.CONSENT_REFUSED: _("the redirect was not allowed"),
        Why.TOO_MANY_REDIRECTS: _("too many redirects"),
    }[reason]


def note_text(noted: Noted) -> str:
    """Tell a remark in one sentence."""
    subject = said(noted.subject)
    text = {
        NoteCode.SRV_PORT_IGNORED: _(
            "Outlook 2007 ignores the port of the SRV record ({subject})"
        ).format(subject=subject),
        NoteCode.CONSENT_NOT_ASKED: (
            _(
                "No question about {subject}: RedirectServers, or an earlier answer, allows it"
            ).format(subject=subject)
        ),
        NoteCode.NAME_ALERT_SILENCED: (
            _("Outlook shows no alert about the name: RedirectServers names {subject}").format(
                subject=subject
            )
        ),
        NoteCode.SITE_FOUND: _("This PC is in AD site {subject}").format(subject=subject),
        NoteCode.SITE_NOT_MAPPED: _("{subject} maps the subnet of this PC to no AD site").format(
            subject=subject
        ),
        NoteCode.SITE_UNKNOWN: _("The AD site of this PC could not be found out"),
        NoteCode.POINTER_NOT_FOLLOWED: _("Not asked: the directory {subject}").format(
            subject=subject
        ),
        NoteCode.NOTHING_TRUSTED: (
            _(
                "No trusted certificates were found on this PC: every certificate counts as"
                " untrusted"
            )
        ),
        NoteCode.NOT_AN_ANCHOR: _(
            "{subject} holds certificates that make nothing trusted: their issuer is trusted"
            " nowhere"
        ).format(subject=subject),
        NoteCode.TLS_INSPECTED: (
            _(
                "The certificate of {subject} looks like that of a product which reads inside TLS"
            ).format(subject=subject)
        ),
        NoteCode.STOOD_STILL: _(
            "The run stood still for {subject}: this PC slept, or the program was stopped"
        ).format(subject=subject),
        NoteCode.CLOCK_SET_FORWARD: _(
            "The clock of this PC was set forward by {subject} during the run"
        ).format(subject=subject),
        NoteCode.CLOCK_SET_BACK: _(
            "The clock of this PC was set back by {subject} during the run"
        ).format(subject=subject),
        NoteCode.FOREIGN_LINE: subject,
        NoteCode.FILE_READ: _("File read: {subject}").format(subject=subject),
        NoteCode.PERMANENT_REDIRECT_IGNORED: (
            _("Status 308 to {subject}: Outlook 2007 is not known to follow it").format(
                subject=subject
            )
        ),
    }[noted.code]
    return f"{text} ({said(noted.detail)})" if noted.detail else text


def source_title(source: Source) -> str:
    """Tell whose run a session shows."""
    return {
        Source.THIS_PROGRAM: _("a run of this program"),
        Source.OUTLOOK_LOG: _("read from the Log tab of Outlook's test dialog"),
        Source.OLKDISC: _("read from Outlook's olkdisc.log"),
        Source.CONNECTIVITY_ANALYZER: _("read from a report of the Remote Connectivity Analyzer"),
    }[source]
