"""Contoso's Active Directory for a real domain controller: its names, people, sites, objects, DNS.

    dc4.ad.contoso.example     the domain controller, in the site Default-First-Site-Name
    dc5.ad.contoso.example     the same one once more, which takes any sign-in (it is in no SRV)
    ex06.ad.contoso.example    Apache, which signs people in as Exchange does

The mail domain is contoso.example, so a user's principal name is his mail address, and differs from
what Kerberos calls him (ann@AD.CONTOSO.EXAMPLE). The service connection points are those of
`directory`, plus EX06 in the site of the tests themselves, and a second pointer. `foundation` is
what is there before Exchange; `points_as_objects` is what its setup adds.
"""

import base64
import struct
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address
from typing import Final

import msgspec
from msgspec.structs import replace

from tests.support import addresses, contoso, directory
from tests.support.contoso import Person
from tests.support.directory import ConnectionPoint, common_name, exchange_server, parents, pointer

DOMAIN: Final = f"ad.{contoso.DOMAIN}"
REALM: Final = DOMAIN.upper()
NETBIOS: Final = "CONTOSO"
FOREST: Final = f"DC=ad,{directory.FOREST}"
CONFIGURATION: Final = f"CN=Configuration,{FOREST}"
CONTROLLER_NAME: Final = "dc4"
CONTROLLER: Final = f"{CONTROLLER_NAME}.{DOMAIN}"
LENIENT: Final = f"dc5.{DOMAIN}"
EXCHANGE: Final = f"ex06.{DOMAIN}"
EXCHANGE_PRINCIPAL: Final = f"HTTP/{EXCHANGE}"
CONTROLLERS_SITE: Final = "Default-First-Site-Name"


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the domain, and the one attribute that may keep him out."""

    person: Person
    extra: tuple[str, ...] = ()

    @property
    def account(self) -> str:
        """What Kerberos knows him by, without the realm."""
        return self.person.logon_name.split("\\")[1]


def _user(name: str, *extra: str) -> User:
    return User(
        person=Person(
            address=f"{name.lower()}@{contoso.DOMAIN}",
            logon_name=f"{NETBIOS}\\{name.lower()}",
            dn=f"CN={name},CN=Users,{FOREST}",
            password=contoso.ANN.password,
        ),
        extra=extra,
    )


# [MS-ADTS] 2.2.16: 0x200 is an ordinary account, 0x2 a disabled one, 0x1000 a computer's.
_NORMAL: Final = "userAccountControl: 512"
_DISABLED: Final = "userAccountControl: 514"

ANN: Final = _user("Ann", _NORMAL)
# His password is older than the domain allows (`old_password`).
BOB: Final = _user("Bob", _NORMAL)
# He must change his password at the next logon. [MS-ADA3] pwdLastSet
CARL: Final = _user("Carl", _NORMAL, "pwdLastSet: 0")
DORA: Final = _user("Dora", _DISABLED)
# Her account itself has ended, in 2006. [MS-ADA1] accountExpires
EVE: Final = _user("Eve", _NORMAL, "accountExpires: 128000000000000000")
# He may sign in, and may not see what Exchange keeps in the directory.
GUS: Final = _user("Gus", _NORMAL)
USERS: Final = (ANN, BOB, CARL, DORA, EVE, GUS)

BERLIN: Final = "Berlin"
PARIS: Final = "Paris"
LONDON: Final = "London"
LYON: Final = "Lyon"
SITES: Final = (BERLIN, PARIS, LONDON, LYON)
# Samba 4.17 takes any subnet that fits, not the narrowest, so none lies in another. 192.0.2.0/24
# belongs to no site.
SUBNETS: Final = {
    "10.53.0.0/26": BERLIN,
    "10.53.0.64/26": PARIS,
    "10.53.0.128/26": LONDON,
    "10.53.0.192/27": LYON,
}
# Where DNS has a record of the site's own; a client in another one falls back to the domain's.
SITES_IN_DNS: Final = (BERLIN, PARIS)

STANDARD: Final = (
    *directory.STANDARD,
    exchange_server(
        "EX06",
        created="20110311090000.0Z",
        sites=(BERLIN,),
        url=f"https://{EXCHANGE}/Autodiscover/Autodiscover.xml",
    ),
    pointer("partner.example", f"dc1.{contoso.DOMAIN}", created="20120311090000.0Z"),
)


def foundation() -> str:
    """The objects that every domain controller here has, as LDIF for ldbadd."""
    return "\n".join((*map(_person, USERS), _exchange_computer(), *_sites(), *_names()))


def changes() -> str:
    """What is different from a fresh domain, as LDIF for ldbmodify."""
    # A real controller adds these names to its account by itself, once it runs.
    own = (f"ldap/{host}" for host in (CONTROLLER, f"{CONTROLLER}/{DOMAIN}", LENIENT))
    return "\n".join(
        (
            _change(
                f"CN={CONTROLLER_NAME.upper()},OU=Domain Controllers,{FOREST}",
                "add: servicePrincipalName",
                *(f"servicePrincipalName: {name}" for name in own),
            ),
            # Without a threshold wrong passwords are not even counted.
            _change(FOREST, "replace: lockoutThreshold", "lockoutThreshold: 50"),
            _change(
                f"CN=Domain Guests,CN=Users,{FOREST}", "add: member", f"member: {GUS.person.dn}"
            ),
        )
    )


def old_password() -> str:
    """Set Bob's password in the year 2006: for the domain's database itself (LDIF)."""
    return _change(BOB.person.dn, "replace: pwdLastSet", "pwdLastSet: 128000000000000000")


def points_as_objects(points: Sequence[ConnectionPoint]) -> str:
    """The service connection points and the containers above them, as LDIF for ldbadd."""
    entries: dict[str, str] = {}
    for point in map(_here, points):
        for parent in reversed(parents(point.dn)):
            if not _is_there(parent):
                entries.setdefault(parent, _entry(parent, "objectClass: container", *_hidden()))
        name = common_name(point.dn)
        entries[point.dn] = _entry(
            point.dn,
            "objectClass: serviceConnectionPoint",
            "serviceClassName: ms-Exchange-AutoDiscover-Service",
            f"serviceDNSName: {name}",
            *((f"serviceBindingInformation: {point.binding}",) if point.binding else ()),
            *(f"keywords: {keyword}" for keyword in point.keywords),
        )
    return "\n".join(entries.values())


def creation_times(points: Sequence[ConnectionPoint]) -> str:
    """When the points were made: for the configuration's database itself, as LDIF."""
    return "\n".join(
        _change(point.dn, "replace: whenCreated", f"whenCreated: {point.created}")
        for point in map(_here, points)
    )


def _here(point: ConnectionPoint) -> ConnectionPoint:
    """The same object in this forest."""
    return replace(point, dn=f"{point.dn.removesuffix(directory.FOREST)}{FOREST}")


def _is_there(dn: str) -> bool:
    return dn in {FOREST, CONFIGURATION, f"CN=Services,{CONFIGURATION}"}


def _hidden() -> tuple[str]:
    # [MS-DTYP] 2.5.1.1: Domain Guests may neither list nor read, here and below; others may.
    return (
        "nTSecurityDescriptor: D:(D;CI;RPLCLO;;;DG)(A;CI;RPLCLORC;;;AU)(A;CI;RPWPCCDCLCRCSD;;;DA)",
    )


def _person(user: User) -> str:
    return _entry(
        user.person.dn,
        "objectClass: user",
        f"sAMAccountName: {user.account}",
        f"userPrincipalName: {user.person.address}",
        f"mail: {user.person.address}",
        *user.extra,
        _password(user.person.password),
    )


def _exchange_computer() -> str:
    name = EXCHANGE.split(".", 1)[0].upper()
    return _entry(
        f"CN={name},CN=Computers,{FOREST}",
        "objectClass: computer",
        f"sAMAccountName: {name}$",
        "userAccountControl: 4096",
        f"dNSHostName: {EXCHANGE}",
        f"servicePrincipalName: {EXCHANGE_PRINCIPAL}",
        # [MS-KILE] 2.2.7: both kinds of AES. Without it the keytab has RC4 alone.
        "msDS-SupportedEncryptionTypes: 24",
        _password("Machine!2007 von EX06"),
    )


def _sites() -> Iterable[str]:
    sites = f"CN=Sites,{CONFIGURATION}"
    for site in SITES:
        yield _entry(f"CN={site},{sites}", "objectClass: site")
        yield _entry(f"CN=NTDS Site Settings,CN={site},{sites}", "objectClass: nTDSSiteSettings")
        yield _entry(f"CN=Servers,CN={site},{sites}", "objectClass: serversContainer")
    for subnet, site in SUBNETS.items():
        yield _entry(
            f"CN={subnet},CN=Subnets,{sites}",
            "objectClass: subnet",
            f"siteObject: CN={site},{sites}",
        )


def _names() -> Iterable[str]:
    """What DNS says beyond what a fresh domain has in it."""
    zone = f"DC={DOMAIN},CN=MicrosoftDNS,DC=DomainDnsZones,{FOREST}"
    yield _name(f"DC=ex06,{zone}", _address_record(addresses.EXCHANGE))
    yield _name(f"DC=dc5,{zone}", _address_record(addresses.LENIENT_CONTROLLER))
    located = f"DC=_msdcs.{DOMAIN},CN=MicrosoftDNS,DC=ForestDnsZones,{FOREST}"
    for site in SITES_IN_DNS:
        yield _name(f"DC=_ldap._tcp.{site}._sites.dc,{located}", _service_record(CONTROLLER, 389))


def _name(dn: str, record: bytes) -> str:
    return _entry(dn, "objectClass: dnsNode", f"dnsRecord:: {base64.b64encode(record).decode()}")


def _address_record(address: str) -> bytes:
    return _record(1, IPv4Address(address).packed)


def _service_record(host: str, port: int) -> bytes:
    labels = host.split(".")
    # [MS-DNSP] 2.2.2.2.2: the length of the whole, the number of labels, the labels, a zero.
    raw = b"".join(bytes((len(label),)) + label.encode("ascii") for label in labels) + b"\0"
    name = bytes((len(raw), len(labels))) + raw
    return _record(33, struct.pack(">HHH", 0, 100, port) + name)


def _record(kind: int, data: bytes) -> bytes:
    """A record as the directory keeps it. [MS-DNSP] 2.3.2.2"""
    version, rank, serial, seconds_to_live = 5, 0xF0, 1, 60
    head = struct.pack("<HHBBHI", len(data), kind, version, rank, 0, serial)
    return head + struct.pack(">I", seconds_to_live) + bytes(8) + data


def _password(text: str) -> str:
    # [MS-ADTS] 3.1.1.3.1.5.1: in quotes, in UTF-16.
    encoded = base64.b64encode(f'"{text}"'.encode("utf-16-le")).decode()
    return f"unicodePwd:: {encoded}"


def _entry(dn: str, *lines: str) -> str:
    return "\n".join((f"dn: {dn}", *lines, ""))


def _change(dn: str, *lines: str) -> str:
    return _entry(dn, "changetype: modify", *lines)
