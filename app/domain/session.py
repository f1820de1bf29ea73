"""All events of a run so far, folded into one value: the same for a live run and an opened log."""

from msgspec.structs import replace

from app.domain.attempts import Attempt, Exchange, HttpQuestion, LdapQuestion, Question, fresh
from app.domain.events import (
    Answered,
    AttemptFinished,
    AttemptStarted,
    CertificateJudged,
    Connected,
    MachineDetected,
    NameResolved,
    Noted,
    Outcome,
    PointsChosen,
    Prompted,
    Recorded,
    RedirectFollowed,
    RequestSent,
    ResponseReceived,
    RoundStarted,
    RunFinished,
    RunStarted,
    ServiceProbed,
    SettingsChosen,
    StepFinished,
    StepStarted,
)
from app.domain.growth import grown
from app.domain.rows import (
    ChecksState,
    PointerState,
    PointState,
    PromptState,
    RoundState,
    Row,
    ServicesState,
    ServiceState,
    StepState,
    Subject,
    Touched,
    Turn,
)
from app.domain.settings import Scope
from app.domain.steps import Skipped, StepName


class Session:
    """The one mutable class; owned by one thread, which applies each record in order."""

    def __init__(self) -> None:
        self.started: RunStarted | None = None
        self.machine: MachineDetected | None = None
        self.finished: RunFinished | None = None
        self.chosen: SettingsChosen | None = None
        self.last_ms = 0.0
        self._rows: list[Row] = []
        self._children: dict[int, list[int]] = {0: []}
        self._attempts: dict[int, int] = {}
        self._rounds: dict[int, int] = {}
        self._steps: dict[tuple[int, StepName], int] = {}
        self._open_legs: dict[int, int] = {}
        self._prompts: dict[tuple[str, ...], int] = {}
        self._checks = 0
        self._touched: dict[int, bool] = {}

    # --- what can be read ------------------------------------------------------------------

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in the order in which they came."""
        return tuple(self._rows)

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
        return self._rows[number - 1]

    def children(self, number: int) -> tuple[int, ...]:
        """Give the numbers of the rows below one; below 0 stand the topmost."""
        return tuple(self._children[number])

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
        self._touched = {}
        self.last_ms = max(self.last_ms, recorded.at_ms)
        match recorded.event:
            case RunStarted() as event:
                self.started = event
            case MachineDetected() as event:
                self.machine = event
                self._list_facts(event, recorded)
            case RunFinished() as event:
                self.finished = event
                self._end_open_rows(recorded.at_ms)
            case RoundStarted() | StepStarted() | StepFinished():
                self._apply_to_step(recorded)
            case SettingsChosen() as event:
                self.chosen = event
                self._list_services(recorded)
            case ServiceProbed() as event:
                self._mark_service(event, recorded)
            case Prompted() | Answered() | Noted() | RedirectFollowed():
                self._apply_remark(recorded)
            case PointsChosen() as event:
                self._list_points(event, recorded)
            case _:
                self._apply_to_attempt(recorded)
        added = tuple(number for number, is_new in self._touched.items() if is_new)
        changed = tuple(number for number, is_new in self._touched.items() if not is_new)
        return Touched(added=added, changed=changed)

    def _apply_to_step(self, recorded: Recorded) -> None:
        match recorded.event:
            case RoundStarted(address=address, plan=plan):
                state = RoundState(number=recorded.round, address=address, plan=plan)
                above = self._add(0, recorded, state)
                self._rounds[recorded.round] = above
                for planned in plan:
                    result = Skipped(reason=planned.skipped) if planned.skipped else None
                    row = self._add(above, recorded, StepState(planned=planned, result=result))
                    self._steps[recorded.round, planned.step] = row
                    if result:
                        self._end(row, recorded.at_ms)
            case StepStarted():
                row, step = self._step(recorded)
                if step:
                    begun = replace(step, started=True)
                    self._put(
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
                    self._show(row, replace(step, result=result))
                    self._end(row, recorded.at_ms)
                    for number, waiting in self._waiting(row):
                        self._show(number, replace(waiting, turn=Turn.NOT_REACHED))
            case _:
                pass

    def _apply_remark(self, recorded: Recorded) -> None:
        above = self._step_row(recorded)
        match recorded.event:
            case Prompted(prompt=prompt):
                number = self._add(above, recorded, PromptState(prompt=prompt))
                self._prompts[prompt.sameness] = number
            case Answered(prompt=prompt, answer=answer):
                number = self._prompts.get(prompt.sameness, 0)
                if number:
                    self._show(number, PromptState(prompt=prompt, answer=answer))
                    self._end(number, recorded.at_ms)
            case (Noted() | RedirectFollowed()) as event:
                self._end(self._add(above, recorded, event), recorded.at_ms)
            case _:
                pass

    def _apply_to_attempt(self, recorded: Recorded) -> None:
        event = recorded.event
        if isinstance(event, AttemptStarted):
            above = self._step_row(recorded) or self._checks_row(recorded)
            row = self._add(above, recorded, fresh(event.question))
            self._attempts[recorded.attempt] = row
            self._turn_to(above, event.question)
            return
        row = self._attempts.get(recorded.attempt, 0)
        if not row:
            return
        attempt = self.row(row).subject
        if isinstance(attempt, Attempt):
            self._show(row, grown(attempt, recorded.connection, event))
        match event:
            case NameResolved(resolution=subject) | Connected(dial=subject):
                self._end(self._add(row, recorded, subject), recorded.at_ms)
            case CertificateJudged(judged=subject):
                self._end(self._add(row, recorded, subject), recorded.at_ms)
            case RequestSent() | ResponseReceived():
                self._apply_to_leg(row, recorded)
            case AttemptFinished():
                self._end(row, recorded.at_ms)
            case _:
                pass

    def _apply_to_leg(self, above: int, recorded: Recorded) -> None:
        attempt = self.row(above).subject
        if not isinstance(attempt, Exchange) or not attempt.legs:
            return
        if isinstance(recorded.event, RequestSent):
            self._open_legs[above] = self._add(above, recorded, attempt.legs[-1])
        elif number := self._open_legs.pop(above, 0):
            self._show(number, attempt.legs[-1])
            self._end(number, recorded.at_ms)

    # --- lists -----------------------------------------------------------------------------

    def _list_facts(self, event: MachineDetected, recorded: Recorded) -> None:
        heading = self._add(0, recorded, event)
        self._end(heading, recorded.at_ms)
        for fact in event.facts:
            self._end(self._add(heading, recorded, fact), recorded.at_ms)

    def _list_points(self, event: PointsChosen, recorded: Recorded) -> None:
        choice = event.choice
        heading = self._add(self._step_row(recorded), recorded, event)
        self._end(heading, recorded.at_ms)
        states: list[PointState | PointerState] = [
            *(PointState(point=one, turn=Turn.TO_COME) for one in choice.chosen),
            *(PointState(point=one, turn=Turn.NEVER) for one in choice.passed_over),
        ]
        for one in choice.pointers:
            turn = Turn.TO_COME if one == choice.follow else Turn.NEVER
            states.append(PointerState(pointer=one, turn=turn))
        for state in states:
            self._end(self._add(heading, recorded, state), recorded.at_ms)

    def _turn_to(self, step: int, question: Question) -> None:
        """Mark the points, or the pointer, whose turn a new attempt of the step is."""
        for number, state in self._waiting(step):
            match state, question:
                case PointState(point=point), HttpQuestion(url=url) if point.url == url:
                    self._show(number, replace(state, turn=Turn.ASKED))
                case PointerState(), LdapQuestion():
                    self._show(number, replace(state, turn=Turn.ASKED))
                case _:
                    pass

    def _waiting(self, step: int) -> list[tuple[int, PointState | PointerState]]:
        """Give the points and pointers of a step whose turn is still to come."""
        below = (
            self.row(number)
            for heading in self._children[step]
            for number in self._children[heading]
        )
        return [
            (row.number, row.subject)
            for row in below
            if isinstance(row.subject, PointState | PointerState)
            and row.subject.turn is Turn.TO_COME
        ]

    def _list_services(self, recorded: Recorded) -> None:
        services = self.chosen.settings.services if self.chosen else ()
        for scope in Scope:
            # WEB repeats URLs of EXCH and EXPR: each is shown once.
            among = {(one.service, one.url): one for one in services if one.scope is scope}
            if not among:
                continue
            heading = self._add(0, recorded, ServicesState(scope=scope))
            self._end(heading, recorded.at_ms)
            for service_url in among.values():
                row = self._add(heading, recorded, ServiceState(service_url=service_url))
                self._end(row, recorded.at_ms)

    def _mark_service(self, event: ServiceProbed, recorded: Recorded) -> None:
        for row in self._rows:
            state = row.subject
            if isinstance(state, ServiceState) and (
                state.service_url.service,
                state.service_url.scope,
                state.service_url.url,
            ) == (event.service, event.scope, event.url):
                probed = replace(state, probed=event)
                self._put(
                    replace(row, subject=probed, event=recorded.number, ended_ms=recorded.at_ms)
                )

    def _checks_row(self, recorded: Recorded) -> int:
        if not self._checks:
            self._checks = self._add(0, recorded, ChecksState())
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

    def _add(self, parent: int, recorded: Recorded, subject: Subject) -> int:
        number = len(self._rows) + 1
        row = Row(
            number=number,
            parent=parent,
            event=recorded.number,
            subject=subject,
            started_ms=recorded.at_ms,
        )
        self._rows.append(row)
        self._children[parent].append(number)
        self._children[number] = []
        self._touched[number] = True
        return number

    def _show(self, number: int, subject: Subject) -> None:
        self._put(replace(self.row(number), subject=subject))

    def _end(self, number: int, at_ms: float) -> None:
        self._put(replace(self.row(number), ended_ms=at_ms))

    def _put(self, row: Row) -> None:
        self._rows[row.number - 1] = row
        self._touched.setdefault(row.number, False)

    def _end_open_rows(self, at_ms: float) -> None:
        for row in self._rows:
            is_planned_only = isinstance(row.subject, StepState) and not row.subject.started
            if row.ended_ms is None and not is_planned_only:
                self._end(row.number, at_ms)
