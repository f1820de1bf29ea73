import pytest
from cryptography import x509

from app.certificates.policies import policy_objection
from app.certificates.reading import Parsed, parse
from app.domain.verdict import Problem
from tests.certificates.chains import Replacements, Signed, issue, key_of

ROOT = issue("Policy Root", ca=True)
GOLD, SILVER, TIN = "1.2.840.1", "1.3.6.1.4.1.99999.200", "2.16.840.1.5"
ANY = "2.5.29.32.0"
_NUMBERS = {
    GOLD: bytes.fromhex("06042a864801"),
    SILVER: bytes.fromhex("060a2b06010401868d1f8148"),
    TIN: bytes.fromhex("06056086480105"),
    ANY: bytes.fromhex("0604551d2000"),
}


def policies(*named: str) -> Replacements:
    listed = [x509.PolicyInformation(x509.ObjectIdentifier(each), None) for each in named]
    return {x509.CertificatePolicies: x509.CertificatePolicies(listed)} if listed else {}


def demanding(explicit: int | None = 0, mapping: int | None = None) -> Replacements:
    return {x509.PolicyConstraints: x509.PolicyConstraints(explicit, mapping)}


def no_any(after: int = 0) -> Replacements:
    return {x509.InhibitAnyPolicy: x509.InhibitAnyPolicy(after)}


def mapped(above: str, below: str) -> Replacements:
    return mapping_of(_sequence(_sequence(_NUMBERS[above] + _NUMBERS[below])))


def mapping_of(content: bytes) -> Replacements:
    number = x509.ObjectIdentifier("2.5.29.33")
    return {x509.PolicyInformation: x509.UnrecognizedExtension(number, content)}  # type: ignore[dict-item]


def _sequence(content: bytes) -> bytes:
    return b"\x30" + bytes([len(content)]) + content


def path(*below_root: Replacements) -> list[Parsed]:
    """Issue one below the other, the last of them the leaf."""
    made = [ROOT]
    for number, replace in enumerate(below_root):
        is_leaf = number == len(below_root) - 1
        made.append(issue(f"Level {number}", made[-1], ca=not is_leaf, replace=replace))
    return _parsed(made)


def _parsed(made: list[Signed]) -> list[Parsed]:
    return [each for each in (parse(one.der) for one in reversed(made)) if each is not None]


CASES: dict[str, tuple[bool, tuple[Replacements, ...]]] = {
    "nothing demanded": (True, ({}, {})),
    "demanded, nowhere": (False, (demanding(), {})),
    "demanded, all the way": (True, ({**demanding(), **policies(GOLD)}, policies(GOLD))),
    "demanded, missing in between": (
        False,
        ({**demanding(), **policies(GOLD)}, {}, policies(GOLD)),
    ),
    "demanded, one of several": (
        True,
        ({**demanding(), **policies(GOLD, SILVER)}, policies(TIN, SILVER)),
    ),
    "demanded, another": (False, ({**demanding(), **policies(GOLD)}, policies(SILVER))),
    "demanded, any above": (True, ({**demanding(), **policies(ANY)}, policies(GOLD))),
    "demanded, any below": (True, ({**demanding(), **policies(GOLD)}, policies(ANY))),
    "any forbidden": (
        False,
        ({**demanding(), **no_any(), **policies(GOLD)}, policies(ANY)),
    ),
    "any forbidden one below": (
        True,
        ({**demanding(), **no_any(1), **policies(GOLD)}, policies(ANY)),
    ),
    "any forbidden two below": (
        False,
        ({**demanding(), **no_any(1), **policies(GOLD)}, policies(GOLD), policies(ANY)),
    ),
    "demanded from two below on, leaf reached": (False, (demanding(1), {})),
    "demanded from three below on": (True, (demanding(3), {}, {})),
    "demanded first below": (False, (demanding(0), {}, {})),
    "demanded by the leaf itself": (False, ({}, demanding(0))),
    "demanded by the leaf for its own": (True, ({}, demanding(4))),
    "a later demand does not loosen": (False, (demanding(0), demanding(9), {})),
    "mapped": (
        True,
        ({**demanding(), **policies(GOLD), **mapped(GOLD, SILVER)}, policies(SILVER)),
    ),
    "mapped away": (
        False,
        ({**demanding(), **policies(GOLD), **mapped(GOLD, SILVER)}, policies(GOLD)),
    ),
    "mapped out of any": (
        True,
        ({**demanding(), **policies(ANY), **mapped(GOLD, SILVER)}, policies(SILVER)),
    ),
    "mapped, which is forbidden": (
        False,
        (
            {**demanding(0, 0), **policies(GOLD)},
            {**policies(GOLD), **mapped(GOLD, SILVER)},
            policies(SILVER),
        ),
    ),
    "mapped what is not there": (
        False,
        ({**demanding(), **policies(GOLD), **mapped(TIN, SILVER)}, policies(SILVER)),
    ),
}


@pytest.mark.parametrize(("passes", "below"), CASES.values(), ids=CASES.keys())
def test_a_demanded_policy_has_to_be_there(passes: bool, below: tuple[Replacements, ...]) -> None:
    found = policy_objection(path(*below))

    assert (found is None) is passes


@pytest.mark.parametrize("demand", [demanding(), {}], ids=["demanded", "not demanded"])
@pytest.mark.parametrize(
    "content",
    [
        b"\x30\x00\x30",
        b"",
        b"\x04\x00",
        _sequence(_sequence(_NUMBERS[GOLD])),
        _sequence(_sequence(_NUMBERS[GOLD] + b"\x02\x01\x01")),
        _sequence(_sequence(_NUMBERS[GOLD] + _NUMBERS[ANY])),
        _sequence(_sequence(_NUMBERS[ANY] + _NUMBERS[GOLD])),
    ],
)
def test_mappings_that_cannot_be_applied_are_not_trusted(
    content: bytes, demand: Replacements
) -> None:
    found = policy_objection(
        path({**demand, **policies(GOLD), **mapping_of(content)}, policies(GOLD))
    )

    assert found is not None
    assert found.problem is Problem.MALFORMED
    assert found.reason == "The policy mappings of Level 0 cannot be applied."


def test_a_ca_that_renews_its_own_key_is_not_counted() -> None:
    old = issue("Renewing", ROOT, ca=True, replace={**demanding(2), **policies(GOLD)})
    new = issue("Renewing", old, ca=True, key=key_of("renewed"), replace=policies(GOLD))
    sub = issue("Sub", new, ca=True)
    leaf = issue("leaf", sub)

    counted = policy_objection(_parsed([ROOT, old, new, sub, leaf]))
    not_yet = policy_objection(_parsed([ROOT, old, new, issue("leaf", new)]))

    assert counted is not None
    assert not_yet is None


def test_the_sentence_names_the_certificate_without_the_policy() -> None:
    found = policy_objection(path({**demanding(), **policies(GOLD)}, policies(SILVER)))

    assert found is not None
    assert found.problem is Problem.UNHANDLED_EXTENSION
    assert found.reason == "A CA demands a certificate policy that Level 1 lacks."


def test_what_the_anchor_demands_is_its_own_affair() -> None:
    root = issue("Demanding Root", ca=True, replace=demanding())

    assert policy_objection(_parsed([root, issue("leaf", root)])) is None
