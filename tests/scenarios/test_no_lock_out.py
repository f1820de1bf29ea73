"""No run locks an account: whatever the scenario, a wrong password is shown twice at the most.

What counts, as the practice organisation's servers see it: each password that is not the
account's, by Basic and by simple bind. A usual threshold is five; Kerberos and NTLM count in the
domain, which the tests of a real one look at (tests/real/test_web_sign_in.py, test_story.py).
"""

from pathlib import Path

import pytest

from app.domain.events import AttemptFinished, Prompted, Recorded, RequestSent, ServiceProbed
from app.domain.options import RunOptions
from app.domain.prompts import Nobody, PromptKind
from app.domain.secret import Secret
from app.domain.sign_in import MOST_BAD
from app.practice import domain_controller, sites
from app.practice.scenario import Account
from app.practice.scenarios import load_scenarios
from app.wiring import RealEngine

pytestmark = pytest.mark.anyio

SCENARIOS = {one.name: one for one in load_scenarios()}
WRONG = "Sommer!2007 und mehr"
# Nobody takes the password before its certificate is accepted, or is there to take it.
NOBODY_ASKS = {
    "expired",
    "fresh-install-outside",
    "untrusted-issuer",
    "not-xml",
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def no_kerberos_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    configuration = tmp_path / "krb5.conf"
    configuration.write_text("[libdefaults]\n dns_lookup_kdc = false\n dns_lookup_realm = false\n")
    monkeypatch.setenv("KRB5_CONFIG", str(configuration))
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path / 'no-tickets'}")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that servers of the practice organisation were shown, and turned down."""
    wrong: list[str] = []
    really = sites.is_account

    def is_account(name: str, password: str, account: Account) -> bool:
        is_right = really(name, password, account)
        if not is_right:
            wrong.append(password)
        return is_right

    for module in (sites, domain_controller):
        monkeypatch.setattr(module, "is_account", is_account)
    return wrong


async def run(name: str, options: RunOptions) -> list[Recorded]:
    records: list[Recorded] = []
    engine = RealEngine(pytest.fail, keeps_logs=False)
    await engine.practice(name, options, Secret(WRONG), Nobody(), records.append)
    return records


@pytest.mark.parametrize("schemes", [None, ("negotiate", "ntlm", "basic")], ids=["basic", "all"])
@pytest.mark.parametrize("mode", ["outlook", "survey"])
@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_wrong_password_is_shown_twice_in_a_run_at_the_most(
    shown: list[str], name: str, mode: str, schemes: tuple[str, ...] | None
) -> None:
    records = await run(name, RunOptions(mode=mode, authentication=schemes))

    events = [one.event for one in records]
    prompts = [one.prompt.kind for one in events if isinstance(one, Prompted)]
    probes = {one.attempt for one in records if isinstance(one.event, ServiceProbed)}
    assert set(shown) <= {WRONG}
    assert len(shown) <= MOST_BAD
    # In fact once: what was refused is not shown again, not even to another server.
    assert len(shown) == (name not in NOBODY_ASKS)
    # Outlook would have asked for another one, once a web server asks; a directory shows no dialog.
    failures = [one.failure for one in events if isinstance(one, AttemptFinished)]
    asked = any(one and "asks for a sign-in" in one.detail for one in failures)
    refused = any(one and "refused the user name" in one.detail for one in failures)
    is_joined = SCENARIOS[name].client.joined
    assert (PromptKind.CREDENTIALS in prompts) is (asked or (refused and not is_joined))
    signed_in = [
        one for one in records if isinstance(one.event, RequestSent) and one.event.request.scheme
    ]
    assert not any(one.attempt in probes for one in signed_in)
