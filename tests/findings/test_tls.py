"""Secure connections that do not come about, or are old."""

import pytest

from app.domain.events import SniCompared
from app.domain.failures import Failure, FailureKind
from app.domain.sni import SniComparison
from app.domain.verdict import Certificate
from tests.findings.runs import (
    HOST,
    ROOT,
    SETTINGS,
    Run,
    bare,
    certificate,
    codes,
    failed,
    run,
    with_tls,
)

NAME = "autodiscover.contoso.com"


def compared(without: Certificate | None, failure: Failure | None = None) -> SniCompared:
    return SniCompared(
        comparison=SniComparison(
            host=NAME,
            port=443,
            with_name=certificate(NAME).sha256,
            without_name=without,
            failure=failure,
        )
    )


CASES: dict[str, tuple[Run, Run]] = {
    "tls-handshake-failed": (
        run({HOST: failed(FailureKind.TLS)}),
        run({ROOT: failed(FailureKind.TLS), HOST: SETTINGS}),
    ),
    "connection-cut": (
        run({HOST: failed(FailureKind.RESET)}),
        run({ROOT: failed(FailureKind.RESET), HOST: SETTINGS}),
    ),
    "tls-old": (
        with_tls(run({HOST: SETTINGS}), "TLSv1"),
        with_tls(run({HOST: SETTINGS}), "TLSv1.2"),
    ),
    "sni-differs": (
        run({HOST: SETTINGS}, first=(compared(certificate("www.contoso.com")),)),
        run({HOST: SETTINGS}, first=(compared(certificate(NAME)),)),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_no_tls_at_the_root_is_nothing_but_the_root_not_used() -> None:
    assert codes(run({ROOT: failed(FailureKind.TLS), HOST: SETTINGS})) == [
        "notice root-domain-not-used",
        "notice sign-in-normal",
    ]


def test_a_server_that_shows_nothing_without_a_name_is_told() -> None:
    silent = compared(None, failed(FailureKind.TLS))

    assert "sni-differs" in bare(run({HOST: SETTINGS}, first=(silent,)))
    assert "sni-differs" not in bare(run({HOST: SETTINGS}, first=(compared(None),)))


@pytest.mark.parametrize(
    "kind", [FailureKind.UNREACHABLE, FailureKind.NO_ANSWER_FROM_DNS, FailureKind.TIMED_OUT]
)
def test_of_a_server_that_was_not_reached_without_a_name_nothing_is_told(
    kind: FailureKind,
) -> None:
    """The network may have gone away in between."""
    lost = compared(None, failed(kind))

    assert "sni-differs" not in bare(run({HOST: SETTINGS}, first=(lost,)))
