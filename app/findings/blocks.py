"""What the settings say and leave out, block by block. protocol.md 4.3"""

from collections.abc import Iterator

from app.domain.finding import Severity
from app.domain.settings import Scope, Service
from app.domain.urls import host_of, scheme_of
from app.findings.case import Case
from app.findings.places import is_inside_name
from app.findings.raising import Raised, names_text, raised
from app.wording.exchange_2007 import HOST, set_outside_host, set_outside_urls
from app.wording.language import _
from app.wording.powershell import command
from app.wording.titles import service_title

_NEEDED = (Service.AVAILABILITY, Service.OOF, Service.OAB)


def no_exch_block(case: Case) -> Iterator[Raised]:
    """MAPI is switched off for the user. Symptom 47 [RCA-EXCH]"""
    types = _types(case)
    modern = {"EXHTTP"} | {one for one in types if one.startswith("MAPIHTTP")}
    mail_only = types <= {"IMAP", "POP3", "SMTP"}
    if types and not mail_only and "EXCH" not in types and not types & modern:
        yield raised(
            "no-exch-block",
            Severity.ERROR,
            _("The settings have no block for Outlook inside (EXCH)"),
            meaning=_("Outlook cannot connect to the mailbox: MAPI is switched off for this user."),
            advice=_("Switch MAPI on for the user."),
            command=command("Set-CASMailbox", ("Identity", case.address)) + " -MapiEnabled:$true",
            events=case.settings_events,
            source="Microsoft Remote Connectivity Analyzer, missing-exch-element",
        )


def no_expr_block(case: Case) -> Iterator[Raised]:
    """Outlook Anywhere is not switched on. Symptom 48 [RCA-EXPR]"""
    types = _types(case)
    if "EXCH" in types and not types & {"EXPR", "EXHTTP"} and not _has_mapi_http(case):
        host = f"mail.{case.domain}" if case.domain else HOST
        yield raised(
            "no-expr-block",
            Severity.NOTICE if case.joined else Severity.WARNING,
            _("The settings have no block for Outlook outside (EXPR): Outlook Anywhere is off"),
            meaning=_(
                "Outlook works inside and over a VPN only. From outside it finds its"
                " settings, and cannot connect."
            ),
            advice=_(
                "If users are to work from outside, switch Outlook Anywhere on, with the"
                " published name (here assumed: {host}). Of the two commands, type"
                " the one of the release."
            ).format(host=host),
            command=set_outside_host(case.server_of(), host),
            events=case.settings_events,
            source="Microsoft Remote Connectivity Analyzer, missing-expr-element",
        )


def no_auth_package(case: Case) -> Iterator[Raised]:
    """EXPR without AuthPackage: the provider was set by hand. Symptom 49 [RCA-AUTHPKG]"""
    lacking = [block for block in case.blocks("EXPR") if not block.text("AuthPackage")]
    if lacking:
        yield raised(
            "no-auth-package",
            Severity.WARNING,
            _("The block for Outlook outside (EXPR) does not say how to sign in"),
            meaning=_("Users are asked for their password, even where NTLM is set."),
            advice=_(
                "See whether the Server attribute of the EXPR provider is set; it must be empty."
            ),
            command="Get-OutlookProvider EXPR | Format-List Name,Server,CertPrincipalName\n"
            "Set-OutlookProvider EXPR -Server $null",
            events=case.settings_events,
            source="Microsoft Remote Connectivity Analyzer, missing-authpackage-element",
        )


def basic_outside(case: Case) -> Iterator[Raised]:
    """Outlook Anywhere signs in by Basic: a question at each change of network. Symptom 80"""
    basic = [b for b in case.blocks("EXPR") if b.text("AuthPackage").lower() == "basic"]
    if basic:
        yield raised(
            "outlook-anywhere-basic",
            Severity.NOTICE,
            _("Outlook Anywhere signs in by Basic"),
            meaning=_(
                "Outlook asks for the password whenever a PC goes from the office"
                " network to another one."
            ),
            advice=_("If that disturbs, and every firewall on the way lets NTLM pass, use NTLM."),
            command="Get-OutlookAnywhere | Set-OutlookAnywhere -ClientAuthenticationMethod NTLM",
            events=case.settings_events,
            source="KB 2784787",
        )


def server_names_outside(case: Case) -> Iterator[Raised]:
    """URLs for clients outside name the server as it is called inside. Symptom 86"""
    domains = (case.machine.dns_domain,)
    services = [
        one
        for one in (case.settings.services if case.settings else ())
        if one.scope is Scope.EXTERNAL
        and one.protocol.upper() in {"EXPR", "EXHTTP", "WEB"}
        and is_inside_name(host_of(one.url), domains)
    ]
    # Outside, what was reached is not inside only, whatever it is called.
    reached = {one.host for one in case.tried if one.status is not None and not case.joined}
    services = [one for one in services if host_of(one.url) not in reached]
    if not services:
        return
    hosts = dict.fromkeys(host_of(one.url) for one in services)
    titles = dict.fromkeys(service_title(one.service) for one in services)
    tried = [one for one in case.tried if one.scope is Scope.EXTERNAL and one.host in hosts]
    published = _published(case)
    yield raised(
        "service-host-internal",
        Severity.ERROR,
        _("The addresses for clients outside name {names}, which exists inside only").format(
            names=names_text(hosts)
        ),
        meaning=_("Outside, Outlook does without {names}.").format(names=names_text(titles, 6)),
        advice=(
            _(
                "Set the outside URLs to a name that is in the public DNS and in the"
                " certificate, such as {published}."
            )
            if published
            else _(
                "Set the outside URLs to a name that is in the public DNS and in the certificate."
            )
        ).format(published=published),
        command=set_outside_urls(case.server_of(), published or HOST),
        events=(
            *case.settings_events,
            *(event for one in tried for event in one.events),
        ),
        source="KB 940726",
        explains=frozenset(number for one in tried for number in one.rows),
    )


def _published(case: Case) -> str:
    names = [host_of(one.url) for one in (case.settings.services if case.settings else ())]
    if case.giver:
        judged = case.giver[0].judged
        names += judged.verdict.presented[0].names if judged and judged.verdict.presented else ()
    return case.published_host(name for name in names if not is_inside_name(name))


def outside_urls_missing(case: Case) -> Iterator[Raised]:
    """Outlook Anywhere is on, and services have no address outside."""
    blocks = case.blocks("EXPR")
    if not blocks:
        return
    services = case.settings.services if case.settings else ()
    present = {one.service for one in services if one.scope is Scope.EXTERNAL}
    inside = {one.service for one in services if one.scope is Scope.INTERNAL}
    missing = [one for one in _NEEDED if one not in present and one in inside]
    if missing:
        titles = names_text(map(service_title, missing))
        host = case.published_host(
            host_of(one.url) for one in services if one.scope is Scope.EXTERNAL
        )
        yield raised(
            "outside-urls-missing",
            Severity.WARNING,
            _("Outside there is no address for {titles}").format(titles=titles),
            meaning=_("Outlook outside connects to the mailbox, and does without these."),
            advice=_("Set the outside URLs of these services."),
            command=set_outside_urls(case.server_of(), host or HOST),
            events=case.settings_events,
            source="Configuring the services URLs of Exchange 2007",
        )


def no_address_book(case: Case) -> Iterator[Raised]:
    """No OABUrl. Symptom 70 [KB3047178]"""
    types = _types(case)
    services = {one.service for one in (case.settings.services if case.settings else ())}
    if types & {"EXCH", "EXPR", "EXHTTP"} and not services & {Service.OAB, Service.PUBLIC_FOLDER}:
        yield raised(
            "no-address-book",
            Severity.WARNING,
            _("The settings name no offline address book"),
            meaning=_("Outlook's download of the address book fails (0x8004010F)."),
            advice=_(
                "Assign an offline address book to the mailbox database, and switch its"
                " distribution over the web on."
            ),
            command="Get-MailboxDatabase | Format-List Name,OfflineAddressBook\n"
            "Get-OfflineAddressBook | Format-List Name,VirtualDirectories,PublicFolderDistribution"
            "Enabled",
            events=case.settings_events,
            source="KB 3047178",
        )


def address_book_in_public_folder(case: Case) -> Iterator[Raised]:
    """OABUrl says Public Folder. Symptom 71 [KB2845987]"""
    services = case.settings.services if case.settings else ()
    if any(one.service is Service.PUBLIC_FOLDER for one in services):
        yield raised(
            "address-book-in-public-folder",
            Severity.WARNING,
            _("The offline address book is distributed by public folders, not over the web"),
            meaning=_(
                "Outlook 2007 downloads it from the public folder. Outlook 2013 and"
                " later cannot (0x80070057)."
            ),
            advice=_(
                "Switch its distribution over the web on, and give its virtual directory a URL."
            ),
            command="Get-OfflineAddressBook | Format-List Name,VirtualDirectories",
            events=case.settings_events,
            source="KB 2845987",
        )


def address_book_over_http(case: Case) -> Iterator[Raised]:
    """http, as Exchange 2007 sets it up. Symptom 73 [EX07-PSBOOK]"""
    services = case.settings.services if case.settings else ()
    plain = [one for one in services if one.service is Service.OAB and scheme_of(one.url) == "http"]
    outside = [one for one in plain if one.scope is Scope.EXTERNAL]
    if plain:
        yield raised(
            "address-book-over-http",
            Severity.WARNING if outside else Severity.NOTICE,
            _("The offline address book is downloaded over http, outside too")
            if outside
            else _(
                "The offline address book is downloaded over http; that is how Exchange 2007 is"
                " set up"
            ),
            meaning=_("It works. Whoever listens on the network can read the address book."),
            advice=_("Nothing must be done. To protect it, want TLS and name https."),
            command="Get-OABVirtualDirectory | Set-OABVirtualDirectory -RequireSSL $true",
            events=case.settings_events,
            source="Set-OABVirtualDirectory",
        )


def address_is_alias(case: Case) -> Iterator[Raised]:
    """The server names another address as the main one. protocol.md 4.2"""
    main = case.settings.user.smtp_address if case.settings else ""
    asked = case.address
    moved = len({step.round for step in case.parts.steps}) > 1
    if main and asked and not moved and main.casefold() != asked.casefold():
        yield raised(
            "address-is-alias",
            Severity.NOTICE,
            _("{asked} is a second address of the mailbox; its main one is {main}").format(
                asked=asked, main=main
            ),
            meaning=_(
                "The settings are right. Outlook may show the main address as the account's name."
            ),
            advice=_("Nothing is to be done."),
            events=case.settings_events,
            source="[MS-OXDSCLI]",
        )


def _types(case: Case) -> set[str]:
    protocols = case.settings.protocols if case.settings else ()
    return {one.type.upper() for one in protocols}


def _has_mapi_http(case: Case) -> bool:
    services = case.settings.services if case.settings else ()
    return any(one.service is Service.MAPI_HTTP for one in services)
