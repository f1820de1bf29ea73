import pytest

from app.domain.msstd import PrincipalMatch, PrincipalNames, match_principal

MAIL = PrincipalNames(
    common=("mail.contoso.com",), dns=("mail.contoso.com", "autodiscover.contoso.com")
)
WILDCARD = PrincipalNames(common=("*.contoso.com",), dns=("*.contoso.com", "contoso.com"))


@pytest.mark.parametrize(
    ("names", "server", "principal", "wanted", "match"),
    [
        (MAIL, "mail.contoso.com", "", "msstd:mail.contoso.com", "common-name"),
        (MAIL, "Mail.Contoso.COM", "", "msstd:Mail.Contoso.COM", "common-name"),
        (
            MAIL,
            "autodiscover.contoso.com",
            "",
            "msstd:autodiscover.contoso.com",
            "other-name-only",
        ),
        (MAIL, "oa.contoso.com", "", "msstd:oa.contoso.com", "no-name"),
        (MAIL, "oa.contoso.com", "msstd:mail.contoso.com", "msstd:mail.contoso.com", "common-name"),
        (MAIL, "oa.contoso.com", "MSSTD:mail.contoso.com", "MSSTD:mail.contoso.com", "common-name"),
        (MAIL, "oa.contoso.com", " mail.contoso.com ", "msstd:mail.contoso.com", "common-name"),
        (MAIL, "mail.contoso.com", "msstd:*.contoso.com", "msstd:*.contoso.com", "no-name"),
        (MAIL, "mail.contoso.com", "none", "", "not-asked"),
        (MAIL, "mail.contoso.com", "None", "", "not-asked"),
        (MAIL, "mail.contoso.com", "msstd:", "msstd:", "no-name"),
        (WILDCARD, "mail.contoso.com", "", "msstd:mail.contoso.com", "no-name"),
        (
            WILDCARD,
            "mail.contoso.com",
            "msstd:*.contoso.com",
            "msstd:*.contoso.com",
            "common-name",
        ),
        (WILDCARD, "contoso.com", "", "msstd:contoso.com", "other-name-only"),
        (PrincipalNames(), "mail.contoso.com", "", "msstd:mail.contoso.com", "no-name"),
    ],
)
def test_the_principal_is_compared_as_text(
    names: PrincipalNames, server: str, principal: str, wanted: str, match: str
) -> None:
    found = match_principal(names, server=server, principal=principal)

    assert (found.wanted, found.match.value) == (wanted, match)


def test_each_match_has_the_name_that_a_log_would_have() -> None:
    assert [each.value for each in PrincipalMatch] == [
        "not-asked",
        "common-name",
        "other-name-only",
        "no-name",
    ]
