"""Gets uv, the package installer, from PyPI: a bare system has neither pip nor ensurepip."""

import hashlib
import html
import io
import os
import platform
import re
import ssl
import sys
import tempfile
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path

from checkout import SetupError, say

VERSION = "0.13.9"
PYPI = "https://pypi.org/simple"
SECONDS = 60
LARGEST = 64 * 1024 * 1024

# File name after "uv-VERSION-py3-none-", and its SHA-256, by sys.platform and machine.
WHEELS = {
    ("linux", "x86_64"): (
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("linux", "aarch64"): (
        "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
    ("win32", "amd64"): (
        "win_amd64",
        "6a44b2ed8111d2f60d2b92627c5dccda3f7ed7570b18ce115e569cd68c28246b",
    ),
    ("darwin", "x86_64"): (
        "macosx_10_12_x86_64",
        "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ),
    ("darwin", "arm64"): (
        "macosx_11_0_arm64",
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
}


def unpacked_uv(folder: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Path of the pinned uv in `folder`, downloaded unless it is there already."""
    suffix = ".exe" if os.name == "nt" else ""
    program = folder / f"uv-{VERSION}{suffix}"
    if not program.exists():
        file_name, sha256 = wheel_for(sys.platform, platform.machine())
        index = index_url(environment)
        say(f"Fetching uv {VERSION} from {_without_password(index)}")
        wheel = _fetch_wheel(index, file_name, environment)
        _put(program, uv_inside(wheel, sha256, f"uv{suffix}"))
    return program


def wheel_for(system: str, machine: str) -> tuple[str, str]:
    """File name and SHA-256 of the wheel for a platform, as sys.platform and platform name it."""
    if (system, machine.lower()) not in WHEELS:
        raise SetupError(
            f"There is no pinned uv for {system} on {machine}. Install uv yourself"
            " (https://docs.astral.sh/uv/) and start again."
        )
    tag, sha256 = WHEELS[system, machine.lower()]
    return f"uv-{VERSION}-py3-none-{tag}.whl", sha256


def index_url(environment: Mapping[str, str]) -> str:
    """The package index: a mirror where the usual variables of uv and pip name one, else PyPI."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        if environment.get(name):
            # uv allows NAME=URL in UV_DEFAULT_INDEX.
            return re.sub(r"^\w+=(?=https?:|file:)", "", environment[name]).rstrip("/")
    return PYPI


def uv_inside(wheel: bytes, sha256: str, name: str) -> bytes:
    """The program out of the wheel, if the wheel is the pinned one."""
    actual = hashlib.sha256(wheel).hexdigest()
    if actual != sha256:
        raise SetupError(f"The wheel of uv has SHA-256 {actual}, not {sha256}: it is not used.")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return archive.read(f"uv-{VERSION}.data/scripts/{name}")


def _fetch_wheel(index: str, file_name: str, environment: Mapping[str, str]) -> bytes:
    context = _tls(environment)
    page_url = f"{index}/uv/"
    page = _fetch(page_url, context).decode("utf-8", "replace")
    # PEP 503: a link for each file, relative or not, with the file name at its end.
    link = re.search(rf"""href=["']([^"'#]*{re.escape(file_name)})["'#]""", page)
    if not link:
        raise SetupError(f"{_without_password(page_url)} does not offer {file_name}.")
    return _fetch(urllib.parse.urljoin(page_url, html.unescape(link[1])), context)


def _fetch(url: str, context: ssl.SSLContext) -> bytes:
    try:
        # The proxies are those of the environment; file: is for a mirror on a disk.
        with urllib.request.urlopen(url, timeout=SECONDS, context=context) as answer:  # noqa: S310
            body: bytes = answer.read(LARGEST + 1)
    except OSError as error:
        raise SetupError(f"{_without_password(url)} cannot be had: {error}") from error
    if len(body) > LARGEST:
        raise SetupError(f"{_without_password(url)} is larger than {LARGEST} bytes.")
    return body


def _tls(environment: Mapping[str, str]) -> ssl.SSLContext:
    # OpenSSL itself heeds SSL_CERT_FILE; PIP_CERT is what people behind a TLS proxy have set.
    ours = environment.get("PIP_CERT")
    try:
        return ssl.create_default_context(cafile=ours or None)
    except OSError as error:
        raise SetupError(f"PIP_CERT={ours} cannot be read: {error}") from error


def _put(program: Path, content: bytes) -> None:
    # Complete or not at all, also when two of these run at once.
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=program.parent, delete=False) as file:
        file.write(content)
    part = Path(file.name)
    part.chmod(0o755)
    part.replace(program)


def _without_password(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//", url)
