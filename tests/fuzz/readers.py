"""All that reads bytes of strangers: how it is called, with what it begins, what it may raise."""

import json
import shutil
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from app.certificates import NameRules, TrustStores, WrongTrustFileError, certificate_of, judge
from app.certificates.bundles import certificates_of_bundle
from app.certificates.crl import read_crl
from app.certificates.details import details_of
from app.certificates.files import WrongCertificateFileError, chain_of_file, own_name
from app.certificates.inquiry import Inquiry
from app.certificates.ocsp import read_ocsp
from app.certificates.pointers import pointers_of
from app.certificates.reading import Parsed, names_in, parse
from app.certificates.stores import certificates_of_file
from app.domain.attempts import Entry
from app.domain.authentication import challenges, offered_schemes
from app.domain.events import Recorded
from app.domain.proxies import WrongProxyError, read_directives
from app.domain.session import Session
from app.export import EXPORTERS
from app.machine.linux import _sections as sections_of
from app.machine.linux import of_kerberos, of_samba, of_sssd
from app.machine.platform import NotToldError
from app.machine.windows_proxies import read_connection
from app.net.pac import Circumstances, run_script
from app.practice import services as practice
from app.protocol import availability, decoding, netlogon, oab, oof, outline, pox, soap, um
from app.protocol.ntlm import read_message
from app.protocol.redirects import WrongUrlError, is_autodiscover_url, resolved_location
from app.protocol.scp import choose, pointer_target
from app.protocol.server_version import read_server_version
from app.protocol.tokens import read_token
from app.protocol.windows_errors import read_error
from app.sessionlog import WrongLogError, encoded_line, load
from app.sessionlog.foreign import read_foreign
from app.sessionlog.index import read_index
from app.sessionlog.lines import Header
from tests.certificates.chains import AT, DAY, HOST, fetchable, issue
from tests.certificates.revoking import crl, responder, response
from tests.fuzz import conversations
from tests.protocol import answers
from tests.sessionlog.foreign import samples
from tests.support import played_runs
from tests.support.exports import exported

NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANN: Final = "ann@contoso.com"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One reader of foreign bytes."""

    name: str
    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    declared: tuple[type[Exception], ...] = ()
    """What it may raise, by its own word; of everything else it is a defect."""
    slow: int = 1
    """How many times as long as usual one reading takes, so that there are fewer."""


# --- XML ---

AVAILABLE = practice.reply_of_web_services(
    availability.availability_request(ANN, date(2026, 11, 22)).encode(), frozenset({ANN})
)[1].body
OUT = practice.reply_of_web_services(oof.oof_request(ANN).encode(), frozenset({ANN}))[1].body
VOICE_MAIL = practice.reply_of_unified_messaging(um.um_request().encode())[1].body
FAULT = soap.envelope(
    "<Fault><faultcode>s:Client</faultcode><faultstring>No &#x10FFFF;</faultstring>"
    "<detail><ResponseCode>ErrorAccessDenied</ResponseCode></detail></Fault>"
).encode()
BOOK = practice.reply_of_address_book("/oab/x/oab.xml")
assert BOOK is not None
PAGE: Final = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>x</body></html>"
UTF_16: Final = answers.FULL.decode().replace("utf-8", "utf-16").encode("utf-16")
DTD: Final = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    b"<a>&b;&c;</a>"
)
AUTODISCOVER: Final = (
    answers.FULL,
    UTF_16,
    answers.account("<RedirectAddr>ann@tailspin.example</RedirectAddr>", action="redirectAddr"),
    answers.account("<RedirectUrl>https://b.example/a</RedirectUrl>", action="redirectUrl"),
    answers.answer('<Error Time="1" Id="2"><ErrorCode>600</ErrorCode><Message>m</Message></Error>'),
    DTD,
    PAGE,
    b"\xef\xbb\xbf\r\n" + answers.FULL,
)


def read_soap_answers(data: bytes) -> object:
    kept = soap.keeper("State", "Enabled", "MergedFreeBusy")(data, "text/xml")
    assert len(kept) <= 4 * len(data) + 100
    return (
        availability.read_availability(data, "text/xml"),
        oof.read_oof(data),
        um.read_um(data, "text/html"),
    )


def read_outline(data: bytes) -> object:
    page = outline.outline(data)
    length = len(page.text)
    assert all(0 <= span.start <= span.start + span.length <= length for span in page.spans)
    return page


# --- certificates ---

ROOT = issue("Contoso Root", ca=True)
CA = issue("Contoso Issuing", ROOT, ca=True, path_length=0)
LEAF = issue(HOST, CA, names=(HOST, "*.contoso.example", "192.0.2.1"), replace=fetchable())
OWN = issue("EXCH01", names=("EXCH01", "exch01.contoso.local"))
APPOINTED = responder(CA)
STORES = TrustStores.of({"system": [ROOT.der]})
PACKED = pkcs7.serialize_certificates([CA.certificate, ROOT.certificate], Encoding.DER)


def parsed(der: bytes) -> Parsed:
    found = parse(der)
    assert found is not None
    return found


INQUIRY = Inquiry(certificate=parsed(LEAF.der), issuer=parsed(CA.der), now=AT)


def read_certificate(data: bytes) -> object:
    """As a leaf, as an issuer, as an anchor."""
    found = parse(data)
    if found is not None:
        pointers_of(found)
    trusting = TrustStores.of({"system": [ROOT.der, data]})
    return (
        details_of(data),
        certificate_of(data),
        names_in(data),
        judge([data, CA.der], HOST, STORES, at=AT, rules=NameRules.OUTLOOK_2007),
        judge([LEAF.der, data], HOST, STORES, at=AT, rules=NameRules.RFC_9525),
        judge([data], "192.0.2.1", trusting, at=AT, rules=NameRules.OUTLOOK_2007),
    )


def read_bundle(data: bytes) -> object:
    certificates_of_bundle(data)
    chain = chain_of_file("It", data)
    return own_name(chain)


# --- sign-ins ---

SPNEGO: Final = bytes.fromhex(
    "60280606 2b0601050502a01e301ca00e300c060a2b06010401823702020aa20a0408 4e544c4d53535000"
)


def ntlm_messages() -> tuple[bytes, ...]:
    head = b"NTLMSSP\0"
    name, pairs = "CONTOSO".encode("utf-16-le"), b""
    for number, text in ((2, "CONTOSO"), (1, "EXCH01"), (3, "exch01.contoso.example")):
        wide = text.encode("utf-16-le")
        pairs += struct.pack("<HH", number, len(wide)) + wide
    pairs += struct.pack("<HHQ", 7, 8, 128_000_000_000_000_000) + bytes(4)
    flags = 0xE2898215
    challenge = (
        head
        + struct.pack("<I", 2)
        + struct.pack("<HHI", len(name), len(name), 56)
        + struct.pack("<I", flags)
        + b"12345678"
        + bytes(8)
        + struct.pack("<HHI", len(pairs), len(pairs), 56 + len(name))
        + bytes.fromhex("0601b11d0000000f")
        + name
        + pairs
    )
    negotiate = head + struct.pack("<II", 1, flags) + bytes(16) + bytes.fromhex("0601b11d0000000f")
    fields = b"".join(struct.pack("<HHI", len(name), len(name), 88) for _ in range(6))
    authenticate = (
        head + struct.pack("<I", 3) + fields + struct.pack("<I", flags) + bytes(24) + name
    )
    return negotiate, challenge, authenticate


NTLM: Final = ntlm_messages()


def read_header(data: bytes) -> object:
    values = tuple(data.decode("latin-1").split("\n"))
    return challenges(values), offered_schemes(values)


# --- files ---

FOLDER: Final = Path(tempfile.mkdtemp(prefix="autodiscope-fuzz-"))


def forget_folder() -> None:
    """Take away what the readers of files were given."""
    shutil.rmtree(FOLDER, ignore_errors=True)


def session_file(records: list[Recorded]) -> bytes:
    lines = [encoded_line(Header(autodiscope=1, program_version="0.1.0"))]
    return b"".join((*lines, *(encoded_line(one) for one in records)))


def show(session: Session) -> None:
    for form in EXPORTERS:
        text = exported(form, session)
        assert text.endswith("\n")
        if form == "json":
            json.loads(text)


def read_session_file(data: bytes) -> None:
    path = FOLDER / "it.autodiscope"
    path.write_bytes(data)
    show(load(path))


def read_pasted(data: bytes) -> None:
    session = Session()
    for recorded in read_foreign(data, "It", NOW):
        session.apply(recorded)
    show(session)


def read_an_index(data: bytes) -> object:
    (FOLDER / "index.json").write_bytes(data)
    return read_index(FOLDER, "1")


INDEX: Final = (
    b'{"format":1,"edition":"1","sessions":[{"name":"a.autodiscope","size":1,"changed_ns":2}]}'
)


# --- the directory, names, proxies, this PC ---

SCP_URL: Final = "https://exch01.contoso.example/Autodiscover/Autodiscover.xml"
POINTS: Final = "\n".join(
    (
        "keywords=Site=Paris",
        "keywords=77378F46-2C66-4aa9-A6A6-3E7A48B19596",
        f"servicebindinginformation={SCP_URL}",
        "whencreated=20070601120000.0Z",
        "",
        "keywords=67661d7F-8FC4-4fa7-BFAC-E1D7794C1F68",
        "keywords=Domain=contoso.example",
        "servicebindinginformation=LDAP://dc02.tailspin.example:389/CN=x",
        "whencreated=20070601120000Z",
    )
).encode()


def read_points(data: bytes) -> object:
    entries = []
    for number, block in enumerate(data.decode("utf-8", "replace").split("\n\n")):
        pairs = [line.partition("=") for line in block.split("\n")]
        names = dict.fromkeys(name for name, _, _ in pairs)
        attributes = tuple(
            (name, tuple(value for other, _, value in pairs if other == name)) for name in names
        )
        entries.append(Entry(name=f"CN={number}", attributes=attributes))
        for _, _, value in pairs:
            pointer_target(value)
    return choose(entries, "Paris", "contoso.example")


def read_location(data: bytes) -> object:
    text = data.decode("latin-1")
    is_autodiscover_url(text)
    return resolved_location("https://autodiscover.contoso.example/a/b.xml", text)


def read_text(data: bytes) -> object:
    text = data.decode("utf-8", "replace")
    return read_server_version(text), read_error(text), decoding.visible(decoding.decoded(data))


PAC: Final = (
    b"function FindProxyForURL(url, host) { if (isInNet(dnsResolve(host), '10.0.0.0', '255.0.0.0')"
    b" || shExpMatch(host, '*.contoso.com')) return 'DIRECT'; var a = [1, 2]; while (a.length) {"
    b" a.pop(); } return 'PROXY p:8080; ' + myIpAddress() + weekdayRange('MON', 'FRI'); }"
)


def run_pac(data: bytes) -> object:
    known = {"mail.contoso.com": "10.1.2.3"}
    about = Circumstances(
        url="https://mail.contoso.com/",
        host="mail.contoso.com",
        known=known,
        own_address="10.0.0.1",
        now=0.0,
    )
    ran = run_script(data.decode("utf-8", "replace"), about)
    return ran if ran.trouble or ran.wanted else read_directives(ran.answer)


SSSD: Final = b"[sssd]\ndomains = contoso.example\n[domain/contoso.example]\nad_site = Paris\n"
KRB5: Final = b"includedir /etc/krb5.conf.d/\n[libdefaults]\n default_realm = CONTOSO.EXAMPLE\n"


def read_settings(data: bytes) -> object:
    sections = sections_of(data, "/etc/x.conf")
    return of_sssd(sections), of_samba(sections), of_kerberos(sections)


CONNECTION: Final = (
    struct.pack("<III", 0x46, 7, 0x0B)
    + struct.pack("<I", 10)
    + b"proxy:8080"
    + struct.pack("<I", 7)
    + b"<local>"
    + struct.pack("<I", 14)
    + b"http://w/p.pac"
    + bytes(32)
)

NETLOGON: Final = bytes.fromhex(
    "170000007d33000000000000000000000000000000000000000000000000"
    "07636f6e746f736f076578616d706c6500c018046463303118"
)


def read_netlogon(data: bytes) -> object:
    return netlogon.read_answer(data), netlogon.read_response(data)


READERS: Final = (
    Reader(name="autodiscover", read=pox.read_answer, seeds=AUTODISCOVER),
    Reader(name="outline", read=read_outline, seeds=(answers.FULL, DTD, PAGE)),
    Reader(name="soap", read=read_soap_answers, seeds=(AVAILABLE, OUT, VOICE_MAIL, FAULT, PAGE)),
    Reader(name="oab-manifest", read=oab.read_manifest, seeds=(BOOK.body, PAGE)),
    Reader(
        name="certificate",
        read=read_certificate,
        seeds=(LEAF.der, CA.der, ROOT.der, OWN.der),
        slow=8,
    ),
    Reader(
        name="certificate-file",
        read=read_bundle,
        seeds=(PACKED, CA.pem + ROOT.pem, LEAF.der),
        declared=(WrongCertificateFileError,),
        slow=4,
    ),
    Reader(
        name="trust-file",
        read=lambda data: certificates_of_file("It", data),
        seeds=(CA.pem + ROOT.pem, LEAF.der),
        declared=(WrongTrustFileError,),
        slow=2,
    ),
    Reader(
        name="crl",
        read=lambda data: read_crl(data, INQUIRY),
        seeds=(crl(CA, LEAF), crl(CA, encoding=Encoding.PEM)),
    ),
    Reader(
        name="ocsp",
        read=lambda data: read_ocsp(data, INQUIRY),
        seeds=(
            response(LEAF, CA, by=APPOINTED, sends=APPOINTED),
            response(LEAF, CA, status=x509.ocsp.OCSPCertStatus.REVOKED, until=AT + DAY),
        ),
        slow=2,
    ),
    Reader(
        name="netlogon",
        read=read_netlogon,
        seeds=(conversations.packed_entry(("Netlogon", NETLOGON)), NETLOGON),
    ),
    Reader(name="ntlm", read=read_message, seeds=NTLM),
    Reader(name="token", read=read_token, seeds=(*NTLM, SPNEGO)),
    Reader(
        name="challenge-header",
        read=read_header,
        seeds=(
            b'Negotiate\nNTLM TlRMTVNT\nBasic realm="a, b=\\"c"\nBearer x="1", y=2',
            b"Negotiate",
        ),
    ),
    Reader(
        name="session-file",
        read=read_session_file,
        seeds=tuple(
            session_file(run())
            for run in (played_runs.found, played_runs.not_found, played_runs.sign_in_needed)
        ),
        declared=(WrongLogError,),
        slow=30,
    ),
    Reader(
        name="pasted-log",
        read=read_pasted,
        seeds=(
            samples.NOTHING_FOUND.encode(),
            samples.BY_SCP.encode(),
            samples.OLKDISC.encode(),
            samples.REDIRECTED.encode(),
            samples.olkdisc_with_settings(answers.FULL.decode()).encode(),
            samples.HTML.encode(),
            samples.report(
                samples.potential_url(
                    "contoso.com",
                    samples.resolved("contoso.com", "203.0.113.5"),
                    samples.port("contoso.com"),
                    samples.certificate("contoso.com"),
                    samples.post("contoso.com", status=500),
                )
            ),
        ),
        declared=(WrongLogError,),
        slow=10,
    ),
    Reader(name="index", read=read_an_index, seeds=(INDEX,)),
    Reader(name="service-points", read=read_points, seeds=(POINTS,)),
    Reader(
        name="location",
        read=read_location,
        seeds=(
            b"https://b.example:8443/autodiscover/autodiscover.xml?a#b",
            b"/a/../b",
            b"//[::1]/",
        ),
        declared=(WrongUrlError,),
    ),
    Reader(name="text", read=read_text, seeds=(b"72038053", b"0x80070005", "é \u202e".encode())),
    Reader(name="pac", read=run_pac, seeds=(PAC,), declared=(WrongProxyError,), slow=4),
    Reader(name="linux-files", read=read_settings, seeds=(SSSD, KRB5), declared=(NotToldError,)),
    Reader(
        name="windows-connection",
        read=read_connection,
        seeds=(CONNECTION,),
        declared=(ValueError,),
    ),
    Reader(name="dns", read=conversations.ask_dns, seeds=conversations.DNS, slow=6),
    Reader(name="ldap", read=conversations.search, seeds=conversations.LDAP, slow=4),
    Reader(name="http", read=conversations.exchange, seeds=conversations.HTTP, slow=4),
    Reader(name="proxy", read=conversations.exchange_by_proxy, seeds=conversations.PROXY, slow=4),
)
