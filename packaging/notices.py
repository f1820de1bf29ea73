"""Gathers the licences of all that a package holds into resources/notices/NOTICES.txt.

Run it after a change of uv.lock (`make lock` does), and commit what it wrote. It reads what the
packages tell of themselves: out of .venv, and those of Windows out of a folder made for it.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

import environment
from checkout import ROOT, VENV, SetupError

TEXTS = ROOT / "packaging" / "licences"
COMPONENTS = TEXTS / "components.toml"
NOTICES = ROOT / "resources" / "notices" / "NOTICES.txt"
# Of packages whose metadata tells none, or tells it in a way of its own.
TOLD_ELSEWHERE = {
    "backports-tarfile": "MIT",
    "jaraco-classes": "MIT",
    "jinja2": "BSD-3-Clause",
    "pyopenssl": "Apache-2.0",
    "quickjs-ng": "MIT",
}
_WINDOWS = ("--python-platform=x86_64-pc-windows-msvc", "--python-version=3.13")
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)
RULE = "=" * 78


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One part of a package, and its licence."""

    name: str
    version: str
    licence: str
    """As an SPDX expression, where its authors give one."""
    url: str
    holder: str = ""
    """What brings it along; empty for a Python package."""
    texts: tuple[str, ...] = ()


def main() -> None:
    """Write the file."""
    packages = packages_shipped()
    NOTICES.parent.mkdir(parents=True, exist_ok=True)
    NOTICES.write_text(as_text((*packages, *components())), encoding="utf-8")


def packages_shipped() -> tuple[Notice, ...]:
    """Give the Python packages that the lock names for Linux and for Windows."""
    found = {normal(one.name): one for one in distributions(path=[str(_site_packages())])}
    wanted = locked()
    lacking = {name: version for name, version in wanted.items() if name not in found}
    if lacking:
        found |= {normal(one.name): one for one in _of_windows(lacking)}
    return tuple(notice_of(found[name], wanted[name]) for name in sorted(wanted) if name in found)


def locked() -> dict[str, str]:
    """Give the versions of all packages that are shipped, by name."""
    lines = environment.answer_of_uv(
        "export",
        "--frozen",
        "--no-dev",
        "--no-emit-project",
        "--no-hashes",
        "--no-header",
        "--no-annotate",
        "--group=kerberos",
    ).splitlines()
    pinned = (line.split(";")[0].strip().partition("==") for line in lines if "==" in line)
    return {normal(name): version for name, _, version in pinned}


def components() -> tuple[Notice, ...]:
    """Give what the packages bring along compiled."""
    with COMPONENTS.open("rb") as file:
        listed = tomllib.load(file)["component"]
    return tuple(
        Notice(
            name=one["name"],
            version="",
            licence=one["licence"],
            url=one["url"],
            holder=one["in"],
            texts=tuple(
                (TEXTS / text).read_text(encoding="utf-8") for text in one.get("texts", ())
            ),
        )
        for one in listed
    )


def as_text(notices: Iterable[Notice]) -> str:
    """Give the file: a line for each part, then each text once."""
    kept = tuple(notices)
    lines = [
        "Autodiscope is under the MIT licence (LICENSE). Its packages hold these parts of others:",
        "",
        *(_line(one) for one in kept),
    ]
    owners: dict[str, list[str]] = {}
    for one in kept:
        for text in one.texts:
            owners.setdefault(text.strip("\n"), []).append(one.name)
    for text, names in owners.items():
        lines += ["", RULE, ", ".join(dict.fromkeys(names)), RULE, "", text]
    # A form feed parts pages on paper, and is noise on a screen.
    return (
        "\n".join(line.rstrip() for line in "\n".join(lines).replace("\f", "\n").split("\n")) + "\n"
    )


def normal(name: str) -> str:
    """Give a package's name as the index compares it. PEP 503"""
    return re.sub(r"[-_.]+", "-", name).lower()


def _line(notice: Notice) -> str:
    what = f"{notice.name} {notice.version}".strip()
    holder = f", in {notice.holder}" if notice.holder else ""
    return f"  {what}: {notice.licence}{holder}. {notice.url}".rstrip()


def notice_of(package: Distribution, version: str) -> Notice:
    """Give what a package tells of itself; raises SetupError where it tells no licence."""
    files = [one for one in package.files or () if _LICENCE_FILE.search(str(one))]
    texts = [Path(str(package.locate_file(one))) for one in files if ".dist-info" in str(one)]
    licence = _licence(package)
    if not licence:
        raise SetupError(f"No licence is known of {package.name}: packaging/notices.py wants one.")
    return Notice(
        name=package.name,
        version=version,
        licence=licence,
        url=f"https://pypi.org/project/{normal(package.name)}/",
        texts=tuple(one.read_text(encoding="utf-8") for one in texts),
    )


def _licence(package: Distribution) -> str:
    told = TOLD_ELSEWHERE.get(normal(package.name))
    metadata = package.metadata.json
    expression = str(metadata.get("license_expression", ""))
    # Older packages put the name there, or the whole text, whose first line is the name.
    first_line, *_ = str(metadata.get("license", "")).strip().splitlines() or [""]
    return told or expression or first_line.removesuffix(" License")


def _site_packages() -> Path:
    return next(iter(sorted((VENV / "lib").glob("python3.*/site-packages"))), VENV / "Lib")


def _of_windows(lacking: dict[str, str]) -> Iterable[Distribution]:
    folder = ROOT / "build" / "notices" / "windows"
    pinned = [f"{name}=={version}" for name, version in lacking.items()]
    wheels = ("--no-deps", "--only-binary=:all:", f"--target={folder}", "--quiet")
    environment.run_uv("pip", "install", *wheels, *_WINDOWS, *pinned)
    return distributions(path=[str(folder)])


if __name__ == "__main__":
    main()
