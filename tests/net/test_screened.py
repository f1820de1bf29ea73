"""A password that is out is hidden in every event that follows, from whichever server."""

import msgspec
import pytest

from app.domain.attempts import Exchange, Lookup, SrvRecord
from app.domain.events import AttemptFinished, RecordsReceived
from app.domain.failures import Failure, FailureKind
from app.domain.questions import DnsQuestion, HttpQuestion
from app.domain.sign_in import SignIn
from app.net.masking import Masking
from app.net.screened import Screened, Told, screened
from tests.net.makings import ANN, PASSWORD, Report, network, rule, server_tls, terms
from tests.net.peers import Guest, peer

pytestmark = pytest.mark.anyio

URL = "https://mail.contoso.example/"
RECORD = SrvRecord(priority=0, weight=0, port=443, target=f"{PASSWORD}.example")


async def lent() -> SignIn:
    sign_in = SignIn(ANN)
    async with sign_in.turn():
        pass
    return sign_in


async def test_a_server_that_was_not_signed_in_to_may_know_the_password_from_another() -> None:
    sign_in = SignIn(ANN)
    asked_before = False

    async def script(guest: Guest) -> None:
        nonlocal asked_before
        while request := await guest.request():
            if b"authorization:" in request.lower():
                asked_before = True
                await guest.answer("200 OK", b"welcome")
            elif asked_before:
                await guest.answer(f"404 {PASSWORD}", PASSWORD.encode(), f"X-Heard: {PASSWORD}")
            else:
                await guest.answer("401 No", b"", 'WWW-Authenticate: Basic realm="x"')

    report = Report()
    question = HttpQuestion(method="POST", url=URL)
    async with peer(script, server_tls()) as serving:
        asked = network(connect=(rule(serving.port),))
        await asked.exchange(question, terms(sign_in=sign_in), report.attempt)
        anonymous = terms()
        probed = await asked.exchange(
            msgspec.structs.replace(question, method="GET"),
            type(anonymous)(
                limits=anonymous.limits,
                policy=anonymous.policy,
                authentication=anonymous.authentication,
                sign_in=None,
            ),
            report.attempt,
        )

    assert probed.response is not None
    assert probed.response.status == 404
    assert probed.response.body == b"(hidden)"
    assert PASSWORD not in repr(report.recorded)


async def test_nothing_is_hidden_before_the_password_is_out() -> None:
    told = Told()
    told.note(SignIn(ANN))
    lookup = Screened(Lookup(question=DnsQuestion(name="a")), Report().attempt, told)

    lookup.report(RecordsReceived(records=(RECORD,)))

    assert lookup.attempt.records == (RECORD,)


async def test_what_a_name_server_says_is_screened_too() -> None:
    told = Told()
    told.note(await lent())
    told.note(None)
    report = Report()
    lookup = Screened(Lookup(question=DnsQuestion(name="a")), report.attempt, told)

    lookup.report(RecordsReceived(records=(RECORD,)))

    assert lookup.attempt.records == (msgspec.structs.replace(RECORD, target="(hidden).example"),)
    assert report.recorded[-1].event == RecordsReceived(records=lookup.attempt.records)


async def test_what_was_asked_stays_what_was_asked() -> None:
    told = Told()
    told.note(await lent())
    question = HttpQuestion(method="GET", url=f"{URL}?{PASSWORD}x")
    exchange = Screened(Exchange(question=question), Report().attempt, told)

    assert exchange.attempt.question == question


def test_own_words_and_names_of_kinds_stay() -> None:
    failure = Failure(kind=FailureKind.REFUSED, detail="It is refused.", origin="refused: x")
    masking = Masking(type(ANN)("ann", type(ANN.password)("refused")), "")

    hidden = screened(AttemptFinished(failure=failure), masking)

    assert hidden == AttemptFinished(
        failure=Failure(kind=FailureKind.REFUSED, detail="It is refused.", origin="(hidden): x")
    )


def test_an_event_without_the_secret_is_the_same_object() -> None:
    event = RecordsReceived(records=(msgspec.structs.replace(RECORD, target="a.example"),))

    assert screened(event, Masking(ANN, "")) is event


def test_text_that_is_no_unicode_is_no_defect() -> None:
    failure = Failure(kind=FailureKind.TLS, detail="x", origin=f"\udcff{PASSWORD}")

    hidden = screened(AttemptFinished(failure=failure), Masking(ANN, ""))

    assert PASSWORD not in repr(hidden)
