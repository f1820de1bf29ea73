"""What differs between two sessions."""

from collections.abc import Sequence

from msgspec.structs import replace

from app.domain.connections import Judged
from app.domain.events import CertificateJudged, ProbeResult, Recorded, ServiceProbed
from app.domain.finding import Finding, Severity
from app.domain.session import Session
from app.wording.comparison import Group, compare, differences
from tests.support import builders, played_runs
from tests.support.played_runs import session_of


def compared(first: Session, second: Session) -> list[tuple[str, str, str, str]]:
    return [
        (one.group, one.what, one.first.text, one.second.text) for one in differences(first, second)
    ]


def judged_otherwise(records: Sequence[Recorded]) -> list[Recorded]:
    """Give a run again in which every certificate is out of date."""
    return [
        replace(one, event=CertificateJudged(judged=out_of_date(one.event.judged)))
        if isinstance(one.event, CertificateJudged)
        else one
        for one in records
    ]


def out_of_date(judged: Judged) -> Judged:
    return replace(judged, verdict=builders.verdict(judged.host, in_date=False))


def test_a_session_does_not_differ_from_itself_also_at_another_time() -> None:
    later = [replace(one, at_ms=one.at_ms * 3 + 7) for one in played_runs.found()]

    assert compared(session_of(played_runs.found()), session_of(later)) == []


def test_two_runs_differ_in_outcome_address_steps_and_urls() -> None:
    found, not_found = session_of(played_runs.found()), session_of(played_runs.not_found())

    told = compared(found, not_found)

    assert told[0] == ("Outcome", "Outcome", "settings found", "no settings found")
    groups = [Group(group) for group, *_ in told]
    assert groups == sorted(groups, key=list(Group).index)
    assert {Group.STEPS, Group.ATTEMPTS, Group.SERVICES} <= set(groups)


def test_what_only_one_of_them_tells_has_an_empty_side() -> None:
    found, nothing = session_of(played_runs.found()), Session()

    forth, back = differences(found, nothing), differences(nothing, found)

    assert {one.second.text for one in forth if one.group is Group.SERVICES} == {""}
    assert [(one.second, one.first) for one in back] == [(one.first, one.second) for one in forth]


def test_a_certificate_that_is_judged_otherwise_is_told_with_its_events() -> None:
    records = played_runs.found()

    told = differences(session_of(records), session_of(judged_otherwise(records)))

    assert {one.group for one in told} == {Group.CERTIFICATES}
    first = told[0]
    assert "In date: yes" in first.first.text
    assert "In date: no" in first.second.text
    numbers = {one.number for one in records if isinstance(one.event, CertificateJudged)}
    assert set(first.first.events) <= numbers


def test_a_finding_of_one_session_alone_explains_the_difference() -> None:
    sessions = session_of(played_runs.found()), session_of(played_runs.not_found())
    expired, seen = finding("certificate-expired"), finding("both")

    comparison = compare(*sessions, ((seen,), (expired, seen)))

    assert (comparison.first_only, comparison.second_only) == ((), (expired,))


def finding(code: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, title="T", meaning="", advice="")


def test_a_feature_that_works_in_one_session_alone_is_a_difference() -> None:
    records = played_runs.found()
    works = [
        replace(one, event=replace(one.event, result=ProbeResult.WORKS))
        if isinstance(one.event, ServiceProbed) and one.event.result is ProbeResult.REACHABLE
        else one
        for one in records
    ]

    found = differences(session_of(records), session_of(works))

    (one,) = (each for each in found if each.group is Group.FEATURES)
    assert one.what == "Free/busy, Outside"
    assert (one.first.text, one.second.text) == ("reachable", "works for this user")
    assert one.first.events


def test_where_one_session_has_no_settings_its_features_are_unknown() -> None:
    found = differences(session_of(played_runs.found()), session_of(played_runs.not_found()))

    features = [each for each in found if each.group is Group.FEATURES]
    assert len(features) == 8
    assert {each.second.text for each in features} == {""}
