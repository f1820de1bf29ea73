"""Makes the practice organisation of a provider: many mail domains, most of them set up well."""

from typing import Final

from app.practice.scenario import (
    Account,
    AutodiscoverServer,
    CertificateRecipe,
    ClientOptions,
    RedirectServer,
    Scenario,
    Server,
)

MOST_DOMAINS: Final = 5_000
"""As many as have an address among a hundred of a network for documentation. RFC 5737"""
PRACTICE_DOMAINS: Final = 40
"""As many as the window practises on: each kind of fault comes four times."""
_GROUP: Final = 50
"""Domains that share one server and one certificate, as a provider's customers do."""
_PROVIDER: Final = "hosting.example"
_MAIL: Final = f"mail.{_PROVIDER}"
_PASSWORD: Final = "Practice-2007"  # noqa: S105 - no secret: it ships with the program
_REDIRECTS: Final = "203.0.113.1"
_SHARED: Final = "203.0.113.2"

# What the last digit of a domain's number means; the others have one good certificate.
# 8: the certificate does not name it.
_SRV_ALONE, _REDIRECTED, _EXPIRED, _NOTHING = 5, 6, 7, 9


def domain(number: int) -> str:
    """Give the mail domain of that number, which starts at 0."""
    return f"customer{number:04}.example"


def practice_list() -> bytes:
    """Give the list of the domains that the window practises on, as a file would hold it."""
    lines = ("domain", *map(domain, range(PRACTICE_DOMAINS)))
    return "".join(f"{line}\n" for line in lines).encode()


def many_domains(count: int) -> Scenario:
    """Describe that many domains; the last digit of its number says how each is set up."""
    if not 0 < count <= MOST_DOMAINS:
        raise ValueError(f"{count} domains; there are 1 to {MOST_DOMAINS}")
    groups = [range(start, min(start + _GROUP, count)) for start in range(0, count, _GROUP)]
    certificates = {"hosting": CertificateRecipe(common_name=_MAIL, names=(_MAIL,))}
    servers: list[Server] = [
        RedirectServer(
            addresses=(_REDIRECTS,), location=f"https://{_MAIL}/autodiscover/autodiscover.xml"
        ),
        AutodiscoverServer(addresses=(_SHARED,), certificates=("hosting",)),
    ]
    for place, group in enumerate(groups):
        certificates |= _certificates(place, group)
        named = tuple(name for name in (f"good{place}", f"old{place}") if name in certificates)
        servers.append(AutodiscoverServer(addresses=(_address(place),), certificates=named))
    return Scenario(
        name="many-domains",
        order=1_000,
        title="A provider with many domains",
        lesson="One list of all domains shows in a minute which customers have a problem.",
        client=ClientOptions(address=f"autodiscope@{domain(0)}", password=_PASSWORD, joined=False),
        account=Account(logons=("HOSTING\\support",), password=_PASSWORD),
        zones={_PROVIDER: f"mail A {_SHARED}\n"}
        | {domain(number): _zone(number) for group in groups for number in group},
        certificates=certificates,
        servers=tuple(servers),
    )


def _address(place: int) -> str:
    return f"192.0.2.{place + 1}"


def _certificates(place: int, group: range) -> dict[str, CertificateRecipe]:
    good = tuple(f"autodiscover.{domain(one)}" for one in group if one % 10 < _SRV_ALONE)
    old = tuple(f"autodiscover.{domain(one)}" for one in group if one % 10 == _EXPIRED)
    made = {f"good{place}": CertificateRecipe(common_name=good[0], names=good)}
    if old:
        made[f"old{place}"] = CertificateRecipe(
            common_name=old[0], names=old, valid_from_day=-400, valid_to_day=-35
        )
    return made


def _zone(number: int) -> str:
    kind = number % 10
    if kind == _SRV_ALONE:
        return f"_autodiscover._tcp SRV 0 0 443 {_MAIL}.\n"
    if kind == _REDIRECTED:
        return f"autodiscover A {_REDIRECTS}\n"
    if kind == _NOTHING:
        return f"@ MX 10 {_MAIL}.\n"
    return f"autodiscover A {_address(number // _GROUP)}\n"
