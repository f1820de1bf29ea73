"""The .deb: what it installs, on what it depends, and that two of the same are equal."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

import debian_package
import system_packages
from debian_package import SOURCES, control, debian_changelog, make_deb

needs_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg-deb is not here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A frozen folder in small."""
    folder = tmp_path / "autodiscope"
    (folder / "_internal").mkdir(parents=True)
    (folder / "autodiscope").write_text("#!/bin/sh\n")
    (folder / "autodiscope").chmod(0o700)
    (folder / "autodiscope-window").symlink_to("autodiscope")
    (folder / "_internal" / "libQt6Core.so.6").write_bytes(b"\x7fELF")
    (folder / "_internal" / "libQt6Core.so.6").chmod(0o755)
    (folder / "_internal" / "LICENSE").write_text("MIT")
    (folder / "_internal" / "LICENSE").chmod(0o600)
    return folder


def listing(package: Path) -> dict[str, str]:
    """Give the mode of each file by its name."""
    told = subprocess.run(
        ["dpkg-deb", "--contents", str(package)], capture_output=True, text=True, check=True
    )
    lines = (line.split(maxsplit=5) for line in told.stdout.splitlines())
    return {name: f"{mode} {owner}" for mode, owner, _, _, _, name in lines}


@needs_dpkg
def test_the_package_holds_program_menu_entry_icons_file_type_and_manual(
    tmp_path: Path, folder: Path
) -> None:
    files = listing(make_deb(folder, tmp_path / "dist"))

    for name in (
        "./usr/bin/autodiscope -> ../lib/autodiscope/autodiscope",
        "./usr/bin/autodiscope-window -> ../lib/autodiscope/autodiscope-window",
        "./usr/lib/autodiscope/autodiscope-window -> autodiscope",
        "./usr/share/applications/autodiscope.desktop",
        "./usr/share/doc/autodiscope/changelog.gz",
        "./usr/share/doc/autodiscope/copyright",
        "./usr/share/icons/hicolor/48x48/apps/autodiscope.png",
        "./usr/share/icons/hicolor/scalable/apps/autodiscope.svg",
        "./usr/share/lintian/overrides/autodiscope",
        "./usr/share/man/man1/autodiscope.1.gz",
        "./usr/share/mime/packages/autodiscope.xml",
    ):
        assert name in files
    assert files["./usr/lib/autodiscope/autodiscope"] == "-rwxr-xr-x root/root"
    assert files["./usr/lib/autodiscope/_internal/LICENSE"] == "-rw-r--r-- root/root"
    assert files["./usr/lib/autodiscope/_internal/libQt6Core.so.6"] == "-rw-r--r-- root/root"


@needs_dpkg
def test_two_packages_of_the_same_are_equal(tmp_path: Path, folder: Path) -> None:
    first = make_deb(folder, tmp_path / "one").read_bytes()
    for file in folder.rglob("*"):
        file.touch()

    assert make_deb(folder, tmp_path / "other").read_bytes() == first


def test_it_depends_on_what_qt_loads_and_recommends_kerberos() -> None:
    fields = dict(line.split(": ", 1) for line in control("1.2.3", 99).splitlines() if ": " in line)

    depends = fields["Depends"].split(", ")
    assert set(system_packages.listed("window")) < set(depends)
    assert depends[0].startswith("libc6 (>= ")
    assert "libgssapi-krb5-2" in fields["Recommends"]
    assert (fields["Version"], fields["Installed-Size"]) == ("1.2.3", "99")


def test_the_size_counts_what_is_no_file_as_one(folder: Path) -> None:
    # Two folders' entries and a link, three files of a kilobyte begun.
    assert debian_package.installed_kb(folder) == 5


def test_the_changelog_has_the_form_of_debian() -> None:
    text = debian_changelog("1.2.3", datetime(2026, 11, 22, 10, 30, tzinfo=UTC))

    assert text.startswith("autodiscope (1.2.3) unstable; urgency=medium\n\n  * ")
    assert text.endswith("  Sun, 22 Nov 2026 10:30:00 +0000\n")


def test_the_menu_entry_opens_the_file_type_that_the_package_tells() -> None:
    entry = (SOURCES / "autodiscope.desktop").read_text(encoding="utf-8")
    told = etree.parse(SOURCES / "autodiscope.xml").getroot()
    (kind,) = told.iter("{http://www.freedesktop.org/standards/shared-mime-info}mime-type")

    assert f"MimeType={kind.get('type')};" in entry
    assert "Exec=autodiscope-window %f" in entry


def test_the_manual_tells_of_every_command() -> None:
    from app.cli.parse import _COMMANDS

    page = (SOURCES / "autodiscope.1").read_text(encoding="utf-8").replace("\\-", "-")

    assert all(command in page for command in _COMMANDS)
