"""Fetches one file from the package index, and takes it only if it is the pinned one."""

import hashlib
import html
import re
import ssl
import urllib.parse
import urllib.request
from collections.abc import Mapping

from checkout import SetupError, say

PYPI = "https://pypi.org/simple"
SECONDS = 60
LARGEST = 64 * 1024 * 1024


def pinned_file(project: str, name: str, sha256: str, environment: Mapping[str, str]) -> bytes:
    """The content of a project's file, if it has this SHA-256."""
    index = index_url(environment)
    say(f"Fetching {name} from {_without_password(index)}")
    content = _fetch_file(index, project, name, environment)
    actual = hashlib.sha256(content).hexdigest()
    if actual != sha256:
        raise SetupError(f"{name} has SHA-256 {actual}, not {sha256}: it is not used.")
    return content


def index_url(environment: Mapping[str, str]) -> str:
    """The package index: a mirror where the usual variables of uv and pip name one, else PyPI."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        if environment.get(name):
            # uv allows NAME=URL in UV_DEFAULT_INDEX.
            return re.sub(r"^\w+=(?=https?:|file:)", "", environment[name]).rstrip("/")
    return PYPI


def _fetch_file(index: str, project: str, name: str, environment: Mapping[str, str]) -> bytes:
    context = _tls(environment)
    page_url = f"{index}/{project}/"
    page = _fetch(page_url, context).decode("utf-8", "replace")
    # PEP 503: a link for each file, relative or not, with the file name at its end.
    link = re.search(rf"""href=["']([^"'#]*{re.escape(name)})["'#]""", page)
    if not link:
        raise SetupError(f"{_without_password(page_url)} does not offer {name}.")
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


def _without_password(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//", url)
