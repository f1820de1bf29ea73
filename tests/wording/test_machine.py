"""What is known of the PC, in words."""

import pytest

from app.domain.events import MachineDetected
from app.domain.machine import Fact, FactName
from app.wording import Mark, membership
from app.wording.machine import fact_line, machine_line


def fact(name: FactName, value: str, *, about: str = "", used: bool = True) -> Fact:
    return Fact(name=name, value=value, origin="DsGetDcNameW", about=about, used=used)


JOINED = fact(FactName.JOINED, "yes")
DOMAIN = fact(FactName.DOMAIN, "contoso.local")
SITE = fact(FactName.SITE, "Paris")


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ((), "not known to be joined to a domain, so taken for not joined"),
        ((DOMAIN,), "not known to be joined to a domain, so taken for not joined"),
        ((fact(FactName.JOINED, "no"), DOMAIN), "not joined to a domain (DsGetDcNameW)"),
        ((JOINED,), "joined to a domain (DsGetDcNameW)"),
        ((JOINED, DOMAIN), "joined to contoso.local (DsGetDcNameW)"),
        ((JOINED, DOMAIN, SITE), "joined to contoso.local, AD site Paris (DsGetDcNameW)"),
        (
            (fact(FactName.JOINED, "yes", used=False),),
            "not known to be joined to a domain, so taken for not joined",
        ),
    ],
)
def test_membership_says_no_more_than_the_facts(facts: tuple[Fact, ...], text: str) -> None:
    assert membership(MachineDetected(facts=facts)) == text


@pytest.mark.parametrize(("troubles", "mark"), [((), Mark.INFORMATION), (("x",), Mark.WARNING)])
def test_the_pc_is_marked_where_something_could_not_be_found_out(
    troubles: tuple[str, ...], mark: Mark
) -> None:
    line = machine_line(MachineDetected(troubles=troubles))

    assert (line.what, line.mark) == ("This PC", mark)


@pytest.mark.parametrize("name", FactName)
def test_every_fact_has_a_title_its_value_and_its_origin(name: FactName) -> None:
    line = fact_line(fact(name, "the value", about="Switch"))

    title, _, value = line.what.rpartition(": ")
    assert title.strip()
    assert value == "the value"
    assert (line.verdict, line.mark) == ("from DsGetDcNameW", Mark.INFORMATION)


def test_titles_are_told_apart() -> None:
    assert len({fact_line(fact(name, "x")).what for name in FactName}) == len(FactName)
    assert fact_line(fact(FactName.POLICY, "1", about="PreferLocalXML")).what == (
        "Policy PreferLocalXML: 1"
    )
    assert fact_line(fact(FactName.LOCAL_XML, "a.xml", about="contoso.com")).what == (
        "Local XML file for contoso.com: a.xml"
    )
    assert fact_line(fact(FactName.LOCAL_XML, "a.xml")).what == "Local XML file: a.xml"


def test_a_fact_that_does_not_count_says_so() -> None:
    line = fact_line(fact(FactName.SITE, "Paris", used=False))

    assert (line.verdict, line.mark) == ("from DsGetDcNameW; does not count", Mark.SKIPPED)
