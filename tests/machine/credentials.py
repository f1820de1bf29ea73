"""advapi32.dll with a few stored credentials: C functions that lend, and watch what is freed."""

import ctypes
from collections.abc import Sequence
from ctypes import CFUNCTYPE, POINTER, c_uint32, c_void_p, c_wchar_p
from typing import Any, ClassVar

SECRET = "what is kept under that name"
# By hand and not out of the module: what wincred.h says, a second time.
ENUMERATE = CFUNCTYPE(c_uint32, c_wchar_p, c_uint32, POINTER(c_uint32), POINTER(c_void_p))
FREE = CFUNCTYPE(None, c_void_p)


class Whole(ctypes.Structure):
    """CREDENTIALW."""

    _fields_: ClassVar[Sequence[Any]] = [
        ("Flags", c_uint32),
        ("Type", c_uint32),
        ("TargetName", c_wchar_p),
        ("Comment", c_wchar_p),
        ("LastWritten", ctypes.c_uint64),
        ("CredentialBlobSize", c_uint32),
        ("CredentialBlob", c_wchar_p),
        ("Persist", c_uint32),
        ("AttributeCount", c_uint32),
        ("Attributes", c_void_p),
        ("TargetAlias", c_wchar_p),
        ("UserName", c_wchar_p),
    ]


class Advapi32:
    """Answers as told; `error` in place of an answer."""

    def __init__(self, names: Sequence[str | None] = (), *, error: int = 0) -> None:
        self.freed: list[int] = []
        self.error = error
        self._kept = [
            Whole(Type=1, TargetName=name, CredentialBlob=SECRET, UserName=SECRET) for name in names
        ]
        self._array = (c_void_p * max(1, len(self._kept)))(
            *(ctypes.addressof(one) for one in self._kept)
        )
        self.CredEnumerateW: Any = ENUMERATE(self._enumerate)
        self.CredFree: Any = FREE(self._free)

    @property
    def address(self) -> int:
        return ctypes.addressof(self._array)

    def _free(self, buffer: int) -> None:
        self.freed.append(buffer)

    def _enumerate(self, filter_: Any, flags: int, count: Any, out: Any) -> int:
        assert (filter_, flags) == (None, 0)
        if self.error:
            return 0
        count[0] = len(self._kept)
        out[0] = self.address
        return 1
