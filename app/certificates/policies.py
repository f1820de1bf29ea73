"""Checks whether a path has the certificate policy that one of its CAs demands. RFC 5280 6.1

This client accepts any policy, so that it matters only where a CA wants one to be there. Policies
are followed level by level, as RFC 9618 does it: the tree of RFC 5280 can grow beyond all bounds.
"""

from collections.abc import Iterator, Mapping, Sequence

from cryptography import x509
from msgspec import Struct

from app.certificates.der import OBJECT_IDENTIFIER, SEQUENCE, parts
from app.certificates.objections import Objection, called
from app.certificates.reading import Parsed
from app.domain.verdict import Problem

_ANY = bytes.fromhex("551d2000")
"""2.5.29.32.0 anyPolicy. RFC 5280 4.2.1.4"""
_MAPPINGS = x509.ObjectIdentifier("2.5.29.33")

_Level = dict[bytes, frozenset[bytes]]
"""Each policy that is valid so far, with those that may stand for it one certificate below."""


class _Demands(Struct):
    """In how many certificates what becomes demanded or forbidden. RFC 5280 6.1.2 d, e, f"""

    explicit: int
    mapping: int
    any_policy: int

    def step_down(self) -> None:
        self.explicit = max(0, self.explicit - 1)
        self.mapping = max(0, self.mapping - 1)
        self.any_policy = max(0, self.any_policy - 1)

    def take(self, certificate: Parsed) -> None:
        """RFC 5280 6.1.4 i, j"""
        constraints = certificate.extension(x509.PolicyConstraints)
        if constraints is not None and constraints.require_explicit_policy is not None:
            self.explicit = min(self.explicit, constraints.require_explicit_policy)
        if constraints is not None and constraints.inhibit_policy_mapping is not None:
            self.mapping = min(self.mapping, constraints.inhibit_policy_mapping)
        inhibit = certificate.extension(x509.InhibitAnyPolicy)
        if inhibit is not None:
            self.any_policy = min(self.any_policy, inhibit.skip_certs)


def policy_objection(path: Sequence[Parsed]) -> Objection | None:
    """Go from the certificate below the anchor down to the leaf."""
    mappings: dict[str, _Level] = {}
    for authority in path[1:-1]:
        try:
            mappings[authority.sha256] = _mappings(authority)
        except ValueError:
            return Objection(
                problem=Problem.MALFORMED,
                reason=f"The policy mappings of {called(authority)} cannot be applied.",
            )
    if not any(each.extension(x509.PolicyConstraints) for each in path[:-1]):
        return None
    lacking = _first_without_policy(path, mappings)
    if lacking is None:
        return None
    return Objection(
        problem=Problem.UNHANDLED_EXTENSION,
        reason=f"A CA demands a certificate policy that {called(lacking)} lacks.",
    )


def _first_without_policy(path: Sequence[Parsed], mappings: Mapping[str, _Level]) -> Parsed | None:
    leaf = path[0]
    demands = _Demands(explicit=len(path), mapping=len(path), any_policy=len(path))
    level: _Level = {_ANY: frozenset({_ANY})}
    for authority in path[-2:0:-1]:
        counts = not authority.self_issued
        level = _valid(authority, level, any_counts=demands.any_policy > 0 or not counts)
        if demands.explicit == 0 and not level:
            return authority
        level = _mapped(level, mappings[authority.sha256], may_map=demands.mapping > 0)
        if counts:
            demands.step_down()
        demands.take(authority)
    level = _valid(leaf, level, any_counts=demands.any_policy > 0)
    # RFC 5280 6.1.5 a, b
    demands.step_down()
    demands.take(leaf)
    return leaf if demands.explicit == 0 and not level else None


def _valid(certificate: Parsed, above: _Level, *, any_counts: bool) -> _Level:
    """RFC 5280 6.1.3 d, e"""
    found = certificate.extension(x509.CertificatePolicies)
    if found is None:
        return {}
    named = {_bytes_of(each.policy_identifier) for each in found}
    expected = frozenset().union(*above.values())
    level = {
        policy: frozenset({policy})
        for policy in named - {_ANY}
        if policy in expected or _ANY in above
    }
    if _ANY in named and any_counts:
        for policy in expected:
            level.setdefault(policy, frozenset({policy}))
    return level


def _mapped(level: _Level, mappings: dict[bytes, frozenset[bytes]], *, may_map: bool) -> _Level:
    """RFC 5280 6.1.4 b"""
    if not may_map:
        return {policy: wanted for policy, wanted in level.items() if policy not in mappings}
    added = {
        policy: wanted for policy, wanted in mappings.items() if policy in level or _ANY in level
    }
    return {**level, **added}


def _mappings(certificate: Parsed) -> dict[bytes, frozenset[bytes]]:
    """Read the extension, which cryptography leaves as it is. RFC 5280 4.2.1.5

    Raises ValueError also for one that maps to or from any policy. RFC 5280 6.1.4 a
    """
    mappings: dict[bytes, frozenset[bytes]] = {}
    for above, below in _pairs(certificate):
        if _ANY in (above, below):
            raise ValueError("any policy is mapped to nothing")
        mappings[above] = mappings.get(above, frozenset()) | {below}
    return mappings


def _pairs(certificate: Parsed) -> Iterator[tuple[bytes, bytes]]:
    for extension in certificate.extensions or ():
        if extension.oid != _MAPPINGS:
            continue
        ((tag, content),) = parts(extension.value.public_bytes())
        pairs = list(parts(content))
        if {tag, *(kind for kind, _ in pairs)} != {SEQUENCE}:
            raise ValueError("no policy mappings")
        for _, pair in pairs:
            (first, above), (second, below) = parts(pair)
            if {first, second} != {OBJECT_IDENTIFIER}:
                raise ValueError("no policy mapping")
            yield above, below


def _bytes_of(policy: x509.ObjectIdentifier) -> bytes:
    """Give it as it stands in DER, without tag and length. X.690 8.19"""
    first, second, *rest = map(int, policy.dotted_string.split("."))
    return b"".join(_base_128(number) for number in (40 * first + second, *rest))


def _base_128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))
