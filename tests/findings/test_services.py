"""Whether the service URLs work."""

import pytest

from app.findings import examine
from tests.findings.runs import (
    HOST,
    INSIDE,
    SERVICE,
    SERVICES,
    SETTINGS,
    Run,
    bare,
    codes,
    run,
    scp,
    session,
    settings,
)
from tests.support.fake_network import CLOSED, NOBODY, Reply

EWS = "https://mail.contoso.com/EWS/Exchange.asmx"
OAB = "https://mail.contoso.com/OAB/0f/oab.xml"
HTML = b"<!DOCTYPE html><html>Sign in</html>"
SHORT = settings(("https://mail.contoso.com/UnifiedMessaging", "https://cas01/UnifiedMessaging"))


def with_service(reply: object, url: str = EWS) -> Run:
    return run({HOST: SETTINGS, url: reply})


APART = settings(
    (
        "<Server>mbx01</Server><ASUrl>https://mail.contoso.com",
        "<Server>mbx01</Server><ASUrl>https://cas01.contoso.local",
    )
)

CASES: dict[str, tuple[Run, Run]] = {
    "inside-urls-not-reached": (
        run({HOST: APART}),
        run({INSIDE: APART}, points=(scp(),)),
    ),
    "service-host-not-in-dns": (with_service(NOBODY), with_service(CLOSED)),
    "service-host-unreachable": (with_service(CLOSED), with_service(NOBODY)),
    "service-missing": (with_service(Reply(status=404)), with_service(Reply(status=405))),
    "address-book-not-there": (
        with_service(Reply(status=404), OAB),
        with_service(Reply(status=404)),
    ),
    "service-forbidden": (with_service(Reply(status=403)), with_service(SERVICE)),
    "service-pool-stopped": (with_service(Reply(status=503)), with_service(Reply(status=500))),
    "service-fault": (with_service(Reply(status=500)), with_service(Reply(status=503))),
    "service-fails": (with_service(Reply(status=400)), with_service(Reply(status=404))),
    "service-anonymous": (with_service(Reply(body=b"<wsdl/>")), with_service(Reply(body=HTML))),
    "service-is-a-page": (with_service(Reply(body=HTML)), with_service(Reply(body=b"<wsdl/>"))),
    "service-short-name": (
        run(
            {INSIDE: SHORT, "https://cas01/UnifiedMessaging/Service.asmx": SERVICE}, points=(scp(),)
        ),
        run({INSIDE: SETTINGS}, points=(scp(),)),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_inside_urls_that_cannot_be_reached_are_an_error_on_a_pc_of_the_domain_alone() -> None:
    assert "error service-host-not-in-dns" in codes(run({INSIDE: APART}, points=(scp(),)))
    assert not [one for one in codes(run({HOST: APART})) if one.startswith("error")]


def test_all_services_of_a_dead_host_are_one_finding() -> None:
    dead = dict.fromkeys(SERVICES, CLOSED)

    findings = examine(session(run({HOST: SETTINGS, **dead})))

    errors = [one for one in findings if one.severity == "error"]
    assert [one.code for one in errors] == ["service-host-unreachable"]
    assert "Out of Office" in errors[0].meaning
