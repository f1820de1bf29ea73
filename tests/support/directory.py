"""The configuration tree of Contoso's Active Directory, as far as Autodiscover looks into it.

Four Exchange servers with a service connection point each, and a pointer to another directory:

    EX01   created 2007, sites Paris            https://ex01...  certificate of Exchange's setup
    EX02   created 2008, sites Paris and Lyon   https://ex02...  good certificate
    EX03   created 2006, no site                https://ex03...  switched off: nothing listens
    EX04   created 2009, site London            https://ex04...  good certificate
"""

from typing import Final

import msgspec

from tests.support.contoso import ANN, DOMAIN

FOREST: Final = "DC=contoso,DC=example"
CONFIGURATION: Final = f"CN=Configuration,{FOREST}"

# [MS-OXDISCO] 2.2.1.2: the keywords that mark a URL and a pointer.
URL_KEYWORD: Final = "77378F46-2C66-4aa9-A6A6-3E7A48B19596"
POINTER_KEYWORD: Final = "67661d7F-8FC4-4fa7-BFAC-E1D7794C1F68"


class ConnectionPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A serviceConnectionPoint object; `created` as LDAP writes a time."""

    dn: str
    keywords: tuple[str, ...]
    binding: str
    created: str


def exchange_server(
    name: str, *, created: str, sites: tuple[str, ...] = (), url: str | None = None
) -> ConnectionPoint:
    """What Exchange's setup makes for a Client Access server."""
    return ConnectionPoint(
        dn=f"CN={name},CN=Autodiscover,CN=Protocols,CN={name},{_SERVERS}",
        keywords=(URL_KEYWORD, *(f"Site={site}" for site in sites)),
        binding=url or f"https://{name.lower()}.{DOMAIN}/Autodiscover/Autodiscover.xml",
        created=created,
    )


def pointer(mail_domain: str, directory: str, *, created: str) -> ConnectionPoint:
    """What Export-AutodiscoverConfig makes: mailboxes of that domain are in another directory."""
    return ConnectionPoint(
        dn=f"CN={mail_domain},CN=Microsoft Exchange Autodiscover,CN=Services,{CONFIGURATION}",
        keywords=(POINTER_KEYWORD, f"Domain={mail_domain}"),
        binding=f"LDAP://{directory}",
        created=created,
    )


_GROUPS: Final = (
    f"CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,CN=Services,{CONFIGURATION}"
)
_SERVERS: Final = f"CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),{_GROUPS}"

STANDARD: Final = (
    exchange_server("EX01", created="20070311090000.0Z", sites=("Paris",)),
    exchange_server("EX02", created="20080311090000.0Z", sites=("Paris", "Lyon")),
    exchange_server("EX03", created="20060311090000.0Z"),
    exchange_server("EX04", created="20090311090000.0Z", sites=("London",)),
    pointer("hosted.example", f"dc2.{DOMAIN}", created="20100311090000.0Z"),
)

# Names and syntaxes of Active Directory; slapd's own schema lacks them, or, for the last five,
# which AD answers about itself, reserves them for itself.
SCHEMA: Final = """\
attributetype ( 1.2.840.113556.1.2.2 NAME 'whenCreated'
  EQUALITY generalizedTimeMatch ORDERING generalizedTimeOrderingMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.48 NAME 'keywords'
  EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 1.2.840.113556.1.4.510 NAME 'serviceBindingInformation'
  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 1.2.840.113556.1.4.509 NAME 'serviceClassName'
  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.657 NAME 'serviceDNSName'
  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.656 NAME 'userPrincipalName'
  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.55555.1.1 NAME 'configurationNamingContext'
  EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
attributetype ( 1.3.6.1.4.1.55555.1.2 NAME 'defaultNamingContext'
  EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
attributetype ( 1.3.6.1.4.1.55555.1.3 NAME 'rootDomainNamingContext'
  EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
attributetype ( 1.3.6.1.4.1.55555.1.4 NAME 'dnsHostName'
  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
objectclass ( 1.2.840.113556.1.3.23 NAME 'container' SUP top STRUCTURAL
  MUST cn MAY whenCreated )
objectclass ( 1.2.840.113556.1.5.12 NAME 'configuration' SUP top STRUCTURAL MUST cn )
objectclass ( 1.2.840.113556.1.5.126 NAME 'serviceConnectionPoint' SUP top STRUCTURAL
  MUST cn MAY ( keywords $ serviceBindingInformation $ serviceClassName $ serviceDNSName
  $ whenCreated ) )
objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP top STRUCTURAL
  MUST cn MAY ( userPrincipalName $ userPassword $ mail ) )
objectclass ( 1.3.6.1.4.1.55555.2.1 NAME 'adRootDSE' SUP top AUXILIARY
  MAY ( configurationNamingContext $ defaultNamingContext $ rootDomainNamingContext
  $ dnsHostName ) )
"""


def root_entry(host: str) -> str:
    """What a domain controller answers about itself, as LDIF."""
    return _entry(
        "",
        objectClass=("top", "OpenLDAProotDSE", "adRootDSE"),
        configurationNamingContext=(CONFIGURATION,),
        defaultNamingContext=(FOREST,),
        rootDomainNamingContext=(FOREST,),
        dnsHostName=(host,),
    )


def tree(points: tuple[ConnectionPoint, ...] = STANDARD) -> str:
    """The whole directory as LDIF, parents first, with the containers that `points` need."""
    entries = {
        FOREST: _entry(FOREST, objectClass=("domain",), dc=(FOREST.split(",")[0][3:],)),
        CONFIGURATION: _entry(CONFIGURATION, objectClass=("configuration",), cn=("Configuration",)),
    }
    for dn in (*(point.dn for point in points), ANN.dn):
        for parent in reversed(parents(dn)):
            entries.setdefault(
                parent, _entry(parent, objectClass=("container",), cn=(common_name(parent),))
            )
    for point in points:
        entries[point.dn] = _connection_point(point)
    entries[ANN.dn] = _entry(
        ANN.dn,
        objectClass=("user",),
        cn=(common_name(ANN.dn),),
        userPrincipalName=(ANN.address,),
        userPassword=(ANN.password,),
    )
    return "\n".join(entries.values())


def _connection_point(point: ConnectionPoint) -> str:
    name = common_name(point.dn)
    return _entry(
        point.dn,
        objectClass=("serviceConnectionPoint",),
        cn=(name,),
        serviceClassName=("ms-Exchange-AutoDiscover-Service",),
        serviceDNSName=(name,),
        serviceBindingInformation=(point.binding,) if point.binding else (),
        keywords=point.keywords,
        whenCreated=(point.created,),
        createTimestamp=(point.created,),
    )


def parents(dn: str) -> list[str]:
    """The entries above `dn`, nearest first, up to the forest's own."""
    rest = dn.split(",", 1)[1]
    return [] if rest in {FOREST, CONFIGURATION} else [rest, *parents(rest)]


def common_name(dn: str) -> str:
    return dn.split(",", 1)[0].removeprefix("CN=")


def _entry(dn: str, **attributes: tuple[str, ...]) -> str:
    lines = [
        f"dn: {dn}",
        *(f"{name}: {value}" for name, own in attributes.items() for value in own),
    ]
    # RFC 2849: what is not plain ASCII would have to be written in base64.
    if not all(line.isascii() and line.isprintable() for line in lines):
        raise ValueError(f"not plain text in the entry {dn!r}")
    return "\n".join((*lines, ""))
