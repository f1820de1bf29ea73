"""What the build of the Kerberos packages needs is looked for before it is tried."""

import sys
import sysconfig
from pathlib import Path

import pytest

import kerberos
from tests.support.fake_programs import FakePrograms


@pytest.fixture
def complete(programs: FakePrograms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Linux with all that is wanted; the folder of Python's headers."""
    for name in ("krb5-config", "gcc"):
        programs.add(name)
    headers = tmp_path / "include"
    headers.mkdir()
    (headers / "Python.h").touch()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(headers))
    return headers


def test_nothing_is_lacking_where_compiler_library_and_headers_are(complete: Path) -> None:
    assert kerberos.why_not() == ""


@pytest.mark.parametrize("name", ["krb5-config", "gcc"])
def test_a_missing_program_is_named(complete: Path, programs: FakePrograms, name: str) -> None:
    (programs.folder / name).unlink()

    assert kerberos.why_not().endswith(f"without {name}.")


def test_headers_are_those_of_the_python_that_is_used(complete: Path) -> None:
    (complete / "Python.h").unlink()

    assert str(complete / "Python.h") in kerberos.why_not()
    assert "install the development files of this Python" in kerberos.why_not()


def test_other_systems_compile_nothing(
    programs: FakePrograms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    assert kerberos.why_not() == ""
