"""Numbers and times each event, keeps it to a size, and knows where in the run it happened."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from app.domain.events import Event, Recorded, ResponseReceived
from app.domain.steps import StepName

KEPT_BODIES = 16 << 20
"""Bytes of response bodies in a run: redirects and rounds of hostile servers come to 134 answers
of 1 MiB each, and all of them would lie in memory and in the log. Real runs have some 100 KB."""

BEGINNING = 4096
"""How much of a body is kept where that is used up, to see what it is."""


class Recorder:
    """The one source of numbers in a run; owned by the thread of the engine."""

    def __init__(self, sink: Callable[[Recorded], None], clock: Callable[[], float]) -> None:
        """Hand each record to `sink`; `clock` gives seconds and never goes back."""
        self._sink = sink
        self._clock = clock
        self._start = clock()
        self._events = 0
        self._attempts = 0
        self._connections = 0
        self._room = KEPT_BODIES

    @property
    def reporter(self) -> "Reporter":
        """A Reporter that is bound to no place yet."""
        return Reporter(self, Place())

    def record(self, event: Event, place: "Place") -> None:
        """Number and time the event, and pass it on.

        What is passed on may have a shorter body; who reports goes on with the whole of it.
        """
        self._events += 1
        self._sink(
            Recorded(
                number=self._events,
                at_ms=self.elapsed_ms(),
                round=place.round,
                step=place.step,
                attempt=place.attempt,
                connection=place.connection,
                event=self._within_room(event),
            )
        )

    def elapsed_ms(self) -> float:
        """Tell the milliseconds since the start, rounded to microseconds."""
        return round((self._clock() - self._start) * 1000, 3)

    def _within_room(self, event: Event) -> Event:
        if not isinstance(event, ResponseReceived):
            return event
        body = event.response.body
        if len(body) > max(self._room, BEGINNING):
            body = body[:BEGINNING]
            event = ResponseReceived(response=replace(event.response, body=body, cut=True))
        self._room -= len(body)
        return event

    def next_attempt(self) -> int:
        """Count attempts from 1."""
        self._attempts += 1
        return self._attempts

    def next_connection(self) -> int:
        """Count connections from 1."""
        self._connections += 1
        return self._connections


class Place(Struct, frozen=True, kw_only=True):
    """Where in the run an event happens."""

    round: int = 0
    step: StepName | None = None
    attempt: int = 0
    connection: int = 0


class Reporter:
    """Reports events from one place of a run: `report(event)`."""

    __slots__ = ("_recorder", "place")

    def __init__(self, recorder: Recorder, place: Place) -> None:
        self._recorder = recorder
        self.place = place

    def __call__(self, event: Event) -> None:
        """Record the event here."""
        self._recorder.record(event, self.place)

    def in_round(self, number: int) -> "Reporter":
        """Give a Reporter for a round."""
        return Reporter(self._recorder, Place(round=number))

    def in_step(self, step: StepName) -> "Reporter":
        """Give a Reporter for a step of this round."""
        return Reporter(self._recorder, Place(round=self.place.round, step=step))

    def in_new_attempt(self) -> "Reporter":
        """Give a Reporter for a further attempt of this step."""
        number = self._recorder.next_attempt()
        return self._at(attempt=number, connection=0)

    def in_new_connection(self) -> "Reporter":
        """Give a Reporter for a further connection of this attempt."""
        return self._at(connection=self._recorder.next_connection())

    def _at(self, **changes: int) -> "Reporter":
        return Reporter(self._recorder, replace(self.place, **changes))
