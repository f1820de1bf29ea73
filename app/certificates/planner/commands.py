"""Writes the commands of the Exchange 2007 management shell for one method, and no needless one."""

from collections.abc import Iterator

from msgspec import Struct

from app.certificates.planner.hosts import host_of, scheme_of
from app.certificates.planner.names import SERVER, inside_hosts
from app.certificates.planner.sightings import ServiceSeen, Sightings
from app.domain.deployment import Block, BlockKind, Release
from app.domain.settings import Scope, Service
from app.wording.language import _
from app.wording.powershell import listed, quoted

SITE = "Default Web Site"
"""Where set-up puts the virtual directories. protocol.md 6.1"""

_DIRECTORY_SERVICES = (
    # The paths that Exchange 2007 has by default. protocol.md 6.0
    ("WebServices", "EWS", "EWS/Exchange.asmx", (Service.AVAILABILITY, Service.OOF, Service.EWS)),
    ("OAB", "OAB", "OAB", (Service.OAB,)),
    ("UM", "UnifiedMessaging", "UnifiedMessaging/Service.asmx", (Service.UM,)),
)


class Target(Struct, frozen=True, kw_only=True):
    """What the commands are to bring about."""

    server: str
    published: str


def request_block(names: tuple[str, ...], title: str) -> Block:
    """Ask for a certificate; the first name is the common name. protocol.md 6.1 [EX07-NEWCERT]"""
    common = names[0]
    subject = quoted(f"C=<COUNTRY>, O=<ORGANISATION>, CN={common}")
    file = quoted(f"C:\\{common}.req")
    command = (
        f"New-ExchangeCertificate -GenerateRequest -SubjectName {subject}"
        f" -DomainName {listed(names)} -FriendlyName {quoted(common)}"
        f" -PrivateKeyExportable $true -Path {file}"
    )
    return _shell(title, command)


def install_block(common: str, *, enable: bool) -> Block:
    """Take the certificate that came back, and put it into use on the default web site."""
    file = quoted(f"C:\\{common}.cer")
    command = f"Import-ExchangeCertificate -Path {file}"
    if enable:
        # Further services where they are in use: the remark about mail protocols says so.
        command += " | Enable-ExchangeCertificate -Services 'IIS,SMTP'"
    return _shell(
        _("Install the certificate of {common}, once it has come").format(common=common), command
    )


def current_state_block() -> Block:
    """Show what is set, where the session did not."""
    return _shell(
        _("See what is set now, and leave out below what is set already"),
        "Get-ClientAccessServer | fl Name, AutoDiscoverServiceInternalUri",
        "Get-WebServicesVirtualDirectory | fl Identity, InternalUrl, ExternalUrl",
        "Get-OabVirtualDirectory | fl Identity, InternalUrl, ExternalUrl, RequireSSL",
        "Get-UMVirtualDirectory | fl Identity, InternalUrl, ExternalUrl",
        "Get-OutlookAnywhere | fl Identity, ExternalHostname",
    )


def outside_block(sightings: Sightings, target: Target, *, keeps_inside: bool) -> Block | None:
    """Set the addresses for clients outside; None where they are right already.

    protocol.md 6.1 step 3. `keeps_inside`: the address book's inside address stays as it is.
    """
    lines = []
    for kind, directory, path, services in _DIRECTORY_SERVICES:
        if not _is_used(sightings, services) or _is_set(
            sightings, Scope.EXTERNAL, services, target
        ):
            continue
        command = _set_directory(kind, directory, target, "External", path)
        if kind == "OAB":
            # After set-up the book needs no TLS, and may be http inside. [EX07-PSBOOK]
            command += " -RequireSSL $true"
            host = _plain_oab_host(sightings)
            if keeps_inside and host:
                inside_url = quoted(f"https://{host}/OAB")
                command += f" -InternalUrl {inside_url}"
        elif not _offers_basic(sightings, services):
            command += " -BasicAuthentication $true"
        lines.append(command)
    return _shell(_("Addresses for clients outside"), *lines) if lines else None


def inside_block(sightings: Sightings, target: Target, covered: tuple[str, ...]) -> Block | None:
    """Set the addresses for clients inside to the published name; None where none has to change.

    protocol.md 6.2 [KB940726]. `covered`: the hosts that the method's certificate holds.
    """
    lines = []
    # Where no connection point was seen, its URL names the server as the others do. [SEED]
    inside = inside_hosts(sightings)
    uri = f"https://{target.published}/autodiscover/autodiscover.xml"
    hosts = [
        host_of(seen.point.url)
        for seen in sightings.points
        if seen.point.server == target.server or not is_complete(target.server)
    ]
    is_told = bool(hosts) or (bool(inside) and all(host in covered for host in inside))
    if not is_told or any(host not in covered for host in hosts):
        lines.append(
            f"Set-ClientAccessServer -Identity {quoted(target.server)}"
            f" -AutoDiscoverServiceInternalUri {quoted(uri)}"
        )
    for kind, directory, path, services in _DIRECTORY_SERVICES:
        if not _is_used(sightings, services):
            continue
        seen = _seen(sightings, Scope.INTERNAL, services)
        bad = [one for one in seen if one.host not in covered]
        if bad or sightings.settings is None:
            lines.append(_set_directory(kind, directory, target, "Internal", path))
    return _shell(_("Addresses for clients inside"), *lines) if lines else None


def outlook_anywhere_blocks(sightings: Sightings, target: Target) -> Iterator[Block]:
    """Publish Outlook Anywhere under the name, in the spellings of both releases.

    [EX07-OA-RTM] [EX07-OA-SP1]; that Enable-OutlookAnywhere splits like Set-OutlookAnywhere is
    UNSOURCED. protocol.md 6.0
    """
    seen = [
        one
        for one in sightings.services_of(Scope.EXTERNAL)
        if one.service.service is Service.OUTLOOK_ANYWHERE
    ]
    if any(one.host == target.published for one in seen):
        return
    hostname = f"-ExternalHostname {quoted(target.published)}"
    if sightings.outlook_anywhere is not None:
        identity = quoted(rf"{target.server}\Rpc ({SITE})")
        yield _shell(
            _("Outlook Anywhere under the published name"),
            f"Set-OutlookAnywhere -Identity {identity} {hostname}",
        )
        return
    for release, title, parameter in (
        (Release.SP1, _("Exchange 2007 SP1 and later"), "ClientAuthenticationMethod"),
        (Release.RTM, _("Exchange 2007 without a service pack"), "ExternalAuthenticationMethod"),
    ):
        yield Block(
            title=f"Outlook Anywhere, {title}",
            kind=BlockKind.SHELL,
            release=release,
            text=f"Enable-OutlookAnywhere -Server {quoted(target.server)} {hostname}"
            f" -{parameter} 'Basic' -SSLOffloading $false",
        )


def principal_block(sightings: Sightings, target: Target, common: str) -> Block | None:
    """Have Outlook Anywhere expect the common name of the certificate. [MSSTD-KB], 5.5

    None where it does by itself: without a principal of its own it expects the published name.
    """
    block = sightings.outlook_anywhere
    given = block.text("CertPrincipalName").strip().lower() if block else ""
    expected = (given.removeprefix("msstd:") or target.published).lower()
    if expected in {"none", common.lower()}:
        return None
    value = quoted(f"msstd:{common}")
    return _shell(
        _("The name that Outlook Anywhere wants in the certificate"),
        f"Set-OutlookProvider -Identity 'EXPR' -CertPrincipalName {value}",
    )


def second_site_block() -> Block:
    """Make the virtual directory of method Two's second site. [EX-NEWADVDIR], protocol.md 6.3"""
    return _shell(
        _("Autodiscover on the second web site"),
        "New-AutodiscoverVirtualDirectory -WebSiteName 'Autodiscover'"
        " -BasicAuthentication $true -WindowsAuthentication $true",
    )


def is_complete(server: str) -> bool:
    """Tell whether the commands name a server instead of a placeholder."""
    return server != SERVER


# --- what is set already --------------------------------------------------------------------


def _seen(sightings: Sightings, scope: Scope, services: tuple[Service, ...]) -> list[ServiceSeen]:
    return [one for one in sightings.services_of(scope) if one.service.service in services]


def _is_used(sightings: Sightings, services: tuple[Service, ...]) -> bool:
    """Whether the organisation has the service; where no settings were seen, it may have."""
    return sightings.settings is None or any(_seen(sightings, scope, services) for scope in Scope)


def _is_set(
    sightings: Sightings, scope: Scope, services: tuple[Service, ...], target: Target
) -> bool:
    seen = _seen(sightings, scope, services)
    return bool(seen) and all(one.host == target.published and not _is_plain(one) for one in seen)


def _is_plain(one: ServiceSeen) -> bool:
    return scheme_of(one.service.url) == "http"


def _plain_oab_host(sightings: Sightings) -> str:
    inside = _seen(sightings, Scope.INTERNAL, (Service.OAB,))
    return next((one.host for one in inside if _is_plain(one) and one.host), "")


def _offers_basic(sightings: Sightings, services: tuple[Service, ...]) -> bool:
    seen = [one for scope in Scope for one in _seen(sightings, scope, services)]
    return any(scheme.startswith("basic") for one in seen for scheme in one.schemes)


# --- writing --------------------------------------------------------------------------------


def _set_directory(kind: str, directory: str, target: Target, side: str, path: str) -> str:
    identity = quoted(f"{target.server}\\{directory} ({SITE})")
    url = quoted(f"https://{target.published}/{path}")
    return f"Set-{kind}VirtualDirectory -Identity {identity} -{side}Url {url}"


def _shell(title: str, *lines: str) -> Block:
    return Block(title=title, kind=BlockKind.SHELL, text="\n".join(lines))
