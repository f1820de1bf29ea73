"""The calls of crypt32.dll, against C functions that check what they are handed."""

import ctypes
from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from app.certificates.windows import layout
from app.certificates.windows.calls import (
    Chain,
    Crypt32,
    CryptoApiError,
    Element,
    Request,
    filetime,
)
from tests.certificates.windows.crypt32 import Crypt32Dll

AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
# KB 167296: the distance of 1601 from 1970, and the seconds since then.
TICKS_AT = 116_444_736_000_000_000 + 1_781_524_800 * 10_000_000
REQUEST = Request(leaf=b"leaf\0der", others=(b"issuing",), host="mail.contoso.com", at=AT)
PC, USER = 2 << 16, 1 << 16


@pytest.mark.parametrize(
    ("structure", "size"),
    [
        (layout.FileTime, 8),
        (layout.CertContext, 40),
        (layout.Usage, 16),
        (layout.UsageMatch, 24),
        (layout.ChainPara, 96),
        (layout.TrustStatus, 8),
        (layout.ChainElement, 56),
        (layout.SimpleChain, 40),
        (layout.ChainContext, 72),
        (layout.SslPolicyPara, 24),
        (layout.PolicyPara, 16),
        (layout.PolicyStatus, 24),
        (layout.EngineConfig, 88),
    ],
)
def test_a_structure_is_as_large_as_on_64_bit_windows(
    structure: type[ctypes.Structure], size: int
) -> None:
    assert ctypes.sizeof(structure) == size


def test_an_engine_is_asked_for_as_windows_7_knows_it() -> None:
    assert layout.ENGINE_CONFIG_OF_WINDOWS_7 == 80


@pytest.mark.parametrize(
    "moment",
    [AT, AT.astimezone(timezone(timedelta(hours=14))), AT.replace(microsecond=999_999)],
)
def test_a_moment_counts_from_1601_in_whole_seconds(moment: datetime) -> None:
    found = filetime(moment)

    assert (found.dwHighDateTime << 32) + found.dwLowDateTime == TICKS_AT


def test_the_chain_and_the_status_of_each_certificate_are_read() -> None:
    library = Crypt32Dll(
        elements=[(b"leaf\0der", 0x1), (b"issuing", 0), (b"root", 0x20)],
        errors=0x21,
        name_error=0x800B010F,
    )

    found = Crypt32(library).chain(REQUEST)

    assert found == Chain(
        elements=(
            Element(der=b"leaf\0der", errors=0x1),
            Element(der=b"issuing", errors=0),
            Element(der=b"root", errors=0x20),
        ),
        errors=0x21,
        name_error=0x800B010F,
    )


def test_windows_is_asked_for_servers_out_of_its_cache_and_for_the_name_alone() -> None:
    library = Crypt32Dll(elements=[(b"leaf\0der", 0)])

    Crypt32(library).chain(REQUEST)

    assert library.asked == [
        ("CertCreateCertificateContext", 0x10001),
        ("CertOpenStore", 2, 0, None),
        ("CertAddEncodedCertificateToStore", 0x10001, 4),
        (
            "CertGetCertificateChain",
            None,
            b"leaf\0der",
            TICKS_AT,
            (b"issuing",),
            96,
            0,
            [b"1.3.6.1.5.5.7.3.1"],
            0,
            0x4,
        ),
        (
            "CertVerifyCertificateChainPolicy",
            4,
            "chain",
            16,
            0xFBF,
            24,
            2,
            0x2380,
            "mail.contoso.com",
            24,
        ),
    ]


def test_only_a_request_with_a_limit_goes_to_the_network() -> None:
    library = Crypt32Dll(elements=[(b"leaf\0der", 0)])

    Crypt32(library).chain(replace(REQUEST, fetch_ms=5000))

    assert library.asked[3][-2:] == (5000, 0)


def test_other_anchors_stand_in_place_of_those_of_windows() -> None:
    library = Crypt32Dll(elements=[(b"leaf\0der", 0)])

    Crypt32(library).chain(replace(REQUEST, only_anchors=(b"root", b"other")))

    asked = {each[0]: each for each in library.asked}
    assert asked["CertCreateCertificateChainEngine"][1:] == (80, (b"root", b"other"))
    assert asked["CertGetCertificateChain"][1] == "engine"


@pytest.mark.parametrize(
    "fails",
    [
        "",
        "CertOpenStore",
        "CertCreateCertificateChainEngine",
        "CertGetCertificateChain",
        "CertVerifyCertificateChainPolicy",
    ],
)
def test_all_that_was_lent_is_given_back(fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The number of the last call, which on Windows some other one has left, and elsewhere none.
    monkeypatch.setattr(ctypes, "get_last_error", lambda: 0x57, raising=False)
    library = Crypt32Dll(elements=[(b"leaf\0der", 0)], fails=fails)
    request = replace(REQUEST, only_anchors=(b"root",))

    if fails:
        with pytest.raises(CryptoApiError, match=rf"^{fails} failed with error 0x57\.$"):
            Crypt32(library).chain(request)
    else:
        Crypt32(library).chain(request)

    assert library.open == {}


def test_what_windows_cannot_read_is_an_error_of_its_own() -> None:
    library = Crypt32Dll()

    with pytest.raises(CryptoApiError, match="CertCreateCertificateContext failed"):
        Crypt32(library).chain(replace(REQUEST, leaf=b"garbage"))

    assert library.open == {}


def test_a_chain_without_a_chain_in_it_has_no_certificates() -> None:
    library = Crypt32Dll(elements=[(b"leaf\0der", 0)], chains=0, errors=0x10000)

    assert Crypt32(library).chain(REQUEST).elements == ()


def test_the_stores_that_hold_a_root_are_named() -> None:
    library = Crypt32Dll(
        held={
            ("Root", PC): b"root",
            ("AuthRoot", PC): b"root",
            ("Root", USER): b"another",
            ("Root", 8 << 16): b"root",
        }
    )

    found = Crypt32(library).stores_of(b"root")

    assert found == (
        "Trusted Root Certification Authorities (this PC)",
        "Third-Party Roots (this PC)",
        "Trusted Root Certification Authorities (policy for this PC)",
    )
    assert library.open == {}
    opened = [each for each in library.asked if each[0] == "CertOpenStore"]
    assert all(provider == 10 and flags & 0xFFFF == 0xC000 for _, provider, flags, _ in opened)
    assert {each[1:] for each in library.asked if each[0] == "CertFindCertificateInStore"} == {
        (0x10001, 0, 0xD0000)
    }
