import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from msgspec.structs import replace

from app.domain.attempts import Exchange
from app.domain.authentication import Authentication, Mechanism, Scheme
from app.domain.events import NameResolved, ProxyAnswered, RouteChosen
from app.domain.failures import Failure, FailureKind
from app.domain.network import Terms
from app.domain.notes import NoteCode, Noted
from app.domain.proxies import Because, ProxyAnswer, ProxyAt, ProxySettings, Route
from app.domain.questions import HttpQuestion, LdapQuestion
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn, Tally
from app.domain.verdict import Verdict
from app.net import RealNetwork
from app.net.contexts import Wanted
from app.net.failures import AttemptFailedError
from app.net.proxy_answers import shown_headers
from app.wording.proxies import proxy_answer_line, route_line
from tests.net.makings import ANN, PASSWORD, FakeJudge, Report, network, rule, server_tls, terms
from tests.net.nameservers import name_server, zone
from tests.net.peers import Guest, Peer, closed_port, forever, peer
from tests.net.proxies import Proxying

pytestmark = pytest.mark.anyio

HOST = "mail.contoso.example"
POST = HttpQuestion(method="POST", url=f"https://{HOST}/autodiscover.xml", body="<Autodiscover/>")
GET = HttpQuestion(method="GET", url=f"http://{HOST}/autodiscover.xml")
PROXY_PASSWORD = "Pr0xy-Canary-77"
WILMA = Credentials("wilma", Secret(PROXY_PASSWORD))


def through(port: int, **options: Any) -> RealNetwork:
    at = ProxyAt(host="127.0.0.1", port=port)
    settings = ProxySettings(https=at, http=at, origin="--proxy")
    return network(proxies=settings, **options)


async def says_yes(guest: Guest) -> None:
    while await guest.request():
        await guest.answer("200 OK", b"<Autodiscover/>", "Content-Type: text/xml")


@asynccontextmanager
async def world(proxying: Proxying, script: Any = says_yes) -> AsyncIterator[tuple[Peer, Peer]]:
    """A proxy, and behind it a server on 443 and 80."""
    async with peer(script, server_tls()) as secure, peer(script) as plain:
        proxying.ports = {f"{HOST}:443": secure.port, f"{HOST}:80": plain.port}
        async with peer(proxying) as proxy:
            yield proxy, secure


async def ask(
    asked: RealNetwork,
    question: HttpQuestion = POST,
    conditions: Terms | None = None,
    report: Report | None = None,
) -> Exchange:
    return await asked.exchange(question, conditions or terms(), (report or Report()).attempt)


def answers_of(exchange: Exchange) -> list[ProxyAnswer]:
    return [answer for one in exchange.connections for answer in one.proxy_answers]


async def test_https_goes_through_a_tunnel_and_its_name_is_not_resolved_here() -> None:
    report, proxying = Report(), Proxying()

    async with world(proxying) as (proxy, _):
        exchange = await ask(through(proxy.port), report=report)

    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.body == b"<Autodiscover/>"
    assert [head.split(b"\r\n")[0] for head in proxying.heard] == [
        f"CONNECT {HOST}:443 HTTP/1.1".encode()
    ]
    (connection,) = exchange.connections
    assert connection.proxy == f"127.0.0.1:{proxy.port}"
    assert connection.route is not None
    assert route_line(connection.route).verdict == (
        f"through the proxy 127.0.0.1:{proxy.port} (from --proxy)"
    )
    resolved = [one.resolution for one in report.events if isinstance(one, NameResolved)]
    assert {one.host for one in resolved if not one.beside} == {"127.0.0.1"}
    (answer,) = answers_of(exchange)
    assert proxy_answer_line(answer).verdict == (
        "HTTP 200 Connection established: the tunnel is open"
    )


async def test_plain_http_goes_to_the_proxy_with_the_whole_url() -> None:
    proxying = Proxying()

    async with world(proxying) as (proxy, _):
        exchange = await ask(through(proxy.port), GET)

    assert exchange.failure is None
    assert exchange.response is not None
    (request,) = proxying.heard
    assert request.startswith(f"GET http://{HOST}/autodiscover.xml HTTP/1.1\r\n".encode())
    assert f"\r\nHost: {HOST}\r\n".encode() in request
    assert answers_of(exchange) == []


@pytest.mark.parametrize("question", [POST, GET])
@pytest.mark.parametrize("hangs_up", [False, True])
async def test_a_proxy_gets_no_credentials_unasked_nor_the_mailboxs(
    question: HttpQuestion, hangs_up: bool
) -> None:
    proxying = Proxying(basic="wilma:x", hangs_up=hangs_up)
    conditions = terms(credentials=ANN)

    async with world(proxying) as (proxy, server):
        exchange = await ask(through(proxy.port), question, conditions)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.PROXY
    assert "with 407: it asks for a sign-in by Basic" in exchange.failure.detail
    assert "unasked" in exchange.failure.detail
    assert b"proxy-authorization" not in b"".join(proxying.heard).lower()
    assert b"authorization" not in b"".join(proxying.heard).lower()
    assert server.guests == []
    (answer,) = answers_of(exchange)
    assert (answer.status, answer.title) == (407, "Sign in, please")
    assert answer.header("Via") == ("1.1 proxy",)


@pytest.mark.parametrize("question", [POST, GET])
@pytest.mark.parametrize("hangs_up", [False, True])
async def test_a_user_of_the_proxy_is_signed_in_by_basic(
    question: HttpQuestion, hangs_up: bool
) -> None:
    proxying = Proxying(basic=f"wilma:{PROXY_PASSWORD}", hangs_up=hangs_up)
    report = Report()

    async with world(proxying) as (proxy, server):
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        exchange = await ask(asked, question, report=report)

    assert exchange.failure is None
    shown = [(one.status, one.scheme, one.username) for one in answers_of(exchange)]
    assert shown == [(407, "", ""), (200, "basic", "wilma")]
    assert PROXY_PASSWORD not in repr(report.recorded)
    assert PROXY_PASSWORD.encode() not in server.heard
    assert b"roxy-" not in server.heard


async def wants_ann(guest: Guest) -> None:
    while request := await guest.request():
        if b"\r\nauthorization: basic" in request.lower():
            await guest.answer("200 OK", b"<Autodiscover/>")
        else:
            await guest.answer("401 Unauthorized", b"", 'WWW-Authenticate: Basic realm="x"')


async def test_the_password_of_each_side_stays_on_its_side() -> None:
    proxying = Proxying(basic=f"wilma:{PROXY_PASSWORD}")

    async with world(proxying, wants_ann) as (proxy, server):
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        exchange = await ask(asked, conditions=terms(credentials=ANN))

    assert exchange.failure is None
    assert server.heard.lower().count(b"\r\nauthorization: basic") == 1
    assert b"proxy-authorization" not in server.heard.lower()
    # Only ciphertext behind the tunnel's two requests.
    assert all(b"\r\nAuthorization" not in head for head in proxying.heard)
    assert PASSWORD.encode() not in proxy.heard


async def test_what_a_proxy_refused_is_not_sent_again_in_the_run() -> None:
    proxying = Proxying(basic="wilma:another")

    async with world(proxying) as (proxy, _):
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        first = await ask(asked)
        second = await ask(asked, GET)

    assert first.failure is not None
    assert "refused the sign-in of wilma" in first.failure.detail
    assert second.failure is not None
    assert "refused before in this run" in second.failure.detail
    sent = [head for head in proxying.heard if b"Proxy-Authorization" in head]
    assert len(sent) == 1


async def test_basic_is_not_for_a_proxy_where_only_stronger_ways_are_allowed() -> None:
    proxying = Proxying(basic=f"wilma:{PROXY_PASSWORD}")
    conditions = terms(authentication=Authentication(schemes=(Scheme.NTLM,), named=True))

    async with world(proxying) as (proxy, _):
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        exchange = await ask(asked, conditions=conditions)

    assert exchange.failure is not None
    assert "cannot, or may not, use these" in exchange.failure.detail
    assert b"Proxy-Authorization" not in b"".join(proxying.heard)


@pytest.mark.usefixtures("ntlm_users")
@pytest.mark.parametrize("scheme", ["Negotiate", "NTLM"])
@pytest.mark.parametrize("question", [POST, GET])
async def test_a_user_of_the_proxy_is_signed_in_by_ntlm(
    scheme: str, question: HttpQuestion
) -> None:
    proxying = Proxying(scheme=scheme)
    report = Report()
    ann = Credentials("CONTOSO\\ann", Secret(PASSWORD))

    async with world(proxying) as (proxy, server):
        exchange = await ask(
            through(proxy.port, proxy_sign_in=SignIn(ann)), question, report=report
        )

    assert exchange.failure is None, exchange.failure
    assert proxying.users == ["CONTOSO\\ann"]
    answers = answers_of(exchange)
    assert [one.status for one in answers] == [407, 407, 200]
    assert {one.scheme for one in answers[1:]} == {scheme.lower()}
    # A challenge is a token, too.
    assert answers[1].header("Proxy-Authenticate") == (f"{scheme} (token)",)
    assert b"roxy-" not in server.heard


@pytest.mark.usefixtures("ntlm_users")
async def test_a_wrong_password_is_refused_once_by_ntlm() -> None:
    proxying = Proxying(scheme="NTLM")
    ann = Credentials("CONTOSO\\ann", Secret("wrong"))

    async with world(proxying) as (proxy, _):
        asked = through(proxy.port, proxy_sign_in=SignIn(ann))
        first, second = await ask(asked), await ask(asked)

    assert first.failure is not None
    assert "refused the sign-in of CONTOSO\\ann" in first.failure.detail
    assert second.failure is not None
    assert sum(b"Proxy-Authorization" in head for head in proxying.heard) == 2


async def test_a_proxy_that_refuses_is_quoted() -> None:
    async with peer(Proxying()) as proxy:
        exchange = await ask(through(proxy.port))

    assert exchange.failure is not None
    assert exchange.failure.detail == (
        f"The proxy 127.0.0.1:{proxy.port} refused CONNECT to {HOST}:443 with 403 Forbidden,"
        ' on a page titled "Not for you & yours".'
    )
    (answer,) = answers_of(exchange)
    assert answer.header("server") == ("squid/5.7",)
    assert answer.header("x-squid-error") == ("DENIED 0",)


async def test_a_proxy_that_is_not_there_is_named() -> None:
    exchange = await ask(through(closed_port()))

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.PROXY
    assert "cannot be reached" in exchange.failure.detail


async def test_connect_wins_over_the_proxy() -> None:
    report = Report()

    async with peer(says_yes, server_tls()) as server:
        asked = through(closed_port(), connect=(rule(server.port),))
        exchange = await ask(asked, report=report)

    assert exchange.failure is None
    (chosen,) = [one.route for one in report.events if isinstance(one, RouteChosen)]
    assert (chosen.is_direct, chosen.because) == (True, Because.CONNECT_OPTION)


def saying(raw: bytes, times: int = 1) -> Any:
    async def script(guest: Guest) -> None:
        await guest.request()
        for _ in range(times):
            await guest.say(raw)
        await forever(guest)

    return script


async def closes(guest: Guest) -> None:
    await guest.request()


async def resets(guest: Guest) -> None:
    await guest.request()
    guest.reset()


async def wants_for_ever(guest: Guest) -> None:
    while await guest.request():
        challenge = "Proxy-Authenticate: NTLM " + "TlRMTVNTUAACAAAAAAAAAAAAAAAA" * 3
        await guest.answer("407 Again", b"", challenge, "Proxy-Authenticate: Basic")


async def speaks_garbage(guest: Guest) -> None:
    while await guest.request():
        await guest.answer("407 Again", b"", "Proxy-Authenticate: NTLM TlRMTVNTUAAC")


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (saying(b"X-Long: " + b"a" * 4000 + b"\r\n", 50), "endless header lines"),
        (saying(OK + b"X: " + b"a" * 4000 + b"\r\n", 50), "endless header lines"),
        (saying(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "not HTTP"),
        (saying(b"HTTP/1.1 100 Continue\r\n\r\n", 50), "no answer to CONNECT that is one"),
        (saying(OK + b"Content-Length: 5\r\n\r\nhello"), "sends bytes of its own"),
        (saying(b"HTTP/1.1 403 No\r\nContent-Length: 10\r\n\r\nabc"), "with 403 No"),
        (saying(b"HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n"), "do not reach the server"),
        (saying(b"HTTP/1.1 403 \xff\x00\r\n\r\n"), "not HTTP"),
        (saying(b"HTTP/1.1 403 No\r\n\r\n" + b"<title>" * 20000), "with 403 No"),
        (closes, "closed the connection without an answer"),
        (resets, "broke the connection off"),
        (forever, "gave no complete answer to CONNECT within 0.5 s"),
        (wants_for_ever, "refused the sign-in of wilma"),
        (speaks_garbage, "cannot be signed in to by ntlm as wilma"),
    ],
)
async def test_each_strange_answer_of_a_proxy_is_a_clear_failure(script: Any, told: str) -> None:
    async with peer(script) as proxy:
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        with anyio.fail_after(20):
            exchange = await ask(asked, conditions=terms(response_s=0.5))

    assert exchange.failure is not None
    assert told in exchange.failure.detail
    assert exchange.failure.kind in {FailureKind.PROXY, FailureKind.RESET}


async def test_a_password_that_the_proxys_page_echoes_is_hidden() -> None:
    async def echoes(guest: Guest) -> None:
        while request := await guest.request():
            page = f"<title>{PROXY_PASSWORD} is wrong</title>".encode()
            status = "403 No" if b"Proxy-Auth" in request else "407 Sign in"
            await guest.answer(status, page, "Proxy-Authenticate: Basic")

    report = Report()
    async with peer(echoes) as proxy:
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        exchange = await ask(asked, report=report)

    assert exchange.failure is not None
    titles = [one.answer.title for one in report.events if isinstance(one, ProxyAnswered)]
    assert titles[-1] == "(hidden) is wrong"
    assert PROXY_PASSWORD not in exchange.failure.detail


async def test_directories_never_go_through_a_proxy() -> None:
    at = closed_port()
    question = LdapQuestion(url=f"ldap://127.0.0.1:{at}", filter="(x=y)", attributes=())
    async with peer(forever) as proxy:
        search = await through(proxy.port).search(question, terms(), Report().attempt)

    assert search.failure is not None
    assert search.failure.kind is FailureKind.REFUSED
    assert proxy.guests == []


class ByZscaler(FakeJudge):
    """Finds every leaf issued by a product that reads inside TLS."""

    def __call__(self, chain: Sequence[bytes], host: str) -> Verdict:
        verdict = super().__call__(chain, host)
        presented = tuple(replace(one, issuer="CN=Zscaler Root CA") for one in verdict.presented)
        return replace(verdict, presented=presented)


async def test_a_certificate_that_looks_inspected_is_noted_once_in_a_run() -> None:
    report = Report()

    async with world(Proxying()) as (proxy, _):
        asked = through(proxy.port, judge=ByZscaler())
        await ask(asked, report=report)
        await ask(asked, report=report)

    notes = [one for one in report.events if isinstance(one, Noted)]
    assert [(one.code, one.subject, one.detail) for one in notes] == [
        (NoteCode.TLS_INSPECTED, HOST, "Zscaler; issued by CN=Zscaler Root CA")
    ]


async def only_basic(guest: Guest) -> None:
    while await guest.request():
        await guest.answer("407 Sign in", b"", "Proxy-Authenticate: Basic")


async def negotiates(guest: Guest) -> None:
    while await guest.request():
        await guest.answer("407 Sign in", b"", "Proxy-Authenticate: Negotiate")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (only_basic, "cannot, or may not, use these"),
        (negotiates, "cannot be signed in to by negotiate as the signed-in user"),
    ],
)
async def test_the_signed_in_user_has_no_password_and_here_no_ticket(
    script: Any, told: str
) -> None:
    async with peer(script) as proxy:
        sign_in = SignIn(None, current_user=True)
        exchange = await ask(through(proxy.port, proxy_sign_in=sign_in))

    assert exchange.failure is not None
    assert told in exchange.failure.detail
    assert b"proxy-authorization" not in proxy.heard.lower()


@pytest.mark.parametrize("question", [POST, GET])
@pytest.mark.parametrize("is_silent", [False, True])
async def test_credentials_that_go_without_an_answer_are_given_up_after_the_second_time(
    question: HttpQuestion, is_silent: bool
) -> None:
    async def swallows(guest: Guest) -> None:
        while b"Proxy-Authorization" not in await guest.request():
            await guest.answer("407 Sign in", b"", "Proxy-Authenticate: Basic")
        if is_silent:
            await forever(guest)

    async with peer(swallows) as proxy:
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        conditions = terms(response_s=0.5 if is_silent else 5.0)
        exchanges = [await ask(asked, question, conditions) for _ in range(4)]

    last = exchanges[-1].failure
    assert last is not None
    assert "not sent again" in last.detail
    assert proxy.heard.count(b"Proxy-Authorization") == 2


async def test_a_proxy_that_has_let_us_in_may_hang_up_more_often() -> None:
    """As some do where the server cannot be reached: that says nothing about the password."""

    async def hangs_up(guest: Guest) -> None:
        while request := await guest.request():
            if b"Proxy-Authorization" not in request:
                await guest.answer("407 Sign in", b"", "Proxy-Authenticate: Basic")
            elif b":443" in request:
                await guest.answer("503 Not there", b"")
            else:
                return

    async with peer(hangs_up) as proxy:
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        exchanges = [await ask(asked, question) for question in (POST, GET, GET, GET, POST)]

    last = exchanges[-1].failure
    assert last is not None
    assert "with 503 Not there" in last.detail


@pytest.mark.parametrize("token", ["AAA", "A" * (1 << 17), "====", ""])
async def test_a_token_that_is_none_is_a_refusal(token: str) -> None:
    async def challenges(guest: Guest) -> None:
        while request := await guest.request():
            with_token = f" {token}" if b"Proxy-Authorization" in request else ""
            await guest.answer("407 Sign in", b"", f"Proxy-Authenticate: NTLM{with_token}")

    async with peer(challenges) as proxy:
        exchange = await ask(
            through(proxy.port, proxy_sign_in=SignIn(WILMA)), conditions=terms(response_s=2.0)
        )

    assert exchange.failure is not None
    assert "refused the sign-in" in exchange.failure.detail or (
        "endless header lines" in exchange.failure.detail
    )


async def test_a_wrong_password_may_be_told_by_401() -> None:
    async def says_401(guest: Guest) -> None:
        while request := await guest.request():
            status = "401 No" if b"Proxy-Authorization" in request else "407 Sign in"
            await guest.answer(status, b"", "Proxy-Authenticate: Basic")

    async with peer(says_401) as proxy:
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        first, second = await ask(asked), await ask(asked)

    assert first.failure is not None
    assert "refused the sign-in of wilma" in first.failure.detail
    assert second.failure is not None
    assert "refused before in this run" in second.failure.detail


def refuses_by_401(*headers: str) -> Any:
    async def script(guest: Guest) -> None:
        while request := await guest.request():
            if b"Proxy-Authorization" in request:
                # As tinyproxy does, also where the request is plain HTTP.
                await guest.answer("401 Unauthorized", b"", 'WWW-Authenticate: Basic realm="t"')
            else:
                await guest.answer("407 Sign in", b"", "Proxy-Authenticate: Basic", *headers)

    return script


async def test_401_over_plain_http_is_the_proxys_refusal_until_it_has_let_us_in() -> None:
    async with peer(refuses_by_401()) as proxy:
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        first, second, third = await ask(asked, GET), await ask(asked, GET), await ask(asked)

    assert first.failure is not None
    assert "refused the sign-in of wilma" in first.failure.detail
    for later in (second, third):
        assert later.failure is not None
        assert "refused before in this run" in later.failure.detail
    assert proxy.heard.count(b"Proxy-Authorization") == 1


async def test_401_of_a_server_behind_a_proxy_that_has_let_us_in_is_the_servers() -> None:
    async def wants_others(guest: Guest) -> None:
        while await guest.request():
            await guest.answer("401 Unauthorized", b"", 'WWW-Authenticate: Basic realm="server"')

    async with world(Proxying(basic=f"wilma:{PROXY_PASSWORD}"), wants_others) as (proxy, _):
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        exchanges = [await ask(asked, question) for question in (POST, GET, GET, GET)]

    assert [one.response.status if one.response else None for one in exchanges] == [401] * 4


async def test_401_that_a_proxy_marks_as_passed_on_is_taken_for_the_servers_twice() -> None:
    async def passes_on(guest: Guest) -> None:
        while request := await guest.request():
            is_in = b"Proxy-Authorization" in request
            status = "401 Unauthorized" if is_in else "407 Sign in"
            await guest.answer(status, b"", "Via: 1.1 p", "Proxy-Authenticate: Basic")

    async with peer(passes_on) as proxy:
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        exchanges = [await ask(asked, GET) for _ in range(4)]

    assert [one.response.status if one.response else None for one in exchanges[:2]] == [401, 401]
    assert proxy.heard.count(b"Proxy-Authorization") == 2


async def test_what_one_proxy_asked_for_goes_to_nobody_else_where_it_goes_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A script that says PROXY a; DIRECT must not lead the sign-in to the server itself."""
    sockets: list[asyncio.Server] = []

    async def asks_and_goes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Guest(reader, writer).request()
        sockets[0].close()
        challenge = ("Proxy-Authenticate: Basic", "Connection: close")
        await Guest(reader, writer).answer("407 Sign in", b"", *challenge)
        writer.close()

    sockets.append(await asyncio.start_server(asks_and_goes, "127.0.0.1", 0))  # noqa: TID251
    at = ProxyAt(host="127.0.0.1", port=sockets[0].sockets[0].getsockname()[1])

    async def route(*_: object) -> Route:
        return Route(target="x", because=Because.SCRIPT, proxies=(at,), then_direct=True)

    monkeypatch.setattr("app.net.proxies.Proxies.route", route)
    async with peer(says_yes) as server:
        asked = through(at.port, proxy_sign_in=SignIn(WILMA), connect=(rule(server.port, at=80),))
        exchange = await ask(asked, GET)

    assert b"roxy-" not in server.heard
    assert exchange.failure is not None
    assert "cannot be reached" in exchange.failure.detail


@pytest.mark.parametrize(
    ("username", "domain", "mechanisms"),
    [
        ("wilma@partner.example", "contoso.local", [Mechanism.NTLM]),
        ("wilma@partner.example", "", [Mechanism.NTLM]),
        ("wilma@contoso.local", "contoso.local", [Mechanism.KERBEROS]),
    ],
)
async def test_no_unknown_key_centre_is_asked_with_the_proxys_password(
    username: str, domain: str, mechanisms: list[Mechanism], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Mechanism] = []

    async def begins(wanted: Wanted, _: float) -> Any:
        made.append(wanted.mechanism)
        return None, b"token"

    monkeypatch.setattr("app.net.proxy_sign_in.begin", begins)
    async with peer(negotiates) as proxy:
        sign_in = SignIn(Credentials(username, Secret(PROXY_PASSWORD)))
        await ask(through(proxy.port, proxy_sign_in=sign_in), conditions=terms(domain=domain))

    assert made == mechanisms


async def test_a_password_that_the_domain_refuses_is_not_taken_to_the_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refuses(wanted: Wanted, _: float) -> Any:
        said = "The domain refused the password of wilma@contoso.local."
        raise AttemptFailedError(Failure(kind=FailureKind.SIGN_IN_REFUSED, detail=said))

    monkeypatch.setattr("app.net.proxy_sign_in.begin", refuses)
    sign_in = SignIn(Credentials("wilma@contoso.local", Secret(PROXY_PASSWORD)))
    async with peer(negotiates) as proxy:
        asked = through(proxy.port, proxy_sign_in=sign_in)
        exchange = await ask(asked, conditions=terms(domain="contoso.local"))

    assert exchange.failure is not None
    assert "The domain refused the password" in exchange.failure.detail
    assert "not sent again in this run" in exchange.failure.detail
    assert b"roxy-Authorization" not in proxy.heard
    assert sign_in.bad == 1


async def test_bad_sign_ins_to_proxy_and_server_count_together() -> None:
    """Who is the proxy's user is often the mailbox's, too: two of each would be four."""
    tally = Tally()
    of_proxy = SignIn(None, current_user=True, tally=tally)
    of_server = SignIn(ANN, current_user=True, tally=tally)
    async with of_proxy.turn() as turn:
        turn.refuse(current_user=True)

    async with of_server.turn() as turn:
        assert turn.has(current_user=True)
        turn.refuse(current_user=True)
        assert not turn.has(current_user=False)

    async with of_server.turn() as turn:
        assert turn.is_empty
        assert turn.credentials is None


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ('Basic realm="x", NTLM TlRMTVNTUAACAAAA', 'Basic realm="x", NTLM (token)'),
        ("Negotiate oYG2MIGz+/==, NTLM", "Negotiate (token), NTLM"),
        ('Digest realm="a b", nonce="c"', 'Digest realm="a b", nonce="c"'),
        ("NTLM TlRM" + "A" * 1000, "NTLM (token)"),
    ],
)
def test_tokens_of_a_proxy_are_not_shown_wherever_they_stand(sent: str, shown: str) -> None:
    header = (b"Proxy-Authenticate", sent.encode())

    assert shown_headers([header], None) == (("proxy-authenticate", shown),)


async def test_a_key_centre_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr("app.net.contexts.spnego.client", lambda *_, **__: over.wait(30))

    async with peer(negotiates) as proxy:
        asked = through(proxy.port, proxy_sign_in=SignIn(WILMA))
        exchange = await ask(asked, conditions=terms(directory_s=0.05))
    over.set()

    assert exchange.failure is not None
    assert "could not be prepared within 0.05 s" in exchange.failure.detail


async def test_a_certificate_alone_is_looked_at_through_the_proxy_as_well() -> None:
    proxying = Proxying()

    async with world(proxying) as (proxy, server):
        looked = await through(proxy.port).look(POST, terms(), Report().attempt)
        unnamed = await through(proxy.port).look_without_name(HOST, 443, terms().limits)

    assert looked.failure is None
    assert looked.judged is not None
    assert len(proxying.heard) == 1
    assert server.heard == b""
    assert isinstance(unnamed, Failure)
    assert unnamed.kind is FailureKind.PROXY


@pytest.mark.parametrize(
    ("settings", "is_looked_at"),
    [
        ({"exceptions": ("*.contoso.example",)}, True),
        ({"exceptions": ("*.another.example",)}, False),
        ({"exceptions": ("*.contoso.example",), "script": "http://127.0.0.1:1/x"}, False),
        ({"exceptions": ("*.contoso.example",), "detects": True}, False),
        ({"https": None}, True),
    ],
)
async def test_a_host_is_looked_at_without_its_name_where_no_proxy_can_be_on_the_way(
    settings: dict[str, Any], is_looked_at: bool
) -> None:
    at = ProxyAt(host="127.0.0.1", port=1)
    given = replace(ProxySettings(https=at, http=at, origin="x"), **settings)

    async with name_server(zone(**{f"{HOST}. A": ["127.0.0.1"]})) as names:
        asked = network(proxies=given, resolvers=(("127.0.0.1", names.port),))
        found = await asked.look_without_name(HOST, closed_port(), terms().limits)

    assert isinstance(found, Failure)
    assert (found.kind is FailureKind.REFUSED) is is_looked_at
    assert (found.kind is FailureKind.PROXY) is not is_looked_at


async def test_two_proxies_that_are_gone_are_told_by_the_last() -> None:
    gone = [ProxyAt(host="127.0.0.1", port=closed_port()) for _ in range(2)]
    settings = ProxySettings(script="http://127.0.0.1:1/x", https=gone[1], origin="WinINet")

    exchange = await ask(network(proxies=settings), conditions=terms(connect_s=1.0))

    assert exchange.failure is not None
    assert f"The proxy {gone[1]} cannot be reached" in exchange.failure.detail


async def test_a_password_that_a_server_behind_the_tunnel_swallows_is_sent_once() -> None:
    requests: list[bytes] = []

    async def swallows(guest: Guest) -> None:
        request = await guest.request()
        requests.append(request)
        if b"\r\nauthorization" not in request.lower():
            challenge = 'WWW-Authenticate: Basic realm="x"'
            await guest.answer("401 Unauthorized", b"", challenge, "Connection: close")

    async with world(Proxying(), swallows) as (proxy, _):
        exchange = await ask(through(proxy.port), conditions=terms(credentials=ANN))

    assert exchange.failure is not None
    assert ["authorization" in one.decode().lower() for one in requests] == [False, True]
