"""Reasons in sentences."""

import pytest

from app.certificates.reasons import of_a_file


@pytest.mark.parametrize(
    ("reason", "of_file"),
    [
        (
            "The server did not send the certificate of B, which issued A.",
            "The file does not hold the certificate of B, which issued A.",
        ),
        (
            "A was issued by B, which the server did not send and no trust store holds.",
            "A was issued by B, which neither the file nor a trust store holds.",
        ),
        ("A expired on 2007-06-01.", "A expired on 2007-06-01."),
    ],
)
def test_a_reason_is_worded_for_a_file_that_nobody_sends(reason: str, of_file: str) -> None:
    assert of_a_file(reason) == of_file
