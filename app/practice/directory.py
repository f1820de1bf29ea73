"""The Active Directory of a scenario as far as SCP look-up sees it, without sockets."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sansldap import (
    FilterAnd,
    FilterEquality,
    FilterNot,
    FilterOr,
    FilterPresent,
    FilterSubstrings,
    LDAPFilter,
    SearchScope,
)

from app.practice.scenario import ConnectionPoint, DirectoryServer

URL_GUID = "77378F46-2C66-4aa9-A6A6-3E7A48B19596"
POINTER_GUID = "67661d7F-8FC4-4fa7-BFAC-E1D7794C1F68"
"""The keywords of an SCP. protocol.md 2.2"""
START_TLS = "1.3.6.1.4.1.1466.20037"
PAGED_RESULTS = "1.2.840.113556.1.4.319"
_COMMA = re.compile(r"(?<!\\),\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryObject:
    """One object; attributes as the directory spells them."""

    name: str
    attributes: dict[str, tuple[str, ...]]

    def values(self, attribute: str) -> tuple[str, ...]:
        wanted = attribute.casefold()
        return next((v for key, v in self.attributes.items() if key.casefold() == wanted), ())

    def chosen(self, wanted: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Give the attributes asked for; all where none or the star is named. RFC 4511 4.5.1.8"""
        names = {name.casefold() for name in wanted}
        if not names or "*" in names:
            return self.attributes
        return {key: v for key, v in self.attributes.items() if key.casefold() in names}


class Directory:
    """The rootDSE and the configuration naming context."""

    def __init__(self, server: DirectoryServer) -> None:
        parts = ",".join(f"DC={label}" for label in server.domain.split("."))
        self.configuration = f"CN=Configuration,{parts}"
        self.root = DirectoryObject(
            name="",
            attributes={
                "configurationNamingContext": (self.configuration,),
                "defaultNamingContext": (parts,),
                "rootDomainNamingContext": (parts,),
                "namingContexts": (parts, self.configuration),
                "dnsHostName": (server.host,),
                "supportedLDAPVersion": ("3",),
                "supportedControl": (PAGED_RESULTS,),
                "supportedExtension": (START_TLS,),
            },
        )
        found = {folded(one.name): one for one in self._objects(server)}
        self._objects_by_name = found

    def has(self, base: str) -> bool:
        """Tell whether there is an object of that name."""
        return folded(base) in self._objects_by_name

    def search(
        self, base: str, scope: SearchScope, wanted: LDAPFilter
    ) -> tuple[DirectoryObject, ...]:
        """Give the objects that match, in the order of the tree."""
        if not base and scope is SearchScope.BASE:
            return (self.root,) if matches(self.root, wanted) else ()
        return tuple(one for one in self._within(base, scope) if matches(one, wanted))

    def _within(self, base: str, scope: SearchScope) -> Iterator[DirectoryObject]:
        top = folded(base)
        for name, one in self._objects_by_name.items():
            if name == top:
                inside = scope is not SearchScope.ONE_LEVEL
            elif scope is SearchScope.ONE_LEVEL:
                inside = _parent(name) == top
            else:
                inside = scope is SearchScope.SUBTREE and name.endswith(f",{top}")
            if inside:
                yield one

    def _objects(self, server: DirectoryServer) -> Iterator[DirectoryObject]:
        # [UCEDSG], protocol.md 2.1
        name = self.configuration
        yield _container(name, "configuration")
        for part in (
            "Services",
            "Microsoft Exchange",
            server.organisation,
            "Administrative Groups",
            "Exchange Administrative Group (FYDIBOHF23SPDLT)",
            "Servers",
        ):
            name = f"CN={part},{name}"
            yield _container(name)
        for point in server.connection_points:
            below = name
            for part in (point.server, "Protocols", "Autodiscover"):
                below = f"CN={part},{below}"
                yield _container(below)
            yield _connection_point(point, f"CN={point.server},{below}")


def folded(name: str) -> str:
    """Give a distinguished name in the form in which two equal ones are the same text."""
    return _COMMA.sub(",", name).casefold()


def matches(one: DirectoryObject, wanted: LDAPFilter) -> bool:
    """Apply a filter; what AD's directory string attributes compare without case."""
    match wanted:
        case FilterAnd():
            return all(matches(one, part) for part in wanted.filters)
        case FilterOr():
            return any(matches(one, part) for part in wanted.filters)
        case FilterNot():
            return not matches(one, wanted.filter)
        case FilterPresent():
            # Every object has a class, the rootDSE included, though that does not show it.
            return wanted.attribute.casefold() == "objectclass" or bool(
                one.values(wanted.attribute)
            )
        case FilterEquality():
            text = _text(wanted.value)
            return any(value.casefold() == text for value in one.values(wanted.attribute))
        case FilterSubstrings():
            pattern = _pattern(wanted)
            return any(
                pattern.fullmatch(value.casefold()) for value in one.values(wanted.attribute)
            )
        case _:
            # Undefined: such an object is not given back. RFC 4511 4.5.1.7
            return False


def _pattern(wanted: FilterSubstrings) -> re.Pattern[str]:
    parts = (wanted.initial or b"", *wanted.any, wanted.final or b"")
    return re.compile(".*".join(re.escape(_text(part)) for part in parts), re.DOTALL)


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace").casefold()


def _parent(name: str) -> str:
    return _COMMA.split(name, maxsplit=1)[-1]


def _container(name: str, kind: str = "container") -> DirectoryObject:
    return DirectoryObject(
        name=name,
        attributes={
            "objectClass": ("top", kind),
            "cn": (_short(name),),
            "distinguishedName": (name,),
        },
    )


def _connection_point(point: ConnectionPoint, name: str) -> DirectoryObject:
    guid = POINTER_GUID if point.pointer else URL_GUID
    domain = (f"Domain={point.domain}",) if point.domain else ()
    return DirectoryObject(
        name=name,
        attributes={
            "objectClass": ("top", "leaf", "connectionPoint", "serviceConnectionPoint"),
            "cn": (_short(name),),
            "distinguishedName": (name,),
            "keywords": (guid, *domain, *(f"Site={site}" for site in point.sites)),
            "serviceBindingInformation": (point.url,),
            "serviceClassName": ("ms-Exchange-AutoDiscover-Service",),
            "serviceDNSName": (point.server,),
            "whenCreated": (_generalized(point.created),),
        },
    )


def _short(name: str) -> str:
    return _COMMA.split(name, maxsplit=1)[0].partition("=")[2]


def _generalized(moment: datetime) -> str:
    # As AD writes it, with its needless fraction.
    utc = moment if moment.tzinfo is None else moment.astimezone(UTC)
    return utc.strftime("%Y%m%d%H%M%S.0Z")
