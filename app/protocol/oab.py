"""The offline address book's manifest, oab.xml. protocol.md 7.1 [OXWOAB-GLOSS] [EVOLUTION]"""

import re
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from lxml import etree

from app.domain.failures import Failure, FailureKind
from app.domain.probing import OabTold
from app.protocol.soap import a_web_page, looks_like_html
from app.protocol.xml_document import (
    Unreadable,
    child,
    children,
    local_name,
    read_document,
    text,
)

MANIFEST: Final = "oab.xml"
LARGEST_NUMBER: Final = 1 << 62
_FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._{}()-]{0,199}")
"""A plain name beside the manifest: nothing that leads elsewhere."""


def manifest_url(url: str) -> str:
    """Give the address of the manifest in the directory that OABUrl names."""
    return _beside(url, MANIFEST)


def file_url(url: str, file: str) -> str:
    """Give the address of one of the book's files."""
    return _beside(url, quote(file))


def _beside(url: str, name: str) -> str:
    parts = urlsplit(url)
    path = parts.path
    if path.lower().endswith(f"/{MANIFEST}"):
        path = path[: -len(MANIFEST)]
    folder = path if path.endswith("/") else f"{path}/"
    return urlunsplit((parts.scheme, parts.netloc, folder + name, "", ""))


def read_manifest(body: bytes, content_type: str = "") -> OabTold | Failure:
    """Give the first address list that has a whole book to download."""
    root = read_document(body)
    if isinstance(root, Unreadable):
        if looks_like_html(body, content_type):
            return a_web_page()
        return _other(f"The manifest {MANIFEST} cannot be read: {root.sentence}", root.origin)
    if local_name(root) != "OAB":
        page = local_name(root).lower() == "html"
        name = local_name(root)[:60]
        return a_web_page() if page else _other(f"{MANIFEST} has {name} as root, not OAB.")
    for listed in children(root, "OAL"):
        full = child(listed, "Full")
        if full is not None and _FILE.fullmatch(text(full)):
            return OabTold(
                name=str(listed.get("name", "")).strip().lstrip("\\")[:200],
                generation=_number(full, "seq"),
                size=_number(full, "size"),
                file=text(full),
            )
    return _other(f"The manifest {MANIFEST} names no file that could be downloaded.")


def _number(element: etree._Element, name: str) -> int:
    said = str(element.get(name, "")).strip()
    if not (said.isascii() and said.isdigit() and len(said) < 20):
        return 0
    return min(int(said), LARGEST_NUMBER)


def _other(detail: str, origin: str = "") -> Failure:
    return Failure(kind=FailureKind.NOT_THE_SERVICE, detail=detail, origin=origin)
