"""Puts the frozen folder into a .deb: with its menu entry, icons, file type and manual page."""

import gzip
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import system_packages
from checkout import ROOT, SetupError
from frozen import DIST, NAME, steady_environment
from publisher import publisher
from version import program_version

SOURCES = ROOT / "packaging" / "debian"
ICONS = ROOT / "resources" / "icons"
# What the program's own libraries load that no library of Qt's list brings with it.
BASICS = ("libgcc-s1", "libstdc++6", "zlib1g")
# Without them the program runs, but cannot sign in by Kerberos, or trusts nobody.
RECOMMENDED = ("ca-certificates", "libgssapi-krb5-2", "libkrb5-3")


def make_deb(folder: Path, dist: Path = DIST) -> Path:
    """Make the package of a frozen folder, and give it."""
    environment = steady_environment(os.environ)
    version = program_version(ROOT)
    moment = datetime.fromtimestamp(int(environment["SOURCE_DATE_EPOCH"]), UTC)
    tree = dist / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(folder, tree / "usr" / "lib" / NAME, symlinks=True)
    _link_programs(tree)
    _add_desktop_files(tree)
    _add_documents(tree, version, moment)
    _set_modes(tree)
    (tree / "DEBIAN").mkdir(mode=0o755)
    _write(tree / "DEBIAN" / "control", control(version, installed_kb(tree)))
    package = dist / f"{NAME}_{version}_{architecture()}.deb"
    _build(tree, package, environment)
    shutil.rmtree(tree)
    return package


def control(version: str, installed_kb: int) -> str:
    """Give the description of the package, as dpkg reads it."""
    depends = (f"libc6 (>= {_libc()})", *BASICS, *system_packages.listed("window"))
    return (
        f"Package: {NAME}\n"
        f"Version: {version}\n"
        f"Architecture: {architecture()}\n"
        f"Maintainer: {maintainer()}\n"
        f"Installed-Size: {installed_kb}\n"
        f"Depends: {', '.join(depends)}\n"
        f"Recommends: {', '.join(RECOMMENDED)}\n"
        "Section: net\n"
        "Priority: optional\n"
        "Description: shows what Outlook sees: Autodiscover and certificates\n"
        " Takes an e-mail address and credentials, runs the discovery sequence of\n"
        " Outlook 2007 against Exchange, and shows every request, the verdict on every\n"
        " certificate, and the service URLs that come back. It says what is wrong, and\n"
        " what an administrator must change.\n"
    )


def installed_kb(tree: Path) -> int:
    """Give the size as Debian counts it: files by the kilobyte begun, and one for each other."""
    # [Debian Policy 5.6.20]
    total = 0
    for one in tree.rglob("*"):
        is_file = one.is_file() and not one.is_symlink()
        total += -(-one.stat().st_size // 1024) if is_file else 1
    return total


def architecture() -> str:
    """Give Debian's name of this machine's architecture."""
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    machine = platform.machine()
    return names.get(machine, machine)


def maintainer() -> str:
    """Give the publisher as dpkg writes it."""
    told = publisher()
    return f"{told.name} <{told.mail}>"


def _libc() -> str:
    # What was built against this one may want its symbols.
    return platform.libc_ver()[1] or "2.36"


def _link_programs(tree: Path) -> None:
    programs = tree / "usr" / "bin"
    programs.mkdir(parents=True)
    for name in (NAME, f"{NAME}-window"):
        (programs / name).symlink_to(f"../lib/{NAME}/{name}")


def _add_desktop_files(tree: Path) -> None:
    share = tree / "usr" / "share"
    _copy(SOURCES / f"{NAME}.desktop", share / "applications" / f"{NAME}.desktop")
    _copy(SOURCES / f"{NAME}.xml", share / "mime" / "packages" / f"{NAME}.xml")
    _copy(SOURCES / "lintian-overrides", share / "lintian" / "overrides" / NAME)
    hicolor = share / "icons" / "hicolor"
    _copy(ICONS / f"{NAME}.svg", hicolor / "scalable" / "apps" / f"{NAME}.svg")
    for picture in sorted(ICONS.glob(f"{NAME}-*.png")):
        size = picture.stem.rpartition("-")[2]
        _copy(picture, hicolor / f"{size}x{size}" / "apps" / f"{NAME}.png")


def _add_documents(tree: Path, version: str, moment: datetime) -> None:
    share = tree / "usr" / "share"
    page = (SOURCES / f"{NAME}.1").read_text(encoding="utf-8")
    filled = page.replace("@DATE@", f"{moment:%Y-%m-%d}").replace("@VERSION@", version)
    _compress(filled, share / "man" / "man1" / f"{NAME}.1.gz")
    window = share / "man" / "man1" / f"{NAME}-window.1.gz"
    window.symlink_to(f"{NAME}.1.gz")
    documents = share / "doc" / NAME
    _compress(debian_changelog(version, moment), documents / "changelog.gz")
    _write(documents / "copyright", copyright_text())


def debian_changelog(version: str, moment: datetime) -> str:
    """Give the changelog that Debian's tools read; what has changed stands in CHANGELOG.md."""
    return (
        f"{NAME} ({version}) unstable; urgency=medium\n\n"
        "  * See CHANGELOG.md of the sources.\n\n"
        f" -- {maintainer()}  {format_datetime(moment)}\n"
    )


def copyright_text() -> str:
    """Give the program's own licence, and those of all that it holds."""
    own = (ROOT / "LICENSE").read_text(encoding="utf-8")
    notices = (ROOT / "resources" / "notices" / "NOTICES.txt").read_text(encoding="utf-8")
    return f"{own}\n{notices}"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _compress(text: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode(), mtime=0))


def _set_modes(tree: Path) -> None:
    """Give everybody's modes, whatever the umask was; only programs can be run."""
    for one in tree.rglob("*"):
        if one.is_symlink():
            continue
        is_library = re.search(r"\.so(\.|$)", one.name)
        runs = one.is_dir() or (one.stat().st_mode & 0o100 and not is_library)
        one.chmod(0o755 if runs else 0o644)


def _build(tree: Path, package: Path, environment: Mapping[str, str]) -> None:
    # It sorts the files, and no file is younger than SOURCE_DATE_EPOCH. [dpkg-deb(1)]
    # zstd takes a fiftieth of the time of xz, for a fifth more bytes; Debian reads it since 12.
    command = [
        "dpkg-deb",
        "--root-owner-group",
        "-Zzstd",
        "-z9",
        "--build",
        str(tree),
        str(package),
    ]
    status = subprocess.call(command, env=dict(environment), stdout=subprocess.DEVNULL)
    if status:
        raise SetupError(f"dpkg-deb failed (exit status {status}).")
