"""Names of steps, services, scopes and reasons."""

from typing import assert_never

from app.domain.events import Source
from app.domain.notes import NoteCode, Noted
from app.domain.settings import Scope, Service
from app.domain.steps import SkipReason, StepName, Why

# The texts stand inside functions, not in constants: a catalogue of translations, once there is
# one, is asked when a text is wanted, not when the module is read.


def step_title(step: StepName) -> str:
    """Name a step as a person reads it."""
    match step:
        case StepName.SCP:
            return "Service connection point (Active Directory)"
        case StepName.HTTPS_ROOT:
            return "HTTPS at the root domain"
        case StepName.HTTPS_AUTODISCOVER:
            return "HTTPS at the autodiscover host"
        case StepName.LOCAL_XML:
            return "Local XML file"
        case StepName.HTTP_REDIRECT:
            return "HTTP redirect"
        case StepName.DNS_SRV:
            return "DNS service record (SRV)"
        case _:
            assert_never(step)


def service_title(service: Service) -> str:
    """Name a service as Outlook's users know it."""
    return {
        Service.AVAILABILITY: "Availability (free/busy)",
        Service.OOF: "Out of Office",
        Service.OAB: "Offline Address Book",
        Service.UM: "Unified Messaging",
        Service.EWS: "Exchange Web Services",
        Service.ECP: "Exchange Control Panel",
        Service.OWA: "Outlook Web Access",
        Service.OUTLOOK_ANYWHERE: "Outlook Anywhere",
        Service.MAPI_HTTP: "MAPI over HTTP",
        Service.IMAP: "IMAP",
        Service.POP3: "POP3",
        Service.SMTP: "SMTP",
        Service.ACTIVE_SYNC: "ActiveSync",
        Service.DAV: "WebDAV",
        Service.PUBLIC_FOLDER: "Public folders",
        Service.OTHER: "Other",
    }[service]


def scope_title(scope: Scope) -> str:
    """Tell for whom a service URL is meant."""
    match scope:
        case Scope.INTERNAL:
            return "Inside"
        case Scope.EXTERNAL:
            return "Outside"
        case _:
            assert_never(scope)


def skip_reason(reason: SkipReason) -> str:
    """Tell why a step is not taken."""
    match reason:
        case SkipReason.NOT_JOINED:
            return "this PC is not joined to a domain"
        case SkipReason.EXCLUDED_BY_POLICY:
            return "a registry policy excludes it"
        case _:
            assert_never(reason)


def why(reason: Why) -> str:
    """Tell why a step came to nothing."""
    return {
        Why.NO_DIRECTORY: "no domain controller is known",
        Why.DIRECTORY_FAILED: "the directory could not be asked",
        Why.NO_SCP: "the directory holds no service connection point",
        Why.NO_URL_WORKED: "no URL gave settings",
        Why.SIGN_IN_NEEDED: "reachable, asks for a sign-in",
        Why.NO_LOCAL_FILE: "no local file is set, as on nearly every PC",
        Why.BAD_LOCAL_FILE: "the local file cannot be used",
        Why.NOT_A_REDIRECT: "no redirect came back",
        Why.NO_SRV_RECORD: "there is no SRV record",
        Why.DNS_FAILED: "DNS gave no answer",
        Why.SRV_DENIED: "the SRV record says that there is no such service",
        Why.CONSENT_REFUSED: "the redirect was not allowed",
        Why.TOO_MANY_REDIRECTS: "too many redirects",
    }[reason]


def note_text(noted: Noted) -> str:
    """Tell a remark in one sentence."""
    subject = noted.subject
    text = {
        NoteCode.SRV_PORT_IGNORED: f"Outlook 2007 ignores the port of the SRV record ({subject})",
        NoteCode.CONSENT_NOT_ASKED: (
            f"No question about {subject}: RedirectServers, or an earlier answer, allows it"
        ),
        NoteCode.NAME_ALERT_SILENCED: (
            f"Outlook shows no alert about the name: RedirectServers names {subject}"
        ),
        NoteCode.SITE_FOUND: f"This PC is in AD site {subject}",
        NoteCode.SITE_NOT_MAPPED: f"{subject} maps the subnet of this PC to no AD site",
        NoteCode.SITE_UNKNOWN: "The AD site of this PC could not be found out",
        NoteCode.POINTER_NOT_FOLLOWED: f"Not asked: the directory {subject}",
        NoteCode.NOTHING_TRUSTED: (
            "No trusted certificates were found on this PC: every certificate counts as untrusted"
        ),
        NoteCode.TLS_INSPECTED: (
            f"The certificate of {subject} looks like that of a product which reads inside TLS"
        ),
        NoteCode.FOREIGN_LINE: subject,
        NoteCode.FILE_READ: f"File read: {subject}",
        NoteCode.PERMANENT_REDIRECT_IGNORED: (
            f"Status 308 to {subject}: Outlook 2007 is not known to follow it"
        ),
    }[noted.code]
    return f"{text} ({noted.detail})" if noted.detail else text


def source_title(source: Source) -> str:
    """Tell whose run a session shows."""
    return {
        Source.THIS_PROGRAM: "a run of this program",
        Source.OUTLOOK_LOG: "read from the Log tab of Outlook's test dialog",
        Source.OLKDISC: "read from Outlook's olkdisc.log",
        Source.CONNECTIVITY_ANALYZER: "read from a report of the Remote Connectivity Analyzer",
    }[source]
