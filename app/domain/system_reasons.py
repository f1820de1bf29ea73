"""Knows for what reasons an operating system refuses a file, as it says them itself."""

from typing import Final

KNOWN: Final = (
    "Directory not empty",
    "Disk quota exceeded",
    "File exists",
    "File name too long",
    "File too large",
    "Input/output error",
    "Is a directory",
    "No space left on device",
    "No such file or directory",
    "Not a directory",
    "Operation not permitted",
    "Permission denied",
    "Read-only file system",
    "Stale file handle",
    "Text file busy",
    "Too many open files",
)
"""As Linux says it to every program; a German Windows says its reasons in German itself.

They stand in sessions and complaints, and here for the catalogue of translations."""
