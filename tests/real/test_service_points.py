"""Service connection points out of slapd, and what a joined PC makes of the servers they name."""

from typing import Any, Final

import pytest

from app.domain.acceptance import Ground
from app.domain.events import Outcome, PointsChosen, ProbeResult, ServiceProbed
from app.domain.failures import FailureKind
from app.domain.settings import Scope, Service
from app.domain.steps import SkipReason, StepName
from app.domain.verdict import Problem
from tests.support import addresses
from tests.support.access_log import AccessLog
from tests.support.contoso import ANN, DOMAIN, autodiscover_host, mail_domain
from tests.support.daemons import Daemon
from tests.support.directory import CONFIGURATION
from tests.support.directory_log import DirectoryLog
from tests.support.real_runs import Client, Ran

pytestmark = [pytest.mark.real, pytest.mark.anyio]

SCP: Final = StepName.SCP
ADDRESS: Final = f"ann@{DOMAIN}"
BY_DN: Final[dict[str, Any]] = {"username": ANN.dn, "password": ANN.password}
DN: Final = "cn=Ann,cn=Users,dc=contoso,dc=example"
TLS: Final = "TLS established tls_ssf=256 ssf=256 tls_proto=TLS1.3 tls_cipher=AES-256-GCM"
BIND: Final = f'BIND dn="{DN}" method=128'
BOUND: Final = f'BIND dn="{DN}" mech=SIMPLE bind_ssf=0 ssf=256'
GOODBYE: Final = ["UNBIND", "closed"]
LOST: Final = "closed (connection lost)"


def joined(directory: str = f"ldap://dc1.{DOMAIN}", site: str = "London") -> dict[str, Any]:
    return {"joined": "yes", "directory": directory, "site": site}


def url_of(server: str) -> str:
    return f"https://{server}.{DOMAIN}/Autodiscover/Autodiscover.xml"


def chosen(ran: Ran) -> list[str]:
    """The servers in the order in which they are asked."""
    events = (one.event for one in ran.records if isinstance(one.event, PointsChosen))
    return [point.server.lower() for event in events for point in event.choice.chosen]


@pytest.fixture
def directory_log(open_directory: Daemon) -> DirectoryLog:
    return DirectoryLog(open_directory)


# How the directory is reached, with which credentials, and what slapd saw of it.
WAYS: Final[list[tuple[str, dict[str, Any], str, list[str]]]] = [
    ("ldap", {}, "anonymous", GOODBYE),
    ("ldaps", {}, "anonymous", [TLS, *GOODBYE]),
    ("ldap", BY_DN, "simple", ["STARTTLS", TLS, BIND, BOUND, *GOODBYE]),
    ("ldaps", BY_DN, "simple", [TLS, BIND, BOUND, *GOODBYE]),
]


@pytest.mark.parametrize(("scheme", "credentials", "bind", "seen"), WAYS)
async def test_the_directory_is_asked_with_the_password_inside_tls_only(
    client: Client,
    web_server: Daemon,
    directory_log: DirectoryLog,
    scheme: str,
    credentials: dict[str, Any],
    bind: str,
    seen: list[str],
) -> None:
    directory = f"{scheme}://dc1.{DOMAIN}"

    ran = await client.run(ADDRESS, **joined(directory), **credentials)

    judged = [f"  certificate of dc1.{DOMAIN} yyy good"] if TLS in seen else []
    search = ran.search()
    assert ran.lines_of(SCP) == [
        f"search {directory}",
        *judged,
        f"point 1 in-site {url_of('ex04')}",
        f"point 2 no-site-scope {url_of('ex03')}",
        *(f"point 3 other-site {url_of(name)}" for name in ("ex01", "ex02")),
        f"pointer other-domain LDAP://dc2.{DOMAIN}",
        f"POST {url_of('ex04')}",
        f"  certificate of ex04.{DOMAIN} yyy good",
        "  answers settings",
        f"found by {url_of('ex04')}",
    ]
    assert (search.bind, search.base, len(search.entries)) == (bind, CONFIGURATION, 5)
    assert ran.finished.found_by is SCP
    assert directory_log.seen() == seen


@pytest.mark.parametrize(
    ("site", "order"),
    [
        # In the site first, then those of no site, then the others; the oldest first in each.
        ("Paris", ["ex01", "ex02", "ex03", "ex04"]),
        ("Lyon", ["ex02", "ex03", "ex01", "ex04"]),
        ("london", ["ex04", "ex03", "ex01", "ex02"]),
        ("Berlin", ["ex03", "ex01", "ex02", "ex04"]),
        ("", ["ex03", "ex01", "ex02", "ex04"]),
    ],
)
async def test_servers_of_the_site_are_asked_first(
    client: Client, web_server: Daemon, open_directory: Daemon, site: str, order: list[str]
) -> None:
    ran = await client.run(ADDRESS, **joined(site=site), probes=False)

    # Nothing listens at ex03: the next one is asked.
    asked = order[:2] if order[0] == "ex03" else order[:1]
    posts = [line for line in ran.lines_of(SCP) if line.startswith("POST ")]
    assert chosen(ran) == order
    assert posts == [f"POST {url_of(name)}" for name in asked]
    # slapd answers no ping, which is sent where the site is not given.
    assert ran.lines_of(SCP).count("  fails: refused") == asked.count("ex03") + (site == "")
    assert ran.lines_of(SCP).count("note site-unknown") == (site == "")
    assert ran.finished.autodiscover_url == url_of(asked[-1])


async def test_a_self_signed_server_is_tolerated_inside_and_not_outside(
    client: Client, access_log: AccessLog, open_directory: Daemon
) -> None:
    ran = await client.run(ADDRESS, **joined(site="Paris"))

    autodiscover, *services = ran.judged(f"ex01.{DOMAIN}")
    assert ran.lines_of(SCP)[-4:] == [
        f"POST {url_of('ex01')}",
        f"  certificate of ex01.{DOMAIN} nyy tolerated",
        "  answers settings",
        f"found by {url_of('ex01')}",
    ]
    assert autodiscover.verdict.problems == (Problem.SELF_SIGNED,)
    # Three distinct URLs inside, and the file of the address book; the same URLs and Outlook
    # Anywhere's outside.
    assert sorted(one.acceptance.ground for one in services) == [
        *[Ground.REJECTED] * 4,
        *[Ground.TOLERATED] * 4,
    ]
    assert probes(ran) == {
        *((Scope.INTERNAL, service, worth(service), None) for service in FOUR),
        *(
            (Scope.EXTERNAL, service, ProbeResult.FAILS, FailureKind.CERTIFICATE_REJECTED)
            for service in (*FOUR, Service.OUTLOOK_ANYWHERE)
        ),
    }
    # No byte of HTTP to the four outside.
    assert [one.status for one in access_log.seen()] == [200] * 5


FOUR: Final = (Service.AVAILABILITY, Service.OOF, Service.OAB, Service.UM)


def worth(service: Service) -> ProbeResult:
    # Without credentials the address book alone shows that it can be read.
    return ProbeResult.WORKS if service is Service.OAB else ProbeResult.REACHABLE


def probes(ran: Ran) -> set[tuple[Scope, Service, ProbeResult, FailureKind | None]]:
    return {(one.scope, one.service, one.result, kind_of(one)) for one in ran.probed()}


def kind_of(probed: ServiceProbed) -> FailureKind | None:
    return probed.failure.kind if probed.failure else None


async def test_trusted_services_are_judged_and_reached_inside_and_outside(
    client: Client, web_server: Daemon, open_directory: Daemon
) -> None:
    ran = await client.run(ADDRESS, **joined())

    grounds = {one.acceptance.ground for one in ran.judged(f"ex04.{DOMAIN}")}
    assert grounds == {Ground.GOOD}
    assert probes(ran) == {
        *((scope, service, worth(service), None) for scope in Scope for service in FOUR),
        # No page is there.
        (
            Scope.EXTERNAL,
            Service.OUTLOOK_ANYWHERE,
            ProbeResult.FAILS,
            FailureKind.HTTP_STATUS,
        ),
    }


async def test_a_pc_that_is_not_joined_asks_no_directory(
    client: Client, web_server: Daemon, directory_log: DirectoryLog
) -> None:
    ran = await client.run(ADDRESS, **(joined() | {"joined": "no"}))

    (skipped,) = [one for one in ran.session.rows if ran.session.step_of(one) == (1, SCP)]
    assert SkipReason.NOT_JOINED in repr(skipped.subject)
    assert ran.lines_of(SCP) == []
    assert directory_log.seen() == []


# --- directories that give nothing --------------------------------------------------------------


async def test_a_closed_directory_needs_a_sign_in(
    client: Client, web_server: Daemon, closed_directory: Daemon
) -> None:
    ran = await client.run(f"ann@{mail_domain('good')}", **joined(f"ldap://dc2.{DOMAIN}"))

    failure = ran.search().failure
    assert ran.lines_of(SCP)[1:] == ["  fails: directory", "nothing: directory-failed"]
    assert failure
    assert failure.kind is FailureKind.DIRECTORY
    assert f"The directory dc2.{DOMAIN}:389 needs a sign-in" in failure.detail
    # The run goes on.
    assert ran.finished.found_by is StepName.HTTPS_AUTODISCOVER


@pytest.mark.parametrize("scheme", ["ldap", "ldaps"])
async def test_a_closed_directory_opens_to_the_right_password(
    client: Client, web_server: Daemon, closed_directory: Daemon, scheme: str
) -> None:
    ran = await client.run(ADDRESS, **joined(f"{scheme}://dc2.{DOMAIN}"), **BY_DN)

    assert ran.search().bind == "simple"
    assert ran.finished.found_by is SCP


async def test_a_password_that_the_directory_refuses_goes_nowhere_else(
    client: Client, access_log: AccessLog, directory_log: DirectoryLog
) -> None:
    ran = await client.run(
        f"ann@{mail_domain('sign-in')}",
        **joined(),
        username=ANN.dn,
        password="Sommer!2007 und mehr",
    )

    host = autodiscover_host("sign-in")
    failure = ran.search().failure
    assert ran.lines_of(SCP)[1:] == [
        f"  certificate of dc1.{DOMAIN} yyy good",
        "  fails: sign-in-refused",
        "nothing: directory-failed",
    ]
    assert failure
    assert failure.detail.endswith(f"refused the user name or the password of {ANN.dn}.")
    assert directory_log.seen() == ["STARTTLS", TLS, BIND, LOST]
    assert ran.outcome is Outcome.NOT_FOUND
    assert {(one.host, one.signs_in) for one in access_log.seen()} == {(host, False)}


async def test_a_user_name_that_this_directory_does_not_take_is_good_for_the_web(
    client: Client, web_server: Daemon, open_directory: Daemon
) -> None:
    ran = await client.run(
        f"ann@{mail_domain('sign-in')}", **joined(), username=ANN.address, password=ANN.password
    )

    failure = ran.search().failure
    assert failure
    assert failure.kind is FailureKind.DIRECTORY
    assert "does not take this form of user name" in failure.detail
    assert ran.finished.found_by is StepName.HTTPS_AUTODISCOVER


@pytest.mark.parametrize(
    ("directory", "options", "answers", "seen"),
    [
        (f"ldap://dc1.{DOMAIN}", {"trust_files": ()}, "nyy", ["STARTTLS", TLS, LOST]),
        (f"ldaps://dc1.{DOMAIN}", {"trust_files": ()}, "nyy", [TLS, LOST]),
        (f"ldaps://{addresses.OPEN_DIRECTORY}", {}, "yyn", [TLS, LOST]),
    ],
)
async def test_a_directory_with_a_faulty_certificate_gets_no_password(
    client: Client,
    directory_log: DirectoryLog,
    directory: str,
    options: dict[str, Any],
    answers: str,
    seen: list[str],
) -> None:
    ran = await client.run(ADDRESS, **joined(directory), **options, **BY_DN)

    host = directory.split("//")[1]
    assert ran.lines_of(SCP)[1:] == [
        f"  certificate of {host} {answers} rejected",
        "  fails: certificate-rejected",
        "nothing: directory-failed",
    ]
    assert directory_log.seen() == seen


@pytest.mark.parametrize(
    ("directory", "kind"),
    [
        (f"ldap://{addresses.NO_NAME_SERVER}", FailureKind.REFUSED),
        (f"ldap://{addresses.UNREACHABLE}", FailureKind.UNREACHABLE),
        (f"ldap://{addresses.BLACK_HOLE}", FailureKind.TIMED_OUT),
        (f"ldap://dc9.{DOMAIN}", FailureKind.NAME_NOT_FOUND),
        # A web server instead of a directory.
        (f"ldap://{addresses.WEB}:80", FailureKind.PROTOCOL),
    ],
)
async def test_a_directory_that_is_not_there_ends_the_step_only(
    client: Client, web_server: Daemon, directory: str, kind: FailureKind
) -> None:
    ran = await client.run(f"ann@{mail_domain('good')}", **joined(directory), timeout=0.3)

    assert ran.lines_of(SCP)[1:] == [f"  fails: {kind}", "nothing: directory-failed"]
    assert ran.finished.found_by is StepName.HTTPS_AUTODISCOVER
