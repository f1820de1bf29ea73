"""Composes Autodiscover answers as an Exchange server words them."""

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">'
)
_RESPONSE = (
    '<Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/'
    'outlook/responseschema/2006a">'
)


def settings_xml(host: str = "mail.contoso.com") -> bytes:
    """Give settings whose four services are at one host, inside and outside."""
    block = (
        f"<ASUrl>https://{host}/EWS/Exchange.asmx</ASUrl>"
        f"<OOFUrl>https://{host}/EWS/Exchange.asmx</OOFUrl>"
        f"<UMUrl>https://{host}/UnifiedMessaging/Service.asmx</UMUrl>"
        f"<OABUrl>https://{host}/OAB/0f/</OABUrl>"
    )
    return _account(
        "<Action>settings</Action>"
        f"<Protocol><Type>EXCH</Type><Server>mbx01</Server>{block}</Protocol>"
        f"<Protocol><Type>EXPR</Type><Server>{host}</Server>{block}</Protocol>",
        user="<User><DisplayName>Ann Archer</DisplayName><LegacyDN>/o=C/cn=ann</LegacyDN></User>",
    )


def redirect_address_xml(address: str) -> bytes:
    """Give an answer that names another address."""
    return _account(f"<Action>redirectAddr</Action><RedirectAddr>{address}</RedirectAddr>")


def redirect_url_xml(url: str) -> bytes:
    """Give an answer that names another URL."""
    return _account(f"<Action>redirectUrl</Action><RedirectUrl>{url}</RedirectUrl>")


def error_xml(code: int = 500, message: str = "The e-mail address cannot be found.") -> bytes:
    """Give a well-formed Error, which is in another namespace than settings. [OXDSCLI-NS]."""
    error = (
        '<Error Time="21:25:04.8897083" Id="4130155072">'
        f"<ErrorCode>{code}</ErrorCode><Message>{message}</Message><DebugData /></Error>"
    )
    return f"{_HEAD}<Response>{error}</Response></Autodiscover>".encode()


def _account(content: str, user: str = "") -> bytes:
    account = f"<Account><AccountType>email</AccountType>{content}</Account>"
    return f"{_HEAD}{_RESPONSE}{user}{account}</Response></Autodiscover>".encode()
