"""Requests and responses as pages of text."""

from msgspec.structs import replace

from app.domain.attempts import Exchange, Leg
from app.domain.authentication import Scheme
from app.domain.questions import HttpQuestion
from app.gui.models.http_pages import exchange_pages, leg_pages
from tests.gui.values import ANSWER_BODY, HOST_URL, request, response
from tests.support.played_runs import session_of
from tests.support.signed_in_runs import signed_in_by_ntlm


def test_before_anything_is_sent_the_request_is_shown_as_not_sent() -> None:
    question = HttpQuestion(method="POST", url=HOST_URL, body="<a/>", headers=(("A", "b"),))
    (page,) = exchange_pages(Exchange(question=question))

    assert page.title == "Request, not sent"
    assert page.head == f"POST {HOST_URL}\nA: b\n\n"
    assert page.body == b"<a/>"


def test_legs_are_numbered_where_there_are_several() -> None:
    legs = (
        Leg(request=request(HOST_URL), response=response(401, "Unauthorized")),
        Leg(request=request(HOST_URL, Scheme.BASIC), response=response(200, "OK", (), ANSWER_BODY)),
    )
    exchange = Exchange(question=HttpQuestion(method="POST", url=HOST_URL), legs=legs)

    titles = [page.title for page in exchange_pages(exchange)]
    assert titles == ["Request 1", "Response 1: 401", "Request 2", "Response 2: 200"]
    assert exchange_pages(exchange)[3].body == ANSWER_BODY


def test_a_leg_without_an_answer_is_its_request_alone() -> None:
    (page,) = leg_pages(Leg(request=request(HOST_URL)))

    assert page.title == "Request"


def test_that_a_request_is_signed_in_is_said_without_the_header() -> None:
    (page,) = leg_pages(Leg(request=request(HOST_URL, Scheme.NTLM)))

    assert "Authorization: [signed in with ntlm as ann@contoso.example; not shown]" in page.head


def test_a_header_cannot_break_out_of_its_line() -> None:
    leg = Leg(request=request(HOST_URL), response=response(200, "O\nK", (("A\r", "b\nC: d"),)))

    assert leg_pages(leg)[1].head == "HTTP 200 O K\nA\u240d: b C: d\n\n"


def test_what_the_tokens_say_stands_below_the_headers() -> None:
    exchange = next(attempt for _, attempt in session_of(signed_in_by_ntlm()).attempts)
    assert isinstance(exchange, Exchange)

    pages = exchange_pages(exchange)

    challenge, proof = pages[3].head, pages[4].head
    assert "The token of the sign-in says:\n    Server's NetBIOS name: EXCH01\n" in challenge
    assert "    Server's clock: 2007-06-27 12:00:00 UTC\n" in challenge
    assert "    User: ann\n    Domain: CONTOSO\n" in proof
    assert "The token" not in pages[0].head


def test_who_has_no_name_is_the_signed_in_user() -> None:
    signed = replace(request(HOST_URL, Scheme.NEGOTIATE), username="")
    (page,) = leg_pages(Leg(request=signed))

    assert "[signed in with negotiate as the signed-in user; not shown]" in page.head


def test_that_something_was_left_out_of_a_body_is_said() -> None:
    answered = replace(response(200, "OK"), reduced=True)

    page = leg_pages(Leg(request=request(HOST_URL), response=answered))[1]

    assert "[What is the user's alone was left out before anything was kept.]" in page.head
