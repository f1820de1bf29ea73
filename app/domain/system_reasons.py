"""Knows for what reasons an operating system refuses a file, as it says them itself."""

import errno
from typing import Final

KNOWN: Final = {
    "EACCES": "Permission denied",
    "EDQUOT": "Disk quota exceeded",
    "EEXIST": "File exists",
    "EFBIG": "File too large",
    "EIO": "Input/output error",
    "EISDIR": "Is a directory",
    "EMFILE": "Too many open files",
    "ENAMETOOLONG": "File name too long",
    "ENOENT": "No such file or directory",
    "ENOSPC": "No space left on device",
    "ENOTDIR": "Not a directory",
    "ENOTEMPTY": "Directory not empty",
    "EPERM": "Operation not permitted",
    "EROFS": "Read-only file system",
    "ESTALE": "Stale file handle",
    "ETXTBSY": "Text file busy",
}
"""As Linux says it to every program in English.

They stand in sessions and complaints, and here for the catalogue of translations."""


def english_reason(error: OSError) -> str:
    """Give the reason as it is stored: a system says it in its own language, and in no other."""
    name = errno.errorcode.get(error.errno or 0, "")
    return KNOWN.get(name) or error.strerror or str(error)
