"""Certificates that pass, and what is to be said against them all the same."""

import pytest

from app.domain.verdict import Problem
from tests.findings.runs import (
    HOST,
    INSIDE,
    PASSWORD,
    SETTINGS,
    Run,
    bare,
    codes,
    run,
    scp,
    verdict,
)
from tests.support.fake_network import Reply


def at(url: str, host: str, *problems: Problem) -> dict[str, Reply]:
    shown = verdict(host, *problems)
    reply = Reply(body=SETTINGS.body, wants_password=PASSWORD, verdict=shown)
    return {url: reply, HOST: SETTINGS} if url != HOST else {HOST: reply}


def outside(*problems: Problem) -> Run:
    return run(at(HOST, "autodiscover.contoso.com", *problems))


def inside(*problems: Problem) -> Run:
    return run(at(INSIDE, "cas01.contoso.local", *problems), points=(scp(),))


CASES: dict[str, tuple[Run, Run]] = {
    "self-signed-tolerated": (inside(Problem.SELF_SIGNED), outside(Problem.SELF_SIGNED)),
    "untrusted-tolerated": (inside(Problem.UNKNOWN_ISSUER), inside(Problem.SELF_SIGNED)),
    "certificate-expires-soon": (outside(Problem.EXPIRES_SOON), outside()),
    "certificate-weak": (outside(Problem.WEAK_SIGNATURE), outside(Problem.SUPERFLUOUS)),
    "certificate-name-old-style": (outside(Problem.COMMON_NAME_ONLY), outside()),
    "revocation-unknown": (outside(Problem.REVOCATION_UNKNOWN), outside()),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_what_is_tolerated_is_a_warning() -> None:
    found = codes(inside(Problem.SELF_SIGNED))

    # Basic, which was not named, does not go out on such a certificate.
    assert found[:2] == ["warning password-withheld", "warning self-signed-tolerated"]
