"""How the addresses of a host were tried."""

from app.domain.connections import AddressOutcome, AddressTried, Dial
from app.domain.failures import Failure, FailureKind
from tests.domain.told import TRIED


def test_what_outlook_would_have_waited_counts_one_address_after_the_other() -> None:
    dead = AddressTried(
        address="192.0.2.9",
        port=443,
        outcome=AddressOutcome.FAILED,
        started_ms=0,
        duration_ms=20_000,
        failure=Failure(kind=FailureKind.TIMED_OUT, detail="No answer in 20 s."),
    )

    dial = Dial(host="contoso.com", port=443, tried=(dead, TRIED, dead))

    assert dial.outlook_waited_ms == 20_005
    assert dial.address == "192.0.2.1"
