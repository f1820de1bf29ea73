import pytest

from app.certificates.names import NameRules, match_both, match_name
from app.certificates.reading import CertificateNames
from app.domain.verdict import MatchedBy

OLD, NEW = NameRules.OUTLOOK_2007, NameRules.RFC_9525


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("www.example.com", True),
        ("*.example.com", True),
        ("w*.example.com", True),
        ("ww*.example.com", True),
        ("Www.Example.com", True),
        ("*www.example.com", False),
        ("*w.example.com", False),
        ("w*w.example.com", False),
        ("*ww.example.com", False),
        ("www.e*ample.com", False),
        ("www.*ample.com", False),
        ("www.ex*.com", False),
        ("www.*.com", False),
        ("*.com", False),
        ("*.*.com", False),
    ],
)
def test_the_table_of_kb_258858_holds(pattern: str, fits: bool) -> None:
    names = CertificateNames(common=(pattern,))

    assert (match_name(names, "www.example.com", OLD).matched_by is not None) is fits


# What is in the certificate, the host, and whether Outlook 2007 and RFC 9525 take it.
TABLE: list[tuple[CertificateNames, str, bool, bool]] = []


def row(
    host: str,
    old: bool,
    new: bool,
    dns: tuple[str, ...] = (),
    cn: tuple[str, ...] = ("x",),
    ip: tuple[str, ...] = (),
) -> None:
    TABLE.append((CertificateNames(dns=dns, common=cn, addresses=ip), host, old, new))


A = "a.contoso.com"
row(A, True, True, (A,))
row(A, True, True, ("A.Contoso.COM",))
row("A.CONTOSO.com", True, True, (A,))
row(A, True, True, ("b.contoso.com", A))
row(A, True, False, cn=(A,))
row(A, True, False, cn=("x", A))
row(A, True, False, cn=(A, "x"))
row(A, False, False, ("b.contoso.com",), cn=(A,))
row(A, True, False, cn=(A,), ip=("10.0.0.1",))
row(A, True, True, ("*.contoso.com",))
row("contoso.com", False, False, ("*.contoso.com",))
row("a.b.contoso.com", False, False, ("*.contoso.com",))
row(A, True, False, cn=("*.contoso.com",))
row("autodiscover.contoso.com", True, False, ("auto*.contoso.com",))
row("autodiscover.contoso.com", False, False, ("*discover.contoso.com",))
row("autodiscover.contoso.com", False, False, ("au*er.contoso.com",))
row("autodiscover.contoso.com", False, False, ("mail*.contoso.com",))
row(A, False, False, ("a.*.com",))
row(A, False, False, ("*.*.com",))
row(A, False, False, ("**.contoso.com",))
row("contoso.com", False, False, ("*.com",))
row("exch01", False, False, ("*",))
row(".contoso.com", False, False, ("*.contoso.com",))
row("xn--mller-kva.contoso.com", True, True, ("*.contoso.com",))
row("xn--mller-kva.contoso.com", False, False, ("xn--m*.contoso.com",))
row("müller.com", True, True, ("xn--mller-kva.com",))
row("straße.de", True, True, ("xn--strae-oqa.de",))
row("MÜLLER.com", True, True, ("xn--mller-kva.com",))
row("müller.com", False, False, cn=("müller.com",))
row("exch01", True, True, ("EXCH01", "exch01.contoso.local"), cn=("EXCH01",))
row("exch01.contoso.local", True, True, ("EXCH01", "exch01.contoso.local"), cn=("EXCH01",))
row("exch01", True, False, cn=("EXCH01",))
row("exch01.contoso.local", False, False, cn=("EXCH01",))
row("a.contoso.com.", True, True, (A,))
row(A, True, False, ("a.contoso.com.",))
row("a.contoso.com.", True, True, ("*.contoso.com",))
row("10.0.0.1", True, True, ip=("10.0.0.1",))
row("10.0.0.1", True, False, ("10.0.0.1",))
row("10.0.0.1", True, False, cn=("10.0.0.1",))
row("10.0.0.1", False, False, ip=("10.0.0.2",))
row("10.0.0.1", False, False, ("*.0.0.1",))
row("10.0.0.1", False, False, (A,), cn=("10.0.0.1",))
row("2001:db8:0::1", True, True, ip=("2001:db8::1",))
row("[2001:db8::1]", True, True, ip=("2001:db8::1",))
row("exch_01.contoso.com", True, True, ("exch_01.contoso.com",))
row("exch_01.contoso.com", True, True, ("*.contoso.com",))
row(A, False, False, cn=())
row("evilcontoso.com", False, False, ("contoso.com",))
row(A, False, False, (".contoso.com",))
row("a.contoso.com ", False, False, (A,))
row(A, False, False, ("a.contoso.com\0.evil.example",))
row(A, False, False, ("",))
row("*.contoso.com", False, False, ("*.contoso.com",))
row("*.contoso.com", False, False, cn=("*.contoso.com",))
row("010.0.0.1", False, False, ("*.0.0.1",))
row("10.1", False, False, ("*.1",))
row("::ffff:10.0.0.1", False, False, ip=("10.0.0.1",))
row("10.0.0.1", False, False, ("10.0.0.1.",), cn=("10.0.0.2",))
row("fe80::1%1", False, False, ip=("fe80::1",))
row("[2001:DB8::1]", True, False, ("2001:db8::1",))
row("mail.xn--mller-kva.com", True, True, ("*.xn--mller-kva.com",))
row("mail.müller.com", True, True, ("*.XN--MLLER-KVA.com",))
row("xn--mller-kva.com", False, False, cn=("müller.com",))
row("faß.de", False, False, ("fass.de",))
row("exch_01", True, True, ("EXCH_01",))
row("exch01.", True, True, ("exch01",))
row("exch01..", False, False, ("exch01",))
row("a.contoso.com", False, False, ("*.a.contoso.com",))
row("a.contoso.com", False, False, ("*",), cn=(A,))
row("contoso.com", False, False, ("*contoso.com",))
row(A, False, False, ("*.contoso.com\0.evil.example",))
row(A, False, False, cn=("a.contoso.com\0.evil.example",))
row("a.b.contoso.com", False, False, ("a.*.contoso.com",))
row(A, True, True, ("www.contoso.com", "*.contoso.com"))
row(A, False, False, ("http://a.contoso.com/",))
row("autodiscover", True, False, ("x.contoso.com", "autodiscover."))


@pytest.mark.parametrize(("names", "host", "old", "new"), TABLE)
def test_the_two_eras_take(names: CertificateNames, host: str, old: bool, new: bool) -> None:
    matched = [match_name(names, host, rules).matched_by is not None for rules in (OLD, NEW)]

    assert matched == [old, new]


@pytest.mark.parametrize(
    ("names", "host", "matched_by", "entry"),
    [
        (
            CertificateNames(dns=("b.contoso.com", "A.contoso.com")),
            A,
            MatchedBy.SAN,
            "A.contoso.com",
        ),
        (CertificateNames(dns=("*.contoso.com", A)), A, MatchedBy.WILDCARD, "*.contoso.com"),
        (CertificateNames(common=("*.contoso.com",)), A, MatchedBy.COMMON_NAME, "*.contoso.com"),
        (CertificateNames(addresses=("::1",)), "0::1", MatchedBy.SAN, "::1"),
        (CertificateNames(common=("::1",)), "::1", MatchedBy.COMMON_NAME, "::1"),
        (CertificateNames(dns=("b.contoso.com",)), A, None, ""),
    ],
)
def test_the_entry_that_matched_is_named(
    names: CertificateNames, host: str, matched_by: MatchedBy | None, entry: str
) -> None:
    match = match_name(names, host, OLD)

    assert (match.matched_by, match.matched_name) == (matched_by, entry)


def test_the_common_name_does_not_count_while_the_other_names_are_unknown() -> None:
    names = CertificateNames(common=(A,), complete=False)

    assert match_name(names, A, OLD).matched_by is None


def test_a_partial_wildcard_is_told_from_a_whole_label() -> None:
    partial = match_name(CertificateNames(dns=("a*.contoso.com",)), A, OLD)
    whole = match_name(CertificateNames(dns=("*.contoso.com",)), A, OLD)

    assert (partial.partial_wildcard, whole.partial_wildcard) == (True, False)


def test_both_eras_stand_side_by_side() -> None:
    common = match_both(CertificateNames(common=(A,)), A)
    listed = match_both(CertificateNames(dns=("*.contoso.com",)), A)
    neither = match_both(CertificateNames(dns=("b.contoso.com",)), A)

    assert (common.outlook_2007.matched_by, common.rfc_9525.matched_by) == (
        MatchedBy.COMMON_NAME,
        None,
    )
    assert listed.outlook_2007.matches
    assert not neither.outlook_2007.matches
    assert not neither.rfc_9525.matches
    assert listed.rfc_9525.matched_name == "*.contoso.com"


def test_profiles_name_the_rules_so() -> None:
    assert [rules.value for rules in NameRules] == ["outlook-2007", "rfc-9525"]
