"""Whose work a package holds: every locked package is there, with its licence and its hashes."""

import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest

import notices
from checkout import ROOT, SetupError
from notices import Notice, as_text, components, normal

LOCK: dict[str, Any] = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
PACKAGES = {one["name"]: one for one in LOCK["package"]}


def needed(name: str, extras: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Give what a package needs to run, as the lock has it; with its own version."""
    package = PACKAGES[name]
    if "registry" in package["source"]:
        yield name, package["version"]
    groups = [package.get("dependencies", [])]
    groups += [package.get("optional-dependencies", {}).get(extra, []) for extra in extras]
    for one in (one for group in groups for one in group):
        yield from needed(one["name"], tuple(one.get("extra", ())))


def test_the_committed_list_is_that_of_the_lock() -> None:
    # After a change of uv.lock: .venv/bin/python packaging/notices.py
    text = notices.NOTICES.read_text(encoding="utf-8")
    listed = {
        normal(line.split()[0]): line.split()[1].rstrip(":")
        for line in text.split(notices.RULE)[0].splitlines()
        if "https://pypi.org/project/" in line
    }

    assert listed == dict([*needed("autodiscope"), *needed("pyspnego", ("kerberos",))])


def test_every_locked_file_has_its_hash() -> None:
    files = [
        file
        for package in LOCK["package"]
        if "registry" in package["source"]
        for file in (*package.get("wheels", []), *filter(None, [package.get("sdist")]))
    ]

    assert len(files) > 100
    assert all(file["hash"].startswith("sha256:") for file in files)
    assert all(
        package["source"].get("registry", "https://pypi.org/simple") == "https://pypi.org/simple"
        for package in LOCK["package"]
    )


def test_what_is_compiled_in_is_listed_with_the_texts_that_must_go_along() -> None:
    by_name = {one.name: one for one in components()}

    lesser, whole = by_name["Qt"].texts
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in lesser
    assert "GNU GENERAL PUBLIC LICENSE" in whole
    assert all(one.licence and one.url and one.holder for one in by_name.values())


def test_each_text_stands_there_once_under_all_its_owners() -> None:
    same = "Permission is granted.\f\n"
    one = Notice(name="a", version="1", licence="MIT", url="u", texts=(same,))
    other = Notice(name="b", version="2", licence="MIT", url="u", texts=(same, "More.  \n"))

    text = as_text([one, other])

    assert text.count("Permission is granted.") == 1
    assert f"{notices.RULE}\na, b\n{notices.RULE}" in text
    assert "  a 1: MIT. u\n" in text
    assert "More.\n" in text
    assert "\f" not in text


def distribution(folder: Path, metadata: str, *, text: str = "The text.") -> Distribution:
    info = folder / "thing-1.0.dist-info"
    (info / "licenses").mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n{metadata}")
    (info / "licenses" / "LICENSE").write_text(text)
    (info / "RECORD").write_text("thing.py,,\nthing-1.0.dist-info/licenses/LICENSE,,\n")
    return Distribution.at(info)


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ("License-Expression: MIT-0\n", "MIT-0"),
        ("License: MIT License\n", "MIT"),
        ("License: BSD-3-Clause\n Copyright (c) somebody\n", "BSD-3-Clause"),
    ],
)
def test_a_package_tells_its_licence_in_one_of_several_ways(
    tmp_path: Path, metadata: str, licence: str
) -> None:
    notice = notices.notice_of(distribution(tmp_path, metadata), "1.0")

    assert (notice.licence, notice.texts) == (licence, ("The text.",))


def test_a_package_that_tells_none_is_not_shipped_unnoticed(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="No licence is known of thing"):
        notices.notice_of(distribution(tmp_path, ""), "1.0")
