"""Which features work, as a session shows it."""

import pytest
from msgspec.structs import replace

from app.domain.events import Event, ProbeResult, Recorded, ServiceProbed, SettingsChosen
from app.domain.features import FeatureName, FeatureResult, features
from app.domain.session import Session
from app.domain.settings import Scope, Service, ServiceUrl, Settings, User
from tests.support.played_runs import Player, session_of, settings


def one(service: Service, scope: Scope, url: str, protocol: str = "EXCH") -> ServiceUrl:
    return ServiceUrl(service=service, scope=scope, protocol=protocol, element="x", url=url)


BROWSER = one(Service.AVAILABILITY, Scope.INTERNAL, "https://web/", "WEB")
FREE = one(Service.AVAILABILITY, Scope.INTERNAL, "https://in/")
OOF = one(Service.OOF, Scope.EXTERNAL, "https://out/", "EXPR")


def session_with(*probed: tuple[ServiceUrl, ProbeResult]) -> Session:
    session = Session()
    settings = Settings(user=User(), services=(BROWSER, FREE, OOF))
    events: list[Event] = [SettingsChosen(url="https://a/", settings=settings)]
    told = [
        ServiceProbed(service=url.service, scope=url.scope, url=url.url, result=result)
        for url, result in probed
    ]
    for number, event in enumerate((*events, *told), start=1):
        session.apply(Recorded(number=number, at_ms=0.0, event=event))
    return session


def test_without_settings_there_is_nothing_to_tell() -> None:
    assert features(Session()) == ()


def test_every_feature_is_told_inside_and_outside() -> None:
    told = {
        (each.name, each.scope): each.result
        for each in features(session_with((FREE, ProbeResult.WORKS), (OOF, ProbeResult.FAILS)))
    }

    assert len(told) == len(FeatureName) * len(Scope)
    assert told.pop((FeatureName.FREE_BUSY, Scope.INTERNAL)) is FeatureResult.WORKS
    assert told.pop((FeatureName.OUT_OF_OFFICE, Scope.EXTERNAL)) is FeatureResult.FAILS
    assert set(told.values()) == {FeatureResult.NO_ADDRESS}


def test_what_outlook_uses_counts_before_what_browsers_use() -> None:
    session = session_with((BROWSER, ProbeResult.FAILS), (FREE, ProbeResult.REACHABLE))

    told = features(session)[0]

    assert told.result is FeatureResult.REACHABLE
    subject = session.row(told.row).subject
    assert replace(FREE) == getattr(subject, "service_url", None)


def test_what_has_not_been_tried_is_called_so() -> None:
    assert features(session_with())[0].result is FeatureResult.NOT_TRIED


@pytest.mark.parametrize(("joined", "is_outside"), [(True, False), (False, True)])
def test_inside_addresses_are_known_to_be_tried_from_outside(
    joined: bool, is_outside: bool
) -> None:
    player = Player()
    report = player.start(joined=joined)
    report(SettingsChosen(url="x", settings=settings()))

    inside, outside = features(session_of(player.records))[:2]

    assert (inside.from_outside, outside.from_outside) == (is_outside, False)


def test_of_a_log_that_tells_nothing_of_the_pc_nothing_is_known() -> None:
    player = Player()
    player.report(SettingsChosen(url="x", settings=settings()))

    assert not features(session_of(player.records))[0].from_outside
