"""Service URLs as rows."""

from msgspec.structs import replace

from app.domain.events import (
    AttemptFinished,
    AttemptStarted,
    ProbeResult,
    ServiceProbed,
    SettingsChosen,
)
from app.domain.rows import ServiceState, Touched
from app.domain.settings import Scope, Settings, User
from tests.domain.told import ASMX, QUESTION, URL, CountedRows, Told


def test_services_are_listed_and_marked_when_they_are_probed(told: Told) -> None:
    settings = Settings(user=User(), services=(ASMX,))
    probed = ServiceProbed(
        service=ASMX.service, scope=ASMX.scope, url=ASMX.url, result=ProbeResult.REACHABLE
    )
    check = told.report.in_new_attempt()

    told.tell(told.step, SettingsChosen(url=URL, settings=settings))
    told.tell(check, AttemptStarted(question=QUESTION), AttemptFinished(), probed)

    states = [row.subject for row in told.session.rows if isinstance(row.subject, ServiceState)]
    (checked,) = [row for row, _ in told.session.attempts]
    assert states == [ServiceState(service_url=ASMX, probed=probed, told_by=checked.number)]
    (row, _) = told.session.attempts[0]
    assert told.session.step_of(row) is None


def test_a_probed_service_is_found_without_looking_through_the_rows(told: Told) -> None:
    services = tuple(
        replace(ASMX, scope=scope, url=f"https://mail.contoso.com/{number}")
        for scope in Scope
        for number in range(100)
    )
    rows = told.session._rows._rows = CountedRows(told.session._rows._rows)
    told.tell(told.step, SettingsChosen(url=URL, settings=Settings(user=User(), services=services)))

    for one in (*services, replace(ASMX, url="https://elsewhere.contoso.com/")):
        probed = ServiceProbed(
            service=one.service, scope=one.scope, url=one.url, result=ProbeResult.WORKS
        )
        told.tell(told.report, probed)

    assert rows.looks == 0
    assert told.touched[-1] == Touched()
    states = [row.subject for row in rows if isinstance(row.subject, ServiceState)]
    assert [one.service_url for one in states] == list(services)
    assert all(one.probed and one.probed.url == one.service_url.url for one in states)
    assert all(one.probed and one.probed.scope == one.service_url.scope for one in states)
