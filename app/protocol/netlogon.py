"""The NetLogon ping: one datagram that asks a domain controller, and the one that answers."""

import sansldap
from sansldap import FilterAnd, FilterEquality, LDAPFilter, SearchScope

from app.domain.controller import Controller
from app.domain.failures import Failure, FailureKind

ATTRIBUTE = "netlogon"

# NETLOGON_NT_VERSION_5 and NETLOGON_NT_VERSION_5EX, and no part that would change the layout.
# [MS-ADTS] 6.3.1.1; four bytes, little-endian. [MS-ADTS] 6.3.3.1
_VERSION = (0x2 | 0x4).to_bytes(4, "little")

# LOGON_SAM_LOGON_RESPONSE_EX, LOGON_SAM_PAUSE_RESPONSE_EX (the service is paused, and still
# knows the sites), LOGON_SAM_USER_UNKNOWN_EX. [MS-ADTS] 6.3.1.3
_OPCODES = frozenset({23, 24, 25})
_NAMES_AT = 24
"""Behind Opcode, Sbz, Flags and DomainGuid. [MS-ADTS] 6.3.1.9"""
_LONGEST_NAME = 255
"""Of all labels of a name with their lengths. RFC 1035 3.1"""


def request(domain: str) -> bytes:
    """Write the question; without a domain the controller answers for its own.

    [MS-ADTS] 6.3.3.1. Neither a user nor this PC's name stands in it.
    """
    wanted: list[LDAPFilter] = [FilterEquality("NtVer", _VERSION)]
    if domain:
        wanted.insert(0, FilterEquality("DnsDomain", domain.encode()))
    session = sansldap.LDAPClient()
    session.search_request("", SearchScope.BASE, filter=FilterAnd(wanted), attributes=[ATTRIBUTE])
    return session.data_to_send()


def read_answer(datagram: bytes) -> Controller | Failure:
    """Read what came back, whatever it is."""
    session = sansldap.LDAPClient()
    # A session takes no answer to a question that it has not asked.
    session.search_request("", SearchScope.BASE)
    try:
        messages = session.receive(datagram)
    except (sansldap.LDAPError, IndexError, RecursionError) as error:
        return _unreadable("The answer is not LDAP.", type(error).__name__)
    if not messages:
        return _unreadable("The answer is cut off.")
    for message in messages:
        if isinstance(message, sansldap.SearchResultEntry):
            for attribute in message.attributes:
                if attribute.name.lower() == ATTRIBUTE and attribute.values:
                    return read_response(attribute.values[0])
    # [MS-ADTS] 6.3.3.2: for a domain that it does not have, a controller gives no entry.
    return Failure(
        kind=FailureKind.DIRECTORY,
        detail="The server does not answer for this domain, or is no domain controller.",
    )


def read_response(data: bytes) -> Controller | Failure:
    """Read a NETLOGON_SAM_LOGON_RESPONSE_EX. [MS-ADTS] 6.3.1.9"""
    if len(data) < _NAMES_AT:
        return _unreadable("The answer is too short.")
    opcode = int.from_bytes(data[:2], "little")
    if opcode not in _OPCODES:
        return _unreadable("The answer has another form than was asked for.", f"opcode {opcode}")
    names: list[str] = []
    place = _NAMES_AT
    try:
        # Forest, domain, host, NetBIOS domain, NetBIOS host, user, its site, the client's site.
        for _ in range(8):
            name, place = _name(data, place)
            names.append(name)
    except _MalformedError as error:
        return _unreadable("A name in the answer cannot be read.", str(error))
    forest, domain, host, netbios_domain, netbios_host, _, site, client_site = names
    return Controller(
        host=host.lower(),
        domain=domain.lower(),
        forest=forest.lower(),
        netbios_domain=netbios_domain,
        netbios_host=netbios_host,
        site=site,
        client_site=client_site,
    )


class _MalformedError(Exception):
    pass


def _name(data: bytes, place: int) -> tuple[str, int]:
    """Read one name, and tell where the next one begins. RFC 1035 4.1.4"""
    labels: list[str] = []
    after = 0
    length = 1
    # A pointer leads to what was written before it: so that each leads further to the front.
    limit = place
    while True:
        size = _byte(data, place)
        if size == 0:
            return ".".join(labels), after or place + 1
        if size & 0xC0 == 0xC0:
            target = (size & 0x3F) << 8 | _byte(data, place + 1)
            after = after or place + 2
            if not _NAMES_AT <= target < limit:
                raise _MalformedError(f"a pointer from {place} to {target}")
            place = limit = target
        elif size & 0xC0:
            raise _MalformedError(f"a label of type {size >> 6}")
        else:
            label = data[place + 1 : place + 1 + size]
            length += size + 1
            if len(label) < size or length > _LONGEST_NAME:
                raise _MalformedError(f"a label of {size} bytes at {place}")
            labels.append(label.decode("utf-8", "replace"))
            place += 1 + size


def _byte(data: bytes, place: int) -> int:
    if place >= len(data):
        raise _MalformedError("the answer ends in a name")
    return data[place]


def _unreadable(detail: str, origin: str = "") -> Failure:
    return Failure(kind=FailureKind.PROTOCOL, detail=detail, origin=origin)
