"""The PC itself: clock, trust, registry values, local files."""

from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.domain.events import MachineDetected
from app.domain.machine import EXCLUSIONS
from app.domain.notes import NoteCode, Noted
from app.domain.verdict import Problem
from app.findings import examine
from tests.findings.runs import (
    ALLOW,
    HOST,
    INSIDE,
    MAIL,
    PLAIN,
    ROOT,
    SETTINGS,
    STARTED,
    Run,
    bare,
    certificate,
    codes,
    edited,
    run,
    scp,
    verdict,
    with_headers,
)
from tests.support.fake_network import CLOSED, Reply
from tests.support.played_runs import session_of

NOTHING_TRUSTED = Noted(code=NoteCode.NOTHING_TRUSTED, subject="")
UNTRUSTED = Reply(verdict=verdict("autodiscover.contoso.com", Problem.UNKNOWN_ISSUER))
REDIRECTED = {HOST: CLOSED, PLAIN: Reply(status=302, location=MAIL), MAIL: SETTINGS}
MISNAMED = Reply(
    body=SETTINGS.body,
    wants_password=SETTINGS.wants_password,
    verdict=verdict("cas01.contoso.local", Problem.NAME_MISMATCH),
)


def dated(minutes: int) -> Run:
    date = format_datetime(STARTED + timedelta(minutes=minutes))
    return with_headers(run({ROOT: Reply(status=404), HOST: SETTINGS}), ("Date", date))


def local_file(folder: Path, content: bytes) -> str:
    path = folder / "local.xml"
    path.write_bytes(content)
    return str(path)


CASES: dict[str, tuple[Run, Run]] = {
    "nothing-trusted": (
        run({HOST: UNTRUSTED}, first=(NOTHING_TRUSTED,)),
        run({HOST: UNTRUSTED}),
    ),
    "run-stood-still": (
        run({HOST: SETTINGS}, first=(Noted(code=NoteCode.STOOD_STILL, subject="38 s"),)),
        run({HOST: SETTINGS}),
    ),
    "clock-set": (
        run({HOST: SETTINGS}, first=(Noted(code=NoteCode.CLOCK_SET_BACK, subject="60 s"),)),
        run({HOST: SETTINGS}),
    ),
    "clock-wrong": (dated(-90), dated(-4)),
    "every-step-excluded": (
        run({}, excluded=tuple(EXCLUSIONS)),
        run({}, excluded=tuple(EXCLUSIONS)[1:]),
    ),
    "steps-excluded": (
        run({}, excluded=("ExcludeSrvRecord",)),
        run({}, excluded=("PreferLocalXML",)),
    ),
    "exclude-srv-lookup": (
        run({HOST: SETTINGS}, troubles=("HKCU\\ExcludeSrvLookup has no effect.",)),
        run({HOST: SETTINGS}, troubles=("HKCU\\PreferLocalXML is no DWORD.",)),
    ),
    "redirect-question-suppressed": (
        run(REDIRECTED, redirect_servers=("mail.contoso.com",)),
        run(REDIRECTED, yes=ALLOW),
    ),
    "name-alert-silenced": (
        run({INSIDE: MISNAMED}, points=(scp(),), redirect_servers=("cas01.contoso.local",)),
        run({INSIDE: MISNAMED}, points=(scp(),)),
    ),
    "local-file-unusable": (
        run({}, local_xml="/nowhere/at/all.xml"),
        run({}),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        ("--policy", "take the values away: --policy ExcludeSrvRecord."),
        (r"HKCU\Software", r"take the values away: HKCU\Software\ExcludeSrvRecord."),
    ],
)
def test_an_option_that_switches_a_step_off_is_not_told_as_a_key_of_the_registry(
    origin: str, told: str
) -> None:
    def from_there(detected: MachineDetected) -> MachineDetected:
        facts = (replace(one, origin=origin) for one in detected.facts)
        return replace(detected, facts=tuple(facts))

    made = edited(run({}, excluded=("ExcludeSrvRecord",)), MachineDetected, from_there)

    assert told in next(
        one.advice for one in examine(session_of(made())) if one.code == "steps-excluded"
    )


def test_a_local_file_that_gives_the_settings_is_told(tmp_path: Path) -> None:
    path = local_file(tmp_path, SETTINGS.body)

    assert "local-file-used" in bare(run({}, local_xml=path))
    assert "local-file-used" not in bare(run({HOST: SETTINGS}, local_xml=path))


def test_a_local_file_that_is_no_answer_is_told(tmp_path: Path) -> None:
    path = local_file(tmp_path, b"<html/>")

    assert "error local-file-unusable" in codes(run({}, local_xml=path))


def test_where_nothing_is_trusted_no_certificate_is_blamed() -> None:
    found = bare(run({HOST: UNTRUSTED}, first=(NOTHING_TRUSTED,)))

    assert "certificate-untrusted" not in found


def test_a_wrong_clock_is_the_cause_of_certificates_out_of_date() -> None:
    name = "autodiscover.contoso.com"
    young = replace(certificate(name), not_before=STARTED + timedelta(days=10))
    shown = verdict(name, Problem.NOT_YET_VALID, shown=young)
    pages = {ROOT: Reply(status=404), PLAIN: Reply(status=200), HOST: Reply(verdict=shown)}
    date = format_datetime(STARTED + timedelta(days=20))

    assert codes(with_headers(run(pages), ("Date", date)))[0] == "error clock-wrong"
    assert "certificate-not-yet-valid" not in bare(with_headers(run(pages), ("Date", date)))
    assert "certificate-not-yet-valid" in bare(run(pages))


@pytest.mark.parametrize("date", ["yesterday", "Mon, 99 Foo 2026 10:00:00 GMT"])
def test_a_date_that_is_none_says_nothing_of_the_clock(date: str) -> None:
    assert "clock-wrong" not in bare(with_headers(run({HOST: SETTINGS}), ("Date", date)))
