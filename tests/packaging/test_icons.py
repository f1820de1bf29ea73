"""The .ico file: its table leads to whole pictures."""

import struct

import icons
from checkout import ROOT

PNG = b"\x89PNG\r\n\x1a\n"


def test_every_picture_of_the_file_is_found_by_its_entry() -> None:
    pictures = [(16, PNG + b"small"), (256, PNG + b"a large one")]

    ico = icons.as_ico(pictures)

    reserved, kind, count = struct.unpack_from("<HHH", ico)
    assert (reserved, kind, count) == (0, 1, 2)
    for number, (size, png) in enumerate(pictures):
        width, height, _, _, _, bits, length, place = struct.unpack_from(
            "<BBBBHHII", ico, 6 + 16 * number
        )
        assert (width, height, bits) == (size % 256, size % 256, 32)
        assert ico[place : place + length] == png


def test_the_committed_icons_have_the_size_of_their_names() -> None:
    for size in icons.PNG_SIZES:
        png = (ROOT / "resources" / "icons" / f"autodiscope-{size}.png").read_bytes()
        # The chunk IHDR comes first: width and height. [PNG, 11.2.1]
        assert png.startswith(PNG)
        assert struct.unpack_from(">II", png, 16) == (size, size)
