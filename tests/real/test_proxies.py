"""The whole client through tinyproxy, to nginx."""

from collections.abc import Iterator
from typing import Final

import pytest

from app.domain.attempts import Exchange
from app.domain.events import NameResolved, Outcome, ProxyAnswered
from app.domain.failures import FailureKind
from app.domain.secret import Secret
from app.domain.steps import StepName
from tests.net.peers import peer
from tests.net.proxies import Proxying
from tests.support import addresses, forest, tinyproxy
from tests.support.contoso import ANN, autodiscover_host, mail_domain
from tests.support.daemons import Daemon
from tests.support.real_runs import Client, Ran
from tests.support.samba import Controller
from tests.support.tinyproxy import Proxy

pytestmark = [pytest.mark.real, pytest.mark.anyio]

HOST: Final = StepName.HTTPS_AUTODISCOVER
GOOD: Final = autodiscover_host("good")
PROXY_PASSWORD: Final = "Pr0xyCanary77"


@pytest.fixture(scope="module")
def open_proxy(web_server: Daemon, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("open-proxy")
    with tinyproxy.running(folder, address=addresses.OPEN_PROXY) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def closed_proxy(web_server: Daemon, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("closed-proxy")
    with tinyproxy.running(
        folder, address=addresses.CLOSED_PROXY, username="wilma", password=PROXY_PASSWORD
    ) as proxy:
        yield proxy


def proxies_of(ran: Ran) -> set[str]:
    exchanges = (one for _, one in ran.session.attempts if isinstance(one, Exchange))
    return {connection.proxy for one in exchanges for connection in one.connections}


async def test_a_run_finds_its_settings_through_a_proxy_that_resolves_the_names(
    client: Client, open_proxy: Proxy
) -> None:
    ran = await client.run(f"ann@{mail_domain('good')}", proxy=open_proxy.url)

    assert ran.outcome is Outcome.FOUND
    assert proxies_of(ran) == {f"{addresses.OPEN_PROXY}:{tinyproxy.PORT}"}
    assert f"CONNECT {GOOD}:443 HTTP/1.1" in open_proxy.asked()
    resolved = [one.event for one in ran.records if isinstance(one.event, NameResolved)]
    assert {one.resolution.host for one in resolved} == {addresses.OPEN_PROXY}


async def test_the_redirect_step_goes_through_the_proxy_too(
    client: Client, open_proxy: Proxy
) -> None:
    ran = await client.run(f"ann@{mail_domain('redirect')}", proxy=open_proxy.url, consent="allow")

    host = autodiscover_host("redirect")
    assert any(one.startswith(f"GET http://{host}/") for one in open_proxy.asked()), (
        open_proxy.asked()
    )
    assert ran.exchange(StepName.HTTP_REDIRECT).response is not None


async def test_a_proxy_that_wants_a_sign_in_is_told_about_and_gets_none_unasked(
    client: Client, closed_proxy: Proxy
) -> None:
    ran = await client.run(
        f"ann@{mail_domain('good')}", proxy=closed_proxy.url, password=ANN.password
    )

    failure = ran.exchange(HOST).failure
    assert failure is not None
    assert failure.kind is FailureKind.PROXY
    assert "with 407: it asks for a sign-in by Basic" in failure.detail
    assert ran.outcome is Outcome.NOT_FOUND


async def test_the_proxys_user_is_signed_in_and_the_mailboxs_stays_behind_the_tunnel(
    client: Client, closed_proxy: Proxy
) -> None:
    ran = await client.run(
        f"ann@{mail_domain('sign-in')}",
        username=ANN.address,
        password=ANN.password,
        proxy=closed_proxy.url.replace("//", "//wilma@"),
        proxy_password=Secret(PROXY_PASSWORD),
    )

    assert ran.outcome is Outcome.FOUND
    assert PROXY_PASSWORD not in repr(ran.records)
    assert ANN.password not in closed_proxy.daemon.log()


async def test_a_wrong_password_is_refused_once(client: Client, closed_proxy: Proxy) -> None:
    ran = await client.run(
        f"ann@{mail_domain('good')}",
        proxy=closed_proxy.url.replace("//", "//wilma@"),
        proxy_password=Secret("wrong"),
    )

    details = [
        one.failure.detail
        for _, one in ran.session.attempts
        if isinstance(one, Exchange) and one.failure
    ]
    assert sum("refused the sign-in of wilma" in one for one in details) == 1
    assert sum("refused before in this run" in one for one in details) == len(details) - 1


@pytest.mark.parametrize("mode", ["outlook", "survey"])
async def test_its_401_over_plain_http_is_heard_as_a_refusal(
    mode: str, client: Client, closed_proxy: Proxy
) -> None:
    ran = await client.run(
        f"ann@{mail_domain('good')}",
        proxy=closed_proxy.url.replace("//", "//wilma@"),
        proxy_password=Secret("wrong"),
        mode=mode,
        policies=("ExcludeHttpsRootDomain=1", "ExcludeHttpsAutoDiscoverDomain=1"),
    )

    events = [one.event for one in ran.records]
    answers = [one.answer for one in events if isinstance(one, ProxyAnswered)]
    assert [(one.method, one.status) for one in answers if one.scheme] == [("GET", 401)]
    failures = [one.failure for _, one in ran.session.attempts if isinstance(one, Exchange)]
    assert failures[0]
    assert "refused the sign-in of wilma" in failures[0].detail


async def test_what_the_proxy_does_not_allow_is_quoted_from_its_page(
    client: Client, open_proxy: Proxy
) -> None:
    ran = await client.run(f"ann@{mail_domain('good')}", proxy=open_proxy.url, path_case="lower")
    root = ran.exchange(StepName.HTTPS_ROOT)

    # The root domain has no address: the proxy says so in its own way.
    assert root.failure is not None
    assert root.failure.kind is FailureKind.PROXY
    assert "refused CONNECT to" in root.failure.detail


async def test_the_environments_proxy_is_taken_and_its_exceptions_kept(
    client: Client, open_proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", open_proxy.url)
    monkeypatch.setenv("no_proxy", GOOD)

    ran = await client.run(f"ann@{mail_domain('good')}")

    assert ran.outcome is Outcome.FOUND
    connection = ran.exchange(HOST).connections[-1]
    assert connection.route is not None
    assert connection.route.origin == f"{GOOD} (environment, no_proxy)"
    assert connection.proxy == ""


@pytest.mark.usefixtures("signed_in")
async def test_the_signed_in_user_is_known_to_a_proxy_by_kerberos(
    client: Client,
    domain_controller: Controller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KRB5_KTNAME", f"FILE:{domain_controller.exchange_keytab}")
    proxying = Proxying(scheme="Negotiate")

    async with peer(proxying) as proxy:
        ran = await client.run(
            f"ann@{mail_domain('good')}",
            proxy=f"http://{forest.EXCHANGE}:{proxy.port}",
            proxy_current_user=True,
            connects=(f"{forest.EXCHANGE}:{proxy.port}=127.0.0.1",),
        )

    failure = ran.exchange(HOST).failure
    assert failure is not None
    # It is in, and meets what this proxy does not pass on.
    assert "with 403 Forbidden" in failure.detail
    assert set(proxying.users) == {f"{forest.ANN.account}@{forest.REALM}"}
    answers = ran.exchange(HOST).connections[-1].proxy_answers
    assert [(one.status, one.scheme) for one in answers] == [(407, ""), (403, "negotiate")]
