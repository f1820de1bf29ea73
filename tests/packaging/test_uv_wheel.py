"""The wheel of uv: chosen by platform, refused unless it is the pinned one."""

import hashlib
import io
import os
import platform
import sys
import zipfile
from pathlib import Path

import pytest

import pypi
import uv_wheel
from checkout import SetupError


def a_wheel(content: bytes = b"#!/bin/sh\n") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"uv-{uv_wheel.VERSION}.data/scripts/uv", content)
    return buffer.getvalue()


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package index on the disk that holds one wheel of uv, pinned for this platform."""
    wheel = a_wheel(b"pinned")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    tag = uv_wheel.WHEELS["linux", "x86_64"][0]
    pins = {("linux", "x86_64"): (tag, hashlib.sha256(wheel).hexdigest())}
    monkeypatch.setattr(uv_wheel, "WHEELS", pins)
    name = f"uv-{uv_wheel.VERSION}-py3-none-{tag}.whl"
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / name).write_bytes(wheel)
    # A file: address ends in no slash, so what an HTTP server would call "uv/" is a file here.
    page = f'<a href="{tmp_path.as_uri()}/files/{name}#sha256=00">{name}</a>'
    pages = {f"{tmp_path.as_uri()}/simple/uv/": page.encode()}
    fetch = pypi._fetch
    monkeypatch.setattr(pypi, "_fetch", lambda url, tls: pages.get(url) or fetch(url, tls))
    return f"{tmp_path.as_uri()}/simple"


def test_the_pinned_wheel_is_unpacked_into_a_program(tmp_path: Path, mirror: str) -> None:
    program = uv_wheel.unpacked_uv(tmp_path / "tools", {"UV_DEFAULT_INDEX": mirror})

    assert program.read_bytes() == b"pinned"
    assert os.access(program, os.X_OK)
    assert list(program.parent.iterdir()) == [program]


def test_a_program_that_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    there = tmp_path / f"uv-{uv_wheel.VERSION}"
    there.write_bytes(b"there")

    assert uv_wheel.unpacked_uv(tmp_path, {"UV_DEFAULT_INDEX": "file:///nowhere"}) == there


def test_an_index_without_the_file_is_named(tmp_path: Path, mirror: str) -> None:
    uv_wheel.WHEELS["linux", "x86_64"] = ("another", "00")

    with pytest.raises(SetupError, match=r"does not offer uv-.*-another.whl"):
        uv_wheel.unpacked_uv(tmp_path / "tools", {"UV_DEFAULT_INDEX": mirror})


def test_an_index_out_of_reach_is_named_without_its_password(tmp_path: Path) -> None:
    index = f"file://user:secret@localhost{tmp_path}/nowhere"

    with pytest.raises(SetupError, match="cannot be had") as caught:
        uv_wheel.unpacked_uv(tmp_path, {"UV_DEFAULT_INDEX": index})
    assert "secret" not in str(caught.value)


def test_another_wheel_than_the_pinned_one_is_refused(tmp_path: Path, mirror: str) -> None:
    tag, _ = uv_wheel.WHEELS["linux", "x86_64"]
    uv_wheel.WHEELS["linux", "x86_64"] = (tag, "00")

    with pytest.raises(SetupError, match="is not used"):
        uv_wheel.unpacked_uv(tmp_path / "tools", {"UV_DEFAULT_INDEX": mirror})
    assert not (tmp_path / "tools").exists()


def test_a_file_beyond_all_size_is_refused(
    tmp_path: Path, mirror: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pypi, "LARGEST", 10)

    with pytest.raises(SetupError, match="larger than 10 bytes"):
        uv_wheel.unpacked_uv(tmp_path / "tools", {"UV_DEFAULT_INDEX": mirror})


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("linux", "x86_64", "manylinux_2_17_x86_64.manylinux2014_x86_64"),
        ("linux", "aarch64", "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64"),
        ("win32", "AMD64", "win_amd64"),
        ("darwin", "arm64", "macosx_11_0_arm64"),
    ],
)
def test_each_platform_has_its_wheel(system: str, machine: str, name: str) -> None:
    file_name, sha256 = uv_wheel.wheel_for(system, machine)

    assert file_name == f"uv-{uv_wheel.VERSION}-py3-none-{name}.whl"
    assert len(bytes.fromhex(sha256)) == 32


def test_a_platform_without_a_wheel_is_told_to_bring_its_own_uv() -> None:
    with pytest.raises(SetupError, match="Install uv yourself"):
        uv_wheel.wheel_for("sunos5", "sparc")


@pytest.mark.parametrize(
    ("environment", "index"),
    [
        ({}, "https://pypi.org/simple"),
        ({"PIP_INDEX_URL": "https://pip.test/simple/"}, "https://pip.test/simple"),
        (
            {"PIP_INDEX_URL": "https://pip.test", "UV_INDEX_URL": "https://uv.test"},
            "https://uv.test",
        ),
        ({"UV_DEFAULT_INDEX": "ours=https://uv.test/simple"}, "https://uv.test/simple"),
    ],
)
def test_the_index_is_the_mirror_that_the_environment_names(
    environment: dict[str, str], index: str
) -> None:
    assert pypi.index_url(environment) == index


def test_certificates_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"PIP_CERT=.*nothing.pem cannot be read"):
        pypi._tls({"PIP_CERT": str(tmp_path / "nothing.pem")})
