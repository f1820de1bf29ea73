"""Certificates that are not accepted, for want of trust or of date."""

from typing import Any

import pytest

from app.domain.notes import NoteCode, Noted
from app.domain.verdict import Problem
from app.findings import examine
from tests.findings.runs import (
    ACCEPT,
    HOST,
    INSIDE,
    PASSWORD,
    ROOT,
    SETTINGS,
    Run,
    bare,
    certificate,
    codes,
    run,
    scp,
    session,
    verdict,
)
from tests.support.fake_network import Reply

NAME = "autodiscover.contoso.com"
INSPECTED = Noted(
    code=NoteCode.TLS_INSPECTED, subject=NAME, detail="Kaspersky; issued by CN=Kaspersky"
)
MADE_UP = certificate(NAME, issuer="CN=Kaspersky Anti-Virus Personal Root Certificate")


def showing(*problems: Problem, **named: Any) -> dict[str, Any]:
    """Give a server at the autodiscover host with such a certificate, that has the settings."""
    reply = Reply(
        body=SETTINGS.body, wants_password=PASSWORD, verdict=verdict(NAME, *problems, **named)
    )
    return {HOST: reply}


def inside(*problems: Problem) -> dict[str, Any]:
    shown = verdict("cas01.contoso.local", *problems)
    return {INSIDE: Reply(body=SETTINGS.body, wants_password=PASSWORD, verdict=shown)}


CASES: dict[str, tuple[Run, Run]] = {
    "tls-inspected": (
        run(showing(Problem.UNKNOWN_ISSUER, shown=MADE_UP), first=(INSPECTED,)),
        run(showing(Problem.UNKNOWN_ISSUER, shown=MADE_UP)),
    ),
    "certificate-revoked": (run(showing(Problem.REVOKED)), run(showing(Problem.EXPIRED))),
    "certificate-expired": (run(showing(Problem.EXPIRED)), run(showing(Problem.NOT_YET_VALID))),
    "certificate-not-yet-valid": (
        run(showing(Problem.NOT_YET_VALID)),
        run(showing(Problem.EXPIRED)),
    ),
    "self-signed-outside": (
        run(showing(Problem.SELF_SIGNED)),
        run(inside(Problem.SELF_SIGNED), points=(scp(),)),
    ),
    "missing-intermediate": (
        run(showing(Problem.MISSING_INTERMEDIATE)),
        run(showing(Problem.UNKNOWN_ISSUER)),
    ),
    "certificate-untrusted": (
        run(showing(Problem.UNKNOWN_ISSUER)),
        run(inside(Problem.UNKNOWN_ISSUER), points=(scp(),)),
    ),
    "certificate-defective": (run(showing(Problem.WRONG_USAGE)), run(showing(Problem.WEAK_KEY))),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


@pytest.mark.parametrize(
    ("problems", "first"),
    [
        ((Problem.SELF_SIGNED, Problem.NAME_MISMATCH), "self-signed-outside"),
        ((Problem.EXPIRED, Problem.NAME_MISMATCH), "certificate-expired"),
        ((Problem.UNKNOWN_ISSUER, Problem.NAME_MISMATCH), "certificate-untrusted"),
        ((Problem.SELF_SIGNED, Problem.EXPIRED), "certificate-expired"),
    ],
)
def test_several_faults_of_one_certificate_are_one_finding(
    problems: tuple[Problem, ...], first: str
) -> None:
    findings = examine(session(run(showing(*problems))))

    assert [one.code for one in findings] == [first, "root-domain-not-used"]
    assert "Also:" in findings[0].meaning


@pytest.mark.parametrize("problem", [Problem.EXPIRED, Problem.REVOKED])
def test_a_certificate_of_an_authority_is_requested_anew(problem: Problem) -> None:
    command = examine(session(run(showing(problem))))[0].command

    assert "New-ExchangeCertificate -GenerateRequest" in command
    assert NAME in command


def test_setups_own_certificate_is_made_anew_by_the_server() -> None:
    found = run(showing(Problem.SELF_SIGNED, Problem.EXPIRED))

    command = examine(session(found))[0].command

    assert "| New-ExchangeCertificate\n" in command
    assert "GenerateRequest" not in command


def test_an_intermediate_that_was_fetched_is_a_warning_and_explains_nothing() -> None:
    found = codes(run(showing(Problem.MISSING_INTERMEDIATE, trusted=True)))

    assert found[0] == "warning missing-intermediate"
    assert "notice sign-in-normal" in found


def test_a_fault_that_the_user_let_pass_stays_an_error() -> None:
    assert codes(run(showing(Problem.EXPIRED), yes=ACCEPT))[0] == "error certificate-expired"


def test_a_fault_before_the_settings_is_a_warning() -> None:
    shown = verdict("contoso.com", Problem.EXPIRED)

    found = codes(run({ROOT: Reply(verdict=shown), HOST: SETTINGS}))

    assert found[0] == "warning certificate-expired"


def test_a_certificate_at_two_hosts_is_told_once() -> None:
    both = certificate(NAME, "mail.contoso.com")
    shown = verdict("mail.contoso.com", Problem.MISSING_INTERMEDIATE, shown=both, trusted=True)
    services = {
        "https://mail.contoso.com/EWS/Exchange.asmx": Reply(status=401, verdict=shown),
        **showing(Problem.MISSING_INTERMEDIATE, shown=both, trusted=True),
    }

    assert bare(run(services)).count("missing-intermediate") == 1


def test_an_inspection_that_the_pc_trusts_is_a_warning() -> None:
    found = codes(run(showing(shown=MADE_UP), first=(INSPECTED,)))

    assert found == [
        "warning tls-inspected",
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ]


def test_an_inspection_explains_that_its_certificate_is_not_trusted() -> None:
    found = bare(run(showing(Problem.UNKNOWN_ISSUER, shown=MADE_UP), first=(INSPECTED,)))

    assert "certificate-untrusted" not in found
