"""The directory itself: whether it answers, lets this client in, and has objects of Exchange."""

import pytest

from app.domain.controller import Controller
from app.domain.failures import FailureKind
from tests.findings.runs import (
    DIRECTORY,
    HOST,
    INSIDE,
    SETTINGS,
    Run,
    bare,
    codes,
    failed,
    run,
    scp,
)

POINTER_GUID = "67661d7F-8FC4-4fa7-BFAC-E1D7794C1F68"
UNMAPPED = Controller(forest="contoso.local", domain="contoso.local", host="dc1.contoso.local")


def refusing(kind: FailureKind) -> Run:
    return run({HOST: SETTINGS}, points=failed(kind, "The directory said no."))


CASES: dict[str, tuple[Run, Run]] = {
    "no-domain-controller": (
        run({HOST: SETTINGS}, joined=True, directory=""),
        run({HOST: SETTINGS}, joined=False),
    ),
    "directory-not-reached": (
        refusing(FailureKind.TIMED_OUT),
        refusing(FailureKind.SIGN_IN_REFUSED),
    ),
    "directory-wants-sign-in": (refusing(FailureKind.DIRECTORY), refusing(FailureKind.REFUSED)),
    "directory-refuses-sign-in": (
        refusing(FailureKind.SIGN_IN_REFUSED),
        refusing(FailureKind.DIRECTORY),
    ),
    "directory-failed": (refusing(FailureKind.PROTOCOL), refusing(FailureKind.DIRECTORY)),
    "no-connection-point": (run({HOST: SETTINGS}, points=()), refusing(FailureKind.DIRECTORY)),
    "site-not-mapped": (
        run(
            {INSIDE: SETTINGS},
            points=(scp(sites=("Paris",)), scp("CAS02", sites=("London",))),
            controllers={"dc1.contoso.local": UNMAPPED},
        ),
        run({INSIDE: SETTINGS}, points=(scp(sites=("Paris",)),), site="Paris"),
    ),
    "scp-pointer-not-followed": (
        run({INSIDE: SETTINGS}, points=(scp("P", DIRECTORY, guid=POINTER_GUID),)),
        run({INSIDE: SETTINGS}, points=(scp(),)),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_a_laptop_at_home_is_no_fault() -> None:
    assert codes(run({HOST: SETTINGS}, joined=True, directory="")) == [
        "notice no-domain-controller",
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ]
