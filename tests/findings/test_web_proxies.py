"""Web proxies between this PC and the servers."""

import pytest
from msgspec.structs import replace

from app.domain.events import Event, MachineDetected
from app.domain.failures import FailureKind
from app.domain.machine import Fact, FactName
from tests.findings.runs import HOST, SETTINGS, Run, bare, codes, edited, failed, run
from tests.support.fake_network import Reply

EWS = "https://mail.contoso.com/EWS/Exchange.asmx"
BLOCKED = failed(FailureKind.PROXY, "The proxy 10.0.0.1:3128 refused CONNECT with 403.")


def scripted(url: str) -> Run:
    def told(event: MachineDetected) -> Event:
        fact = Fact(name=FactName.PROXY_SCRIPT, value=url, origin="the PC")
        return replace(event, facts=(*event.facts, fact))

    return edited(run({HOST: SETTINGS}), MachineDetected, told)


CASES: dict[str, tuple[Run, Run]] = {
    "proxy-wants-sign-in": (run({HOST: Reply(status=407)}), run({HOST: BLOCKED})),
    "proxy-in-the-way": (run({HOST: BLOCKED}), run({HOST: Reply(status=407)})),
    "proxy-script-in-a-file": (
        scripted("file://c:/proxy.pac"),
        scripted("http://proxy.contoso.local/proxy.pac"),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_the_session_shows_it(code: str) -> None:
    assert code in bare(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_not_raised_where_the_session_does_not_show_it(code: str) -> None:
    assert code not in bare(CASES[code][1])


def test_a_proxy_before_a_service_is_an_error_though_the_settings_were_found() -> None:
    assert codes(run({HOST: SETTINGS, EWS: BLOCKED}))[0] == "error proxy-in-the-way"
    assert codes(run({HOST: SETTINGS, EWS: Reply(status=407)}))[0] == "error proxy-wants-sign-in"


def test_a_proxy_is_the_whole_of_it() -> None:
    assert codes(run({HOST: BLOCKED})) == [
        "error proxy-in-the-way",
        "notice root-domain-not-used",
    ]
