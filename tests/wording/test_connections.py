"""How a name became a connection."""

import msgspec
import pytest

from app.domain.acceptance import Ground
from app.domain.connections import AddressOutcome, AddressTried, Dial, Resolution, ResolvedBy
from app.domain.failures import FailureKind
from app.domain.verdict import Problem
from app.wording import Line, Mark, describe
from tests.support.played_runs import judged
from tests.wording.described import failed, row_of, verdict_of


@pytest.mark.parametrize(
    ("by", "beside", "what"),
    [
        (ResolvedBy.OPERATING_SYSTEM, False, "Name a.example (operating system)"),
        (ResolvedBy.DNS, True, "Name a.example (DNS, for comparison)"),
        (ResolvedBy.GIVEN, False, "Name a.example (as given)"),
    ],
)
def test_a_resolution_says_who_was_asked(by: ResolvedBy, beside: bool, what: str) -> None:
    resolution = Resolution(host="a.example", by=by, addresses=("192.0.2.1",), beside=beside)

    mark = Mark.INFORMATION if beside else Mark.GOOD
    assert describe(row_of(resolution)) == Line(what=what, verdict="192.0.2.1", mark=mark)


def test_a_resolution_names_addresses_and_alias() -> None:
    resolution = Resolution(
        host="a.example",
        by=ResolvedBy.DNS,
        addresses=("192.0.2.1", "2001:db8::1"),
        canonical_name="b.example",
    )

    assert verdict_of(resolution)[0] == "192.0.2.1, 2001:db8::1, an alias of b.example"


@pytest.mark.parametrize(("beside", "mark"), [(False, Mark.BAD), (True, Mark.INFORMATION)])
def test_a_name_that_fails_alarms_only_where_it_was_used(beside: bool, mark: Mark) -> None:
    resolution = Resolution(
        host="a.example",
        by=ResolvedBy.DNS,
        failure=failed(FailureKind.TIMED_OUT),
        duration_ms=5000,
        beside=beside,
    )

    assert verdict_of(resolution) == ("no answer in 5.0 s", mark)


def tried(address: str, outcome: AddressOutcome, started_ms: float = 0.0) -> AddressTried:
    return AddressTried(
        address=address, port=443, outcome=outcome, started_ms=started_ms, duration_ms=2000.0
    )


def test_a_connection_names_the_address_that_won() -> None:
    dial = Dial(
        host="a.example",
        port=443,
        tried=(
            tried("192.0.2.1", AddressOutcome.FAILED),
            tried("192.0.2.2", AddressOutcome.CONNECTED),
        ),
    )

    line = describe(row_of(dial))

    assert line.what == "Connect to a.example:443"
    assert line.verdict == (
        "connected to 192.0.2.2 (of 2 addresses tried);"
        " Outlook, which tries one after the other, waits 4.0 s"
    )


def test_a_connection_that_was_led_elsewhere_says_so() -> None:
    there = msgspec.structs.replace(
        tried("192.0.2.2", AddressOutcome.CONNECTED), via="127.0.0.1:8443"
    )

    line = describe(row_of(Dial(host="a.example", port=443, tried=(there,))))

    assert line.verdict == "connected to 192.0.2.2, reached at 127.0.0.1:8443"


def test_a_race_that_nobody_won_tells_how_long_it_took() -> None:
    dial = Dial(
        host="a.example",
        port=443,
        tried=(tried("192.0.2.1", AddressOutcome.FAILED, started_ms=250.0),),
        failure=failed(FailureKind.TIMED_OUT),
    )

    # Counted from the start of the race: 250 ms and 2000 ms.
    assert verdict_of(dial) == ("no answer in 2.2 s", Mark.BAD)


def test_a_race_without_addresses_has_no_time() -> None:
    dial = Dial(host="a", port=443, tried=(), failure=failed(FailureKind.TIMED_OUT))

    assert verdict_of(dial) == ("no answer in time", Mark.BAD)


@pytest.mark.parametrize(
    ("ground", "problems", "mark"),
    [
        (Ground.GOOD, (), Mark.GOOD),
        (Ground.GOOD, (Problem.EXPIRES_SOON,), Mark.WARNING),
        (Ground.TOLERATED, (Problem.SELF_SIGNED,), Mark.WARNING),
        (Ground.GRANTED, (Problem.EXPIRED,), Mark.WARNING),
        (Ground.REJECTED, (Problem.EXPIRED,), Mark.BAD),
    ],
)
def test_a_certificate_is_marked_by_how_it_passed(
    ground: Ground, problems: tuple[Problem, ...], mark: Mark
) -> None:
    line = describe(row_of(judged("a.example", ground, *problems)))

    assert (line.what, line.mark) == ("Certificate of a.example:443", mark)


def test_a_good_certificate_still_tells_its_problems() -> None:
    shown = judged("a.example", Ground.GOOD, Problem.EXPIRES_SOON, Problem.WEAK_KEY)

    assert verdict_of(shown)[0].endswith("; but: expires soon; its key is too short")
