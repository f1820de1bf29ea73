"""Whole runs on a network out of a table, asserted as transcripts."""

from functools import partial

import anyio
import anyio.lowlevel
import pytest

from app.domain.events import Outcome
from app.domain.prompts import Answer, PromptKind
from app.domain.session import Session
from app.domain.steps import Found, Refused, StepName
from app.domain.task import Mode, Policies
from tests.discovery.conftest import Run, Runner
from tests.support import builders
from tests.support.answers_xml import (
    error_xml,
    redirect_address_xml,
    redirect_url_xml,
    settings_xml,
)
from tests.support.fake_network import CLOSED, FakeNetwork, Reply, Said

pytestmark = pytest.mark.anyio

ROOT = "https://contoso.com/autodiscover/autodiscover.xml"
AUTODISCOVER = "https://autodiscover.contoso.com/autodiscover/autodiscover.xml"
REDIRECT = "http://autodiscover.contoso.com/autodiscover/autodiscover.xml"
MAIL = "https://mail.contoso.com/autodiscover/autodiscover.xml"
PARTNER = "https://autodiscover.fabrikam.com/autodiscover/autodiscover.xml"
SETTINGS = Reply(body=settings_xml())


async def test_the_first_url_that_gives_settings_ends_the_run(run: Runner) -> None:
    network = FakeNetwork(http={ROOT: SETTINGS, AUTODISCOVER: SETTINGS})

    done = await run(builders.task(), network)

    assert done.lines == [
        "round 1 for ann@contoso.com",
        f"https-root: POST {ROOT}",
        "https-root:   certificate of contoso.com yyy good",
        "https-root:   answers settings",
        f"https-root: found by {ROOT}",
        "settings with 9 service URLs",
    ]
    assert isinstance(done.discovery.result, Found)
    assert done.discovery.step is StepName.HTTPS_ROOT


async def test_every_step_is_taken_in_order_when_nothing_answers(run: Runner) -> None:
    done = await run(builders.task(), FakeNetwork())

    assert done.lines == [
        "round 1 for ann@contoso.com",
        f"https-root: POST {ROOT}",
        "https-root:   fails: name-not-found",
        "https-root: nothing: no-url-worked",
        f"https-autodiscover: POST {AUTODISCOVER}",
        "https-autodiscover:   fails: name-not-found",
        "https-autodiscover: nothing: no-url-worked",
        "local-xml: nothing: no-local-file",
        f"http-redirect: GET {REDIRECT}",
        "http-redirect:   fails: name-not-found",
        "http-redirect: nothing: no-url-worked",
        "dns-srv: SRV _autodiscover._tcp.contoso.com",
        "dns-srv:   fails: name-not-found",
        "dns-srv: nothing: no-srv-record",
    ]
    assert done.discovery.result is None


@pytest.mark.parametrize(
    "useless",
    [
        CLOSED,
        Reply(status=404),
        Reply(status=500),
        Reply(body=b"<html><body>Welcome</body></html>"),
        Reply(body=b""),
        Reply(wants_password="secret"),
        Reply(verdict=builders.verdict("contoso.com", trusted=False)),
        Reply(status=302, location="http://autodiscover.contoso.com/autodiscover/autodiscover.xml"),
        Reply(status=302, location="https://contoso.com/welcome.aspx"),
        Reply(status=302),
        Reply(status=308, location=AUTODISCOVER),
    ],
)
async def test_a_useless_answer_goes_on_to_the_next_step(run: Runner, useless: Said) -> None:
    done = await run(builders.task(), FakeNetwork(http={ROOT: useless, AUTODISCOVER: SETTINGS}))

    assert done.discovery.step is StepName.HTTPS_AUTODISCOVER


async def test_a_well_formed_error_ends_the_run(run: Runner) -> None:
    network = FakeNetwork(http={ROOT: Reply(body=error_xml()), AUTODISCOVER: SETTINGS})

    done = await run(builders.task(), network)

    assert done.lines[-2:] == ["https-root:   answers error 500", "https-root: refused with 500"]
    assert isinstance(done.discovery.result, Refused)


async def test_rtm_has_no_srv_step(run: Runner) -> None:
    done = await run(builders.task(profile="outlook-2007-rtm"), FakeNetwork())

    assert done.lines[-1] == "http-redirect: nothing: no-url-worked"


async def test_excluded_steps_are_skipped_and_say_why(run: Runner) -> None:
    policies = Policies(excluded=(StepName.HTTPS_ROOT, StepName.DNS_SRV), prefer_local_xml=True)

    done = await run(builders.task(policies=policies), FakeNetwork())

    assert [line.split(":")[0] for line in done.lines if "nothing" in line] == [
        "local-xml",
        "https-autodiscover",
        "http-redirect",
    ]


async def test_an_untrusted_certificate_is_asked_about_and_passes_after_a_yes(run: Runner) -> None:
    shown = Reply(body=settings_xml(), verdict=builders.verdict("contoso.com", trusted=False))

    done = await run(
        builders.task(), FakeNetwork(http={ROOT: shown}), yes=(PromptKind.SECURITY_ALERT,)
    )

    assert done.lines[1:] == [
        f"https-root: POST {ROOT}",
        "https-root:   certificate of contoso.com nyy rejected",
        "https-root:   fails: certificate-rejected",
        "https-root: security-alert for contoso.com: yes",
        f"https-root: POST {ROOT}",
        "https-root:   certificate of contoso.com nyy granted",
        "https-root:   answers settings",
        f"https-root: found by {ROOT}",
        "settings with 9 service URLs",
    ]


async def test_a_yes_to_one_certificate_is_no_yes_to_the_next(run: Runner) -> None:
    first = Reply(verdict=builders.verdict("contoso.com", trusted=False))
    other = builders.verdict("elsewhere.example", trusted=False)
    network = FakeNetwork(http={ROOT: [first, Reply(body=settings_xml(), verdict=other)]})

    done = await run(builders.task(), network, yes=(PromptKind.SECURITY_ALERT,))

    assert "https-root: nothing: no-url-worked" in done.lines
    assert len(done.answers.asked) == 1


# --- redirects ------------------------------------------------------------------------------


async def test_a_redirect_within_the_organisation_is_followed_unasked(run: Runner) -> None:
    network = FakeNetwork(http={ROOT: Reply(status=302, location=MAIL), MAIL: SETTINGS})

    done = await run(builders.task(), network)

    assert f"https-root: goes on to {MAIL}" in done.lines
    assert done.answers.asked == []
    assert done.discovery.step is StepName.HTTPS_ROOT


@pytest.mark.parametrize("leads", [Reply(status=307, location=PARTNER), redirect_url_xml(PARTNER)])
@pytest.mark.parametrize("allowed", [True, False])
async def test_a_redirect_to_another_organisation_needs_consent(
    run: Runner, leads: Reply | bytes, allowed: bool
) -> None:
    reply = Reply(body=leads) if isinstance(leads, bytes) else leads
    network = FakeNetwork(http={ROOT: reply, PARTNER: SETTINGS})
    yes = (PromptKind.REDIRECT_CONSENT,) if allowed else ()

    done = await run(builders.task(), network, yes=yes)

    assert (f"https-root: POST {PARTNER}" in done.lines) is allowed
    assert ("https-root: nothing: consent-refused" in done.lines) is not allowed


async def test_the_get_step_always_asks_and_sends_no_password(run: Runner) -> None:
    network = FakeNetwork(
        http={
            REDIRECT: Reply(status=302, location=MAIL, wants_password=""),
            MAIL: Reply(body=settings_xml(), wants_password="right"),
        }
    )

    done = await run(builders.task(), network, yes=(PromptKind.REDIRECT_CONSENT,), password="right")

    assert done.lines[8:] == [
        f"http-redirect: GET {REDIRECT}",
        f"http-redirect:   redirects (302) to {MAIL}",
        "http-redirect: redirect-consent for mail.contoso.com: yes",
        f"http-redirect: goes on to {MAIL}",
        f"http-redirect: POST {MAIL}",
        "http-redirect:   certificate of mail.contoso.com yyy good",
        "http-redirect:   signs in by basic",
        "http-redirect:   answers settings",
        f"http-redirect: found by {MAIL}",
        "settings with 9 service URLs",
    ]
    assert network.passwords == [(MAIL, "right")]


async def test_a_get_that_answers_but_does_not_redirect_is_no_success(run: Runner) -> None:
    done = await run(builders.task(), FakeNetwork(http={REDIRECT: SETTINGS}))

    assert "http-redirect: nothing: not-a-redirect" in done.lines


async def test_the_registry_can_silence_the_consent_question(run: Runner) -> None:
    network = FakeNetwork(http={REDIRECT: Reply(status=302, location=PARTNER), PARTNER: SETTINGS})
    policies = Policies(redirect_servers=("autodiscover.fabrikam.com",))

    done = await run(builders.task(policies=policies), network)

    assert "http-redirect: note consent-not-asked autodiscover.fabrikam.com" in done.lines
    assert done.discovery.step is StepName.HTTP_REDIRECT


async def test_a_website_that_is_always_allowed_is_not_asked_about_again(run: Runner) -> None:
    other = f"{PARTNER}?again"
    network = FakeNetwork(
        http={
            ROOT: Reply(status=302, location=PARTNER),
            AUTODISCOVER: Reply(body=redirect_url_xml(other)),
            PARTNER: Reply(status=404),
            other: SETTINGS,
        }
    )

    done = await run(
        builders.task(), network, yes=(PromptKind.REDIRECT_CONSENT,), yes_is=Answer.ALWAYS
    )

    assert [prompt.host for prompt in done.answers.asked] == ["autodiscover.fabrikam.com"]
    assert "https-autodiscover: note consent-not-asked autodiscover.fabrikam.com" in done.lines
    assert done.discovery.step is StepName.HTTPS_AUTODISCOVER


@pytest.mark.parametrize(
    ("verdict", "is_silenced"),
    [
        ({"name_matches": False}, True),
        ({"name_matches": False, "trusted": False}, False),
        ({"name_matches": False, "in_date": False}, False),
        ({"in_date": False}, False),
    ],
)
async def test_where_the_registry_silences_an_alert_it_is_said_and_asked_all_the_same(
    run: Runner, verdict: dict[str, bool], is_silenced: bool
) -> None:
    network = FakeNetwork(http={ROOT: Reply(verdict=builders.verdict("contoso.com", **verdict))})
    policies = Policies(redirect_servers=("contoso.com",))

    done = await run(builders.task(policies=policies), network, password="right")

    assert ("https-root: note name-alert-silenced contoso.com" in done.lines) is is_silenced
    assert [prompt.kind for prompt in done.answers.asked] == [PromptKind.SECURITY_ALERT]
    assert network.passwords == []


async def test_a_look_alike_name_is_asked_about_in_plain_letters(run: Runner) -> None:
    alike = "https://autodiscover.c\u043entoso.com/autodiscover/autodiscover.xml"
    network = FakeNetwork(http={ROOT: Reply(body=redirect_url_xml(alike))})

    done = await run(builders.task(), network)

    (prompt,) = done.answers.asked
    assert prompt.host == "autodiscover.xn--cntoso-wqf.com"
    assert prompt.url.isascii()


async def test_redirects_in_a_circle_end_the_step(run: Runner) -> None:
    network = FakeNetwork(
        http={ROOT: Reply(status=302, location=MAIL), MAIL: Reply(status=302, location=ROOT)}
    )

    done = await run(builders.task(), network)

    assert done.lines[7:10] == [
        f"https-root:   redirects (302) to {ROOT}",
        "https-root:   is of no use: redirect-loop",
        "https-root: nothing: no-url-worked",
    ]


async def test_ten_redirects_are_followed_and_no_more(run: Runner) -> None:
    def url(number: int) -> str:
        return f"https://n{number}.contoso.com/autodiscover/autodiscover.xml"

    hops: dict[str, Said | list[Said]] = {
        url(number): Reply(status=301, location=url(number + 1)) for number in range(1, 20)
    }
    network = FakeNetwork(http={ROOT: Reply(status=301, location=url(1)), **hops})

    done = await run(builders.task(), network)

    assert sum("https-root: goes on to" in line for line in done.lines) == 10
    assert "https-root: nothing: too-many-redirects" in done.lines


# --- other addresses ------------------------------------------------------------------------


async def test_another_address_starts_the_run_again_once_it_is_allowed(run: Runner) -> None:
    network = FakeNetwork(
        http={ROOT: Reply(body=redirect_address_xml("ann@fabrikam.com")), PARTNER: SETTINGS}
    )

    done = await run(builders.task(), network, yes=(PromptKind.REDIRECT_CONSENT,))

    assert "https-root: redirect-consent for fabrikam.com: yes" in done.lines
    assert "round 2 for ann@fabrikam.com" in done.lines
    assert (done.discovery.round, done.discovery.step) == (2, StepName.HTTPS_AUTODISCOVER)


async def test_another_address_in_the_same_domain_needs_no_consent(run: Runner) -> None:
    bodies = [Reply(body=redirect_address_xml("ann.archer@contoso.com")), SETTINGS]

    done = await run(builders.task(), FakeNetwork(http={ROOT: list(bodies)}))

    assert done.answers.asked == []
    assert done.discovery.round == 2


@pytest.mark.parametrize(
    ("named", "failure"),
    [
        ("ann@contoso.com", "redirect-loop"),
        ("ANN@Contoso.com", "redirect-loop"),
        ("ann@com.br", "protocol"),
        ("nobody", "protocol"),
        ("ann@[192.0.2.1]", "protocol"),
    ],
)
async def test_an_address_of_no_use_is_not_followed(run: Runner, named: str, failure: str) -> None:
    network = FakeNetwork(http={ROOT: Reply(body=redirect_address_xml(named))})

    done = await run(builders.task(), network)

    assert f"https-root:   is of no use: {failure}" in done.lines
    assert done.discovery.round == 1


async def test_two_addresses_that_name_each_other_are_a_loop(run: Runner) -> None:
    fabrikam = "https://fabrikam.com/autodiscover/autodiscover.xml"
    network = FakeNetwork(
        http={
            ROOT: Reply(body=redirect_address_xml("ann@fabrikam.com")),
            fabrikam: Reply(body=redirect_address_xml("ann@contoso.com")),
        }
    )

    done = await run(builders.task(), network, yes=(PromptKind.REDIRECT_CONSENT,))

    assert "https-root:   is of no use: redirect-loop" in done.lines
    assert done.discovery.round == 2
    assert done.discovery.result is None


# --- signing in -----------------------------------------------------------------------------


async def test_refused_credentials_are_sent_once_in_a_run(run: Runner) -> None:
    wants = Reply(body=settings_xml(), wants_password="right")
    network = FakeNetwork(http={ROOT: wants, AUTODISCOVER: wants})

    done = await run(builders.task(), network, password="wrong")

    assert network.passwords == [(ROOT, "wrong")]
    assert "https-root: credentials for contoso.com: assumed-no" in done.lines
    assert done.discovery.result is None


async def test_without_credentials_a_run_says_that_a_sign_in_is_asked_for(run: Runner) -> None:
    done = await run(builders.task(), FakeNetwork(http={AUTODISCOVER: Reply(wants_password="x")}))

    assert "https-autodiscover: nothing: sign-in-needed" in done.lines
    assert done.discovery.sign_in_needed


async def test_survey_lets_one_server_have_the_password_at_a_time(run: Runner) -> None:
    wants = Reply(body=settings_xml(), wants_password="right")
    network = FakeNetwork(http={ROOT: wants, AUTODISCOVER: wants})

    await run(builders.task(mode=Mode.SURVEY), network, password="wrong")

    assert len(network.passwords) == 1


# --- survey, cancelling, the fold -----------------------------------------------------------


async def test_survey_takes_every_step_and_chooses_in_the_profiles_order(run: Runner) -> None:
    hang = FakeNetwork(http={ROOT: CLOSED, AUTODISCOVER: SETTINGS, REDIRECT: CLOSED})

    done = await run(builders.task(mode=Mode.SURVEY), hang)

    assert sum(": nothing" in line or ": found by" in line for line in done.lines) == 5
    assert done.discovery.step is StepName.HTTPS_AUTODISCOVER


async def test_survey_tells_the_settings_before_later_steps_have_ended(run: Runner) -> None:
    network = FakeNetwork(http={ROOT: SETTINGS, AUTODISCOVER: Reply(never=True)})
    done = Run()

    async with anyio.create_task_group() as group:
        group.start_soon(partial(run, builders.task(mode=Mode.SURVEY), network, into=done))
        with anyio.fail_after(5):
            while "settings with 9 service URLs" not in done.lines:
                await anyio.lowlevel.checkpoint()
        group.cancel_scope.cancel()

    assert "https-autodiscover: interrupted" in done.lines


async def test_survey_chooses_nothing_while_an_earlier_step_may_still_give_settings(
    run: Runner,
) -> None:
    network = FakeNetwork(http={ROOT: Reply(never=True), AUTODISCOVER: SETTINGS})
    done = Run()

    async with anyio.create_task_group() as group:
        group.start_soon(partial(run, builders.task(mode=Mode.SURVEY), network, into=done))
        with anyio.fail_after(5):
            while f"https-autodiscover: found by {AUTODISCOVER}" not in done.lines:
                await anyio.lowlevel.checkpoint()
        await network.waiting.wait()
        group.cancel_scope.cancel()

    assert not any(line.startswith("settings with") for line in done.lines)


async def test_survey_chooses_once(run: Runner) -> None:
    network = FakeNetwork(http={ROOT: SETTINGS, AUTODISCOVER: SETTINGS})

    done = await run(builders.task(mode=Mode.SURVEY), network)

    assert done.lines.count("settings with 9 service URLs") == 1
    assert done.discovery.step is StepName.HTTPS_ROOT


async def test_survey_ends_by_the_error_answer_of_an_earlier_step(
    run: Runner,
) -> None:
    network = FakeNetwork(http={ROOT: Reply(body=error_xml(500, "x")), AUTODISCOVER: SETTINGS})

    done = await run(builders.task(mode=Mode.SURVEY), network)

    assert isinstance(done.discovery.result, Refused)
    assert not any(line.startswith("settings with") for line in done.lines)


async def test_survey_opens_the_next_round_by_the_first_other_address(run: Runner) -> None:
    network = FakeNetwork(
        http={
            ROOT: [Reply(body=redirect_address_xml("a@contoso.com")), CLOSED],
            AUTODISCOVER: SETTINGS,
        }
    )

    done = await run(builders.task(mode=Mode.SURVEY), network)

    assert "round 2 for a@contoso.com" in done.lines
    assert done.discovery.step is StepName.HTTPS_AUTODISCOVER


@pytest.mark.parametrize("mode", list(Mode))
async def test_cancelling_reports_the_step_under_way_as_interrupted(
    run: Runner, mode: Mode
) -> None:
    network = FakeNetwork(http={ROOT: Reply(never=True)})
    done = Run()

    async with anyio.create_task_group() as group:
        group.start_soon(partial(run, builders.task(mode=mode), network, into=done))
        await network.waiting.wait()
        group.cancel_scope.cancel()

    assert "https-root: interrupted" in done.lines


async def test_the_session_folds_to_the_attempts_that_the_network_gave(run: Runner) -> None:
    network = FakeNetwork(
        http={
            ROOT: Reply(verdict=builders.verdict("contoso.com", name_matches=False)),
            AUTODISCOVER: Reply(body=settings_xml(), wants_password="right"),
        }
    )
    session = Session()

    done = await run(builders.task(), network, password="right")
    for recorded in done.records:
        session.apply(recorded)

    attempts = [attempt for _, attempt in session.attempts]
    assert [attempt.finished for attempt in attempts] == [True, True]
    assert session.outcome is Outcome.INTERRUPTED  # nobody has reported the end of the run
