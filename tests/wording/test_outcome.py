import msgspec
import pytest

from app.domain.events import (
    AnswerRead,
    AttemptFinished,
    AttemptStarted,
    Outcome,
    Recorded,
    RunFinished,
)
from app.domain.failures import Failure, FailureKind
from app.domain.questions import LdapQuestion
from app.domain.session import Session
from app.domain.steps import StepName
from app.wording import Line, Mark, summary
from tests.support import played_runs
from tests.support.played_runs import ADDRESS, HOST_URL, Player, session_of


def ended(outcome: Outcome) -> list[Recorded]:
    player = Player()
    player.start()
    player.end(outcome)
    return player.records


def test_found_says_by_which_step_and_where() -> None:
    assert summary(session_of(played_runs.found())) == Line(
        what=f"Outlook finds its settings for {ADDRESS}",
        verdict=f"HTTPS at the autodiscover host: {HOST_URL}",
        mark=Mark.GOOD,
    )


@pytest.mark.parametrize(
    ("outcome", "what", "verdict", "mark"),
    [
        (Outcome.FOUND, f"Outlook finds its settings for {ADDRESS}", "", Mark.GOOD),
        (
            Outcome.NOT_FOUND,
            f"Outlook finds no settings for {ADDRESS}",
            "No URL gave settings",
            Mark.BAD,
        ),
        (
            Outcome.SIGN_IN_NEEDED,
            f"Autodiscover for {ADDRESS} is reachable, and asks for a sign-in",
            "With user name and password the run goes on to the settings",
            Mark.INFORMATION,
        ),
        (
            Outcome.CANCELLED,
            "Cancelled",
            f"The run for {ADDRESS} was not finished",
            Mark.SKIPPED,
        ),
    ],
)
def test_each_outcome_has_its_sentence(
    outcome: Outcome, what: str, verdict: str, mark: Mark
) -> None:
    assert summary(session_of(ended(outcome))) == Line(what=what, verdict=verdict, mark=mark)


def test_a_session_without_its_end_was_interrupted() -> None:
    line = summary(session_of(played_runs.found()[:-1]))

    assert (line.what, line.mark) == ("Interrupted", Mark.WARNING)


def test_an_empty_session_has_a_sentence_too() -> None:
    assert summary(Session()).verdict == "The run for an unknown address did not come to its end"


def test_the_error_of_a_server_is_the_first_cause() -> None:
    line = summary(session_of(played_runs.not_found()))

    assert line.verdict == (
        'The server answers with error 500: "The e-mail address cannot be found."'
    )


def test_a_refused_sign_in_comes_before_certificates() -> None:
    failure = Failure(kind=FailureKind.SIGN_IN_REFUSED, detail="")

    records = [
        msgspec.structs.replace(one, event=AttemptFinished(failure=failure))
        if one.event == AttemptFinished() and one.step
        else one
        for one in as_not_found(played_runs.found())
        if not isinstance(one.event, AnswerRead)
    ]

    assert summary(session_of(records)).verdict == (
        "The server refused the user name or the password"
    )


def test_a_sign_in_that_the_directory_refused_is_told_as_such() -> None:
    player = Player()
    step = player.start(joined=True).in_step(StepName.SCP)
    attempt = step.in_new_attempt()
    question = LdapQuestion(url="ldap://dc01.contoso.local", filter="(cn=*)", attributes=())
    attempt(AttemptStarted(question=question))
    attempt(AttemptFinished(failure=Failure(kind=FailureKind.SIGN_IN_REFUSED, detail="No.")))
    player.end(Outcome.NOT_FOUND)

    assert summary(session_of(player.records)).verdict == (
        "The directory refused the user name or the password"
    )


def test_rejected_certificates_are_counted() -> None:
    once = as_not_found(played_runs.found())
    again = [
        msgspec.structs.replace(one, attempt=one.attempt + 100 if one.attempt else 0)
        for one in once[2:-1]
    ]

    assert summary(session_of(once)).verdict == "1 certificate was not accepted"
    assert summary(session_of([*once[:-1], *again, once[-1]])).verdict == (
        "2 certificates were not accepted"
    )


def as_not_found(records: list[Recorded]) -> list[Recorded]:
    end = msgspec.structs.replace(records[-1], event=RunFinished(outcome=Outcome.NOT_FOUND))
    return [*records[:-1], end]
