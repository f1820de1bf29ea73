"""What became of a service, in words."""

import pytest

from app.domain.events import ProbeResult, ServiceProbed
from app.domain.failures import Failure, FailureKind
from app.domain.rows import ServiceState
from app.domain.settings import Scope, Service, ServiceUrl
from app.wording.probing import short_verdict, short_verdicts

OOF = ServiceUrl(
    service=Service.OOF, scope=Scope.INTERNAL, protocol="EXCH", element="OOFUrl", url="https://x/"
)
NO_NAME = Failure(kind=FailureKind.NAME_NOT_FOUND, detail="", origin="")


def _state(
    result: ProbeResult | None, failure: Failure | None = None, *, outside: bool = False
) -> ServiceState:
    probed = result and ServiceProbed(
        service=OOF.service, scope=OOF.scope, url=OOF.url, result=result, failure=failure
    )
    return ServiceState(service_url=OOF, probed=probed or None, from_outside=outside)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (_state(None), "not tried yet"),
        (_state(ProbeResult.WORKS), "works"),
        (_state(ProbeResult.REACHABLE), "reachable"),
        (_state(ProbeResult.NOT_TRIED), "not tried"),
        (_state(ProbeResult.FAILS), "fails"),
        (_state(ProbeResult.FAILS, NO_NAME), "fails: no address for this name"),
        (_state(ProbeResult.FAILS, NO_NAME, outside=True), "not from here"),
        (_state(ProbeResult.WORKS, outside=True), "works"),
    ],
)
def test_a_verdict_is_told_in_the_fewest_words(state: ServiceState, says: str) -> None:
    assert short_verdict(state) == says
    assert state.probed is None or says.partition(":")[0] in short_verdicts()
