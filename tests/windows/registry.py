"""Writes to the registry of Windows, and takes back what it wrote."""

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

REG_SZ = 1
REG_EXPAND_SZ = 2
REG_BINARY = 3
REG_DWORD = 4
REG_MULTI_SZ = 7
"""winnt.h."""

Entry = tuple[int, Any]


def winreg() -> Any:
    # Not `import`: the type checker runs elsewhere, where there is none.
    return importlib.import_module("winreg")


@contextmanager
def holding(hive: str, path: str, entries: Mapping[str, Entry]) -> Iterator[None]:
    """Let a key hold these values too; afterwards they are what they were."""
    library = winreg()
    root = getattr(library, hive)
    existed = _exists(library, root, path)
    with library.CreateKeyEx(root, path, 0, library.KEY_ALL_ACCESS) as key:
        before: dict[str, tuple[Any, int] | None] = {}
        for name, (kind, data) in entries.items():
            try:
                before[name] = library.QueryValueEx(key, name)
            except FileNotFoundError:
                before[name] = None
            library.SetValueEx(key, name, 0, kind, data)
        try:
            yield
        finally:
            for name, old in before.items():
                if old is None:
                    library.DeleteValue(key, name)
                else:
                    library.SetValueEx(key, name, 0, old[1], old[0])
    if not existed:
        # It stays where somebody else has put something below it.
        with suppress(OSError):
            library.DeleteKey(root, path)


def _exists(library: Any, root: Any, path: str) -> bool:
    try:
        library.OpenKey(root, path).Close()
    except FileNotFoundError:
        return False
    return True
