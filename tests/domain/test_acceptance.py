"""Which certificates this client goes on with."""

import pytest
from msgspec.structs import replace

from app.domain.acceptance import CertificatePolicy, Grant, Ground, accepts
from app.domain.verdict import Problem
from tests.support import builders

HOST = "exch01.contoso.local"


@pytest.mark.parametrize(
    ("trusted", "in_date", "name_matches", "tolerant", "ground"),
    [
        (True, True, True, False, Ground.GOOD),
        (True, True, True, True, Ground.GOOD),
        (False, True, True, False, Ground.REJECTED),
        (False, True, True, True, Ground.TOLERATED),
        (False, False, True, True, Ground.REJECTED),
        (False, True, False, True, Ground.REJECTED),
        (True, False, True, True, Ground.REJECTED),
        (True, True, False, True, Ground.REJECTED),
    ],
)
def test_only_a_missing_trust_is_tolerated(
    trusted: bool, in_date: bool, name_matches: bool, tolerant: bool, ground: Ground
) -> None:
    verdict = builders.verdict(HOST, trusted=trusted, in_date=in_date, name_matches=name_matches)

    acceptance = accepts(verdict, HOST, 443, CertificatePolicy(tolerates_untrusted=tolerant))

    assert acceptance.ground is ground
    assert acceptance.accepted is (ground is not Ground.REJECTED)


@pytest.mark.parametrize(
    ("problems", "tolerated"),
    [
        ([Problem.SELF_SIGNED, Problem.WEAK_SIGNATURE, Problem.WEAK_KEY], True),
        ([Problem.UNKNOWN_ISSUER], True),
        ([Problem.MISSING_INTERMEDIATE, Problem.REVOCATION_UNKNOWN], True),
        ([Problem.SELF_SIGNED, Problem.MALFORMED, Problem.SUPERFLUOUS], True),
        ([Problem.SELF_SIGNED, Problem.WRONG_USAGE], False),
        ([Problem.BAD_SIGNATURE], False),
        ([Problem.MISSING_INTERMEDIATE, Problem.NAME_CONSTRAINT], False),
        ([Problem.UNKNOWN_ISSUER, Problem.REVOKED], False),
        ([Problem.WEAK_SIGNATURE], False),
        ([Problem.WEAK_KEY], False),
        ([], False),
    ],
)
def test_nothing_but_the_lack_of_a_known_issuer_is_tolerated(
    problems: list[Problem], tolerated: bool
) -> None:
    verdict = replace(builders.verdict(HOST, trusted=False), problems=tuple(problems))

    acceptance = accepts(verdict, HOST, 443, CertificatePolicy(tolerates_untrusted=True))

    assert acceptance.accepted is tolerated


@pytest.mark.parametrize(
    ("host", "port", "sha256", "accepted"),
    [
        (HOST, 443, "", True),
        (HOST, 444, "", False),
        ("other.contoso.local", 443, "", False),
        (HOST, 443, "f" * 64, False),
    ],
)
def test_a_grant_is_for_one_certificate_at_one_place(
    host: str, port: int, sha256: str, accepted: bool
) -> None:
    verdict = builders.verdict(HOST, name_matches=False)
    grant = Grant(host=host, port=port, leaf_sha256=sha256 or verdict.leaf_sha256)

    acceptance = accepts(verdict, HOST, 443, CertificatePolicy(grants=(grant,)))

    assert acceptance.accepted is accepted


def test_a_grant_without_a_fingerprint_lets_nothing_pass() -> None:
    verdict = builders.verdict(HOST, trusted=False)
    empty = replace(verdict, presented=())
    grant = Grant(host=HOST, port=443, leaf_sha256="")

    assert not accepts(empty, HOST, 443, CertificatePolicy(grants=(grant,))).accepted
