"""Names that do not resolve, or lead to an address that is of no use here."""

import pytest
from msgspec.structs import replace

from app.domain.connections import AddressOutcome, AddressTried, Dial, Resolution, ResolvedBy
from app.domain.events import AttemptFinished, Connected, Event, NameResolved, Recorded
from app.domain.failures import FailureKind
from app.findings import examine
from tests.findings.runs import (
    HOST,
    INSIDE,
    MAIL,
    PLAIN,
    Run,
    bare,
    codes,
    edited,
    failed,
    run,
    scp,
    session,
)
from tests.support.fake_network import CLOSED, Reply
from tests.support.played_runs import found as played

SILENT = failed(FailureKind.TIMED_OUT)
FAILED = AddressOutcome.FAILED


def at_addresses(made: Run, *addresses: str) -> Run:
    """Give a run whose failed attempts had tried these addresses."""

    def changed() -> list[Recorded]:
        told: list[Recorded] = []
        for one in made():
            if isinstance(one.event, AttemptFinished) and one.event.failure:
                tried = tuple(
                    AddressTried(
                        address=address,
                        port=443,
                        outcome=FAILED,
                        started_ms=0.0,
                        duration_ms=1.0,
                        failure=SILENT,
                    )
                    for address in addresses
                )
                dial = Dial(host="a", port=443, tried=tried, failure=SILENT)
                told.append(replace(one, connection=99, event=Connected(dial=dial)))
            told.append(one)
        return told

    return changed


def beside(*addresses: str) -> Run:
    """Give a run in which DNS, asked beside the system, says this of each name."""

    def changed() -> list[Recorded]:
        told: list[Recorded] = []
        for one in played():
            told.append(one)
            if isinstance(one.event, NameResolved):
                host = one.event.resolution.host
                asked = Resolution(host=host, by=ResolvedBy.DNS, addresses=addresses, beside=True)
                told.append(replace(one, event=NameResolved(resolution=asked)))
        return told

    return changed


CASES: dict[str, tuple[Run, Run]] = {
    "autodiscover-name-missing": (run({}), run({HOST: CLOSED})),
    "names-differ": (beside("192.0.2.99"), beside("192.0.2.10", "192.0.2.99")),
    "private-address-outside": (
        at_addresses(run({HOST: SILENT}), "10.1.2.3", "fd00::1"),
        at_addresses(run({HOST: SILENT}), "10.1.2.3", "203.0.113.5"),
    ),
    "public-address-inside": (
        at_addresses(run({INSIDE: SILENT}, points=(scp(),)), "203.0.113.5"),
        at_addresses(run({INSIDE: SILENT}, points=(scp(),)), "10.1.2.3"),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_a_missing_name_is_the_whole_of_it_and_the_records_are_written_out() -> None:
    made = run({})

    assert codes(made) == ["error autodiscover-name-missing", "notice root-domain-not-used"]
    assert examine(session(made))[0].command.splitlines() == [
        "autodiscover.contoso.com. 3600 IN A <PUBLIC ADDRESS>",
        "_autodiscover._tcp.contoso.com. 3600 IN SRV 0 0 443 mail.contoso.com.",
    ]


def test_inside_the_mail_domain_is_told_apart_from_that_of_the_directory() -> None:
    finding = examine(session(run({}, joined=True, points=())))[1]

    assert finding.code == "autodiscover-name-missing"
    assert "not by that of the Active Directory (contoso.local)" in finding.advice


def test_a_name_that_another_attempt_resolved_is_not_missing() -> None:
    found = bare(run({PLAIN: Reply(status=302, location=MAIL)}))

    assert "autodiscover-name-missing" not in found


def test_both_unknown_is_no_difference() -> None:
    def unknown(event: NameResolved) -> Event:
        nobody = failed(FailureKind.NAME_NOT_FOUND)
        return NameResolved(resolution=replace(event.resolution, addresses=(), failure=nobody))

    assert "names-differ" not in bare(edited(beside(), NameResolved, unknown))
