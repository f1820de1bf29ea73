"""The step that asks the directory."""

import pytest

from app.domain.attempts import Entry, SrvRecord
from app.domain.failures import Failure, FailureKind
from app.domain.steps import Found, Refused, StepName, Why
from app.domain.task import Task
from app.protocol.scp import POINTER_GUID, URL_GUID
from tests.discovery.conftest import Runner
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
        f"scp: search {DC}",
        "scp: note site-unknown",
        f"scp: note scp-chosen {OLD}",
        f"scp: note scp-chosen {NEW}",
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


async def test_domain_controllers_are_found_by_dns(run: Runner) -> None:
    name = "_ldap._tcp.dc._msdcs.contoso.local"
    record = SrvRecord(priority=0, weight=100, port=389, target="dc01.contoso.local")
    dead = SrvRecord(priority=0, weight=200, port=389, target="dc00.contoso.local")
    network = FakeNetwork(
        srv={name: (dead, record)}, ldap={DC: BOTH}, http={OLD: Reply(body=settings_xml())}
    )

    done = await run(builders.task(joined=True, dns_domain="contoso.local"), network)

    assert done.lines[1:7] == [
        f"scp: SRV {name}",
        "scp: note directory-found dc00.contoso.local",
        "scp: note directory-found dc01.contoso.local",
        "scp: search ldap://dc00.contoso.local",
        "scp:   fails: name-not-found",
        f"scp: search {DC}",
    ]
    assert done.discovery.step is StepName.SCP


@pytest.mark.parametrize("dns_domain", ["", "contoso.local"])
async def test_without_a_domain_controller_the_step_says_so(run: Runner, dns_domain: str) -> None:
    done = await run(builders.task(joined=True, dns_domain=dns_domain), FakeNetwork())

    assert "scp: nothing: no-directory" in done.lines


async def test_a_domain_that_denies_controllers_has_none(run: Runner) -> None:
    denied = SrvRecord(priority=0, weight=0, port=0, target=".")
    network = FakeNetwork(srv={"_ldap._tcp.dc._msdcs.contoso.local": (denied,)})

    done = await run(builders.task(joined=True, dns_domain="contoso.local"), network)

    assert "scp: nothing: no-directory" in done.lines


async def test_a_pointer_is_shown_and_not_asked(run: Runner) -> None:
    pointer = Entry(
        name="CN=Partner",
        attributes=(
            ("keywords", (POINTER_GUID, "Domain=fabrikam.com")),
            ("servicebindinginformation", ("LDAP://dc.fabrikam.local",)),
        ),
    )

    done = await run(joined(), FakeNetwork(ldap={DC: (pointer,)}))

    assert "scp: note scp-pointer CN=Partner" in done.lines
    assert "scp: nothing: no-scp" in done.lines
