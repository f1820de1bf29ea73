"""Requests and responses in parts that can be shown."""

from msgspec.structs import replace

from app.domain.attempts import Exchange, Leg
from app.domain.authentication import Scheme
from app.domain.questions import HttpQuestion
from app.gui.models.http_pages import exchange_pages, leg_pages
from app.wording import Mark
from tests.gui.values import ANSWER_BODY, HOST_URL, request, response
from tests.support.played_runs import session_of
from tests.support.signed_in_runs import signed_in_by_ntlm


def test_before_anything_is_sent_the_request_is_shown_as_not_sent() -> None:
    question = HttpQuestion(method="POST", url=HOST_URL, body="<a/>", headers=(("A", "b"),))
    (page,) = exchange_pages(Exchange(question=question))

    assert page.request.title == "Request, not sent"
    assert page.request.head == f"POST {HOST_URL}\nA: b\n\n"
    assert page.request.body == b"<a/>"
    assert page.response is None


def test_each_leg_says_how_it_was_signed_in_and_what_came_back() -> None:
    legs = (
        Leg(request=request(HOST_URL), response=response(401, "Unauthorized")),
        Leg(request=request(HOST_URL, Scheme.BASIC), response=response(200, "OK", (), ANSWER_BODY)),
    )
    exchange = Exchange(question=HttpQuestion(method="POST", url=HOST_URL), legs=legs)

    first, second = exchange_pages(exchange)

    assert (first.line.what, first.line.verdict) == ("POST, anonymous", "HTTP 401 Unauthorized")
    assert second.line.what == "POST, signed in with Basic as ann@contoso.example"
    assert second.line.mark is Mark.GOOD
    assert first.response
    assert first.response.title == "Response: 401"
    assert second.response
    assert second.response.body == ANSWER_BODY


def test_a_leg_without_an_answer_is_its_request_alone() -> None:
    page = leg_pages(Leg(request=request(HOST_URL)))

    assert page.request.title == "Request"
    assert page.response is None


def test_that_a_request_is_signed_in_is_said_without_the_header() -> None:
    page = leg_pages(Leg(request=request(HOST_URL, Scheme.NTLM)))

    said = "[signed in with ntlm as ann@contoso.example; not shown]"
    assert page.request.headers[-1] == ("Authorization", said)
    assert f"Authorization: {said}" in page.request.head


def test_a_header_cannot_break_out_of_its_line() -> None:
    leg = Leg(request=request(HOST_URL), response=response(200, "O\nK", (("A\r", "b\nC: d"),)))
    page = leg_pages(leg).response

    assert page
    assert page.head == "HTTP 200 O K\nA\u240d: b C: d\n\n"
    assert page.headers == (("A\u240d", "b C: d"),)


def test_what_the_tokens_say_stands_beside_the_headers() -> None:
    exchange = next(attempt for _, attempt in session_of(signed_in_by_ntlm()).attempts)
    assert isinstance(exchange, Exchange)

    pages = exchange_pages(exchange)

    challenged = pages[1].response
    assert challenged
    assert ("Server's NetBIOS name", "EXCH01") in challenged.told
    assert ("Server's clock", "2007-06-27 12:00:00 UTC") in challenged.told
    assert ("User", "ann") in pages[2].request.told
    assert ("Domain", "CONTOSO") in pages[2].request.told
    assert pages[0].request.told == ()


def test_who_has_no_name_is_the_signed_in_user() -> None:
    signed = replace(request(HOST_URL, Scheme.NEGOTIATE), username="")
    page = leg_pages(Leg(request=signed))

    assert "[signed in with negotiate as the signed-in user; not shown]" in page.request.head


def test_that_something_was_left_out_of_a_body_is_said() -> None:
    reduced = replace(response(200, "OK"), reduced=True)
    cut = replace(response(200, "OK"), cut=True)

    told = leg_pages(Leg(request=request(HOST_URL), response=reduced)).response
    assert told
    assert told.note == "What is the user's alone was left out before anything was kept."
    shortened = leg_pages(Leg(request=request(HOST_URL), response=cut)).response
    assert shortened
    assert shortened.note == "Only the beginning of this body was kept."
