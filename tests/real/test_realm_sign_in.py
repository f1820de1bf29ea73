"""Our own client at Apache in the realm of MIT's own KDC: every way in over HTTP, and a refusal."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from app.domain.attempts import Exchange
from app.domain.authentication import Authentication, Scheme
from app.domain.failures import FailureKind
from app.domain.questions import HttpQuestion
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.net.options import ConnectRule
from tests.net.makings import Report, network, terms
from tests.support import addresses, apache, contoso, kerberos, mit, samba
from tests.support.apache import RequestLog, WebServer
from tests.support.certificates import leaf, presented
from tests.support.contoso import AUTODISCOVER_PATH
from tests.support.mit import DOMAIN, USER, WEB_SERVER, Kdc

pytestmark = [pytest.mark.real, pytest.mark.anyio]

PASSWORD: Final = "Sommer!2007 & mehr"
WRONG: Final = "Winter!2007 & mehr"
BY_REALM: Final = f"{USER}@{DOMAIN}"
BY_DOMAIN: Final = f"{mit.NETBIOS}\\{USER}"
QUESTION: Final = HttpQuestion(
    method="POST", url=f"https://{WEB_SERVER}{AUTODISCOVER_PATH}", body="<Autodiscover/>"
)
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def kdc(private_network: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kdc]:
    with mit.running(tmp_path_factory.mktemp("realm"), PASSWORD) as running:
        yield running


@pytest.fixture(scope="module")
def server(kdc: Kdc, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    with apache.running_in_realm(
        samba.folder_of("realm-apache"),
        log_file=tmp_path_factory.mktemp("realm-apache") / "apache.log",
        identity=presented(leaf(contoso.issuing(), WEB_SERVER)),
        kdc=kdc,
        password=PASSWORD,
    ) as running:
        yield running


@pytest.fixture
def ask(server: WebServer, kdc: Kdc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask as a step does, on a PC that knows the realm, and at which nobody has signed in."""
    for name, value in kerberos.environment(kdc.kerberos, tmp_path / "no").items():
        monkeypatch.setenv(name, value)

    async def exchange(name: str, password: str, *schemes: Scheme) -> Exchange:
        asked = network(
            connect=(ConnectRule(host=WEB_SERVER, port=443, address=addresses.MIT_WEB),)
        )
        conditions = terms(
            sign_in=SignIn(Credentials(name, Secret(password))),
            authentication=Authentication(schemes=schemes, named=True),
            domain=DOMAIN,
        )
        return await asked.exchange(QUESTION, conditions, Report().attempt)

    return exchange


@pytest.mark.parametrize(
    ("scheme", "name", "way", "requests"),
    [
        (Scheme.NEGOTIATE, BY_REALM, "negotiate/kerberos", 2),
        (Scheme.NEGOTIATE, BY_DOMAIN, "negotiate/ntlm", 3),
        (Scheme.NTLM, BY_DOMAIN, "ntlm/ntlm", 3),
        (Scheme.BASIC, USER, "basic/simple", 2),
    ],
)
async def test_each_way_opens_apache_on_one_connection(
    ask: Ask, server: WebServer, scheme: Scheme, name: str, way: str, requests: int
) -> None:
    log = RequestLog(server)

    exchange = await ask(name, PASSWORD, scheme)

    tried = exchange.tries[-1]
    assert exchange.failure is None, exchange
    assert f"{tried.scheme}/{tried.mechanism} {tried.outcome}" == f"{way} signed-in"
    seen = log.seen(requests)
    assert [one.earlier for one in seen] == list(range(requests))
    assert [one.status for one in seen] == [*([401] * (requests - 1)), 200]


@pytest.mark.parametrize(
    ("scheme", "name"),
    [
        (Scheme.NEGOTIATE, BY_REALM),
        (Scheme.NEGOTIATE, BY_DOMAIN),
        (Scheme.NTLM, BY_DOMAIN),
        (Scheme.BASIC, USER),
    ],
)
async def test_a_wrong_password_opens_nothing(ask: Ask, scheme: Scheme, name: str) -> None:
    exchange = await ask(name, WRONG, scheme)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.SIGN_IN_REFUSED
