"""Measures what a verdict costs, beside what others take for the same chain.

    .venv/bin/python -m tests.benchmarks.verdict

A chain of three, its root among those of the system. Processor time, in milliseconds for each.
"""

import resource
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import httpx
from cryptography.hazmat.primitives import serialization
from msgspec import Struct

from app.certificates import NameRules, TrustStores, judge
from app.certificates.system import anchors
from tests.benchmarks.figures import Figure, NotMeasured
from tests.benchmarks.peers import places
from tests.benchmarks.peers.asked import CERTIFICATE, AskedInVainError, asked
from tests.benchmarks.peers.installed import SSLYZE, Missing, Peer, command_of
from tests.benchmarks.peers.places import Place
from tests.benchmarks.turns import Spread, in_turns, rounds
from tests.certificates.chains import HOST, Signed, issue
from tests.support import contoso, knot, nginx

NOW = datetime.now(UTC).replace(microsecond=0)
USUAL = (NOW - timedelta(days=30), NOW + timedelta(days=300))
LIMIT_MS = 1.0
"""What a verdict may cost at most."""

ROUNDS = 100
FEW = 4
"""Rounds of what takes twenty times as long."""
TURNS = 5
LOOKS = 7


class Look(Struct, frozen=True, kw_only=True):
    """What one look at a server's certificate took."""

    took_s: float
    processor_s: float
    trusted: bool


class Row(Struct, frozen=True, kw_only=True):
    what: str
    cpu_ms: float


class Chain(Struct, frozen=True, kw_only=True):
    leaf: Signed
    issuing: Signed
    root: Signed


def chain_of_three() -> Chain:
    root = issue("Benchmark Root", ca=True, valid=USUAL)
    issuing = issue("Benchmark Issuing", root, ca=True, valid=USUAL)
    leaf = issue(HOST, issuing, names=(HOST,), valid=USUAL)
    return Chain(leaf=leaf, issuing=issuing, root=root)


def verdict_ms(chain: Chain, rounds: int) -> float:
    """Measure the judge against the system's store, once that has been read."""
    stores = TrustStores.of({"system": [*anchors(), chain.root.der]})
    ders = [chain.leaf.der, chain.issuing.der]

    def ask() -> None:
        verdict = judge(ders, HOST, stores, at=NOW, rules=NameRules.OUTLOOK_2007)
        assert verdict.is_good

    return _own_ms(ask, rounds)


def rows(rounds: int = 500) -> list[Row]:
    """Measure all of them; a process is started only a few times."""
    chain = chain_of_three()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [
            Row(what="verdict", cpu_ms=verdict_ms(chain, rounds)),
            Row(
                what="handshake of ssl that verifies",
                cpu_ms=_own_ms(_handshake(chain, folder, verify=True), rounds),
            ),
            Row(
                what="handshake of ssl that does not",
                cpu_ms=_own_ms(_handshake(chain, folder, verify=False), rounds),
            ),
            Row(
                what="httpx.create_ssl_context",
                cpu_ms=_own_ms(httpx.create_ssl_context, max(1, rounds // 50)),
            ),
            Row(what="openssl verify", cpu_ms=_openssl_ms(chain, folder, max(1, rounds // 50))),
        ]


def measure() -> Figure:
    """Measure a verdict against what it may cost."""
    chain = chain_of_three()
    cost = Spread.of([verdict_ms(chain, ROUNDS) / 1_000 for _ in range(rounds(TURNS))])
    return Figure(
        name="verdict: processor time, against 1 ms",
        value=cost.ms(),
        ratio=cost.median * 1_000 / LIMIT_MS,
        limit=1.0,
        about="All answers and problems for a chain of three, against all roots of the system.",
    )


def measure_beside_openssl() -> Figure | NotMeasured:
    """Measure a verdict against the openssl program, which reads all anchors each time."""
    name = "verdict: processor time, beside openssl verify"
    about = "The same chain and roots; the program is started anew and reads the roots each time."
    if shutil.which("openssl") is None:
        return NotMeasured(name=name, reason="the openssl program is not there", about=about)
    chain = chain_of_three()
    with tempfile.TemporaryDirectory() as folder:
        return _beside(name, about, lambda: _openssl_ms(chain, Path(folder), FEW), chain)


def measure_beside_httpx() -> Figure:
    """Measure a verdict against the context with certifi's roots that stock httpx builds."""
    return _beside(
        "verdict: processor time, beside a context of httpx",
        "What stock httpx takes to read certifi's roots, before it judges anything.",
        lambda: _own_ms(httpx.create_ssl_context, FEW),
        chain_of_three(),
    )


def measure_beside_sslyze(*, of_processor: bool = False) -> Figure | NotMeasured:
    """Look at a server's certificate as `autodiscope certificate` does, and as sslyze does."""
    kind = "processor time" if of_processor else "time"
    name = f"a server's certificate: {kind}, beside {SSLYZE.title}"
    about = (
        "Connection, handshake and verdict by `certificate`, against sslyze's certificate_info;"
        " each against all its roots, and what is imported does not count."
    )
    looks = _looks()
    if isinstance(looks, Missing):
        return NotMeasured(name=name, reason=looks.reason, about=about)
    ours, other = (
        Spread.of([one.processor_s if of_processor else one.took_s for one in some])
        for some in looks.values()
    )
    value = f"{ours.ms()} beside {other.ms()}"
    ratio = ours.median / other.median
    return Figure(name=name, value=value, ratio=ratio, limit=1.0, about=about)


@cache
def _looks() -> dict[str, list[Look]] | Missing:
    """Look in turns, for both rows."""
    command = command_of(SSLYZE)
    if isinstance(command, Missing):
        return command
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        anchor = folder / "anchor.pem"
        anchor.write_bytes(contoso.anchor().pem)
        question = {"anchor": str(anchor), "host": places.host_at(Place.SECOND_URL)}
        with (
            knot.running(folder, places.zones()),
            nginx.running(folder, places.sites()),
        ):
            try:
                looks = in_turns(
                    {
                        "ours": lambda: asked(CERTIFICATE, question, Look),
                        "sslyze": lambda: asked(command, question, Look),
                    },
                    rounds(LOOKS),
                )
            except AskedInVainError as failed:
                return Missing(reason=f"nothing was seen: {failed}")
    if not all(look.trusted for some in looks.values() for look in some):
        raise RuntimeError("a good certificate was not trusted")
    return looks


def _beside(name: str, about: str, other_ms: Callable[[], float], chain: Chain) -> Figure:
    """Measure a verdict and something else in turns."""
    ways = {"ours": lambda: verdict_ms(chain, ROUNDS), "other": other_ms}
    samples = in_turns(ways, rounds(TURNS))
    ours, other = (Spread.of([ms / 1_000 for ms in some]) for some in samples.values())
    value = f"{ours.ms()} beside {other.ms()}"
    ratio = ours.median / other.median
    return Figure(name=name, value=value, ratio=ratio, limit=1.0, about=about)


def peers_of(row: str) -> tuple[Peer, ...]:
    """Tell which peers a row needs."""
    return (SSLYZE,) if row.startswith("verdict-sslyze") else ()


def _own_ms(work: Callable[[], object], rounds: int) -> float:
    work()
    begun = time.process_time()
    for _ in range(rounds):
        work()
    return (time.process_time() - begun) / rounds * 1000


def _handshake(chain: Chain, folder: Path, *, verify: bool) -> Callable[[], None]:
    """Let the standard library talk to itself in memory: both ends count."""
    file = folder / "server.pem"
    key = chain.leaf.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(key + chain.leaf.pem + chain.issuing.pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    client = ssl.create_default_context()
    client.load_verify_locations(cadata=chain.root.pem.decode())
    if not verify:
        client.check_hostname = False
        client.verify_mode = ssl.CERT_NONE

    def shake_hands() -> None:
        to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
        ends = [
            client.wrap_bio(to_client, to_server, server_hostname=HOST),
            server.wrap_bio(to_server, to_client, server_side=True),
        ]
        while ends:
            for end in tuple(ends):
                try:
                    end.do_handshake()
                except ssl.SSLWantReadError:
                    continue
                ends.remove(end)

    return shake_hands


def _openssl_ms(chain: Chain, folder: Path, rounds: int) -> float:
    roots, issuing, leaf = (folder / name for name in ("roots.pem", "issuing.pem", "leaf.pem"))
    system = [ssl.DER_cert_to_PEM_cert(der).encode() for der in anchors()]
    roots.write_bytes(b"".join([*system, chain.root.pem]))
    issuing.write_bytes(chain.issuing.pem)
    leaf.write_bytes(chain.leaf.pem)
    begun = _children_s()
    for _ in range(rounds):
        subprocess.run(
            ["openssl", "verify", "-CAfile", roots, "-untrusted", issuing, leaf],
            check=True,
            capture_output=True,
        )
    return (_children_s() - begun) / rounds * 1000


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    for row in rows():
        sys.stdout.write(f"{row.cpu_ms:8.2f} ms  {row.what}\n")
