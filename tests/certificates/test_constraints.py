import pytest
from cryptography import x509

from app.certificates.constraints import binds_only_hosts, constraint_objection
from app.certificates.reading import Parsed, parse
from tests.certificates.chains import Replacements, constraints, issue, name_of

ROOT = issue("Contoso Root", ca=True)


def path(
    *names: str,
    common: str = "x y",
    permitted: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
) -> list[Parsed]:
    rules = constraints(permitted=permitted, excluded=excluded)
    authority = issue("Constrained", ROOT, ca=True, replace=rules)
    made = issue(name_of(common), authority, names=names)
    parsed = [parse(each.der) for each in (made, authority, ROOT)]
    return [each for each in parsed if each is not None]


@pytest.mark.parametrize(
    ("name", "excluded", "forbidden"),
    [
        ("a.contoso.com", "contoso.com", True),
        ("contoso.com", "contoso.com", True),
        ("A.CONTOSO.com", "Contoso.Com", True),
        ("a.contoso.com", ".contoso.com", True),
        ("evilcontoso.com", "contoso.com", False),
        ("contoso.com", "a.contoso.com", False),
        ("*.contoso.com", "contoso.com", True),
        ("*.contoso.com", "mail.contoso.com", True),
        ("*.contoso.com", ".mail.contoso.com", True),
        ("*.contoso.com", "a.mail.contoso.com", False),
        ("*.contoso.com", "mail.fabrikam.com", False),
        ("auto*.contoso.com", "autodiscover.contoso.com", True),
        ("10.0.0.1", "10.0.0.0/8", True),
        ("11.0.0.1", "10.0.0.0/8", False),
        ("2001:db8::1", "10.0.0.0/8", False),
        ("a.contoso.com", "10.0.0.0/8", False),
    ],
)
def test_an_excluded_subtree_forbids(name: str, excluded: str, forbidden: bool) -> None:
    found = constraint_objection(path(name, excluded=(excluded,)))

    assert (found is not None) is forbidden


@pytest.mark.parametrize(
    ("name", "permitted", "forbidden"),
    [
        ("a.contoso.com", ("contoso.com",), False),
        ("*.contoso.com", ("contoso.com",), False),
        ("*.contoso.com", ("mail.contoso.com",), True),
        ("a.contoso.com", ("fabrikam.com",), True),
        ("a.contoso.com", ("fabrikam.com", "contoso.com"), False),
        ("a.contoso.com", ("10.0.0.0/8",), False),
        ("10.0.0.1", ("contoso.com",), False),
        ("10.0.0.1", ("10.0.0.0/8",), False),
        ("11.0.0.1", ("10.0.0.0/8",), True),
    ],
)
def test_permitted_subtrees_forbid_what_is_in_none_of_them(
    name: str, permitted: tuple[str, ...], forbidden: bool
) -> None:
    found = constraint_objection(path(name, permitted=permitted))

    assert (found is not None) is forbidden


@pytest.mark.parametrize(
    ("common", "forbidden"),
    [("a.fabrikam.com", True), ("EXCH01", True), ("10.0.0.1", True), ("Ann Smith", False)],
)
def test_a_common_name_that_could_be_a_host_counts_where_there_is_no_other(
    common: str, forbidden: bool
) -> None:
    rules = ("contoso.com", "192.0.2.0/24")

    alone = constraint_objection(path(common=common, permitted=rules))
    beside = constraint_objection(path("a.contoso.com", common=common, permitted=rules))

    assert (alone is not None, beside is not None) == (forbidden, False)


def test_constraints_on_other_kinds_of_names_are_left_to_the_verifiers() -> None:
    mail: Replacements = {
        x509.NameConstraints: x509.NameConstraints([x509.RFC822Name("contoso.com")], None)
    }
    authority = issue("Constrained", ROOT, ca=True, replace=mail)
    parsed = [parse(each.der) for each in (issue("a.fabrikam.com", authority), authority)]

    assert constraint_objection([each for each in parsed if each is not None]) is None


@pytest.mark.parametrize("base", ["a..contoso.com", "contoso com", "..com", "a@contoso.com"])
def test_a_base_that_is_no_name_cannot_be_applied(base: str) -> None:
    found = [
        constraint_objection(path("a.fabrikam.com", permitted=("fabrikam.com", base))),
        constraint_objection(path("a.fabrikam.com", excluded=(base,))),
    ]

    assert [each.reason for each in found if each is not None] == [
        f"Constrained constrains names by {base}, which is none."
    ] * 2


@pytest.mark.parametrize("base", ["", ".contoso.com", "contoso.com.", "contoso", "_x.contoso.com"])
def test_a_base_may_begin_or_end_with_a_dot_or_be_nothing(base: str) -> None:
    found = constraint_objection(path("192.0.2.1", excluded=(base,)))

    assert found is None


def test_an_excluded_base_of_nothing_is_every_name() -> None:
    assert constraint_objection(path("a.contoso.com", excluded=("",))) is not None


def test_more_constraints_than_can_be_compared_are_not_trusted() -> None:
    names = [f"h{number}.contoso.com" for number in range(300)]
    excluded = tuple(f"h{number}.fabrikam.com" for number in range(300))

    found = constraint_objection(path(*names, excluded=excluded))

    assert found is not None
    assert found.reason == "Constrained has too many name constraints to be checked."


def test_only_hosts_and_addresses_are_bound_where_there_are_no_others() -> None:
    assert binds_only_hosts(path("a.contoso.com", permitted=("contoso.com", "192.0.2.0/24")))
    assert binds_only_hosts(path("a.contoso.com", excluded=("x.example",))[:1])
    mail: Replacements = {
        x509.NameConstraints: x509.NameConstraints(None, [x509.RFC822Name("contoso.com")])
    }
    authority = issue("Constrained", ROOT, ca=True, replace=mail)
    parsed = [parse(each.der) for each in (issue("a.fabrikam.com", authority), authority)]
    assert not binds_only_hosts([each for each in parsed if each is not None])


def test_the_sentence_names_the_authority_and_the_name() -> None:
    found = constraint_objection(path("a.contoso.com", excluded=("contoso.com",)))

    assert found is not None
    assert found.reason == "Constrained must not issue certificates for a.contoso.com."
