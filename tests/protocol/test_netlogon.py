"""The NetLogon ping's two datagrams."""

import pytest
import sansldap
from hypothesis import example, given
from hypothesis import strategies as st
from sansldap import FilterAnd, FilterEquality, SearchScope

from app.domain.controller import Controller
from app.domain.failures import Failure, FailureKind
from app.protocol.netlogon import read_answer, read_response, request

# What Samba 4.17 sent to a client in the site Paris, taken off the wire.
FROM_SAMBA = bytes.fromhex(
    "308184020101647f0400307b307904086e65746c6f676f6e316d046b170000003d1100002d38afef961cae45a4"
    "e6b690d20cd7b902616407636f6e746f736f076578616d706c6500c01803646334c01807434f4e544f534f0003"
    "44433400001744656661756c742d46697273742d536974652d4e616d65000550617269730005000000ffffffff"
    "300c02010165070a010004000400"
)
OF_ANOTHER_DOMAIN = bytes.fromhex("300c02010165070a010004000400")
HEAD = b"\x17\0\0\0" + bytes(20)
EIGHT = b"\1f\0\1d\0\1h\0\1n\0\1c\0\0\1s\0\1p\0"


def search_of(wire: bytes) -> sansldap.SearchRequest:
    (message,) = sansldap.LDAPServer().receive(wire)
    assert isinstance(message, sansldap.SearchRequest)
    return message


def answer_with(value: bytes, attribute: str = "Netlogon") -> bytes:
    """Give an LDAP answer that holds one value."""
    server = sansldap.LDAPServer()
    (asked,) = server.receive(request(""))
    entry = [sansldap.PartialAttribute(name=attribute, values=[value])]
    server.search_result_entry(asked.message_id, "", entry)
    server.search_result_done(asked.message_id)
    return server.data_to_send()


def test_the_request_asks_the_root_for_the_newer_form() -> None:
    search = search_of(request("contoso.example"))

    assert (search.base_object, search.scope) == ("", SearchScope.BASE)
    assert search.attributes == ["netlogon"]
    assert search.filter == FilterAnd(
        [FilterEquality("DnsDomain", b"contoso.example"), FilterEquality("NtVer", b"\6\0\0\0")]
    )


def test_without_a_domain_the_controllers_own_is_meant() -> None:
    assert search_of(request("")).filter == FilterAnd([FilterEquality("NtVer", b"\6\0\0\0")])


def test_an_answer_off_the_wire_is_read() -> None:
    assert read_answer(FROM_SAMBA) == Controller(
        host="dc4.ad.contoso.example",
        domain="ad.contoso.example",
        forest="ad.contoso.example",
        netbios_domain="CONTOSO",
        netbios_host="DC4",
        site="Default-First-Site-Name",
        client_site="Paris",
    )


@pytest.mark.parametrize("wire", [OF_ANOTHER_DOMAIN, answer_with(b"x", "other")])
def test_an_answer_without_the_attribute_is_of_another_server(wire: bytes) -> None:
    answer = read_answer(wire)

    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.DIRECTORY


@pytest.mark.parametrize("opcode", [23, 24, 25])
def test_each_opcode_of_the_newer_form_is_read(opcode: int) -> None:
    answer = read_response(bytes([opcode]) + HEAD[1:] + EIGHT)

    assert isinstance(answer, Controller)
    assert (answer.host, answer.domain, answer.forest) == ("h", "d", "f")
    assert (answer.site, answer.client_site) == ("s", "p")


def test_a_pointer_may_lead_to_a_pointer() -> None:
    # "f" at 24; "d." and a pointer to it at 27; a pointer to that at 31.
    answer = read_response(HEAD + b"\1f\0" + b"\1d\xc0\x18" + b"\1h\xc0\x1b" + EIGHT[9:])

    assert isinstance(answer, Controller)
    assert (answer.forest, answer.domain, answer.host) == ("f", "d.f", "h.d.f")
    assert (answer.netbios_domain, answer.client_site) == ("n", "p")


def test_names_are_read_as_utf_8_whatever_they_hold() -> None:
    answer = read_response(HEAD + b"\0\0\0\0\0\0" + b"\2\xc3\x8e\0" + b"\1\xff\0")

    assert isinstance(answer, Controller)
    assert (answer.site, answer.client_site) == ("Î", "\N{REPLACEMENT CHARACTER}")


@pytest.mark.parametrize(
    ("data", "origin"),
    [
        (b"", ""),
        (HEAD[:-1], ""),
        (b"\x13" + HEAD[1:] + EIGHT, "opcode 19"),
        (HEAD + EIGHT[:-1], "the answer ends in a name"),
        (HEAD + b"\5ab", "a label of 5 bytes at 24"),
        (HEAD + b"\xc0", "the answer ends in a name"),
        # To itself, ahead, and into the part that holds no names.
        (HEAD + b"\xc0\x18", "a pointer from 24 to 24"),
        (HEAD + b"\1a\xc0\x18" + EIGHT, "a pointer from 26 to 24"),
        (HEAD + b"\0\xc0\x20" + EIGHT, "a pointer from 25 to 32"),
        (HEAD + b"\1a\0\xc0\x05" + EIGHT, "a pointer from 27 to 5"),
        (HEAD + b"\x80a\0" + EIGHT, "a label of type 2"),
        (HEAD + (b"\x3f" + b"a" * 63) * 4 + EIGHT, "a label of 63 bytes at 216"),
    ],
)
def test_what_is_malformed_is_a_failure_that_says_where(data: bytes, origin: str) -> None:
    answer = read_response(data)

    assert isinstance(answer, Failure)
    assert (answer.kind, answer.origin) == (FailureKind.PROTOCOL, origin)


@pytest.mark.parametrize(
    "wire", [b"", FROM_SAMBA[:20], b"HTTP/1.1 400 Bad Request", request("contoso.example")]
)
def test_what_is_no_answer_is_a_failure(wire: bytes) -> None:
    answer = read_answer(wire)

    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.PROTOCOL


@given(st.binary(max_size=400))
@example(b"\x30\x84\xff\xff\xff\xff")
def test_any_datagram_gives_a_value(wire: bytes) -> None:
    assert isinstance(read_answer(wire), Failure)


@given(st.binary(max_size=200))
def test_any_value_gives_a_value(value: bytes) -> None:
    assert isinstance(read_response(HEAD + value), Controller | Failure)
    assert isinstance(read_answer(answer_with(value)), Controller | Failure)


@given(st.data())
def test_a_damaged_answer_gives_a_value(data: st.DataObject) -> None:
    wire = bytearray(FROM_SAMBA)
    places = st.tuples(st.integers(0, len(wire) - 1), st.integers(0, 255))
    for place, value in data.draw(st.lists(places, max_size=8)):
        wire[place] = value
    cut = data.draw(st.integers(0, len(wire)))

    assert isinstance(read_answer(bytes(wire[:cut])), Controller | Failure)
