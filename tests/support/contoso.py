"""The company that the real servers show: its domain, a mailbox user, its certificate authority.

Each case (a fault, mostly) is a mail domain of its own, so that an address is enough to meet it:
`ann@expired.contoso.example` leads to `autodiscover.expired.contoso.example`. The web sites are in
`sites`, the names in `zones`, the service connection points in `directory`.
"""

import functools
from typing import Final

import msgspec

from tests.support import certificates
from tests.support.certificates import Issued

DOMAIN: Final = "contoso.example"
AUTODISCOVER_PATH: Final = "/autodiscover/autodiscover.xml"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can sign in, at web sites by any name, at the directory by `dn`."""

    address: str
    logon_name: str
    dn: str
    password: str


ANN: Final = Person(
    address=f"ann@{DOMAIN}",
    logon_name="CONTOSO\\ann",
    dn="CN=Ann,CN=Users,DC=contoso,DC=example",
    password="Winter!2007 und mehr",
)


def mail_domain(case: str) -> str:
    return f"{case}.{DOMAIN}"


def autodiscover_host(case: str) -> str:
    return f"autodiscover.{case}.{DOMAIN}"


def autodiscover_url(host: str) -> str:
    return f"https://{host}{AUTODISCOVER_PATH}"


@functools.cache
def anchor() -> Issued:
    """The root that a client of these servers should trust."""
    return certificates.root("Contoso Root")


@functools.cache
def issuing() -> Issued:
    """The intermediate that signs the servers' certificates."""
    return certificates.intermediate(anchor(), "Contoso Issuing")
