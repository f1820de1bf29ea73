"""What Windows shows of the program under Properties, Details."""

import re
from pathlib import Path
from typing import Any

from publisher import publisher


def program_version(root: Path) -> str:
    """Give the version as the program tells it, without importing it."""
    text = (root / "app" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        raise ValueError("app/__init__.py tells no version.")
    return found[1]


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """Give the version as Windows compares it; what is no number counts as nothing."""
    numbers = [int(part) for part in re.findall(r"\d+", version)[:4]]
    first, second, third, fourth = (*numbers, 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def version_resource(root: Path, name: str) -> Any:  # noqa: ANN401 - PyInstaller has no types
    """Give the VERSIONINFO of one program; only where PyInstaller runs on Windows."""
    from PyInstaller.utils.win32 import versioninfo as win  # noqa: PLC0415

    version = program_version(root)
    texts = {
        "CompanyName": publisher().name,
        "FileDescription": "Autodiscope: shows what Outlook sees",
        "FileVersion": version,
        "InternalName": name,
        "LegalCopyright": "MIT licence; see LICENSE and NOTICES.txt",
        "OriginalFilename": f"{name}.exe",
        "ProductName": "Autodiscope",
        "ProductVersion": version,
    }
    # 0409 is English of the United States, 04B0 is Unicode. [Microsoft, VERSIONINFO resource]
    table = win.StringTable("040904B0", [win.StringStruct(*one) for one in texts.items()])
    numbers = four_numbers(version)
    return win.VSVersionInfo(
        ffi=win.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[
            win.StringFileInfo([table]),
            win.VarFileInfo([win.VarStruct("Translation", [0x0409, 1200])]),
        ],
    )
