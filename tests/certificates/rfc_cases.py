"""Kinds of chains that RFC 5280 knows and few companies have, with their answers and problems."""

from collections.abc import Iterable, Mapping

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.domain.verdict import MatchedBy, Problem
from tests.certificates.cases import (
    ISSUING,
    NOT_SIGNING,
    ROOT,
    RSA_ROOT,
    STRANGER,
    Case,
    below,
    leaf,
    says,
)
from tests.certificates.chains import (
    ECDSA_WITH_SHA256,
    HOST,
    NO_EXTENSIONS,
    Replacements,
    Signed,
    as_version_one,
    constraints,
    explicit_curve_bytes,
    issue,
    key_of,
    key_usage,
    name_of,
    rsa_key_bytes,
    signed_again,
    usage,
    with_key_bytes,
    with_old_hash,
)

TRUSTED = "YYY"
REFUSED = "nYY"
ANY_POLICY = x509.ObjectIdentifier("2.5.29.32.0")
POLICY = x509.ObjectIdentifier("1.3.6.1.4.1.99999.7")


def authority(
    name: str,
    replace: Replacements | None = None,
    by: Signed = ROOT,
    path_length: int | None = None,
) -> Signed:
    return issue(name, by, ca=True, replace=replace, path_length=path_length)


def root_with(replace: Replacements) -> tuple[tuple[Signed, ...], tuple[Signed, ...]]:
    root = issue("Odd Root", ca=True, replace=replace)
    return (leaf(root, replace={x509.AuthorityKeyIdentifier: None}),), (root,)


def of_root(answers: str, replace: Replacements, *problems: Problem) -> Case:
    chain, anchors = root_with(replace)
    return Case(answers, chain, says(*problems), anchors=anchors)


def policies(*found: x509.ObjectIdentifier) -> Replacements:
    listed = [x509.PolicyInformation(each, None) for each in found]
    return {x509.CertificatePolicies: x509.CertificatePolicies(listed)}


def explicit(*found: x509.ObjectIdentifier) -> Signed:
    """A CA that demands a policy of everything below it."""
    demand: Replacements = {x509.PolicyConstraints: x509.PolicyConstraints(0, None)}
    return authority("Explicit", {**demand, **policies(*found)})


def subtrees(
    permitted: Iterable[x509.GeneralName] = (), excluded: Iterable[x509.GeneralName] = ()
) -> Mapping[type[x509.ExtensionType], x509.ExtensionType]:
    found = x509.NameConstraints(list(permitted) or None, list(excluded) or None)
    return {x509.NameConstraints: found}


def also_called(*others: x509.GeneralName) -> Replacements:
    names = [x509.DNSName(HOST), *others]
    return {x509.SubjectAlternativeName: x509.SubjectAlternativeName(names)}


def under(
    permitted: Iterable[x509.GeneralName] = (),
    excluded: Iterable[x509.GeneralName] = (),
    *,
    subject: str | x509.Name = HOST,
    replace: Replacements | None = None,
) -> tuple[Signed, ...]:
    issuer = authority("Subtrees", subtrees(permitted, excluded))
    return leaf(issuer, subject=subject, replace=replace), issuer


def organisation(name: str, common: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)]
    if common:
        parts.append(x509.NameAttribute(NameOID.COMMON_NAME, common))
    return x509.Name(parts)


def with_minimum() -> Signed:
    """A subtree that begins one level below its base, which RFC 5280 does not allow."""
    name = b"\x82" + bytes([len(HOST)]) + HOST.encode()
    subtree = b"\x30" + bytes([len(name) + 3]) + name + b"\x80\x01\x01"
    permitted = b"\xa0" + bytes([len(subtree)]) + subtree
    content = b"\x30" + bytes([len(permitted)]) + permitted
    odd = x509.UnrecognizedExtension(x509.NameConstraints.oid, content)
    return authority("Minimum", {x509.NameConstraints: odd})


def rollover(path_length: int) -> tuple[Signed, ...]:
    """A CA that has signed its own new key: one name, two keys."""
    old = authority("Rollover", path_length=path_length)
    new = issue("Rollover", old, ca=True, key=key_of("Rollover, new"))
    return leaf(new), new, old


def ring() -> tuple[Signed, ...]:
    """Two CAs that have signed each other, one of them below the root."""
    one = authority("Ring one", {x509.AuthorityKeyIdentifier: None})
    two = issue("Ring two", one, ca=True)
    one_again = issue("Ring one", two, ca=True, key=one.key)
    return leaf(two), two, one_again, one


def old_renewed() -> tuple[Signed, ...]:
    """Two intermediates of one name and key, all in SHA-1, which only OpenSSL still reads."""
    shared = key_of("Old twice", "2048")
    wrong = issue("Old twice", STRANGER, ca=True, key=shared)
    mail: Replacements = {x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.EMAIL_PROTECTION)}
    mail_only = issue("Old twice", RSA_ROOT, ca=True, key=shared, replace=mail)
    right = issue("Old twice", RSA_ROOT, ca=True, key=shared)
    sha1 = hashes.SHA1()  # noqa: S303 - weak on purpose
    shown = with_old_hash(leaf(right), right, sha1)
    return (
        shown,
        wrong,
        with_old_hash(mail_only, RSA_ROOT, sha1),
        with_old_hash(right, RSA_ROOT, sha1),
    )


def twice_the_same() -> Signed:
    first, second = ("1.3.6.1.4.1.99999.31", "1.3.6.1.4.1.99999.32")
    extensions = [
        x509.UnrecognizedExtension(x509.ObjectIdentifier(number), b"\x05\x00")
        for number in (first, second)
    ]
    builder = (
        x509.CertificateBuilder()
        .subject_name(name_of(HOST))
        .issuer_name(ROOT.certificate.subject)
        .public_key(key_of("leaf").public_key())
        .serial_number(77)
        .not_valid_before(leaf().certificate.not_valid_before_utc)
        .not_valid_after(leaf().certificate.not_valid_after_utc)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    made = Signed(certificate=builder.sign(ROOT.key, hashes.SHA256()), key=key_of("leaf"))
    return signed_again(made, ROOT, lambda body: body.replace(b"\x8d\x1f\x20", b"\x8d\x1f\x1f"))


def another_algorithm_outside(signed: Signed) -> bytes:
    start = signed.der.rindex(ECDSA_WITH_SHA256)
    sha384 = ECDSA_WITH_SHA256[:-1] + b"\x03"
    return signed.der[:start] + sha384 + signed.der[start + len(sha384) :]


def with_serial(content: bytes) -> Signed:
    """One byte of serial number; such may be nought, or less."""
    made = issue(HOST, ROOT, names=(HOST,))
    number = made.certificate.serial_number
    size = number.bit_length() // 8 + 1
    old = bytes([2, size]) + number.to_bytes(size, "big")
    return signed_again(made, ROOT, lambda body: body.replace(old, b"\x02\x01" + content, 1))


def _shouted(body: bytes) -> bytes:
    return body.replace(b"Contoso Root", b"CONTOSO rOOT")


CA_WITHOUT_NAME = issue(x509.Name([]), ROOT, ca=True, key=key_of("nobody"))
FOR_MAIL: Replacements = {
    x509.ExtendedKeyUsage: usage(
        ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH
    )
}
FOR_ALL: Replacements = {x509.ExtendedKeyUsage: usage(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)}
OWN_KEY = key_of("Contoso Issuing").public_key()
MAIL = x509.RFC822Name("ann@fabrikam.example")
USER = x509.OtherName(x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), b"\x0c\x03ann")
SITE = x509.UniformResourceIdentifier("https://www.fabrikam.example/")
CONTOSO = x509.DirectoryName(organisation("Contoso"))
NUMBER = x509.RegisteredID(POLICY)

RFC_CASES: dict[str, Case] = {
    # Anchors: a name and a key, and what they say of themselves.
    "root of version 1": Case(
        TRUSTED,
        (leaf(as_version_one(r := issue("V1 Root", ca=True, replace=NO_EXTENSIONS), r)),),
        anchors=(as_version_one(r, r),),
    ),
    "root without extensions sent too": Case(
        TRUSTED,
        (leaf(b := issue("Bare", ca=True, replace=NO_EXTENSIONS)), b),
        anchors=(b,),
    ),
    "self-signed without extensions, trusted": Case(
        TRUSTED,
        (own := issue(HOST, replace=NO_EXTENSIONS, key=key_of("own")),),
        says(Problem.SELF_SIGNED, Problem.COMMON_NAME_ONLY),
        anchors=(own,),
        matched_by=MatchedBy.COMMON_NAME,
    ),
    "self-signed without extensions, unknown": Case(
        REFUSED,
        (own,),
        says(Problem.SELF_SIGNED, Problem.COMMON_NAME_ONLY),
        matched_by=MatchedBy.COMMON_NAME,
    ),
    "only its key's number in the root": of_root(
        REFUSED,
        dict.fromkeys((x509.BasicConstraints, x509.KeyUsage)),
        Problem.NOT_A_CA,
    ),
    "only its key usage in the root": of_root(
        REFUSED, {x509.BasicConstraints: None}, Problem.NOT_A_CA
    ),
    "root says that it is no CA": of_root(
        REFUSED,
        {x509.BasicConstraints: x509.BasicConstraints(ca=False, path_length=None)},
        Problem.NOT_A_CA,
    ),
    "root's key may not sign": of_root(
        REFUSED, {x509.KeyUsage: key_usage(crl_sign=True)}, Problem.NOT_A_CA
    ),
    "root for mail": of_root(REFUSED, FOR_MAIL, Problem.WRONG_USAGE),
    "root with constraints": of_root(
        REFUSED, constraints(permitted=("fabrikam.example",)), Problem.NAME_CONSTRAINT
    ),
    "intermediate without extensions": Case(
        REFUSED, below(authority("Bare CA", NO_EXTENSIONS)), says(Problem.NOT_A_CA)
    ),
    "intermediate without key identifiers": Case(
        TRUSTED,
        below(
            authority(
                "Plain CA",
                dict.fromkeys(
                    (x509.KeyUsage, x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier)
                ),
            ),
            replace={x509.AuthorityKeyIdentifier: None},
        ),
    ),
    # Path length.
    "own new key is not counted": Case(TRUSTED, rollover(0)),
    "leaf is not counted": Case(
        TRUSTED,
        (issue(HOST, ISSUING, ca=True, names=(HOST,)), ISSUING),
        says(Problem.WRONG_USAGE),
    ),
    "root's path length": Case(
        REFUSED,
        (leaf(c := issue("Sub", s := issue("Short", ca=True, path_length=0), ca=True)), c),
        says(Problem.PATH_TOO_LONG),
        anchors=(s,),
    ),
    "path length of a leaf": Case(
        "nYn",
        (
            leaf(
                replace={
                    x509.BasicConstraints: x509.UnrecognizedExtension(
                        x509.BasicConstraints.oid, bytes.fromhex("3003020100")
                    )
                }
            ),
            ISSUING,
        ),
        says(Problem.MALFORMED, Problem.NAME_MISMATCH),
        matched_by=None,
    ),
    # Usage.
    "leaf's key issues certificates": Case(
        REFUSED,
        (
            leaf(replace={x509.KeyUsage: key_usage(digital_signature=True, key_cert_sign=True)}),
            ISSUING,
        ),
        says(Problem.WRONG_USAGE),
    ),
    "trusted self-signed leaf's key issues certificates": Case(
        TRUSTED,
        (
            own_issuer := issue(
                HOST,
                names=(HOST,),
                replace={x509.KeyUsage: key_usage(digital_signature=True, key_cert_sign=True)},
            ),
        ),
        says(Problem.SELF_SIGNED),
        anchors=(own_issuer,),
    ),
    "CA for mail and clients above a CA for all": Case(
        REFUSED,
        (
            leaf(inner := issue("For all", m := authority("For mail", FOR_MAIL), ca=True)),
            inner,
            m,
        ),
        says(Problem.WRONG_USAGE),
    ),
    "CA for anything": Case(TRUSTED, below(authority("For anything", FOR_ALL))),
    "leaf for nothing": Case(
        "nYn",
        (
            leaf(
                replace={
                    x509.ExtendedKeyUsage: x509.UnrecognizedExtension(
                        x509.ExtendedKeyUsage.oid, b"\x30\x00"
                    )
                }
            ),
            ISSUING,
        ),
        says(Problem.MALFORMED, Problem.NAME_MISMATCH),
        matched_by=None,
    ),
    # Marks.
    "unknown critical extension in the CA": Case(
        REFUSED,
        below(issue("Odd CA", ROOT, ca=True, unknown_critical=True)),
        says(Problem.UNHANDLED_EXTENSION),
    ),
    "unknown critical extension in the root": Case(
        REFUSED,
        (leaf(odd := issue("Odd root", ca=True, unknown_critical=True)),),
        says(Problem.UNHANDLED_EXTENSION),
        anchors=(odd,),
    ),
    "critical usage": Case(TRUSTED, (leaf(marked={x509.ExtendedKeyUsage}), ISSUING)),
    "critical issuer's key": Case(
        REFUSED,
        (leaf(marked={x509.AuthorityKeyIdentifier}), ISSUING),
        says(Problem.UNHANDLED_EXTENSION),
    ),
    "critical own key in the CA": Case(
        REFUSED,
        below(issue("Marked", ROOT, ca=True, marked={x509.SubjectKeyIdentifier})),
        says(Problem.UNHANDLED_EXTENSION),
    ),
    "no subject, other names critical": Case(
        TRUSTED, (leaf(subject=name_of(), marked={x509.SubjectAlternativeName}), ISSUING)
    ),
    "no subject, other names not critical": Case(
        REFUSED, (leaf(subject=name_of()), ISSUING), says(Problem.MALFORMED)
    ),
    "CA without a name": Case(REFUSED, below(CA_WITHOUT_NAME), says(Problem.MALFORMED)),
    "list of names with nothing in it": Case(
        REFUSED,
        (
            leaf(
                replace={
                    x509.SubjectAlternativeName: x509.UnrecognizedExtension(
                        x509.SubjectAlternativeName.oid, b"\x30\x00"
                    )
                }
            ),
            ISSUING,
        ),
        says(Problem.MALFORMED, Problem.COMMON_NAME_ONLY),
        matched_by=MatchedBy.COMMON_NAME,
    ),
    # Policies.
    "policy demanded, none there": Case(
        REFUSED, below(explicit(POLICY)), says(Problem.UNHANDLED_EXTENSION)
    ),
    "policy demanded, and there": Case(TRUSTED, below(explicit(POLICY), replace=policies(POLICY))),
    "policy demanded, another there": Case(
        REFUSED,
        below(explicit(POLICY), replace=policies(x509.ObjectIdentifier("1.3.6.1.4.1.99999.8"))),
        says(Problem.UNHANDLED_EXTENSION),
    ),
    "policy demanded, any there": Case(
        TRUSTED, below(explicit(POLICY), replace=policies(ANY_POLICY))
    ),
    "policy demanded, any forbidden": Case(
        REFUSED,
        below(
            authority(
                "Inhibiting",
                {
                    x509.PolicyConstraints: x509.PolicyConstraints(0, None),
                    x509.InhibitAnyPolicy: x509.InhibitAnyPolicy(0),
                    **policies(POLICY),
                },
            ),
            replace=policies(ANY_POLICY),
        ),
        says(Problem.UNHANDLED_EXTENSION),
    ),
    "policies nobody demands": Case(TRUSTED, (leaf(replace=policies(POLICY)), ISSUING)),
    # Constraints on names.
    "constraints in a leaf": Case(
        REFUSED,
        (leaf(replace=constraints(permitted=(HOST,))), ISSUING),
        says(Problem.NAME_CONSTRAINT),
    ),
    "permitted by one CA, not by the next": Case(
        REFUSED,
        (
            leaf(
                lower := issue(
                    "Lower",
                    upper := authority("Upper", constraints(permitted=("fabrikam.example",))),
                    ca=True,
                    replace=constraints(permitted=("contoso.example",)),
                )
            ),
            lower,
            upper,
        ),
        says(Problem.NAME_CONSTRAINT),
    ),
    "permitted and excluded": Case(
        REFUSED,
        under([x509.DNSName("contoso.example")], [x509.DNSName(HOST)]),
        says(Problem.NAME_CONSTRAINT),
    ),
    "excluded beyond an own new key": Case(
        REFUSED,
        (
            leaf(
                newer := issue(
                    "Excluding",
                    older := authority("Excluding", constraints(excluded=(HOST,))),
                    ca=True,
                    key=key_of("Excluding, new"),
                )
            ),
            newer,
            older,
        ),
        says(Problem.NAME_CONSTRAINT),
    ),
    "organisation permitted": Case(
        TRUSTED, under([CONTOSO], subject=organisation("Contoso", HOST))
    ),
    "organisation not permitted": Case(
        REFUSED, under([CONTOSO], subject=organisation("Fabrikam")), says(Problem.NAME_CONSTRAINT)
    ),
    "organisation excluded, written otherwise": Case(
        REFUSED,
        under((), [CONTOSO], subject=organisation(" CONTOSO ")),
        says(Problem.NAME_CONSTRAINT),
    ),
    "CA's own organisation not permitted": Case(
        REFUSED,
        (
            leaf(
                f := issue(
                    organisation("Fabrikam CA"), o := authority("O", subtrees([CONTOSO])), ca=True
                ),
                subject=organisation("Contoso"),
            ),
            f,
            o,
        ),
        says(Problem.NAME_CONSTRAINT),
    ),
    "mail address not permitted": Case(
        REFUSED,
        under([x509.RFC822Name("contoso.example")], replace=also_called(MAIL)),
        says(Problem.NAME_CONSTRAINT),
    ),
    "mail address in the subject excluded": Case(
        REFUSED,
        under(
            (),
            [x509.RFC822Name("fabrikam.example")],
            subject=x509.Name([x509.NameAttribute(NameOID.EMAIL_ADDRESS, "ann@fabrikam.example")]),
        ),
        says(Problem.NAME_CONSTRAINT),
    ),
    "mail addresses constrained, none there": Case(
        TRUSTED, under([x509.RFC822Name("contoso.example")])
    ),
    "site excluded": Case(
        REFUSED,
        under(
            (),
            [x509.UniformResourceIdentifier(".fabrikam.example")],
            replace=also_called(SITE),
        ),
        says(Problem.NAME_CONSTRAINT),
    ),
    "kind of constraint that nobody applies": Case(
        REFUSED, under([NUMBER], replace=also_called(NUMBER)), says(Problem.NAME_CONSTRAINT)
    ),
    "that kind of constraint, and no such name": Case(TRUSTED, under([NUMBER])),
    "user name under constraints on hosts": Case(
        TRUSTED, under([x509.DNSName(HOST)], replace=also_called(USER))
    ),
    "subtree with a minimum": Case(REFUSED, below(with_minimum()), says(Problem.NAME_CONSTRAINT)),
    "common name beside the address that is meant": Case(
        TRUSTED,
        below(
            authority("Web only", constraints(permitted=("fabrikam.example", "192.0.2.0/24"))),
            "192.0.2.1",
        ),
        says(),
        host="192.0.2.1",
    ),
    "common name beside another address": Case(
        REFUSED,
        below(
            authority("Web only", constraints(permitted=("fabrikam.example", "192.0.2.0/24"))),
            "192.0.2.1",
        ),
        says(Problem.NAME_CONSTRAINT, Problem.COMMON_NAME_ONLY),
        matched_by=MatchedBy.COMMON_NAME,
    ),
    # Keys and signatures.
    "Ed25519": Case(TRUSTED, (leaf(kind="ed25519"), ISSUING)),
    "CA with Ed25519": Case(
        TRUSTED,
        below(issue("Edwards", ROOT, ca=True, key=key_of("Edwards", "ed25519"))),
    ),
    "exponent of one": Case(
        REFUSED,
        (
            leaf(ISSUING),
            with_key_bytes(ISSUING, ROOT, rsa_key_bytes((1 << 2047) + 9, 1)),
        ),
        says(Problem.MALFORMED),
    ),
    "curve by its numbers": Case(
        REFUSED,
        (
            leaf(ISSUING),
            with_key_bytes(
                ISSUING,
                ROOT,
                explicit_curve_bytes(OWN_KEY)
                if isinstance(OWN_KEY, ec.EllipticCurvePublicKey)
                else b"",
            ),
        ),
        says(Problem.MALFORMED),
    ),
    "another algorithm outside": Case(
        REFUSED, (another_algorithm_outside(leaf()), ISSUING), says(Problem.BAD_SIGNATURE)
    ),
    "rubbish behind the certificate": Case(
        "nnn", (leaf().der + b"\0\0", ISSUING), says(Problem.MALFORMED), matched_by=None
    ),
    # Form.
    "the same extension twice": Case(
        "nYn",
        (twice_the_same(),),
        says(Problem.MALFORMED, Problem.NAME_MISMATCH),
        matched_by=None,
    ),
    "extensions in version 1": Case(
        "nYY",
        (as_version_one(leaf(ROOT), ROOT),),
        says(Problem.MALFORMED, Problem.VERSION_ONE),
    ),
    "serial number nought": Case(TRUSTED, (with_serial(b"\x00"),)),
    "serial number below nought": Case(TRUSTED, (with_serial(b"\x80"),)),
    "issuer's name in other letters": Case(TRUSTED, (signed_again(leaf(ROOT), ROOT, _shouted),)),
    # Ways up.
    "ring with a way out": Case(TRUSTED, ring(), says(Problem.SUPERFLUOUS)),
    "leaf with its issuer's name": Case(
        TRUSTED,
        (issue("Contoso Root", ROOT, names=(HOST,), key=key_of("leaf")),),
        says(Problem.SELF_SIGNED),
    ),
    "second way up in SHA-1": Case(
        TRUSTED,
        old_renewed(),
        says(Problem.WEAK_SIGNATURE, Problem.SUPERFLUOUS),
        anchors=(STRANGER, RSA_ROOT),
    ),
    "no way up may sign": Case(
        REFUSED,
        (
            leaf(NOT_SIGNING),
            NOT_SIGNING,
            issue("Not signing", STRANGER, ca=True, key=NOT_SIGNING.key),
        ),
        says(Problem.NOT_A_CA, Problem.SUPERFLUOUS),
    ),
}
