"""Answers NetLogon pings as a domain controller does, without sockets."""

import sansldap
from sansldap import (
    FilterAnd,
    FilterEquality,
    LDAPFilter,
    PartialAttribute,
    SearchRequest,
    SearchScope,
)

from app.practice.scenario import DirectoryServer

_GUID = bytes(range(16))
# DS_LDAP_FLAG, DS_DS_FLAG, DS_DNS_CONTROLLER_FLAG and the like: a plain writable controller with
# names of DNS. [MS-ADTS] 6.3.1.2
_FLAGS = 0xE00003FD
_OPCODE = 23
"""LOGON_SAM_LOGON_RESPONSE_EX. [MS-ADTS] 6.3.1.3"""
_VERSION = 0x1 | 0x4
"""What the answer itself is: NETLOGON_NT_VERSION_1 and _5EX. [MS-ADTS] 6.3.1.9"""


class SiteAnswers:
    """One domain controller, which sees every client in the same site."""

    def __init__(self, server: DirectoryServer) -> None:
        self._server = server

    def answer(self, datagram: bytes) -> bytes | None:
        """Give the answer to a ping; None to noise."""
        session = sansldap.LDAPServer()
        try:
            messages = session.receive(datagram)
        except (sansldap.LDAPError, IndexError):
            return None
        if not messages or not isinstance(message := messages[0], SearchRequest):
            return None
        if message.base_object or message.scope is not SearchScope.BASE:
            return None
        if self._is_ours(message.filter):
            values = [response(self._server)]
            netlogon = PartialAttribute(name="netlogon", values=values)
            session.search_result_entry(message.message_id, "", [netlogon])
        # For another domain there is no entry. [MS-ADTS] 6.3.3.2
        session.search_result_done(message.message_id)
        return session.data_to_send()

    def _is_ours(self, wanted: LDAPFilter) -> bool:
        parts = wanted.filters if isinstance(wanted, FilterAnd) else [wanted]
        asked = {
            part.attribute.casefold(): part.value.decode("utf-8", "replace").casefold()
            for part in parts
            if isinstance(part, FilterEquality)
        }
        domain = self._server.domain.casefold()
        return "ntver" in asked and asked.get("dnsdomain", domain).rstrip(".") == domain


def response(server: DirectoryServer) -> bytes:
    """Write a NETLOGON_SAM_LOGON_RESPONSE_EX. [MS-ADTS] 6.3.1.9"""
    domain, host = server.domain, server.host
    names = (
        domain,  # The forest: it has this one domain.
        domain,
        host,
        domain.partition(".")[0].upper(),
        host.partition(".")[0].upper(),
        "",  # The user, whom nobody asked about.
        server.site,
        server.client_site,
    )
    data = bytearray(_OPCODE.to_bytes(2, "little") + bytes(2))
    data += _FLAGS.to_bytes(4, "little") + _GUID
    known: dict[str, int] = {}
    for name in names:
        _append(data, name, known)
    return bytes(data) + _VERSION.to_bytes(4, "little") + b"\xff\xff\xff\xff"


def _append(data: bytearray, name: str, known: dict[str, int]) -> None:
    """Write a name; the end that an earlier one had becomes a pointer to it. RFC 1035 4.1.4"""
    while name:
        if name in known:
            data += (0xC000 | known[name]).to_bytes(2, "big")
            return
        known[name] = len(data)
        label, _, name = name.partition(".")
        text = label.encode()
        data.append(len(text))
        data += text
    data.append(0)
