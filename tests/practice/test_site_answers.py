"""What the practice organisation's domain controller answers to a ping."""

import msgspec
import pytest
import sansldap
from hypothesis import given
from hypothesis import strategies as st
from sansldap import FilterAnd, FilterEquality, FilterPresent, SearchScope

from app.domain.controller import Controller
from app.domain.failures import Failure, FailureKind
from app.practice.site_answers import SiteAnswers
from app.protocol import netlogon
from tests.practice.builders import DIRECTORY

ANSWERS = SiteAnswers(msgspec.structs.replace(DIRECTORY, site="Rome", client_site="Île-de-France"))
VERSION = FilterEquality("NtVer", b"\6\0\0\0")


@pytest.mark.parametrize("domain", ["contoso.local", "Contoso.LOCAL", "contoso.local.", ""])
def test_the_controller_says_who_it_is_and_where_it_sees_the_pc(domain: str) -> None:
    answer = ANSWERS.answer(netlogon.request(domain))

    assert answer is not None
    assert netlogon.read_answer(answer) == Controller(
        host="dc01.contoso.local",
        domain="contoso.local",
        forest="contoso.local",
        netbios_domain="CONTOSO",
        netbios_host="DC01",
        site="Rome",
        client_site="Île-de-France",
    )


def test_a_foreign_domain_gets_no_entry() -> None:
    answer = ANSWERS.answer(netlogon.request("fabrikam.example"))

    assert answer is not None
    read = netlogon.read_answer(answer)
    assert isinstance(read, Failure)
    assert read.kind is FailureKind.DIRECTORY


def test_a_pc_in_no_site_is_told_so() -> None:
    nowhere = SiteAnswers(msgspec.structs.replace(DIRECTORY, client_site=""))

    answer = nowhere.answer(netlogon.request(""))

    assert answer is not None
    read = netlogon.read_answer(answer)
    assert isinstance(read, Controller)
    assert read.client_site == ""


@pytest.mark.parametrize(
    ("base", "scope", "wanted", "is_answered"),
    [
        ("", SearchScope.BASE, VERSION, True),
        ("", SearchScope.BASE, FilterAnd([VERSION, FilterPresent("Host")]), True),
        ("", SearchScope.BASE, FilterPresent("objectClass"), False),
    ],
)
def test_only_a_question_with_a_version_is_a_ping(
    base: str, scope: SearchScope, wanted: sansldap.LDAPFilter, is_answered: bool
) -> None:
    session = sansldap.LDAPClient()
    session.search_request(base, scope, filter=wanted)

    answer = ANSWERS.answer(session.data_to_send())

    assert answer is not None
    assert isinstance(netlogon.read_answer(answer), Controller) is is_answered


@pytest.mark.parametrize(
    ("base", "scope"), [("DC=contoso", SearchScope.BASE), ("", SearchScope.SUBTREE)]
)
def test_any_other_search_is_noise(base: str, scope: SearchScope) -> None:
    session = sansldap.LDAPClient()
    session.search_request(base, scope, filter=VERSION)

    assert ANSWERS.answer(session.data_to_send()) is None


def test_another_request_is_noise() -> None:
    session = sansldap.LDAPClient()
    session.bind_simple("", "")

    assert ANSWERS.answer(session.data_to_send()) is None


@given(st.binary(max_size=100))
def test_noise_gets_no_answer(noise: bytes) -> None:
    assert ANSWERS.answer(noise) is None
