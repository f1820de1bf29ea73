"""Passwords and nginx: who gets one, how often, and what is said where nobody does."""

from typing import Any, Final

import pytest

from app.domain.acceptance import Ground
from app.domain.events import Outcome, ProbeResult
from app.domain.failures import FailureKind
from app.domain.prompts import Answer, PromptKind
from app.domain.rows import PromptState
from app.domain.settings import Service
from app.domain.steps import StepName
from tests.support.access_log import AccessLog, Seen
from tests.support.contoso import ANN, DOMAIN, autodiscover_host, autodiscover_url, mail_domain
from tests.support.daemons import Daemon
from tests.support.real_runs import Client

pytestmark = [pytest.mark.real, pytest.mark.anyio]

HOST: Final = StepName.HTTPS_AUTODISCOVER
SIGN_IN: Final[dict[str, Any]] = {"username": ANN.address, "password": ANN.password}
WRONG: Final[dict[str, Any]] = {"username": ANN.address, "password": "Sommer!2007 und mehr"}


def posts(log: AccessLog) -> list[tuple[str, int, bool]]:
    """Name, status and whether somebody signed in, for each request for settings."""
    return [(one.sni, one.status, one.signs_in) for one in log.seen() if is_post(one)]


def is_post(seen: Seen) -> bool:
    return seen.request.lower().startswith("post /autodiscover/")


@pytest.mark.parametrize("username", [ANN.address, ANN.logon_name])
async def test_the_right_password_gets_the_settings(
    client: Client, access_log: AccessLog, username: str
) -> None:
    ran = await client.run(
        f"ann@{mail_domain('sign-in')}", username=username, password=ANN.password
    )

    host = autodiscover_host("sign-in")
    assert ran.lines_of(HOST) == [
        f"POST {autodiscover_url(host)}",
        f"  certificate of {host} yyy good",
        "  signs in by basic",
        "  answers settings",
        f"found by {autodiscover_url(host)}",
    ]
    seen = access_log.seen()
    # The first request goes out without a sign-in, and so does the first one to each service.
    assert [one.signs_in for one in seen if is_post(one)] == [False, True]
    services = [one for one in seen if not is_post(one)]
    signed_in = [one.request for one in services if one.signs_in]
    anonymous = [one.request for one in services if not one.signs_in]
    assert sorted([*signed_in, "GET /rpc/rpcproxy.dll HTTP/1.1"]) == sorted(anonymous)
    # Free/busy, out of office, voice mail, and two files of the address book; inside and outside.
    assert len(signed_in) == 2 * 5
    results = {one.service: one.result for one in ran.probed()}
    assert results.pop(Service.OUTLOOK_ANYWHERE) is ProbeResult.FAILS
    assert set(results.values()) == {ProbeResult.WORKS}
    assert {one.schemes for one in ran.probed() if one.result is ProbeResult.WORKS} == {("Basic",)}


async def test_a_wrong_password_is_sent_exactly_once(client: Client, access_log: AccessLog) -> None:
    ran = await client.run(f"ann@{mail_domain('sign-in-twice')}", **WRONG)

    root, host = mail_domain("sign-in-twice"), autodiscover_host("sign-in-twice")
    assert ran.lines_of(StepName.HTTPS_ROOT)[1:] == [
        f"  certificate of {root} yyy good",
        "  signs in by basic",
        "  fails: sign-in-refused",
        f"credentials for {root}: assumed-no",
        "nothing: no-url-worked",
    ]
    assert ran.lines_of(HOST)[1:] == [
        f"  certificate of {host} yyy good",
        "  fails: sign-in-refused",
        f"credentials for {host}: assumed-no",
        "nothing: no-url-worked",
    ]
    assert ran.outcome is Outcome.NOT_FOUND
    assert posts(access_log) == [(root, 401, False), (root, 401, True), (host, 401, False)]


async def test_a_wrong_password_is_sent_once_where_every_step_runs_at_once(
    client: Client, access_log: AccessLog
) -> None:
    await client.run(f"ann@{mail_domain('sign-in-twice')}", mode="survey", **WRONG)

    assert [signs_in for _, _, signs_in in posts(access_log)].count(True) == 1


async def test_without_a_password_the_run_says_what_is_asked_for(
    client: Client, access_log: AccessLog
) -> None:
    ran = await client.run(f"ann@{mail_domain('sign-in')}")

    host = autodiscover_host("sign-in")
    (failure,) = ran.failures(HOST)
    (prompt,) = [row.subject for row in ran.session.rows if isinstance(row.subject, PromptState)]
    assert ran.outcome is Outcome.SIGN_IN_NEEDED
    assert ran.lines_of(HOST)[1:] == [
        f"  certificate of {host} yyy good",
        "  fails: sign-in-needed",
        f"credentials for {host}: assumed-no",
        "nothing: sign-in-needed",
    ]
    assert failure
    assert failure.kind is FailureKind.SIGN_IN_NEEDED
    assert failure.detail == f"{host}:443 asks for a sign-in by Basic."
    assert (prompt.prompt.kind, prompt.answer) == (PromptKind.CREDENTIALS, Answer.ASSUMED_NO)
    assert posts(access_log) == [(host, 401, False)]


async def test_nothing_of_the_user_goes_out_before_tls(
    client: Client, access_log: AccessLog
) -> None:
    ran = await client.run(f"ann@{mail_domain('redirect-to-sign-in')}", consent="allow", **SIGN_IN)

    asked = [(one.port, one.request.split()[0], one.signs_in) for one in access_log.seen()]
    assert asked[:3] == [(80, "GET", False), (443, "POST", False), (443, "POST", True)]
    assert ran.finished.found_by is StepName.HTTP_REDIRECT


async def test_a_server_that_the_user_accepts_gets_the_password(
    client: Client, access_log: AccessLog
) -> None:
    ran = await client.run(
        f"ann@{mail_domain('sign-in-untrusted')}", security_alert="accept", **SIGN_IN
    )

    host = autodiscover_host("sign-in-untrusted")
    grounds = [one.acceptance.ground for one in ran.judged(host)]
    assert grounds[:2] == [Ground.REJECTED, Ground.GRANTED]
    assert ran.outcome is Outcome.FOUND
    assert posts(access_log) == [(host, 401, False), (host, 200, True)]


@pytest.mark.parametrize(
    ("named", "outcome", "requests"),
    [
        # Nobody named Basic: the password itself goes to no server that nobody vouches for.
        (None, Outcome.NOT_FOUND, [(401, False)]),
        (("basic",), Outcome.FOUND, [(401, False), (200, True)]),
    ],
)
async def test_a_server_that_is_only_tolerated_gets_the_password_where_basic_is_named(
    client: Client,
    access_log: AccessLog,
    other_directory: Daemon,
    named: tuple[str, ...] | None,
    outcome: Outcome,
    requests: list[tuple[int, bool]],
) -> None:
    ran = await client.run(
        ANN.address,
        joined="yes",
        directory=f"ldap://dc3.{DOMAIN}",
        authentication=named,
        username=ANN.dn,
        password=ANN.password,
    )

    host = autodiscover_host("sign-in-untrusted")
    assert ran.judged(host)[0].acceptance.ground is Ground.TOLERATED
    assert ran.outcome is outcome
    assert posts(access_log) == [(host, *one) for one in requests]


@pytest.mark.parametrize(
    ("old_tls", "outcome", "requests"),
    [
        ("allow", Outcome.FOUND, [(401, False), (200, True)]),
        ("look", Outcome.NOT_FOUND, [(401, False)]),
    ],
)
async def test_over_tls_1_0_a_password_goes_only_where_that_is_allowed(
    client: Client,
    access_log: AccessLog,
    old_tls: str,
    outcome: Outcome,
    requests: list[tuple[int, bool]],
) -> None:
    ran = await client.run(f"ann@{mail_domain('sign-in-old-tls')}", old_tls=old_tls, **SIGN_IN)

    host = autodiscover_host("sign-in-old-tls")
    assert ran.judged(host)[0].tls_version == "TLSv1"
    assert ran.outcome is outcome
    assert posts(access_log) == [(host, *one) for one in requests]
