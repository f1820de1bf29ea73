"""All events of a run so far, folded into one value: the same for a live run and an opened log."""

from msgspec.structs import replace

from app.domain.attempts import Attempt, Exchange, fresh
from app.domain.events import (
    Answered,
    AttemptFinished,
    AttemptStarted,
    BindTried,
    CertificateJudged,
    Connected,
    MachineDetected,
    NameResolved,
    Outcome,
    PointsChosen,
    Prompted,
    ProxyAnswered,
    Recorded,
    RedirectFollowed,
    RequestSent,
    ResponseReceived,
    Retrieved,
    RoundStarted,
    RouteChosen,
    RunFinished,
    RunStarted,
    ServiceProbed,
    SettingsChosen,
    SniCompared,
    StepFinished,
    StepStarted,
)
from app.domain.growth import grown
from app.domain.notes import Noted
from app.domain.row_list import RowList
from app.domain.rows import (
    ChecksState,
    PromptState,
    RoundState,
    Row,
    ServicesState,
    ServiceState,
    StepState,
    Touched,
)
from app.domain.settings import Scope, Service
from app.domain.steps import Skipped, StepName
from app.domain.technician_note import NoteWritten, clean_note
from app.domain.turns import end_turns, list_points, turn_to

MOST_ROUNDS = 100
MOST_STEPS = 100
"""In a round. A real run has a few of each; 15 bytes of a hostile log could make a row of them."""


class Session:
    """The one mutable class; owned by one thread, which applies each record in order."""

    def __init__(self) -> None:
        self.started: RunStarted | None = None
        self.machine: MachineDetected | None = None
        self.finished: RunFinished | None = None
        self.chosen: SettingsChosen | None = None
        self.note = ""
        """What a technician wrote about it."""
        self.last_ms = 0.0
        self._rows = RowList()
        self._attempts: dict[int, int] = {}
        self._rounds: dict[int, int] = {}
        self._steps: dict[tuple[int, StepName], int] = {}
        self._open_legs: dict[int, int] = {}
        self._prompts: dict[tuple[str, ...], int] = {}
        self._services: dict[tuple[Service, Scope, str], int] = {}
        self._checks = 0
        self._events: dict[int, int] = {}

    # --- what can be read ------------------------------------------------------------------

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in the order in which they came."""
        return self._rows.all

    @property
    def row_count(self) -> int:
        """How many rows there are; their numbers run from 1 to this."""
        return len(self._rows)

    @property
    def attempts(self) -> tuple[tuple[Row, Attempt], ...]:
        """Every attempt with its row, in the order of their start."""
        rows = (self.row(number) for number in self._attempts.values())
        return tuple((row, row.subject) for row in rows if isinstance(row.subject, Attempt))

    @property
    def outcome(self) -> Outcome:
        """What the run came to; interrupted as long as there is no end."""
        return self.finished.outcome if self.finished else Outcome.INTERRUPTED

    def row(self, number: int) -> Row:
        """Give the row of that number."""
        return self._rows[number]

    def row_of_event(self, number: int) -> Row | None:
        """Give the row that stands for an event, the topmost of several; None where none does."""
        found = self._events.get(number, 0)
        return self.row(found) if found else None

    def children(self, number: int) -> tuple[int, ...]:
        """Give the numbers of the rows below one; below 0 stand the topmost."""
        return self._rows.below(number)

    def step_of(self, row: Row) -> tuple[int, StepName] | None:
        """Tell the round and step that a row belongs to; None outside of steps."""
        while row.parent and not isinstance(row.subject, StepState):
            row = self.row(row.parent)
        if not isinstance(row.subject, StepState):
            return None
        above = self.row(row.parent).subject
        number = above.number if isinstance(above, RoundState) else 0
        return number, row.subject.planned.step

    # --- what happens ----------------------------------------------------------------------

    def apply(self, recorded: Recorded) -> Touched:
        """Fold one record in, and tell which rows it brought or changed."""
        self.last_ms = max(self.last_ms, recorded.at_ms)
        match recorded.event:
            case RunStarted() as event:
                self._begin(event, recorded)
            case MachineDetected() as event:
                self.machine = event
                self._list_facts(event, recorded)
            case RunFinished() as event:
                # A run ends once: in a hostile log each end would look through all rows.
                if self.finished is None:
                    self.finished = event
                    self._rows.end_open(recorded.at_ms)
            case RoundStarted() | StepStarted() | StepFinished():
                self._apply_to_step(recorded)
            case SettingsChosen() as event:
                self.chosen = event
                self._list_services(recorded)
            case ServiceProbed() as event:
                self._mark_service(event, recorded)
            case (
                Prompted()
                | Answered()
                | Noted()
                | RedirectFollowed()
                | SniCompared()
                | NoteWritten()
            ):
                self._apply_remark(recorded)
            case PointsChosen() as event:
                list_points(self._rows, self._step_row(recorded), event, recorded)
            case _:
                self._apply_to_attempt(recorded)
        return self._take_touched()

    def _begin(self, event: RunStarted, recorded: Recorded) -> None:
        if event.continues and self.started is None:
            self._rows.add_ended(0, recorded, event.continues)
        self.started = event

    def _take_touched(self) -> Touched:
        touched = self._rows.take_touched()
        events, rows = self._events, self._rows
        for number in touched.changed:
            events.setdefault(rows[number].event, number)
        for number in touched.added:
            events.setdefault(rows[number].event, number)
        return touched

    def _apply_to_step(self, recorded: Recorded) -> None:
        match recorded.event:
            case RoundStarted(address=address, plan=plan):
                if recorded.round in self._rounds or len(self._rounds) >= MOST_ROUNDS:
                    return
                plan = plan[:MOST_STEPS]
                state = RoundState(number=recorded.round, address=address, plan=plan)
                above = self._rows.add(0, recorded, state)
                self._rounds[recorded.round] = above
                for planned in plan:
                    result = Skipped(reason=planned.skipped) if planned.skipped else None
                    row = self._rows.add(above, recorded, StepState(planned=planned, result=result))
                    self._steps[recorded.round, planned.step] = row
                    if result:
                        self._rows.end(row, recorded.at_ms)
            case StepStarted():
                row, step = self._step(recorded)
                if step:
                    begun = replace(step, started=True)
                    self._rows.put(
                        replace(
                            self.row(row),
                            subject=begun,
                            event=recorded.number,
                            started_ms=recorded.at_ms,
                        )
                    )
            case StepFinished(result=result):
                row, step = self._step(recorded)
                if step:
                    self._rows.show(row, replace(step, result=result))
                    self._rows.end(row, recorded.at_ms)
                    end_turns(self._rows, row)
            case _:
                pass

    def _apply_remark(self, recorded: Recorded) -> None:
        above = self._step_row(recorded)
        match recorded.event:
            case Prompted(prompt=prompt):
                number = self._rows.add(above, recorded, PromptState(prompt=prompt))
                self._prompts[prompt.sameness] = number
            case Answered(prompt=prompt, answer=answer):
                number = self._prompts.get(prompt.sameness, 0)
                if number:
                    self._rows.show(number, PromptState(prompt=prompt, answer=answer))
                    self._rows.end(number, recorded.at_ms)
            case (Noted() | RedirectFollowed()) as event:
                self._rows.add_ended(above, recorded, event)
            case SniCompared(comparison=comparison):
                self._rows.add_ended(0, recorded, comparison)
            case NoteWritten(text=text):
                self.note = clean_note(text)
            case _:
                pass

    def _apply_to_attempt(self, recorded: Recorded) -> None:
        event = recorded.event
        if isinstance(event, AttemptStarted):
            above = self._step_row(recorded) or self._checks_row(recorded)
            row = self._rows.add(above, recorded, fresh(event.question))
            self._attempts[recorded.attempt] = row
            turn_to(self._rows, above, event.question)
            return
        row = self._attempts.get(recorded.attempt, 0)
        if not row:
            return
        attempt = self.row(row).subject
        if isinstance(attempt, Attempt):
            folded = grown(attempt, recorded.connection, event)
            if folded is attempt:
                return
            self._rows.show(row, folded)
        match event:
            case (
                NameResolved(resolution=subject)
                | RouteChosen(route=subject)
                | Connected(dial=subject)
                | ProxyAnswered(answer=subject)
                | Retrieved(retrieval=subject)
                | CertificateJudged(judged=subject)
                | BindTried(tried=subject)
            ):
                self._rows.add_ended(row, recorded, subject)
            case RequestSent() | ResponseReceived():
                self._apply_to_leg(row, recorded)
            case AttemptFinished():
                self._rows.end(row, recorded.at_ms)
            case _:
                pass

    def _apply_to_leg(self, above: int, recorded: Recorded) -> None:
        attempt = self.row(above).subject
        if not isinstance(attempt, Exchange) or not attempt.legs:
            return
        if isinstance(recorded.event, RequestSent):
            self._open_legs[above] = self._rows.add(above, recorded, attempt.legs[-1])
        elif number := self._open_legs.pop(above, 0):
            self._rows.show(number, attempt.legs[-1])
            self._rows.end(number, recorded.at_ms)

    # --- lists -----------------------------------------------------------------------------

    def _list_facts(self, event: MachineDetected, recorded: Recorded) -> None:
        heading = self._rows.add_ended(0, recorded, event)
        for fact in event.facts:
            self._rows.add_ended(heading, recorded, fact)

    def _list_services(self, recorded: Recorded) -> None:
        services = self.chosen.settings.services if self.chosen else ()
        is_outside = self.machine is not None and not self.machine.machine.joined
        for scope in Scope:
            # WEB repeats URLs of EXCH and EXPR: each is shown once.
            among = {(one.service, one.url): one for one in services if one.scope is scope}
            if not among:
                continue
            heading = self._rows.add_ended(0, recorded, ServicesState(scope=scope))
            for service_url in among.values():
                state = ServiceState(
                    service_url=service_url,
                    from_outside=is_outside and scope is Scope.INTERNAL,
                )
                row = self._rows.add_ended(heading, recorded, state)
                self._services[service_url.service, scope, service_url.url] = row

    def _mark_service(self, event: ServiceProbed, recorded: Recorded) -> None:
        number = self._services.get((event.service, event.scope, event.url), 0)
        state = self.row(number).subject if number else None
        if isinstance(state, ServiceState):
            told_by = self._attempts.get(recorded.attempt, 0)
            self._rows.put(
                replace(
                    self.row(number),
                    subject=replace(state, probed=event, told_by=told_by),
                    event=recorded.number,
                    ended_ms=recorded.at_ms,
                )
            )

    def _checks_row(self, recorded: Recorded) -> int:
        if not self._checks:
            self._checks = self._rows.add(0, recorded, ChecksState())
        return self._checks

    # --- rows ------------------------------------------------------------------------------

    def _step_row(self, recorded: Recorded) -> int:
        if recorded.step is None:
            return 0
        return self._steps.get((recorded.round, recorded.step), 0)

    def _step(self, recorded: Recorded) -> tuple[int, StepState | None]:
        row = self._step_row(recorded)
        state = self.row(row).subject if row else None
        return row, state if isinstance(state, StepState) else None
