"""Makes distinguished names comparable: case, spacing and kind of string do not count."""

from typing import TypeAlias

from cryptography import x509

ComparableName: TypeAlias = tuple[frozenset[tuple[str, str | bytes]], ...]


def comparable(name: x509.Name) -> ComparableName:
    """Fold the letters and the blanks. RFC 5280 7.1, RFC 4518 2.6.1"""
    return tuple(
        frozenset((part.oid.dotted_string, _folded(part.value)) for part in rdn)
        for rdn in name.rdns
    )


def _folded(value: str | bytes) -> str | bytes:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value
