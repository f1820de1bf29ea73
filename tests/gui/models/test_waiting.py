"""What the status line says is being waited for, since when, and for how long at most."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from msgspec.structs import replace

from app.domain.authentication import Mechanism
from app.domain.binds import BindOutcome, BindTry
from app.domain.events import (
    AttemptStarted,
    BindTried,
    CertificateJudged,
    Connected,
    Event,
    MachineDetected,
    NameResolved,
    Prompted,
    Recorded,
    RequestSent,
    ResponseReceived,
    RunFinished,
    RunStarted,
    ServiceProbed,
    StepFinished,
)
from app.domain.profile import Limits
from app.domain.questions import (
    DnsQuestion,
    HttpQuestion,
    LdapQuestion,
    PingQuestion,
    Question,
)
from app.domain.steps import Nothing, StepName, Why
from app.domain.task import Mode
from app.gui.models.awaited import PING_S, Wait
from app.gui.models.session_tree import SessionTree
from app.gui.models.waiting import Waiting, position
from tests.gui.recordings import Tape, found, not_found, under_way
from tests.gui.values import HOST_URL, consent, dial, judged, request, resolution, response

LIMITS = Limits(
    connect_s=20,
    handshake_s=21,
    response_s=22,
    dns_s=23,
    system_names_s=24,
    directory_s=25,
    prompt_s=26,
)
HOST = "autodiscover.contoso.example"
DC = "dc01.contoso.example"
HTTPS = HttpQuestion(method="POST", url=HOST_URL)
HTTP = HttpQuestion(method="GET", url=f"http://{HOST}/autodiscover/autodiscover.xml")
LDAP = LdapQuestion(url=f"ldap://{DC}", filter="", attributes=())
LDAPS = LdapQuestion(url=f"ldaps://{DC}", filter="", attributes=())
BOUND = BindTried(tried=BindTry(mechanism=Mechanism.SIMPLE, outcome=BindOutcome.SIGNED_IN))
NAMED = NameResolved(resolution=resolution(HOST))
BESIDE = NameResolved(resolution=replace(resolution(HOST), beside=True))
DIALLED = Connected(dial=dial(HOST))
JUDGED = CertificateJudged(judged=judged(HOST))
SENT = RequestSent(request=request(HOST_URL))
ANSWERED = ResponseReceived(response=response(401, "Unauthorized"))


def _limited(records: Iterable[Recorded], limits: Limits | None = LIMITS) -> Iterator[Recorded]:
    for recorded in records:
        event = recorded.event
        if isinstance(event, RunStarted):
            event = replace(event, limits=limits)
        yield replace(recorded, event=event)


def _newest(records: Iterable[Recorded], limits: Limits | None = LIMITS) -> Wait | None:
    tree, waiting = SessionTree(), Waiting()
    for recorded in _limited(records, limits):
        waiting.note(tree.session, tree.apply([recorded]))
    return waiting.newest(tree.session)


def asking(question: Question, *events: Event) -> Tape:
    """A run that has asked; each event comes a second after the one before."""
    tape = Tape()
    attempt = tape.step(tape.start(), StepName.HTTPS_ROOT).in_new_attempt()
    tape.seconds = 1.0
    attempt(AttemptStarted(question=question))
    connection = attempt.in_new_connection()
    for event in events:
        tape.seconds += 1.0
        is_fact = isinstance(event, NameResolved | Connected | CertificateJudged)
        (connection if is_fact else attempt)(event)
    return tape


@pytest.mark.parametrize(
    ("question", "events", "what", "limit_s"),
    [
        (HTTPS, (), f"the addresses of {HOST}", 24.0),
        (PingQuestion(host="dc1"), (), "the addresses of dc1", 24.0),
        (
            PingQuestion(host="dc1"),
            (NAMED,),
            "the domain controller dc1, about this PC's site",
            PING_S,
        ),
        (HTTPS, (NAMED,), f"a connection to {HOST}", 20.25),
        (HTTPS, (NAMED, DIALLED), f"TLS and the certificate of {HOST}", 21.0),
        (HTTPS, (NAMED, DIALLED, JUDGED), f"the answer of {HOST} to POST", 22.0),
        (HTTPS, (NAMED, DIALLED, JUDGED, SENT), f"the answer of {HOST} to POST", 22.0),
        (HTTPS, (NAMED, DIALLED, JUDGED, SENT, ANSWERED), f"the answer of {HOST} to POST", 22.0),
        (HTTP, (NAMED, DIALLED), f"the answer of {HOST} to GET", 22.0),
        (LDAPS, (NAMED, DIALLED), f"TLS and the certificate of {DC}", 21.0),
        (LDAP, (NAMED, DIALLED), f"the directory at ldap://{DC}", 25.0),
        (LDAP, (NAMED, DIALLED, BOUND), f"the directory at ldap://{DC}", 25.0),
        (DnsQuestion(name="_x"), (), "DNS: SRV records of _x", 23.0),
        (PingQuestion(host=DC), (), f"the addresses of {DC}", 24.0),
        (
            PingQuestion(host=DC),
            (NAMED,),
            f"the domain controller {DC}, about this PC's site",
            PING_S,
        ),
    ],
)
def test_an_attempt_waits_for_one_thing_after_the_other(
    question: Question, events: tuple[Event, ...], what: str, limit_s: float
) -> None:
    tape = asking(question, *events)

    expected = Wait(what=what, since_ms=1_000.0 * (len(events) + 1), limit_s=limit_s)
    assert _newest(tape.records) == expected
    # Without limits, as in an older log, none is made up; a ping's are no profile's.
    unlimited = _newest(tape.records, None)
    assert unlimited
    assert unlimited.what == what
    assert unlimited.limit_s in {None, PING_S}


def test_what_dns_says_beside_holds_nothing_up() -> None:
    wait = _newest(asking(HTTPS, NAMED, BESIDE).records)

    assert wait
    assert wait.what == f"a connection to {HOST}"
    assert wait.since_ms == 2_000.0


def test_what_a_server_calls_a_url_breaks_nothing() -> None:
    wait = _newest(asking(HttpQuestion(method="GET", url="https://[::1/\n<b>")).records)

    assert wait
    assert "\n" not in wait.what


def test_a_question_waits_for_the_person_as_long_as_a_prompt_may() -> None:
    tape = Tape()
    tape.step(tape.start(), StepName.HTTP_REDIRECT)(Prompted(prompt=consent()))

    assert _newest(tape.records) == Wait(what="your answer", since_ms=2.0, limit_s=26.0)
    unlimited = _newest(tape.records, None)
    assert unlimited
    assert unlimited.limit_s is None


def test_before_its_first_attempt_a_step_is_waited_for() -> None:
    wait = _newest(under_way()[:-1])

    assert wait
    assert (wait.what, wait.limit_s) == ("HTTPS at the root domain", 24)


def test_before_the_first_step_the_pc_is_asked() -> None:
    (started, *_) = under_way()

    assert _newest([started]) == Wait(
        what="what this PC knows of itself", since_ms=0.0, limit_s=50.0
    )
    assert _newest([started], None) == Wait(what="what this PC knows of itself", since_ms=0.0)


def test_between_steps_the_next_one_is_waited_for() -> None:
    tape = Tape()
    tape.report(MachineDetected())
    here = tape.start()
    done = StepFinished(result=Nothing(why=Why.NO_URL_WORKED))
    tape.step(here, StepName.HTTPS_ROOT)(done)

    assert _newest(tape.records) == Wait(
        what="HTTPS at the autodiscover host", since_ms=tape.records[-1].at_ms, limit_s=24
    )
    rest = (StepName.HTTPS_AUTODISCOVER, StepName.LOCAL_XML, StepName.HTTP_REDIRECT)
    for name in (*rest, StepName.DNS_SRV):
        tape.step(here, name)(done)
    last = _newest(tape.records)
    assert last
    assert (last.what, last.limit_s) == ("the end of the run", 24 + 20 + 21)


def test_after_the_settings_each_host_that_is_still_to_be_checked_is_named() -> None:
    records = [one for one in found() if not isinstance(one.event, RunFinished)]
    first = next(at for at, one in enumerate(records) if isinstance(one.event, ServiceProbed))
    # Before the first check, and when some services of the first host are through.
    before = [one for one in records[:first] if not one.attempt or one.step]

    wait = _newest(before)

    assert wait
    assert wait.what == "the check of exch01.contoso.local"
    assert wait.limit_s == 22 + 24 + 20 + 21
    assert wait.others == 1
    unlimited = _newest(before, None)
    assert unlimited
    assert unlimited.limit_s is None


def test_once_all_are_checked_the_comparison_without_a_name_is_left() -> None:
    records = [one for one in found() if not isinstance(one.event, RunFinished)]

    wait = _newest(records)

    assert wait
    assert wait.what == "the certificate of autodiscover.contoso.example, without its name"
    assert wait.limit_s == 24 + 20 + 21


@pytest.mark.parametrize("made", [found, not_found])
def test_at_each_moment_of_a_run_it_is_said_for_how_long_still(
    made: Callable[[], list[Recorded]],
) -> None:
    tree, waiting = SessionTree(), Waiting()
    for record in _limited(made()):
        waiting.note(tree.session, tree.apply([record]))
        wait = waiting.newest(tree.session)
        assert wait is None or wait.limit_s is not None, record.event


def test_nothing_is_waited_for_when_a_run_is_over() -> None:
    assert _newest(found()) is None
    assert _newest([]) is None


def test_of_several_waits_the_newest_is_told_and_the_others_are_counted() -> None:
    tape = Tape()
    here = tape.start()
    for step in (StepName.HTTPS_ROOT, StepName.HTTPS_AUTODISCOVER, StepName.DNS_SRV):
        tape.step(here, step).in_new_attempt()(AttemptStarted(question=HTTPS))

    wait = _newest(tape.records)

    assert wait
    assert (wait.since_ms, wait.others) == (6.0, 2)


@pytest.mark.parametrize(("mode", "expected"), [(Mode.OUTLOOK, (3, 6)), (Mode.SURVEY, (2, 6))])
def test_a_run_stands_at_a_step_and_a_survey_at_what_is_done(
    mode: Mode, expected: tuple[int, int]
) -> None:
    tape, tree = Tape(), SessionTree()
    here = tape.start()
    tape.step(here, StepName.HTTPS_ROOT)(StepFinished(result=Nothing(why=Why.NO_URL_WORKED)))
    tape.step(here, StepName.HTTPS_AUTODISCOVER)
    started, *others = tape.records
    assert isinstance(started.event, RunStarted)

    tree.apply([replace(started, event=replace(started.event, mode=mode))])
    assert position(tree.session) == (0, 0)
    tree.apply(others)
    # In a survey the step that is skipped is done as well.
    assert position(tree.session) == expected


def test_once_the_settings_are_there_no_step_is_under_way() -> None:
    tree = SessionTree()

    tree.apply(found())

    assert position(tree.session) == (0, 0)
