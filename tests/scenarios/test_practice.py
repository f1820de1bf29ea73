"""Every practice scenario, run by the real client, held to its transcript."""

import base64
from pathlib import Path
from typing import Any

import pytest

from app.domain.attempts import Attempt, Exchange
from app.domain.course import outlook_course
from app.domain.events import AnswerRead, Outcome, Recorded
from app.domain.failures import FailureKind
from app.domain.growth import grown
from app.domain.options import RunOptions
from app.domain.probing import OofTold
from app.domain.prompts import Nobody
from app.domain.rows import ServiceState
from app.domain.session import Session
from app.domain.steps import StepName
from app.findings import examine
from app.net import RealNetwork
from app.practice.scenarios import load_scenarios
from app.practice.services import OOF_TEXT
from app.sessionlog import load
from app.wiring import RealEngine
from app.wording import course_lines, summary
from tests.support.transcript import transcript

pytestmark = pytest.mark.anyio

TRANSCRIPTS = Path(__file__).parent / "transcripts"
SCENARIOS = {one.name: one for one in load_scenarios()}

ROWS = {
    "fresh-install": (Outcome.FOUND, StepName.SCP),
    "fresh-install-outside": (Outcome.NOT_FOUND, None),
    "method-one": (Outcome.FOUND, StepName.HTTPS_AUTODISCOVER),
    "method-two": (Outcome.FOUND, StepName.HTTPS_AUTODISCOVER),
    "method-three": (Outcome.FOUND, StepName.HTTP_REDIRECT),
    "srv-record": (Outcome.FOUND, StepName.DNS_SRV),
    "expired": (Outcome.NOT_FOUND, None),
    "wrong-name": (Outcome.NOT_FOUND, None),
    "root-web-site": (Outcome.FOUND, StepName.HTTPS_AUTODISCOVER),
    "wrong-password": (Outcome.NOT_FOUND, None),
    "untrusted-issuer": (Outcome.NOT_FOUND, None),
    "missing-intermediate": (Outcome.FOUND, StepName.HTTPS_AUTODISCOVER),
    "internal-names-outside": (Outcome.FOUND, StepName.HTTPS_AUTODISCOVER),
    "moved-mailbox": (Outcome.FOUND, StepName.HTTPS_AUTODISCOVER),
    "redirect-loop": (Outcome.NOT_FOUND, None),
    "dead-scp": (Outcome.FOUND, StepName.SCP),
    "two-sites": (Outcome.FOUND, StepName.SCP),
    "black-hole": (Outcome.FOUND, StepName.HTTPS_AUTODISCOVER),
    "not-xml": (Outcome.NOT_FOUND, None),
    "split-dns": (Outcome.NOT_FOUND, None),
}

FINDINGS = {
    "fresh-install": [
        "warning self-signed-tolerated",
        "notice no-expr-block",
        "notice address-book-over-http",
        "notice unified-messaging-off",
        "notice sign-in-normal",
    ],
    "fresh-install-outside": ["error self-signed-outside", "notice root-domain-not-used"],
    "method-one": [
        "notice outlook-anywhere-basic",
        "notice inside-urls-not-reached",
        "notice unified-messaging-off",
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ],
    "method-two": [
        "notice outlook-anywhere-basic",
        "notice unified-messaging-off",
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ],
    "method-three": [
        "notice redirect-consent-seen",
        "notice outlook-anywhere-basic",
        "notice unified-messaging-off",
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ],
    "srv-record": [
        "notice srv-consent-seen",
        "notice outlook-anywhere-basic",
        "notice unified-messaging-off",
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ],
    "expired": ["error certificate-expired", "notice root-domain-not-used"],
    "wrong-name": [
        "error certificate-name-mismatch",
        "warning autodiscover-name-missing",
        "notice root-domain-not-used",
    ],
    "root-web-site": [
        "notice root-domain-web-site",
        "notice outlook-anywhere-basic",
        "notice inside-urls-not-reached",
        "notice unified-messaging-off",
        "notice sign-in-normal",
    ],
    "wrong-password": ["error credentials-refused", "notice root-domain-not-used"],
    "untrusted-issuer": ["error certificate-untrusted", "notice root-domain-not-used"],
    "missing-intermediate": [
        "warning missing-intermediate",
        "notice outlook-anywhere-basic",
        "notice inside-urls-not-reached",
        "notice unified-messaging-off",
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ],
    "internal-names-outside": [
        "error service-host-internal",
        "notice outlook-anywhere-basic",
        "notice inside-urls-not-reached",
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ],
    "moved-mailbox": [
        "notice mailbox-moved",
        "notice outlook-anywhere-basic",
        "notice unified-messaging-off",
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ],
    "redirect-loop": [
        "error redirect-loop",
        "notice root-domain-not-used",
        "notice root-domain-not-used",
    ],
    "dead-scp": [
        "warning scp-server-gone",
        "warning msstd-second-name",
        "notice outlook-anywhere-basic",
        "notice unified-messaging-off",
        "notice sign-in-normal",
    ],
    "two-sites": [
        "warning msstd-second-name",
        "notice outlook-anywhere-basic",
        "notice unified-messaging-off",
        "notice sign-in-normal",
    ],
    "black-hole": [
        "warning root-domain-black-hole",
        "notice outlook-anywhere-basic",
        "notice unified-messaging-off",
        "notice sign-in-normal",
    ],
    "not-xml": ["error not-autodiscover", "notice root-domain-not-used"],
    "split-dns": [
        "error inside-record-missing",
        "warning autodiscover-name-missing",
        "notice root-domain-not-used",
    ],
}
"""All findings of each scenario, worst first: a superfluous one fails."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def run(name: str, options: RunOptions | None = None) -> tuple[Session, list[Recorded]]:
    records: list[Recorded] = []
    session = Session()
    engine = RealEngine(pytest.fail, keeps_logs=False)
    await engine.practice(name, options or RunOptions(), None, Nobody(), records.append)
    for recorded in records:
        session.apply(recorded)
    return session, records


def test_every_scenario_has_its_row() -> None:
    assert list(ROWS) == list(SCENARIOS)
    assert list(FINDINGS) == list(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_scenario_comes_out_as_its_row_says(name: str) -> None:
    session, records = await run(name)

    written = (TRANSCRIPTS / f"{name}.txt").read_text(encoding="utf-8")
    assert transcript(records) == written.splitlines()
    assert session.finished
    assert (session.outcome, session.finished.found_by) == ROWS[name]
    assert [f"{one.severity} {one.code}" for one in examine(session)] == FINDINGS[name]
    assert_never_raises(records)


def assert_never_raises(records: list[Recorded]) -> None:
    """Examine every prefix of a run: the window does, and so does whoever opens a cut log."""
    session = Session()
    events = {recorded.number for recorded in records}
    for recorded in records:
        session.apply(recorded)
        for finding in examine(session):
            assert finding.title
            assert set(finding.evidence) <= events


@pytest.mark.parametrize("name", SCENARIOS)
async def test_attempts_folded_are_the_attempts_that_the_network_gave(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[int, Attempt] = {}

    def kept(method: Any) -> Any:
        async def keep(self: RealNetwork, question: Any, terms: Any, report: Any) -> Attempt:
            attempt: Attempt = await method(self, question, terms, report)
            given[report.place.attempt] = attempt
            return attempt

        return keep

    for asks in ("exchange", "lookup", "search", "ping"):
        monkeypatch.setattr(RealNetwork, asks, kept(getattr(RealNetwork, asks)))

    session, records = await run(name)

    for recorded in records:
        if isinstance(recorded.event, AnswerRead):
            given[recorded.attempt] = grown(given[recorded.attempt], 0, recorded.event)
    folded = [attempt for _, attempt in session.attempts]
    assert folded == [given[number] for number in sorted(given)]
    assert any(isinstance(attempt, Exchange) for attempt in folded)


@pytest.mark.parametrize("name", SCENARIOS)
async def test_no_password_gets_into_the_session_log(name: str, tmp_path: Path) -> None:
    log = tmp_path / "run.autodiscope"

    await run(name, RunOptions(save=str(log)))

    client = SCENARIOS[name].client
    basic = base64.b64encode(f"{client.username or client.address}:{client.password}".encode())
    written = log.read_bytes()
    assert client.password.encode() not in written
    assert basic not in written
    assert load(log).outcome is ROWS[name][0]


async def test_the_mailbox_is_found_in_the_second_round() -> None:
    session, _ = await run("moved-mailbox")

    assert session.finished
    assert session.finished.round == 2


async def test_a_mailbox_that_has_moved_is_lost_without_consent() -> None:
    session, _ = await run("moved-mailbox", RunOptions(consent="deny"))

    assert session.outcome is Outcome.NOT_FOUND


async def test_a_given_site_wins_over_the_one_that_the_directory_sees() -> None:
    session, _ = await run("two-sites", RunOptions(site="London"))

    assert session.finished
    assert session.finished.autodiscover_url.startswith("https://exch01.contoso.local/")


async def test_a_wrong_name_passes_once_the_user_accepts_it() -> None:
    session, _ = await run("wrong-name", RunOptions(security_alert="accept"))

    assert session.finished
    assert (session.outcome, session.finished.found_by) == (Outcome.FOUND, StepName.SCP)


async def test_the_first_release_of_outlook_2007_misses_the_srv_record() -> None:
    session, _ = await run("srv-record", RunOptions(profile="outlook-2007-rtm"))

    assert session.outcome is Outcome.NOT_FOUND


async def test_srv_without_consent_finds_nothing() -> None:
    session, _ = await run("srv-record", RunOptions(consent="deny"))

    assert session.outcome is Outcome.NOT_FOUND


async def test_survey_finds_what_outlook_finds() -> None:
    session, _ = await run("method-three", RunOptions(mode="survey"))

    assert session.finished
    assert session.finished.found_by is StepName.HTTP_REDIRECT


async def test_the_method_one_client_sends_its_password_to_the_accepted_server_alone() -> None:
    session, _ = await run("root-web-site")

    signed_in = {
        attempt.question.url.partition("/EWS")[0].partition("/autodiscover/")[0]
        for _, attempt in session.attempts
        if isinstance(attempt, Exchange)
        for leg in attempt.legs
        if leg.request.scheme and leg.request.method == "POST"
    }
    assert signed_in == {
        "https://autodiscover.contoso.example",
        "https://mail.contoso.example",
        "https://mail.contoso.example/UnifiedMessaging/Service.asmx",
    }


async def test_the_text_of_the_out_of_office_message_is_nowhere_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "run.autodiscope"

    session, _ = await run("method-one", RunOptions(save=str(log)))

    told = [
        one.subject.probed.told
        for one in session.rows
        if isinstance(one.subject, ServiceState) and one.subject.probed
    ]
    assert OofTold(state="Enabled", audience="Known") in told
    # A log holds bodies in Base64.
    exchanges = [one for _, one in load(log).attempts if isinstance(one, Exchange)]
    bodies = [leg.response.body for one in exchanges for leg in one.legs if leg.response]
    assert any(b"<OofState>Enabled</OofState>" in body for body in bodies)
    written = b"".join((log.read_bytes(), *bodies))
    for text in (OOF_TEXT, "Skye", "000000000222000022000000", "2007-06-14"):
        assert text.encode() not in written


async def test_a_mailbox_that_goes_round_in_a_circle_is_asked_about_once_at_each_end() -> None:
    session, _ = await run("redirect-loop")

    assert session.finished
    assert session.finished.round == 2
    assert summary(session).verdict == "The servers send Outlook round in a circle"


async def test_a_black_hole_is_told_with_the_seconds_that_it_costs_outlook() -> None:
    session, _ = await run("black-hole")

    course = outlook_course(session)
    assert [one.position for one in course.passed] == [2, 3]
    assert 20_000 <= course.passed[0].cost.ms < 30_000
    (hole,) = course.black_holes
    assert (hole.dial.host, hole.dial.port) == ("contoso.example", 443)
    # No server of the practice organisation takes 20 s, nor has the run waited as long.
    assert session.last_ms < 20_000
    assert any("if it never does, Outlook waits 20.0 s" in line for line in course_lines(session))


async def test_a_page_in_place_of_xml_is_called_so() -> None:
    session, _ = await run("not-xml")

    assert summary(session).verdict == (
        "Something answers in place of Autodiscover, such as a web page"
    )


async def test_what_the_inside_zone_lacks_is_found_from_outside() -> None:
    inside, _ = await run("split-dns")
    outside, _ = await run("split-dns", RunOptions(outside=True))

    failures = {attempt.failure.kind for _, attempt in inside.attempts if attempt.failure}
    assert failures == {FailureKind.NAME_NOT_FOUND}
    assert outside.finished
    assert (outside.outcome, outside.finished.found_by) == (
        Outcome.FOUND,
        StepName.HTTPS_AUTODISCOVER,
    )


async def test_without_an_outside_of_its_own_a_scenario_looks_the_same_from_there() -> None:
    session, _ = await run("fresh-install", RunOptions(outside=True))

    assert session.outcome is Outcome.NOT_FOUND
    assert session.machine
    assert not session.machine.machine.joined


async def test_without_sign_in_not_even_the_scenario_s_password_goes_out() -> None:
    session, _ = await run("method-one", RunOptions(sign_in=False, mode="survey"))

    legs = [leg for _, one in session.attempts if isinstance(one, Exchange) for leg in one.legs]
    assert legs
    assert not any(leg.request.scheme for leg in legs)
    assert session.outcome is Outcome.SIGN_IN_NEEDED
