"""How much longer a discovery takes than the round trips that it cannot do without."""

import tempfile
from pathlib import Path
from typing import Final

import msgspec

from app.domain.events import Recorded, SettingsChosen, StepStarted
from app.domain.steps import StepName
from tests.benchmarks.figures import Figure, NotMeasured
from tests.benchmarks.turns import Spread, rounds
from tests.support import addresses, contoso, knot, nginx
from tests.support.contoso import ANN, mail_domain
from tests.support.far_line import FarLine, far_line, why_not
from tests.support.sites import standard_sites
from tests.support.zones import standard_zones

NAME: Final = "discovery at step 2, 50 ms each way, against its round trips"
DELAY_S: Final = 0.05
TRIPS: Final = 5
"""DNS, TCP, TLS 1.3, the request that is answered with 401, and the one that signs in."""
ABOUT: Final = (
    f"What the program takes from the step to the settings, against {TRIPS} round trips:"
    " DNS, TCP, TLS, the request, and the sign-in."
)
LIMIT: Final = 1.15
RUNS: Final = 7
CASE: Final = "sign-in-twice"


def measure() -> Figure | NotMeasured:
    """Compare the median of some runs with what light itself would take."""
    reason = why_not()
    if reason:
        return NotMeasured(name=NAME, reason=reason, about=ABOUT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sites = standard_sites()
        zones = standard_zones(sites.values())
        with (
            knot.running(folder, zones),
            nginx.running(folder, sites.values()),
            far_line() as line,
        ):
            line.slow_down(DELAY_S)
            took = Spread.of([_took_ms(line, folder) / 1_000 for _ in range(rounds(RUNS))])
    bound_s = TRIPS * 2 * DELAY_S
    return Figure(name=NAME, value=took.ms(), ratio=took.median / bound_s, limit=LIMIT, about=ABOUT)


def _took_ms(line: FarLine, folder: Path) -> float:
    anchor = folder / "anchor.pem"
    anchor.write_bytes(contoso.anchor().pem)
    told = line.run(
        *("check", f"ann@{mail_domain(CASE)}", "--username", ANN.address, "--password-stdin"),
        *("--joined", "no", "--resolver", addresses.NAME_SERVER, "--no-probes"),
        *("--no-system-trust", "--trust-file", anchor, "--format", "jsonl"),
        typed=f"{ANN.password}\n",
    )
    lines = told.splitlines()
    records = [msgspec.json.decode(one, type=Recorded) for one in lines if b'"event"' in one]
    began = next(
        one.at_ms
        for one in records
        if isinstance(one.event, StepStarted) and one.step is StepName.HTTPS_ROOT
    )
    return next(one.at_ms for one in records if isinstance(one.event, SettingsChosen)) - began
