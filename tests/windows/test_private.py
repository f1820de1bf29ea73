"""What the program keeps for its user alone, by Windows' own lists of who may look."""

import ctypes
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.sessionlog import new_log_path

NOW = datetime(2026, 11, 22, 10, 5, 9, tzinfo=UTC)
# [MS-DTYP] 2.5.1: their two letters in the text of a list of access.
EVERYONE, USERS, SIGNED_IN = "WD", "BU", "AU"
SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, SDDL_REVISION_1 = 1, 4, 1


def let_in(path: Path) -> set[str]:
    """Give who may do anything with a file or folder, as Windows abbreviates them."""
    advapi32 = getattr(ctypes, "windll").advapi32  # noqa: B009
    descriptor, text = ctypes.c_void_p(), ctypes.c_wchar_p()
    failed = advapi32.GetNamedSecurityInfoW(
        str(path), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION,
        None, None, None, None, ctypes.byref(descriptor),
    )  # fmt: skip
    assert not failed
    assert advapi32.ConvertSecurityDescriptorToStringSecurityDescriptorW(
        descriptor, SDDL_REVISION_1, DACL_SECURITY_INFORMATION, ctypes.byref(text), None
    )
    entries = re.findall(r"\(A;[^)]*;([^;)]*)\)", text.value or "")
    assert entries, text.value
    return set(entries)


@pytest.mark.skipif(sys.version_info < (3, 12, 4), reason="Python made folders as any other then")
def test_a_folder_of_sessions_outside_of_the_profile_lets_nobody_else_in(tmp_path: Path) -> None:
    open_to_all = tmp_path / "of all"
    open_to_all.mkdir()
    folder = open_to_all / "sessions"

    new_log_path(folder, "ann@contoso.com", NOW)

    assert not let_in(folder) & {EVERYONE, USERS, SIGNED_IN}
