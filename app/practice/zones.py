"""Answers DNS questions out of a scenario's zones: the resolver's whole world, without sockets."""

from collections.abc import Mapping

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rrset
import dns.zone

_HEAD = "$TTL 3600\n@ SOA ns.practice.example. hostmaster.practice.example. 1 3600 600 86400 60\n"
_LONGEST_CHAIN = 8
_PLAIN_UDP = 512
"""RFC 1035 4.2.1, without EDNS."""
_TCP = 65535


class Zones:
    """What lies below a zone is answered from it; every other name does not exist."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        # The root makes this a resolver of a small world rather than a server that refuses.
        self._zones = {
            zone.origin: zone
            for domain, text in {".": "", **texts}.items()
            if (
                zone := dns.zone.from_text(
                    _HEAD + text, origin=domain, relativize=False, check_origin=False
                )
            ).origin
            is not None
        }

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every IPv4 address that the zones name, each once, in order."""
        found: dict[str, None] = {}
        for zone in self._zones.values():
            for _, _, record in zone.iterate_rdatas(dns.rdatatype.A):
                found[record.to_text()] = None
        return tuple(found)

    def answer_over_udp(self, wire: bytes) -> bytes | None:
        """Give the answer, cut to a bare "ask over TCP" where it is too long; None to noise."""
        query = _read(wire)
        if query is None:
            return None
        room = query.payload if query.edns >= 0 else _PLAIN_UDP
        try:
            return self._answer(query).to_wire(max_size=max(room, _PLAIN_UDP))
        except dns.exception.TooBig:
            truncated = dns.message.make_response(query, recursion_available=True)
            truncated.flags |= dns.flags.TC
            return truncated.to_wire()

    def answer_over_tcp(self, wire: bytes) -> bytes | None:
        """Give the whole answer; None to noise."""
        query = _read(wire)
        return None if query is None else self._answer(query).to_wire(max_size=_TCP)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query, recursion_available=True)
        if query.opcode() != dns.opcode.QUERY or len(query.question) != 1:
            response.set_rcode(dns.rcode.NOTIMP)
            return response
        name, wanted = query.question[0].name, query.question[0].rdtype
        for _ in range(_LONGEST_CHAIN):
            zone = self._zone_of(name)
            records = zone.get_rrset(name, wanted)
            alias = zone.get_rrset(name, dns.rdatatype.CNAME)
            if records:
                response.answer.append(records)
                return response
            if alias is None:
                return self._nothing(response, zone, name)
            response.answer.append(alias)
            name = alias[0].target
        # A resolver gives up on a chain without end.
        response.set_rcode(dns.rcode.SERVFAIL)
        return response

    def _zone_of(self, name: dns.name.Name) -> dns.zone.Zone:
        return next(
            self._zones[parent]
            for parent in (name.split(depth)[1] for depth in range(len(name), 0, -1))
            if parent in self._zones
        )

    @staticmethod
    def _nothing(
        response: dns.message.Message, zone: dns.zone.Zone, name: dns.name.Name
    ) -> dns.message.Message:
        # A name with something below it exists, though it has no record. RFC 8020
        if not any(known.is_subdomain(name) for known in zone.nodes):
            response.set_rcode(dns.rcode.NXDOMAIN)
        assert zone.origin is not None
        # The zone's SOA goes with every negative answer. RFC 2308 2
        start = zone.get_rrset(zone.origin, dns.rdatatype.SOA)
        assert start is not None
        response.authority.append(start)
        return response


def _read(wire: bytes) -> dns.message.Message | None:
    try:
        message = dns.message.from_wire(wire)
    except dns.exception.DNSException:
        return None
    return None if message.flags & dns.flags.QR else message
