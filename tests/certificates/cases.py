"""Kinds of chains, each with the three answers and the problems that the judge has to give."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.certificates import NameRules, TrustStores, judge
from app.domain.verdict import MatchedBy, Problem, Verdict
from tests.certificates.chains import (
    AT,
    DAY,
    FUTURE,
    HOST,
    MD2_WITH_RSA,
    NO_EXTENSIONS,
    NOBODYS_METHOD,
    PAST,
    USUAL,
    Replacements,
    Signed,
    another_method,
    as_version_one,
    constraints,
    damaged,
    fetchable,
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
RSA_ISSUING = issue("RSA Issuing", RSA_ROOT, ca=True)


def leaf(
    by: Signed | None = ISSUING,
    *names: str,
    subject: str | x509.Name = HOST,
    valid: tuple[datetime, datetime] = USUAL,
    replace: Replacements | None = None,
    kind: str = "ec",
    marked: Collection[type[x509.ExtensionType]] = (),
    unknown_critical: bool = False,
) -> Signed:
    return issue(
        subject,
        by,
        names=names or (HOST,),
        valid=valid,
        replace=replace,
        key=key_of("leaf", kind),
        marked=marked,
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


MAIL_BOUND = issue(
    "Mail bound",
    ROOT,
    ca=True,
    replace={
        x509.NameConstraints: x509.NameConstraints(
            [x509.RFC822Name("fabrikam.example")], [x509.DNSName("contoso.example")]
        )
    },
)
WITH_MAIL = x509.Name(
    [
        x509.NameAttribute(NameOID.COMMON_NAME, HOST),
        x509.NameAttribute(NameOID.EMAIL_ADDRESS, "ann@contoso.example"),
    ]
)
NO_DOCUMENTATION = constrained(excluded=("2001:db8::/32",))


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
    "root without extensions": Case("YYY", (leaf(BARE_ROOT),), anchors=(BARE_ROOT,)),
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
        "nYY",
        (with_old_hash(leaf(RSA_ROOT), RSA_ROOT, hashes.MD5()),),  # noqa: S303
        says(Problem.WEAK_SIGNATURE),
        anchors=(RSA_ROOT,),
    ),
    "MD5 on an issuer": Case(
        "nYY",
        below(with_old_hash(RSA_ISSUING, RSA_ROOT, hashes.MD5())),  # noqa: S303
        says(Problem.WEAK_SIGNATURE),
        anchors=(RSA_ROOT,),
    ),
    "MD5 on an issuer, and another way up": Case(
        "YYY",
        (
            *below(with_old_hash(RSA_ISSUING, RSA_ROOT, hashes.MD5())),  # noqa: S303
            RSA_ISSUING,
        ),
        says(Problem.SUPERFLUOUS),
        anchors=(RSA_ROOT,),
    ),
    "MD5 on the root itself": Case(
        "YYY",
        (leaf(RSA_ROOT),),
        anchors=(with_old_hash(RSA_ROOT, RSA_ROOT, hashes.MD5()),),  # noqa: S303
    ),
    "MD2, which nobody checks any more": Case(
        "nYY",
        (another_method(leaf(RSA_ROOT), MD2_WITH_RSA),),
        says(Problem.WEAK_SIGNATURE),
        anchors=(RSA_ROOT,),
    ),
    "signed by a method of times to come": Case(
        "nYY",
        (another_method(leaf(RSA_ROOT), NOBODYS_METHOD),),
        says(Problem.UNKNOWN_ISSUER),
        anchors=(RSA_ROOT,),
    ),
    # cryptography does not look at addresses in the subject.
    "mail address that may not stand beside an address": Case(
        "nYY",
        (issue(WITH_MAIL, MAIL_BOUND, names=("192.0.2.1",)), MAIL_BOUND),
        says(Problem.NAME_CONSTRAINT),
        host="192.0.2.1",
    ),
    "excluded address as common name": Case(
        "nYY",
        (issue("2001:db8::1", NO_DOCUMENTATION), NO_DOCUMENTATION),
        says(Problem.NAME_CONSTRAINT, Problem.COMMON_NAME_ONLY),
        host="[2001:db8::1]",
        matched_by=MatchedBy.COMMON_NAME,
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
