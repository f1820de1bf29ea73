"""How servers ask for a sign-in, and what became of it."""

import pytest

from app.domain.verdict import Problem
from app.findings import examine
from tests.findings.runs import (
    CLEAN,
    HOST,
    INSIDE,
    PASSWORD,
    SETTINGS,
    Run,
    bare,
    codes,
    run,
    scp,
    session,
    verdict,
)
from tests.support.fake_network import Reply
from tests.support.played_runs import sign_in_needed

ASKING = Reply(wants_password="something else")
SILENT = Reply(status=401)


def asking_in_vain() -> list:  # type: ignore[type-arg]
    """A server that asks for a sign-in without naming a way, as the network tells it."""
    from msgspec.structs import replace

    from app.domain.events import ResponseReceived

    told = []
    for one in sign_in_needed():
        event = one.event
        if isinstance(event, ResponseReceived):
            event = ResponseReceived(response=replace(event.response, headers=()))
        told.append(replace(one, event=event))
    return told


CASES: dict[str, tuple[Run, Run]] = {
    "account-locked": (
        run({HOST: Reply(status=456)}),
        run({HOST: ASKING}),
    ),
    "credentials-refused": (run({HOST: ASKING}), run({HOST: SETTINGS})),
    "no-sign-in-offered": (asking_in_vain, sign_in_needed),
    "password-withheld": (
        run(
            {
                INSIDE: Reply(
                    wants_password=PASSWORD,
                    verdict=verdict("cas01.contoso.local", Problem.SELF_SIGNED),
                )
            },
            points=(scp(),),
        ),
        run({INSIDE: SETTINGS}, points=(scp(),)),
    ),
    "sign-in-needed": (run({HOST: SETTINGS}, password=None), run({HOST: SETTINGS})),
    "anonymous-allowed": (run({HOST: Reply(body=CLEAN)}), run({HOST: SETTINGS})),
    "sign-in-normal": (run({HOST: SETTINGS}), run({HOST: Reply(body=CLEAN)})),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_refused_credentials_are_the_whole_of_it() -> None:
    assert codes(run({HOST: ASKING})) == [
        "error credentials-refused",
        "notice root-domain-not-used",
    ]


def test_a_server_that_is_not_trusted_gets_no_password_and_the_reason_is_told() -> None:
    findings = examine(session(CASES["password-withheld"][0]))

    assert findings[0].severity == "error"
    assert "only tolerated" in findings[0].title
    assert "--authentication basic" in findings[0].advice


def test_a_run_without_a_password_that_reaches_the_server_shows_no_fault() -> None:
    assert codes(run({HOST: SETTINGS}, password=None)) == [
        "notice sign-in-needed",
        "notice root-domain-not-used",
    ]
