"""Notices what is odd or weak about a chain, whether it decides anything or not."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from app.certificates.conditions import allows_servers, key_fits_servers
from app.certificates.names import NameMatch
from app.certificates.reading import Parsed, signature_hash
from app.domain.verdict import MatchedBy, Problem

EXPIRES_SOON = timedelta(days=30)

# CA/Browser Forum, Baseline Requirements 6.1.5 and 7.1.3.2: what public CAs may still use.
_WEAK_HASHES = frozenset({"md2", "md4", "md5", "sha1"})
_SHORT_RSA = 2048
_SHORT_CURVE = 256


def date_problems(path: Sequence[Parsed], at: datetime) -> Iterator[Problem]:
    for certificate in path:
        if certificate.not_before is None or certificate.not_after is None:
            yield Problem.MALFORMED
        elif at < certificate.not_before:
            yield Problem.NOT_YET_VALID
        elif at > certificate.not_after:
            yield Problem.EXPIRED
        elif certificate.not_after - at < EXPIRES_SOON:
            yield Problem.EXPIRES_SOON


def strength_problems(path: Sequence[Parsed]) -> Iterator[Problem]:
    """Look at every key, and at every signature except a root's own: nobody checks that one."""
    if any(_is_weak(certificate) for certificate in path):
        yield Problem.WEAK_KEY
    if any(signature_hash(each.loaded) in _WEAK_HASHES for each in _below_root(path)):
        yield Problem.WEAK_SIGNATURE


def form_problems(path: Sequence[Parsed]) -> Iterator[Problem]:
    leaf = path[0]
    if leaf.self_issued:
        yield Problem.SELF_SIGNED
    if not allows_servers(leaf) or not key_fits_servers(leaf):
        yield Problem.WRONG_USAGE
    if any(each.extensions is None or each.key is None for each in path):
        yield Problem.MALFORMED
    if any(each.version_one for each in _below_root(path)):
        yield Problem.VERSION_ONE


def name_problems(leaf: Parsed, match_2007: NameMatch) -> Iterator[Problem]:
    """Say what is odd about the names, whether the host is among them or not."""
    names = leaf.names
    if not names.complete:
        return
    if not names.dns and not names.addresses:
        if names.common:
            yield Problem.COMMON_NAME_ONLY
        else:
            yield Problem.NO_NAMES
    elif match_2007.matched_by is MatchedBy.COMMON_NAME:
        yield Problem.COMMON_NAME_ONLY
    if match_2007.partial_wildcard:
        yield Problem.WILDCARD_LEGACY


def order_problems(presented: Sequence[bytes], path: Sequence[Parsed]) -> Iterator[Problem]:
    """Each certificate must certify the one before it. RFC 5246 7.4.2; RFC 8446 4.4.2 forgives.

    The root alone may be left out.
    """
    wanted = [each.der for each in path]
    used = [der for der in presented if der in wanted]
    if len(used) < len(presented) or len(set(used)) < len(used):
        yield Problem.SUPERFLUOUS
    in_order = [der for der in wanted if der in used]
    if list(dict.fromkeys(used)) != in_order:
        yield Problem.WRONG_ORDER
    if any(each.der not in used for each in _below_root(path)):
        yield Problem.MISSING_INTERMEDIATE


def _below_root(path: Sequence[Parsed]) -> Sequence[Parsed]:
    return path[:-1] if len(path) > 1 and path[-1].self_issued else path


def _is_weak(certificate: Parsed) -> bool:
    match certificate.key:
        case rsa.RSAPublicKey(key_size=size):
            return size < _SHORT_RSA
        case ec.EllipticCurvePublicKey(key_size=size):
            return size < _SHORT_CURVE
        case dsa.DSAPublicKey():
            return True
        case _:
            return False
