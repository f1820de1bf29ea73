import time
from collections.abc import Callable, Iterable

import pytest
from cryptography import x509

from app.certificates import TrustStores
from app.certificates.path import Question, find_path
from app.certificates.reading import Parsed, parse
from app.certificates.ways import MOST_WAYS, ways_up
from app.domain.verdict import Problem
from tests.certificates.chains import (
    AT,
    DAY,
    HOST,
    PAST,
    Replacements,
    Signed,
    constraints,
    issue,
    key_identifier,
    key_of,
)

UNNAMED: Replacements = dict.fromkeys((x509.AuthorityKeyIdentifier, x509.SubjectKeyIdentifier))
ROOT = issue("Contoso Root", ca=True)


def parsed(signed: Signed) -> Parsed:
    found = parse(signed.der)
    assert found is not None
    return found


def ways(
    leaf: Signed, others: Iterable[Signed], anchors: Iterable[Signed] = (ROOT,)
) -> list[list[str]]:
    stores = TrustStores.of({"system": [each.der for each in anchors]})
    found = ways_up(parsed(leaf), [parsed(each) for each in others], stores, AT)
    return [[each.sha256[:8] for each in way] for way in found]


def named(*path: Signed) -> list[str]:
    return [parsed(each).sha256[:8] for each in path]


def test_each_choice_of_issuer_is_a_way_and_what_is_in_date_comes_first() -> None:
    key = key_of("Issuing")
    old = issue("Issuing", ROOT, ca=True, key=key, valid=PAST)
    new = issue("Issuing", ROOT, ca=True, key=key)
    leaf = issue(HOST, new)

    assert ways(leaf, [old, new]) == [named(leaf, new, ROOT), named(leaf, old, ROOT)]


def test_an_anchor_comes_before_a_longer_way() -> None:
    other = issue("Other Root", ca=True)
    crossed = issue("Contoso Root", other, ca=True)
    leaf = issue(HOST, ROOT)

    found = ways(leaf, [crossed], [ROOT, other])

    assert found == [named(leaf, ROOT), named(leaf, crossed, other)]


def test_what_a_store_holds_beside_anchors_is_on_the_way() -> None:
    issuing = issue("Issuing", ROOT, ca=True)
    leaf = issue(HOST, issuing)

    assert ways(leaf, [], [ROOT, issuing]) == [named(leaf, issuing, ROOT)]


@pytest.mark.parametrize(
    "other",
    [
        issue("Issuing", ROOT, ca=True, key=key_of("another")),
        issue("Issuing", ROOT, ca=False, key=key_of("right")),
        issue("Elsewhere", ROOT, ca=True, key=key_of("right")),
        issue("Issuing", issue("Nobody", ca=True), ca=True, key=key_of("right")),
    ],
    ids=["another key", "no CA", "another name", "below nobody"],
)
def test_who_cannot_have_issued_it_is_on_no_way(other: Signed) -> None:
    right = issue("Issuing", ROOT, ca=True, key=key_of("right"), replace=UNNAMED)
    leaf = issue(HOST, right, replace={x509.AuthorityKeyIdentifier: None})

    assert ways(leaf, [other, right]) == [named(leaf, right, ROOT)]


def test_the_key_that_a_certificate_names_is_insisted_on() -> None:
    leaf = issue(HOST, ROOT, replace={x509.AuthorityKeyIdentifier: key_identifier(leafless())})
    by_number = issue(
        HOST,
        ROOT,
        replace={
            x509.AuthorityKeyIdentifier: x509.AuthorityKeyIdentifier(
                None, [x509.DirectoryName(ROOT.certificate.subject)], 4711
            )
        },
    )

    assert ways(leaf, []) == []
    assert ways(by_number, []) == []


def leafless() -> Signed:
    return issue("Somebody else", ca=True)


def test_a_ring_is_gone_round_once() -> None:
    one = issue("One", ROOT, ca=True)
    two = issue("Two", one, ca=True)
    again = issue("One", two, ca=True)
    leaf = issue(HOST, two)

    assert ways(leaf, [two, again, one]) == [named(leaf, two, one, ROOT)]


def layered(layers: int, width: int) -> tuple[Signed, list[Signed]]:
    """Every CA of a layer signed by every CA of the one above: ways beyond number."""
    above, made = [ROOT], []
    for layer in range(layers):
        keys = [key_of(f"layer {layer} {number}") for number in range(width)]
        issued = [
            [issue(f"Layer {layer}", each, ca=True, key=key, replace=UNNAMED) for each in above]
            for key in keys
        ]
        made += [each for row in issued for each in row]
        above = [row[0] for row in issued]
    return issue(HOST, above[0], names=(HOST,), replace={x509.AuthorityKeyIdentifier: None}), made


def mutual(count: int) -> tuple[Signed, list[Signed]]:
    """CAs of a few names and one key that have all signed each other."""
    key = key_of("mutual")
    made = [
        issue(
            f"Mutual {number % 5}",
            issue(f"Mutual {number // 5 % 5}", ca=True, key=key),
            ca=True,
            key=key if number % 3 else key_of(f"mutual {number % 7}"),
            replace=UNNAMED,
        )
        for number in range(count)
    ]
    return issue(HOST, made[-1], names=(HOST,), replace={x509.AuthorityKeyIdentifier: None}), made


def many_names(count: int) -> tuple[Signed, list[Signed]]:
    over = issue(
        "Over", ROOT, ca=True, replace=constraints(excluded=[f"h{n}.example" for n in range(count)])
    )
    names = [f"h{number}.contoso.example" for number in range(count)]
    return issue(HOST, over, names=[HOST, *names]), [over]


@pytest.mark.parametrize(
    "make",
    [lambda: layered(8, 3), lambda: mutual(60), lambda: many_names(1200)],
    ids=["layers", "all by all", "many names"],
)
@pytest.mark.parametrize("anchors", [(), ("fabrikam.example",)], ids=["no anchor", "constrained"])
def test_a_maze_is_left_in_time(
    make: Callable[[], tuple[Signed, list[Signed]]], anchors: tuple[str, ...]
) -> None:
    leaf, others = make()
    root = issue("Contoso Root", ca=True, replace=constraints(permitted=anchors or ("x.example",)))
    stores = TrustStores.of({"system": [root.der] if anchors else []})
    question = Question(leaf=parsed(leaf), others=tuple(map(parsed, others)), stores=stores, at=AT)

    begun = time.process_time()
    finding = find_path(question)

    # Milliseconds or tenths of a second; without the bounds it would be minutes or more.
    assert time.process_time() - begun < 5
    assert finding.objection is not None
    assert not anchors or finding.objection.problem is not Problem.BAD_SIGNATURE


def test_not_all_ways_of_a_maze_are_given() -> None:
    leaf, others = layered(5, 4)

    assert len(ways(leaf, others)) == MOST_WAYS


@pytest.mark.parametrize(
    ("bound", "most"), [("MOST_TURNS", 40), ("MOST_SIGNATURES", 10), ("MOST_WAYS", 5)]
)
def test_the_work_has_an_end(monkeypatch: pytest.MonkeyPatch, bound: str, most: int) -> None:
    leaf, others = layered(5, 3)
    before = len(ways(leaf, others))
    monkeypatch.setattr(f"app.certificates.ways.{bound}", most)

    assert len(ways(leaf, others)) < before


def test_the_only_right_one_of_a_hundred_is_found() -> None:
    right = issue("Hundred", ROOT, ca=True, key=key_of("right"), replace=UNNAMED)
    wrong = [
        issue(
            "Hundred",
            ROOT,
            ca=True,
            key=key_of("wrong"),
            valid=(AT - DAY, AT + n * DAY),
            replace=UNNAMED,
        )
        for n in range(1, 99)
    ]
    leaf = issue(HOST, right, names=(HOST,), replace={x509.AuthorityKeyIdentifier: None})

    assert ways(leaf, [*wrong, right]) == [named(leaf, right, ROOT)]
