"""Decides whether a certificate's names fit the host of the URL, by the rules of two eras."""

from enum import StrEnum

import idna
from msgspec import Struct

from app.certificates.reading import CertificateNames, as_address
from app.domain.verdict import MatchedBy

_LONGEST_HOST = 255
"""RFC 1035 2.3.4. A longer text is no host name, and IDNA need not look at it."""


class NameRules(StrEnum):
    """Whose rules a profile's client follows."""

    OUTLOOK_2007 = "outlook-2007"
    """SChannel and WinINet of that time. KB 258858, protocol.md 5.4"""
    RFC_9525 = "rfc-9525"
    """Today's: only the subjectAltName counts, and a wildcard is a whole label."""


class NameMatch(Struct, frozen=True, kw_only=True):
    """By which entry of the certificate the host was recognised, if by any."""

    matched_by: MatchedBy | None = None
    matched_name: str = ""
    partial_wildcard: bool = False
    """By a label such as w*, which nobody but SChannel takes."""

    @property
    def matches(self) -> bool:
        return self.matched_by is not None


class BothEras(Struct, frozen=True, kw_only=True):
    """What clients of 2007 and those of today make of the same names."""

    outlook_2007: NameMatch
    rfc_9525: NameMatch


def match_both(names: CertificateNames, host: str) -> BothEras:
    """Judge by both sets of rules, side by side."""
    return BothEras(
        outlook_2007=match_name(names, host, NameRules.OUTLOOK_2007),
        rfc_9525=match_name(names, host, NameRules.RFC_9525),
    )


def match_name(names: CertificateNames, host: str, rules: NameRules) -> NameMatch:
    """Compare with each entry in the order of the certificate; the first that fits is named."""
    address = as_address(host)
    if address is not None:
        return _match_address(names, str(address), rules)
    wanted = a_labels(host)
    if not wanted:
        return NameMatch()
    for name in names.dns:
        if fits(name, wanted, rules):
            by = MatchedBy.WILDCARD if "*" in name else MatchedBy.SAN
            return NameMatch(matched_by=by, matched_name=name, partial_wildcard=_is_partial(name))
    if not _common_name_counts(names, rules):
        return NameMatch()
    for name in names.common:
        if fits(name, wanted, rules):
            return NameMatch(
                matched_by=MatchedBy.COMMON_NAME,
                matched_name=name,
                partial_wildcard=_is_partial(name),
            )
    return NameMatch()


def a_labels(host: str) -> str:
    """Give the host as it stands in certificates; empty where it is no host name.

    IDNA2008 as UTS 46 maps it (RFC 9525 6.3). The dot at the end of an absolute name is no part
    of what certificates hold (RFC 5280 4.2.1.6, the preferred name syntax of RFC 1034).
    """
    host = host.removesuffix(".")
    if len(host) > _LONGEST_HOST or "\0" in host or "*" in host:
        return ""
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return ""


def fits(name: str, host: str, rules: NameRules) -> bool:
    """Tell whether one entry covers a host given in A-labels and lower case."""
    name = name.lower()
    if rules is NameRules.OUTLOOK_2007:
        # Against RFC 5280 4.2.1.6, but harmless; RFC 9525 takes the entry as it stands.
        name = name.removesuffix(".")
    if not name or not name.isascii() or "\0" in name:
        return False
    if "*" not in name:
        return name == host
    return _wildcard_fits(name, host, rules)


def _wildcard_fits(name: str, host: str, rules: NameRules) -> bool:
    """KB 258858: '*' stands at the end of the left-most label and nowhere else, for one label.

    RFC 9525 6.3: the wildcard is the whole left-most label. Both: never over a top-level domain
    (KB 258858 lists *.com as no match).
    """
    first, _, rest = name.partition(".")
    host_first, _, host_rest = host.partition(".")
    if not first.endswith("*") or "*" in first[:-1] or "*" in rest or "." not in rest:
        return False
    if not host_first or host_rest != rest:
        return False
    # 010.0.0.1 and the like: an address in an odd form, and no name. URL Standard, 3.5
    if rest.rpartition(".")[2].isdigit():
        return False
    if first == "*":
        return True
    # Part of an A-label is no part of the name that a person reads. RFC 6125 6.4.3
    partial_counts = rules is NameRules.OUTLOOK_2007 and not host_first.startswith("xn--")
    return partial_counts and host_first.startswith(first[:-1])


def _is_partial(name: str) -> bool:
    return "*" in name and not name.startswith("*.")


def _common_name_counts(names: CertificateNames, rules: NameRules) -> bool:
    """RFC 2818 3.1, and the clients of 2007: the common name only where there is no dNSName.

    Any of several common names will do. RFC 9525 2: it never counts.
    """
    return rules is NameRules.OUTLOOK_2007 and names.complete and not names.dns


def _match_address(names: CertificateNames, address: str, rules: NameRules) -> NameMatch:
    """An address is compared as a whole and never with a wildcard. RFC 2818 3.1, RFC 9525 6.4

    Windows also takes the same text as a dNSName or common name. protocol.md 5.4
    """
    if address in names.addresses:
        return NameMatch(matched_by=MatchedBy.SAN, matched_name=address)
    if rules is NameRules.OUTLOOK_2007 and address in names.dns:
        return NameMatch(matched_by=MatchedBy.SAN, matched_name=address)
    if _common_name_counts(names, rules) and address in names.common:
        return NameMatch(matched_by=MatchedBy.COMMON_NAME, matched_name=address)
    return NameMatch()
