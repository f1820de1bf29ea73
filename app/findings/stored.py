"""What this PC keeps of Outlook's: credentials that may be old, settings that may be old."""

import re
from collections.abc import Iterator
from typing import Final

from app.domain.address import registrable_domain
from app.domain.failures import FailureKind
from app.domain.finding import Severity
from app.domain.machine import Fact, FactName
from app.domain.settings import ServiceUrl
from app.domain.urls import host_of
from app.findings.case import Case
from app.findings.raising import Raised, names_text, raised
from app.wording.language import _

_URL: Final = re.compile(r"https?://[^\s;]+")


def old_password_kept(case: Case) -> Iterator[Raised]:
    """Windows gives a stored password without asking. Symptom 81"""
    kept = _facts(case, FactName.STORED_CREDENTIAL)
    if not kept:
        return
    refused = [
        one
        for one in (*case.parts.asked, *case.parts.checks)
        if one.kind is FailureKind.SIGN_IN_REFUSED
    ]
    yield raised(
        "stored-credentials",
        Severity.WARNING if refused else Severity.NOTICE,
        _("Windows keeps credentials for {names}").format(
            names=names_text((fact.value for fact in kept), 3)
        ),
        meaning=_(
            "Outlook takes these without asking. After a change of the password they"
            " are old: Outlook then asks again and again, and the account may be"
            " locked. What is kept was not read."
        ),
        advice=_(
            "If Outlook asks for a password again and again, take these entries out"
            " of the Credential Manager in the Control Panel, and type the password"
            " once more."
        ),
        events=(*case.parts.machine_events, *(event for one in refused for event in one.events)),
        source="Microsoft Learn, Outlook prompts for credentials",
    )


def settings_kept(case: Case) -> Iterator[Raised]:
    """A file of Outlook's own names other hosts than the server does now. protocol.md 1.7"""
    now = {registrable_domain(host_of(one.url)) for one in _services(case)}
    for fact in _facts(case, FactName.CACHED_ANSWER)[:5] if now else ():
        hosts = dict.fromkeys(host_of(url) for url in _URL.findall(fact.value))
        others = [host for host in hosts if host and registrable_domain(host) not in now]
        if others:
            yield raised(
                "cached-settings-differ",
                Severity.NOTICE,
                _(
                    "Settings that Outlook keeps on this PC name {names}, which the server"
                    " no longer names"
                ).format(names=names_text(others, 3)),
                meaning=_(
                    "Newer versions of Outlook may take these before they ask the server."
                    " They stand in {about}."
                ).format(about=fact.about),
                advice=_(
                    "If this user's Outlook goes to the old server, close it and delete the file."
                ),
                events=(*case.parts.machine_events, *case.settings_events),
            )


def _facts(case: Case, name: FactName) -> list[Fact]:
    return [fact for fact in case.facts if fact.name is name]


def _services(case: Case) -> list[ServiceUrl]:
    return list(case.settings.services) if case.settings else []
