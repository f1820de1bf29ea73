from msgspec.structs import replace

from app.domain.connections import Resolution
from app.domain.events import (
    AttemptFinished,
    AttemptStarted,
    Bound,
    NameResolved,
    Recorded,
    RequestSent,
    ResponseReceived,
)
from app.domain.questions import HttpQuestion, LdapQuestion
from app.domain.waterfall import Phase, Span, phase_ms, spans
from tests.support import played_runs
from tests.support.played_runs import Player, request, resolved, response, session_of


def spans_of(records: list[Recorded], number: int = 0) -> tuple[Span, ...]:
    session = session_of(records)
    row, _ = session.attempts[number]
    return spans(session, row)


def test_the_phases_of_an_exchange_end_where_they_were_reported() -> None:
    told = spans_of(played_runs.found(), 1)

    assert [one.phase for one in told] == ["dns", "tcp", "tls", "waiting", "waiting"]
    assert phase_ms(told, Phase.DNS) == 3.0
    assert phase_ms(told, Phase.WAITING) == 20.0
    assert phase_ms(told, Phase.RECEIVING) is None
    assert told[0].ended_ms < told[1].ended_ms < told[3].started_ms


def test_the_head_of_a_response_parts_waiting_from_receiving() -> None:
    player = Player()
    attempt = player.start().in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="GET", url="https://a.example/")))
    attempt(RequestSent(request=request("https://a.example/")))
    attempt(ResponseReceived(response=replace(response(200), waited_ms=4.0)))

    waiting, receiving = spans_of(player.records)

    assert (waiting.phase, waiting.duration_ms) == (Phase.WAITING, 4.0)
    assert (receiving.phase, receiving.duration_ms) == (Phase.RECEIVING, 6.0)
    assert receiving.started_ms == waiting.ended_ms


def test_what_a_search_did_after_it_was_connected_is_waiting() -> None:
    player = Player()
    search = player.start().in_new_attempt()
    question = LdapQuestion(url="ldap://dc1", filter="(a=*)", attributes=())
    search(AttemptStarted(question=question))
    search.in_new_connection()(NameResolved(resolution=resolved("dc1")))
    search(Bound(bind="anonymous", base="DC=contoso"))
    assert [one.phase for one in spans_of(player.records)] == ["dns"]
    search(AttemptFinished())

    told = spans_of(player.records)

    assert [(one.phase, one.duration_ms) for one in told] == [("dns", 3.0), ("waiting", 20.0)]


def test_a_lookup_is_dns_all_through() -> None:
    (told,) = spans_of(played_runs.not_found(), 3)

    assert (told.phase, told.duration_ms) == (Phase.DNS, 20.0)


def test_what_was_asked_for_comparison_took_nobodys_time() -> None:
    player = Player()
    attempt = player.start().in_new_attempt()
    attempt(AttemptStarted(question=HttpQuestion(method="GET", url="https://a.example/")))
    beside: Resolution = replace(resolved("a.example"), beside=True)
    attempt.in_new_connection()(NameResolved(resolution=beside))

    assert spans_of(player.records) == ()
