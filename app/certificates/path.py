"""Finds the path from the server's certificate to an anchor that the verifiers agree on.

OpenSSL has the last word on every path. It does not go back when the first path that it finds is
no good, so cryptography's verifier is asked for another one, and then every way up is tried in
turn; OpenSSL checks each of them by itself.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from msgspec import Struct

from app.certificates.conditions import objection_to
from app.certificates.constraints import binds_only_hosts
from app.certificates.objections import Objection
from app.certificates.reading import Parsed
from app.certificates.refusals import NAME_NOT_ALLOWED, Refusal, objection_of
from app.certificates.stores import TrustStores
from app.certificates.verifiers import (
    LONGEST_PATH,
    ask_cryptography,
    ask_openssl,
    ask_openssl_about,
)
from app.certificates.ways import ways_up


class Finding(Struct, frozen=True, kw_only=True):
    """Where the verifiers came to."""

    path: tuple[Parsed, ...]
    """Complete where there is no objection; else as far as it goes, for display."""
    objection: Objection | None

    def is_as_good_as_any(self, at: datetime) -> bool:
        return self.objection is None and all(each.covers(at) for each in self.path)


class Question(Struct, frozen=True, kw_only=True):
    """What a path is looked for."""

    leaf: Parsed
    others: tuple[Parsed, ...]
    stores: TrustStores
    at: datetime
    serving: str = ""
    """The common name by which the host is recognised, if that is how."""

    def finding_on(self, path: tuple[Parsed, ...]) -> Finding:
        """Judge a path that a verifier has accepted."""
        return Finding(path=path, objection=objection_to(path, self.serving))


def find_path(question: Question) -> Finding:
    """Find a path that is trusted, in date if there is such a one; else say what is wrong."""
    findings: list[Finding] = []
    for finding in _findings(question):
        if finding.is_as_good_as_any(question.at):
            return finding
        findings.append(finding)
    trusted = [finding for finding in findings if finding.objection is None]
    return (trusted or findings)[0]


def _findings(question: Question) -> Iterator[Finding]:
    """Ask one verifier after the other; what was found first explains a failure best."""
    leaf, others, stores = question.leaf, question.others, question.stores
    first = ask_openssl(stores.untimed, leaf, others, stores)
    if isinstance(first, Refusal):
        shown = shown_path(leaf, others, stores)
        held = stores.holding(shown[-1].der) is not None
        named = bool(stores.called(shown[-1].issuer_compared))
        objection = objection_of(first, shown, top_is_held=held, name_is_held=named)
        yield Finding(path=shown, objection=objection)
    else:
        yield question.finding_on(first)
    # With time OpenSSL prefers issuers in date, so that it may find another path.
    second = ask_openssl(stores.timed(question.at), leaf, others, stores)
    if not isinstance(second, Refusal):
        yield question.finding_on(second)
    tried = {first, second}
    proposed = ask_cryptography(leaf, others, stores, question.at)
    if proposed:
        tried.add(proposed)
        yield from _second_opinion(question, proposed)
    for way in ways_up(leaf, others, stores, question.at):
        if way not in tried:
            confirmed = ask_openssl_about(way, stores)
            if not isinstance(confirmed, Refusal):
                yield question.finding_on(confirmed)


def _second_opinion(question: Question, proposed: tuple[Parsed, ...]) -> Iterator[Finding]:
    confirmed = ask_openssl_about(proposed, question.stores)
    if not isinstance(confirmed, Refusal):
        yield question.finding_on(confirmed)
    elif _minds_only_the_common_name(confirmed, proposed):
        yield question.finding_on(proposed)


def _minds_only_the_common_name(refusal: Refusal, path: tuple[Parsed, ...]) -> bool:
    """OpenSSL applies constraints on DNS names to the common name beside an address, too.

    Nobody takes that for the host where the address is meant; where it does serve, our own rules
    look at it. Only taken on the word of cryptography, which has checked all else, and where it
    understands all that the CAs demand.
    """
    names = path[0].names
    return (
        refusal.code in NAME_NOT_ALLOWED
        and refusal.depth == 0
        and bool(names.addresses)
        and not names.dns
        and binds_only_hosts(path)
    )


def shown_path(leaf: Parsed, others: Sequence[Parsed], stores: TrustStores) -> tuple[Parsed, ...]:
    """Put a chain that nobody accepts in issuing order as far as it goes, for display only."""
    path = [leaf]
    while len(path) < LONGEST_PATH:
        issuer = _issuer_of(path[-1], others, stores, path)
        if issuer is None:
            break
        path.append(issuer)
    return tuple(path)


def _issuer_of(
    certificate: Parsed, others: Sequence[Parsed], stores: TrustStores, path: Sequence[Parsed]
) -> Parsed | None:
    """Give who signed it, else who merely has the name; one that has signed itself needs nobody."""
    if certificate.self_issued and _issued(certificate, certificate):
        return None
    below = {each.der for each in path}
    named = [
        other
        for other in others
        if other.subject_compared == certificate.issuer_compared and other.der not in below
    ]
    trusted = [each for each in stores.called(certificate.issuer_compared) if each.der not in below]
    signed = [each for each in (*named, *trusted) if _issued(each, certificate)]
    if signed or certificate.self_issued:
        return signed[0] if signed else None
    return named[0] if named else None


def _issued(issuer: Parsed, certificate: Parsed) -> bool:
    try:
        certificate.loaded.verify_directly_issued_by(issuer.loaded)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True
