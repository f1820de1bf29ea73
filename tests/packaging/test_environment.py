"""The virtual environment: made once, and again when what it depends on has changed."""

import sys
from pathlib import Path

import pytest

import environment
import uv_wheel
from checkout import SetupError
from tests.support.fake_programs import FakePrograms

A_GOOD_UV = """
case "$1" in
--version) echo "uv 0.9.2 (abc 2026-01-01)" ;;
sync) echo "made with $UV_PYTHON" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout that has been made ready once, except for its stamp."""
    root = tmp_path / "checkout"
    (root / ".venv").mkdir(parents=True)
    for name in ("uv.lock", "pyproject.toml", ".venv/python"):
        (root / name).write_text(name)
    monkeypatch.setattr(environment, "ROOT", root)
    monkeypatch.setattr(environment, "UV_LOCK", root / "uv.lock")
    monkeypatch.setattr(environment, "STAMP", root / ".venv" / "stamp")
    monkeypatch.setattr(environment, "program", lambda name: str(root / ".venv" / name))
    return root


def test_packages_are_installed_as_locked_and_compiled(
    checkout: Path, programs: FakePrograms
) -> None:
    programs.add("uv", A_GOOD_UV)

    environment.prepare()

    assert programs.calls == ["uv --version", "uv sync --frozen --compile-bytecode"]


def test_nothing_is_started_when_all_is_as_it_was(checkout: Path, programs: FakePrograms) -> None:
    programs.add("uv", A_GOOD_UV)
    environment.prepare()
    before = programs.calls

    environment.prepare()

    assert programs.calls == before


def test_a_group_is_installed_beside_the_usual_packages(
    checkout: Path, programs: FakePrograms
) -> None:
    programs.add("uv", A_GOOD_UV)
    environment.prepare()

    environment.prepare("extra")

    assert programs.calls[-1] == "uv sync --frozen --compile-bytecode --group=extra"


@pytest.mark.parametrize("groups", [(), ("extra",)])
def test_a_group_that_is_there_stays(
    checkout: Path, programs: FakePrograms, groups: tuple[str, ...]
) -> None:
    programs.add("uv", A_GOOD_UV)
    environment.prepare("extra")
    before = programs.calls

    environment.prepare(*groups)

    assert programs.calls == before


def test_another_group_does_not_put_out_the_first(checkout: Path, programs: FakePrograms) -> None:
    programs.add("uv", A_GOOD_UV)
    environment.prepare("first")

    environment.prepare("second")

    assert programs.calls[-1].endswith(" --group=first --group=second")


def test_after_a_change_only_what_is_wanted_now_is_installed(
    checkout: Path, programs: FakePrograms
) -> None:
    programs.add("uv", A_GOOD_UV)
    environment.prepare("extra")
    (checkout / "uv.lock").write_text("changed")

    environment.prepare()

    assert programs.calls[-1] == "uv sync --frozen --compile-bytecode"


def test_an_installation_that_breaks_off_is_not_taken_for_done(
    checkout: Path, programs: FakePrograms
) -> None:
    programs.add("uv", A_GOOD_UV)
    environment.prepare()
    programs.add("uv", A_GOOD_UV + '[ "$1" != sync ] || exit 2')

    with pytest.raises(SetupError):
        environment.prepare("extra")
    assert not environment.STAMP.exists()


@pytest.mark.parametrize("changed", ["uv.lock", "pyproject.toml"])
def test_a_change_of_what_is_wanted_installs_again(
    checkout: Path, programs: FakePrograms, changed: str
) -> None:
    programs.add("uv", A_GOOD_UV)
    environment.prepare()
    (checkout / changed).write_text("changed")

    environment.prepare()

    assert programs.calls.count("uv sync --frozen --compile-bytecode") == 2


def test_another_python_installs_again(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = environment.wanted_fingerprint()
    monkeypatch.setattr(sys, "version", "3.99")

    assert environment.wanted_fingerprint() != before


def test_an_environment_without_its_python_is_installed_again(
    checkout: Path, programs: FakePrograms
) -> None:
    programs.add("uv", A_GOOD_UV)
    environment.prepare()
    (checkout / ".venv" / "python").unlink()

    environment.prepare()

    assert programs.calls.count("uv sync --frozen --compile-bytecode") == 2


def test_a_failed_installation_leaves_no_stamp(checkout: Path, programs: FakePrograms) -> None:
    programs.add("uv", A_GOOD_UV + '[ "$1" != sync ] || exit 2')

    with pytest.raises(SetupError, match=r"uv sync failed \(exit status 2\)"):
        environment.prepare()
    assert not environment.STAMP.exists()


@pytest.mark.parametrize(
    "script",
    ["", "echo 'uv 0.7.99'", "echo 'uv 0.9.2'; exit 127"],
    ids=["says nothing", "too old", "a shim with nothing behind it"],
)
def test_an_unfit_uv_on_the_path_gives_way_to_the_pinned_one(
    programs: FakePrograms, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    programs.add("uv", script)
    monkeypatch.setattr(uv_wheel, "unpacked_uv", lambda folder: folder / "pinned")

    assert environment.find_uv().endswith("pinned")


def test_a_fit_uv_on_the_path_is_taken(programs: FakePrograms) -> None:
    own = programs.add("uv", A_GOOD_UV)

    assert environment.find_uv() == str(own)


def test_uv_gets_this_python_and_pips_certificates() -> None:
    settings = environment.uv_environment({"PIP_CERT": "/certificates.pem", "VIRTUAL_ENV": "/old"})

    assert settings["UV_PYTHON"] == sys.executable
    assert settings["SSL_CERT_FILE"] == "/certificates.pem"
    assert settings["CFLAGS"] == "-O0 -g0"
    assert "VIRTUAL_ENV" not in settings


def test_certificates_named_for_everybody_win_over_pips() -> None:
    settings = environment.uv_environment({"PIP_CERT": "/pip.pem", "SSL_CERT_FILE": "/all.pem"})

    assert settings["SSL_CERT_FILE"] == "/all.pem"


def test_the_lock_is_written_for_pypi_whatever_the_machine_says(
    checkout: Path, programs: FakePrograms, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.add("uv", A_GOOD_UV + f'env >"{programs.folder}/environment"')
    programs.folder.joinpath("env").symlink_to("/usr/bin/env")
    monkeypatch.setenv("UV_EXTRA_INDEX_URL", "https://mirror.test")
    monkeypatch.setenv("UV_FIND_LINKS", "/wheels")

    environment.run_uv("lock", only_pypi=True)

    settings = (programs.folder / "environment").read_text()
    assert programs.calls[-1] == "uv --no-config lock"
    assert "UV_DEFAULT_INDEX=https://pypi.org/simple" in settings
    assert "mirror.test" not in settings
    assert "/wheels" not in settings
