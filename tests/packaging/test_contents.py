"""What goes into the program's folder, and what stays out."""

from pathlib import Path

import pytest

import contents
from app.machine.key_store import BACK_ENDS, ELSEWHERE
from checkout import ROOT
from contents import HIDDEN_MODULES, is_wanted, resource_files

VENV = "/checkout/.venv/lib/python3.11/site-packages"


@pytest.mark.parametrize(
    ("name", "source", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", f"{VENV}/x", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", f"{VENV}/x", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", f"{VENV}/x", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", "C:\\venv\\x", True),
        ("PySide6\\plugins\\platforms\\qdirect2d.dll", "C:\\venv\\x", False),
        ("PySide6\\plugins\\styles\\qmodernwindowsstyle.dll", "C:\\venv\\x", True),
        (
            "PySide6/Qt/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so",
            f"{VENV}/x",
            True,
        ),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", f"{VENV}/x", False),
        ("PySide6/Qt/plugins/imageformats/libqtiff.so", f"{VENV}/x", False),
        ("PySide6/Qt/translations/qtbase_de.qm", f"{VENV}/x", True),
        ("PySide6/Qt/translations/qtbase_fr.qm", f"{VENV}/x", False),
        ("PySide6/Qt/lib/libQt6Core.so.6", f"{VENV}/x", True),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", True),
        ("PySide6/Qt/lib/libQt6Svg.so.6", f"{VENV}/x", False),
        ("PySide6\\opengl32sw.dll", "C:\\venv\\x", False),
        ("VCRUNTIME140.dll", "C:\\Windows\\system32\\VCRUNTIME140.dll", True),
        ("libX11.so.6", "/lib/x86_64-linux-gnu/libX11.so.6", False),
        ("libglib-2.0.so.0", "/usr/lib/x86_64-linux-gnu/libglib-2.0.so.0", False),
        ("libssl.so.3", "/usr/lib/x86_64-linux-gnu/libssl.so.3", True),
        ("libpython3.11.so.1.0", "/lib/x86_64-linux-gnu/libpython3.11.so.1.0", True),
        (
            "python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
            "/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
            True,
        ),
        ("publicsuffixlist/public_suffix_list.dat", f"{VENV}/x", True),
    ],
)
def test_a_file_is_wanted_or_not(name: str, source: str, wanted: bool) -> None:
    assert is_wanted(name, source) is wanted


def test_every_kind_of_resource_goes_along_but_what_is_for_readers_of_the_repository() -> None:
    targets = {target for _, target in resource_files(ROOT)}

    kinds = {one.name for one in (ROOT / "resources").iterdir()} - set(contents.UNSEEN)
    assert {f"app/resources/{kind}" for kind in kinds} <= targets
    assert not any("screenshots" in target for target in targets)
    assert all(Path(source).exists() for source, _ in resource_files(ROOT))


def test_the_profiles_go_along() -> None:
    profiles = [Path(source).name for source, target in resource_files(ROOT) if "prof" in target]

    assert "outlook-2007.toml" in profiles


def test_nothing_that_the_program_needs_is_excluded() -> None:
    wanted = ("lxml", "lxml.etree", "httpx", "PySide6.QtWidgets", "spnego", "dns", "app")

    assert not set(wanted) & set(contents.EXCLUDED_MODULES)


def test_the_ways_to_every_key_store_go_along() -> None:
    # They are imported by name, which PyInstaller cannot see.
    wanted = {module for module, _ in (*BACK_ENDS.values(), ELSEWHERE)}

    assert wanted <= set(HIDDEN_MODULES)
