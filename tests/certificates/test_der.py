import pytest

from app.certificates.der import parts, sequence


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 70_000])
def test_a_sequence_holds_what_was_put_in(size: int) -> None:
    content = b"x" * size

    assert list(parts(sequence(content))) == [(0x30, content)]


def test_values_stand_one_after_the_other() -> None:
    assert list(parts(b"\x05\x00\x02\x01\x07\x04\x81\x01\x09")) == [
        (0x05, b""),
        (0x02, b"\x07"),
        (0x04, b"\x09"),
    ]


@pytest.mark.parametrize(
    "odd",
    [
        b"\x30",
        b"\x1f\x01\x00",
        b"\x30\x80\x00\x00",
        b"\x30\x84\x00\x00\x00\x00",
        b"\x30\x02\x00",
        b"\x05\x00\x30\x01",
    ],
    ids=["no length", "long tag", "no end", "too long", "too short", "too short behind"],
)
def test_what_is_no_der_is_refused(odd: bytes) -> None:
    with pytest.raises(ValueError):
        list(parts(odd))
