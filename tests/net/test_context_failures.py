"""What is wrong with a sign-in by Kerberos, NTLM or Windows, told in plain sentences."""

import pytest
from spnego.exceptions import BadMechanismError, SpnegoError

from app.domain.failures import FailureKind
from app.net.context_failures import of_context_error

HOST = "ldap/dc01.contoso.example"
WHO = "ann@contoso.example"
KRB5 = -1765328384
"""The first number of libkrb5's error table."""


class NativeError(Exception):
    """As libraries raise it, with whichever numbers they give."""

    def __init__(self, text: str = "as the library says", **numbers: int) -> None:
        super().__init__(text)
        for name, number in numbers.items():
            setattr(self, name, number)


REFUSED = FailureKind.SIGN_IN_REFUSED
DIRECTORY = FailureKind.DIRECTORY
KERBEROS = [
    (1, REFUSED, "has expired"),
    (6, DIRECTORY, f"knows no user {WHO}"),
    (7, DIRECTORY, f"knows no service {HOST}"),
    (18, REFUSED, "disabled, locked out or expired"),
    (23, REFUSED, "password of ann@contoso.example has expired"),
    (24, REFUSED, "refused the password"),
    (31, REFUSED, "is wrong"),
    (32, DIRECTORY, "ticket of ann@contoso.example has expired"),
    (33, DIRECTORY, "not valid yet"),
    (37, DIRECTORY, "clocks"),
    (41, DIRECTORY, "does not fit this server"),
    (148, DIRECTORY, "clocks"),
    (154, DIRECTORY, "no domain controller (KDC) to be found"),
    (156, DIRECTORY, "No domain controller (KDC)"),
    (195, DIRECTORY, "no Kerberos ticket"),
    (250, DIRECTORY, "could not be carried on"),
]


@pytest.mark.parametrize(("offset", "kind", "part"), KERBEROS)
def test_what_kerberos_says_is_a_sentence(offset: int, kind: FailureKind, part: str) -> None:
    by_krb5 = of_context_error(NativeError(err_code=KRB5 + offset), HOST, WHO)
    # GSS-API has the same number as its minor status, without a sign.
    minor = (KRB5 + offset) & 0xFFFFFFFF
    by_gssapi = of_context_error(NativeError(maj_code=851968, min_code=minor), HOST, WHO)

    assert by_krb5.kind is by_gssapi.kind is kind
    assert part in by_krb5.detail
    assert by_krb5.detail == by_gssapi.detail
    assert by_krb5.origin == "NativeError: as the library says"


@pytest.mark.parametrize(
    ("major", "part"), [(458752, "no Kerberos ticket"), (720896, "ticket of ann@contoso.example")]
)
def test_what_gss_api_says_by_itself_is_a_sentence(major: int, part: str) -> None:
    failure = of_context_error(NativeError(maj_code=major, min_code=0), HOST, WHO)

    assert part in failure.detail


@pytest.mark.parametrize(
    ("number", "kind", "part"),
    [
        # Windows gives its numbers with a sign.
        (-2146893044, REFUSED, "Windows refused"),
        (-2146893053, DIRECTORY, "knows no service"),
        (-2146893042, DIRECTORY, "no credentials of"),
        (-2146893039, DIRECTORY, "answers this PC"),
        (-2146893022, DIRECTORY, "does not fit this server"),
        (-2146893020, DIRECTORY, "clocks"),
    ],
)
def test_what_windows_says_is_a_sentence(number: int, kind: FailureKind, part: str) -> None:
    failure = of_context_error(NativeError(winerror=number), HOST, WHO)

    assert failure.kind is kind
    assert part in failure.detail


def test_of_windows_the_number_is_kept_and_nothing_that_might_quote_a_token() -> None:
    error = SpnegoError(base_error=NativeError("over b'TlRMTVNTUA=='", winerror=-2146893048))

    failure = of_context_error(error, HOST, WHO)

    assert failure.origin == "NativeError 0x80090308"


def test_what_was_wrapped_twice_is_found() -> None:
    inner = NativeError(maj_code=851968, min_code=(KRB5 + 37) & 0xFFFFFFFF)
    error = BadMechanismError(base_error=SpnegoError(base_error=inner), context_msg="x")

    failure = of_context_error(error, HOST, WHO)

    assert "clocks" in failure.detail


def test_what_goes_wrong_over_a_token_is_not_quoted() -> None:
    failure = of_context_error(ValueError("invalid: b'TlRMTVNTUA=='"), HOST, WHO)

    assert failure.origin == "ValueError"


def test_errors_that_cause_each_other_come_to_an_end() -> None:
    first, second = NativeError(), NativeError()
    first.__cause__, second.__cause__ = second, first

    assert of_context_error(first, HOST, WHO).kind is DIRECTORY
