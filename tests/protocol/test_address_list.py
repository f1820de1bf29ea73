import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.batch import Entry
from app.protocol import address_list
from app.protocol.address_list import LARGEST_LIST, WrongListError, read_list

TWO = ["ann@contoso.com", "bob@contoso.com"]


def addresses(data: bytes, column: str = "") -> list[str]:
    return [one.address for one in read_list(data, column)]


@pytest.mark.parametrize(
    "data",
    [
        b"ann@contoso.com\nbob@contoso.com\n",
        b"ann@contoso.com\r\nbob@contoso.com",
        b"ann@contoso.com\rbob@contoso.com\r",
        b"\n\nann@contoso.com\n,,\n  \nbob@contoso.com\n\n",
        b"email\nann@contoso.com\nbob@contoso.com\n",
        b"Name;E-Mail\nAnn;ann@contoso.com\nBob;bob@contoso.com\n",
        b"Name\tEmail Address\nAnn\tann@contoso.com\nBob\tbob@contoso.com\n",
        b'Name,PrimarySmtpAddress\n"Archer, Ann",ann@contoso.com\nBob,"bob@contoso.com"\n',
        b'"E-Mail-Adresse";Name\n"ann@contoso.com";"a ""b"" c"\nbob@contoso.com;\n',
        b"sep=;\r\nName;Mail\r\nAnn, A;ann@contoso.com\r\nBob;bob@contoso.com\r\n",
        b'Note,mail\n"two\nlines",ann@contoso.com\n,bob@contoso.com\n',
        b"mail\nSMTP:ann@contoso.com\nmailto:bob@contoso.com\n",
        b"  ann@contoso.com , x\n bob@contoso.com\n",
        b"domain,email\ncontoso.com,ann@contoso.com\ncontoso.com,bob@contoso.com\n",
        codecs.BOM_UTF8 + b"email\nann@contoso.com\nbob@contoso.com\n",
        "Name;Mail\nJürgen;ann@contoso.com\nBob;bob@contoso.com\n".encode("cp1252"),
        "email\nann@contoso.com\nbob@contoso.com\n".encode("utf-16"),
        codecs.BOM_UTF16_BE
        + "Name;mail\r\nx;ann@contoso.com\r\ny;bob@contoso.com".encode("utf-16-be"),
        codecs.BOM_UTF16_LE
        + "Name\tmail\r\nx\tann@contoso.com\r\ny\tbob@contoso.com".encode("utf-16-le"),
    ],
)
def test_a_list_is_read_as_people_write_it(data: bytes) -> None:
    assert addresses(data) == TWO


def test_a_column_can_be_named() -> None:
    data = b"Mail;Other Mail\nx@contoso.com;ann@contoso.com\ny@contoso.com;bob@contoso.com\n"

    assert addresses(data, "other-mail") == TWO


def test_a_domain_becomes_an_address_for_which_nobody_signs_in() -> None:
    data = "contoso.com\nann@contoso.com\nMÜLLER.example\n".encode()
    domain, address, foreign = read_list(data, local_part="probe")

    assert (domain.address, domain.is_domain, domain.input) == (
        "probe@contoso.com",
        True,
        "contoso.com",
    )
    assert (address.address, address.is_domain) == ("ann@contoso.com", False)
    assert foreign.address == "probe@xn--mller-kva.example"


def test_what_is_wrong_keeps_its_place_and_says_why() -> None:
    data = b"email,x\nann@contoso.com,1\nann,2\nann@com.br,3\n10.0.0.1,4\n,5\nbob@contoso.com\n"
    entries = read_list(data)

    assert [(one.line, one.input, bool(one.address)) for one in entries] == [
        (2, "ann@contoso.com", True),
        (3, "ann", False),
        (4, "ann@com.br", False),
        (5, "10.0.0.1", False),
        (7, "bob@contoso.com", True),
    ]
    assert "single label" in entries[1].trouble
    assert "public suffix" in entries[2].trouble
    assert "IP address" in entries[3].trouble


def test_a_very_long_cell_is_a_wrong_entry_of_modest_length() -> None:
    (entry,) = read_list(b"a" * 100_000 + b"@contoso.com")

    assert not entry.address
    assert len(entry.input) + len(entry.trouble) < 400


def test_lines_are_those_of_the_file_also_behind_a_cell_of_several() -> None:
    data = b'sep=,\nmail,note\nann@contoso.com,"1\n2\n3"\nbob@contoso.com,\n'

    assert [one.line for one in read_list(data)] == [3, 6]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "The list is empty."),
        (b"\n ,\n", "The list is empty."),
        (b"email\n", "The list has no addresses and no domains in it."),
        (b"PK\x03\x04\x00\x00", "The list is no CSV file: there are zero bytes in it."),
        ("a@b.c\n".encode("utf-16-le"), "The list is no CSV file: there are zero bytes in it."),
        (b'"' + b"x" * 200_000, "The list is no CSV file: line 1 cannot be read"),
        (b"a" * (LARGEST_LIST + 1), "The list is larger than 16 MiB."),
    ],
    ids=["empty", "blank", "heading", "zip", "utf-16 without mark", "long cell", "large"],
)
def test_what_is_no_list_is_refused_in_one_line(data: bytes, complaint: str) -> None:
    with pytest.raises(WrongListError) as caught:
        read_list(data)

    assert str(caught.value).startswith(complaint)


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(WrongListError, match="has no column 'Post'"):
        read_list(b"mail\nann@contoso.com\n", "Post")


def test_a_list_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_list, "MOST_ENTRIES", 2)

    assert len(read_list(b"a.example\nb.example\n")) == 2
    with pytest.raises(WrongListError, match="more than 2 entries"):
        read_list(b"a.example\nb.example\nc.example\n")


_CELLS = st.sampled_from(
    [
        "email",
        "a@b.example",
        "c.example",
        '"',
        "'",
        ";",
        ",",
        "\t",
        "\r\n",
        "\n",
        "\r",
        "sep=;\n",
        "\ud800",
        "\0",
        "ü",
        "@",
    ]
)


@given(
    st.binary(max_size=400)
    | st.lists(_CELLS, max_size=40).map(
        lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
    )
    | st.lists(_CELLS, max_size=40).map(
        lambda parts: codecs.BOM_UTF16_LE + "".join(parts).encode("utf-16-le", "surrogatepass")
    )
)
def test_any_bytes_give_entries_or_one_clear_error(data: bytes) -> None:
    try:
        entries = read_list(data)
    except WrongListError as wrong:
        complaint = str(wrong)
    else:
        complaint = ""
        _look_at(entries)
    assert len(complaint.splitlines()) <= 1


def _look_at(entries: tuple[Entry, ...]) -> None:
    assert entries
    assert len({one.line for one in entries}) == len(entries)
    for one in entries:
        assert bool(one.address) != bool(one.trouble)
        assert one.input.encode()
