"""Sockets on loopback, on asyncio alone; nothing asks the DNS servers of this machine."""

from pathlib import Path
from typing import Any

import pytest

from app.domain.authentication import Mechanism
from app.net import contexts
from tests.net.acceptors import user_file
from tests.net.web_sign_ins import Ticket


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def no_dns_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without given resolvers, dnspython reads this instead of /etc/resolv.conf: a dead end."""

    def configure(resolver: object, *_: object, **__: object) -> None:
        resolver.nameservers = []  # type: ignore[attr-defined]

    monkeypatch.setattr("dns.asyncresolver.Resolver.read_resolv_conf", configure)
    monkeypatch.setattr("dns.asyncresolver.Resolver.read_registry", configure)


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


@pytest.fixture
def ntlm_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom pyspnego's own acceptor of NTLM knows."""
    monkeypatch.setenv("NTLM_USER_FILE", str(user_file(tmp_path)))


@pytest.fixture
def kerberos(monkeypatch: pytest.MonkeyPatch) -> Any:
    real = contexts.make_context

    def give(error: Exception | None) -> None:
        def make(wanted: Any) -> Any:
            is_kerberos = wanted.mechanism is Mechanism.KERBEROS
            return Ticket(error) if is_kerberos else real(wanted)

        monkeypatch.setattr("app.net.contexts.make_context", make)

    return give
