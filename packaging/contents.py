"""Decides which of all that PyInstaller finds goes into the program's folder."""

import re
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Final

HIDDEN_MODULES: Final = (
    # anyio imports it by name.
    "anyio._backends._asyncio",
    # The key store's back end is imported by name, for this platform.
    "keyring.backends.SecretService",
    "keyring.backends.Windows",
    "keyring.backends.macOS",
)

# What others import if it is there, and what nobody needs without a Python at hand.
EXCLUDED_MODULES: Final = (
    # What compiles C; pywin32-ctypes, below Windows' key store, does without it. With it comes
    # distutils, on which PyInstaller breaks off where that is setuptools' (from Python 3.12 on).
    "cffi",
    "pycparser",
    # The command lines of httpx and of Python's tools.
    "click",
    "doctest",
    "markdown_it",
    "mdurl",
    "pdb",
    "pydoc",
    "pygments",
    "readline",
    "rich",
    "tkinter",
    "unittest",
    # Parts of lxml for HTML, which the program never reads.
    "bs4",
    "cssselect",
    "lxml.cssselect",
    "lxml.html",
    "lxml.isoschematron",
    "lxml.objectify",
    "soupsieve",
    # What installs and builds.
    "_distutils_hack",
    "distutils",
    "pip",
    "pkg_resources",
    "setuptools",
    # Other event loops and networks than the program's own.
    "PySide6.QtNetwork",
    "aioquic",
    "httpx2",
    "trio",
)

# Qt's plugins by their kind; all others are left out.
PLUGINS: Final = {
    "platforms": ("xcb", "wayland", "offscreen", "windows"),
    "platforminputcontexts": ("compose*", "ibus*"),
    # Without GTK's, which would bring GTK with it.
    "platformthemes": ("xdgdesktopportal",),
    "styles": ("modernwindowsstyle", "windowsvistastyle"),
    "wayland-decoration-client": ("bradient",),
    "wayland-shell-integration": ("xdg-shell",),
}
# What only the plugins that are left out would load.
UNUSED_LIBRARIES: Final = (
    "*Qt6EglFS*",
    "*Qt6Network*",
    "*Qt6OpenGL*",
    "*Qt6Pdf*",
    "*Qt6Qml*",
    "*Qt6Quick*",
    "*Qt6Svg*",
    "*Qt6VirtualKeyboard*",
    "*Qt6WlShellIntegration*",
    # Drawing by the processor where there is no graphics card: widgets do without OpenGL.
    "opengl32sw*",
)
# Qt's own texts, for the languages that the program speaks.
TRANSLATIONS: Final = ("qtbase_de.qm",)

# Libraries of the system that go with the program, since their versions differ between systems.
# All others are to be installed there (system-packages.toml, purpose `window`): a second copy of
# libX11 or glib beside the system's own drivers and themes does harm.
TAKEN_ALONG: Final = (
    "libbz2*",
    "libcrypto*",
    "libexpat*",
    "libffi*",
    "liblzma*",
    "libmpdec*",
    "libpython*",
    "libssl*",
)
_SYSTEM: Final = re.compile(r"/(usr/)?lib(64)?/")
_PLUGIN: Final = re.compile(
    r"/plugins/([^/]+)/(?:lib)?q?([^/]+?)(?:plugin|platforminputcontextplugin)?\.(?:so|dll)$"
)


def is_wanted(name: str, source: str) -> bool:
    """Tell whether a file goes into the folder; `name` is its place there, `source` its origin."""
    place = PurePosixPath(name.replace("\\", "/"))
    if plugin := _PLUGIN.search(f"/{place}"):
        kind, called = plugin.groups()
        return _is_one_of(called, PLUGINS.get(kind, ()))
    if place.suffix == ".qm":
        return place.name in TRANSLATIONS
    if _is_one_of(place.name, UNUSED_LIBRARIES):
        return False
    is_of_system = len(place.parts) == 1 and _SYSTEM.match(source.replace("\\", "/"))
    return not is_of_system or _is_one_of(place.name, TAKEN_ALONG)


def resource_files(root: Path) -> list[tuple[str, str]]:
    """Give the program's own files that are no modules, each with its folder in the program."""
    folders = sorted(one for one in (root / "resources").iterdir() if one.name not in UNSEEN)
    profiles = root / "app" / "profiles"
    return [
        *((str(folder), f"app/resources/{folder.name}") for folder in folders),
        *((str(one), "app/profiles") for one in sorted(profiles.glob("*.toml"))),
        (str(root / "LICENSE"), "."),
    ]


# For whoever reads the repository.
UNSEEN: Final = ("screenshots",)


def _is_one_of(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name.lower(), pattern.lower()) for pattern in patterns)
