import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdatatype
import pytest

from app.practice.zones import Zones

ZONES = Zones(
    {
        "contoso.example": (
            "@ A 192.0.2.80\n"
            "@ MX 10 mail\n"
            "mail A 192.0.2.10\n"
            "mail A 192.0.2.11\n"
            "autodiscover CNAME mail\n"
            "hosted CNAME mail.hoster.example.\n"
            "dangling CNAME nothing\n"
            "loop CNAME pool\n"
            "pool CNAME loop\n"
            "_autodiscover._tcp SRV 0 0 443 mail\n"
            + "".join(f'large TXT "{number:03d}{"x" * 200}"\n' for number in range(20))
        ),
        "hoster.example": "mail A 192.0.2.20\n",
    }
)


def ask(name: str, kind: str = "A") -> dns.message.Message:
    query = dns.message.make_query(name, kind)
    wire = ZONES.answer_over_tcp(query.to_wire())
    assert wire is not None
    response = dns.message.from_wire(wire)
    assert query.is_response(response)
    return response


@pytest.mark.parametrize(
    ("name", "kind", "rcode", "answer"),
    [
        ("contoso.example", "A", "NOERROR", ["192.0.2.80"]),
        ("MAIL.Contoso.Example", "A", "NOERROR", ["192.0.2.10", "192.0.2.11"]),
        ("contoso.example", "MX", "NOERROR", ["10 mail.contoso.example."]),
        ("autodiscover.contoso.example", "CNAME", "NOERROR", ["mail.contoso.example."]),
        (
            "_autodiscover._tcp.contoso.example",
            "SRV",
            "NOERROR",
            ["0 0 443 mail.contoso.example."],
        ),
        (
            "autodiscover.contoso.example",
            "A",
            "NOERROR",
            ["mail.contoso.example.", "192.0.2.10", "192.0.2.11"],
        ),
        (
            "hosted.contoso.example",
            "A",
            "NOERROR",
            ["mail.hoster.example.", "192.0.2.20"],
        ),
        ("dangling.contoso.example", "A", "NXDOMAIN", ["nothing.contoso.example."]),
        ("mail.contoso.example", "AAAA", "NOERROR", []),
        ("_tcp.contoso.example", "SRV", "NOERROR", []),
        ("gone.contoso.example", "A", "NXDOMAIN", []),
        ("contoso.other", "A", "NXDOMAIN", []),
        ("notcontoso.example", "A", "NXDOMAIN", []),
    ],
)
def test_a_question_is_answered(name: str, kind: str, rcode: str, answer: list[str]) -> None:
    response = ask(name, kind)

    assert dns.rcode.to_text(response.rcode()) == rcode
    # A set of records has no order.
    found = [text for rrset in response.answer for text in sorted(one.to_text() for one in rrset)]
    assert found == answer
    assert response.flags & dns.flags.RA


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("gone.contoso.example", "contoso.example."),
        ("mail.contoso.example", "contoso.example."),
        ("contoso.other", "."),
    ],
)
def test_a_negative_answer_brings_the_start_of_its_zone(name: str, origin: str) -> None:
    (start,) = ask(name, "AAAA").authority

    assert start.name.to_text() == origin
    assert start.rdtype is dns.rdatatype.SOA


def test_a_chain_without_end_is_a_failure_of_the_server() -> None:
    assert ask("loop.contoso.example").rcode() is dns.rcode.SERVFAIL


def test_another_operation_than_a_query_is_not_implemented() -> None:
    query = dns.message.make_query("contoso.example", "A")
    query.set_opcode(dns.opcode.STATUS)
    wire = ZONES.answer_over_tcp(query.to_wire())

    assert wire is not None
    assert dns.message.from_wire(wire).rcode() is dns.rcode.NOTIMP


@pytest.mark.parametrize(
    "wire",
    [
        b"",
        b"noise",
        b"\x00" * 11 + b"\xff" * 40,
        dns.message.make_response(dns.message.make_query("contoso.example", "A")).to_wire(),
    ],
    ids=["nothing", "too short", "damaged", "a response"],
)
def test_noise_gets_no_answer(wire: bytes) -> None:
    assert ZONES.answer_over_tcp(wire) is None
    assert ZONES.answer_over_udp(wire) is None


@pytest.mark.parametrize(
    ("payload", "is_cut"), [(None, True), (1232, True), (4096, True), (8192, False)]
)
def test_what_is_too_long_for_udp_is_cut_and_says_so(payload: int | None, is_cut: bool) -> None:
    query = dns.message.make_query("large.contoso.example", "TXT")
    if payload:
        query.use_edns(payload=payload)
    wire = ZONES.answer_over_udp(query.to_wire())

    assert wire is not None
    assert len(wire) <= (payload or 512)
    response = dns.message.from_wire(wire)
    assert bool(response.flags & dns.flags.TC) is is_cut
    assert bool(response.answer) is not is_cut
    assert len(ask("large.contoso.example", "TXT").answer[0]) == 20


def test_all_addresses_are_listed_once() -> None:
    assert ZONES.addresses == ("192.0.2.80", "192.0.2.10", "192.0.2.11", "192.0.2.20")
