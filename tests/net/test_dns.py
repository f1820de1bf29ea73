import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import dns.asyncresolver
import dns.message
import dns.rcode
import dns.rdatatype
import pytest

from app.domain.attempts import Lookup, SrvRecord
from app.domain.connections import Resolution, ResolvedBy
from app.domain.failures import FailureKind
from app.domain.questions import DnsQuestion
from app.net.dns import DnsClient, in_order, interleaved
from tests.net.makings import Report, network, terms
from tests.net.nameservers import Answers, code, name_server, silence, zone

pytestmark = pytest.mark.anyio

NAME = "_autodiscover._tcp.contoso.example"
HOST = "mail.contoso.example"


async def look_up(answers: Answers, *, name: str = NAME, dns_s: float = 5.0) -> Lookup:
    async with name_server(answers) as serving:
        asked = network(resolvers=(serving.address,))
        return await asked.lookup(DnsQuestion(name=name), terms(dns_s=dns_s), Report().attempt)


async def resolve(answers: Answers, **changes: Any) -> Resolution:
    async with name_server(answers) as serving:
        return await DnsClient((serving.address,)).addresses(
            HOST, changes.pop("dns_s", 5.0), **changes
        )


async def test_srv_records_come_lowest_priority_first_then_highest_weight() -> None:
    records = [
        "20 90 443 backup.contoso.example.",
        "10 10 443 small.contoso.example.",
        "10 80 4433 big.contoso.example.",
    ]

    lookup = await look_up(zone(**{f"{NAME}. SRV": records}))

    assert lookup.finished
    assert lookup.failure is None
    assert [(one.target, one.port) for one in lookup.records] == [
        ("big.contoso.example", 4433),
        ("small.contoso.example", 443),
        ("backup.contoso.example", 443),
    ]


async def test_the_events_of_a_lookup_are_reported() -> None:
    report = Report()

    async with name_server(zone(**{f"{NAME}. SRV": ["0 0 443 a.example."]})) as serving:
        asked = network(resolvers=(serving.address,))
        await asked.lookup(DnsQuestion(name=NAME), terms(), report.attempt)

    assert report.kinds == ["AttemptStarted", "RecordsReceived", "AttemptFinished"]
    assert serving.asked == [f"{NAME}. SRV"]


async def test_a_dot_as_target_stays_a_dot() -> None:
    lookup = await look_up(zone(**{f"{NAME}. SRV": ["0 0 0 ."]}))

    assert [one.target for one in lookup.records] == ["."]


@pytest.mark.parametrize(
    ("answers", "kind", "part"),
    [
        (zone(), FailureKind.NAME_NOT_FOUND, "no such name"),
        (zone(**{f"{NAME}. TXT": ['"x"']}), FailureKind.NAME_NOT_FOUND, "no SRV record"),
        (code(dns.rcode.SERVFAIL), FailureKind.NO_ANSWER_FROM_DNS, "SERVFAIL"),
        (code(dns.rcode.REFUSED), FailureKind.NO_ANSWER_FROM_DNS, "REFUSED"),
    ],
)
async def test_what_dns_says_is_told_apart(answers: Answers, kind: FailureKind, part: str) -> None:
    lookup = await look_up(answers)

    assert lookup.failure is not None
    assert lookup.failure.kind is kind
    assert part in lookup.failure.detail
    assert lookup.finished


async def test_a_dead_resolver_gives_one_failure_within_the_limit() -> None:
    started = time.monotonic()

    lookup = await look_up(silence, dns_s=0.3)

    assert time.monotonic() - started < 0.8
    assert lookup.failure is not None
    assert lookup.failure.kind is FailureKind.NO_ANSWER_FROM_DNS
    assert "within 0.3 s" in lookup.failure.detail


async def test_the_limit_is_ours_where_the_library_overshoots_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def dawdles(*_: object, **__: object) -> None:
        await anyio.sleep(10)

    monkeypatch.setattr("dns.asyncresolver.Resolver.resolve", dawdles)

    lookup = await look_up(zone(), dns_s=0.1)

    assert lookup.failure is not None
    assert lookup.failure.kind is FailureKind.NO_ANSWER_FROM_DNS


async def test_a_dead_first_resolver_leaves_time_for_the_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.net.dns.ONE_TRY_S", 0.1)

    async with (
        name_server(silence) as dead,
        name_server(zone(**{f"{NAME}. SRV": ["0 0 443 a.example."]})) as live,
    ):
        asked = network(resolvers=(dead.address, live.address))
        lookup = await asked.lookup(DnsQuestion(name=NAME), terms(), Report().attempt)

    assert lookup.failure is None
    assert dead.asked == live.asked


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example", ".", "y." * 200])
async def test_a_name_that_cannot_be_is_not_found(name: str) -> None:
    lookup = await look_up(zone(), name=name)

    assert lookup.failure is not None
    assert lookup.failure.kind is FailureKind.NAME_NOT_FOUND


async def test_without_any_dns_server_the_failure_says_so() -> None:
    lookup = await network().lookup(DnsQuestion(name=NAME), terms(), Report().attempt)

    assert lookup.failure is not None
    assert lookup.failure.kind is FailureKind.NO_ANSWER_FROM_DNS


READ_RESOLV_CONF = dns.asyncresolver.Resolver.read_resolv_conf
"""As it is, before the fixture puts its own in the place."""


@pytest.fixture
def resolv_conf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[bytes], int]:
    """Give what writes the file that stands for /etc/resolv.conf."""
    path = tmp_path / "resolv.conf"

    def read(resolver: dns.asyncresolver.Resolver, _: object) -> None:
        READ_RESOLV_CONF(resolver, path)

    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("dns.asyncresolver.Resolver.read_resolv_conf", read)
    return path.write_bytes


@pytest.mark.parametrize(
    "content",
    [
        b"nameserver 10.0.0.1#53\n",
        b"nameserver dns.local\n",
        b"# B\xfcro\nnameserver 192.0.2.1\n",
        b"search ..\nnameserver 192.0.2.1\n",
        b"nameserver 192.0.2.1\nsearch " + b"x" * 64 + b".example\n",
    ],
)
async def test_settings_that_cannot_be_read_are_a_failure(
    content: bytes, resolv_conf: Callable[[bytes], int]
) -> None:
    resolv_conf(content)

    lookup = await network().lookup(DnsQuestion(name=NAME), terms(), Report().attempt)
    resolution = await DnsClient(()).addresses(HOST, 1.0)

    for failure in (lookup.failure, resolution.failure):
        assert failure is not None
        assert failure.kind is FailureKind.NO_ANSWER_FROM_DNS
        assert failure.detail == "This PC's DNS settings cannot be read."
        assert failure.origin


@pytest.mark.parametrize(
    "error", [NotImplementedError(), ValueError("nameserver x"), OSError("registry")]
)
async def test_settings_of_windows_that_cannot_be_read_are_a_failure(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_: object) -> None:
        raise error

    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("dns.asyncresolver.Resolver.read_registry", read)

    resolution = await DnsClient(()).addresses(HOST, 1.0)

    assert resolution.failure is not None
    assert resolution.failure.detail == "This PC's DNS settings cannot be read."


async def test_settings_without_a_server_say_so(resolv_conf: Callable[[bytes], int]) -> None:
    resolv_conf(b"search contoso.example\n")

    resolution = await DnsClient(()).addresses(HOST, 1.0)

    assert resolution.failure is not None
    assert "no DNS server set up" in resolution.failure.detail


async def test_both_families_are_mixed() -> None:
    records = {
        f"{HOST}. A": ["192.0.2.1", "192.0.2.2"],
        f"{HOST}. AAAA": ["2001:db8::1"],
    }

    resolution = await resolve(zone(**records), patient=True)

    assert resolution.by is ResolvedBy.DNS
    assert resolution.addresses == ("2001:db8::1", "192.0.2.1", "192.0.2.2")
    assert resolution.canonical_name == ""


async def test_an_alias_is_shown() -> None:
    records = {
        f"{HOST}. CNAME": ["cas01.contoso.example."],
        "cas01.contoso.example. A": ["192.0.2.1"],
    }

    resolution = await resolve(zone(**records))

    assert resolution.addresses == ("192.0.2.1",)
    assert resolution.canonical_name == "cas01.contoso.example"


async def test_an_alias_that_leads_nowhere_is_shown_too() -> None:
    resolution = await resolve(zone(**{f"{HOST}. CNAME": ["gone.contoso.example."]}))

    assert resolution.failure is not None
    assert resolution.failure.kind is FailureKind.NAME_NOT_FOUND
    assert resolution.canonical_name == "gone.contoso.example"


def silent_about_aaaa(
    query: dns.message.QueryMessage, answer: dns.message.Message
) -> dns.message.Message | None:
    if query.question[0].rdtype == dns.rdatatype.AAAA:
        return None
    return zone(**{f"{HOST}. A": ["192.0.2.1"]})(query, answer)


async def test_a_server_that_never_answers_about_ipv6_costs_little() -> None:
    started = time.monotonic()

    resolution = await resolve(silent_about_aaaa)

    assert resolution.addresses == ("192.0.2.1",)
    assert time.monotonic() - started < 1.5


def fails_about_a(
    query: dns.message.QueryMessage, answer: dns.message.Message
) -> dns.message.Message | None:
    if query.question[0].rdtype == dns.rdatatype.A:
        return code(dns.rcode.SERVFAIL)(query, answer)
    return zone(**{f"{HOST}. TXT": ['"x"']})(query, answer)


async def test_no_such_name_counts_only_where_no_family_went_unanswered() -> None:
    resolution = await resolve(fails_about_a)

    assert resolution.failure is not None
    assert resolution.failure.kind is FailureKind.NO_ANSWER_FROM_DNS


def test_records_of_equal_rank_have_a_steady_order() -> None:
    first = SrvRecord(priority=0, weight=5, port=443, target="a.example")
    second = SrvRecord(priority=0, weight=5, port=443, target="b.example")

    assert in_order((second, first)) == in_order((first, second)) == (first, second)


def test_no_families_mix_to_nothing() -> None:
    assert interleaved([]) == ()
