"""The names under which Windows keeps credentials for Exchange; never what it keeps.

The structure and numbers are those of the header wincred.h of the Windows SDK.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import POINTER, Structure, byref, c_uint32, c_void_p, c_wchar_p, cast
from typing import Any, ClassVar, Final, Protocol

from app.domain.machine import Fact, FactName
from app.machine.platform import NotToldError, Told

MOST: Final = 5000
"""Credentials that are looked at."""
MOST_TOLD: Final = 50
LONGEST: Final = 300
NOT_FOUND: Final = 1168
"""ERROR_NOT_FOUND: there are none."""

_OFFICE: Final = ("ms.outlook", "microsoftoffice", "microsoft_ol")
_HOSTS: Final = ("outlook", "exchange", "autodiscover", "mail", "owa", "exch", "legacy")
"""What the names of mail servers hold: the names of other servers are nobody's business here."""


class CredentialLibrary(Protocol):
    """advapi32.dll, or what stands in its place."""

    CredEnumerateW: Any
    CredFree: Any


class Credential(Structure):
    """The beginning of CREDENTIALW, up to the name; what is kept lies behind, and is not read."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("Flags", c_uint32),
        ("Type", c_uint32),
        ("TargetName", c_wchar_p),
    ]


def read_credentials(load: Callable[[], CredentialLibrary], last_error: Callable[[], int]) -> Told:
    """Tell the name of each credential that Outlook, or a mail server, would be given."""
    library = load()
    # Without prototypes 64-bit pointers would be cut to the size of an int.
    library.CredEnumerateW.argtypes = (
        c_wchar_p,
        c_uint32,
        POINTER(c_uint32),
        POINTER(c_void_p),
    )
    library.CredEnumerateW.restype = c_uint32
    library.CredFree.argtypes = (c_void_p,)
    library.CredFree.restype = None
    with _listed(library, last_error) as names:
        # Copied before the buffer is freed.
        kept = [name for name in names if _is_of_exchange(name)][:MOST_TOLD]
    return Told(
        facts=tuple(
            Fact(
                name=FactName.STORED_CREDENTIAL,
                about=name[:LONGEST],
                value=name[:LONGEST],
                origin="CredEnumerateW",
            )
            for name in dict.fromkeys(kept)
        )
    )


@contextmanager
def _listed(library: CredentialLibrary, last_error: Callable[[], int]) -> Iterator[list[str]]:
    count, buffer = c_uint32(), c_void_p()
    if not library.CredEnumerateW(None, 0, byref(count), byref(buffer)):
        error = last_error()
        if error == NOT_FOUND:
            yield []
            return
        raise NotToldError(f"CredEnumerateW failed with error {error}.")
    try:
        array = cast(buffer, POINTER(POINTER(Credential)))
        yield [array[at].contents.TargetName or "" for at in range(min(count.value, MOST))]
    finally:
        library.CredFree(buffer)


def _is_of_exchange(name: str) -> bool:
    low = name.lower()
    if low.startswith(_OFFICE):
        return True
    # Domain:target=HOST, LegacyGeneric:target=..., or the host alone.
    host = low.rpartition("target=")[2]
    return "/" not in host and any(word in host.split("@")[-1] for word in _HOSTS)
