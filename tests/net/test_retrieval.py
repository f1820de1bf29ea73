"""What a certificate points to, fetched from servers that are good, dead, endless or hostile."""

import gzip

import anyio
import pytest

from app.domain.failures import FailureKind
from app.domain.proxies import Because, ProxyAt, Route
from app.domain.retrieval import Fetched, Purpose, Wanted
from app.net import NetworkOptions, retrieval
from app.net.dns import DnsClient
from app.net.resolve import Names
from app.net.retrieval import ChooseRoute, Retriever
from app.net.target import Target
from tests.net.makings import FakeJudge, limits, rule
from tests.net.peers import Guest, Peer, Script, closed_port, forever, peer

pytestmark = pytest.mark.anyio

HOST = "pki.contoso.example"
URL = f"http://{HOST}/issuing.cer"


def retriever(port: int) -> Retriever:
    options = NetworkOptions(
        judge=FakeJudge(), user_agent="Autodiscope/test", connect=(rule(port, HOST, 80),)
    )
    return Retriever(Names(options, DnsClient(())), "Autodiscope/test")


async def fetched(
    script: Script, wanted: Wanted | None = None, times: int = 1
) -> tuple[Fetched, Peer]:
    async with peer(script) as serving:
        fetching = retriever(serving.port)
        wanted = wanted or Wanted(purpose=Purpose.ISSUER, url=URL)
        results = [await fetching.fetch(wanted, limits()) for _ in range(times)]
    return results[-1], serving


def answering(body: bytes, status: str = "200 OK", *headers: str) -> Script:
    async def answer(guest: Guest) -> None:
        await guest.request()
        await guest.answer(status, body, *headers)

    return answer


async def test_what_lies_there_comes_and_nothing_of_the_user_goes() -> None:
    result, serving = await fetched(answering(b"certificate"))

    assert result.content == b"certificate"
    assert result.failure is None
    head = serving.heard.decode().lower().splitlines()
    assert head[0] == "get /issuing.cer http/1.1"
    assert sorted(line.partition(":")[0] for line in head[1:] if line) == [
        "connection",
        "host",
        "user-agent",
    ]
    assert f"host: {HOST}" in head


async def test_a_question_is_posted_whole() -> None:
    wanted = Wanted(
        purpose=Purpose.OCSP, url=URL, body=b"question", media_type="application/ocsp-request"
    )

    result, serving = await fetched(answering(b"answer"), wanted)

    assert result.content == b"answer"
    assert serving.heard.startswith(b"POST /issuing.cer HTTP/1.1")
    assert b"Content-Type: application/ocsp-request" in serving.heard
    assert serving.heard.endswith(b"\r\n\r\nquestion")


async def test_the_same_question_is_asked_once_in_a_run() -> None:
    result, serving = await fetched(answering(b"certificate"), times=3)

    assert (result.content, result.before) == (b"certificate", True)
    assert len(serving.guests) == 1


async def test_a_failure_is_met_once_in_a_run() -> None:
    result, serving = await fetched(answering(b"", "404 Not Found"), times=2)

    assert result.failure
    assert result.before
    assert len(serving.guests) == 1


async def test_those_who_ask_at_the_same_time_share_the_answer() -> None:
    async with peer(answering(b"certificate")) as serving:
        fetching = retriever(serving.port)
        wanted = Wanted(purpose=Purpose.ISSUER, url=URL)
        results: list[Fetched] = []

        async def ask() -> None:
            results.append(await fetching.fetch(wanted, limits()))

        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(ask)

    assert [one.content for one in results] == [b"certificate"] * 5
    assert len(serving.guests) == 1


async def test_what_does_not_fit_into_the_memory_is_fetched_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retrieval, "KEPT_BYTES", 3)

    result, serving = await fetched(answering(b"certificate"), times=2)

    assert not result.before
    assert len(serving.guests) == 2


async def endless(guest: Guest) -> None:
    await guest.request()
    await guest.say(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        await guest.say(b"0" * 65536)


async def hang_up(guest: Guest) -> None:
    await guest.request()


async def reset(guest: Guest) -> None:
    await guest.request()
    guest.reset()


async def break_off(guest: Guest) -> None:
    await guest.request()
    await guest.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


async def babble(guest: Guest) -> None:
    await guest.request()
    await guest.say(b"220 mail.contoso.example ESMTP\r\n\r\n")


FAILING = [
    (answering(b"", "404 Not Found"), FailureKind.HTTP_STATUS, "status 404"),
    (answering(b"", "302 Found", "Location: http://x/"), FailureKind.HTTP_STATUS, "redirects"),
    (answering(b"0" * ((1 << 18) + 1)), FailureKind.TOO_LARGE, "longer than"),
    (
        answering(gzip.compress(b"0" * (1 << 24)), "200 OK", "Content-Encoding: gzip"),
        FailureKind.TOO_LARGE,
        "longer than",
    ),
    (endless, FailureKind.TOO_LARGE, "longer than"),
    (hang_up, FailureKind.PROTOCOL, "without an answer"),
    (break_off, FailureKind.PROTOCOL, "in the middle"),
    (babble, FailureKind.PROTOCOL, "not HTTP"),
]


@pytest.mark.parametrize(("script", "kind", "said"), FAILING)
async def test_a_server_that_fails_is_a_failure_in_plain_words(
    script: Script, kind: FailureKind, said: str
) -> None:
    result, _ = await fetched(script)

    assert result.failure
    assert result.failure.kind is kind
    assert said in result.failure.detail
    assert result.content == b""


async def test_a_connection_that_is_torn_is_a_failure() -> None:
    result, _ = await fetched(reset)

    assert result.failure


async def test_a_silent_server_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieval, "FETCH_S", 0.05)

    result, _ = await fetched(forever)

    assert result.failure
    assert result.failure.kind is FailureKind.TIMED_OUT


async def test_a_closed_port_is_a_failure() -> None:
    fetching = retriever(closed_port())

    result = await fetching.fetch(Wanted(purpose=Purpose.CRL, url=URL), limits())

    assert result.failure
    assert result.failure.kind is FailureKind.REFUSED


@pytest.mark.parametrize("url", ["https://a.example/x", "ldap://a.example/", "http://", "x y"])
async def test_other_ways_than_http_are_not_gone(url: str) -> None:
    result = await retriever(9).fetch(Wanted(purpose=Purpose.CRL, url=url), limits())

    assert result.failure
    assert result.failure.kind is FailureKind.PROTOCOL


async def test_a_name_that_nobody_knows_is_a_failure() -> None:
    options = NetworkOptions(
        judge=FakeJudge(), user_agent="test", resolvers=(("127.0.0.1", closed_port()),)
    )
    fetching = Retriever(Names(options, DnsClient(options.resolvers)), "test")

    result = await fetching.fetch(Wanted(purpose=Purpose.CRL, url=URL), limits(dns_s=0.3))

    assert result.failure
    assert result.failure.kind is FailureKind.NO_ANSWER_FROM_DNS


def by(*ports: int) -> ChooseRoute:
    """Give the way through proxies on these ports of loopback; without any, the direct one."""

    async def route(target: Target) -> Route:
        proxies = tuple(ProxyAt(host="127.0.0.1", port=port) for port in ports)
        return Route(target=str(target), because=next(iter(Because)), proxies=proxies)

    return route


async def test_a_proxy_is_told_the_whole_url_and_nothing_of_the_user() -> None:
    async with peer(answering(b"certificate")) as proxy:
        # Nobody listens at the target itself.
        fetching = retriever(closed_port())
        wanted = Wanted(purpose=Purpose.ISSUER, url=f"{URL}?a=b")
        result = await fetching.fetch(wanted, limits(), by(closed_port(), proxy.port))

    assert result.content == b"certificate"
    assert proxy.heard.startswith(f"GET {URL}?a=b HTTP/1.1\r\nHost: {HOST}\r\n".encode())
    assert b"authorization" not in proxy.heard.lower()


async def test_a_proxy_that_wants_a_sign_in_gets_none() -> None:
    async with peer(answering(b"", "407 Proxy Authentication Required")) as proxy:
        wanted = Wanted(purpose=Purpose.ISSUER, url=URL)
        result = await retriever(9).fetch(wanted, limits(), by(proxy.port))

    assert result.failure
    assert "wants a sign-in" in result.failure.detail
    assert len(proxy.guests) == 1


async def test_a_proxy_that_is_gone_is_a_failure() -> None:
    wanted = Wanted(purpose=Purpose.ISSUER, url=URL)

    result = await retriever(9).fetch(wanted, limits(), by(closed_port()))

    assert result.failure
    assert result.failure.kind is FailureKind.REFUSED


async def test_where_the_way_is_direct_no_proxy_is_told_anything() -> None:
    async with peer(answering(b"certificate")) as serving:
        wanted = Wanted(purpose=Purpose.ISSUER, url=URL)
        result = await retriever(serving.port).fetch(wanted, limits(), by())

    assert result.content == b"certificate"
    assert serving.heard.startswith(b"GET /issuing.cer HTTP/1.1")
