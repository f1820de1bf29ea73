import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from app.certificates import NameRules, TrustStores, judge
from app.certificates.judge import MOST_PRESENTED
from app.certificates.reading import parse
from app.certificates.refusals import Refusal, objection_of
from app.domain.verdict import MatchedBy, Problem, Verdict
from tests.certificates.chains import (
    AT,
    DAY,
    FOR_EVER,
    FUTURE,
    HOST,
    LONG,
    NO_EXTENSIONS,
    PAST,
    USUAL,
    Replacements,
    Signed,
    as_version_one,
    constraints,
    damaged,
    fetchable,
    in_the_year_nought,
    issue,
    key_identifier,
    key_of,
    key_usage,
    name_of,
    usage,
    with_old_hash,
)

ROOT = issue("Contoso Root", ca=True)
ISSUING = issue("Contoso Issuing", ROOT, ca=True, path_length=0)
STRANGER = issue("Fabrikam Root", ca=True)
RSA_ROOT = issue("Old Root", ca=True, key=key_of("Old Root", "2048"))


def leaf(
    by: Signed | None = ISSUING,
    *names: str,
    subject: str | x509.Name = HOST,
    valid: tuple[datetime, datetime] = USUAL,
    replace: Replacements | None = None,
    kind: str = "ec",
    unknown_critical: bool = False,
) -> Signed:
    return issue(
        subject,
        by,
        names=names or (HOST,),
        valid=valid,
        replace=replace,
        key=key_of("leaf", kind),
        unknown_critical=unknown_critical,
    )


GOOD = leaf()


def judged(
    chain: Iterable[Signed | bytes],
    anchors: Iterable[Signed] = (ROOT,),
    host: str = HOST,
    rules: NameRules = NameRules.OUTLOOK_2007,
    extra: Iterable[Signed] = (),
    at: datetime = AT,
) -> Verdict:
    return judge(
        [each if isinstance(each, bytes) else each.der for each in chain],
        host,
        TrustStores.of({"system": [each.der for each in anchors]}),
        at=at,
        rules=rules,
        extra=[each.der for each in extra],
    )


def answers(verdict: Verdict) -> str:
    """The three answers as they stand in the table: Y or n."""
    said = (verdict.trusted, verdict.in_date, verdict.name_matches)
    return "".join("Y" if yes else "n" for yes in said)


@dataclass(frozen=True)
class Case:
    answers: str
    chain: tuple[Signed | bytes, ...]
    problems: frozenset[Problem] = frozenset()
    anchors: tuple[Signed, ...] = (ROOT,)
    host: str = HOST
    extra: tuple[Signed, ...] = ()
    matched_by: MatchedBy | None = MatchedBy.SAN


def says(*problems: Problem) -> frozenset[Problem]:
    return frozenset(problems)


def self_signed(valid: tuple[datetime, datetime] = USUAL) -> Signed:
    return issue("EXCH01", names=("EXCH01", "exch01.contoso.local"), valid=valid)


def flipped(signed: Signed) -> bytes:
    """The last byte but four belongs to the signature."""
    return signed.der[:-5] + bytes([signed.der[-5] ^ 1]) + signed.der[-4:]


def below(
    authority: Signed, *names: str, replace: Replacements | None = None
) -> tuple[Signed, ...]:
    return leaf(authority, *names, replace=replace), authority


def constrained(
    name: str = "Constrained", *, permitted: Iterable[str] = (), excluded: Iterable[str] = ()
) -> Signed:
    rules = constraints(permitted=permitted, excluded=excluded)
    return issue(name, ROOT, ca=True, replace=rules)


def cross_signed() -> tuple[tuple[Signed, ...], tuple[Signed, ...]]:
    """As with AddTrust in 2020: a root of its own, and the same key below a root long expired."""
    old_root = issue("Older Root", ca=True, valid=PAST)
    own = issue("Newer Root", ca=True)
    crossed = issue("Newer Root", old_root, ca=True, valid=PAST)
    return (leaf(own), crossed), (old_root, own)


def renewed() -> tuple[tuple[Signed, ...], tuple[Signed, ...]]:
    """Two intermediates of one name and key; the one sent first may not issue for servers."""
    shared = key_of("Twice issued")
    wrong = issue(
        "Twice",
        STRANGER,
        ca=True,
        key=shared,
        replace={x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.CODE_SIGNING)},
    )
    right = issue("Twice", ROOT, ca=True, key=shared)
    return (leaf(right), wrong, right), (STRANGER, ROOT)


def two_ways() -> tuple[tuple[Signed, ...], tuple[Signed, ...]]:
    """Two intermediates of one name and key; the one sent first hangs below an expired root."""
    shared = key_of("Two ways")
    old_root = issue("Fabrikam Root", ca=True, valid=PAST)
    first = issue("Two ways", old_root, ca=True, key=shared)
    second = issue("Two ways", ROOT, ca=True, key=shared)
    return (leaf(second), first, second), (old_root, ROOT)


EXCH = self_signed()
SUB = issue("Contoso Sub", ISSUING, ca=True)
NO_CA = issue("No CA", ROOT, names=("no-ca.contoso.example",))
SILENT = issue(
    "Silent", ROOT, ca=True, replace=dict.fromkeys((x509.BasicConstraints, x509.KeyUsage))
)
NOT_SIGNING = issue(
    "Not signing", ROOT, ca=True, replace={x509.KeyUsage: key_usage(digital_signature=True)}
)
MAIL_ONLY = issue(
    "Mail only",
    ROOT,
    ca=True,
    replace={x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.EMAIL_PROTECTION)},
)
OLD_ISSUING = issue("Contoso Issuing", ROOT, ca=True, valid=PAST)
OLD_ROOT = issue("Contoso Root", ca=True, valid=PAST)
BARE_ROOT = issue("Bare Root", ca=True, replace=NO_EXTENSIONS)
SHORT: Replacements = {x509.SubjectAlternativeName: None}
OLDEST_ROOT = issue("Oldest Root", ca=True, replace=NO_EXTENSIONS)
OLDEST_ROOT = as_version_one(OLDEST_ROOT, OLDEST_ROOT)

CASES: dict[str, Case] = {
    # The nine that every run meets.
    "good": Case("YYY", (GOOD, ISSUING)),
    "self-signed": Case("nYY", (EXCH,), says(Problem.SELF_SIGNED), host="exch01.contoso.local"),
    "unknown issuer": Case("nYY", (leaf(STRANGER),), says(Problem.UNKNOWN_ISSUER)),
    "missing intermediate": Case(
        "nYY", (leaf(replace=fetchable()),), says(Problem.MISSING_INTERMEDIATE)
    ),
    "expired": Case("YnY", (leaf(valid=PAST), ISSUING), says(Problem.EXPIRED)),
    "not yet valid": Case("YnY", (leaf(valid=FUTURE), ISSUING), says(Problem.NOT_YET_VALID)),
    "wrong name": Case(
        "YYn",
        (leaf(ISSUING, "mail.contoso.example"), ISSUING),
        says(Problem.NAME_MISMATCH),
        matched_by=None,
    ),
    "wildcard": Case(
        "YYY", (leaf(ISSUING, "*.contoso.example"), ISSUING), matched_by=MatchedBy.WILDCARD
    ),
    "common name only": Case(
        "YYY",
        (leaf(replace=SHORT), ISSUING),
        says(Problem.COMMON_NAME_ONLY),
        matched_by=MatchedBy.COMMON_NAME,
    ),
    # What is sent.
    "root sent too": Case("YYY", (GOOD, ISSUING, ROOT)),
    "out of order": Case("YYY", (GOOD, ROOT, ISSUING), says(Problem.WRONG_ORDER)),
    "a stranger sent too": Case("YYY", (GOOD, ISSUING, STRANGER), says(Problem.SUPERFLUOUS)),
    "sent twice": Case("YYY", (GOOD, ISSUING, ISSUING), says(Problem.SUPERFLUOUS)),
    "garbage behind": Case(
        "YYY", (GOOD, ISSUING, b"garbage"), says(Problem.MALFORMED, Problem.SUPERFLUOUS)
    ),
    "intermediate fetched": Case(
        "YYY", (GOOD,), says(Problem.MISSING_INTERMEDIATE), extra=(ISSUING,)
    ),
    "intermediate in the store": Case(
        "YYY", (GOOD,), says(Problem.MISSING_INTERMEDIATE), anchors=(ROOT, ISSUING)
    ),
    # Whom to trust.
    "untrusted root sent": Case("nYY", (leaf(STRANGER), STRANGER), says(Problem.UNKNOWN_ISSUER)),
    "untrusted root fetched": Case(
        "nYY",
        (leaf(STRANGER, replace=fetchable()),),
        says(Problem.UNKNOWN_ISSUER),
        extra=(STRANGER,),
    ),
    "nothing trusted": Case("nYY", (GOOD, ISSUING), says(Problem.UNKNOWN_ISSUER), anchors=()),
    "an intermediate is no anchor": Case(
        "nYY",
        (GOOD,),
        says(Problem.UNKNOWN_ISSUER, Problem.MISSING_INTERMEDIATE),
        anchors=(ISSUING,),
    ),
    "a leaf is no anchor": Case("nYY", (GOOD,), says(Problem.UNKNOWN_ISSUER), anchors=(GOOD,)),
    "self-signed and trusted": Case(
        "YYY", (EXCH,), says(Problem.SELF_SIGNED), anchors=(EXCH,), host="exch01"
    ),
    "self-signed, wrong name": Case(
        "nYn", (EXCH,), says(Problem.SELF_SIGNED, Problem.NAME_MISMATCH), matched_by=None
    ),
    "self-signed, expired": Case(
        "nnY",
        (self_signed(PAST),),
        says(Problem.SELF_SIGNED, Problem.EXPIRED),
        host="exch01.contoso.local",
    ),
    "all three wrong": Case(
        "nnn",
        (leaf(STRANGER, "x.fabrikam.example", valid=PAST),),
        says(Problem.UNKNOWN_ISSUER, Problem.EXPIRED, Problem.NAME_MISMATCH),
        matched_by=None,
    ),
    # Dates above the leaf.
    "expired intermediate": Case("YnY", (GOOD, OLD_ISSUING), says(Problem.EXPIRED)),
    "expired root": Case("YnY", (GOOD, ISSUING), says(Problem.EXPIRED), anchors=(OLD_ROOT,)),
    "expires soon": Case(
        "YYY", (leaf(valid=(AT - DAY, AT + 29 * DAY)), ISSUING), says(Problem.EXPIRES_SOON)
    ),
    "expires in thirty days": Case("YYY", (leaf(valid=(AT - DAY, AT + 30 * DAY)), ISSUING)),
    "last second": Case("YYY", (leaf(valid=(AT - DAY, AT)), ISSUING), says(Problem.EXPIRES_SOON)),
    "one second late": Case(
        "YnY", (leaf(valid=(PAST[0], AT - timedelta(seconds=1))), ISSUING), says(Problem.EXPIRED)
    ),
    "first second": Case("YYY", (leaf(valid=(AT, USUAL[1])), ISSUING)),
    "one second early": Case(
        "YnY",
        (leaf(valid=(AT + timedelta(seconds=1), USUAL[1])), ISSUING),
        says(Problem.NOT_YET_VALID),
    ),
    "first way up ends in an expired root": Case(
        "YYY", two_ways()[0], says(Problem.SUPERFLUOUS), anchors=two_ways()[1]
    ),
    "an intermediate in the store is no good": Case(
        "YYY", renewed()[0][::2], anchors=(STRANGER, renewed()[0][1], ROOT)
    ),
    "expired twin of a good root": Case("YYY", (GOOD, ISSUING), anchors=(OLD_ROOT, ROOT)),
    # CAs and what they may do.
    "issuer is no CA": Case("nYY", below(NO_CA), says(Problem.NOT_A_CA)),
    "issuer without basic constraints": Case("nYY", below(SILENT), says(Problem.NOT_A_CA)),
    "issuer may not sign": Case("nYY", below(NOT_SIGNING), says(Problem.NOT_A_CA)),
    "root without extensions": Case(
        "nYY", (leaf(BARE_ROOT),), says(Problem.NOT_A_CA), anchors=(BARE_ROOT,)
    ),
    "path too long": Case("nYY", (*below(SUB), ISSUING), says(Problem.PATH_TOO_LONG)),
    "bad signature": Case("nYY", (flipped(GOOD), ISSUING), says(Problem.BAD_SIGNATURE)),
    "unknown critical extension": Case(
        "nYY", (leaf(unknown_critical=True), ISSUING), says(Problem.UNHANDLED_EXTENSION)
    ),
    "CA for mail only": Case("nYY", below(MAIL_ONLY), says(Problem.WRONG_USAGE)),
    "leaf for clients only": Case(
        "nYY",
        (
            leaf(replace={x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.CLIENT_AUTH)}),
            ISSUING,
        ),
        says(Problem.WRONG_USAGE),
    ),
    "leaf for anything": Case(
        "YYY",
        (
            leaf(
                replace={x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)}
            ),
            ISSUING,
        ),
    ),
    "leaf's key only signs certificates": Case(
        "nYY",
        (leaf(replace={x509.KeyUsage: key_usage(crl_sign=True)}), ISSUING),
        says(Problem.WRONG_USAGE),
    ),
    "a CA's own certificate": Case(
        "YYY",
        (issue(HOST, ROOT, ca=True, names=(HOST,)),),
        says(Problem.WRONG_USAGE),
    ),
    "leaf without any usage": Case(
        "YYY",
        (
            leaf(
                replace=dict.fromkeys((x509.BasicConstraints, x509.KeyUsage, x509.ExtendedKeyUsage))
            ),
            ISSUING,
        ),
    ),
    "another key named as issuer": Case(
        "nYY",
        (
            leaf(
                ROOT,
                replace={x509.AuthorityKeyIdentifier: key_identifier(STRANGER)},
            ),
        ),
        says(Problem.UNKNOWN_ISSUER),
    ),
    # Names under constraints.
    "permitted": Case("YYY", below(constrained(permitted=("contoso.example",)))),
    "not permitted": Case(
        "nYY", below(constrained(permitted=("internal.example",))), says(Problem.NAME_CONSTRAINT)
    ),
    "excluded": Case(
        "nYY", below(constrained(excluded=("contoso.example",))), says(Problem.NAME_CONSTRAINT)
    ),
    "wildcard over an excluded name": Case(
        "nYY",
        below(constrained(excluded=(HOST,)), "*.contoso.example"),
        says(Problem.NAME_CONSTRAINT),
        matched_by=MatchedBy.WILDCARD,
    ),
    "wildcard beside an excluded name": Case(
        "YYY",
        below(constrained(excluded=("a.b.contoso.example",)), "*.contoso.example"),
        matched_by=MatchedBy.WILDCARD,
    ),
    "common name not permitted": Case(
        "nYY",
        below(constrained(permitted=("internal.example",)), replace=SHORT),
        says(Problem.NAME_CONSTRAINT, Problem.COMMON_NAME_ONLY),
        matched_by=MatchedBy.COMMON_NAME,
    ),
    "address not permitted": Case(
        "nYY",
        below(constrained(permitted=("10.0.0.0/8",)), "192.0.2.1"),
        says(Problem.NAME_CONSTRAINT),
        host="192.0.2.1",
    ),
    "address permitted": Case(
        "YYY", below(constrained(permitted=("192.0.2.0/24",)), "192.0.2.1"), host="192.0.2.1"
    ),
    "address excluded, written as a name": Case(
        "nYY",
        below(constrained(excluded=("192.0.2.0/24",)), "192.0.2.1"),
        says(Problem.NAME_CONSTRAINT),
        host="192.0.2.1",
    ),
    # Weak, old and broken.
    "RSA 1024": Case("YYY", (leaf(kind="1024"), ISSUING), says(Problem.WEAK_KEY)),
    "P-192": Case("YYY", (leaf(kind="p192"), ISSUING), says(Problem.WEAK_KEY)),
    "DSA": Case("YYY", (leaf(kind="dsa"), ISSUING), says(Problem.WEAK_KEY)),
    "SHA-1": Case(
        "YYY",
        (with_old_hash(leaf(RSA_ROOT), RSA_ROOT, hashes.SHA1()),),  # noqa: S303 - weak on purpose
        says(Problem.WEAK_SIGNATURE),
        anchors=(RSA_ROOT,),
    ),
    "MD5": Case(
        "YYY",
        (with_old_hash(leaf(RSA_ROOT), RSA_ROOT, hashes.MD5()),),  # noqa: S303
        says(Problem.WEAK_SIGNATURE),
        anchors=(RSA_ROOT,),
    ),
    "version 1": Case(
        "YYY",
        (as_version_one(leaf(ROOT, replace=NO_EXTENSIONS), ROOT),),
        says(Problem.VERSION_ONE, Problem.COMMON_NAME_ONLY),
        matched_by=MatchedBy.COMMON_NAME,
    ),
    "version 1 root": Case("YYY", (leaf(OLDEST_ROOT),), anchors=(OLDEST_ROOT,)),
    "version 1 issuer": Case(
        "nYY",
        below(as_version_one(issue("V1", ROOT, replace=NO_EXTENSIONS), ROOT)),
        says(Problem.NOT_A_CA, Problem.VERSION_ONE),
    ),
    "no names": Case(
        "YYn",
        (leaf(subject=name_of(), replace=SHORT), ISSUING),
        says(Problem.NAME_MISMATCH, Problem.NO_NAMES),
        matched_by=None,
    ),
    "common name beside an address": Case(
        "YYY",
        (leaf(ISSUING, "192.0.2.1"), ISSUING),
        says(Problem.COMMON_NAME_ONLY),
        matched_by=MatchedBy.COMMON_NAME,
    ),
    "partial wildcard": Case(
        "YYY",
        (leaf(ISSUING, "auto*.contoso.example"), ISSUING),
        says(Problem.WILDCARD_LEGACY),
        matched_by=MatchedBy.WILDCARD,
    ),
    "unreadable names": Case(
        "nYn",
        (leaf(replace=damaged(x509.SubjectAlternativeName)), ISSUING),
        says(Problem.MALFORMED, Problem.NAME_MISMATCH),
        matched_by=None,
    ),
    "self-signed with another key named as issuer": Case(
        "nYY",
        (issue(HOST, names=(HOST,), replace={x509.AuthorityKeyIdentifier: key_identifier(ROOT)}),),
        says(Problem.SELF_SIGNED),
    ),
    "unreadable policies, which only one library minds": Case(
        "nYn",
        (leaf(replace=damaged(x509.CertificatePolicies)), ISSUING),
        says(Problem.MALFORMED, Problem.NAME_MISMATCH),
        matched_by=None,
    ),
    "unreadable usage": Case(
        "nYn",
        (leaf(replace=damaged(x509.ExtendedKeyUsage)), ISSUING),
        says(Problem.MALFORMED, Problem.NAME_MISMATCH),
        matched_by=None,
    ),
    "garbage": Case("nnn", (b"garbage", ISSUING), says(Problem.MALFORMED), matched_by=None),
    "nothing": Case("nnn", (), says(Problem.MALFORMED), matched_by=None),
    "too large": Case(
        "nnn",
        (leaf(ISSUING, *[f"host{number}.contoso.example" for number in range(3000)]), ISSUING),
        says(Problem.MALFORMED),
        matched_by=None,
    ),
    # Several ways up.
    "cross-signed by an expired root": Case(
        "YYY", cross_signed()[0], says(Problem.SUPERFLUOUS), anchors=cross_signed()[1]
    ),
    "first way up is no good": Case(
        "YYY", renewed()[0], says(Problem.SUPERFLUOUS), anchors=renewed()[1]
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_three_answers_and_the_problems_are(case: Case) -> None:
    verdict = judged(case.chain, case.anchors, case.host, extra=case.extra)

    assert (answers(verdict), frozenset(verdict.problems), verdict.matched_by) == (
        case.answers,
        case.problems,
        case.matched_by,
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_no_has_one_sentence(case: Case) -> None:
    verdict = judged(case.chain, case.anchors, case.host, extra=case.extra)

    wanted = case.answers.count("n") if verdict.path else 1
    assert len(verdict.reasons) == wanted
    assert all(reason.endswith(".") and "\n" not in reason for reason in verdict.reasons)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_an_anchor_stands_only_beside_yes(case: Case) -> None:
    verdict = judged(case.chain, case.anchors, case.host, extra=case.extra)

    assert (verdict.anchor is not None) is verdict.trusted


KEY_IDENTIFIER = "authority key identifier"
NEITHER = "the server did not send and no trust store holds"


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (
            "self-signed",
            "EXCH01 issued this certificate to itself, and no trust store holds it.",
        ),
        (
            "unknown issuer",
            f"{HOST} was issued by Fabrikam Root, which {NEITHER}.",
        ),
        ("untrusted root sent", "The chain ends in Fabrikam Root, which is in no trust store."),
        (
            "missing intermediate",
            f"The server did not send the certificate of Contoso Issuing, which issued {HOST}.",
        ),
        ("expired", f"{HOST} expired on 2026-06-10."),
        ("not yet valid", f"{HOST} is not valid before 2026-06-20."),
        ("wrong name", f"The certificate is for mail.contoso.example, not for {HOST}."),
        ("no names", f"The certificate has no name in it, so that none fits {HOST}."),
        ("unreadable names", f"The extensions of {HOST} cannot be read."),
        ("bad signature", f"The signature on {HOST} is wrong."),
        ("excluded", f"A CA above {HOST} may not issue certificates for its names."),
        (
            "wildcard over an excluded name",
            "Constrained must not issue certificates for *.contoso.example.",
        ),
        ("CA for mail only", "Mail only is not meant for TLS servers (extended key usage)."),
        (
            "another key named as issuer",
            f"{HOST} names another key of its issuer than the known one ({KEY_IDENTIFIER}).",
        ),
        ("nothing", "The server presented no certificate."),
        ("garbage", "The server's certificate cannot be read."),
    ],
)
def test_the_first_sentence_is(case: str, sentence: str) -> None:
    it = CASES[case]

    verdict = judged(it.chain, it.anchors, it.host, extra=it.extra)

    assert verdict.reasons[0] == sentence


def test_every_certificate_out_of_date_is_named_in_one_sentence() -> None:
    verdict = judged([leaf(valid=PAST), OLD_ISSUING])

    assert verdict.reasons == (
        f"{HOST} expired on 2026-06-10; Contoso Issuing expired on 2026-06-10.",
    )


def test_many_names_are_counted_in_the_sentence() -> None:
    names = [f"host{number}.contoso.example" for number in range(9)]

    verdict = judged([leaf(ISSUING, *names), ISSUING])

    there = ", ".join(names[:4])
    assert verdict.reasons == (f"The certificate is for {there} and 5 more, not for {HOST}.",)


@pytest.mark.parametrize(
    ("name", "problem", "sentence"),
    [
        (
            "auto*.contoso.example",
            Problem.WILDCARD_LEGACY,
            f"auto*.contoso.example in the certificate fits {HOST} only for old clients.",
        ),
        (
            None,
            Problem.COMMON_NAME_ONLY,
            f"{HOST} is only the certificate's common name, which this client does not look at.",
        ),
    ],
)
def test_rfc_9525_refuses_what_outlook_2007_takes(
    name: str | None, problem: Problem, sentence: str
) -> None:
    shown = leaf(ISSUING, name) if name else leaf(replace=SHORT)

    verdict = judged([shown, ISSUING], rules=NameRules.RFC_9525)

    assert answers(verdict) == "YYn"
    assert set(verdict.problems) == {problem, Problem.NAME_MISMATCH}
    assert verdict.reasons == (sentence,)


def test_a_subject_cannot_steer_the_terminal() -> None:
    verdict = judged([issue("\x1b[2JEXCH01\n", names=(HOST,))])

    assert verdict.reasons[0].startswith("?[2JEXCH01? issued")


def test_a_subject_cannot_flood_the_line() -> None:
    units = [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "x" * 60) for _ in range(9)]

    verdict = judged([issue(x509.Name(units), names=(HOST,), key=key_of("leaf"))])

    assert len(verdict.reasons[0]) < 160


def test_the_problems_stand_in_the_order_of_their_catalogue() -> None:
    verdict = judged(CASES["all three wrong"].chain)

    assert verdict.problems == (Problem.UNKNOWN_ISSUER, Problem.EXPIRED, Problem.NAME_MISMATCH)


def test_the_path_leads_to_an_anchor_with_the_names_of_its_stores() -> None:
    stores = TrustStores.of({"system": [STRANGER.der, ROOT.der], "my file": [ROOT.der]})

    verdict = judge([GOOD.der, ISSUING.der], HOST, stores, at=AT, rules=NameRules.OUTLOOK_2007)

    assert [each.subject for each in verdict.path] == [
        f"CN={HOST}",
        "CN=Contoso Issuing",
        "CN=Contoso Root",
    ]
    assert verdict.anchor is not None
    assert verdict.anchor.sha256 == ROOT.certificate.fingerprint(hashes.SHA256()).hex()
    assert verdict.anchor.stores == ("system", "my file")


def test_the_path_goes_as_far_as_it_can_where_nobody_trusts_it() -> None:
    sub = issue("Fabrikam Sub", STRANGER, ca=True)

    verdict = judged([leaf(sub), STRANGER, sub])

    assert [each.subject for each in verdict.path] == [
        f"CN={HOST}",
        "CN=Fabrikam Sub",
        "CN=Fabrikam Root",
    ]


def test_a_ring_of_issuers_has_an_end() -> None:
    one = issue("One", issue("Two", ca=True), ca=True)
    two = issue("Two", issue("One", ca=True), ca=True)

    verdict = judged([leaf(one), one, two])

    assert [each.subject for each in verdict.path] == [f"CN={HOST}", "CN=One", "CN=Two"]
    assert not verdict.trusted


def test_the_issuer_that_signed_is_shown_rather_than_one_of_its_name() -> None:
    other = issue("Fabrikam Root", ca=True, key=key_of("another key"))

    verdict = judged([leaf(STRANGER), other, STRANGER])

    assert verdict.path[1].der == STRANGER.der


@pytest.mark.parametrize("years", [-30, 0, 30])
def test_the_given_day_counts_and_not_the_clock(years: int) -> None:
    day = AT + years * 365 * DAY
    root = issue("Of that time", ca=True, valid=(day - DAY, day + DAY))
    # Two roots of one name and key, and only the one of that day is in date.
    twin = issue("Of that time", ca=True, valid=(day + 9 * DAY, day + 10 * DAY))
    shown = leaf(root, valid=(day - DAY, day + DAY))

    verdict = judged([shown], [twin, root], at=day)

    assert answers(verdict) == "YYY"


def test_the_same_stores_serve_any_day() -> None:
    twins = [
        issue("Contoso Root", ca=True, valid=(AT + days * DAY, AT + (days + 10) * DAY))
        for days in (0, 10, 20)
    ]
    stores = TrustStores.of({"system": [twin.der for twin in twins]})
    shown = leaf(ROOT, valid=LONG)

    found = [
        judge([shown.der], HOST, stores, at=AT + days * DAY, rules=NameRules.OUTLOOK_2007)
        for days in (25, 5, 15)
    ]

    assert [verdict.path[-1].der for verdict in found] == [twins[2].der, twins[0].der, twins[1].der]


@pytest.mark.parametrize("turn", [1, -1])
def test_openssl_is_told_the_day_in_its_own_zone(turn: int) -> None:
    # SHA-1, so that the other verifier cannot help.
    shown = with_old_hash(leaf(RSA_ROOT), RSA_ROOT, hashes.SHA1())  # noqa: S303
    hour = timedelta(hours=1)
    now = issue("Old Root", ca=True, key=RSA_ROOT.key, valid=(AT - hour, AT + hour))
    later = issue("Old Root", ca=True, key=RSA_ROOT.key, valid=(AT + 2 * hour, AT + DAY))

    verdict = judged([shown], [now, later][::turn], at=AT.astimezone(timezone(timedelta(hours=14))))

    assert answers(verdict) == "YYY"
    assert verdict.path[1].der == now.der


def test_a_day_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="zone"):
        judged([GOOD, ISSUING], at=AT.replace(tzinfo=None))


def test_an_rsa_key_that_windows_refuses_is_not_trusted() -> None:
    # Nobody has that key: the library no longer makes such short ones, but it reads them.
    public = rsa.RSAPublicNumbers(65537, (1 << 1022) + 111).public_key()

    verdict = judged([issue(HOST, ROOT, names=(HOST,), public=public)])

    assert answers(verdict) == "nYY"
    assert verdict.problems == (Problem.WEAK_KEY,)
    assert verdict.reasons == (
        f"The RSA key of {HOST} has only 1023 bits; Windows wants 1024 at least.",
    )


def test_certificates_beyond_the_most_are_not_looked_at() -> None:
    verdict = judged([GOOD, *[STRANGER] * (MOST_PRESENTED - 1), ISSUING])

    assert len(verdict.presented) == MOST_PRESENTED
    assert not verdict.trusted


def test_many_ways_up_do_not_take_for_ever() -> None:
    # Each of them could be the issuer of any other.
    maze = [issue("Maze", issue("Maze", ca=True), ca=True) for _ in range(MOST_PRESENTED)]
    maze = [
        issue("Maze", maze[0], ca=True, key=key_of(f"maze {number}"))
        for number in range(MOST_PRESENTED - 1)
    ]

    verdict = judged([leaf(maze[0]), *maze], [ROOT])

    assert not verdict.trusted


@pytest.mark.parametrize(
    "host", ["", ".", "*", "a" * 300, "ex\0ch", "\ud800", "\u0378.example", "[::1"]
)
def test_a_host_that_is_none_matches_nothing(host: str) -> None:
    verdict = judged([GOOD, ISSUING], host=host)

    assert answers(verdict) == "YYn"


def test_several_threads_judge_against_the_same_stores() -> None:
    stores = TrustStores.of({"system": [ROOT.der]})
    cases = [CASES["good"], CASES["expired"], CASES["untrusted root sent"], CASES["bad signature"]]
    wrong: list[str] = []

    def work() -> None:
        for case in cases * 20:
            chain = [each if isinstance(each, bytes) else each.der for each in case.chain]
            verdict = judge(chain, HOST, stores, at=AT, rules=NameRules.OUTLOOK_2007)
            if answers(verdict) != case.answers:
                wrong.append(answers(verdict))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_odd_certificates_cause_no_warning(recwarn: pytest.WarningsRecorder) -> None:
    odd = issue(HOST, ROOT, names=(HOST,)).der
    serial = x509.load_der_x509_certificate(odd).serial_number.to_bytes(20, "big").lstrip(b"\0")
    negative = odd.replace(serial, b"\xff" + serial[1:])

    judged([negative, ROOT], [issue("x", ca=True)])

    assert not recwarn.list


def test_openssl_without_a_word_about_which_certificate_it_means() -> None:
    # An issuer whose kind of key nobody knows: OpenSSL gives up before it looks at any signature.
    ec_public_key = bytes.fromhex("06072a8648ce3d0201")
    strange = ISSUING.der.replace(ec_public_key, bytes.fromhex("0607008648ce3d0201"))

    assert not judged([strange, ISSUING]).trusted
    assert not judged([GOOD, strange]).trusted


def test_dates_that_cannot_be_read_are_not_in_date() -> None:
    odd = in_the_year_nought(self_signed(FOR_EVER))
    stores = TrustStores.of({"system": [odd]})

    verdict = judge([odd], "exch01", stores, at=AT, rules=NameRules.OUTLOOK_2007)

    assert answers(verdict) == "YnY"
    assert set(verdict.problems) == {Problem.SELF_SIGNED, Problem.MALFORMED}
    assert verdict.reasons == ("EXCH01 has dates that cannot be read.",)


def test_a_refusal_that_nobody_foresaw_is_told_in_openssls_words() -> None:
    parsed = parse(GOOD.der)
    assert parsed is not None

    found = objection_of(Refusal(code=999, depth=7, text="odd thing"), [parsed], top_is_held=False)

    assert found.problem is Problem.MALFORMED
    assert found.reason == f"{HOST} was refused: odd thing."


MAY_NOT_ISSUE: dict[str, Replacements] = {
    "no CA": {x509.BasicConstraints: x509.BasicConstraints(ca=False, path_length=None)},
    "not signing": {x509.KeyUsage: key_usage(digital_signature=True)},
    "for mail": {x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.EMAIL_PROTECTION)},
}


@pytest.mark.parametrize("what", MAY_NOT_ISSUE.values(), ids=MAY_NOT_ISSUE.keys())
def test_the_second_verifier_passes_over_issuers_that_may_not_issue(what: Replacements) -> None:
    shared = key_of("Twin")
    wrong = issue("Twin", ROOT, ca=True, key=shared, replace=what)
    right = issue("Twin", ROOT, ca=True, key=shared, valid=(AT - 50 * DAY, AT + 50 * DAY))

    for order in ([wrong, right], [right, wrong]):
        verdict = judged([leaf(right), *order])

        assert answers(verdict) == "YYY"
        assert verdict.path[1].der == right.der


def test_another_way_up_is_found_for_an_expired_certificate_too() -> None:
    chain, anchors = renewed()

    verdict = judged([issue(HOST, chain[2], names=(HOST,), valid=PAST), *chain[1:]], anchors)

    assert answers(verdict) == "YnY"
    assert verdict.path[1].der == chain[2].der


SEEDS = [
    GOOD.der,
    ISSUING.der,
    EXCH.der,
    constrained(permitted=("contoso.example",), excluded=("10.0.0.0/8",)).der,
    leaf(replace=fetchable(), kind="1024").der,
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A certificate with a few bytes changed, cut out or put in, or cut off."""
    der = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(0, len(der) - 1)))
        match draw(st.sampled_from(("change", "cut", "insert", "truncate"))):
            case "change":
                der[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
            case "cut":
                del der[place : place + draw(st.integers(1, 8))]
            case "insert":
                der[place:place] = draw(st.binary(max_size=8))
            case _:
                del der[place:]
    return bytes(der)


FUZZ_STORES = TrustStores.of({"system": [ROOT.der, EXCH.der]})


@settings(max_examples=300, deadline=None)
@given(
    chain=st.lists(st.one_of(mutated(), st.sampled_from(SEEDS), st.binary(max_size=64)), max_size=4)
)
def test_nothing_that_a_server_presents_raises(chain: list[bytes]) -> None:
    verdict = judge(chain, HOST, FUZZ_STORES, at=AT, rules=NameRules.OUTLOOK_2007)

    assert len(verdict.presented) == len(chain)
    assert verdict.is_good <= (not verdict.reasons)


@settings(max_examples=300, deadline=None)
@given(der=mutated())
def test_a_changed_certificate_is_never_trusted(der: bytes) -> None:
    verdict = judge([der, ISSUING.der], HOST, FUZZ_STORES, at=AT, rules=NameRules.OUTLOOK_2007)

    assert not verdict.trusted or der in SEEDS


@pytest.mark.parametrize("size", range(0, len(GOOD.der), 7))
def test_a_truncated_certificate_is_no_certificate(size: int) -> None:
    verdict = judged([GOOD.der[:size], ISSUING])

    assert answers(verdict) == "nnn"
