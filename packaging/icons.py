"""Draws resources/icons/autodiscope.svg at the sizes that desktops ask for: PNG files and one .ico.

Run it after a change of the drawing, and commit what it wrote: .venv/bin/python packaging/icons.py
"""

import os
import struct
from collections.abc import Sequence

from checkout import ROOT

FOLDER = ROOT / "resources" / "icons"
NAME = "autodiscope"
PNG_SIZES = (16, 24, 32, 48, 64, 128, 256)
# What Explorer and the task bar of Windows show at the usual scales.
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)


def main() -> None:
    """Write the files beside the drawing."""
    for size in PNG_SIZES:
        (FOLDER / f"{NAME}-{size}.png").write_bytes(drawn(size))
    (FOLDER / f"{NAME}.ico").write_bytes(as_ico([(size, drawn(size)) for size in ICO_SIZES]))


def drawn(size: int) -> bytes:
    """Give the drawing as PNG."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Qt is there for whoever draws; the rest of this folder does without it.
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt  # noqa: PLC0415
    from PySide6.QtGui import QImage, QImageWriter, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(FOLDER / f"{NAME}.svg")).render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # Not image.save: its types and what it takes differ in this version.
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(content.data())


def as_ico(pictures: Sequence[tuple[int, bytes]]) -> bytes:
    """Put PNG pictures into one .ico file, which Windows takes since Vista."""
    # ICONDIR, then an ICONDIRENTRY each: width, height (0 is 256), colours, planes, bits, size,
    # place. [Microsoft, The format of icon resources]
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries, bodies = b"", b""
    for size, png in pictures:
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), place)
        place += len(png)
        bodies += png
    return head + entries + bodies


if __name__ == "__main__":
    main()
