"""What the judge insists on by itself, should a verifier let it pass."""

import pytest
from cryptography import x509

from app.certificates.conditions import may_issue, objection_to
from app.certificates.reading import Parsed, parse
from app.domain.verdict import Problem
from tests.certificates.chains import (
    HOST,
    NO_EXTENSIONS,
    Replacements,
    Signed,
    as_version_one,
    issue,
    key_of,
    key_usage,
)

ROOT = issue("Contoso Root", ca=True)


def parsed(*path: Signed) -> list[Parsed]:
    return [each for each in (parse(one.der) for one in path) if each is not None]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (x509.AuthorityKeyIdentifier, "authority key identifier"),
        (x509.SubjectKeyIdentifier, "subject key identifier"),
    ],
)
def test_what_is_never_critical_must_not_be_marked_so(
    kind: type[x509.ExtensionType], name: str
) -> None:
    found = objection_to(parsed(issue(HOST, ROOT, marked={kind}), ROOT))

    assert found is not None
    assert found.problem is Problem.UNHANDLED_EXTENSION
    assert found.reason == f"{HOST} marks its {name} as critical, which it never is."


NO_CA: Replacements = {x509.BasicConstraints: None}
NOT_SIGNING: Replacements = {x509.KeyUsage: key_usage(digital_signature=True)}


@pytest.mark.parametrize(
    ("replace", "as_root", "as_intermediate"),
    [
        ({}, True, True),
        (NO_EXTENSIONS, True, False),
        (NO_CA, False, False),
        (NOT_SIGNING, False, False),
        ({x509.KeyUsage: None}, True, True),
    ],
)
def test_who_may_stand_above_another(
    replace: Replacements, as_root: bool, as_intermediate: bool
) -> None:
    root = issue("Root", ca=True, replace=replace)
    between = issue("Between", ROOT, ca=True, replace=replace)

    above_leaf = objection_to(parsed(issue(HOST, root), root))
    in_between = objection_to(parsed(issue(HOST, between), between, ROOT))

    assert (above_leaf is None, in_between is None) == (as_root, as_intermediate)
    assert may_issue(parsed(root)[0]) is as_root


def test_one_that_renewed_its_bare_self_is_no_anchor_in_between() -> None:
    old = issue("Bare", ca=True, replace=NO_EXTENSIONS)
    new = issue("Bare", old, ca=True, key=key_of("renewed bare"), replace=NO_EXTENSIONS)

    found = objection_to(parsed(issue(HOST, new), new, old))

    assert found is not None
    assert found.problem is Problem.NOT_A_CA


def test_version_one_has_no_extensions() -> None:
    found = objection_to(parsed(as_version_one(issue(HOST, ROOT), ROOT), ROOT))

    assert found is not None
    assert found.reason == f"{HOST} has extensions, which its version does not know."
