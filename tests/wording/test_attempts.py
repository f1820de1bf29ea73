import msgspec
import pytest

from app.domain.acceptance import Ground
from app.domain.attempts import (
    Attempt,
    Entry,
    Exchange,
    Leg,
    Lookup,
    Ping,
    Reading,
    Request,
    Response,
    Search,
    SrvRecord,
)
from app.domain.authentication import Scheme
from app.domain.connections import (
    AddressOutcome,
    AddressTried,
    Connection,
    Dial,
    Resolution,
    ResolvedBy,
)
from app.domain.controller import Controller
from app.domain.failures import Failure, FailureKind
from app.domain.questions import DnsQuestion, HttpQuestion, LdapQuestion, PingQuestion
from app.domain.rows import Row, Subject
from app.domain.settings import AddressRedirect, HttpRedirect, ServerError, UrlRedirect
from app.domain.verdict import Problem
from app.wording import Line, Mark, describe
from tests.support.played_runs import ROOT_URL, dialled, judged, request, resolved, response
from tests.support.played_runs import settings as some_settings

EXCHANGE = Exchange(question=HttpQuestion(method="POST", url=ROOT_URL))
LOOKUP = Lookup(question=DnsQuestion(name="_autodiscover._tcp.contoso.example"))
SEARCH = Search(question=LdapQuestion(url="ldap://dc1", filter="(cn=*)", attributes=()))
REJECTED = judged("contoso.example", Ground.REJECTED, Problem.NAME_MISMATCH)


def row_of(subject: Subject, *, ended: bool = True, took: float = 20_000.0) -> Row:
    ended_ms = 5.0 + took if ended else None
    return Row(number=1, parent=0, event=1, subject=subject, started_ms=5.0, ended_ms=ended_ms)


def verdict_of(subject: Subject) -> tuple[str, Mark]:
    line = describe(row_of(subject))
    return line.verdict, line.mark


def failed(kind: FailureKind, detail: str = "") -> Failure:
    return Failure(kind=kind, detail=detail)


def answered(shown: Response, **more: object) -> Exchange:
    legs = (Leg(request=request(ROOT_URL), response=shown),)
    return msgspec.structs.replace(EXCHANGE, legs=legs, finished=True, **more)


def test_attempts_are_named_by_what_they_ask() -> None:
    names = [describe(row_of(one)).what for one in (EXCHANGE, LOOKUP, SEARCH)]

    assert names == [
        f"POST {ROOT_URL}",
        "SRV _autodiscover._tcp.contoso.example",
        "Search ldap://dc1",
    ]


@pytest.mark.parametrize(
    ("failure", "verdict", "mark"),
    [
        (failed(FailureKind.TIMED_OUT), "no answer in 20.0 s", Mark.BAD),
        (failed(FailureKind.NAME_NOT_FOUND, "x"), "no address for this name", Mark.BAD),
        (failed(FailureKind.SIGN_IN_NEEDED), "reachable, asks for a sign-in", Mark.INFORMATION),
        (failed(FailureKind.CERTIFICATE_REJECTED), "certificate not accepted", Mark.BAD),
        (failed(FailureKind.HTTP_STATUS), "the answer is of no use", Mark.BAD),
    ],
)
def test_a_failed_exchange_says_what_was_seen(failure: Failure, verdict: str, mark: Mark) -> None:
    assert verdict_of(msgspec.structs.replace(EXCHANGE, failure=failure)) == (verdict, mark)


def test_a_host_that_is_there_and_too_slow_is_told_by_what_it_did_not_do() -> None:
    there = Connection(number=1, dial=dialled("a.example"))
    failure = failed(FailureKind.TIMED_OUT, "It did not finish the TLS handshake within 20 s.")
    exchange = msgspec.structs.replace(EXCHANGE, connections=(there,), failure=failure)

    said = "no answer in time: It did not finish the TLS handshake within 20 s"
    assert verdict_of(exchange) == (said, Mark.BAD)


def test_a_rejected_certificate_is_the_verdict_of_its_exchange() -> None:
    shown = Connection(number=1, judged=REJECTED)
    exchange = msgspec.structs.replace(
        EXCHANGE, connections=(shown,), failure=failed(FailureKind.CERTIFICATE_REJECTED)
    )

    assert verdict_of(exchange) == (
        "certificate not accepted: the name does not match",
        Mark.BAD,
    )


@pytest.mark.parametrize(
    ("shown", "verdict", "mark"),
    [
        (
            response(401, "Negotiate", "NTLM", 'Basic realm="x"'),
            "reachable, asks for a sign-in (Negotiate, NTLM, Basic)",
            Mark.INFORMATION,
        ),
        (response(401), "reachable, asks for a sign-in", Mark.INFORMATION),
        (
            response(403),
            "blocked (HTTP 403): SSL required, a publishing rule, or an IP restriction",
            Mark.BAD,
        ),
        (response(404), "HTTP 404 Not Found", Mark.BAD),
        (response(404, reason="Gone fishing"), "HTTP 404 Gone fishing", Mark.BAD),
        (response(799), "HTTP 799", Mark.BAD),
        (response(200), "HTTP 200 OK", Mark.INFORMATION),
    ],
)
def test_an_answer_without_reading_is_told_by_its_status(
    shown: Response, verdict: str, mark: Mark
) -> None:
    assert verdict_of(answered(shown)) == (verdict, mark)


def test_a_sign_in_that_is_needed_names_what_is_offered() -> None:
    exchange = answered(response(401, "NTLM"), failure=failed(FailureKind.SIGN_IN_NEEDED))

    assert verdict_of(exchange)[0] == "reachable, asks for a sign-in (NTLM)"


def test_a_useless_status_is_the_verdict_and_bad() -> None:
    exchange = answered(response(302), failure=failed(FailureKind.HTTP_STATUS, "x"))

    assert verdict_of(exchange) == ("HTTP 302 Found", Mark.BAD)


@pytest.mark.parametrize(
    ("reading", "verdict", "mark"),
    [
        (some_settings(), "settings found", Mark.GOOD),
        (
            AddressRedirect(address="a@b.example"),
            "the server names another address: a@b.example",
            Mark.INFORMATION,
        ),
        (UrlRedirect(url="https://b/"), "the server names another URL: https://b/", "information"),
        (
            HttpRedirect(status=302, location="https://b/"),
            "redirects to https://b/ (HTTP 302)",
            Mark.INFORMATION,
        ),
        (
            ServerError(code="603", message="AD is away"),
            'the server answers with error 603 (internal server error): "AD is away"',
            Mark.BAD,
        ),
        (
            ServerError(code="600", message="Invalid Request."),
            'the server answers with error 600: "Invalid Request."',
            Mark.BAD,
        ),
        (ServerError(code="7", message=""), "the server answers with error 7", Mark.BAD),
        (
            failed(FailureKind.NOT_AUTODISCOVER, "It is HTML."),
            "something answered that is not Autodiscover: It is HTML",
            Mark.BAD,
        ),
    ],
)
def test_a_reading_is_the_verdict(reading: Reading, verdict: str, mark: Mark) -> None:
    assert verdict_of(answered(response(200), reading=reading)) == (verdict, mark)


def test_what_an_open_exchange_waits_for_is_told() -> None:
    waiting = []
    for exchange in (
        EXCHANGE,
        with_connection(),
        with_connection(dial=dialled("contoso.example")),
        with_connection(dial=dialled("contoso.example"), judged=REJECTED),
        msgspec.structs.replace(EXCHANGE, legs=(Leg(request=request(ROOT_URL)),)),
    ):
        line = describe(row_of(exchange, ended=False))
        waiting.append(line.verdict)
        assert line.mark is Mark.BUSY

    assert waiting == [
        "looking the name up ...",
        "connecting ...",
        "securing the connection ...",
        "sending the request ...",
        "waiting for the response ...",
    ]


def with_connection(**parts: object) -> Exchange:
    connection = msgspec.structs.replace(
        Connection(number=1, resolutions=(resolved("contoso.example"),)), **parts
    )
    return msgspec.structs.replace(EXCHANGE, connections=(connection,))


@pytest.mark.parametrize("attempt", [EXCHANGE, LOOKUP, SEARCH])
def test_what_is_open_when_all_is_over_was_interrupted(attempt: Attempt) -> None:
    line = describe(row_of(attempt, ended=False), over=True)

    assert (line.verdict, line.mark) == ("interrupted", Mark.WARNING)


def records(*targets: str) -> tuple[SrvRecord, ...]:
    return tuple(SrvRecord(priority=0, weight=0, port=443, target=one) for one in targets)


@pytest.mark.parametrize(
    ("changes", "verdict", "mark"),
    [
        ({"records": records("a.example")}, "a.example, port 443", Mark.GOOD),
        (
            {"records": records("a.example", "b.example")},
            "a.example, port 443, and 1 more",
            Mark.GOOD,
        ),
        (
            {"records": records(".")},
            "the record says that there is no such service",
            Mark.WARNING,
        ),
        ({"finished": True}, "there is no such record", Mark.INFORMATION),
        (
            {"failure": failed(FailureKind.NAME_NOT_FOUND)},
            "there is no such record",
            Mark.INFORMATION,
        ),
        ({"failure": failed(FailureKind.TIMED_OUT)}, "no answer in 20.0 s", Mark.BAD),
    ],
)
def test_a_lookup_tells_its_best_record(
    changes: dict[str, object], verdict: str, mark: Mark
) -> None:
    assert verdict_of(msgspec.structs.replace(LOOKUP, **changes)) == (verdict, mark)


ENTRY = Entry(name="CN=EXCH01", attributes=())


@pytest.mark.parametrize(
    ("changes", "verdict", "mark"),
    [
        ({"entries": (ENTRY,)}, "1 object found", Mark.GOOD),
        ({"entries": (ENTRY, ENTRY)}, "2 objects found", Mark.GOOD),
        (
            {"entries": (ENTRY,), "references": 1},
            "1 object found; the answer points to 1 other directory, not asked",
            Mark.GOOD,
        ),
        (
            {"finished": True, "references": 2},
            "no object found; the answer points to 2 other directories, not asked",
            Mark.WARNING,
        ),
        ({"finished": True}, "no object found", Mark.WARNING),
        (
            {"failure": failed(FailureKind.DIRECTORY, "Busy.")},
            "the directory does not answer the question: Busy",
            Mark.BAD,
        ),
    ],
)
def test_a_search_counts_its_objects(changes: dict[str, object], verdict: str, mark: Mark) -> None:
    assert verdict_of(msgspec.structs.replace(SEARCH, **changes)) == (verdict, mark)


PING = Ping(question=PingQuestion(host="dc1.contoso.local"))
SEEN = Controller(host="dc1", domain="a", forest="a", client_site="Paris")


@pytest.mark.parametrize(
    ("changes", "verdict", "mark"),
    [
        ({}, "interrupted", Mark.WARNING),
        ({"controller": SEEN}, "this PC is in AD site Paris", Mark.GOOD),
        (
            {"controller": msgspec.structs.replace(SEEN, client_site="")},
            "the subnet of this PC is mapped to no AD site",
            Mark.WARNING,
        ),
        (
            {"failure": Failure(kind=FailureKind.REFUSED, detail="Nothing listens.")},
            "connection refused: nothing listens there",
            Mark.WARNING,
        ),
    ],
)
def test_a_ping_tells_the_site(changes: dict[str, object], verdict: str, mark: Mark) -> None:
    told = describe(row_of(msgspec.structs.replace(PING, **changes)))

    assert told == Line(what="Ping cldap://dc1.contoso.local", verdict=verdict, mark=mark)


def test_a_ping_under_way_says_whom_it_asks() -> None:
    row = msgspec.structs.replace(row_of(PING), ended_ms=None)

    assert describe(row).verdict == "asking the domain controller ..."


@pytest.mark.parametrize(
    ("by", "beside", "what"),
    [
        (ResolvedBy.OPERATING_SYSTEM, False, "Name a.example (operating system)"),
        (ResolvedBy.DNS, True, "Name a.example (DNS, for comparison)"),
        (ResolvedBy.GIVEN, False, "Name a.example (as given)"),
    ],
)
def test_a_resolution_says_who_was_asked(by: ResolvedBy, beside: bool, what: str) -> None:
    resolution = Resolution(host="a.example", by=by, addresses=("192.0.2.1",), beside=beside)

    mark = Mark.INFORMATION if beside else Mark.GOOD
    assert describe(row_of(resolution)) == Line(what=what, verdict="192.0.2.1", mark=mark)


def test_a_resolution_names_addresses_and_alias() -> None:
    resolution = Resolution(
        host="a.example",
        by=ResolvedBy.DNS,
        addresses=("192.0.2.1", "2001:db8::1"),
        canonical_name="b.example",
    )

    assert verdict_of(resolution)[0] == "192.0.2.1, 2001:db8::1, an alias of b.example"


@pytest.mark.parametrize(("beside", "mark"), [(False, Mark.BAD), (True, Mark.INFORMATION)])
def test_a_name_that_fails_alarms_only_where_it_was_used(beside: bool, mark: Mark) -> None:
    resolution = Resolution(
        host="a.example",
        by=ResolvedBy.DNS,
        failure=failed(FailureKind.TIMED_OUT),
        duration_ms=5000,
        beside=beside,
    )

    assert verdict_of(resolution) == ("no answer in 5.0 s", mark)


def tried(address: str, outcome: AddressOutcome, started_ms: float = 0.0) -> AddressTried:
    return AddressTried(
        address=address, port=443, outcome=outcome, started_ms=started_ms, duration_ms=2000.0
    )


def test_a_connection_names_the_address_that_won() -> None:
    dial = Dial(
        host="a.example",
        port=443,
        tried=(
            tried("192.0.2.1", AddressOutcome.FAILED),
            tried("192.0.2.2", AddressOutcome.CONNECTED),
        ),
    )

    line = describe(row_of(dial))

    assert line.what == "Connect to a.example:443"
    assert line.verdict == (
        "connected to 192.0.2.2 (of 2 addresses tried);"
        " Outlook, which tries one after the other, waits 4.0 s"
    )


def test_a_connection_that_was_led_elsewhere_says_so() -> None:
    there = msgspec.structs.replace(
        tried("192.0.2.2", AddressOutcome.CONNECTED), via="127.0.0.1:8443"
    )

    line = describe(row_of(Dial(host="a.example", port=443, tried=(there,))))

    assert line.verdict == "connected to 192.0.2.2, reached at 127.0.0.1:8443"


def test_a_race_that_nobody_won_tells_how_long_it_took() -> None:
    dial = Dial(
        host="a.example",
        port=443,
        tried=(tried("192.0.2.1", AddressOutcome.FAILED, started_ms=250.0),),
        failure=failed(FailureKind.TIMED_OUT),
    )

    # Counted from the start of the race: 250 ms and 2000 ms.
    assert verdict_of(dial) == ("no answer in 2.2 s", Mark.BAD)


def test_a_race_without_addresses_has_no_time() -> None:
    dial = Dial(host="a", port=443, tried=(), failure=failed(FailureKind.TIMED_OUT))

    assert verdict_of(dial) == ("no answer in time", Mark.BAD)


@pytest.mark.parametrize(
    ("ground", "problems", "mark"),
    [
        (Ground.GOOD, (), Mark.GOOD),
        (Ground.GOOD, (Problem.EXPIRES_SOON,), Mark.WARNING),
        (Ground.TOLERATED, (Problem.SELF_SIGNED,), Mark.WARNING),
        (Ground.GRANTED, (Problem.EXPIRED,), Mark.WARNING),
        (Ground.REJECTED, (Problem.EXPIRED,), Mark.BAD),
    ],
)
def test_a_certificate_is_marked_by_how_it_passed(
    ground: Ground, problems: tuple[Problem, ...], mark: Mark
) -> None:
    line = describe(row_of(judged("a.example", ground, *problems)))

    assert (line.what, line.mark) == ("Certificate of a.example:443", mark)


def test_a_good_certificate_still_tells_its_problems() -> None:
    shown = judged("a.example", Ground.GOOD, Problem.EXPIRES_SOON, Problem.WEAK_KEY)

    assert verdict_of(shown)[0].endswith("; but: expires soon; its key is too short")


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (request(ROOT_URL), "POST, anonymous"),
        (request(ROOT_URL, Scheme.NTLM), "POST, signed in with NTLM as CONTOSO\\ann"),
        (
            Request(method="GET", url=ROOT_URL, headers=(), scheme=Scheme.BASIC),
            "GET, signed in with Basic",
        ),
    ],
)
def test_a_request_says_who_asks(asked: Request, what: str) -> None:
    assert describe(row_of(Leg(request=asked))).what == what


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        (200, Mark.GOOD),
        (302, Mark.INFORMATION),
        (401, Mark.INFORMATION),
        (404, Mark.WARNING),
        (500, Mark.WARNING),
    ],
)
def test_a_response_is_marked_by_its_status(status: int, mark: Mark) -> None:
    assert verdict_of(Leg(request=request(ROOT_URL), response=response(status)))[1] is mark


def test_a_response_is_waited_for_or_lost() -> None:
    leg = Leg(request=request(ROOT_URL))

    assert describe(row_of(leg, ended=False)).verdict == "waiting for the response ..."
    assert describe(row_of(leg)).verdict == "interrupted"
