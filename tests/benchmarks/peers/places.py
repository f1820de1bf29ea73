"""The servers that all ask: a sign-in by Basic, settings by POX and by SOAP, at four places."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tests.support import addresses
from tests.support.certificates import leaf, presented
from tests.support.contoso import (
    AUTODISCOVER_PATH,
    DOMAIN,
    autodiscover_host,
    issuing,
    mail_domain,
)
from tests.support.sites import Answer, Page, Redirect, Site, settings
from tests.support.zones import standard_zones

SOAP_PATH: Final = "/autodiscover/autodiscover.svc"


class Place(StrEnum):
    """Where the settings are found; a mail domain of its own each."""

    SECOND_URL = "second-url"
    REDIRECT = "redirect"
    SRV = "srv-target"
    BLACK_HOLE = "behind-black-hole"


_HOSTS: Final = {
    Place.SECOND_URL: autodiscover_host(Place.SECOND_URL),
    Place.REDIRECT: f"mail.{mail_domain(Place.REDIRECT)}",
    Place.SRV: f"mail.{mail_domain(Place.SRV)}",
    Place.BLACK_HOLE: autodiscover_host(Place.BLACK_HOLE),
}


def host_at(place: Place) -> str:
    """Give the server that has the settings."""
    return _HOSTS[place]


def address_at(place: Place) -> str:
    """Give the mailbox that is looked for there."""
    return f"ann@{mail_domain(place)}"


def sites() -> tuple[Site, ...]:
    """Give the web sites, the one that redirects on port 80 alone."""
    redirecting = Site(
        hosts=(autodiscover_host(Place.REDIRECT),),
        address=addresses.ONLY_PORT_80,
        answers={
            path: Redirect(location=f"https://{host_at(Place.REDIRECT)}{path}")
            for path in (AUTODISCOVER_PATH, SOAP_PATH)
        },
    )
    return (
        redirecting,
        *(
            Site(
                hosts=(host,),
                identity=presented(leaf(issuing(), host)),
                answers=_answers(host, address_at(place)),
                sign_in=True,
            )
            for place, host in _HOSTS.items()
        ),
    )


def zones() -> dict[str, str]:
    """Give the names: a root domain refuses on port 443, or is the black hole."""
    zones = standard_zones(sites())
    roots = {
        place: addresses.BLACK_HOLE if place is Place.BLACK_HOLE else addresses.NOTHING_LISTENS
        for place in Place
    }
    own = "".join(f"{mail_domain(place)}. A {root}\n" for place, root in roots.items())
    srv = f"_autodiscover._tcp.{mail_domain(Place.SRV)}. SRV 0 0 443 {host_at(Place.SRV)}.\n"
    return {**zones, DOMAIN: zones[DOMAIN] + own + srv}


def _answers(host: str, address: str) -> Mapping[str, Answer]:
    return {
        AUTODISCOVER_PATH: Page(body=_with_ews(settings(host, address), host)),
        SOAP_PATH: Page(body=soap_settings(host, address)),
    }


def _with_ews(answer: bytes, host: str) -> bytes:
    """Add what Exchange 2010 and later add: exchangelib wants this URL and no other."""
    added = f"<EwsUrl>https://{host}/EWS/Exchange.asmx</EwsUrl>"
    return answer.replace(b"<ASUrl>", f"{added}<ASUrl>".encode())


def soap_settings(host: str, address: str) -> bytes:
    """Give the same settings as an answer to GetUserSettings. [MS-OXWSADISC] 3.1.4.3"""
    given = {
        "UserDisplayName": "Ann Example",
        "AutoDiscoverSMTPAddress": address,
        "InternalEwsUrl": f"https://{host}/EWS/Exchange.asmx",
        "ExternalEwsUrl": f"https://{host}/EWS/Exchange.asmx",
        "InternalOABUrl": f"https://{host}/OAB/",
        "ExternalOABUrl": f"https://{host}/OAB/",
        "InternalUMUrl": f"https://{host}/UnifiedMessaging/Service.asmx",
        "ExternalUMUrl": f"https://{host}/UnifiedMessaging/Service.asmx",
        "EwsSupportedSchemas": "Exchange2007, Exchange2007_SP1, Exchange2010",
    }
    listed = "".join(
        f'<UserSetting i:type="StringSetting"><Name>{name}</Name><Value>{value}</Value>'
        "</UserSetting>"
        for name, value in given.items()
    )
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>
<a:Action s:mustUnderstand="1">http://schemas.microsoft.com/exchange/2010/Autodiscover/Autodiscover\
/GetUserSettingsResponse</a:Action></s:Header><s:Body><GetUserSettingsResponseMessage
 xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover"
 xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Response><ErrorCode>NoError</ErrorCode>
<ErrorMessage/><UserResponses><UserResponse><ErrorCode>NoError</ErrorCode>
<ErrorMessage>No error.</ErrorMessage><RedirectTarget i:nil="true"/><UserSettingErrors/>
<UserSettings>{listed}</UserSettings></UserResponse></UserResponses></Response>
</GetUserSettingsResponseMessage></s:Body></s:Envelope>
""".encode()
