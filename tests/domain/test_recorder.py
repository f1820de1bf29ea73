"""What a recorder passes on of what is reported."""

from typing import NamedTuple

import pytest
from msgspec.structs import replace

from app.domain import recorder as recorder_module
from app.domain.attempts import Exchange, Leg, Request, Response
from app.domain.events import Recorded, RequestSent, ResponseReceived
from app.domain.growth import Watched
from app.domain.questions import HttpQuestion
from app.domain.recorder import BEGINNING, Recorder
from app.domain.session import Session

REQUEST = Request(method="POST", url="https://contoso.com/", headers=())
SMALL = 3 * BEGINNING
"""Stands for KEPT_BODIES."""


class Kept(NamedTuple):
    """Attempts as the network gave them, and as a session folded them."""

    given: list[Response]
    folded: list[Response]
    record_count: int


def keep(*bodies: bytes) -> Kept:
    """Report one exchange for each body."""
    records: list[Recorded] = []
    session = Session()
    recorder = Recorder(records.append, clock=lambda: 0.0)
    given = []
    for body in bodies:
        report = recorder.reporter.in_new_attempt()
        watched = Watched(Exchange(question=HttpQuestion(method="POST", url=REQUEST.url)), report)
        watched.report(RequestSent(request=REQUEST))
        response = Response(status=200, reason="OK", headers=(), body=body)
        watched.report(ResponseReceived(response=response))
        given.append(watched.finish().response)
    for recorded in records:
        session.apply(recorded)
    folded = [one.response for _, one in session.attempts if isinstance(one, Exchange)]
    return Kept([one for one in given if one], [one for one in folded if one], len(records))


def test_a_run_keeps_so_many_bytes_of_bodies_and_then_the_beginnings() -> None:
    body = bytes(1 << 20)

    _, folded, _ = keep(*[body] * 40)

    whole = Response(status=200, reason="OK", headers=(), body=body)
    beginning = replace(whole, body=bytes(BEGINNING), cut=True)
    assert folded == [whole] * 16 + [beginning] * 24


def test_discovery_gets_every_body_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "KEPT_BODIES", SMALL)
    bodies = [bytes([number]) * SMALL for number in range(5)]

    given, folded, _ = keep(*bodies)

    assert [one.body for one in given] == bodies
    assert not any(one.cut for one in given)
    assert [one.cut for one in folded] == [False, True, True, True, True]
    assert [one.body for one in folded[1:]] == [one[:BEGINNING] for one in bodies[1:]]


def test_within_the_room_of_a_run_what_is_folded_is_what_was_given() -> None:
    given, folded, count = keep(b"", b"x" * 100_000, b"y")

    assert folded == given
    assert count == 12


@pytest.mark.parametrize(
    ("sizes", "cut"),
    [
        ((SMALL,), [False]),
        ((SMALL + 1,), [True]),
        ((SMALL - 1, BEGINNING, BEGINNING + 1, 0), [False, False, True, False]),
        ((SMALL + 1, 2 * BEGINNING, BEGINNING + 1), [True, False, True]),
    ],
)
def test_a_body_that_fits_or_is_a_mere_beginning_is_kept_whole(
    sizes: tuple[int, ...], cut: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "KEPT_BODIES", SMALL)

    _, folded, _ = keep(*(bytes(size) for size in sizes))

    assert [one.cut for one in folded] == cut
    assert sum(len(one.body) for one in folded) <= SMALL + len(sizes) * BEGINNING


def test_nothing_but_the_body_is_taken_from_a_leg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "KEPT_BODIES", 0)
    records: list[Recorded] = []
    session = Session()
    response = Response(
        status=302, reason="Found", headers=(("Location", "/x"),), body=bytes(BEGINNING + 1)
    )
    report = Recorder(records.append, clock=lambda: 0.0).reporter.in_new_attempt()
    watched = Watched(Exchange(question=HttpQuestion(method="GET", url=REQUEST.url)), report)
    watched.report(RequestSent(request=REQUEST))

    watched.report(ResponseReceived(response=response))

    for recorded in records:
        session.apply(recorded)
    ((_, exchange),) = session.attempts
    assert isinstance(exchange, Exchange)
    kept = replace(response, body=bytes(BEGINNING), cut=True)
    assert exchange.legs == (Leg(request=REQUEST, response=kept),)
