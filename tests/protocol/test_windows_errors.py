"""The numbers of Outlook's logs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failures import FailureKind
from app.protocol.windows_errors import read_error


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("12007", 12007, FailureKind.NAME_NOT_FOUND),
        ("0x80072EE7", 12007, FailureKind.NAME_NOT_FOUND),
        ("0x80072ee7", 12007, FailureKind.NAME_NOT_FOUND),
        # As Outlook 2016 writes it: unsigned; and as a program with signed numbers would.
        ("2147954402", 12002, FailureKind.TIMED_OUT),
        ("-2147012894", 12002, FailureKind.TIMED_OUT),
        (" 12175 ", 12175, FailureKind.CERTIFICATE_REJECTED),
        ("0x8004010F", 0x8004010F, None),
        ("0x00000000", 0, None),
        ("0x80071234", 0x80071234, None),
        ("99", 99, None),
    ],
)
def test_a_number_is_known_in_every_spelling(
    text: str, number: int, kind: FailureKind | None
) -> None:
    error = read_error(text)

    assert error is not None
    assert (error.number, error.kind) == (number, kind)
    assert error.is_success is (number == 0)


@pytest.mark.parametrize("text", ["", "0x", "no", "1.5", "0x123456789"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_error(text) is None


@given(st.text(max_size=20))
def test_no_text_raises(text: str) -> None:
    read_error(text)
