"""The servers that nobody here wrote, as fixtures: a test process starts each once, on demand.

A test that asks for one runs in a private network (`tests.support.namespace`), where the server has
its usual port. A failing test shows the end of the logs of all servers that run.
"""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.support import (
    addresses,
    apache,
    contoso,
    dnsdist,
    forest,
    kerberos,
    knot,
    nginx,
    samba,
    slapd,
)
from tests.support.access_log import AccessLog
from tests.support.apache import RequestLog, WebServer
from tests.support.certificates import leaf, presented
from tests.support.daemons import Daemon
from tests.support.directory import STANDARD, ConnectionPoint, exchange_server, tree
from tests.support.dnsdist import Faults
from tests.support.real_runs import Client
from tests.support.requirements import what_is_lacking
from tests.support.samba import Controller
from tests.support.sites import Site, standard_sites
from tests.support.zones import standard_zones

_LOG_SHOWN: Final = 3_000

_servers: list[Daemon] = []


@pytest.fixture(scope="session", autouse=True)
def private_network() -> None:
    """Fails every test here, with what is missing, where there can be no private network."""
    lacking = what_is_lacking()
    if lacking:
        pytest.fail(lacking, pytrace=False)


@pytest.fixture(scope="session")
def sites() -> dict[str, Site]:
    """Contoso's web sites by case; see `tests.support.sites`."""
    return standard_sites()


@pytest.fixture(scope="session")
def anchor_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root certificate that a client should trust, as PEM."""
    file = tmp_path_factory.mktemp("anchor") / "contoso-root.pem"
    file.write_bytes(contoso.anchor().pem)
    return file


@pytest.fixture(scope="session")
def name_server(
    private_network: None, tmp_path_factory: pytest.TempPathFactory, sites: dict[str, Site]
) -> Iterator[Daemon]:
    """Knot at NAME_SERVER, which the operating system's resolver asks too.

    It passes questions about the domain ad.contoso.example on to the domain controller, as that one
    passes all others on to it.
    """
    zones = standard_zones(sites.values())
    forwarded = {forest.DOMAIN: addresses.DOMAIN_CONTROLLER}
    folder = tmp_path_factory.mktemp("knot")
    with knot.running(folder, zones, forwarded=forwarded) as daemon, _shown(daemon):
        yield daemon


@pytest.fixture(scope="session")
def web_server(
    private_network: None, tmp_path_factory: pytest.TempPathFactory, sites: dict[str, Site]
) -> Iterator[Daemon]:
    """Nginx with all of `sites`."""
    with nginx.running(tmp_path_factory.mktemp("nginx"), sites.values()) as daemon, _shown(daemon):
        yield daemon


@pytest.fixture(scope="session")
def open_directory(
    private_network: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Daemon]:
    """The domain controller dc1 at OPEN_DIRECTORY, which tells everybody everything."""
    yield from _directory(
        tmp_path_factory.mktemp("dc1"), "dc1", addresses.OPEN_DIRECTORY, anonymous_read=True
    )


@pytest.fixture(scope="session")
def closed_directory(
    private_network: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Daemon]:
    """The domain controller dc2 at CLOSED_DIRECTORY, which wants a sign-in first."""
    yield from _directory(
        tmp_path_factory.mktemp("dc2"), "dc2", addresses.CLOSED_DIRECTORY, anonymous_read=False
    )


@pytest.fixture(scope="session")
def other_directory(
    private_network: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Daemon]:
    """The domain controller dc3 at OTHER_DIRECTORY: its only server is untrusted, and signs in."""
    url = contoso.autodiscover_url(contoso.autodiscover_host("sign-in-untrusted"))
    server = exchange_server("EX05", created="20070311090000.0Z", url=url)
    yield from _directory(
        tmp_path_factory.mktemp("dc3"),
        "dc3",
        addresses.OTHER_DIRECTORY,
        anonymous_read=True,
        points=(server,),
    )


@pytest.fixture(scope="session")
def domain(private_network: None, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The files of the domain `forest`, made once for all test processes."""
    reason = samba.why_not()
    if reason:
        pytest.skip(reason)
    own = tmp_path_factory.getbasetemp()
    # With pytest-xdist each process has a folder in a common one.
    return samba.made_domain(own if worker_id == "master" else own.parent)


@pytest.fixture(scope="session")
def domain_controller(
    domain: Path, name_server: Daemon, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Controller]:
    """The domain controller dc4, which insists on strong authentication."""
    with (
        samba.running(
            domain,
            log_file=tmp_path_factory.mktemp("dc4") / "samba-dc4.log",
            identity=presented(leaf(contoso.issuing(), forest.CONTROLLER)),
            winbind=True,
        ) as controller,
        _shown(controller.daemon),
    ):
        yield controller


@pytest.fixture(scope="session")
def lenient_controller(
    domain_controller: Controller, domain: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Controller]:
    """The same one as dc5, which takes any sign-in, in the clear or not."""
    with (
        samba.running(
            domain,
            log_file=tmp_path_factory.mktemp("dc5") / "samba-dc5.log",
            identity=presented(leaf(contoso.issuing(), forest.LENIENT)),
            host=forest.LENIENT,
            address=addresses.LENIENT_CONTROLLER,
            strong=False,
        ) as controller,
        _shown(controller.daemon),
    ):
        yield controller


@pytest.fixture(scope="session")
def domain_web_server(
    domain_controller: Controller, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WebServer]:
    """Apache as EX06, where people of the domain sign in by Negotiate, NTLM or Basic."""
    with (
        apache.running(
            samba.folder_of("apache"),
            log_file=tmp_path_factory.mktemp("apache") / "apache.log",
            identity=presented(leaf(contoso.issuing(), forest.EXCHANGE)),
            controller=domain_controller,
        ) as server,
        _shown(server.daemon),
    ):
        yield server


@pytest.fixture
def web_requests(domain_web_server: WebServer) -> RequestLog:
    """What Apache answers from now on."""
    return RequestLog(domain_web_server)


@pytest.fixture
def tickets(domain_controller: Controller, tmp_path: Path) -> Path:
    """A file with Ann's ticket, as after her logon; see `tests.support.kerberos`."""
    return kerberos.sign_in(domain_controller.kerberos, forest.ANN, tmp_path / "tickets")


@pytest.fixture
def signed_in(
    domain_controller: Controller, tickets: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """This process is a PC of the domain at which Ann has signed in."""
    for name, value in kerberos.environment(domain_controller.kerberos, tickets).items():
        monkeypatch.setenv(name, value)
    return tickets


@pytest.fixture
def anyio_backend() -> str:
    """What the program itself runs on."""
    return "asyncio"


@pytest.fixture
def client(name_server: Daemon, anchor_file: Path, tmp_path: Path) -> Client:
    """The whole program, which trusts Contoso's root and asks knot."""
    return Client(tmp_path, anchor_file)


@pytest.fixture
def faults(name_server: Daemon, tmp_path: Path) -> Iterator[Faults]:
    """Puts dnsdist in front of knot, with rules that the test has."""
    with ExitStack() as running:

        def start(*rules: str) -> None:
            running.enter_context(_shown(running.enter_context(dnsdist.running(tmp_path, *rules))))

        yield start


@pytest.fixture
def access_log(web_server: Daemon) -> AccessLog:
    """What nginx sees from now on."""
    return AccessLog(web_server)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        report.sections.extend(
            (f"log of {server.log_file.stem}", server.log()[-_LOG_SHOWN:]) for server in _servers
        )
    return report


def _directory(
    folder: Path,
    name: str,
    address: str,
    *,
    anonymous_read: bool,
    points: tuple[ConnectionPoint, ...] = STANDARD,
) -> Generator[Daemon, None, None]:
    host = f"{name}.{contoso.DOMAIN}"
    with (
        slapd.running(
            folder,
            address=address,
            host=host,
            identity=presented(leaf(contoso.issuing(), host)),
            anonymous_read=anonymous_read,
            tree=tree(points),
        ) as daemon,
        _shown(daemon),
    ):
        yield daemon


@contextmanager
def _shown(daemon: Daemon) -> Iterator[None]:
    _servers.append(daemon)
    try:
        yield
    finally:
        _servers.remove(daemon)
