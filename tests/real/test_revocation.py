"""Revocation told by servers that others wrote: `openssl ocsp`, nginx's staple, CRLs by http."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID as Access
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.domain.connections import Judged
from app.domain.events import CertificateJudged, Recorded
from app.domain.options import RunOptions
from app.domain.prompts import Nobody
from app.domain.revocation import RevocationSource, RevocationStatus
from app.domain.secret import Secret
from app.domain.verdict import Problem
from app.wiring import RealEngine
from tests.support import certificates, daemons
from tests.support.certificates import NOW, Issued, leaf, presented
from tests.support.daemons import Daemon
from tests.support.programs import program

pytestmark = [pytest.mark.real, pytest.mark.anyio]

GOOD, REVOKED, UNKNOWN = RevocationStatus
# Networks of 192.0.2.0/24 that no other server of the tests uses.
WEB: Final = "192.0.2.40"
HOST: Final = "mail.revocation.example"
RESPONDER: Final = f"http://{WEB}:8888"
LISTS: Final = f"http://{WEB}"

ROOT = certificates.root("Revocation Root")
CA = certificates.intermediate(
    ROOT,
    "Revocation Issuing",
    extra=(
        (
            x509.CRLDistributionPoints(
                [
                    x509.DistributionPoint(
                        [x509.UniformResourceIdentifier(f"{LISTS}/root.crl")], None, None, None
                    )
                ]
            ),
            False,
        ),
    ),
)
APPOINTED = leaf(CA, common_name="Responder", purposes=(ExtendedKeyUsageOID.OCSP_SIGNING,))


def server(*, ocsp: str = "", crl: str = "") -> Issued:
    """Give a certificate for HOST that names these places."""
    extra: list[tuple[x509.ExtensionType, bool]] = []
    if ocsp:
        place = x509.AccessDescription(Access.OCSP, x509.UniformResourceIdentifier(ocsp))
        extra.append((x509.AuthorityInformationAccess([place]), False))
    if crl:
        name = x509.UniformResourceIdentifier(crl)
        extra.append(
            (x509.CRLDistributionPoints([x509.DistributionPoint([name], None, None, None)]), False)
        )
    return leaf(CA, HOST, extra=extra)


def crl_of(issuer: Issued, *revoked: Issued, until: datetime | None = None) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(NOW - timedelta(days=3))
        .next_update(until or NOW + timedelta(days=3))
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number)
        builder = builder.add_revoked_certificate(
            entry.revocation_date(NOW - timedelta(days=2)).build()
        )
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


class Place:
    """Folder, nginx and `openssl ocsp` of one test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "lists").mkdir()
        self.put("root.crl", crl_of(ROOT))

    def put(self, name: str, content: bytes) -> None:
        (self.folder / "lists" / name).write_bytes(content)

    def save(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    @contextmanager
    def web(
        self,
        own: Issued,
        *,
        staple: bytes = b"",
        protocols: str = "TLSv1.2 TLSv1.3",
        asks: bool = False,
    ) -> Iterator[Daemon]:
        """Serve HOST on 443 of WEB, and the lists on 80."""
        chain, key = presented(own).save(self.folder, "server")
        stapling = ""
        sign_in = "auth_basic Exchange; auth_basic_user_file /dev/null;" if asks else ""
        (self.folder / "access.log").unlink(missing_ok=True)
        if staple:
            file = self.save("staple.der", staple)
            stapling = f"ssl_stapling on; ssl_stapling_file {file};"
        configuration = self.save(
            "nginx.conf",
            f"""
user root root; daemon off; master_process off; pid {self.folder}/nginx.pid;
error_log stderr info;
events {{ worker_connections 64; }}
http {{
  access_log {self.folder}/access.log;
  client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
  fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi;
  scgi_temp_path {self.folder}/scgi;
  server {{ listen {WEB}:80; root {self.folder}/lists; }}
  server {{
    listen {WEB}:443 ssl; ssl_certificate {chain}; ssl_certificate_key {key};
    ssl_protocols {protocols}; ssl_ciphers "ALL:@SECLEVEL=0"; {stapling}
    location / {{ {sign_in} try_files /nothing =404; }}
  }}
}}
""".encode(),
        )
        with daemons.running(
            [program("nginx"), "-e", "stderr", "-p", self.folder, "-c", configuration],
            log_file=self.folder / "nginx.log",
            ready=lambda: daemons.accepts(WEB, 443) and daemons.accepts(WEB, 80),
        ) as daemon:
            yield daemon

    def seen(self) -> list[str]:
        """Give the lines of nginx's log: whoever signed in is the third word."""
        return (self.folder / "access.log").read_text(encoding="utf-8").splitlines()

    @contextmanager
    def responder(self, own: Issued, state: str, signer: Issued = APPOINTED) -> Iterator[Daemon]:
        """Run `openssl ocsp` with an index in which the certificate has a state: V, R or none."""
        arguments = self._arguments(own, state, signer)
        with daemons.running(
            [program("openssl"), "ocsp", *arguments, "-port", "8888"],
            log_file=self.folder / "ocsp.log",
            # A connection that says nothing would keep it busy for ever.
            ready=lambda: "waiting for OCSP" in (self.folder / "ocsp.log").read_text(),
        ) as daemon:
            yield daemon

    def stapled(self, own: Issued, state: str, *, days: int = 1) -> bytes:
        """Have `openssl ocsp` write a response into a file."""
        request, answer = self.folder / "request.der", self.folder / "answer.der"
        certificate = self.save("own.pem", own.pem)
        issuer = self.save("ca.pem", CA.pem)
        openssl = program("openssl")
        subprocess.run(
            [
                openssl,
                "ocsp",
                "-issuer",
                issuer,
                "-cert",
                certificate,
                "-no_nonce",
                "-reqout",
                request,
            ],
            check=True,
            capture_output=True,
        )
        subprocess.run(
            [
                openssl,
                "ocsp",
                *self._arguments(own, state, APPOINTED),
                "-reqin",
                request,
                "-respout",
                answer,
                "-ndays",
                str(days),
            ],
            check=True,
            capture_output=True,
        )
        return answer.read_bytes()

    def _arguments(self, own: Issued, state: str, signer: Issued) -> list[str | Path]:
        ends = f"{own.certificate.not_valid_after_utc:%y%m%d%H%M%SZ}"
        revoked = f"{NOW - timedelta(days=2):%y%m%d%H%M%SZ}" if state == "R" else ""
        line = (
            f"{state}\t{ends}\t{revoked}\t{own.certificate.serial_number:X}\tunknown\t/CN={HOST}\n"
        )
        index = self.save("index.txt", line.encode() if state else b"")
        self.save("index.txt.attr", b"unique_subject = no\n")
        signing, key = presented(signer, intermediates=False).save(self.folder, "signer")
        issuer = self.save("ca.pem", CA.pem)
        return ["-index", index, "-CA", issuer, "-rsigner", signing, "-rkey", key]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


async def judged(place: Place, *, password: str = "", **options: object) -> Judged:
    """Run the program against HOST, and give its verdict on the first connection."""
    trust = place.save("trust.pem", ROOT.pem)
    records: list[Recorded] = []
    engine = RealEngine(pytest.fail, keeps_logs=False)
    chosen = {
        "address": f"ann@{HOST}",
        "joined": "no",
        "asks_machine": False,
        "connects": (f"{HOST}:443={WEB}", f"{WEB}:80={WEB}", f"{WEB}:8888={WEB}"),
        "resolvers": (f"{WEB}:9",),
        "policies": (
            "ExcludeHttpsAutoDiscoverDomain=1",
            "ExcludeHttpRedirect=1",
            "ExcludeSrvRecord=1",
        ),
        "trust_files": (str(trust),),
        "system_trust": False,
        "revocation": True,
        **options,
    }
    secret = Secret(password) if password else None
    await engine.run(RunOptions(**chosen), secret, Nobody(), records.append)  # type: ignore[arg-type]
    events = (one.event for one in records)
    return next(one.judged for one in events if isinstance(one, CertificateJudged))


def first(found: Judged) -> tuple[RevocationSource, RevocationStatus]:
    return found.revocation[0].source, found.revocation[0].status


@pytest.mark.parametrize(("state", "status"), [("V", GOOD), ("R", REVOKED), ("", UNKNOWN)])
async def test_openssls_responder_is_believed(
    place: Place, state: str, status: RevocationStatus
) -> None:
    own = server(ocsp=RESPONDER)
    with place.web(own), place.responder(own, state):
        found = await judged(place)

    assert first(found) == (RevocationSource.OCSP, status)
    assert (Problem.REVOKED in found.verdict.problems) is (status is REVOKED)
    assert found.verdict.trusted is (status is not REVOKED)
    assert found.acceptance.accepted is (status is not REVOKED)
    assert found.revocation[1].status is GOOD


async def test_a_responder_that_nobody_appointed_is_not_believed(place: Place) -> None:
    own = server(ocsp=RESPONDER)
    impostor = leaf(CA, common_name="Impostor")
    with place.web(own), place.responder(own, "V", signer=impostor):
        found = await judged(place)

    assert first(found) == (RevocationSource.OCSP, UNKNOWN)
    assert "nor by whom it appointed" in found.revocation[0].detail


@pytest.mark.parametrize(("state", "status"), [("V", GOOD), ("R", REVOKED)])
@pytest.mark.parametrize("protocols", ["TLSv1.2", "TLSv1.3"])
async def test_what_nginx_staples_saves_the_question(
    place: Place, state: str, status: RevocationStatus, protocols: str
) -> None:
    # Nobody listens where the certificate says.
    own = server(ocsp=RESPONDER)
    with place.web(own, staple=place.stapled(own, state), protocols=protocols):
        found = await judged(place)

    assert first(found) == (RevocationSource.STAPLE, status)
    assert found.tls_version == protocols


async def test_a_staple_of_another_certificate_is_not_believed(place: Place) -> None:
    own, other = server(), server()
    with place.web(own, staple=place.stapled(other, "V")):
        found = await judged(place)

    assert first(found) == (RevocationSource.STAPLE, UNKNOWN)
    assert "another certificate" in found.revocation[0].detail


async def test_without_the_option_nobody_is_asked(place: Place) -> None:
    own = server(ocsp=RESPONDER)
    with place.web(own, staple=place.stapled(own, "R")):
        found = await judged(place, revocation=False)

    assert found.revocation == ()
    assert found.verdict.is_good
    assert "/root.crl" not in (place.folder / "access.log").read_text()


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("good", GOOD),
        ("revoked", REVOKED),
        ("expired", UNKNOWN),
        ("stranger", UNKNOWN),
        ("missing", UNKNOWN),
        ("huge", UNKNOWN),
    ],
)
async def test_a_list_by_http_tells(place: Place, case: str, status: RevocationStatus) -> None:
    own = server(crl=f"{LISTS}/ca.crl")
    lists = {
        "good": lambda: crl_of(CA),
        "revoked": lambda: crl_of(CA, own),
        "expired": lambda: crl_of(CA, until=NOW - timedelta(days=1)),
        "stranger": lambda: crl_of(certificates.root("Stranger")),
        "huge": lambda: crl_of(CA) + b"\0" * (9 << 20),
    }
    if case in lists:
        place.put("ca.crl", lists[case]())
    with place.web(own):
        found = await judged(place)

    assert first(found) == (RevocationSource.CRL, status)
    assert found.acceptance.accepted is (status is not REVOKED)


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])
async def test_every_version_of_tls_is_reached_and_named(place: Place, version: str) -> None:
    own = leaf(CA, HOST, kind=certificates.KeyKind.RSA)
    with place.web(own, protocols=version):
        found = await judged(place, revocation=False)

    assert found.tls_version == version
    assert found.verdict.is_good


@pytest.mark.parametrize("old_tls", ["look", "allow"])
async def test_the_password_goes_over_old_tls_only_where_it_may(place: Place, old_tls: str) -> None:
    own = leaf(CA, HOST, kind=certificates.KeyKind.RSA)
    for version in ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"):
        with place.web(own, protocols=version, asks=True):
            await judged(place, password="secret", revocation=False, old_tls=old_tls)
        users = [line.split()[2] for line in place.seen() if "/autodiscover" in line]
        is_old = version in {"TLSv1", "TLSv1.1"}
        assert (f"ann@{HOST}" in users) is not (is_old and old_tls == "look"), version
        assert users, version
