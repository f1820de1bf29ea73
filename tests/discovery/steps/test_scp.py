"""The step that asks the directory."""

import pytest

from app.domain.attempts import Entry, SrvRecord
from app.domain.failures import Failure, FailureKind
from app.domain.steps import Found, Refused, StepName, Why
from app.domain.task import Task
from app.protocol.scp import POINTER_GUID, URL_GUID
from tests.discovery.conftest import Run, Runner
from tests.support import builders
from tests.support.answers_xml import error_xml, settings_xml
from tests.support.fake_network import CLOSED, FakeNetwork, Reply

pytestmark = pytest.mark.anyio

DC = "ldap://dc01.contoso.local"
OLD = "https://exch01.contoso.local/Autodiscover/Autodiscover.xml"
NEW = "https://exch02.contoso.local/Autodiscover/Autodiscover.xml"
UNTRUSTED = builders.verdict("exch01.contoso.local", trusted=False)


def point(name: str, url: str, created: str, *sites: str) -> Entry:
    keywords = (URL_GUID, *(f"Site={site}" for site in sites))
    return Entry(
        name=f"CN={name}",
        attributes=(
            ("keywords", keywords),
            ("servicebindinginformation", (url,)),
            ("whencreated", (created,)),
        ),
    )


BOTH = (
    point("EXCH02", NEW, "20080101000000.0Z", "Paris"),
    point("EXCH01", OLD, "20070101000000.0Z"),
)


def records(*hosts: str) -> dict[str, tuple[SrvRecord, ...] | Failure]:
    return {
        "_ldap._tcp.dc._msdcs.contoso.local": tuple(
            SrvRecord(priority=0, weight=100, port=389, target=host) for host in hosts
        )
    }


def joined(site: str = "") -> Task:
    return builders.task(joined=True, directory=DC, site=site)


async def test_a_pc_that_is_not_joined_skips_the_directory(run: Runner) -> None:
    done = await run(builders.task(directory=DC), FakeNetwork(ldap={DC: BOTH}))

    assert not any(line.startswith("scp") for line in done.lines)


async def test_the_oldest_point_is_asked_first_and_untrusted_passes(run: Runner) -> None:
    network = FakeNetwork(
        ldap={DC: BOTH}, http={OLD: Reply(body=settings_xml(), verdict=UNTRUSTED)}
    )

    done = await run(joined(), network)

    assert done.lines[1:] == [
        "scp: ping cldap://dc01.contoso.local",
        "scp:   fails: refused",
        "scp: note site-unknown",
        f"scp: search {DC}",
        f"scp: point 2 site-unknown {OLD}",
        f"scp: point 2 site-unknown {NEW}",
        f"scp: POST {OLD}",
        "scp:   certificate of exch01.contoso.local nyy tolerated",
        "scp:   answers settings",
        f"scp: found by {OLD}",
        "settings with 9 service URLs",
    ]


async def test_a_point_in_the_pcs_site_goes_before_an_older_one(run: Runner) -> None:
    network = FakeNetwork(ldap={DC: BOTH}, http={NEW: Reply(body=settings_xml())})

    done = await run(joined("Paris"), network)

    assert isinstance(done.discovery.result, Found)
    assert f"scp: POST {OLD}" not in done.lines


async def test_a_dead_server_goes_on_to_the_next_point(run: Runner) -> None:
    network = FakeNetwork(ldap={DC: BOTH}, http={OLD: CLOSED, NEW: Reply(body=settings_xml())})

    done = await run(joined(), network)

    assert done.discovery.step is StepName.SCP
    assert f"scp: found by {NEW}" in done.lines


async def test_a_wrong_name_is_not_tolerated_on_the_scp_path(run: Runner) -> None:
    wrong = builders.verdict("exch01.contoso.local", trusted=False, name_matches=False)
    network = FakeNetwork(ldap={DC: BOTH[1:]}, http={OLD: Reply(verdict=wrong)})

    done = await run(joined(), network)

    assert "scp: security-alert for exch01.contoso.local: no" in done.lines
    assert "scp: nothing: no-url-worked" in done.lines


async def test_the_tolerance_ends_where_the_server_sends_the_client_away(run: Runner) -> None:
    mail = "https://mail.contoso.local/autodiscover/autodiscover.xml"
    network = FakeNetwork(
        ldap={DC: BOTH[1:]},
        http={
            OLD: Reply(status=302, location=mail, verdict=UNTRUSTED),
            mail: Reply(
                body=settings_xml(), verdict=builders.verdict("mail.contoso.local", trusted=False)
            ),
        },
    )

    done = await run(joined(), network)

    assert "scp:   certificate of mail.contoso.local nyy rejected" in done.lines


async def test_the_tolerance_is_for_the_port_of_the_point_too(run: Runner) -> None:
    elsewhere = "https://exch01.contoso.local:8443/autodiscover/autodiscover.xml"
    network = FakeNetwork(
        ldap={DC: BOTH[1:]},
        http={
            OLD: Reply(status=302, location=elsewhere, verdict=UNTRUSTED),
            elsewhere: Reply(body=settings_xml(), verdict=UNTRUSTED),
        },
    )

    done = await run(joined(), network)

    assert "scp: nothing: no-url-worked" in done.lines


async def test_an_error_from_a_point_is_remembered_and_not_final(run: Runner) -> None:
    network = FakeNetwork(ldap={DC: BOTH}, http={OLD: Reply(body=error_xml())})

    done = await run(joined(), network)

    assert "scp: refused with 500" in done.lines
    assert done.lines[-1] == "dns-srv: nothing: no-srv-record"
    assert not isinstance(done.discovery.result, Refused)


async def test_a_sign_in_that_one_point_asked_for_is_not_forgotten(run: Runner) -> None:
    network = FakeNetwork(ldap={DC: BOTH}, http={OLD: Reply(wants_password="x"), NEW: CLOSED})

    done = await run(joined(), network)

    assert "scp: nothing: sign-in-needed" in done.lines


async def test_a_basic_password_goes_over_a_tolerated_certificate_only_when_named(
    run: Runner,
) -> None:
    network = FakeNetwork(
        ldap={DC: BOTH[1:]},
        http={OLD: Reply(body=settings_xml(), wants_password="p", verdict=UNTRUSTED)},
    )

    done = await run(joined(), network, password="p")

    assert network.passwords == []
    assert "scp: nothing: sign-in-needed" in done.lines


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ((), Why.NO_SCP),
        ((point("A", "ftp://x", "20070101000000.0Z"),), Why.NO_SCP),
        (Failure(kind=FailureKind.DIRECTORY, detail="It needs a sign-in."), Why.DIRECTORY_FAILED),
    ],
)
async def test_a_directory_without_a_usable_point_is_told_from_one_that_fails(
    run: Runner, entries: tuple[Entry, ...] | Failure, why: Why
) -> None:
    done = await run(joined(), FakeNetwork(ldap={DC: entries}))

    assert f"scp: nothing: {why}" in done.lines


async def test_only_controllers_that_cannot_be_reached_are_passed_over(run: Runner) -> None:
    network = FakeNetwork(
        srv=records("dc00.contoso.local", "dc01.contoso.local"),
        ldap={DC: BOTH},
        http={OLD: Reply(body=settings_xml())},
    )

    done = await run(builders.task(joined=True, dns_domain="contoso.local"), network)

    assert [line for line in done.lines if line.startswith("scp: search")] == [
        "scp: search ldap://dc00.contoso.local",
        f"scp: search {DC}",
    ]
    assert done.discovery.step is StepName.SCP


async def test_what_a_reached_controller_says_holds(run: Runner) -> None:
    refusal = Failure(kind=FailureKind.DIRECTORY, detail="It needs a sign-in.")
    network = FakeNetwork(
        srv=records("dc00.contoso.local", "dc01.contoso.local"),
        ldap={"ldap://dc00.contoso.local": refusal, DC: BOTH},
    )

    done = await run(builders.task(joined=True, dns_domain="contoso.local"), network)

    assert f"scp: search {DC}" not in done.lines
    assert "scp: nothing: directory-failed" in done.lines


async def test_without_a_domain_controller_the_step_says_so(run: Runner) -> None:
    done = await run(builders.task(joined=True), FakeNetwork())

    assert "scp: nothing: no-directory" in done.lines


# --- pointers -----------------------------------------------------------------------------------


def pointer(binding: str, *domains: str) -> Entry:
    return Entry(
        name=f"CN=To {binding}",
        attributes=(
            ("keywords", (POINTER_GUID, *(f"Domain={one}" for one in domains))),
            ("servicebindinginformation", (binding,)),
        ),
    )


def hops(done: Run) -> list[str]:
    kinds = ("scp: search", "scp: goes on", "scp: note pointer", "scp: POST", "scp: nothing")
    return [line for line in done.lines if line.startswith(kinds)]


async def test_a_pointer_for_the_domain_is_followed_in_place_of_the_urls(run: Runner) -> None:
    network = FakeNetwork(
        ldap={
            DC: (*BOTH, pointer("LDAP://dc.partner.local:389", "Contoso.com")),
            "ldap://dc.partner.local": BOTH[:1],
        },
        http={NEW: Reply(body=settings_xml())},
    )

    done = await run(joined("Paris"), network)

    assert hops(done) == [
        f"scp: search {DC}",
        "scp: goes on to ldap://dc.partner.local",
        "scp: search ldap://dc.partner.local",
        f"scp: POST {NEW}",
    ]
    assert done.discovery.step is StepName.SCP


async def test_a_pointer_for_another_domain_is_shown_and_not_asked(run: Runner) -> None:
    entries = (pointer("LDAP://dc.fabrikam.local", "fabrikam.com"),)

    done = await run(joined("Paris"), FakeNetwork(ldap={DC: entries}))

    assert "scp: pointer other-domain LDAP://dc.fabrikam.local" in done.lines
    assert hops(done) == [f"scp: search {DC}", "scp: nothing: no-scp"]


async def test_a_fall_back_pointer_is_followed_where_there_is_no_url(run: Runner) -> None:
    network = FakeNetwork(
        ldap={DC: (pointer("LDAP://dc.partner.local"),), "ldap://dc.partner.local": BOTH},
        http={OLD: Reply(body=settings_xml())},
    )

    done = await run(joined("Rome"), network)

    assert f"scp: found by {OLD}" in done.lines


async def test_pointers_that_lead_in_a_circle_are_not_followed_twice(run: Runner) -> None:
    other = "ldap://dc02.contoso.local"
    network = FakeNetwork(
        ldap={
            DC: (pointer("LDAP://DC02.contoso.local", "contoso.com"),),
            other: (*BOTH, pointer("LDAP://dc01.contoso.local:389", "contoso.com")),
        },
        http={OLD: Reply(body=settings_xml())},
    )

    done = await run(joined("Rome"), network)

    # The URLs beside the pointer that leads nowhere are what is left to ask.
    assert hops(done) == [
        f"scp: search {DC}",
        f"scp: goes on to {other}",
        f"scp: search {other}",
        "scp: note pointer-not-followed LDAP://dc01.contoso.local:389",
        f"scp: POST {OLD}",
    ]


async def test_ten_pointers_are_followed_and_no_eleventh(run: Runner) -> None:
    directories = {
        DC if number == 0 else f"ldap://dc-{number}.example": (
            pointer(f"LDAP://dc-{number + 1}.example", "contoso.com"),
        )
        for number in range(20)
    }

    done = await run(joined("Rome"), FakeNetwork(ldap={**directories}))

    assert len([line for line in done.lines if line.startswith("scp: goes on")]) == 10
    assert hops(done)[-2:] == [
        "scp: note pointer-not-followed LDAP://dc-11.example",
        "scp: nothing: no-scp",
    ]


async def test_a_pointer_that_names_no_directory_is_not_followed(run: Runner) -> None:
    url = "https://mail.fabrikam.com/autodiscover/autodiscover.xml"

    done = await run(joined("Rome"), FakeNetwork(ldap={DC: (pointer(url, "contoso.com"),)}))

    assert f"scp: note pointer-not-followed {url}" in done.lines
    assert "scp: nothing: no-scp" in done.lines


async def test_a_pointer_to_a_dead_directory_ends_the_step(run: Runner) -> None:
    entries = (*BOTH, pointer("LDAP://dc.partner.local", "contoso.com"))

    done = await run(joined("Rome"), FakeNetwork(ldap={DC: entries}))

    assert hops(done)[-1] == "scp: nothing: directory-failed"
