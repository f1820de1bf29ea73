"""The verdicts of CryptoAPI itself on the chains that the tests of OpenSSL's verdicts have."""

import ssl
import time
from typing import Any

import pytest

from app.certificates import NameRules, TrustStores
from app.certificates.here import judge_here
from app.certificates.stores import SYSTEM
from app.certificates.windows.calls import Crypt32, CryptoApiError, Request
from app.domain.verdict import Problem, Verdict
from tests.certificates.cases import CASES, GOOD, ISSUING, ROOT, STRANGER, Case, answers
from tests.certificates.chains import AT, HOST

# Where Wine 8 answers otherwise than OpenSSL, the answers that it gives. What Windows says of each
# is to be seen on a real PC (packaging/README.md, "Certificates on Windows").
WINE_SAYS = {
    # It takes a root without extensions for no CA, and one of version 1.
    "root without extensions": "nYY",
    "version 1 root": "nYY",
    # It looks at the usage of the leaf only, and knows no anyExtendedKeyUsage.
    "CA for mail only": "YYY",
    "leaf for anything": "nYY",
    "leaf's key only signs certificates": "YYY",
    "unreadable usage": "nYY",
    # It does not hold names under constraints as RFC 5280 wants it, and fits no address.
    "wildcard over an excluded name": "YYY",
    "common name not permitted": "YYY",
    "excluded address as common name": "YYY",
    "address not permitted": "nYn",
    "address permitted": "YYn",
    "address excluded, written as a name": "nYn",
    "mail address that may not stand beside an address": "nYn",
    "common name beside an address": "YYn",
    # "w*.contoso.example" fits nothing there.
    "partial wildcard": "YYn",
    # It still takes MD5.
    "MD5": "YYY",
    "MD5 on an issuer": "YYY",
    # What it cannot read it leaves aside.
    "unreadable names": "YYn",
    "unreadable policies, which only one library minds": "YYY",
}


def verdict_on(case: Case) -> Verdict:
    """The verdict, with a file's certificates as the anchors: an engine of its own."""
    return judge_here()(
        [each if isinstance(each, bytes) else each.der for each in case.chain],
        case.host,
        TrustStores.of({"a file": [each.der for each in case.anchors]}),
        at=AT,
        rules=NameRules.OUTLOOK_2007,
        extra=[each.der for each in case.extra],
    )


def asked(**changes: Any) -> Request:
    wanted: dict[str, Any] = {
        "leaf": GOOD.der,
        "others": (ISSUING.der,),
        "host": HOST,
        "at": AT,
        "only_anchors": (ROOT.der,),
    }
    return Request(**(wanted | changes))


@pytest.mark.parametrize("name", CASES)
def test_windows_gives_the_three_answers(name: str, on_wine: bool) -> None:
    case = CASES[name]

    verdict = verdict_on(case)

    expected = WINE_SAYS.get(name, case.answers) if on_wine else case.answers
    assert answers(verdict) == expected, verdict.reasons
    assert not any("Windows could not be asked" in note for note in verdict.notes)


@pytest.mark.parametrize(
    "name",
    [
        "good",
        "self-signed",
        "unknown issuer",
        "missing intermediate",
        "expired",
        "not yet valid",
        "wrong name",
        "wildcard",
        "common name only",
        "untrusted root sent",
        "expired intermediate",
        "expired root",
        "bad signature",
        "issuer is no CA",
        "leaf for clients only",
        "unknown critical extension",
        "not permitted",
        "excluded",
        "root sent too",
        "a stranger sent too",
    ],
)
def test_the_problems_are_those_that_openssl_leads_to(name: str) -> None:
    case = CASES[name]

    assert frozenset(verdict_on(case).problems) == case.problems


def test_an_anchor_of_a_file_counts_beside_what_windows_trusts() -> None:
    stores = TrustStores.of({SYSTEM: [], "company.pem": [ROOT.der]})

    verdict = judge_here()(
        [GOOD.der, ISSUING.der], HOST, stores, at=AT, rules=NameRules.OUTLOOK_2007
    )

    assert verdict.is_good
    assert verdict.anchor is not None
    assert verdict.anchor.stores == ("company.pem",)


def test_a_stranger_is_not_trusted_and_windows_looks_no_longer_than_it_may() -> None:
    began = time.monotonic()

    verdict = judge_here()(
        [GOOD.der, ISSUING.der, STRANGER.der],
        HOST,
        TrustStores.system(),
        at=AT,
        rules=NameRules.OUTLOOK_2007,
    )

    assert not verdict.trusted
    assert Problem.UNKNOWN_ISSUER in verdict.problems
    assert time.monotonic() - began < 15


def test_windows_names_the_store_that_holds_a_root() -> None:
    roots = [
        der
        for der, kind, _ in ssl.enum_certificates("ROOT")  # type: ignore[attr-defined,unused-ignore]
        if kind == "x509_asn"
    ]
    assert roots

    named = Crypt32().stores_of(roots[0])

    assert any("Trusted Root Certification Authorities" in store for store in named)


def test_windows_holds_no_root_of_ours() -> None:
    assert Crypt32().stores_of(ROOT.der) == ()


def test_what_is_no_certificate_is_an_error_that_names_the_call() -> None:
    with pytest.raises(CryptoApiError, match="CertCreateCertificateContext failed with error 0x"):
        Crypt32().chain(asked(leaf=b"garbage"))


def test_windows_asked_many_times_leaves_nothing_open() -> None:
    # A leak of contexts or engines shows in the number of handles or as a crash.
    api = Crypt32()
    first = api.chain(asked())

    assert all(api.chain(asked()) == first for _ in range(200))
    assert [element.der for element in first.elements] == [GOOD.der, ISSUING.der, ROOT.der]
