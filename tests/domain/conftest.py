"""What the tests of a session share."""

from datetime import UTC, datetime

import pytest

from app.domain.events import RoundStarted, RunStarted
from app.domain.task import Mode
from tests.domain.told import PLAN, Told


@pytest.fixture
def told() -> Told:
    told = Told()
    told.tell(
        told.report,
        RunStarted(
            program_version="1",
            started_at=datetime(2026, 11, 22, tzinfo=UTC),
            address="ann@contoso.com",
            profile="outlook-2007",
            mode=Mode.OUTLOOK,
            with_credentials=False,
        ),
    )
    told.tell(told.report.in_round(1), RoundStarted(address="ann@contoso.com", plan=PLAN))
    return told
