"""Autodiscover answers for the tests of this folder, composed after protocol.md 4."""

RESPONSE_2006 = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"
RESPONSE_2006A = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"


def answer(inner: str, declaration: str = '<?xml version="1.0" encoding="utf-8"?>\n') -> bytes:
    """Put what a Response holds into its envelope."""
    return (
        f'{declaration}<Autodiscover xmlns="{RESPONSE_2006}">'
        f'<Response xmlns="{RESPONSE_2006A}">{inner}</Response></Autodiscover>'
    ).encode()


def account(inner: str, action: str = "settings") -> bytes:
    return answer(
        f"<Account><AccountType>email</AccountType><Action>{action}</Action>{inner}</Account>"
    )


def protocol(kind: str, inner: str) -> bytes:
    return account(f"<Protocol><Type>{kind}</Type>{inner}</Protocol>")


FULL = answer(
    """
    <User>
      <DisplayName>Ann Müller</DisplayName>
      <LegacyDN>/o=Fabrikam/ou=First/cn=Recipients/cn=ann</LegacyDN>
      <AutoDiscoverSMTPAddress>ann.mueller@fabrikam.example</AutoDiscoverSMTPAddress>
      <DeploymentId>0d1f0b9c-6a5e-4f0e-8d6e-3f6f4b7d2a11</DeploymentId>
    </User>
    <Account>
      <AccountType>email</AccountType>
      <Action>settings</Action>
      <MicrosoftOnline>False</MicrosoftOnline>
      <Image>https://www.fabrikam.example/logo.jpg</Image>
      <ServiceHome>https://www.fabrikam.example/</ServiceHome>
      <Protocol>
        <Type>EXCH</Type>
        <Server>MBX07.fabrikam.local</Server>
        <ServerDN>/o=Fabrikam/ou=First/cn=Configuration/cn=Servers/cn=MBX07</ServerDN>
        <ServerVersion>72038053</ServerVersion>
        <MdbDN>/o=Fabrikam/ou=First/cn=Configuration/cn=Servers/cn=MBX07/cn=MDB</MdbDN>
        <PublicFolderServer>MBX07.fabrikam.local</PublicFolderServer>
        <AD>DC07.fabrikam.local</AD>
        <ASUrl>https://cas07.fabrikam.local/EWS/Exchange.asmx</ASUrl>
        <OOFUrl>https://cas07.fabrikam.local/EWS/Exchange.asmx</OOFUrl>
        <UMUrl>https://cas07.fabrikam.local/UnifiedMessaging/Service.asmx</UMUrl>
        <OABUrl>Public Folder</OABUrl>
        <EcpUrl>https://cas07.fabrikam.local/ecp/</EcpUrl>
        <EcpUrl-um>?p=voice.aspx&amp;x=1</EcpUrl-um>
        <SharingUrl>https://cas07.fabrikam.local/EWS/Exchange.asmx</SharingUrl>
        <NetworkRequirements>
          <IPv4Start>10.0.0.0</IPv4Start>
          <IPv4End>10.255.255.255</IPv4End>
        </NetworkRequirements>
      </Protocol>
      <Protocol>
        <Type>EXPR</Type>
        <Server>post.fabrikam.example</Server>
        <SSL>On</SSL>
        <AuthPackage>Ntlm</AuthPackage>
        <CertPrincipalName>msstd:post.fabrikam.example</CertPrincipalName>
        <ASUrl>https://post.fabrikam.example/EWS/Exchange.asmx</ASUrl>
        <OOFUrl>https://post.fabrikam.example/EWS/Exchange.asmx</OOFUrl>
        <UMUrl>https://post.fabrikam.example/UnifiedMessaging/Service.asmx</UMUrl>
        <OABUrl>https://post.fabrikam.example/OAB/0b2a/</OABUrl>
        <EwsUrl>https://post.fabrikam.example/EWS/Exchange.asmx</EwsUrl>
      </Protocol>
      <Protocol>
        <Type>WEB</Type>
        <Internal>
          <OWAUrl AuthenticationMethod="Basic, Fba">https://cas07.fabrikam.local/owa</OWAUrl>
          <Protocol>
            <Type>EXCH</Type>
            <ASUrl>https://cas07.fabrikam.local/EWS/Exchange.asmx</ASUrl>
          </Protocol>
        </Internal>
        <External>
          <OWAUrl AuthenticationMethod="Fba">https://post.fabrikam.example/owa</OWAUrl>
          <Protocol>
            <Type>EXPR</Type>
            <ASUrl>https://post.fabrikam.example/EWS/Exchange.asmx</ASUrl>
          </Protocol>
        </External>
      </Protocol>
      <Protocol Type="mapiHttp" Version="1">
        <MailStore>
          <InternalUrl>https://cas07.fabrikam.local/mapi/emsmdb/?MailboxId=1</InternalUrl>
          <ExternalUrl>https://post.fabrikam.example/mapi/emsmdb/?MailboxId=1</ExternalUrl>
        </MailStore>
        <AddressBook>
          <InternalUrl>https://cas07.fabrikam.local/mapi/nspi/?MailboxId=1</InternalUrl>
        </AddressBook>
      </Protocol>
      <AlternativeMailbox>
        <Type>Delegate</Type>
        <DisplayName>Sales</DisplayName>
        <LegacyDN>/o=Fabrikam/ou=First/cn=Recipients/cn=sales</LegacyDN>
        <Server>MBX08.fabrikam.local</Server>
        <SmtpAddress>sales@fabrikam.example</SmtpAddress>
        <OwnerSmtpAddress>sales@fabrikam.example</OwnerSmtpAddress>
      </AlternativeMailbox>
      <PublicFolderInformation>
        <SmtpAddress>folders@fabrikam.example</SmtpAddress>
      </PublicFolderInformation>
    </Account>
    """
)

REDIRECT_ADDRESS = account(
    "<RedirectAddr> ann@emea.fabrikam.example </RedirectAddr>", "redirectAddr"
)
REDIRECT_URL = account(
    "<RedirectUrl>https://hoster.example/autodiscover/autodiscover.xml</RedirectUrl>", "redirectUrl"
)

ERROR_600 = (
    f'<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="{RESPONSE_2006}"><Response>'
    '<Error Time="09:14:55.1230000" Id="2477272013"><ErrorCode>600</ErrorCode>'
    "<Message>Invalid Request</Message><DebugData /></Error></Response></Autodiscover>"
).encode()

LAUGHS = (
    "<!DOCTYPE Autodiscover [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "]><Autodiscover>&a11;</Autodiscover>"
).encode()
LAUGHS_IN_ATTRIBUTE = LAUGHS.replace(b"<Autodiscover>&a11;", b"<Autodiscover x='&a11;'>")
