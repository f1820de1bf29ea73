"""The structures and numbers of wincrypt.h that are handed to crypt32.dll.

Types of a fixed width, so that the tests see the same layout on every 64-bit system. The names of
the fields are those of the Windows SDK.
"""

from collections.abc import Sequence
from ctypes import (
    POINTER,
    Structure,
    c_char_p,
    c_int32,
    c_ubyte,
    c_uint32,
    c_void_p,
    c_wchar_p,
)
from typing import Any, ClassVar, Final

ENCODING: Final = 0x1 | 0x10000
"""X509_ASN_ENCODING and PKCS_7_ASN_ENCODING."""
STORE_IN_MEMORY: Final = 2
"""CERT_STORE_PROV_MEMORY, a number in place of a name."""
STORE_OF_SYSTEM: Final = 10
"""CERT_STORE_PROV_SYSTEM_W."""
OPEN_TO_READ: Final = 0x8000 | 0x4000
"""CERT_STORE_READONLY_FLAG and CERT_STORE_OPEN_EXISTING_FLAG."""
ADD_ALWAYS: Final = 4
"""CERT_STORE_ADD_ALWAYS."""
FIND_SAME: Final = 0xD0000
"""CERT_FIND_EXISTING."""
CACHE_ONLY: Final = 0x4
"""CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL: nothing is fetched, be it AIA or the list of roots."""
SSL_POLICY: Final = 4
"""CERT_CHAIN_POLICY_SSL, a number in place of a name."""
AUTHTYPE_SERVER: Final = 2

# What CertVerifyCertificateChainPolicy is told to leave aside, so that it speaks of the name only.
IGNORED_CHECKS: Final = 0x80 | 0x100 | 0x200 | 0x2000
"""SECURITY_FLAG_IGNORE_REVOCATION, _UNKNOWN_CA, _WRONG_USAGE, _CERT_DATE_INVALID. wininet.h"""
IGNORED_BY_POLICY: Final = 0xF00 | 0x10 | 0x8 | 0x80 | 0x20 | 0x7
"""CERT_CHAIN_POLICY_IGNORE_ALL_REV_UNKNOWN, _ALLOW_UNKNOWN_CA, _IGNORE_INVALID_BASIC_CONSTRAINTS,
_IGNORE_INVALID_POLICY, _IGNORE_WRONG_USAGE, _IGNORE_ALL_NOT_TIME_VALID."""

NAME_FITS: Final = 0
NAME_DOES_NOT_FIT: Final = 0x800B010F
"""CERT_E_CN_NO_MATCH."""


class FileTime(Structure):
    """FILETIME."""

    _fields_: ClassVar[Sequence[Any]] = [("dwLowDateTime", c_uint32), ("dwHighDateTime", c_uint32)]


class CertContext(Structure):
    """CERT_CONTEXT."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("dwCertEncodingType", c_uint32),
        ("pbCertEncoded", c_void_p),
        ("cbCertEncoded", c_uint32),
        ("pCertInfo", c_void_p),
        ("hCertStore", c_void_p),
    ]


class Usage(Structure):
    """CERT_ENHKEY_USAGE."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("cUsageIdentifier", c_uint32),
        ("rgpszUsageIdentifier", POINTER(c_char_p)),
    ]


class UsageMatch(Structure):
    """CERT_USAGE_MATCH."""

    _fields_: ClassVar[Sequence[Any]] = [("dwType", c_uint32), ("Usage", Usage)]


class ChainPara(Structure):
    """CERT_CHAIN_PARA."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("cbSize", c_uint32),
        ("RequestedUsage", UsageMatch),
        ("RequestedIssuancePolicy", UsageMatch),
        ("dwUrlRetrievalTimeout", c_uint32),
        ("fCheckRevocationFreshnessTime", c_int32),
        ("dwRevocationFreshnessTime", c_uint32),
        ("pftCacheResync", c_void_p),
        ("pStrongSignPara", c_void_p),
        ("dwStrongSignFlags", c_uint32),
    ]


class TrustStatus(Structure):
    """CERT_TRUST_STATUS."""

    _fields_: ClassVar[Sequence[Any]] = [("dwErrorStatus", c_uint32), ("dwInfoStatus", c_uint32)]


class ChainElement(Structure):
    """CERT_CHAIN_ELEMENT."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("cbSize", c_uint32),
        ("pCertContext", POINTER(CertContext)),
        ("TrustStatus", TrustStatus),
        ("pRevocationInfo", c_void_p),
        ("pIssuanceUsage", c_void_p),
        ("pApplicationUsage", c_void_p),
        ("pwszExtendedErrorInfo", c_wchar_p),
    ]


class SimpleChain(Structure):
    """CERT_SIMPLE_CHAIN."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("cbSize", c_uint32),
        ("TrustStatus", TrustStatus),
        ("cElement", c_uint32),
        ("rgpElement", POINTER(POINTER(ChainElement))),
        ("pTrustListInfo", c_void_p),
        ("fHasRevocationFreshnessTime", c_int32),
        ("dwRevocationFreshnessTime", c_uint32),
    ]


class ChainContext(Structure):
    """CERT_CHAIN_CONTEXT."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("cbSize", c_uint32),
        ("TrustStatus", TrustStatus),
        ("cChain", c_uint32),
        ("rgpChain", POINTER(POINTER(SimpleChain))),
        ("cLowerQualityChainContext", c_uint32),
        ("rgpLowerQualityChainContext", c_void_p),
        ("fHasRevocationFreshnessTime", c_int32),
        ("dwRevocationFreshnessTime", c_uint32),
        ("dwCreateFlags", c_uint32),
        ("ChainId", c_ubyte * 16),
    ]


class SslPolicyPara(Structure):
    """SSL_EXTRA_CERT_CHAIN_POLICY_PARA."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("cbSize", c_uint32),
        ("dwAuthType", c_uint32),
        ("fdwChecks", c_uint32),
        ("pwszServerName", c_wchar_p),
    ]


class PolicyPara(Structure):
    """CERT_CHAIN_POLICY_PARA."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("cbSize", c_uint32),
        ("dwFlags", c_uint32),
        ("pvExtraPolicyPara", c_void_p),
    ]


class PolicyStatus(Structure):
    """CERT_CHAIN_POLICY_STATUS."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("cbSize", c_uint32),
        ("dwError", c_uint32),
        ("lChainIndex", c_int32),
        ("lElementIndex", c_int32),
        ("pvExtraPolicyStatus", c_void_p),
    ]


class EngineConfig(Structure):
    """CERT_CHAIN_ENGINE_CONFIG."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("cbSize", c_uint32),
        ("hRestrictedRoot", c_void_p),
        ("hRestrictedTrust", c_void_p),
        ("hRestrictedOther", c_void_p),
        ("cAdditionalStore", c_uint32),
        ("rghAdditionalStore", c_void_p),
        ("dwFlags", c_uint32),
        ("dwUrlRetrievalTimeout", c_uint32),
        ("MaximumCachedCertificates", c_uint32),
        ("CycleDetectionModulus", c_uint32),
        ("hExclusiveRoot", c_void_p),
        ("hExclusiveTrustedPeople", c_void_p),
        ("dwExclusiveFlags", c_uint32),
    ]


ENGINE_CONFIG_OF_WINDOWS_7: Final = EngineConfig.dwExclusiveFlags.offset
"""Without the last field, which Windows 7 and 8.0 do not know: they refuse a larger structure."""
