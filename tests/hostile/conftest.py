"""What the runs against hostile servers share."""

from pathlib import Path

import pytest

from tests.support.hostile_runs import World


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


@pytest.fixture(autouse=True)
def no_kerberos_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No ticket, no realm, and nobody asks DNS for a KDC."""
    configuration = tmp_path / "krb5.conf"
    configuration.write_text(
        "[libdefaults]\n dns_lookup_kdc = false\n dns_lookup_realm = false\n"
        " rdns = false\n dns_canonicalize_hostname = false\n"
    )
    monkeypatch.setenv("KRB5_CONFIG", str(configuration))
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path / 'no-tickets'}")
    monkeypatch.delenv("NTLM_USER_FILE", raising=False)
