from pathlib import Path

import pytest

from app.paths import practice_scenarios, resources


def test_the_checkout_has_its_resources_beside_the_package() -> None:
    folder = resources()

    assert folder.parent == Path(__file__).resolve().parent.parent
    assert (folder / "practice").is_dir()


def test_an_installed_or_frozen_package_brings_its_own_resources(tmp_path: Path) -> None:
    package = tmp_path / "app"
    (package / "resources").mkdir(parents=True)
    (tmp_path / "resources").mkdir()

    assert resources(package) == package / "resources"


def test_a_copy_without_resources_says_that_it_is_not_whole(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="not whole"):
        resources(tmp_path / "app")


def test_scenario_files_are_listed_in_order_and_other_files_are_not(tmp_path: Path) -> None:
    package = tmp_path / "app"
    practice = package / "resources" / "practice"
    practice.mkdir(parents=True)
    for name in ("b.toml", "a.toml", "notes.txt"):
        (practice / name).write_text("", encoding="utf-8")

    assert [path.name for path in practice_scenarios(package)] == ["a.toml", "b.toml"]
