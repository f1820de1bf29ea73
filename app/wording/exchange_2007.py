"""What an administrator types to change an Exchange 2007 organisation, names filled in."""

from typing import Final

from app.wording.powershell import command, shown

SERVER = "<SERVER>"
"""The Client Access server, where the session does not name it."""
HOST = "<HOST>"
"""The published name, where the session does not show one that is right."""
_SITE = "(Default Web Site)"


def set_service_connection_point(server: str, host: str) -> str:
    """Let the SCP name another host. [KB940726] [WP2007], protocol.md 2.1"""
    uri = _url(host, "/autodiscover/autodiscover.xml")
    return command(
        "Set-ClientAccessServer", ("Identity", server), ("AutoDiscoverServiceInternalUri", uri)
    )


def set_inside_urls(server: str, host: str) -> str:
    """Let the SCP and the inside URLs name another host. KB 940726, protocol.md 6.2"""
    return "\n".join((set_service_connection_point(server, host), *_urls(server, host, "Internal")))


def set_outside_urls(server: str, host: str) -> str:
    """Publish the services to clients outside. protocol.md 6.1"""
    return "\n".join(_urls(server, host, "External"))


def _urls(server: str, host: str, scope: str) -> tuple[str, ...]:
    rows = (
        ("Set-WebServicesVirtualDirectory", "EWS", "/EWS/Exchange.asmx"),
        ("Set-OABVirtualDirectory", "OAB", "/OAB"),
        ("Set-UMVirtualDirectory", "UnifiedMessaging", "/UnifiedMessaging/Service.asmx"),
    )
    return tuple(
        command(
            name,
            ("Identity", _directory(server, folder)),
            (f"{scope}Url", _url(host, path)),
        )
        for name, folder, path in rows
    )


def set_outside_host(server: str, host: str) -> str:
    """Publish Outlook Anywhere, in the words of each release. [EX07-OA-SP1] [EX07-OA-RTM]

    That Enable-OutlookAnywhere splits like Set-OutlookAnywhere is UNSOURCED. protocol.md 6.0
    """
    enable = command("Enable-OutlookAnywhere", ("Server", server), ("ExternalHostname", host))
    return (
        "# Exchange 2007 SP1 and later:\n"
        f"{enable} -ClientAuthenticationMethod Basic -SSLOffloading $false\n"
        "# Exchange 2007 without a service pack:\n"
        f"{enable} -ExternalAuthenticationMethod Basic -SSLOffloading $false"
    )


def set_principal_name(name: str) -> str:
    """Tell Outlook Anywhere's clients which name the certificate has. [MSSTD-KB]"""
    return "Set-OutlookProvider EXPR -CertPrincipalName " + shown(f"msstd:{name}")


def request_certificate(*names: str) -> str:
    """Request a certificate for these names, the first of them as common name. [EX07-NEWCERT]"""
    domains = ", ".join(shown(name) for name in names)
    subject = shown(f"cn={names[0]}")
    return (
        f"New-ExchangeCertificate -GenerateRequest -SubjectName {subject} -DomainName {domains}"
        " -PrivateKeyExportable $true -Path C:\\request.req\n"
        "Import-ExchangeCertificate -Path C:\\certificate.cer |"
        ' Enable-ExchangeCertificate -Services "IIS,SMTP"'
    )


_LIST: Final = (
    "Get-ExchangeCertificate | Format-List Thumbprint,Subject,CertificateDomains,NotAfter,Services"
)


def replace_certificate(*names: str) -> str:
    """List the certificates, and request one of an authority in their place. [EX07-NEWCERT]"""
    return f"{_LIST}\n{request_certificate(*names)}"


def renew_self_signed_certificate() -> str:
    """List the certificates, and make setup's own anew. [EX07-NEWCERT]

    Out of this pipe comes a self-signed one, whoever issued the old one.
    """
    return (
        f"{_LIST}\n"
        "Get-ExchangeCertificate -Thumbprint <THUMBPRINT> | New-ExchangeCertificate\n"
        "Enable-ExchangeCertificate -Thumbprint <NEW THUMBPRINT> -Services IIS"
    )


def set_policy(name: str, office: str = "12.0") -> str:
    """Set one of Outlook's switches for the signed-in user. [KB2212902]"""
    return f"reg add {shown(_key(office))} /v {shown(name)} /t REG_DWORD /d 1 /f"


def name_redirect_server(host: str, office: str = "12.0") -> str:
    """Spare the user the question about this host. [KB2480582]"""
    key = rf"{_key(office)}\RedirectServers"
    return f"reg add {shown(key)} /v {shown(host)} /t REG_SZ /f"


def _key(office: str) -> str:
    return rf"HKCU\Software\Microsoft\Office\{office}\Outlook\AutoDiscover"


def _directory(server: str, folder: str) -> str:
    return f"{server}\\{folder} {_SITE}"


def _url(host: str, path: str) -> str:
    return f"https://{host}{path}"
