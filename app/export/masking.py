"""Takes out of a session whose it is: the same names stand for the same things in every export."""

import re
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from msgspec import Struct

from app.domain.conditions import Conditions, Continued
from app.domain.events import Recorded
from app.domain.machine import Fact, FactName
from app.domain.retrieval import Retrieval
from app.domain.revocation import RevocationAnswer
from app.domain.verdict import Certificate
from app.export.mask import COMMON, MAIL, URL, Mask

T = TypeVar("T")

# A report must be safe to e-mail: addresses, names, LegacyDN, inside host names.
# protocol.md 8.2 rule 12

_HOST_FIELDS: Final = {
    *("host", "target", "canonical_name", "matched_name", "names", "address", "addresses", "via"),
    *("domain", "forest", "dns_domain", "dns_computer", "realm", "smtp_address", "server"),
    *("owner_smtp_address", "domains", "came_from", "public_folder_address"),
}
_LABEL_FIELDS: Final = {
    *("netbios_domain", "netbios_host", "netbios_computer", "workstation", "client_site", "site"),
    *("sites", "site_name"),
}
_USER_FIELDS: Final = {"username", "user"}
_NAME_FIELDS: Final = {"display_name"}
_SERVER_ELEMENTS: Final = {"Server", "AD", "PublicFolderServer", "MailStore/InternalUrl"}
_FACT_HOSTS: Final = {
    *(FactName.DOMAIN, FactName.FOREST, FactName.CONTROLLER, FactName.PROXY, FactName.DIRECTORY),
    FactName.POLICY,
}

_DOMAIN_OF_DN = re.compile(r"DC=[\w-]+(?:,DC=[\w-]+)+", re.IGNORECASE)
_FIRST_OF_DN = re.compile(r"CN=((?:[^,+\\]|\\.)+)", re.IGNORECASE)
_OWNER = re.compile(r"(?:^|[,+])(?:O|OU|L|ST|STREET)=((?:[^,+\\]|\\.)+)", re.IGNORECASE)
_OF_OUTLOOK = re.compile(r"^autod\.|\s*-\s*autodiscover\.xml$|\.xml$", re.IGNORECASE)
"""What the names of Outlook's cached answers have in common. app.machine.outlook_cache"""
_SHARE = re.compile(r"[\\/]{2}([^\\/]+)")
_HOME = re.compile(r"[\\/](?:users|home|documents and settings)[\\/]([^\\/]+)", re.IGNORECASE)


def mask_of(records: Iterable[Recorded]) -> Mask:
    """Collect, from all that happened, what says whose session it is."""
    mask = Mask()
    for recorded in records:
        _collect(recorded.event, mask)
    return mask


def _collect(value: object, mask: Mask, name: str = "") -> None:
    match value:
        case Fact():
            _collect_fact(value, mask)
        case Conditions():
            _collect_conditions(value, mask)
        case Retrieval() | RevocationAnswer() | Continued():
            # Where issuers publish is no secret, their own hosts are met elsewhere; and the name
            # of the earlier file is left out as a whole.
            return
        case Struct():
            _collect_fields(value, mask)
        case (str() as element, str() as text) if element in _SERVER_ELEMENTS:
            mask.add_host(text)
        case tuple():
            for one in value:
                _collect(one, mask, name)
        case bytes():
            _each(re.compile(MAIL), value.decode("latin-1"), mask.add_host)
        case str():
            _collect_text(value, name, mask)
        case _:
            return


def _collect_fields(value: Struct, mask: Mask) -> None:
    # An authority that has no host's name and did not sign itself is a public one, mostly.
    if isinstance(value, Certificate) and (value.names or _is_own(value)):
        _each(_OWNER, value.subject, mask.add_name)
        _each(_FIRST_OF_DN, value.subject, mask.add_host)
    for field in value.__struct_fields__:
        _collect(getattr(value, field), mask, field)


def _is_own(certificate: Certificate) -> bool:
    return certificate.subject == certificate.issuer


def _collect_text(text: str, name: str, mask: Mask) -> None:
    if name in _HOST_FIELDS:
        mask.add_host(text)
    elif name in _LABEL_FIELDS:
        mask.add_label(text)
    elif name in _USER_FIELDS:
        mask.add_user(text)
    elif name in _NAME_FIELDS and text.strip():
        mask.add_name(text)
    _each(re.compile(MAIL), text, mask.add_host)
    if name in {"url", "location", "target", "source", "directory", "request_url", "value"}:
        _each(URL, text, mask.add_host)
    if name in {"name", "base"}:
        for found in _DOMAIN_OF_DN.findall(text):
            mask.add_host(re.sub(",?DC=", ".", found, flags=re.IGNORECASE).strip("."))
        first = _FIRST_OF_DN.match(text)
        if first and "DC=" in text.upper():
            mask.add_label(first[1])


def _collect_fact(fact: Fact, mask: Mask) -> None:
    if fact.name is FactName.SITE:
        mask.add_label(fact.value)
    elif fact.name is FactName.STORED_CREDENTIAL:
        _collect_stored(fact.value, mask)
    elif fact.name is FactName.CACHED_ANSWER:
        _each(URL, fact.value, mask.add_host)
        _add_free_name(_OF_OUTLOOK.sub("", fact.about), mask)
    elif fact.name is FactName.LOCAL_XML:
        mask.add_host(fact.about)
        _collect_path(fact.value, mask)
    elif fact.name is FactName.PROXY_SCRIPT:
        _each(URL, fact.value, mask.add_host)
    elif fact.name is FactName.PROXY_EXCEPTIONS:
        for pattern in fact.value.split(";"):
            mask.add_host(pattern.strip().removeprefix("*").removeprefix("."))
    elif fact.name in _FACT_HOSTS and (
        fact.name is not FactName.POLICY or not fact.value.isdigit()
    ):
        mask.add_host(fact.value)
        _each(URL, fact.value, mask.add_host)


def _collect_stored(name: str, mask: Mask) -> None:
    """Take the name of a stored credential: Domain:target=HOST, or MS.Outlook.15:USER:PUT."""
    for part in re.split("[:=]", name):
        if "@" in part or "\\" in part:
            mask.add_user(part)
        elif "." in part and not part.lower().startswith("ms."):
            mask.add_host(part)
    place, target, host = name.rpartition("target=")
    if place and target and "@" not in host:
        mask.add_host(host)


def _collect_path(path: str, mask: Mask) -> None:
    """Take what a path tells: whose folder it lies in, on which server, and the file's own name."""
    if share := _SHARE.match(path):
        mask.add_host(share[1])
    if home := _HOME.search(path):
        mask.add_user(home[1])
    _add_free_name(re.split(r"[\\/]", path)[-1].rpartition(".")[0], mask)


def _add_free_name(text: str, mask: Mask) -> None:
    """Take a name that a person may have given to anything, where it is one."""
    if "@" in text:
        mask.add_host(text)
    elif text.casefold() not in COMMON:
        mask.add_name(text)


def _collect_conditions(conditions: Conditions, mask: Mask) -> None:
    mask.add_user(conditions.username)
    for rule in conditions.connects:
        for side in rule.split("="):
            mask.add_host(side)
    for resolver in conditions.resolvers:
        mask.add_host(resolver)
    mask.add_user(conditions.proxy.rpartition("@")[0].rpartition("//")[2])
    _each(URL, conditions.proxy, mask.add_host)


def _each(pattern: re.Pattern[str], text: str, take: Callable[[str], None]) -> None:
    for found in pattern.findall(text):
        take(found)
