"""Services tried again on the practice organisation, on the same terms as in the first run."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from app.domain.conditions import Conditions
from app.domain.events import (
    Outcome,
    ProbeResult,
    Prompted,
    Recorded,
    RequestSent,
    RoundStarted,
    ServiceProbed,
)
from app.domain.failures import FailureKind
from app.domain.features import features
from app.domain.notes import NoteCode, Noted
from app.domain.options import RunOptions, WrongUseError
from app.domain.probing import Withheld
from app.domain.prompts import Nobody
from app.domain.repeat import Repeat
from app.domain.rows import ServiceState
from app.domain.secret import Secret
from app.domain.session import Session
from app.domain.settings import Scope, Service
from app.export import EXPORTERS
from app.findings import conclude, examine
from app.practice.organisation import Organisation, open_organisation
from app.practice.scenarios import load_scenarios
from app.sessionlog import load
from app.wiring import RealEngine
from tests.certificates.chains import issue
from tests.sessionlog.foreign import samples
from tests.support.answers_xml import settings_xml
from tests.support.canary import PASSWORD, traces

pytestmark = pytest.mark.anyio

SCENARIOS = {one.name: one for one in load_scenarios()}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Trial:
    """A run that is over, and its services tried again."""

    def __init__(self, folder: Path) -> None:
        self.engine = RealEngine(pytest.fail, keeps_logs=False)
        self.first = folder / "first.autodiscope"
        self.second = folder / "again-0.autodiscope"
        self._count = 0
        self.records: list[Recorded] = []

    async def practise(self, name: str, **options: object) -> Repeat:
        given = RunOptions(save=str(self.first), **options)  # type: ignore[arg-type]
        await self.engine.practice(name, given, None, Nobody(), lambda _: None)
        return self.engine.to_try_again(self.first)

    async def run_on(self, organisation: Organisation, password: str) -> Repeat:
        """Run as in the world: the log knows of no scenario."""
        options = replace(organisation.options, scenario="", save=str(self.first))
        await self.engine.run(options, Secret(password), Nobody(), lambda _: None)
        return self.engine.to_try_again(self.first)

    async def again(
        self, repeat: Repeat, password: str = "", **options: object
    ) -> tuple[Session, list[ServiceProbed]]:
        self._count += 1
        self.second = self.second.with_name(f"again-{self._count}.autodiscope")
        given = RunOptions(save=str(self.second), **options)  # type: ignore[arg-type]
        secret = Secret(password) if password else None
        self.records = []
        outcome = await self.engine.try_again(repeat, given, secret, self.records.append)
        assert outcome is Outcome.FOUND
        events = [one.event for one in self.records]
        return load(self.second), [one for one in events if isinstance(one, ServiceProbed)]


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path)


def results(session: Session) -> dict[tuple[Service, Scope], ProbeResult]:
    return {
        (one.service_url.service, one.service_url.scope): one.probed.result
        for row in session.rows
        if isinstance(one := row.subject, ServiceState) and one.probed
    }


async def test_a_new_log_is_whole_by_itself_and_names_the_one_it_continues(trial: Trial) -> None:
    repeat = await trial.practise("method-one")

    session, probed = await trial.again(repeat)

    earlier = load(trial.first)
    assert earlier.started
    assert session.started
    assert session.started.continues
    assert session.started.continues.log == "first.autodiscope"
    assert session.started.continues.started_at == earlier.started.started_at
    assert session.started.conditions == replace(
        earlier.started.conditions or Conditions(), username="ann@contoso.example"
    )
    assert results(session) == results(earlier)
    assert [(one.name, one.scope, one.result) for one in features(session)] == [
        (one.name, one.scope, one.result) for one in features(earlier)
    ]
    assert len(probed) == len(repeat.services)
    # Of discovery there is nothing in it.
    assert not any(isinstance(one.event, RoundStarted | Prompted) for one in trial.records)
    assert {finding.code for finding in examine(session)} == {
        "outlook-anywhere-basic",
        "inside-urls-not-reached",
        "unified-messaging-off",
    }


@pytest.mark.parametrize("form", ["text", "html", "json", "csv", "har"])
async def test_every_export_of_it_can_be_made(trial: Trial, form: str) -> None:
    session, _ = await trial.again(await trial.practise("method-one"))

    content = EXPORTERS[form].file(session, conclude(session)).decode()

    if form in {"text", "html", "json"}:
        assert "first.autodiscope" in content


async def test_one_service_alone_is_asked_and_the_others_stay_listed(trial: Trial) -> None:
    repeat = await trial.practise("method-one")
    one = next(each for each in repeat.services if each.service is Service.OAB)

    session, probed = await trial.again(replace(repeat, services=(one,)))

    assert {(each.service, each.url) for each in probed} == {(Service.OAB, one.url)}
    assert session.chosen
    assert len(session.chosen.settings.services) == len(repeat.settings.services)


async def test_a_log_that_continues_can_be_continued(trial: Trial) -> None:
    await trial.again(await trial.practise("method-one"))

    repeat = trial.engine.to_try_again(trial.second)
    session, _ = await trial.again(repeat)

    assert session.started
    assert session.started.continues
    assert session.started.continues.log == "again-1.autodiscope"


async def test_a_joined_practice_pc_is_one_again(trial: Trial) -> None:
    repeat = await trial.practise("fresh-install")
    earlier = load(trial.first)

    session, _ = await trial.again(repeat)

    assert ProbeResult.WORKS in results(session).values()
    assert results(session) == results(earlier)


async def test_a_moved_mailbox_is_asked_with_the_credentials_of_who_began(trial: Trial) -> None:
    repeat = await trial.practise("moved-mailbox")

    session, _ = await trial.again(repeat)

    assert session.started
    assert session.started.address.endswith("@fabrikam.example") or repeat.address
    assert results(session) == results(load(trial.first))


async def test_without_signing_in_everything_is_asked_anonymously(trial: Trial) -> None:
    session, _ = await trial.again(await trial.practise("method-one"), sign_in=False)

    assert session.started
    assert not session.started.with_credentials
    sent = [one.event.request for one in trial.records if isinstance(one.event, RequestSent)]
    assert sent
    assert all(request.scheme is None for request in sent)
    assert ProbeResult.WORKS not in results(session).values()


async def test_refused_credentials_are_not_sent_again(trial: Trial) -> None:
    repeat = await trial.practise("method-one")

    session, _ = await trial.again(repeat, "wrong")

    signed = [
        one.event.request
        for one in trial.records
        if isinstance(one.event, RequestSent) and one.event.request.scheme
    ]
    assert len(signed) == 1
    assert ProbeResult.WORKS not in results(session).values()


async def test_the_password_is_in_no_log_and_no_export(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = SCENARIOS["method-one"]
    known = replace(
        scenario,
        account=replace(scenario.account, password=PASSWORD),
        client=replace(scenario.client, password=PASSWORD),
    )
    monkeypatch.setattr("app.wiring.engine._scenario", lambda _: known)
    repeat = await trial.practise("method-one")

    session, probed = await trial.again(repeat, PASSWORD)

    # It did arrive where it belongs.
    assert ProbeResult.WORKS in {one.result for one in probed}
    assert traces(trial.second.read_bytes()) == []
    for form, exporter in EXPORTERS.items():
        assert traces(exporter.file(session, conclude(session))) == [], form
    assert traces(repr(trial.records)) == []


# --- as in the world: nothing that lets more pass comes out of the log ---------------------------


async def test_trust_has_to_be_given_again(trial: Trial) -> None:
    scenario = SCENARIOS["method-one"]
    async with open_organisation(scenario) as organisation:
        repeat = await trial.run_on(organisation, scenario.client.password)
        assert repeat.conditions.trust_files == ("practice-trust.pem",)
        password = scenario.client.password

        _, bare = await trial.again(repeat, password)
        files = organisation.options.trust_files
        _, trusting = await trial.again(repeat, password, trust_files=files)

    outside = {one.failure.kind for one in bare if one.failure and one.scope is Scope.EXTERNAL}
    assert outside == {FailureKind.CERTIFICATE_REJECTED}
    assert ProbeResult.WORKS not in {one.result for one in bare}
    assert ProbeResult.WORKS in {one.result for one in trusting}


async def test_an_untrusted_certificate_is_tolerated_only_where_the_pc_is_said_to_be_joined(
    trial: Trial,
) -> None:
    scenario = SCENARIOS["fresh-install"]
    async with open_organisation(scenario) as organisation:
        repeat = await trial.run_on(organisation, scenario.client.password)
        assert repeat.conditions.joined == "yes"
        password, files = scenario.client.password, organisation.options.trust_files

        _, bare = await trial.again(repeat, password, trust_files=files, consent="allow")
        _, joined = await trial.again(
            repeat, password, trust_files=files, consent="allow", joined="yes"
        )
        joined_sent = _signed(trial)
        _, named = await trial.again(
            repeat,
            password,
            trust_files=files,
            consent="allow",
            joined="yes",
            authentication=("basic",),
        )
        named_sent = _signed(trial)

    assert ProbeResult.FAILS in {one.result for one in bare if one.url.startswith("https:")}
    # On a tolerated certificate the password itself goes out only where Basic is named anew.
    assert ProbeResult.WORKS not in {one.result for one in joined}
    assert "basic" not in joined_sent
    assert ProbeResult.WORKS in {one.result for one in named}
    assert "basic" in named_sent


def _signed(trial: Trial) -> set[str]:
    return {
        str(one.event.request.scheme)
        for one in trial.records
        if isinstance(one.event, RequestSent) and one.event.request.scheme
    }


async def test_a_host_of_another_domain_gets_credentials_only_by_leave(trial: Trial) -> None:
    scenario = SCENARIOS["method-one"]
    async with open_organisation(scenario) as organisation:
        repeat = await trial.run_on(organisation, scenario.client.password)
        # A log that says so proves nothing: ann's own domain is another one.
        foreign = replace(repeat, address="ann@elsewhere.example")
        password, files = scenario.client.password, organisation.options.trust_files

        _, kept = await trial.again(foreign, password, trust_files=files)
        _, given = await trial.again(foreign, password, trust_files=files, consent="allow")

    reached = [one for one in kept if one.result is ProbeResult.REACHABLE]
    withheld = {one.withheld for one in reached if one.service is not Service.OWA}
    assert withheld == {Withheld.OTHER_ORGANISATION}
    assert any(one.told for one in given)


# --- what there is to try ------------------------------------------------------------------------


async def test_another_programs_log_with_services_can_be_tried(
    trial: Trial, tmp_path: Path
) -> None:
    log = tmp_path / "olkdisc.log"
    log.write_text(samples.olkdisc_with_settings(settings_xml().decode()))

    repeat = trial.engine.to_try_again(log)

    assert Service.AVAILABILITY in {one.service for one in repeat.services}
    assert (repeat.continues.log, repeat.profile) == ("olkdisc.log", "")
    _, probed = await trial.again(repeat, resolvers=("127.0.0.1:9",), timeout=1.0)
    assert {one.result for one in probed} == {ProbeResult.FAILS}


async def test_a_log_without_services_has_nothing_to_try(trial: Trial, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text(samples.NOTHING_FOUND)

    with pytest.raises(WrongUseError, match=r"log\.txt holds no service URLs"):
        trial.engine.to_try_again(log)


async def test_an_unknown_scenario_in_a_log_is_refused(trial: Trial) -> None:
    repeat = await trial.practise("method-one")
    unknown = replace(repeat, conditions=Conditions(scenario="gone"))

    with pytest.raises(WrongUseError, match="no scenario 'gone'"):
        await trial.again(unknown)


async def test_a_trust_file_that_makes_nothing_trusted_is_told_in_the_run(
    trial: Trial, tmp_path: Path
) -> None:
    file = tmp_path / "corp.pem"
    file.write_bytes(issue("Corp Issuing", ca=True, by=issue("Corp Root", ca=True)).pem)
    repeat = await trial.practise("method-one")

    await trial.again(repeat, trust_files=(str(file),))

    (noted,) = (one.event for one in trial.records if isinstance(one.event, Noted))
    assert (noted.code, noted.subject, noted.detail) == (
        NoteCode.NOT_AN_ANCHOR,
        "corp.pem",
        "Corp Issuing",
    )
