"""What the status line says is being waited for."""

import pytest

from app.domain.events import AttemptStarted, Prompted, Recorded
from app.domain.questions import DnsQuestion, LdapQuestion, PingQuestion
from app.domain.steps import StepName
from app.gui.models.session_tree import SessionTree
from app.gui.models.waiting import Wait, Waiting
from tests.gui.recordings import Tape, found, under_way
from tests.gui.values import ROOT_URL, consent


def _newest(records: list[Recorded]) -> Wait | None:
    tree, waiting = SessionTree(), Waiting()
    for recorded in records:
        waiting.note(tree.session, tree.apply([recorded]))
    return waiting.newest(tree.session)


def test_the_newest_open_attempt_is_waited_for() -> None:
    assert _newest(under_way()) == Wait(what=f"POST {ROOT_URL}", since_ms=2.0)


def test_before_its_first_attempt_a_step_is_waited_for() -> None:
    wait = _newest(under_way()[:-1])

    assert wait
    assert wait.what == "HTTPS at the root domain"


def test_nothing_is_waited_for_when_a_run_is_over() -> None:
    assert _newest(found()) is None
    assert _newest([]) is None


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (Prompted(prompt=consent()), "your answer"),
        (AttemptStarted(question=DnsQuestion(name="_x")), "DNS: SRV records of _x"),
        (
            AttemptStarted(question=LdapQuestion(url="ldap://dc", filter="", attributes=())),
            "the directory at ldap://dc",
        ),
        (
            AttemptStarted(question=PingQuestion(host="dc")),
            "the domain controller dc, about this PC's site",
        ),
    ],
)
def test_each_kind_of_wait_has_its_words(event: Prompted | AttemptStarted, what: str) -> None:
    tape = Tape()
    step = tape.step(tape.start(), StepName.HTTP_REDIRECT)
    place = step.in_new_attempt() if isinstance(event, AttemptStarted) else step
    place(event)
    wait = _newest(tape.records)

    assert wait
    assert wait.what == what
