"""Sockets on loopback, on asyncio alone; nothing asks the DNS servers of this machine."""

import pytest


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
