"""The DNS zones of the tests: Contoso's, one of awkward answers, and one that cannot be loaded."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final

from tests.support import addresses
from tests.support.contoso import DOMAIN, autodiscover_host, mail_domain
from tests.support.sites import Site

AWKWARD: Final = "awkward.example"
BROKEN: Final = "broken.example"

_HEAD: Final = f"""\
$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A {addresses.NAME_SERVER}
"""

# `differs` stands in the hosts file too, with another address.
_CONTOSO: Final = f"""\
_autodiscover._tcp.srv SRV 0 0 443 {autodiscover_host("good")}.
_autodiscover._tcp.srv-order SRV 10 0 443 {autodiscover_host("rsa")}.
_autodiscover._tcp.srv-order SRV 0 0 443 {autodiscover_host("good")}.
_autodiscover._tcp.srv-second SRV 10 0 443 {autodiscover_host("good")}.
_autodiscover._tcp.srv-second SRV 0 0 443 ex03
_autodiscover._tcp.srv-denied SRV 0 0 0 .
_autodiscover._tcp.srv-other-port SRV 0 0 8443 {autodiscover_host("good")}.
_autodiscover._tcp.srv-fault SRV 0 0 443 {autodiscover_host("wrong-name")}.
{mail_domain("black-hole")}. A {addresses.BLACK_HOLE}
autodiscover.alias CNAME first.alias
first.alias CNAME second.alias
second.alias CNAME web.alias
autodiscover.dangling CNAME nowhere.dangling
autodiscover.circle CNAME back.circle
back.circle CNAME autodiscover.circle
autodiscover.several A {addresses.FIRST_BLACK_HOLE}
autodiscover.several A {addresses.WEB}
autodiscover.all-dead A {addresses.BLACK_HOLE}
autodiscover.all-dead A {addresses.NOTHING_LISTENS}
autodiscover.unknown-sni A {addresses.WEB}
differs A {addresses.WEB}
ex03 A {addresses.NOTHING_LISTENS}
dc1 A {addresses.OPEN_DIRECTORY}
dc2 A {addresses.CLOSED_DIRECTORY}
dc3 A {addresses.OTHER_DIRECTORY}
_ldap._tcp.dc._msdcs SRV 0 100 389 dc1
_ldap._tcp.dc._msdcs SRV 10 100 389 dc2
"""

# Every name says what is awkward about it. A text of 1500 bytes does not fit into a UDP answer.
_AWKWARD: Final = f"""\
host A {addresses.WEB}
both A {addresses.WEB}
both AAAA {addresses.WEB_6}
only-ipv6 AAAA {addresses.WEB_6}
several A {addresses.NOTHING_LISTENS}
several A {addresses.WEB}
alias CNAME host
alias-of-alias CNAME alias
alias-elsewhere CNAME {autodiscover_host("good")}.
dangling CNAME nowhere
loop CNAME loop-back
loop-back CNAME loop
*.wildcard A {addresses.WEB}
no-address TXT "a name without any address"
large TXT {" ".join(f'"{letter * 250}"' for letter in "abcdef")}
_autodiscover._tcp.two SRV 10 5 443 both
_autodiscover._tcp.two SRV 0 10 443 host
_autodiscover._tcp.refused SRV 0 0 0 .
_autodiscover._tcp.dangling SRV 0 0 443 nowhere
_autodiscover._tcp.other-port SRV 0 0 8443 host
"""


def standard_zones(sites: Iterable[Site]) -> dict[str, str]:
    """Zone name to master file; every host of `sites` has its site's address."""
    hosts = "".join(
        f"{host}. {'AAAA' if ':' in site.address else 'A'} {site.address}\n"
        for site in sites
        for host in site.hosts
        if not _is_address(host)
    )
    return {
        DOMAIN: _HEAD + hosts + _CONTOSO,
        AWKWARD: _HEAD + _AWKWARD,
        # What a server cannot load it answers with SERVFAIL.
        BROKEN: "this is no master file (\n",
    }


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
