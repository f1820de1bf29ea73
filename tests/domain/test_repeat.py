"""Which services of a session can be tried again."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from app.domain.conditions import Conditions, Continued
from app.domain.events import RunStarted
from app.domain.repeat import Repeat, giver_elsewhere, repeat_of
from app.domain.session import Session
from app.domain.settings import Service, Settings, User
from app.domain.steps import StepName
from tests.support import played_runs
from tests.support.played_runs import ADDRESS, EWS_URL, HOST_URL, session_of, settings

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_repeat_carries_settings_and_names_the_run_that_it_continues() -> None:
    records = played_runs.found()
    session = session_of(records)
    assert isinstance(records[0].event, RunStarted)

    assert repeat_of(session, "run.autodiscope") == Repeat(
        continues=Continued(log="run.autodiscope", started_at=records[0].event.started_at),
        address=ADDRESS,
        profile="outlook-2007",
        found_by=StepName.HTTPS_AUTODISCOVER,
        url=HOST_URL,
        settings=settings(),
        services=settings().services,
        conditions=Conditions(username=ADDRESS),
    )


def test_only_the_services_that_are_wanted_are_tried() -> None:
    wanted = [one for one in settings().services if one.url == EWS_URL]

    repeat = repeat_of(session_of(played_runs.found()), "", wanted)

    assert repeat
    assert [one.url for one in repeat.services] == [EWS_URL]
    assert repeat.settings.services == settings().services


@pytest.mark.parametrize(
    "session",
    [Session(), session_of(played_runs.not_found()), session_of(played_runs.found()[1:])],
)
def test_without_services_there_is_nothing_to_try(session: Session) -> None:
    assert repeat_of(session, "x") is None


def test_services_of_another_session_are_not_wanted_here() -> None:
    other = replace(settings().services[0], service=Service.UM)

    assert repeat_of(session_of(played_runs.found()), "x", [other]) is None


def test_a_mailbox_that_moved_is_asked_by_its_new_name_as_the_user_who_began() -> None:
    records = played_runs.found()
    moved = [
        replace(one, event=replace(one.event, address="ann@fabrikam.example"))
        if type(one.event).__name__ == "RoundStarted"
        else one
        for one in records
    ]

    repeat = repeat_of(session_of(moved), "x")

    assert repeat
    assert (repeat.address, repeat.conditions.username) == ("ann@fabrikam.example", ADDRESS)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://autodiscover.contoso.com/x", ""),
        ("https://mail.hoster.example/x", "mail.hoster.example"),
        ("https://exch01/x", "exch01"),
        ("C:\\outlook.xml", ""),
        ("https://[half/x", ""),
        ("http://mail.hoster.example/x", ""),
    ],
)
def test_a_host_of_another_domain_that_gave_the_settings_is_named(url: str, host: str) -> None:
    settings = Settings(user=User())
    repeat = Repeat(
        continues=Continued(log="", started_at=NOW),
        address="ann@contoso.com",
        profile="",
        found_by=None,
        url=url,
        settings=settings,
        services=(),
    )

    assert giver_elsewhere(repeat) == host
