"""Service connection points: what to ask a directory for, and how to choose from what it has."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlsplit

from msgspec.structs import replace

from app.domain.attempts import Entry
from app.domain.failures import Failure, FailureKind
from app.domain.scp import PointerReason, PointReason, ScpChoice, ScpPointer, ServicePoint
from app.protocol.redirects import LONGEST_URL, WrongUrlError, checked_url, is_https

# [EWSMA] DirectoryHelper.cs, [OXDISCO-2.2.1.2]; compared without case.
URL_GUID = "77378F46-2C66-4aa9-A6A6-3E7A48B19596"
POINTER_GUID = "67661d7F-8FC4-4fa7-BFAC-E1D7794C1F68"

# [EWSMA] [OXDISCO-3.1.5.1]; a subtree search below the configuration naming context.
FILTER = f"(&(objectClass=serviceConnectionPoint)(|(keywords={POINTER_GUID})(keywords={URL_GUID})))"
# whenCreated orders points of equal rank; the client itself needs only the first two to choose.
ATTRIBUTES = ("keywords", "serviceBindingInformation", "whenCreated")

MOST_URLS = 50
"""How many URLs are asked at the most: each may take its time-out."""

_RANKS = {
    PointReason.IN_SITE: 1,
    PointReason.NO_SITE_SCOPE: 2,
    PointReason.SITE_UNKNOWN: 2,
    PointReason.OTHER_SITE: 3,
}
_LAST = datetime.max.replace(tzinfo=UTC)
# A name as DNS and the hosts file know it, or an IPv4 address.
_HOST = re.compile(r"[0-9a-z_]([0-9a-z_.-]*[0-9a-z_])?\.?", re.ASCII)
_Age = tuple[datetime, str, str, tuple[str, ...], str]

# RFC 4517 3.3.13, as Active Directory writes it: 20070510123456.0Z
_GENERALIZED_TIME = re.compile(
    r"(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)?)?(?:[.,]\d+)?(?:Z|([+-])(\d\d)(\d\d)?)",
    re.ASCII,
)


def choose(entries: Iterable[Entry], site: str | None, domain: str = "") -> ScpChoice:
    """Order the URLs of a directory for a PC in `site` (None: not known; empty: in none).

    In-site ones first, then those without a site, then the others; the oldest first in each.
    protocol.md 2.4 [EWSMA] [INFOTECHGUYZ]. The result does not depend on the order of entries.
    `domain` is that of the address; it matters for pointers to other directories only.
    """
    site = site if site is None else site.strip()
    candidates: list[ServicePoint] = []
    pointers: list[ScpPointer] = []
    for entry in entries:
        keywords = _keywords(entry)
        is_pointer = POINTER_GUID.lower() in (one.lower() for one in keywords)
        if is_pointer:
            pointers.extend(_pointers(entry, keywords, domain))
        if URL_GUID.lower() in (one.lower() for one in keywords):
            candidates.extend(_points(entry, keywords, site))
        elif not is_pointer:
            candidates.append(
                _passed_over(entry, keywords, _first_binding(entry), PointReason.UNKNOWN_KEYWORDS)
            )
    chosen, duplicates = _without_duplicates(
        sorted((one for one in candidates if one.rank), key=_age_within_rank)
    )
    beyond = [replace(one, rank=0, reason=PointReason.BEYOND_LIMIT) for one in chosen[MOST_URLS:]]
    passed_over = sorted((one for one in candidates if not one.rank), key=_age_within_rank)
    ordered = tuple(sorted(pointers, key=_age))
    return ScpChoice(
        site=site,
        chosen=tuple(chosen[:MOST_URLS]),
        passed_over=(*beyond, *duplicates, *passed_over),
        pointers=ordered,
        follow=_followed(ordered, has_url=bool(chosen)),
    )


def pointer_target(binding: str) -> str | Failure:
    """Give the URL of the directory that a pointer names: LDAP://host[:port]. [OXDISCO-2.2.1.2]

    A distinguished name behind the host does not count: the rootDSE tells where to search.
    """
    try:
        parts = urlsplit(binding.strip())
        port = parts.port
    except ValueError:
        return _no_directory(binding)
    host = parts.hostname or ""
    is_plain = len(binding) <= LONGEST_URL and _HOST.fullmatch(host) and "@" not in parts.netloc
    if parts.scheme not in {"ldap", "ldaps"} or not is_plain or port == 0:
        return _no_directory(binding)
    # Without a port that goes without saying, so that one directory has one URL.
    is_usual = port in {None, 389 if parts.scheme == "ldap" else 636}
    return f"{parts.scheme}://{host}" if is_usual else f"{parts.scheme}://{host}:{port}"


def _no_directory(binding: str) -> Failure:
    return Failure(
        kind=FailureKind.PROTOCOL,
        detail=f"{binding[:100]!r} is no address of a directory, such as LDAP://dc01.contoso.com.",
    )


def created_at(text: str) -> datetime | None:
    """Read a GeneralizedTime to the second; None where it is none."""
    found = _GENERALIZED_TIME.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        # datetime knows no leap second: 60 counts as 59.
        zone = timezone(-offset if sign == "-" else offset)
        seconds = min(int(second or 0), 59)
        local = datetime(
            int(year), int(month), int(day), int(hour), int(minute or 0), seconds, tzinfo=zone
        )
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _keywords(entry: Entry) -> tuple[str, ...]:
    return tuple(one.strip() for one in entry.values("keywords") if one.strip())


def _bindings(entry: Entry) -> tuple[str, ...]:
    # LDAP values have no order; sorting makes the choice the same each time.
    found = {one.strip() for one in entry.values("serviceBindingInformation")}
    return tuple(sorted(found - {""})) or ("",)


def _first_binding(entry: Entry) -> str:
    return _bindings(entry)[0]


def _scoped(keywords: Sequence[str], name: str) -> tuple[str, ...]:
    """Give the values of the keywords NAME=value; one without a value says nothing."""
    found = (one.partition("=") for one in keywords)
    values = (value.strip() for key, _, value in found if key.strip().lower() == name)
    return tuple(sorted(value for value in values if value))


def _created(entry: Entry) -> datetime | None:
    return next((created_at(one) for one in entry.values("whenCreated")), None)


def _points(entry: Entry, keywords: Sequence[str], site: str | None) -> list[ServicePoint]:
    return [_point(entry, keywords, url, site) for url in _bindings(entry)]


def _point(entry: Entry, keywords: Sequence[str], url: str, site: str | None) -> ServicePoint:
    fault = _fault(url)
    if fault is not None:
        return _passed_over(entry, keywords, url, fault)
    sites = _scoped(keywords, "site")
    if site is None:
        reason = PointReason.SITE_UNKNOWN
    elif not sites:
        reason = PointReason.NO_SITE_SCOPE
    elif site.casefold() in (one.casefold() for one in sites):
        reason = PointReason.IN_SITE
    else:
        reason = PointReason.OTHER_SITE
    return ServicePoint(
        name=entry.name,
        url=url,
        sites=sites,
        created=_created(entry),
        rank=_RANKS[reason],
        reason=reason,
    )


def _fault(url: str) -> PointReason | None:
    if not url:
        return PointReason.NO_URL
    try:
        checked_url(url)
    except WrongUrlError:
        return PointReason.MALFORMED_URL
    return None if is_https(url) else PointReason.NOT_HTTPS


def _passed_over(
    entry: Entry, keywords: Sequence[str], url: str, reason: PointReason
) -> ServicePoint:
    return ServicePoint(
        name=entry.name,
        url=url,
        sites=_scoped(keywords, "site"),
        created=_created(entry),
        rank=0,
        reason=reason,
    )


def _without_duplicates(
    ordered: Iterable[ServicePoint],
) -> tuple[list[ServicePoint], list[ServicePoint]]:
    """Keep the first point of each URL, compared without case. [EWSMA]"""
    chosen: list[ServicePoint] = []
    duplicates: list[ServicePoint] = []
    seen: set[str] = set()
    for point in ordered:
        if point.url.casefold() in seen:
            duplicates.append(replace(point, rank=0, reason=PointReason.DUPLICATE))
        else:
            seen.add(point.url.casefold())
            chosen.append(point)
    return chosen, duplicates


def _pointers(entry: Entry, keywords: Sequence[str], domain: str) -> list[ScpPointer]:
    domains = _scoped(keywords, "domain")
    # A fall-back has the GUID for its only keyword. [EWSMA], protocol.md 2.4 step 1
    if domain and domain.casefold() in (one.casefold() for one in domains):
        reason = PointerReason.DOMAIN_MATCHES
    elif len(keywords) == 1:
        reason = PointerReason.FALL_BACK
    else:
        reason = PointerReason.OTHER_DOMAIN
    return [
        ScpPointer(
            name=entry.name,
            url=url,
            domains=domains,
            created=_created(entry),
            reason=reason if url else PointerReason.NO_TARGET,
        )
        for url in _bindings(entry)
    ]


def _followed(pointers: Sequence[ScpPointer], *, has_url: bool) -> ScpPointer | None:
    """Give the pointer that wins over the URLs, or the one that stands in for them."""
    wanted = [PointerReason.DOMAIN_MATCHES]
    if not has_url:
        wanted.append(PointerReason.FALL_BACK)
    for reason in wanted:
        for pointer in pointers:
            if pointer.reason is reason:
                return pointer
    return None


def _age_within_rank(point: ServicePoint) -> tuple[int, _Age]:
    return point.rank, _age(point)


def _age(point: ServicePoint | ScpPointer) -> _Age:
    # Without a date: last of its rank. All after the date only makes ties come out the same.
    scope = point.sites if isinstance(point, ServicePoint) else point.domains
    return point.created or _LAST, point.name, point.url, scope, point.reason.value
