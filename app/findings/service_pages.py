"""Tells of a web page that answers in the place of a service, for whichever rule notices it."""

from app.domain.finding import Severity
from app.findings.parts import Tried
from app.findings.raising import Raised, events_of, names_text, raised, rows_of
from app.wording.language import _
from app.wording.titles import service_title


def page_in_place_of(services: tuple[Tried, ...], host: str, severity: Severity) -> Raised:
    """Give the finding: a form to sign in, as a firewall puts it there. protocol.md 7.5"""
    return raised(
        "service-is-a-page",
        severity,
        _("A web page answers for {titles} on {host}, not the service").format(
            titles=titles_of(services), host=host
        ),
        meaning=_(
            "If it is a firewall's form to sign in, Outlook cannot fill it in, and"
            " does without the service."
        ),
        advice=_(
            "On the firewall, let /ews/*, /oab/* and /unifiedmessaging/* pass"
            " without the form (Basic or Windows authentication)."
        ),
        events=events_of(services),
        explains=rows_of(services),
    )


def titles_of(services: tuple[Tried, ...]) -> str:
    """List the services for a sentence, each once."""
    return names_text(dict.fromkeys(service_title(one.service) for one in services), 6)
