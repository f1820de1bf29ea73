"""Features and what services told, in words."""

import pytest

from app.domain.events import ProbeResult, ServiceProbed
from app.domain.failures import Failure, FailureKind
from app.domain.features import Feature, FeatureName, FeatureResult
from app.domain.probing import (
    AvailabilityTold,
    OabTold,
    OofTold,
    RpcProxyTold,
    Told,
    UmTold,
    Withheld,
)
from app.domain.rows import Row, ServiceState
from app.domain.settings import Scope, Service, ServiceUrl
from app.wording import Mark, describe, feature_lines, feature_mark, feature_result, told_text


def test_each_result_has_words_and_a_mark() -> None:
    assert len({feature_result(one) for one in FeatureResult}) == len(FeatureResult)
    assert all(feature_mark(one) for one in FeatureResult)


def test_a_feature_is_one_line_with_both_sides() -> None:
    known = [
        Feature(name=FeatureName.FREE_BUSY, scope=scope, result=result)
        for scope, result in (
            (Scope.INTERNAL, FeatureResult.FAILS),
            (Scope.EXTERNAL, FeatureResult.WORKS),
        )
    ]

    assert feature_lines(known) == (("Free/busy", "fails", "works for this user"),)
    assert feature_lines(()) == ()


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (
            OabTold(name="All", generation=12, size=10_540, file="a.lzx"),
            "All, generation 12, 10,540 bytes",
        ),
        (OabTold(name="", generation=0, size=0, file="a.lzx"), "one book, generation 0, 0 bytes"),
        (AvailabilityTold(view="MergedOnly"), "it has free/busy information of today"),
        (OofTold(state="Disabled"), "switched off at present"),
        (
            OofTold(state="Enabled", audience="All"),
            "switched on at present, answers everybody outside",
        ),
        (
            OofTold(state="Scheduled", audience="None"),
            "switched on for a certain time, answers nobody outside",
        ),
        (OofTold(state="Odd"), "Odd"),
        (OofTold(state=""), "state not told"),
        (UmTold(enabled=True), "the user has voice mail"),
        (UmTold(enabled=False), "the user has no voice mail, as most have none"),
        (RpcProxyTold(), "the RPC proxy lets this user in"),
    ],
)
def test_what_a_service_told_is_said_in_a_few_words(told: Told, text: str) -> None:
    assert told_text(told) == text


@pytest.mark.parametrize(
    ("result", "told", "withheld", "verdict"),
    [
        (
            ProbeResult.WORKS,
            UmTold(enabled=True),
            None,
            "works for this user: the user has voice mail",
        ),
        (ProbeResult.WORKS, None, None, "works for this user"),
        (ProbeResult.REACHABLE, RpcProxyTold(), None, "reachable: the RPC proxy lets this user in"),
        (
            ProbeResult.REACHABLE,
            None,
            Withheld.OTHER_ORGANISATION,
            (
                "reachable, asks for a sign-in (NTLM): no credentials sent: the host may belong to"
                " somebody else"
            ),
        ),
        (
            ProbeResult.REACHABLE,
            None,
            Withheld.NO_TLS,
            "reachable, asks for a sign-in (NTLM): no credentials sent, for it is not https",
        ),
    ],
)
def test_a_service_s_line_says_what_is_known_and_no_more(
    result: ProbeResult, told: Told | None, withheld: Withheld | None, verdict: str
) -> None:
    url = ServiceUrl(
        service=Service.UM, scope=Scope.EXTERNAL, protocol="EXPR", element="x", url="u"
    )
    probed = ServiceProbed(
        service=Service.UM,
        scope=Scope.EXTERNAL,
        url="u",
        result=result,
        schemes=("NTLM",),
        told=told,
        withheld=withheld,
    )
    state = ServiceState(service_url=url, probed=probed)

    row = Row(number=1, parent=0, event=1, subject=state, started_ms=0.0)

    assert describe(row).verdict == verdict


def test_an_inside_address_that_fails_outside_is_no_fault() -> None:
    outside = Feature(
        name=FeatureName.FREE_BUSY,
        scope=Scope.INTERNAL,
        result=FeatureResult.FAILS,
        from_outside=True,
    )

    assert feature_result(outside.result, from_outside=True) == "not reached from outside"
    assert feature_mark(outside.result, from_outside=True) is Mark.INFORMATION
    assert feature_mark(FeatureResult.WORKS, from_outside=True) is Mark.GOOD


@pytest.mark.parametrize(("from_outside", "mark"), [(True, Mark.INFORMATION), (False, Mark.BAD)])
def test_the_mark_of_a_service_that_fails_depends_on_where_it_was_tried(
    from_outside: bool, mark: Mark
) -> None:
    url = ServiceUrl(
        service=Service.OOF,
        scope=Scope.INTERNAL,
        protocol="EXCH",
        element="OOFUrl",
        url="https://x",
    )
    failure = Failure(kind=FailureKind.NAME_NOT_FOUND, detail="")
    probed = ServiceProbed(
        service=url.service,
        scope=url.scope,
        url=url.url,
        result=ProbeResult.FAILS,
        failure=failure,
    )
    state = ServiceState(service_url=url, probed=probed, from_outside=from_outside)
    row = Row(number=1, parent=0, event=1, subject=state, started_ms=0.0)

    line = describe(row)

    assert line.mark is mark
    assert line.verdict.startswith("for clients inside") is from_outside
    assert "no address for this name" in line.verdict
