"""No session log costs more than its length, whatever stands in it."""

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain import growth, service_rows, step_rows
from app.domain.acceptance import Ground
from app.domain.events import (
    Answered,
    AnswerRead,
    AttemptFinished,
    AttemptStarted,
    Bound,
    CertificateJudged,
    Connected,
    EntriesReceived,
    Event,
    NameResolved,
    Outcome,
    ProbeResult,
    Prompted,
    Recorded,
    RedirectFollowed,
    RequestSent,
    ResponseReceived,
    RoundStarted,
    RunFinished,
    ServiceProbed,
    SettingsChosen,
    StepFinished,
    StepStarted,
)
from app.domain.notes import NoteCode, Noted
from app.domain.prompts import Answer, Prompt, PromptKind
from app.domain.questions import LdapQuestion
from app.domain.session import Session
from app.domain.settings import Scope, Settings, User
from app.domain.steps import Found, StepName
from tests.domain.told import (
    ASMX,
    DIAL,
    PLAN,
    QUESTION,
    REQUEST,
    RESOLVED,
    RESPONSE,
    URL,
    CountedRows,
)
from tests.support import played_runs

SETTINGS = Settings(user=User(), services=(ASMX, replace(ASMX, scope=Scope.INTERNAL)))
PROMPT = Prompt(
    kind=PromptKind.CREDENTIALS,
    step=StepName.HTTPS_ROOT,
    address="ann@contoso.com",
    url=URL,
    host="contoso.com",
    port=443,
)
ANY_EVENT: list[Event] = [
    RoundStarted(address="ann@contoso.com", plan=PLAN),
    StepStarted(),
    StepFinished(result=Found(url=URL, settings=SETTINGS)),
    AttemptStarted(question=QUESTION),
    AttemptStarted(
        question=LdapQuestion(url="ldap://dc1", filter="(a=*)", attributes=("keywords",))
    ),
    NameResolved(resolution=RESOLVED),
    Connected(dial=DIAL),
    CertificateJudged(judged=played_runs.judged("contoso.com", Ground.GOOD)),
    RequestSent(request=REQUEST),
    ResponseReceived(response=RESPONSE),
    Bound(bind="anonymous", base=""),
    EntriesReceived(entries=()),
    AttemptFinished(),
    AnswerRead(reading=SETTINGS),
    RedirectFollowed(source=URL, target=URL, status=302),
    Prompted(prompt=PROMPT),
    Answered(prompt=PROMPT, answer=Answer.NO),
    Noted(code=NoteCode.SITE_UNKNOWN, subject=""),
    SettingsChosen(url=URL, settings=SETTINGS),
    ServiceProbed(service=ASMX.service, scope=ASMX.scope, url=ASMX.url, result=ProbeResult.WORKS),
    RunFinished(outcome=Outcome.FOUND),
]


class Copies:
    """Counts what the fold copies: the members of every tuple that it makes anew."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        for module in (growth, service_rows, step_rows):
            patch.setattr(module, "replace", self._replace)

    def _replace(self, value: Any, /, **changes: Any) -> Any:
        self.count += sum(len(one) for one in changes.values() if isinstance(one, tuple))
        return replace(value, **changes)


Pattern = list[tuple[Event, bool, bool, bool]]
"""Events, and whether round, attempt and connection are new ones each time, or the same."""


def fold_many_times(pattern: Pattern) -> None:
    """A log of any length folds in linear time: copied tuples are short, rows looked at once."""
    session = Session()
    rows = session._rows._rows = CountedRows()
    beginning = [ANY_EVENT[0], AttemptStarted(question=QUESTION), RequestSent(request=REQUEST)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growth, "MOST_PARTS", 10)
        copies = Copies(patch)

        def fold(event: Event, turn: int, *of_turn: bool) -> None:
            round_, attempt, connection = (turn if is_new else 1 for is_new in of_turn)
            copies.count = 0
            session.apply(
                Recorded(
                    number=turn,
                    at_ms=float(turn),
                    round=round_,
                    step=StepName.HTTPS_ROOT,
                    attempt=attempt,
                    connection=connection,
                    event=event,
                )
            )
            # A connection is copied with its resolutions, and so are the connections around it.
            assert copies.count <= 20

        for event in beginning:
            fold(event, 1, False, False, False)
        for turn in range(2, 60):
            for event, *of_turn in pattern:
                fold(event, turn, *of_turn)

    assert rows.looks <= len(rows)


@pytest.mark.parametrize("event", ANY_EVENT, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("of_turn", [*itertools.product([False, True], repeat=3)], ids=str)
def test_an_event_costs_the_same_however_often_it_came(
    event: Event, of_turn: tuple[bool, bool, bool]
) -> None:
    fold_many_times([(event, *of_turn)])


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.sampled_from(ANY_EVENT), st.booleans(), st.booleans(), st.booleans()),
        min_size=2,
        max_size=5,
    )
)
def test_no_event_costs_more_for_all_those_that_came_before_it(pattern: Pattern) -> None:
    fold_many_times(pattern)
