"""What can make a path untrusted, with the problem's code and a sentence for a person."""

from cryptography import x509
from cryptography.x509.oid import NameOID
from msgspec import Struct

from app.certificates.reading import Parsed
from app.domain.verdict import Problem

_LONGEST_NAME = 80


class Objection(Struct, frozen=True, kw_only=True):
    """One reason why a path is not trusted."""

    problem: Problem
    reason: str


def called(certificate: Parsed) -> str:
    """Name a certificate in a sentence."""
    return in_short(certificate.subject)


def in_short(name: x509.Name) -> str:
    """Give a common name or, without one, the whole name, fit for one line."""
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    text = str(common[0].value) if common else name.rfc4514_string()
    return one_line(text) if text.strip() else "a certificate without a name"


def one_line(text: str) -> str:
    """Keep what a server made up from steering a terminal or flooding a line."""
    text = "".join(mark if mark.isprintable() else "?" for mark in text)
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 3] + "..."
