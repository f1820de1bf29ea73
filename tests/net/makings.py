"""Certificates, verdicts, terms and reports for the tests of the network."""

import datetime as dt
import functools
import hashlib
import ssl
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.domain.acceptance import CertificatePolicy
from app.domain.authentication import Authentication
from app.domain.events import Event, Recorded
from app.domain.network import Terms
from app.domain.profile import Limits
from app.domain.questions import HttpQuestion
from app.domain.recorder import Recorder, Reporter
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.domain.verdict import Certificate, Problem, Verdict
from app.net import ConnectRule, NetworkOptions, RealNetwork

PASSWORD = "Tr0ub4dor&3"
ANN = Credentials("ann@contoso.example", Secret(PASSWORD))
URL = "https://mail.contoso.example/autodiscover/autodiscover.xml"
POST = HttpQuestion(method="POST", url=URL, body="<Autodiscover/>")


@dataclass
class FakeJudge:
    """Answers as told, and keeps what it was asked."""

    trusted: bool = True
    in_date: bool = True
    name_matches: bool = True
    seen: list[tuple[tuple[bytes, ...], str]] = field(default_factory=list)
    first: Callable[[], None] = lambda: None
    """Called in the judge's thread before it answers."""

    def __call__(self, chain: Sequence[bytes], host: str) -> Verdict:
        self.first()
        self.seen.append((tuple(chain), host))
        presented = tuple(
            Certificate(
                subject="",
                issuer="",
                names=(),
                not_before=None,
                not_after=None,
                sha256=hashlib.sha256(der).hexdigest(),
            )
            for der in chain
        )
        return Verdict(
            host=host,
            trusted=self.trusted,
            in_date=self.in_date,
            name_matches=self.name_matches,
            matched_by=None,
            matched_name="",
            problems=() if self.trusted else (Problem.UNKNOWN_ISSUER,),
            presented=presented,
            path=(),
            anchor=None,
            reasons=() if self.trusted else ("Nobody vouches for it.",),
        )


def network(judge: FakeJudge | None = None, **options: Any) -> RealNetwork:
    return RealNetwork(
        NetworkOptions(judge=judge or FakeJudge(), user_agent="Autodiscope/test", **options)
    )


def rule(port: int, host: str = "mail.contoso.example", at: int = 443) -> ConnectRule:
    """Lead host:at to a port of loopback."""
    return ConnectRule(host=host, port=at, address="127.0.0.1", to_port=port)


def limits(**changes: Any) -> Limits:
    usual: dict[str, Any] = {
        "connect_s": 5.0,
        "handshake_s": 5.0,
        "response_s": 5.0,
        "dns_s": 5.0,
        "system_names_s": 5.0,
        "directory_s": 5.0,
    }
    return Limits(**(usual | changes))


def terms(
    *,
    credentials: Credentials | None = None,
    policy: CertificatePolicy | None = None,
    authentication: Authentication | None = None,
    sign_in: SignIn | None = None,
    domain: str = "",
    **changes: Any,
) -> Terms:
    return Terms(
        limits=limits(**changes),
        policy=policy or CertificatePolicy(),
        authentication=authentication or Authentication(),
        sign_in=sign_in or SignIn(credentials),
        domain=domain,
    )


class Report:
    """Keeps what was reported, and gives Reporters that are bound to new attempts."""

    def __init__(self) -> None:
        self.recorded: list[Recorded] = []
        self._recorder = Recorder(self.recorded.append, time.monotonic)

    @property
    def attempt(self) -> Reporter:
        return self._recorder.reporter.in_new_attempt()

    @property
    def events(self) -> list[Event]:
        return [one.event for one in self.recorded]

    @property
    def kinds(self) -> list[str]:
        return [type(one).__name__ for one in self.events]


@functools.cache
def server_tls() -> ssl.SSLContext:
    """Give the context that servers share: with a self-signed certificate, and else as usual."""
    return fresh_server_tls()


def fresh_server_tls() -> ssl.SSLContext:
    """Give a context that a test may change."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key = ec.generate_private_key(ec.SECP256R1())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "server.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + _self_signed(key).public_bytes(serialization.Encoding.PEM)
        )
        context.load_cert_chain(path)
    return context


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.contoso.example")])
    day = dt.timedelta(days=1)
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .sign(key, hashes.SHA256())
    )
