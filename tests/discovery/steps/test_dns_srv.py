"""The step that follows an SRV record."""

import pytest

from app.domain.attempts import SrvRecord
from app.domain.failures import Failure, FailureKind
from app.domain.prompts import PromptKind
from app.domain.steps import StepName
from app.domain.task import Policies
from tests.discovery.conftest import Run, Runner
from tests.support import builders
from tests.support.answers_xml import settings_xml
from tests.support.fake_network import CLOSED, FakeNetwork, Reply

pytestmark = pytest.mark.anyio

NAME = "_autodiscover._tcp.contoso.com"
MAIL = "https://mail.contoso.com/autodiscover/autodiscover.xml"
BACKUP = "https://backup.contoso.com/autodiscover/autodiscover.xml"
YES = (PromptKind.REDIRECT_CONSENT,)


def record(host: str, port: int = 443) -> SrvRecord:
    return SrvRecord(priority=0, weight=0, port=port, target=host)


def srv_lines(done: Run) -> list[str]:
    return [line for line in done.lines if line.startswith("dns-srv")]


async def test_the_host_is_asked_after_consent_though_it_is_in_the_domain(run: Runner) -> None:
    network = FakeNetwork(
        srv={NAME: (record("mail.contoso.com"),)}, http={MAIL: Reply(body=settings_xml())}
    )

    done = await run(builders.task(), network, yes=YES)

    assert srv_lines(done) == [
        f"dns-srv: SRV {NAME}",
        "dns-srv: redirect-consent for mail.contoso.com: yes",
        f"dns-srv: goes on to {MAIL}",
        f"dns-srv: POST {MAIL}",
        "dns-srv:   certificate of mail.contoso.com yyy good",
        "dns-srv:   answers settings",
        f"dns-srv: found by {MAIL}",
    ]


async def test_without_consent_nothing_is_sent_to_the_host(run: Runner) -> None:
    network = FakeNetwork(
        srv={NAME: (record("mail.contoso.com"), record("backup.contoso.com"))},
        http={MAIL: Reply(body=settings_xml())},
    )

    done = await run(builders.task(), network)

    assert srv_lines(done)[-1] == "dns-srv: nothing: consent-refused"
    assert not any("POST" in line for line in srv_lines(done))
    assert len(done.answers.asked) == 1


async def test_the_port_is_ignored_and_that_is_noted(run: Runner) -> None:
    network = FakeNetwork(
        srv={NAME: (record("mail.contoso.com", 8443),)}, http={MAIL: Reply(body=settings_xml())}
    )

    done = await run(builders.task(), network, yes=YES)

    assert "dns-srv: note srv-port-ignored mail.contoso.com" in done.lines
    assert f"dns-srv: found by {MAIL}" in done.lines


async def test_a_dead_host_goes_on_to_the_next_record(run: Runner) -> None:
    records = (record("mail.contoso.com"), record("mail.contoso.com"), record("backup.contoso.com"))
    network = FakeNetwork(
        srv={NAME: records}, http={MAIL: CLOSED, BACKUP: Reply(body=settings_xml())}
    )

    done = await run(builders.task(), network, yes=YES)

    assert [line for line in done.lines if "POST" in line][-2:] == [
        f"dns-srv: POST {MAIL}",
        f"dns-srv: POST {BACKUP}",
    ]
    assert done.discovery.step is StepName.DNS_SRV


async def test_a_sign_in_that_one_host_asked_for_is_not_forgotten(run: Runner) -> None:
    records = (record("mail.contoso.com"), record("backup.contoso.com"))
    network = FakeNetwork(srv={NAME: records}, http={MAIL: Reply(wants_password="x")})

    done = await run(builders.task(), network, yes=YES)

    assert srv_lines(done)[-1] == "dns-srv: nothing: sign-in-needed"
    assert done.discovery.sign_in_needed


async def test_a_redirect_that_is_not_allowed_leaves_the_next_record(run: Runner) -> None:
    records = (record("mail.contoso.com"), record("backup.contoso.com"))
    away = "https://autodiscover.fabrikam.com/autodiscover/autodiscover.xml"
    network = FakeNetwork(
        srv={NAME: records},
        http={MAIL: Reply(status=302, location=away), BACKUP: Reply(body=settings_xml())},
    )
    hosts = ("mail.contoso.com", "backup.contoso.com")

    done = await run(builders.task(), network, yes=YES, only=hosts)

    assert f"dns-srv: found by {BACKUP}" in done.lines


@pytest.mark.parametrize(
    ("records", "why"), [((record("."),), "srv-denied"), ((), "no-srv-record")]
)
async def test_a_denied_service_is_told_from_a_missing_record(
    run: Runner, records: tuple[SrvRecord, ...], why: str
) -> None:
    done = await run(builders.task(), FakeNetwork(srv={NAME: records}))

    assert srv_lines(done)[-1] == f"dns-srv: nothing: {why}"


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (FailureKind.NAME_NOT_FOUND, "no-srv-record"),
        (FailureKind.NO_ANSWER_FROM_DNS, "dns-failed"),
    ],
)
async def test_no_answer_is_not_taken_for_no_record(
    run: Runner, kind: FailureKind, why: str
) -> None:
    done = await run(builders.task(), FakeNetwork(srv={NAME: Failure(kind=kind, detail="x")}))

    assert srv_lines(done)[-1] == f"dns-srv: nothing: {why}"


@pytest.mark.parametrize("target", ["user@evil.example", "a b", "x\\y", ""])
async def test_a_target_that_is_no_host_is_passed_over(run: Runner, target: str) -> None:
    done = await run(builders.task(), FakeNetwork(srv={NAME: (record(target),)}), yes=YES)

    assert srv_lines(done)[-1] == "dns-srv: nothing: no-url-worked"
    assert done.answers.asked == []


async def test_a_host_in_redirect_servers_is_asked_without_a_question(run: Runner) -> None:
    network = FakeNetwork(
        srv={NAME: (record("mail.contoso.com"),)}, http={MAIL: Reply(body=settings_xml())}
    )
    policies = Policies(redirect_servers=("mail.contoso.com",))

    done = await run(builders.task(policies=policies), network)

    assert "dns-srv: note consent-not-asked mail.contoso.com" in done.lines
    assert done.discovery.step is StepName.DNS_SRV
