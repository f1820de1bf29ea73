"""Which facts count, and what machine they make."""

import pytest

from app.domain.machine import Fact, FactName, machine_of, settled
from app.domain.steps import StepName
from app.domain.task import LocalXml, Machine, Policies


def fact(name: FactName, value: str, about: str = "", origin: str = "x") -> Fact:
    return Fact(name=name, value=value, about=about, origin=origin)


def test_no_facts_make_a_pc_that_is_not_joined() -> None:
    assert machine_of(()) == Machine()


def test_of_several_facts_about_the_same_the_first_counts() -> None:
    facts = (
        fact(FactName.SITE, "Paris", origin="--site"),
        fact(FactName.SITE, "Lyon", origin="DsGetSiteNameW"),
        fact(FactName.POLICY, "0", "ExcludeScpLookup"),
        fact(FactName.POLICY, "1", "excludescplookup"),
        fact(FactName.POLICY, "1", "PreferLocalXML"),
    )

    assert [one.used for one in settled(facts)] == [True, False, True, False, True]
    assert machine_of(settled(facts)) == Machine(
        site="Paris", policies=Policies(prefer_local_xml=True)
    )


def test_each_redirect_server_is_a_fact_of_its_own() -> None:
    servers = [fact(FactName.POLICY, host, "RedirectServers") for host in ("a.x", "B.x", "A.x")]

    assert [one.used for one in settled(servers)] == [True, True, False]
    assert machine_of(settled(servers)).policies.redirect_servers == ("a.x", "b.x")


@pytest.mark.parametrize(("value", "excluded"), [("1", (StepName.SCP,)), ("0", ()), ("2", ())])
def test_a_switch_is_on_at_one(value: str, excluded: tuple[StepName, ...]) -> None:
    policy = fact(FactName.POLICY, value, "ExcludeScpLookup")

    assert machine_of((policy,)).policies.excluded == excluded


def test_domain_and_controller_are_those_of_a_joined_pc() -> None:
    known = (
        fact(FactName.DOMAIN, "contoso.local"),
        fact(FactName.CONTROLLER, "dc1"),
        fact(FactName.DIRECTORY, "ldap://dc2"),
    )

    stranger = machine_of(known)
    member = machine_of((fact(FactName.JOINED, "yes"), *known))

    assert (stranger.dns_domain, stranger.controller, stranger.directory) == ("", "", "ldap://dc2")
    assert (member.dns_domain, member.controller) == ("contoso.local", "dc1")


def test_a_file_for_every_domain_wins_over_the_one_for_this() -> None:
    named = fact(FactName.LOCAL_XML, "a.xml", "Contoso.com")
    given = fact(FactName.LOCAL_XML, "b.xml")

    assert machine_of((named,)).local_xml_files == (LocalXml(domain="contoso.com", path="a.xml"),)
    assert machine_of((named,)).local_xml_for("contoso.com", by_option=True) == "a.xml"
    assert machine_of((named, given)).local_xml_for("contoso.com", by_option=True) == "b.xml"
