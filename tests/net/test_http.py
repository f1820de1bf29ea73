import asyncio
import gzip
import socket
import time
import zlib
from collections import Counter
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from app.domain.acceptance import CertificatePolicy, Grant, Ground
from app.domain.attempts import Exchange
from app.domain.authentication import Authentication, Scheme
from app.domain.events import RequestSent
from app.domain.failures import FailureKind
from app.domain.network import Terms
from app.domain.questions import HttpQuestion
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.net.backend import MOST_AT_ONCE
from app.net.body import Body
from tests.net.makings import (
    ANN,
    PASSWORD,
    POST,
    URL,
    FakeJudge,
    Report,
    network,
    rule,
    server_tls,
    terms,
)
from tests.net.nameservers import name_server, zone
from tests.net.peers import Guest, Peer, closed_port, forever, peer

pytestmark = pytest.mark.anyio

GET = HttpQuestion(method="GET", url="http://mail.contoso.example/autodiscover/autodiscover.xml")
BASIC = 'WWW-Authenticate: Basic realm="mail"'
AUTHORIZED = b"authorization"


async def ask(
    serving: Peer,
    question: HttpQuestion = POST,
    conditions: Terms | None = None,
    *,
    judge: FakeJudge | None = None,
    report: Report | None = None,
    **options: Any,
) -> Exchange:
    rules = (rule(serving.port), rule(serving.port, at=80))
    asked = network(judge, connect=rules, **options)
    return await asked.exchange(question, conditions or terms(), (report or Report()).attempt)


async def wants_basic(guest: Guest) -> None:
    """Let in whoever says Ann's password."""
    while request := await guest.request():
        if AUTHORIZED in request.lower():
            await guest.answer("200 OK", b"<Autodiscover/>")
        else:
            await guest.answer("401 Unauthorized", b"no", BASIC)


async def says_no(guest: Guest) -> None:
    while await guest.request():
        await guest.answer("401 Unauthorized", b"no", BASIC)


async def says_yes(guest: Guest) -> None:
    while await guest.request():
        await guest.answer("200 OK", b"<Autodiscover/>", "Content-Type: text/xml")


def says(raw: bytes, *, then_close: bool = True) -> Any:
    async def script(guest: Guest) -> None:
        await guest.request()
        await guest.say(raw)
        if not then_close:
            await forever(guest)

    return script


async def test_an_answer_comes_back_with_everything_that_led_to_it() -> None:
    report = Report()

    async with peer(says_yes, server_tls()) as serving:
        exchange = await ask(serving, report=report)

    assert exchange.finished
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert exchange.response.reason == "OK"
    assert exchange.response.waited_ms > 0
    assert exchange.response.body == b"<Autodiscover/>"
    assert exchange.response.header("content-type") == ("text/xml",)
    assert exchange.judged is not None
    assert exchange.judged.tls_version == "TLSv1.3"
    assert exchange.judged.acceptance.ground is Ground.GOOD
    assert report.kinds == [
        "AttemptStarted",
        "NameResolved",
        "Connected",
        "CertificateJudged",
        "RequestSent",
        "ResponseReceived",
        "AttemptFinished",
    ]
    assert [one.connection for one in report.recorded] == [0, 1, 1, 1, 1, 1, 0]


async def test_the_request_has_the_headers_of_outlook_and_no_others() -> None:
    async with peer(says_yes, server_tls()) as serving:
        exchange = await ask(serving)

    assert serving.heard == (
        b"POST /autodiscover/autodiscover.xml HTTP/1.1\r\n"
        b"Host: mail.contoso.example\r\n"
        b"Content-Type: text/xml\r\n"
        b"User-Agent: Autodiscope/test\r\n"
        b"Content-Length: 15\r\n\r\n<Autodiscover/>"
    )
    assert [name for name, _ in exchange.legs[0].request.headers] == [
        "Host",
        "Content-Type",
        "User-Agent",
        "Content-Length",
    ]


async def test_headers_of_the_question_win() -> None:
    question = HttpQuestion(
        method="POST",
        url=URL,
        body="x",
        headers=(("content-type", "text/xml; charset=utf-8"), ("User-Agent", "Other/1")),
    )

    async with peer(says_yes, server_tls()) as serving:
        await ask(serving, question)

    assert b"content-type: text/xml; charset=utf-8\r\nUser-Agent: Other/1\r\n" in serving.heard
    assert serving.heard.lower().count(b"content-type") == 1


async def test_plain_http_is_asked_without_a_handshake() -> None:
    async with peer(says_yes) as serving:
        exchange = await ask(serving, GET)

    assert exchange.failure is None
    assert exchange.judged is None
    assert serving.heard.startswith(b"GET /autodiscover/autodiscover.xml HTTP/1.1\r\n")
    assert b"Content-Length" not in serving.heard


@pytest.mark.parametrize("status", ["302 Found", "403 Forbidden", "404 Not Found", "500 Oops"])
async def test_no_status_but_401_is_a_failure_here(status: str) -> None:
    async with peer(says(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())) as serving:
        exchange = await ask(serving, GET)

    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.status == int(status[:3])


@pytest.mark.parametrize("location", ["https://other.example/x", "http://[bad", "ht!tp:///", ""])
async def test_a_redirect_is_neither_followed_nor_refused(location: str) -> None:
    answer = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"

    async with peer(says(answer.encode())) as serving:
        exchange = await ask(serving, GET)

    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.header("location") == (location,)
    assert len(serving.guests) == 1


async def test_a_cookie_is_named_and_its_value_kept_out_of_every_event() -> None:
    report = Report()

    async def hands_out(guest: Guest) -> None:
        await guest.request()
        await guest.answer(
            "200 OK", b"ok", "Set-Cookie: sessionid=hunter2; Path=/", "set-cookie: x"
        )

    async with peer(hands_out, server_tls()) as serving:
        exchange = await ask(serving, report=report)

    assert exchange.response is not None
    assert exchange.response.header("set-cookie") == ("sessionid=(hidden)", "x=(hidden)")
    assert "hunter2" not in repr(report.recorded)


async def test_header_bytes_are_kept_and_controls_replaced() -> None:
    answer = (
        b"HTTP/1.1 200 Sch\xf6n\x9b31m\r\nX-Name: M\xfcller\x1b[31m\r\nContent-Length: 0\r\n\r\n"
    )

    async with peer(says(answer)) as serving:
        exchange = await ask(serving, GET)

    assert exchange.response is not None
    assert exchange.response.reason == "Sch\xf6n\ufffd31m"
    assert exchange.response.header("x-name") == ("M\xfcller\ufffd[31m",)


# --- certificates -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answers", [{"trusted": False}, {"in_date": False}, {"name_matches": False}]
)
async def test_no_byte_of_http_reaches_a_server_with_a_rejected_certificate(
    answers: dict[str, Any],
) -> None:
    report = Report()

    async with peer(forever, server_tls()) as serving:
        exchange = await ask(
            serving, conditions=terms(credentials=ANN), judge=FakeJudge(**answers), report=report
        )
        await serving.arrived.wait()

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.CERTIFICATE_REJECTED
    assert "mail.contoso.example" in exchange.failure.detail
    question = next(iter(answers)).replace("_", " ")
    assert f"{question}: no" in exchange.failure.detail
    assert serving.heard == b""
    assert exchange.legs == ()
    assert report.kinds[-2:] == ["CertificateJudged", "AttemptFinished"]


async def test_the_judge_gets_the_chain_and_the_host() -> None:
    judge = FakeJudge()

    async with peer(says_yes, server_tls()) as serving:
        await ask(serving, judge=judge)

    ((chain, host),) = judge.seen
    assert host == "mail.contoso.example"
    assert [der[:1] for der in chain] == [b"\x30"]


async def test_a_tolerated_certificate_is_talked_to() -> None:
    policy = CertificatePolicy(tolerates_untrusted=True)

    async with peer(says_yes, server_tls()) as serving:
        exchange = await ask(
            serving, conditions=terms(policy=policy), judge=FakeJudge(trusted=False)
        )

    assert exchange.failure is None
    assert exchange.judged is not None
    assert exchange.judged.acceptance.ground is Ground.TOLERATED


async def test_a_grant_lets_this_certificate_pass() -> None:
    judge = FakeJudge(name_matches=False)

    async with peer(wants_basic, server_tls()) as serving:
        rejected = await ask(serving, judge=judge)
        assert rejected.judged is not None
        leaf = rejected.judged.verdict.leaf_sha256
        grant = Grant(host="mail.contoso.example", port=443, leaf_sha256=leaf)
        policy = CertificatePolicy(grants=(grant,))
        exchange = await ask(serving, conditions=terms(policy=policy, credentials=ANN), judge=judge)

    assert exchange.failure is None
    assert exchange.judged is not None
    assert exchange.judged.acceptance.ground is Ground.GRANTED
    assert exchange.response is not None
    assert exchange.response.status == 200


async def test_a_judge_that_takes_too_long_is_given_up() -> None:
    judge = FakeJudge(first=lambda: time.sleep(0.3))

    async with peer(forever, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(handshake_s=0.15), judge=judge)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TLS
    assert "judged" in exchange.failure.detail
    assert serving.heard == b""


# --- signing in ---------------------------------------------------------------------------------


async def test_the_first_request_is_anonymous_and_the_second_signed_in() -> None:
    report = Report()

    async with peer(wants_basic, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(credentials=ANN), report=report)

    assert exchange.failure is None
    assert [leg.request.scheme for leg in exchange.legs] == [None, Scheme.BASIC]
    assert [leg.request.username for leg in exchange.legs] == ["", "ann@contoso.example"]
    assert [leg.response.status for leg in exchange.legs if leg.response] == [401, 200]
    assert len(serving.guests) == 1
    assert b"Authorization: Basic YW5uQGNvbnRvc28uZXhhbXBsZTpUcjB1YjRkb3ImMw==" in serving.heard


async def test_no_event_holds_the_password_or_its_header() -> None:
    report = Report()

    async with peer(wants_basic, server_tls()) as serving:
        await ask(serving, conditions=terms(credentials=ANN), report=report)

    told = repr(report.recorded)
    assert PASSWORD not in told
    assert "YW5uQGNvbnRvc28" not in told
    assert "authorization" not in told.lower().replace("www-authenticate", "")


async def test_without_credentials_401_means_that_a_sign_in_is_needed() -> None:
    async with peer(says_no, server_tls()) as serving:
        given_none = await ask(serving)
        anonymous_only = await ask(
            serving,
            conditions=Terms(
                limits=terms().limits,
                policy=CertificatePolicy(),
                authentication=Authentication(),
                sign_in=None,
            ),
        )

    for exchange in (given_none, anonymous_only):
        assert exchange.failure is not None
        assert exchange.failure.kind is FailureKind.SIGN_IN_NEEDED
        assert "Basic" in exchange.failure.detail
        assert len(exchange.legs) == 1


async def test_a_second_401_refuses_the_credentials_for_the_whole_run() -> None:
    sign_in = SignIn(ANN)

    async with peer(says_no, server_tls()) as serving:
        first = await ask(serving, conditions=terms(sign_in=sign_in))
        second = await ask(serving, conditions=terms(sign_in=sign_in))

    for exchange in (first, second):
        assert exchange.failure is not None
        assert exchange.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert serving.heard.lower().count(AUTHORIZED) == 1
    assert [len(first.legs), len(second.legs)] == [2, 1]


def refuses(answer: bytes) -> Any:
    """Ask for a sign-in, and answer the signed-in request with this; then say no more."""

    async def script(guest: Guest) -> None:
        while request := await guest.request():
            if AUTHORIZED not in request.lower():
                await guest.answer("401 Unauthorized", b"", BASIC)
                continue
            await guest.say(answer)
            if answer.endswith(b"cut off"):
                return

    return script


REFUSED = b"HTTP/1.1 401 Unauthorized\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        REFUSED + b"Content-Length: 100\r\n\r\ncut off",
        REFUSED + b"Content-Length: 50000\r\n\r\n" + b"a" * 50_000,
        REFUSED + b"Content-Length: 100\r\n\r\nthe rest never comes",
        REFUSED + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        REFUSED + b"this is no header\r\n\r\n",
        REFUSED + b"the head is cut off",
        REFUSED + b"X: " + b"a" * 200_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" + REFUSED + b"Content-Length: 9\r\n\r\ncut off",
    ],
)
async def test_refused_credentials_are_not_sent_again_whatever_follows_the_status(
    answer: bytes,
) -> None:
    conditions = terms(sign_in=SignIn(ANN), response_s=0.5, body_bytes=20_000)

    async with peer(refuses(answer), server_tls()) as serving:
        first = await ask(serving, conditions=conditions)
        second = await ask(serving, conditions=conditions)

    for exchange in (first, second):
        assert exchange.failure is not None
        assert exchange.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert serving.heard.lower().count(AUTHORIZED) == 1


async def test_a_run_that_is_cancelled_after_a_401_has_no_credentials_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in = SignIn(ANN)
    heads = 0
    head_is_read = anyio.Event()

    def body(*given: Any) -> Body:
        nonlocal heads
        heads += 1
        if heads == 2:
            head_is_read.set()
        return Body(*given)

    monkeypatch.setattr("app.net.legs.Body", body)
    script = refuses(REFUSED + b"Content-Length: 9\r\n\r\n")

    async with peer(script, server_tls()) as serving, anyio.create_task_group() as tasks:
        tasks.start_soon(ask, serving, POST, terms(sign_in=sign_in))
        await head_is_read.wait()
        tasks.cancel_scope.cancel()

    async with sign_in.turn() as turn:
        assert turn.credentials is None


async def test_an_account_that_is_locked_is_not_knocked_at_again() -> None:
    sign_in = SignIn(ANN)
    locked = b"HTTP/1.1 456 Blocked\r\nContent-Length: 0\r\n\r\n"

    async with peer(refuses(locked), server_tls()) as serving:
        first = await ask(serving, conditions=terms(sign_in=sign_in))
        second = await ask(serving, conditions=terms(sign_in=sign_in))

    assert first.failure is not None
    assert first.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert "locked" in first.failure.detail
    assert "456" in first.failure.detail
    assert second.failure is not None
    assert second.failure.kind is FailureKind.SIGN_IN_REFUSED
    assert serving.heard.lower().count(AUTHORIZED) == 1


@pytest.mark.parametrize("status", ["403 Forbidden", "500 Oops", "456 Blocked"])
async def test_no_other_status_and_no_anonymous_one_refuses_the_credentials(status: str) -> None:
    answer = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
    sign_in = SignIn(ANN)
    script = says(answer) if status.startswith("456") else refuses(answer)

    async with peer(script, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(sign_in=sign_in))

    assert exchange.failure is None
    async with sign_in.turn() as turn:
        assert turn.credentials is ANN


async def test_a_broken_line_between_the_legs_does_not_refuse_the_credentials() -> None:
    async def closes(guest: Guest) -> None:
        await guest.request()
        await guest.answer("401 Unauthorized", b"", BASIC, "Connection: close")

    judge, sign_in = FakeJudge(), SignIn(ANN)

    def worsen() -> None:
        judge.trusted = not judge.seen

    judge.first = worsen

    async with peer(closes, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(sign_in=sign_in), judge=judge)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.CERTIFICATE_REJECTED
    async with sign_in.turn() as turn:
        assert turn.credentials is ANN


TOKEN = b"YW5uQGNvbnRvc28uZXhhbXBsZTpUcjB1YjRkb3ImMw"


def echoes(guest_says: Any) -> Any:
    """Ask for a sign-in, and hand the whole request that has it to what answers."""

    async def script(guest: Guest) -> None:
        while request := await guest.request():
            if AUTHORIZED in request.lower():
                await guest_says(guest, request)
            else:
                await guest.answer("401 Unauthorized", b"", BASIC)

    return script


async def in_the_body(guest: Guest, request: bytes) -> None:
    forms = (PASSWORD, "Tr0ub4dor%263", "Tr0ub4dor&amp;3")
    await guest.answer(
        "200 OK", request + "|".join(forms).encode() + PASSWORD.encode("utf-16-le") + b"</x>"
    )


async def in_a_packed_body(guest: Guest, request: bytes) -> None:
    packed = gzip.compress(request + PASSWORD.encode() + b"</x>")
    await guest.answer("500 Oops", packed, "Content-Encoding: gzip")


async def in_headers_and_reason(guest: Guest, request: bytes) -> None:
    await guest.answer(
        f"404 {PASSWORD}?",
        b"</x>",
        f"X-Echo: {TOKEN.decode()}==",
        f"X-{PASSWORD}: {PASSWORD}",
        f"Location: https://mail.contoso.example/?pw={PASSWORD}",
        f"Set-Cookie: {PASSWORD}=x",
    )


async def with_a_refusal(guest: Guest, request: bytes) -> None:
    await guest.answer("401 Unauthorized", request + b"</x>", BASIC)


async def in_a_body_that_is_too_long(guest: Guest, request: bytes) -> None:
    # So that the password lies across the end of what is kept.
    await guest.answer("200 OK", PASSWORD.encode().ljust(4090) + PASSWORD.encode() * 5_000)


async def in_a_packed_body_that_is_broken(guest: Guest, request: bytes) -> None:
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(PASSWORD.encode() + PASSWORD[:7].encode())
    packed += packer.flush(zlib.Z_SYNC_FLUSH)
    await guest.say(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    await guest.say(chunked(packed) + chunked(b"\xff" * 100) + b"0\r\n\r\n")


async def in_a_line_that_is_no_header(guest: Guest, request: bytes) -> None:
    await guest.say(b"HTTP/1.1 200 OK\r\n" + PASSWORD.encode() + TOKEN + b"\r\n\r\n")


async def in_such_a_line_that_is_cut_off(guest: Guest, request: bytes) -> None:
    # A failure keeps 500 characters of what the library says: 33 of its own, then the line.
    line = b"(hidden)".rjust(460, b"a") + PASSWORD.encode()
    await guest.say(b"HTTP/1.1 200 OK\r\n" + line + b"\r\n\r\n")


async def as_an_encoding(guest: Guest, request: bytes) -> None:
    await guest.answer("200 OK", b"</x>", f"Content-Encoding: {PASSWORD}")


@pytest.mark.parametrize(
    "echo",
    [
        in_the_body,
        in_a_packed_body,
        in_headers_and_reason,
        with_a_refusal,
        in_a_body_that_is_too_long,
        in_a_packed_body_that_is_broken,
        in_a_line_that_is_no_header,
        in_such_a_line_that_is_cut_off,
        as_an_encoding,
    ],
)
async def test_an_echo_of_the_sign_in_comes_into_no_event(echo: Any) -> None:
    report = Report()

    async with peer(echoes(echo), server_tls()) as serving:
        exchange = await ask(
            serving, conditions=terms(credentials=ANN, body_bytes=40_000), report=report
        )

    assert len(exchange.legs) == 2
    told = repr(report.recorded)
    for form in ("Tr0u", "T\\x00r\\x00", "YW5uQ"):
        assert form not in told
    assert "(hidden)" in told


async def test_what_is_not_the_password_comes_back_as_it_was_sent() -> None:
    async with peer(echoes(in_the_body), server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(credentials=ANN))

    assert exchange.response is not None
    assert exchange.response.body.startswith(b"POST /autodiscover/autodiscover.xml HTTP/1.1\r\n")
    assert exchange.response.body.endswith(b"(hidden)|(hidden)|(hidden)(hidden)</x>")


@pytest.mark.parametrize("offer", ["Digest", "Bearer"])
async def test_a_way_of_signing_in_that_is_not_known_is_not_tried(offer: str) -> None:
    answer = f"HTTP/1.1 401 No\r\nWWW-Authenticate: {offer}\r\nContent-Length: 0\r\n\r\n"

    async with peer(says(answer.encode(), then_close=False), server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(credentials=ANN))

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.SIGN_IN_NEEDED
    assert offer in exchange.failure.detail
    assert exchange.tries == ()
    assert AUTHORIZED not in serving.heard.lower()


async def test_a_password_never_goes_over_plain_http() -> None:
    async with peer(says_no) as serving:
        exchange = await ask(serving, GET, terms(credentials=ANN))

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.SIGN_IN_NEEDED
    assert "without TLS" in exchange.failure.detail
    assert AUTHORIZED not in serving.heard.lower()


async def test_a_password_goes_over_a_tolerated_certificate_only_where_basic_was_named() -> None:
    policy = CertificatePolicy(tolerates_untrusted=True)
    named = Authentication(schemes=(Scheme.BASIC,), named=True)
    judge = FakeJudge(trusted=False)

    async with peer(wants_basic, server_tls()) as serving:
        unnamed = await ask(serving, conditions=terms(credentials=ANN, policy=policy), judge=judge)
        heard_before = serving.heard
        willing = await ask(
            serving,
            conditions=terms(credentials=ANN, policy=policy, authentication=named),
            judge=judge,
        )

    assert unnamed.failure is not None
    assert unnamed.failure.kind is FailureKind.SIGN_IN_NEEDED
    assert AUTHORIZED not in heard_before.lower()
    assert willing.failure is None


async def test_a_connection_that_closes_after_the_401_is_judged_again() -> None:
    async def closes(guest: Guest) -> None:
        request = await guest.request()
        if AUTHORIZED in request.lower():
            await guest.answer("200 OK", b"<x/>")
        else:
            await guest.answer("401 Unauthorized", b"", BASIC, "Connection: close")

    judge, report = FakeJudge(), Report()

    async with peer(closes, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(credentials=ANN), judge=judge, report=report)

    assert exchange.failure is None
    assert len(judge.seen) == 2
    assert [one.number for one in exchange.connections] == [1, 2]
    sent = [one for one in report.recorded if isinstance(one.event, RequestSent)]
    assert [one.connection for one in sent] == [1, 2]


async def test_a_worse_certificate_on_the_second_connection_gets_no_password() -> None:
    async def closes(guest: Guest) -> None:
        await guest.request()
        await guest.answer("401 Unauthorized", b"", BASIC, "Connection: close")

    judge = FakeJudge()

    def worsen() -> None:
        judge.trusted = not judge.seen

    judge.first = worsen
    policy = CertificatePolicy(tolerates_untrusted=True)

    async with peer(closes, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(credentials=ANN, policy=policy), judge=judge)

    assert len(judge.seen) == 2
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.SIGN_IN_NEEDED
    assert AUTHORIZED not in serving.heard.lower()


async def test_an_idle_connection_that_dies_silently_is_replaced() -> None:
    async def dies(guest: Guest) -> None:
        request = await guest.request()
        if AUTHORIZED in request.lower():
            await guest.answer("200 OK", b"<x/>")
            return
        await guest.answer("401 Unauthorized", b"", BASIC)
        # Close only once the next request has gone out: nobody can have seen it coming.
        await guest.hear()
        guest.reset()

    async with peer(dies, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(credentials=ANN))

    assert exchange.failure is None
    assert len(serving.guests) == 2
    assert [leg.response.status if leg.response else 0 for leg in exchange.legs] == [401, 0, 200]


async def test_an_idle_connection_that_was_closed_is_not_written_to() -> None:
    closed = asyncio.Event()

    async def closes(guest: Guest) -> None:
        request = await guest.request()
        if AUTHORIZED in request.lower():
            await guest.answer("200 OK", b"<x/>")
            return
        await guest.answer("401 Unauthorized", b"", BASIC)
        guest.writer.get_extra_info("socket").shutdown(socket.SHUT_WR)
        closed.set()
        await forever(guest)

    exchanges = []
    sign_in = SignIn(ANN)
    conditions = terms(sign_in=sign_in)

    async def run(serving: Peer) -> None:
        exchanges.append(await ask(serving, POST, conditions))

    async with (
        peer(closes, server_tls()) as serving,
        anyio.create_task_group() as tasks,
        sign_in.turn(),
    ):
        tasks.start_soon(run, serving)
        await closed.wait()

    assert [leg.response.status if leg.response else 0 for leg in exchanges[0].legs] == [401, 200]


async def test_one_server_at_a_time_has_the_credentials() -> None:
    busy = asyncio.Event()
    proceed = asyncio.Event()
    with_password = 0
    most = 0

    async def slow(guest: Guest) -> None:
        nonlocal with_password, most
        while request := await guest.request():
            if AUTHORIZED not in request.lower():
                await guest.answer("401 Unauthorized", b"", BASIC)
                continue
            with_password += 1
            most = max(most, with_password)
            busy.set()
            await proceed.wait()
            with_password -= 1
            await guest.answer("200 OK", b"<x/>")

    sign_in = SignIn(ANN)
    async with peer(slow, server_tls()) as serving, anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(ask, serving, POST, terms(sign_in=sign_in))
        await busy.wait()
        proceed.set()

    assert most == 1


async def test_old_tls_may_be_looked_at_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("OpenSSL.SSL.Connection.get_protocol_version_name", lambda _: "TLSv1")

    async with peer(wants_basic, server_tls()) as serving:
        looked = await ask(serving, conditions=terms(credentials=ANN), old_tls=False)
        heard_before = serving.heard
        allowed = await ask(serving, conditions=terms(credentials=ANN))

    assert looked.failure is not None
    assert looked.failure.kind is FailureKind.SIGN_IN_NEEDED
    assert "TLSv1" in looked.failure.detail
    assert AUTHORIZED not in heard_before.lower()
    assert allowed.failure is None


async def test_a_user_name_goes_out_in_utf_8() -> None:
    credentials = Credentials("j\xf6rg@contoso.example", Secret("\u20ac"))

    async with peer(wants_basic, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(credentials=credentials))

    assert exchange.failure is None
    assert b"Basic asO2cmdAY29udG9zby5leGFtcGxlOuKCrA==" in serving.heard


# --- answers that are of no use -----------------------------------------------------------------

ENDLESS = b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000


@pytest.mark.parametrize(
    ("raw", "kind", "part"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", FailureKind.PROTOCOL, "not HTTP"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", FailureKind.PROTOCOL, "in the middle"),
        (b"", FailureKind.PROTOCOL, "without an answer"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
            FailureKind.PROTOCOL,
            "in the middle",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
            FailureKind.PROTOCOL,
            "not asked for",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
            FailureKind.PROTOCOL,
            "unpacked",
        ),
        (ENDLESS, FailureKind.TOO_LARGE, "header lines"),
    ],
)
async def test_an_answer_that_is_none(raw: bytes, kind: FailureKind, part: str) -> None:
    async with peer(says(raw), server_tls()) as serving:
        exchange = await ask(serving)

    assert exchange.failure is not None
    assert exchange.failure.kind is kind
    assert part in exchange.failure.detail


async def test_a_reset_instead_of_an_answer() -> None:
    async def resets(guest: Guest) -> None:
        await guest.request()
        guest.reset()

    async with peer(resets) as serving:
        exchange = await ask(serving, GET)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.RESET


@pytest.mark.parametrize("tls", [None, server_tls()])
async def test_a_reset_in_the_middle_of_a_long_request(tls: Any) -> None:
    async def resets(guest: Guest) -> None:
        await guest.hear(1000)
        guest.reset()

    body = "x" * 20_000_000
    scheme = "https" if tls else "http"
    question = HttpQuestion(method="POST", url=f"{scheme}://mail.contoso.example/", body=body)

    async with peer(resets, tls) as serving:
        exchange = await ask(serving, question)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.RESET
    assert exchange.legs[0].response is None


def chunked(part: bytes) -> bytes:
    return f"{len(part):x}\r\n".encode() + part + b"\r\n"


async def endless_body(guest: Guest) -> None:
    await guest.request()
    await guest.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await guest.say(chunked(b"a" * 10_000))


async def gzip_bomb(guest: Guest) -> None:
    await guest.request()
    await guest.answer("200 OK", gzip.compress(b"\0" * 20_000_000), "Content-Encoding: gzip")
    await forever(guest)


async def compressed_without_end(guest: Guest) -> None:
    # Packed bytes that unpack to nothing count as well.
    await guest.request()
    await guest.say(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    packer = zlib.compressobj(wbits=31)
    await guest.say(chunked(packer.compress(b"<x/>") + packer.flush(zlib.Z_SYNC_FLUSH)))
    while True:
        await guest.say(chunked(packer.flush(zlib.Z_FULL_FLUSH) or b"\0\0\0\xff\xff" * 1000))


@pytest.mark.parametrize("script", [endless_body, gzip_bomb, compressed_without_end])
async def test_a_body_over_the_limit_is_cut_off(script: Any) -> None:
    async with peer(script, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(body_bytes=50_000))

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TOO_LARGE
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert len(exchange.response.body) <= 4096


@pytest.mark.parametrize("tls", [None, server_tls()])
async def test_others_get_their_turn_between_small_chunks(
    tls: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, parts = 0, Counter[int]()
    add = Body.add

    def counted(body: Body, part: bytes) -> None:
        parts[turns] += 1
        add(body, part)

    async def take_turns() -> None:
        nonlocal turns
        while True:
            await anyio.lowlevel.checkpoint()
            turns += 1

    async def in_small_chunks(guest: Guest) -> None:
        await guest.request()
        await guest.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        await guest.say(chunked(b"a") * 40_000 + chunked(b""))

    monkeypatch.setattr("app.net.legs.Body.add", counted)
    question = HttpQuestion(method="GET", url=f"http{'s' if tls else ''}://mail.contoso.example/")

    async with peer(in_small_chunks, tls) as serving, anyio.create_task_group() as tasks:
        tasks.start_soon(take_turns)
        # Forty thousand turns take their time on a busy machine.
        exchange = await ask(serving, question, conditions=terms(response_s=50))
        tasks.cancel_scope.cancel()

    assert exchange.response is not None
    assert exchange.response.body == b"a" * 40_000
    assert max(parts.values()) <= MOST_AT_ONCE / len(chunked(b"a")) + 1


async def test_a_body_that_just_fits_is_taken() -> None:
    async def exact(guest: Guest) -> None:
        await guest.request()
        await guest.answer("200 OK", b"a" * 50_000)

    async with peer(exact, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(body_bytes=50_000))

    assert exchange.failure is None
    assert exchange.response is not None
    assert len(exchange.response.body) == 50_000


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [("gzip", gzip.compress(b"<x/>")), ("deflate", zlib.compress(b"<x/>")), ("identity", b"<x/>")],
    # Not the bytes: gzip writes down when it packed them, and test processes compare their lists.
    ids=["gzip", "deflate", "identity"],
)
async def test_a_packed_body_is_unpacked(encoding: str, packed: bytes) -> None:
    async def packs(guest: Guest) -> None:
        await guest.request()
        await guest.answer("200 OK", packed, f"Content-Encoding: {encoding}")

    async with peer(packs) as serving:
        exchange = await ask(serving, GET)

    assert exchange.response is not None
    assert exchange.response.body == b"<x/>"


async def drips(guest: Guest) -> None:
    await guest.request()
    await guest.say(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        await guest.say(b"a")
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("script", [drips, forever])
async def test_the_limit_holds_for_the_whole_answer(script: Any) -> None:
    started = time.monotonic()

    async with peer(script, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(response_s=0.2))

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TIMED_OUT
    assert time.monotonic() - started < 2


async def test_time_spent_connecting_does_not_count_for_the_answer() -> None:
    judge = FakeJudge(first=lambda: time.sleep(0.3))

    async with peer(says_yes, server_tls()) as serving:
        exchange = await ask(serving, conditions=terms(response_s=0.25), judge=judge)

    assert exchange.failure is None


# --- targets ------------------------------------------------------------------------------------

NO_A_LABELS = ["xn--a.com", "xn--ls8h.la", "xn--a.contoso.example", "xn--.example"]


@pytest.mark.parametrize("host", NO_A_LABELS)
async def test_a_host_whose_first_label_is_no_a_label_is_asked_like_any_other(host: str) -> None:
    question = HttpQuestion(method="POST", url=f"https://{host}:444/x", body="<x/>")

    async with peer(says_yes, server_tls()) as serving:
        asked = network(connect=(rule(serving.port, host, 444),))
        exchange = await asked.exchange(question, terms(), Report().attempt)

    assert exchange.failure is None
    assert exchange.judged is not None
    assert exchange.judged.host == host
    assert f"\r\nHost: {host}:444\r\n".encode() in serving.heard


@pytest.mark.parametrize("host", NO_A_LABELS)
async def test_dns_decides_about_a_host_whose_first_label_is_no_a_label(host: str) -> None:
    question = HttpQuestion(method="GET", url=f"http://{host}/")

    async with name_server(zone()) as serving:
        asked = network(resolvers=(serving.address,))
        exchange = await asked.exchange(question, terms(), Report().attempt)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.NAME_NOT_FOUND
    assert f"{host}. A" in serving.asked


async def test_a_host_header_of_the_question_wins() -> None:
    question = HttpQuestion(
        method="GET", url="http://mail.contoso.example/", headers=(("host", "other.example"),)
    )

    async with peer(says_yes) as serving:
        await ask(serving, question)

    assert serving.heard.lower().count(b"host:") == 1
    assert b"host: other.example\r\n" in serving.heard


@pytest.mark.parametrize(
    "url",
    [
        "ftp://contoso.example/",
        "https://",
        "http://[::1",
        "nonsense",
        "https://a:99999/",
        "http://contoso.example/\r\nX-Evil: yes",
        "http://" + "a" * 70_000,
    ],
)
async def test_a_url_that_cannot_be_asked_is_a_failure(url: str) -> None:
    report = Report()

    exchange = await network().exchange(
        HttpQuestion(method="GET", url=url), terms(), report.attempt
    )

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.PROTOCOL
    assert report.kinds == ["AttemptStarted", "AttemptFinished"]


async def test_a_refused_connection() -> None:
    asked = network(connect=(rule(closed_port()),))

    exchange = await asked.exchange(POST, terms(), Report().attempt)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.REFUSED
    assert exchange.connections[0].dial is not None
    assert exchange.connections[0].dial.failure == exchange.failure
